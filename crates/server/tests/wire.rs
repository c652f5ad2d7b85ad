//! Every answer of the API is the same to the browser's reader as to serde, whole and broken.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use jaettu_domain::account::api::{GetMe, GetSignInWays, ListSessions};
use jaettu_domain::catalogue::api::{GetItem, ListItems};
use jaettu_domain::circulation::api::{GetDeal, ListHolds, ListLoans, ListWishes};
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::id::{BookingId, ItemId, LibraryId, RoomId};
use jaettu_domain::libraries::api::{GetLibrary, ListLibraries};
use jaettu_domain::messages::api::ListMessages;
use jaettu_domain::programme::api::{GetAction, GetIndicator, ListActions, ListChanges, ListIndicators};
use jaettu_domain::rooms::api::{
    GetAvailability, GetBooking, GetRoom, GetRoomAvailability, ListBookings, ListRooms, PlanSeries,
};
use jaettu_domain::rooms::demand::ListSearchCounts;
use jaettu_domain::rooms::desk::ListDeskBookings;
use jaettu_domain::rooms::desk::rooms::GetDeskRooms;
use jaettu_domain::rooms::desk::times::PlanAtDesk;
use jaettu_domain::rooms::utilisation::ListRoomUse;
use jaettu_domain::rooms::waits::ListWaits;
use jaettu_domain::wire::{FromJson, read};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Debug;
use support::{Service, person::Guest};

/// What the browser reads from the answer of `endpoint`, after checking that serde reads the same.
async fn answer<E>(service: &Service, endpoint: E) -> Value
where
    E: Endpoint<Reply: FromJson + DeserializeOwned + PartialEq + Debug>,
{
    let url = endpoint.url();
    let text = service.get(&url).await.text();
    alike::<E>(&url, &text)
}

