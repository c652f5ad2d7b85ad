//! How much rooms were used, from the bookings themselves: open to everybody, by the definition of
//! [`jaettu_domain::rooms::utilisation`].

use super::bookings;
use super::offer::Ground;
use crate::App;
use crate::problem::Failure;
use chrono::{Days as Later, NaiveDate};
use jaettu_domain::busy::{Days, Quarters, local_days};
use jaettu_domain::page::Page;
use jaettu_domain::rooms::utilisation::{Counted, ListRoomUse, RoomUse, Use, of_leaf};
use jaettu_domain::rooms::{Booking, Origin, Room, State};
use jaettu_domain::time;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Without a period, so many days that are over.
const USUAL: u64 = 28;

/// Answers [`ListRoomUse`].
pub async fn list(app: Arc<App>, asked: ListRoomUse) -> Result<Page<RoomUse>, Failure> {
    let ground = Ground::of(&app).await?;
    let yesterday = time::today(ground.now) - Later::new(1);
    // What goes on is not over: nobody knows yet who comes.
    let until = asked.until.map_or(yesterday, |until| until.min(yesterday));
    let from = asked.from.unwrap_or(until - Later::new(USUAL - 1));
    if from > until {
        return Ok(Page {
            items: Vec::new(),
            next: None,
        });
    }
    let days = until.signed_duration_since(from).num_days() + 1;
    let period = local_days(from, u32::try_from(days).unwrap_or_default());
    let known = bookings::counted_within(&app.db, period).await?;
    let mut of: BTreeMap<&str, Vec<&Booking>> = BTreeMap::new();
    for booking in &known {
        of.entry(booking.room.as_str()).or_default().push(booking);
    }
    let rooms = ground.content.rooms().iter().filter(|room| {
        !room.is_pool()
            && asked
                .library
                .as_ref()
                .is_none_or(|library| room.library == *library)
    });
    let items = rooms
        .filter(|room| !is_made_of_others(&ground, room))
        .map(|room| used(&ground, room, &of, (from, until), period));
    Ok(Page {
        items: items.collect(),
        next: None,
    })
}

/// Whether each of a room's leaves is a room of its own: then those are counted.
fn is_made_of_others(ground: &Ground, room: &Room) -> bool {
    let alone = |leaf| {
        let mut others = ground.content.rooms().iter();
        others.any(|other| other.id != room.id && other.leaves.len() == 1 && other.leaves.contains(leaf))
    };
    room.leaves.len() > 1 && room.leaves.iter().all(alone)
}

fn used(
    ground: &Ground,
    room: &Room,
    of: &BTreeMap<&str, Vec<&Booking>>,
    (from, until): (NaiveDate, NaiveDate),
    period: Quarters,
) -> RoomUse {
    let window = Days {
        first: period.from.day(),
        count: u32::try_from(period.until.plus(-1).day() - period.from.day() + 1).unwrap_or_default(),
    };
    let hours = ground.hours(&room.library, window);
    let open = hours.used(room.rules.self_service);
    let mut sum = Use::default();
    for leaf in &room.leaves {
        let sharing = ground
            .content
            .rooms()
            .iter()
            .filter(|other| other.leaves.contains(leaf));
        let bookings = sharing.flat_map(|other| {
            let bookings = of.get(other.id.as_str()).into_iter().flatten();
            bookings.map(|booking| (counted(booking), other.max_people))
        });
        let bookings: Vec<(Counted, u32)> = bookings.collect();
        sum = sum.plus(of_leaf(open, period, &bookings));
    }
    for booking in of.get(room.id.as_str()).into_iter().flatten() {
        if booking.origin != Origin::Block
            && period.from <= booking.when.from
            && booking.when.from < period.until
        {
            sum.bookings += 1;
            sum.missed += u32::from(booking.state == State::NoShow);
        }
    }
    RoomUse {
        room: room.id.clone(),
        library: room.library.clone(),
        from,
        until,
        counted: sum,
        utilisation_permille: sum.permille(),
    }
}

const fn counted(booking: &Booking) -> Counted {
    Counted {
        when: booking.when,
        people: booking.people,
        missed: matches!(booking.state, State::NoShow),
        block: matches!(booking.origin, Origin::Block),
    }
}
