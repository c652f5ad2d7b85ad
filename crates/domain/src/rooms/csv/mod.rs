//! Rooms, machines and pools as rows of a table (docs/import-rooms.md): what a cell may hold, and how it is written.
//!
//! One row is one room. What goes along with rooms (what has to be learned, how much one person may book) stands in the last
//! columns, on one row that has to do with it; the others may leave it empty or say the same.

mod cells;
mod quotas;
mod read;
mod sheet;
mod terms;
#[cfg(test)]
mod tests;

pub use sheet::{Known, Sheet};

use super::{CheckIn, Codes, Induction, Photo, Quota, Room, RoomRules};
use crate::csv::LIST;
use crate::text::Text;
use crate::time;
use chrono::{DateTime, Timelike, Utc};

/// Every column in the order in which it is written; a file may have them in any.
pub const COLUMNS: [&str; 54] = [
    "room",
    "library",
    "kind",
    "category",
    "name_fi",
    "name_sv",
    "name_en",
    "about_fi",
    "about_sv",
    "about_en",
    "place_fi",
    "place_sv",
    "place_en",
    "photo",
    "photo_alt_fi",
    "photo_alt_sv",
    "photo_alt_en",
    "min_people",
    "max_people",
    "equipment",
    "access",
    "leaves",
    "members",
    "published_from",
    "published_until",
    "self_service",
    "grid_minutes",
    "min_minutes",
    "max_minutes",
    "notice_minutes",
    "ahead_days",
    "opens_at",
    "before_minutes",
    "after_minutes",
    "approval",
    "quotas",
    "beside_others",
    "cancel_minutes",
    "min_age",
    "induction",
    "door_code_minutes",
    "check_in_before_minutes",
    "check_in_after_minutes",
    "door_code",
    "here_code",
    "induction_name_fi",
    "induction_name_sv",
    "induction_name_en",
    "induction_about_fi",
    "induction_about_sv",
    "induction_about_en",
    "induction_months",
    "library_quotas",
    "everywhere_quotas",
];

/// The columns before this one are about the room, those from it on about what goes along with rooms.
pub const FIRST_OF_INDUCTION: usize = 45;
/// From this one on they are about how much one person may book.
pub const FIRST_OF_POLICIES: usize = 52;

/// The columns without which a file is refused.
pub const REQUIRED: [&str; 9] = [
    "room",
    "library",
    "category",
    "name_fi",
    "max_people",
    "grid_minutes",
    "min_minutes",
    "max_minutes",
    "ahead_days",
];

const NAME: [&str; 3] = ["name_fi", "name_sv", "name_en"];
const ABOUT: [&str; 3] = ["about_fi", "about_sv", "about_en"];
const PLACE: [&str; 3] = ["place_fi", "place_sv", "place_en"];
const PHOTO_ALT: [&str; 3] = ["photo_alt_fi", "photo_alt_sv", "photo_alt_en"];
const INDUCTION_NAME: [&str; 3] = ["induction_name_fi", "induction_name_sv", "induction_name_en"];
const INDUCTION_ABOUT: [&str; 3] = ["induction_about_fi", "induction_about_sv", "induction_about_en"];

/// The cells of a room and its codes, in the order of [`COLUMNS`].
pub fn room_cells(room: &Room, codes: &Codes) -> Vec<String> {
    let photo = room.photo.as_ref();
    let none = Text::default();
    let mut cells = vec![
        room.id.to_string(),
        room.library.to_string(),
        room.kind.to_string(),
        room.category.to_string(),
    ];
    cells.extend(translated(&room.name));
    cells.extend(translated(&room.about));
    cells.extend(translated(&room.place));
    cells.push(photo.map_or_else(String::new, |photo| photo.url.clone()));
    cells.extend(translated(photo.map_or(&none, |photo: &Photo| &photo.alt)));
    cells.extend([
        room.min_people.to_string(),
        room.max_people.to_string(),
        list(&room.equipment),
        list(&room.access),
        list(&room.leaves),
        list(&room.members),
    ]);
    cells.extend(rules_cells(&room.rules));
    let code = |code: &Option<String>| code.clone().unwrap_or_default();
    cells.extend([code(&codes.door), code(&codes.here)]);
    cells
}

fn rules_cells(rules: &RoomRules) -> [String; 20] {
    let check_in = |minutes: fn(&CheckIn) -> u32| maybe(rules.check_in.as_ref().map(minutes));
    [
        maybe(rules.published_from.map(moment)),
        maybe(rules.published_until.map(moment)),
        rules.self_service.to_string(),
        rules.grid_minutes.to_string(),
        rules.min_minutes.to_string(),
        rules.max_minutes.to_string(),
        rules.notice_minutes.to_string(),
        rules.ahead_days.to_string(),
        rules.opens_at.to_string(),
        rules.before_minutes.to_string(),
        rules.after_minutes.to_string(),
        rules.approval.to_string(),
        quotas::write(&rules.quotas),
        rules.beside_others.to_string(),
        rules.cancel_minutes.to_string(),
        maybe(rules.min_age),
        maybe(rules.induction.as_ref()),
        maybe(rules.door_code_minutes),
        check_in(|check_in| check_in.before_minutes),
        check_in(|check_in| check_in.after_minutes),
    ]
}

/// The cells of what has to be learned, in the order of [`COLUMNS`] from [`FIRST_OF_INDUCTION`] on.
pub fn induction_cells(induction: &Induction) -> Vec<String> {
    let mut cells = translated(&induction.name).to_vec();
    cells.extend(translated(&induction.about));
    cells.push(maybe(induction.months));
    cells
}

/// The cell in which stands how much one person may book.
pub fn policy_cell(quotas: &[Quota]) -> String {
    quotas::write(quotas)
}

fn translated(text: &Text) -> [String; 3] {
    text.all().map(str::to_owned)
}

fn maybe(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn list(words: &[impl ToString]) -> String {
    let words: Vec<String> = words.iter().map(ToString::to_string).collect();
    words.join(LIST)
}

/// `2026-12-24 10:00`, the clock in Helsinki; as the API writes it where that would not be the same instant.
fn moment(instant: DateTime<Utc>) -> String {
    let local = time::local(instant);
    if time::instant(local) == instant && local.second() == 0 && local.nanosecond() == 0 {
        format!("{} {:02}:{:02}", local.date(), local.hour(), local.minute())
    } else {
        format!("{instant:?}")
    }
}
