//! What the desk of a library books and teaches, by name.

use super::LIBRARY;
use crate::endpoint::plain_endpoints;
use crate::id::{InductionId, LibraryId, RoomId};
use crate::text::Text;
use serde::{Deserialize, Serialize};

/// A room or machine that staff book.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct DeskRoom {
    /// Its identifier.
    pub id: RoomId,
    /// Its name.
    pub name: Text,
}

/// Something that is learned before machines are used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct DeskInduction {
    /// Its identifier.
    pub id: InductionId,
    /// Its name.
    pub name: Text,
}

/// What the desk of a library can book, and what can be learned. Of a pool every machine is told, and not the pool.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct DeskRooms {
    /// The rooms and machines, by name; those that residents are not shown yet, too.
    pub rooms: Vec<DeskRoom>,
    /// What can be learned anywhere.
    pub inductions: Vec<DeskInduction>,
}

plain_endpoints! {
    /// What the desk of a library can book, and what can be learned.
    GetDeskRooms: Staff Get "/api/v1/desk/{library}/rooms" "get_desk_rooms" -> DeskRooms;
    "The rooms and machines that a desk can book, and what can be learned"
    at {
        /// Which desk; `None` if the address names none.
        library: LibraryId = LIBRARY
    };
}
