//! Every way to a time at once, at several servers, for the same few hours.

use crate::at_desk::{TIMES, at_desk};
use crate::bookings::is_consistent;
use crate::program::{ask, request, sign_in};
use crate::servers::{asked_for, residents, servers, stop};
use crate::support::Service;
use crate::to_book::{BOOKINGS, DAY, put, room, wanted};
use jaettu_domain::rooms::Room;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use tokio::task::JoinSet;

on_both_databases!(
    on_all_ways_at_once_nothing_is_booked_twice,
    at_several_servers_at_once_nobody_gets_more_than_a_quota,
);

/// Residents, and what each does; `JAETTU_RACE_STEPS` asks for more.
const CLIENTS: usize = 12;
const STEPS: usize = 16;
const DESK: &str = "/api/v1/desk/bookings";

/// Numbers that look like chance, the same for the same client (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from(mixed >> 33).unwrap() % end
    }

    fn of<'a, T: ?Sized>(&mut self, some: &[&'a T]) -> &'a T {
        some[self.below(some.len())]
    }
}

/// A hall and its halves, for which staff are asked, and two machines that one books as any of them.
fn rooms() -> Vec<Room> {
    let rules = json!({ "min_minutes": 15, "beside_others": true });
    let hall = |id: &str, leaves: &[&str], approval: bool| {
        let mut rules = rules.clone();
        rules["approval"] = json!(approval);
        rules["before_minutes"] = json!(15);
        room(
            id,
            &json!({ "category": "hall", "leaves": leaves, "rules": rules }),
        )
    };
    let mut rules = rules.clone();
    rules["after_minutes"] = json!(15);
    let machine = json!({ "kind": "machine", "category": "sewing", "rules": rules });
    let mut pool = room("koneet", &machine);
    pool.leaves.clear();
    pool.members = ["kone-1", "kone-2"].map(|id| id.parse().unwrap()).to_vec();
    vec![
        hall("sali", &["sali-a", "sali-b"], true),
        hall("sali-a", &["sali-a"], false),
        hall("sali-b", &["sali-b"], true),
        room("kone-1", &machine),
        room("kone-2", &machine),
        pool,
    ]
}

const ROOMS: [&str; 6] = ["sali", "sali-a", "sali-b", "kone-1", "kone-2", "koneet"];
/// Staff take one machine, not any.
const SINGLE: &[&str] = ROOMS.split_at(5).0;

/// Some room of these, and some time between noon and three.
fn some(chance: &mut Chance, rooms: &[&str]) -> Value {
    let from = 12 * 60 + 15 * chance.below(9);
    let until = from + [15, 30, 60][chance.below(3)];
    let clock = |minutes: usize| format!("{:02}:{:02}", minutes / 60, minutes % 60);
    wanted(chance.of(rooms), &clock(from), &clock(until))
}

/// Somebody at one of the servers.
struct Actor {
    to: SocketAddr,
    cookie: String,
    chance: Chance,
    /// How often each way led to something.
    won: BTreeMap<&'static str, usize>,
}

impl Actor {
    async fn does(&mut self, way: &'static str, line: &str, body: Value) -> Value {
        let body = if line.starts_with("GET") || line.starts_with("DELETE") {
            String::new()
        } else {
            body.to_string()
        };
        let answer = request(self.to, line, &self.cookie, "", &body).await;
        let (status, text) = answer.expect("an answer");
        assert!(
            [200, 201, 204, 404, 409, 412, 422].contains(&status),
            "{way}: {status} {text}"
        );
        if status < 300 {
            *self.won.entry(way).or_default() += 1;
        }
        serde_json::from_str(&text).unwrap_or_default()
    }

    async fn list(&mut self, path: &str) -> Vec<Value> {
        let list = self.does("look", &format!("GET {path}"), json!({})).await;
        list["items"].as_array().cloned().unwrap_or_default()
    }

    /// Address of one of one's own bookings to come, if there is any in one of these states.
    async fn own(&mut self, states: &[&str]) -> Option<String> {
        let all = self.list("/api/v1/me/bookings").await;
        self.one_of(all, states)
    }

    /// Address of one that was given up, by its person or by staff.
    async fn given_up(&mut self) -> Option<String> {
        let all = self.list("/api/v1/me/bookings?past=true").await;
        self.one_of(all, &["cancelled"])
    }

    fn one_of(&mut self, mut all: Vec<Value>, states: &[&str]) -> Option<String> {
        all.retain(|one| states.contains(&one["state"].as_str().unwrap_or_default()));
        let at = self.chance.below(all.len().max(1));
        Some(format!("{BOOKINGS}/{}", all.get(at)?["id"].as_str()?))
    }

