//! Many for one time: exactly one wins, on whichever way they come.

use crate::place::{BOOKINGS, at, booked, faults, room, wanted, with_rooms};
use crate::support::Service;
use crate::support::person::Guest;
use futures::future::join_all;
use serde_json::{Value, json};

on_both_databases!(
    of_many_for_one_time_exactly_one_wins,
    create_confirm_move_and_pool_at_once_never_book_twice,
    who_takes_back_that_they_gave_up_a_time_wins_it_or_somebody_else_does,
    of_two_that_are_taken_back_at_once_only_as_many_stand_as_a_quota_allows,
    a_quota_is_never_exceeded_however_many_ask_at_once,
    the_same_request_twice_at_once_books_once,
    a_form_that_is_moved_while_it_is_confirmed_stays_one_booking,
    what_two_give_back_at_once_is_offered_once_to_whoever_waits,
);

const CARDS: [&str; 8] = [
    "1000 0001",
    "1000 0002",
    "1000 0003",
    "1000 0004",
    "1000 0005",
    "1000 0006",
    "1000 0007",
    "1000 0008",
];

async fn guests(service: &Service) -> Vec<Guest<'_>> {
    let mut guests = Vec::new();
    for card in CARDS {
        guests.push(service.signed_in(card).await);
    }
    guests
}

/// Quarter-hours of the day from 10:00 on: `10:00`, `10:30`, …
fn half_hours() -> Vec<(String, String)> {
    let clock = |minutes: u32| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    (0..16)
        .map(|step| (clock(600 + step * 30), clock(630 + step * 30)))
        .collect()
}