/// The same of an answer to somebody who is signed in.
async fn own<E>(guest: &Guest<'_>, endpoint: E) -> Value
where
    E: Endpoint<Reply: FromJson + DeserializeOwned + PartialEq + Debug>,
{
    let url = endpoint.url();
    let text = guest.get(&url).await.text();
    alike::<E>(&url, &text)
}

fn alike<E>(url: &str, text: &str) -> Value
where
    E: Endpoint<Reply: FromJson + DeserializeOwned + PartialEq + Debug>,
{
    let by_serde: E::Reply = serde_json::from_str(text).unwrap_or_else(|e| panic!("{url}: {e}"));
    assert_eq!(read::<E::Reply>(text), Some(by_serde), "{url}");
    for end in (0..text.len())
        .step_by(text.len() / 20 + 1)
        .filter(|end| text.is_char_boundary(*end))
    {
        assert!(read::<E::Reply>(&text[..end]).is_none(), "{url} cut at {end}");
    }
    let whole: Value = serde_json::from_str(text).unwrap();
    let mut json = whole.clone();
    for pointer in places(&whole) {
        broken::<E::Reply>(&mut json, &pointer);
    }
    assert_eq!(json, whole, "everything is put back");
    whole
}

/// A JSON pointer to one example of every place in `json`: the first of the rows that have it.
fn places(json: &Value) -> Vec<String> {
    fn walk(json: &Value, pointer: &str, shape: &str, seen: &mut BTreeSet<String>, found: &mut Vec<String>) {
        if seen.insert(shape.to_owned()) {
            found.push(pointer.to_owned());
        }
        match json {
            Value::Array(rows) => {
                for (position, row) in rows.iter().enumerate() {
                    walk(
                        row,
                        &format!("{pointer}/{position}"),
                        &format!("{shape}/-"),
                        seen,
                        found,
                    );
                }
            }
            Value::Object(fields) => {
                for (name, field) in fields {
                    walk(
                        field,
                        &format!("{pointer}/{name}"),
                        &format!("{shape}/{name}"),
                        seen,
                        found,
                    );
                }
            }
            _ => {}
        }
    }
    let mut found = Vec::new();
    walk(json, "", "", &mut BTreeSet::new(), &mut found);
    found
}

/// Puts something else at `pointer`, or nothing; both readers must think the same of it.
fn broken<T: FromJson + DeserializeOwned + PartialEq + Debug>(json: &mut Value, pointer: &str) {
    let agree = |json: &Value, what: &dyn Debug| {
        assert_eq!(
            T::from_json(json),
            T::deserialize(json).ok(),
            "{pointer}: {what:?}"
        );
    };
    let Some(place) = json.pointer_mut(pointer) else {
        return;
    };
    let before = place.take();
    for other in [
        json!(null),
        json!(true),
        json!(-1),
        json!(300),
        json!(0.5),
        json!(""),
        json!("Ä?"),
        json!("text"),
        json!("2026-12-24"),
        json!("2026-12-24T10:00:00Z"),
    ] {
        if let Some(place) = json.pointer_mut(pointer) {
            place.clone_from(&other);
        }
        agree(json, &other);
    }
    if let Some((parent, name)) = pointer.rsplit_once('/')
        && let Some(Value::Object(fields)) = json.pointer_mut(parent)
    {
        fields.remove(name);
        agree(json, &"left out");
        if let Some(Value::Object(fields)) = json.pointer_mut(parent) {
            fields.insert(name.to_owned(), before);
        }
    } else if let Some(place) = json.pointer_mut(pointer) {
        *place = before;
    }
}

#[tokio::test]
async fn the_browser_reads_every_answer_like_serde() {
    let service = support::sqlite().await.with_demo().await;
    let libraries = answer(&service, ListLibraries::default()).await;
    assert!(libraries["items"].as_array().unwrap().len() > 30);
    answer(&service, GetLibrary::new("kallio")).await;

    let things = answer(
        &service,
        ListItems {
            limit: 10,
            ..ListItems::default()
        },
    )
    .await;
    answer(&service, ListItems::everything()).await;
    for item in things["items"].as_array().unwrap() {
        answer(&service, GetItem::new(item["id"].as_str().unwrap())).await;
    }

    let actions = answer(&service, ListActions::default()).await;
    for action in actions["items"].as_array().unwrap() {
        answer(&service, GetAction::new(action["identifier"].as_str().unwrap())).await;
    }
    let indicators = answer(&service, ListIndicators).await;
    for indicator in indicators["items"].as_array().unwrap() {
        answer(&service, GetIndicator::new(indicator["id"].as_str().unwrap())).await;
    }
    answer(&service, ListChanges::default()).await;
    answer(&service, GetSignInWays).await;

    let rooms = answer(&service, ListRooms::default()).await;
    for room in rooms["items"].as_array().unwrap().iter().step_by(9) {
        let id = RoomId::new(room["id"].as_str().unwrap()).ok();
        answer(&service, GetRoom { id: id.clone() }).await;
        let when = GetRoomAvailability {
            id,
            ..GetRoomAvailability::default()
        };
        answer(&service, when).await;
    }
    answer(&service, GetAvailability::default()).await;
    answer(&service, ListRoomUse::default()).await;
    for _ in 0..5 {
        let path = "/api/v1/rooms?people=900&library=kallio";
        assert_eq!(service.get(path).await.status, 200);
    }
    jaettu_server::rooms::demand::write(&service.app).await.unwrap();
    service.wait(40 * 86_400);
    let searches = answer(&service, ListSearchCounts::default()).await;
    assert!(!searches["items"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn the_browser_reads_what_is_ones_own_like_serde() {
    let service = support::sqlite().await.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    assert_eq!(own(&guest, GetMe).await["card"], "10000001");
    own(&guest, ListSessions).await;
    let loans = own(&guest, ListLoans::default()).await;
    assert!(!loans["items"].as_array().unwrap().is_empty());
    let item = || Some(ItemId::new("porakone").unwrap());
    let deal = GetDeal {
        id: item(),
        pickup_library: None,
    };
    let usual = own(&guest, deal).await;
    let hold = json!({ "pickup_library": usual["pickup_library"] });
    guest.post("/api/v1/items/porakone/holds", hold).await;
    guest.post("/api/v1/items/porakone/wish", json!({})).await;
    service
        .sql(
            "INSERT INTO deliveries (id, person, channel, address, subject, body, sent_at) \
             SELECT 'd1', id, 'sms', '+358', '', 'Hei!', 1795500000000 FROM people WHERE card = '10000001'",
        )
        .await;
    let rooms = service.get("/api/v1/rooms?kind=room").await.json();
    let room = &rooms["items"][0];
    let start = room["next_starts"][2].as_str().unwrap();
    let end: chrono::DateTime<chrono::Utc> = start.parse().unwrap();
    let end = end + chrono::TimeDelta::minutes(room["minutes"].as_i64().unwrap());
    let booking = json!({ "room": room["id"], "start": start, "end": end, "people": room["min_people"] });
    let booking = guest.post("/api/v1/bookings", booking).await;
    assert_eq!(booking.status, 201, "{}", booking.text());
    let other = service.signed_in("1000 0002").await;
    let wait = json!({ "room": room["id"], "start": start, "end": end, "people": room["min_people"] });
    let wait = other.post("/api/v1/waits", wait).await;
    assert_eq!(wait.status, 201, "{}", wait.text());
    let id = BookingId::new(booking.json()["id"].as_str().unwrap()).ok();
    own(&guest, GetBooking { id }).await;
    let plan = PlanSeries {
        room: RoomId::new(room["id"].as_str().unwrap()).ok(),
        start: start.parse().ok(),
        end: Some(end),
        weeks: 3,
    };
    own(&guest, plan).await;
    let staff = service.signed_in("3000 0002").await;
    let day = ListDeskBookings {
        library: LibraryId::new(room["library"].as_str().unwrap()).ok(),
        date: Some(jaettu_domain::time::today(start.parse().unwrap())),
        ..ListDeskBookings::default()
    };
    assert_ne!(own(&staff, day).await["items"], json!([]));
    let library = LibraryId::new(room["library"].as_str().unwrap()).ok();
    assert_ne!(own(&staff, GetDeskRooms { library }).await["rooms"], json!([]));
    let times = PlanAtDesk {
        room: RoomId::new(room["id"].as_str().unwrap()).ok(),
        start: start.parse().ok(),
        end: Some(end),
        weeks: 2,
        block: false,
    };
    assert_ne!(own(&staff, times).await["items"][0]["in_the_way"], json!([]));
    for rows in [
        own(&guest, ListBookings::default()).await,
        own(&other, ListWaits).await,
        own(&guest, ListHolds).await,
        own(&guest, ListWishes).await,
        own(&guest, ListMessages).await,
    ] {
        assert!(!rows["items"].as_array().unwrap().is_empty(), "{rows}");
    }
}
