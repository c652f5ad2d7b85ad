//! What this phone has to find a room with: the list, when everything is free, and an index of the words.

use crate::locale::t;
use chrono::{DateTime, Utc};
use jaettu_domain::geo::Place;
use jaettu_domain::page::Page;
use jaettu_domain::rooms::api::{Availability, RoomView};
use jaettu_domain::rooms::find::{Wish, document};
use jaettu_domain::rooms::known::{Known, without_members};
use jaettu_domain::search::Index;
use std::rc::Rc;

/// Everything that this phone has.
pub struct Base {
    rooms: Rc<Page<RoomView>>,
    known: Known,
    index: Index,
}

impl Base {
    pub fn new(rooms: Rc<Page<RoomView>>, free: &Availability) -> Self {
        let documents = rooms
            .items
            .iter()
            .map(|room| document(room, &room.library_name, t().room_keywords(room)));
        Self {
            index: Index::new(documents),
            known: Known::new(free),
            rooms,
        }
    }

    /// What answers a wish; nothing where the day is not known. With the distances of libraries the nearest come first.
    pub fn find(
        &self,
        wish: &Wish,
        now: DateTime<Utc>,
        metres: Option<&[(String, u32)]>,
    ) -> Option<Vec<RoomView>> {
        if wish.date.is_some_and(|date| !self.known.knows(date)) {
            return None;
        }
        let hits = (!wish.q.is_empty()).then(|| self.index.search(&wish.q));
        let named = |at| {
            let hits = hits.as_ref();
            hits.is_none_or(|hits| hits.iter().any(|hit| hit.document == at))
        };
        let far = |room: &RoomView| {
            let one = metres?.iter().find(|(id, _)| id == room.library.as_str());
            one.map(|(_, metres)| *metres)
        };
        let mut rooms = self.known.find(&self.rooms.items, wish, now, named, far);
        without_members(&mut rooms);
        Some(rooms)
    }
}

/// How far each library is from here.
pub fn metres(here: Place, libraries: Vec<(String, Place)>) -> Vec<(String, u32)> {
    let far = |(id, place): (String, Place)| (id, here.whole_metres_to(place));
    libraries.into_iter().map(far).collect()
}
