//! Reading what a row says of its room: every cell for itself, and those that have to agree with each other.

use super::{ABOUT, NAME, PHOTO_ALT, PLACE};
use crate::busy::{MINUTES, MOST_CLEAR};
use crate::csv::Cells;
use crate::id::{LeafId, LibraryId, RoomId};
use crate::rooms::{Category, CheckIn, Codes, FARTHEST_DAYS, Kind, Photo, Room, RoomRules};
use crate::time::LocalTime;
use chrono::{DateTime, Utc};

/// The most people, as the API takes them.
const MOST_PEOPLE: u32 = 1000;
/// Bookings begin every four hours at least.
const WIDEST_GRID: u32 = 240;
/// Longer than two days nothing is booked.
const LONGEST: u32 = 2880;
/// As far ahead as anything can be booked, in minutes.
const FARTHEST: u32 = FARTHEST_DAYS * 1440;
/// Within so many minutes around the start one checks in.
const WIDEST_CHECK_IN: u32 = 1440;

/// Reads what a row says of its room; everything that is wrong is noted.
pub(super) fn room(cells: &mut Cells<'_>) -> Option<(Room, Codes)> {
    let id: Option<RoomId> = cells.id("room", "kallio-ryhmatyotila-1");
    let library: Option<LibraryId> = cells.id("library", "kallio");
    let category: Option<Category> = cells.code("category");
    let kind = kind(cells, category);
    let name = cells.translated(NAME, 120);
    if name.fi.is_empty() {
        cells.wrong("name_fi", "is empty; every room has a Finnish name");
    }
    let (min_people, max_people) = people(cells);
    let rules = rules(cells);
    let codes = codes(cells, &rules);
    let (leaves, members) = parts(cells, &codes);
    let room = Room {
        about: cells.translated(ABOUT, 4000),
        place: cells.translated(PLACE, 200),
        photo: photo(cells),
        equipment: cells.codes("equipment"),
        access: cells.codes("access"),
        id: id?,
        library: library?,
        kind: kind?,
        category: category?,
        name,
        min_people,
        max_people,
        leaves,
        members,
        rules,
    };
    Some((room, codes))
}

/// What is not said follows from the use.
fn kind(cells: &mut Cells<'_>, category: Option<Category>) -> Option<Kind> {
    let follows = category.map(Category::kind);
    if cells.get("kind").is_empty() {
        return follows;
    }
    let kind: Option<Kind> = cells.code("kind");
    if let (Some(kind), Some(follows)) = (kind, follows)
        && kind != follows
    {
        cells.wrong(
            "kind",
            format!("is {kind}, but this category is for what is a {follows}"),
        );
    }
    kind
}

fn people(cells: &mut Cells<'_>) -> (u32, u32) {
    let least = cells.number("min_people", 1, MOST_PEOPLE);
    let most = cells.needed("max_people", 1, MOST_PEOPLE);
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        cells.wrong("min_people", format!("is more than max_people, {most}"));
    }
    (least.unwrap_or(1), most.unwrap_or(1))
}

