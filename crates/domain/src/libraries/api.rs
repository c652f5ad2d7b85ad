//! How libraries travel.

use super::rules::OpenState;
use super::{DayHours, Library};
use crate::endpoint::{Endpoint, Kind, Pairs, Param, Reader};
use crate::geo::Place;
use crate::id::LibraryId;
use crate::page::Page;
use serde::{Deserialize, Serialize};

/// A library with its hours, as of the moment of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LibraryView {
    /// What it is and where.
    #[serde(flatten)]
    pub library: Library,
    /// Whether one can go in now.
    pub open_now: bool,
    /// How it serves now and what comes next.
    pub open_state: OpenState,
    /// The hours of the next 14 days as far as they are known, preceded by yesterday's while they last past
    /// midnight.
    pub hours: Vec<DayHours>,
    /// Metres from the place that was asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metres: Option<u32>,
}

/// All libraries, by name, or nearest first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ListLibraries {
    /// Sort by distance from here.
    pub near: Option<Place>,
}

impl Endpoint for ListLibraries {
    type Reply = Page<LibraryView>;
    const PATH: &'static str = "/api/v1/libraries";
    const OPERATION: &'static str = "list_libraries";
    const SUMMARY: &'static str = "All libraries with their hours of the next 14 days";
    const PARAMS: &'static [Param] = &[Param {
        name: "near",
        kind: Kind::Text(40),
        doc: "Sort by distance from this place: degrees north and east, `60.17,24.94`",
    }];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe(
            "near",
            self.near.map(|place| format!("{},{}", place.lat, place.lon)),
        );
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let near = reader.text("near", 40);
        let place = Place::parse(&near);
        if place.is_none() && !near.is_empty() {
            reader.refuse("near", "not_valid", "takes degrees north and east as 60.17,24.94");
        }
        Self { near: place }
    }
}

/// One library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetLibrary {
    /// Which; an unknown or impossible identifier is answered with 404.
    pub id: Option<LibraryId>,
}

impl GetLibrary {
    /// The library with this id.
    pub fn new(id: &str) -> Self {
        Self {
            id: LibraryId::new(id).ok(),
        }
    }
}

impl Endpoint for GetLibrary {
    type Reply = LibraryView;
    const PATH: &'static str = "/api/v1/libraries/{id}";
    const OPERATION: &'static str = "get_library";
    const SUMMARY: &'static str = "One library with its hours of the next 14 days";
    const PARAMS: &'static [Param] = &[Param {
        name: "id",
        kind: Kind::Text(64),
        doc: "Identifier of the library: `kallio`",
    }];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self::new(&reader.text("id", 64))
    }
}
