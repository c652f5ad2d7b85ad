//! The libraries: where they are, when they are open, what they have.

pub mod api;
pub mod rules;

use crate::geo::Place;
use crate::id::LibraryId;
use crate::text::Text;
use crate::time::LocalTime;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How a library serves during an interval of its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Service {
    /// Staff are at the desk. Kirkanta status 1.
    Staffed,
    /// The door opens with a library card and PIN; nobody is at the desk. Kirkanta status 2 ("omatoimi").
    SelfService,
}

/// One interval of a day's hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Opening {
    /// Opens at, wall clock of the day.
    pub from: LocalTime,
    /// Closes at; not later than `from` means the next day.
    pub to: LocalTime,
    /// How the library serves meanwhile.
    pub service: Service,
}

/// The hours of one day. No openings means closed all day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct DayHours {
    /// The day, in Helsinki.
    pub date: NaiveDate,
    /// Intervals in order of time, not overlapping.
    pub openings: Vec<Opening>,
    /// Why the day differs from the ordinary, when it does: "Juhannusaatto".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exception: Option<Text>,
}

/// Something that a library has: the codes of `offers` in `locales/*/libraries.json`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Offer {
    /// Rooms for meetings and groups.
    MeetingRooms,
    /// Music department.
    Music,
    /// Workshop with tools and machines.
    Maker,
    /// 3D printers.
    #[serde(rename = "3d_printing")]
    Printing3d,
    /// Sewing machines.
    Sewing,
    /// Games to play in the library.
    Games,
    /// A department for children.
    Children,
    /// Places to read and work.
    Study,
    /// One-to-one guidance with devices and services (digituki).
    DigitalHelp,
    /// Newspapers and magazines.
    Newspapers,
    /// Instruments to play in the library.
    Instruments,
    /// Recording studio.
    Studio,
    /// Exhibitions.
    Exhibition,
    /// A café.
    Cafe,
    /// Printing, copying and scanning.
    Printing,
    /// An accessible toilet.
    AccessibleToilet,
}

/// A library without its hours.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Library {
    /// Slug of the short name.
    pub id: LibraryId,
    /// Identifier in the city's service map (TPREK), for links to the map and its accessibility information.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub tprek: Option<u32>,
    /// Identifier in the national library register (Kirkanta), by which opening hours are imported.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub kirkanta: Option<u32>,
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
    #[serde(default)]
    pub offers: Vec<Offer>,
    /// One or two sentences about it.
    #[serde(default)]
    pub about: Text,
}