async fn of_many_for_one_time_exactly_one_wins(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guests = guests(&service).await;
    for (from, until) in half_hours() {
        let racing = guests
            .iter()
            .flat_map(|guest| (0..4).map(|_| guest.post(BOOKINGS, wanted("testi", &from, &until))));
        let answers = join_all(racing).await;
        let won = answers.iter().filter(|answer| answer.status == 201).count();
        let statuses: Vec<u16> = answers.iter().map(|answer| answer.status.as_u16()).collect();
        assert_eq!(won, 1, "{from}: {statuses:?}");
        for lost in answers.iter().filter(|answer| answer.status != 201) {
            // Whoever has won and asks once more is told that they have it.
            let why = lost.problem();
            assert!(
                ["slot_taken", "same_time"].contains(&why.as_str()),
                "{}",
                lost.text()
            );
        }
        let winner = answers.iter().position(|answer| answer.status == 201).unwrap();
        let path = format!("{BOOKINGS}/{}", answers[winner].json()["id"].as_str().unwrap());
        assert_eq!(guests[winner / 4].get(&path).await.json()["state"], "confirmed");
        // Nobody is kept from the next by how many they have won.
        assert_eq!(faults(&service).await, Vec::<String>::new());
        assert_eq!(guests[winner / 4].delete(&path).await.status, 200);
    }
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn create_confirm_move_and_pool_at_once_never_book_twice(service: Service) {
    let free = json!({ "kind": "machine", "category": "sewing", "rules": { "beside_others": true, "after_minutes": 15 } });
    let mut pool = room("koneet", &free);
    pool.leaves.clear();
    pool.members = ["kone-1", "kone-2"].map(|id| id.parse().unwrap()).to_vec();
    let rooms = [room("kone-1", &free), room("kone-2", &free), pool];
    let service = with_rooms(service, &rooms).await;
    let guests = guests(&service).await;
    for round in 0..6 {
        let mut own = Vec::new();
        // Each has a time elsewhere to move from, and one kept to confirm.
        for (at, guest) in guests.iter().enumerate() {
            let (from, until) = &half_hours()[at];
            let mut body = wanted("kone-1", from, until);
            body["hold"] = json!(at % 2 == 0);
            let answer = guest.post(BOOKINGS, body).await;
            own.push(answer.json()["id"].as_str().map(str::to_owned));
        }
        let racing =
            guests
                .iter()
                .zip(&own)
                .enumerate()
                .map(async |(at, (guest, own))| {
                    let path = own.as_ref().map(|id| format!("{BOOKINGS}/{id}"));
                    match (at % 4, path) {
                        (0, Some(path)) => {
                            guest
                                .post(&format!("{path}/confirm"), json!({ "people": 1 }))
                                .await
                        }
                        (1, Some(path)) => {
                            let to =
                                json!({ "room": "koneet", "start": at_time(round), "end": at_end(round) });
                            guest.patch(&path, to).await
                        }
                        (2, _) => guest
                            .post(
                                BOOKINGS,
                                json!({ "room": "koneet", "start": at_time(round), "end": at_end(round) }),
                            )
                            .await,
                        _ => guest
                            .post(
                                BOOKINGS,
                                json!({ "room": "kone-2", "start": at_time(round), "end": at_end(round) }),
                            )
                            .await,
                    }
                });
        for answer in join_all(racing).await {
            assert!(answer.status.as_u16() < 500, "{}", answer.text());
        }
        assert_eq!(faults(&service).await, Vec::<String>::new(), "round {round}");
        for guest in &guests {
            let list = guest.get("/api/v1/me/bookings").await.json();
            for booking in list["items"].as_array().unwrap() {
                let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
                assert_eq!(guest.delete(&path).await.status, 200);
            }
        }
    }
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn who_takes_back_that_they_gave_up_a_time_wins_it_or_somebody_else_does(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guests = guests(&service).await;
    for (round, (from, until)) in half_hours().into_iter().enumerate() {
        let was = booked(&guests[0], wanted("testi", &from, &until)).await;
        let path = format!("{BOOKINGS}/{}", was["id"].as_str().unwrap());
        assert_eq!(guests[0].delete(&path).await.status, 200);
        let (back, others) = tokio::join!(
            join_all((0..4).map(async |_| guests[0].post(&format!("{path}/reinstate"), json!({})).await)),
            join_all(
                guests[1..]
                    .iter()
                    .map(|guest| guest.post(BOOKINGS, wanted("testi", &from, &until)))
            )
        );
        let had = back.iter().filter(|answer| answer.status == 200).count();
        let won = others.iter().filter(|answer| answer.status == 201).count();
        let statuses: Vec<u16> = back
            .iter()
            .chain(&others)
            .map(|answer| answer.status.as_u16())
            .collect();
        assert!(
            (had, won) == (4, 0) || (had, won) == (0, 1),
            "round {round}: {statuses:?}"
        );
        assert!(
            statuses.iter().all(|status| [200, 201, 409].contains(status)),
            "{statuses:?}"
        );
        assert_eq!(faults(&service).await, Vec::<String>::new(), "round {round}");
        // The next round is nobody's yet.
        for guest in &guests {
            let list = guest.get("/api/v1/me/bookings").await.json();
            for booking in list["items"].as_array().unwrap() {
                let path = format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap());
                assert_eq!(guest.delete(&path).await.status, 200);
            }
        }
    }
}

async fn of_two_that_are_taken_back_at_once_only_as_many_stand_as_a_quota_allows(service: Service) {
    let one = json!({ "rules": { "quotas": [{ "scope": "room", "per": "day", "bookings": 1 }] } });
    let service = with_rooms(service, &[room("testi", &one)]).await;
    let guest = service.signed_in("1000 0001").await;
    let mut paths = Vec::new();
    for (from, until) in half_hours().into_iter().take(4) {
        let was = booked(&guest, wanted("testi", &from, &until)).await;
        let path = format!("{BOOKINGS}/{}", was["id"].as_str().unwrap());
        assert_eq!(guest.delete(&path).await.status, 200);
        paths.push(format!("{path}/reinstate"));
    }
    for round in 0..5 {
        let answers = join_all(paths.iter().map(|path| guest.post(path, json!({})))).await;
        let had: Vec<usize> = (0..4).filter(|at| answers[*at].status == 200).collect();
        assert_eq!(had.len(), 1, "round {round}");
        let path = paths[had[0]].trim_end_matches("/reinstate");
        assert_eq!(guest.delete(path).await.status, 200);
        assert_eq!(faults(&service).await, Vec::<String>::new());
    }
}

fn at_time(round: usize) -> String {
    at(&half_hours()[round + 9].0)
}

fn at_end(round: usize) -> String {
    at(&half_hours()[round + 9].1)
}

async fn a_quota_is_never_exceeded_however_many_ask_at_once(service: Service) {
    let rules = json!({ "rules": { "quotas": [{ "scope": "room", "per": "week", "bookings": 3 }] } });
    let service = with_rooms(service, &[room("testi", &rules)]).await;
    let guest = service.signed_in("1000 0001").await;
    let times = half_hours();
    let racing = times
        .iter()
        .map(|(from, until)| guest.post(BOOKINGS, wanted("testi", from, until)));
    let answers = join_all(racing).await;
    let won = answers.iter().filter(|answer| answer.status == 201).count();
    assert_eq!(won, 3);
    assert!(
        answers
            .iter()
            .all(|answer| answer.status == 201 || answer.problem() == "quota_bookings")
    );
    assert_eq!(faults(&service).await, Vec::<String>::new());
}

async fn the_same_request_twice_at_once_books_once(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    let body = wanted("testi", "12:00", "13:00");
    let racing = (0..20).map(|_| guest.post_once(BOOKINGS, body.clone(), "one"));
    let answers = join_all(racing).await;
    let ids: Vec<Value> = answers.iter().map(|answer| answer.json()["id"].clone()).collect();
    assert!(answers.iter().all(|answer| answer.status == 201));
    assert!(ids.iter().all(|id| *id == ids[0]), "{ids:?}");
    let id = booked(&guest, wanted("testi", "14:00", "15:00")).await["id"].clone();
    assert_ne!(id, ids[0]);
    let list = guest.get("/api/v1/me/bookings").await.json();
    let here = list["items"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["room"] == "testi")
        .count();
    assert_eq!(here, 2);
}

async fn a_form_that_is_moved_while_it_is_confirmed_stays_one_booking(service: Service) {
    let service = with_rooms(service, &[room("testi", &json!({}))]).await;
    let guest = service.signed_in("1000 0001").await;
    for round in 0..10 {
        let mut body = wanted("testi", "12:00", "13:00");
        body["hold"] = json!(true);
        let held = booked(&guest, body).await;
        let path = format!("{BOOKINGS}/{}", held["id"].as_str().unwrap());
        let confirm = format!("{path}/confirm");
        let (confirmed, moved) = tokio::join!(
            guest.post(&confirm, json!({ "people": 2 })),
            guest.patch(&path, json!({ "start": at("15:00") }))
        );
        assert!(
            confirmed.status.is_success() && moved.status.is_success(),
            "round {round}: {}",
            confirmed.text()
        );
        assert_eq!(faults(&service).await, Vec::<String>::new(), "round {round}");
        assert_eq!(guest.delete(&path).await.status, 200);
    }
}

async fn what_two_give_back_at_once_is_offered_once_to_whoever_waits(service: Service) {
    let machine = json!({ "kind": "machine", "category": "sewing" });
    let mut pool = room("koneet", &machine);
    pool.leaves.clear();
    pool.members = ["kone-1", "kone-2"].map(|id| id.parse().unwrap()).to_vec();
    let rooms = [room("kone-1", &machine), room("kone-2", &machine), pool];
    let service = with_rooms(service, &rooms).await;
    let guests = guests(&service).await;
    let mut paths = Vec::new();
    for (guest, kone) in guests.iter().zip(["kone-1", "kone-2"]) {
        let booking = booked(guest, wanted(kone, "12:00", "13:00")).await;
        paths.push(format!("{BOOKINGS}/{}", booking["id"].as_str().unwrap()));
    }
    let wait = guests[2]
        .post("/api/v1/waits", wanted("koneet", "12:00", "13:00"))
        .await;
    assert_eq!(wait.status, 201, "{}", wait.text());
    let (one, two) = tokio::join!(guests[0].delete(&paths[0]), guests[1].delete(&paths[1]));
    assert_eq!((one.status.as_u16(), two.status.as_u16()), (200, 200));
    let held = "SELECT id FROM bookings WHERE state = 'held' AND room LIKE 'kone-%'";
    assert_eq!(service.texts(held).await.len(), 1);
    assert_eq!(faults(&service).await, Vec::<String>::new());
}
