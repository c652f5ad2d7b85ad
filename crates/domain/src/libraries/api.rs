//! How libraries travel.

use super::rules::{self, OpenState};
use super::{DayHours, Library, Offer};
use crate::endpoint::{Endpoint, Kind, Pairs, Param, Reader};
use crate::geo::Place;
use crate::id::LibraryId;
use crate::page::Page;
use crate::text::Text;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A library with its hours, as of the moment of the answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct LibraryView {
    /// Slug of the short name.
    pub id: LibraryId,
    /// Identifier in the city's service map (TPREK), for links to the map and its accessibility information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tprek: Option<u32>,
    /// Official name.
    pub name: Text,
    /// Name for lists and sentences: "Kallio".
    pub short_name: Text,
    /// Street and number.
    pub street: Text,
    /// Postal code, five digits.
    pub zip: String,
    /// Where the door is.
    pub place: Place,
    /// What it has.
    pub offers: Vec<Offer>,
    /// One or two sentences about it.
    pub about: Text,
    /// Whether one can go in now.
    pub open_now: bool,
    /// How it serves now and what comes next.
    pub open_state: OpenState,
    /// The hours of the next 14 days (6 in a brief list) as far as they are known, preceded by yesterday's while
    /// they last past midnight.
    pub hours: Vec<DayHours>,
    /// Metres from the place that was asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metres: Option<u32>,
}

impl LibraryView {
    /// The view of `library` at `now`, given the hours to show.
    pub fn new(library: Library, hours: Vec<DayHours>, now: DateTime<Utc>) -> Self {
        let open_state = rules::state(&hours, now);
        let Library {
            id,
            tprek,
            kirkanta: _,
            name,
            short_name,
            street,
            zip,
            place,
            offers,
            about,
        } = library;
        let open_now = open_state.is_open();
        Self {
            id,
            tprek,
            name,
            short_name,
            street,
            zip,
            place,
            offers,
            about,
            open_now,
            open_state,
            hours,
            metres: None,
        }
    }
}

/// All libraries, by name, or nearest first.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ListLibraries {
    /// Sort by distance from here.
    pub near: Option<Place>,
    /// Only what a list shows.
    pub brief: bool,
}

impl ListLibraries {
    /// What the pages need: a third of the whole.
    pub const fn brief() -> Self {
        Self {
            near: None,
            brief: true,
        }
    }
}

impl Endpoint for ListLibraries {
    type Reply = Page<LibraryView>;
    const PATH: &'static str = "/api/v1/libraries";
    const OPERATION: &'static str = "list_libraries";
    const SUMMARY: &'static str = "All libraries with their hours of the next 14 days";
    const PARAMS: &'static [Param] = &[
        Param {
            name: "near",
            kind: Kind::Text(40),
            doc: "Sort by distance from this place: degrees north and east, `60.17,24.94`",
        },
        Param {
            name: "brief",
            kind: Kind::Flag,
            doc: "Hours of the next 6 days only, and neither what the libraries have nor what is told about them",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe(
            "near",
            self.near.map(|place| format!("{},{}", place.lat, place.lon)),
        );
        pairs.flag("brief", self.brief);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let near = reader.text("near", 40);
        let place = Place::parse(&near);
        if place.is_none() && !near.is_empty() {
            reader.refuse("near", "not_valid", "takes degrees north and east as 60.17,24.94");
        }
        Self {
            near: place,
            brief: reader.flag("brief"),
        }
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