    async fn resident(mut self, steps: usize) -> BTreeMap<&'static str, usize> {
        for _ in 0..steps {
            let mut body = some(&mut self.chance, &ROOMS);
            match self.chance.below(11) {
                0 | 1 => drop(self.does("book", &format!("POST {BOOKINGS}"), body).await),
                2 => {
                    body["hold"] = json!(true);
                    self.does("keep", &format!("POST {BOOKINGS}"), body).await;
                }
                // What was kept for a form, or offered to who waited; also what is over.
                3 | 4 => {
                    if let Some(path) = self.own(&["held", "expired"]).await {
                        let line = format!("POST {path}/confirm");
                        self.does("confirm", &line, json!({ "people": 2 })).await;
                    }
                }
                5 | 6 => {
                    if let Some(path) = self.own(&["held", "pending", "confirmed"]).await {
                        let to = json!({ "room": body["room"], "start": body["start"], "end": body["end"] });
                        self.does("move", &format!("PATCH {path}"), to).await;
                    }
                }
                7 => {
                    if let Some(path) = self.own(&["held", "pending", "confirmed"]).await {
                        self.does("cancel", &format!("DELETE {path}"), json!({})).await;
                    }
                }
                8 => {
                    let later = body["start"].as_str().unwrap().replace(DAY, "2026-12-01");
                    let starts = [body["start"].clone(), json!(later)];
                    let series =
                        json!({ "room": body["room"], "starts": starts, "minutes": 30, "people": 2 });
                    self.does("series", "POST /api/v1/series", series).await;
                }
                9 => {
                    if let Some(path) = self.given_up().await {
                        let line = format!("POST {path}/reinstate");
                        self.does("reinstate", &line, json!({})).await;
                    }
                }
                _ => drop(self.does("wait", "POST /api/v1/waits", body).await),
            }
        }
        self.won
    }

    async fn staff(mut self, steps: usize) -> BTreeMap<&'static str, usize> {
        for step in 0..steps {
            let mut body = some(&mut self.chance, SINGLE);
            match step % 4 {
                0 => {
                    body["block"] = json!(true);
                    body.as_object_mut().unwrap().remove("people");
                    self.does("block", &format!("POST {TIMES}"), at_desk(body)).await;
                }
                1 => {
                    body["card"] = json!("1000 0009");
                    self.does("for somebody", &format!("POST {TIMES}"), at_desk(body))
                        .await;
                }
                2 => {
                    for one in self.list("/api/v1/desk/kallio/bookings?pending=true").await {
                        let line = format!("POST {DESK}/{}/approve", one["id"].as_str().unwrap());
                        self.does("approve", &line, json!({})).await;
                    }
                }
                _ => {
                    let day = self
                        .list(&format!("/api/v1/desk/kallio/bookings?date={DAY}"))
                        .await;
                    let ours = |one: &&Value| ROOMS.contains(&one["room"].as_str().unwrap_or_default());
                    let ours: Vec<&Value> = day.iter().filter(ours).collect();
                    if !ours.is_empty() {
                        let id = self.chance.of(&ours)["id"].as_str().unwrap().to_owned();
                        let reason = json!({ "reason": "Vesivahinko" });
                        self.does("take back", &format!("POST {DESK}/{id}/withdraw"), reason)
                            .await;
                    }
                }
            }
        }
        self.won
    }
}

async fn on_all_ways_at_once_nothing_is_booked_twice(service: Service) {
    let service = service.with_demo().await;
    put(&service, &rooms()).await;
    service.sql("DELETE FROM booking_policies").await;
    let people = residents(&service, CLIENTS).await;
    let servers = servers(&service).await;
    let desk = sign_in(servers[0].at, "3000 0001", "1234").await;
    let steps = asked_for("JAETTU_RACE_STEPS", STEPS);
    let mut won: BTreeMap<&'static str, usize> = BTreeMap::new();
    for round in 0..3 {
        let actor = |number: usize, cookie: &String| Actor {
            to: servers[number % servers.len()].at,
            cookie: cookie.clone(),
            chance: Chance((round * 1000 + number) as u64),
            won: BTreeMap::new(),
        };
        let mut acting = JoinSet::new();
        for (number, cookie) in people.iter().enumerate() {
            acting.spawn(actor(number, cookie).resident(steps));
        }
        for number in [500, 501] {
            acting.spawn(actor(number, &desk).staff(steps));
        }
        for one in acting.join_all().await {
            for (way, times) in one {
                *won.entry(way).or_default() += times;
            }
        }
        is_consistent(&service).await;
        nothing_overlaps(&service).await;
    }
    stop(servers).await;
    // Every way has led to something: otherwise nothing has been tried.
    let ways = [
        "book",
        "keep",
        "confirm",
        "move",
        "cancel",
        "reinstate",
        "series",
        "wait",
        "block",
        "for somebody",
        "approve",
        "take back",
    ];
    let idle: Vec<&str> = ways.into_iter().filter(|way| !won.contains_key(way)).collect();
    assert_eq!(idle, Vec::<&str>::new(), "{won:?}");
}