/// A photo is shown by its path on this server, and told to whoever does not see it.
fn photo(cells: &mut Cells<'_>) -> Option<Photo> {
    let url = cells.text("photo", 200);
    let alt = cells.translated(PHOTO_ALT, 300);
    if url.is_empty() {
        if !alt.is_empty() {
            cells.wrong("photo", "is empty, but what it shows is told");
        }
        return None;
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.".contains(c);
    if !url.starts_with('/') || url.contains("//") || url.contains("..") || !url.chars().all(plain) {
        cells.wrong("photo", "takes a path on this server, such as /rooms/meeting.svg");
    }
    if alt.fi.is_empty() {
        cells.wrong(
            "photo_alt_fi",
            "is empty; what a photo shows is told to whoever does not see it",
        );
    }
    Some(Photo { url, alt })
}

fn rules(cells: &mut Cells<'_>) -> RoomRules {
    let (published_from, published_until) = published(cells);
    let grid = cells.quarters("grid_minutes", MINUTES, WIDEST_GRID);
    let (min_minutes, max_minutes) = lengths(cells);
    let clear = MOST_CLEAR * MINUTES;
    RoomRules {
        published_from,
        published_until,
        self_service: cells.flag("self_service"),
        grid_minutes: needed(cells, "grid_minutes", grid),
        min_minutes,
        max_minutes,
        notice_minutes: cells.number("notice_minutes", 0, FARTHEST).unwrap_or(0),
        ahead_days: cells.needed("ahead_days", 0, FARTHEST_DAYS).unwrap_or(0),
        opens_at: cells.clock("opens_at").unwrap_or(LocalTime::MIDNIGHT),
        before_minutes: cells.quarters("before_minutes", 0, clear).unwrap_or(0),
        after_minutes: cells.quarters("after_minutes", 0, clear).unwrap_or(0),
        approval: cells.flag("approval"),
        quotas: cells.quotas("quotas"),
        beside_others: cells.flag("beside_others"),
        cancel_minutes: cells.number("cancel_minutes", 0, FARTHEST).unwrap_or(0),
        min_age: cells.number("min_age", 1, 99),
        induction: if cells.get("induction").is_empty() {
            None
        } else {
            cells.id("induction", "laser-cutter")
        },
        door_code_minutes: cells.number("door_code_minutes", 0, FARTHEST),
        check_in: check_in(cells),
    }
}

/// A number of quarters that has to be there.
fn needed(cells: &mut Cells<'_>, field: &'static str, minutes: Option<u32>) -> u32 {
    if minutes.is_none() && cells.get(field).is_empty() {
        cells.wrong(field, "is empty; takes minutes, in whole quarters of an hour");
    }
    minutes.unwrap_or(MINUTES)
}

fn lengths(cells: &mut Cells<'_>) -> (u32, u32) {
    let least = cells.quarters("min_minutes", MINUTES, LONGEST);
    let most = cells.quarters("max_minutes", MINUTES, LONGEST);
    if let (Some(least), Some(most)) = (least, most)
        && least > most
    {
        cells.wrong("min_minutes", format!("is more than max_minutes, {most}"));
    }
    (
        needed(cells, "min_minutes", least),
        needed(cells, "max_minutes", most),
    )
}

fn published(cells: &mut Cells<'_>) -> (Option<DateTime<Utc>>, Option<DateTime<Utc>>) {
    let (from, until) = (cells.moment("published_from"), cells.moment("published_until"));
    if let (Some(from), Some(until)) = (from, until)
        && until <= from
    {
        cells.wrong("published_until", "is not after published_from");
    }
    (from, until)
}

fn check_in(cells: &mut Cells<'_>) -> Option<CheckIn> {
    const COLUMNS: [&str; 2] = ["check_in_before_minutes", "check_in_after_minutes"];
    let [before, after] = COLUMNS.map(|column| cells.number(column, 0, WIDEST_CHECK_IN));
    let [has_before, has_after] = COLUMNS.map(|column| !cells.get(column).is_empty());
    if has_before != has_after {
        let empty = if has_before { COLUMNS[1] } else { COLUMNS[0] };
        cells.wrong(
            empty,
            "is empty; whoever checks in does so from some minutes before the start to some after it",
        );
    }
    Some(CheckIn {
        before_minutes: before?,
        after_minutes: after?,
    })
}

fn codes(cells: &mut Cells<'_>, rules: &RoomRules) -> Codes {
    let code = |text: String| Some(text).filter(|text| !text.is_empty());
    let codes = Codes {
        door: code(cells.text("door_code", 40)),
        // As long as what one can type to check in.
        here: code(cells.text("here_code", 20)),
    };
    if codes.door.is_some() && rules.door_code_minutes.is_none() {
        cells.wrong(
            "door_code_minutes",
            "is empty, so nobody would be told the door_code",
        );
    }
    codes
}

/// A room is made of leaves, a pool of members.
fn parts(cells: &mut Cells<'_>, codes: &Codes) -> (Vec<LeafId>, Vec<RoomId>) {
    let (leaves, members) = (cells.codes("leaves"), cells.codes("members"));
    let [no_leaves, no_members] = ["leaves", "members"].map(|column| cells.get(column).is_empty());
    if no_leaves && no_members {
        let room = cells.get("room");
        cells.wrong(
            "leaves",
            format!("is empty; what is not divided has one part of the same name: {room}"),
        );
    }
    if !no_leaves && !no_members {
        cells.wrong(
            "leaves",
            "takes nothing where there are members: a pool is its machines",
        );
    }
    for (field, code) in [("door_code", &codes.door), ("here_code", &codes.here)] {
        if code.is_some() && !no_members {
            cells.wrong(
                field,
                "takes nothing where there are members: each machine has its own",
            );
        }
    }
    (leaves, members)
}
