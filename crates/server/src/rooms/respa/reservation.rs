//! `/v1/reservation/`: when rooms are booked. What was only kept for a form is not told.

use super::asked::{Asked, Times};
use super::filter::{Seen, is_unit};
use super::list::Page;
use super::refused::Refused;
use super::store::{self, Reservation, Wanted};
use super::times::write;
use super::{Answer, names, number, unit};
use crate::App;
use crate::rooms::offer::Ground;
use jaettu_domain::busy::Quarter;
use jaettu_domain::rooms::{Origin, Room, State};
use serde_json::{Value, json};

/// What everybody sees who asks for no state: what takes its time from others.
const LIVE: [State; 2] = [State::Confirmed, State::Pending];
/// More bookings are not told beside rooms at once.
const MOST_BESIDE_ROOMS: usize = 20_000;
const TOO_MANY: &str = "There are too many reservations between 'start' and 'end'; ask for a shorter time or a smaller page_size";
/// What was known of whoever had booked: nobody finds anything by it here.
const OF_PEOPLE: [&str; 5] = [
    "user",
    "event_subject",
    "host_name",
    "reserver_name",
    "reserver_info_search",
];

/// `/v1/reservation/`.
pub(super) async fn list(asked: Asked) -> Answer {
    let ground = Ground::of(&asked.app).await?;
    let wanted = wanted(&asked, &ground)?;
    let page = Page::of(&asked, store::count(&asked.app.db, &wanted).await?)?;
    let found = store::some(&asked.app.db, &wanted, page.before(), page.size()).await?;
    let shapes = found
        .iter()
        .filter_map(|one| shape(&asked, &ground, one))
        .collect();
    Ok(page.reply(&asked, shapes))
}

/// `/v1/reservation/{id}/`.
pub(super) async fn one(asked: Asked) -> Answer {
    let ground = Ground::of(&asked.app).await?;
    let (number, begins) = number::begins(&asked.id).ok_or_else(Refused::not_found)?;
    let wanted = Wanted {
        rooms: Seen::all(&ground).map(|seen| &seen.room.id).collect(),
        states: [&LIVE[..], &[State::Cancelled, State::NoShow, State::Denied]].concat(),
        after: begins,
        before: begins,
        latest_first: true,
    };
    let found = store::some(&asked.app.db, &wanted, 0, usize::from(u16::MAX)).await?;
    let found = found.iter().find(|one| one.number == number);
    found
        .and_then(|one| shape(&asked, &ground, one))
        .ok_or_else(Refused::not_found)
}

/// The bookings of rooms between two instants, as they stand beside a room.
pub(super) async fn of_rooms(
    app: &App,
    rooms: &[&Room],
    (start, end): Times,
) -> Result<Vec<Reservation>, Refused> {
    let wanted = Wanted {
        rooms: rooms.iter().map(|room| &room.id).collect(),
        states: LIVE.to_vec(),
        after: Quarter::not_before(start),
        before: Quarter::of(end),
        latest_first: false,
    };
    let found = store::some(&app.db, &wanted, 0, MOST_BESIDE_ROOMS + 1).await?;
    // Some of them would be taken for all.
    if found.len() > MOST_BESIDE_ROOMS {
        return Err(Refused::detail(TOO_MANY));
    }
    Ok(found)
}

fn wanted<'a>(asked: &Asked, ground: &'a Ground) -> Result<Wanted<'a>, Refused> {
    let (start, end) = (asked.instant("start")?, asked.instant("end")?);
    let all = asked.flag("all")?.unwrap_or(false) || start.is_some() || end.is_some();
    let since = start.or((!all).then_some(ground.now));
    let manual = asked.flag("need_manual_confirmation")?;
    let rooms = asked.words("resource");
    let name = asked.get("resource_name").map(str::to_lowercase);
    let named = |room: &Room, name: &str| {
        room.name
            .all()
            .iter()
            .any(|own| own.to_lowercase().contains(name))
    };
    // Nobody is anybody here.
    let by_person =
        asked.flag("is_own")? == Some(true) || OF_PEOPLE.iter().any(|name| asked.get(name).is_some());
    let fitting = Seen::all(ground).filter(|seen| {
        let room = seen.room;
        !by_person
            && rooms
                .as_ref()
                .is_none_or(|rooms| rooms.contains(&room.id.as_str()))
            && asked.get("unit").is_none_or(|unit| is_unit(seen.library, unit))
            && name.as_ref().is_none_or(|name| named(room, name))
            && manual.is_none_or(|manual| manual == room.rules.approval)
    });
    Ok(Wanted {
        rooms: fitting.map(|seen| &seen.room.id).collect(),
        states: asked
            .words("state")
            .map_or_else(|| LIVE.to_vec(), |words| states(&words)),
        after: since.map_or(Quarter(i64::MIN), Quarter::not_before),
        before: end.map_or(Quarter(i64::MAX), Quarter::of),
        latest_first: match asked.get("ordering") {
            None | Some("begin") => false,
            Some("-begin") => true,
            Some(other) => return Err(Refused::choice("ordering", other)),
        },
    })
}

/// Our states by their names; of a word that is none there are none.
fn states(words: &[&str]) -> Vec<State> {
    let known = State::ALL.iter().copied();
    known
        .filter(|one| state(*one).is_some_and(|name| words.contains(&name)))
        .collect()
}

/// How far a booking is; nothing of what was only kept for a form.
const fn state(state: State) -> Option<&'static str> {
    match state {
        State::Confirmed => Some("confirmed"),
        State::Pending => Some("requested"),
        // Nobody came, and others may have the rest of its time.
        State::Cancelled | State::NoShow => Some("cancelled"),
        State::Denied => Some("denied"),
        State::Held | State::Expired => None,
    }
}

/// A booking as Respa told it to whoever had not signed in.
pub(super) fn shape(asked: &Asked, ground: &Ground, reservation: &Reservation) -> Option<Value> {
    let room = ground.room(&reservation.room)?;
    let resource = if asked.includes("resource_detail") {
        let library = ground.libraries.by_id(room.library.as_str())?;
        json!({
            "id": room.id,
            "name": names::words(&room.name),
            "unit": unit::shape(&asked.base, ground, library),
            "location": unit::location(library.place),
        })
    } else {
        json!(room.id)
    };
    let id = reservation.number;
    Some(json!({
        "id": id,
        "url": format!("{}/v1/reservation/{id}/", asked.base),
        "resource": resource,
        "begin": write(reservation.when.from.instant()),
        "end": write(reservation.when.until.instant()),
        "is_own": false,
        "state": state(reservation.state)?,
        "need_manual_confirmation": room.rules.approval,
        "staff_event": reservation.origin == Origin::Library,
        "type": if reservation.origin == Origin::Block { "blocked" } else { "normal" },
        "user_permissions": { "can_modify": false, "can_delete": false },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_have_the_names_that_scripts_ask_for() {
        assert_eq!(
            states(&["confirmed", "requested"]),
            [State::Pending, State::Confirmed]
        );
        assert_eq!(states(&["cancelled"]), [State::Cancelled, State::NoShow]);
        assert_eq!(states(&["created", "waiting_for_payment", "held"]), []);
    }
}