/// Looks at the claims alone, without the bits: no two of one leaf share a quarter-hour, or are nearer than either keeps clear.
async fn nothing_overlaps(service: &Service) {
    let pairs = "SELECT a.booking || ' ' || b.booking FROM claims a JOIN claims b ON a.leaf = b.leaf AND a.booking < b.booking \
        WHERE a.from_quarter < b.until_quarter AND b.from_quarter < a.until_quarter \
        OR a.from_quarter - a.before_quarters < b.until_quarter AND b.from_quarter < a.until_quarter + a.after_quarters \
        OR a.from_quarter < b.until_quarter + b.after_quarters AND b.from_quarter - b.before_quarters < a.until_quarter";
    assert_eq!(service.texts(pairs).await, Vec::<String>::new());
    // And whatever lives has claimed what it is, of every leaf.
    let without = "SELECT b.id FROM bookings b WHERE b.ended_at IS NULL AND b.room IN ('sali', 'sali-a', 'sali-b', 'kone-1', 'kone-2') \
        AND (SELECT COUNT(*) FROM claims c WHERE c.booking = b.id AND c.from_quarter = b.from_quarter \
        AND c.until_quarter = b.until_quarter) <> CASE WHEN b.room = 'sali' THEN 2 ELSE 1 END";
    assert_eq!(service.texts(without).await, Vec::<String>::new());
}

async fn at_several_servers_at_once_nobody_gets_more_than_a_quota(service: Service) {
    let service = service.with_demo().await;
    service.sql("DELETE FROM booking_policies").await;
    let quota = |quota: Value| json!({ "rules": { "beside_others": true, "quotas": [quota] } });
    let by_number = json!({ "scope": "room", "per": "week", "bookings": 3 });
    let by_minutes = json!({ "scope": "room", "per": "day", "minutes": 100 });
    let rooms = [
        room("luku", &quota(by_number)),
        room("minuutit", &quota(by_minutes)),
        room("muu-luku", &json!({ "rules": { "beside_others": true } })),
        room("muu-minuutit", &json!({ "rules": { "beside_others": true } })),
    ];
    put(&service, &rooms).await;
    let person = residents(&service, 1).await.remove(0);
    let servers = servers(&service).await;
    for (limited, most) in [("luku", 3), ("minuutit", 3)] {
        let mut racing = JoinSet::new();
        for number in 0..24 {
            let (to, person) = (servers[number % servers.len()].at, person.clone());
            let (from, until) = (8 * 60 + number * 30, 8 * 60 + number * 30 + 30);
            let clock = |minutes: usize| format!("{:02}:{:02}", minutes / 60, minutes % 60);
            let there = wanted(limited, &clock(from), &clock(until));
            let elsewhere = wanted(&format!("muu-{limited}"), &clock(from), &clock(until));
            racing.spawn(async move {
                let post = async |path: String, body: Value| {
                    ask(to, &format!("POST {path}"), &person, body).await.unwrap()
                };
                let mut all = Vec::new();
                // At once; first kept and then confirmed; booked elsewhere and then moved there.
                let mut body = if number % 3 == 2 { elsewhere } else { there.clone() };
                body["hold"] = json!(number % 3 == 1);
                let (status, made) = post(BOOKINGS.to_owned(), body).await;
                all.push(status);
                if let (Some(id), 1..) = (made["id"].as_str(), number % 3) {
                    let path = format!("{BOOKINGS}/{id}");
                    let second = if number % 3 == 1 {
                        post(format!("{path}/confirm"), json!({ "people": 2 })).await
                    } else {
                        let to_there = json!({ "room": there["room"], "start": there["start"] });
                        ask(to, &format!("PATCH {path}"), &person, to_there)
                            .await
                            .unwrap()
                    };
                    all.push(second.0);
                }
                all
            });
        }
        let statuses: Vec<u16> = racing.join_all().await.into_iter().flatten().collect();
        assert!(
            statuses
                .iter()
                .all(|status| [200, 201, 409, 422].contains(status)),
            "{statuses:?}"
        );
        let live = format!("SELECT state FROM bookings WHERE room = '{limited}' AND ended_at IS NULL");
        let live = service.texts(&live).await;
        assert!(
            live.len() <= most && live.iter().any(|state| state == "confirmed"),
            "{live:?}"
        );
    }
    stop(servers).await;
    is_consistent(&service).await;
}
