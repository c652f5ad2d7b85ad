//! What a room has to be for somebody's wish, and in which order rooms are shown.

use super::{Sort, Wish};
use crate::busy::Quarter;
use crate::id::LibraryId;
use crate::rooms::api::RoomView;
use crate::rooms::{Access, Category, Equipment, Kind, Room};
use crate::search::Document;
use crate::text::Text;

/// What is looked at of a room when somebody looks for one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts<'a> {
    /// Room or machine.
    pub kind: Kind,
    /// Where it is.
    pub library: &'a LibraryId,
    /// What it is for.
    pub category: Category,
    /// Name.
    pub name: &'a Text,
    /// The fewest and the most people.
    pub people: (u32, u32),
    /// What is there.
    pub equipment: &'a [Equipment],
    /// What makes it usable for everybody.
    pub access: &'a [Access],
}

impl<'a> From<&'a Room> for Facts<'a> {
    fn from(room: &'a Room) -> Self {
        Self {
            kind: room.kind,
            library: &room.library,
            category: room.category,
            name: &room.name,
            people: room.people(),
            equipment: &room.equipment,
            access: &room.access,
        }
    }
}

impl<'a> From<&'a RoomView> for Facts<'a> {
    fn from(room: &'a RoomView) -> Self {
        Self {
            kind: room.kind,
            library: &room.library,
            category: room.category,
            name: &room.name,
            people: (room.min_people, room.max_people),
            equipment: &room.equipment,
            access: &room.access,
        }
    }
}

/// Whether a room is what somebody wishes for, except for the words and the time.
pub fn matches<'a>(room: impl Into<Facts<'a>>, wish: &Wish) -> bool {
    let room = room.into();
    let (fewest, most) = room.people;
    wish.kind.is_none_or(|kind| kind == room.kind)
        && wish
            .library
            .as_ref()
            .is_none_or(|library| library == room.library)
        && wish.category.is_none_or(|category| category == room.category)
        && wish.people.is_none_or(|people| (fewest..=most).contains(&people))
        && wish
            .equipment
            .iter()
            .all(|wanted| room.equipment.contains(wanted))
        && wish.access.iter().all(|wanted| room.access.contains(wanted))
}

/// A room as the search reads it: by its name, the name of its library, and the words of its use, which are those of the
/// interface and so for the caller to know.
pub fn document<'a>(room: impl Into<Facts<'a>>, library_name: &Text, words: Vec<String>) -> Document {
    let all = |text: &Text| text.all().into_iter().map(str::to_owned).collect::<Vec<_>>();
    let mut keywords = all(library_name);
    keywords.extend(words);
    Document {
        titles: all(room.into().name),
        synonyms: Vec::new(),
        keywords,
        text: Vec::new(),
    }
}

/// Where a room stands among others; equals stay in the order in which they are, which is that of their names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank([i64; 2]);

/// The rank of a room by its first start and its distance. What is not known comes last.
pub fn rank(sort: Sort, first: Option<Quarter>, metres: Option<u32>) -> Rank {
    let first = first.map_or(i64::MAX, |quarter| quarter.0);
    let metres = metres.map_or(i64::MAX, i64::from);
    match sort {
        Sort::FirstFree => Rank([first, 0]),
        // The rooms of one library are equally near.
        Sort::Near => Rank([metres, first]),
        Sort::Name => Rank([0, 0]),
    }
}
