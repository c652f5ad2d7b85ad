//! 400 rooms in the libraries of the example data, booked to 60 per cent for 28 days; the same at every run.

use axum::body::Body;
use axum::http::{Request, header};
use chrono::{TimeDelta, Utc};
use jaettu_domain::busy::{Claim, Days, Mask, Quarters};
use jaettu_domain::id::{BookingId, LeafId};
use jaettu_domain::rooms::{Booking, Room, RoomRules};
use jaettu_domain::time;
use jaettu_server::db::Db;
use jaettu_server::rooms::bookings::{self, Coded};
use jaettu_server::rooms::offer::Ground;
use jaettu_server::rooms::{claims, content};
use jaettu_server::{App, routes};
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;
use tower::ServiceExt;

/// Monday morning, before any library opens.
pub const NOW: &str = "2026-11-23T05:00:00Z";
/// So many days are filled, and looked through.
pub const AHEAD: u32 = 28;
const ROOMS: usize = 400;
const PERCENT: u32 = 60;
/// People who book.
const PEOPLE: usize = 160;

/// Numbers that look like chance, from a fixed seed (splitmix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        u32::try_from((mixed ^ (mixed >> 31)) % u64::from(end.max(1))).unwrap()
    }
}

/// What has been booked.
#[derive(Default)]
pub struct World {
    taken: BTreeMap<LeafId, Vec<(BookingId, Claim)>>,
    booked: Vec<Coded>,
    claims: BTreeMap<String, Vec<Claim>>,
    /// Quarters that are booked, and in which could be.
    quarters: (u32, u32),
}

impl World {
    /// Puts the rooms in the place of those of the example data, and books them.
    pub async fn fill(app: &App) -> Self {
        const GONE: [&str; 8] = [
            "DELETE FROM waits",
            "DELETE FROM claims",
            "DELETE FROM busy_days",
            "DELETE FROM bookings",
            "DELETE FROM booking_policies",
            "DELETE FROM rooms",
            "DELETE FROM outbox",
            "UPDATE leaves SET version = version + 1",
        ];
        for statement in GONE {
            sql(app, statement.to_owned()).await;
        }
        let mut chance = Chance(400);
        let libraries = texts(app, "SELECT id FROM libraries ORDER BY id").await;
        let rooms: Vec<Room> = (0..ROOMS)
            .map(|number| room(number, &libraries[number % libraries.len()], &mut chance))
            .collect();
        let mut tx = app.db.begin().await.unwrap();
        content::put(&mut tx, &rooms).await.unwrap();
        tx.commit().await.unwrap();
        let ground = Ground::of(app).await.unwrap();
        let window = Days::of_local(time::today(ground.now), AHEAD);
        let mut world = Self::default();
        for room in &rooms {
            let hours = ground.libraries.hours(&room.library, window);
            world.book(room, hours.used(room.rules.self_service), &mut chance);
        }
        let mut tx = app.db.begin().await.unwrap();
        bookings::add_many(&mut tx, &world.booked).await.unwrap();
        claims::put_many(&mut tx, &world.taken).await.unwrap();
        tx.commit().await.unwrap();
        world
    }

    /// Books a room to its share, at any times that are free.
    fn book(&mut self, room: &Room, open: &Mask, chance: &mut Chance) {
        let runs = open.runs();
        let all = open.count(open.window());
        let (mut used, mut claims) = (open.clone(), Vec::<Claim>::new());
        used.without(open);
        for _ in 0..50_000 {
            if used.count(used.window()) * 100 >= all * PERCENT {
                break;
            }
            let run = runs[chance.below(u32::try_from(runs.len()).unwrap()) as usize];
            let from = run.from.plus(i64::from(chance.below(run.length())));
            // From half an hour to two hours.
            let when = Quarters::new(from, 2 * (1 + chance.below(4)));
            let claim = room.claim(when);
            if run.contains(when) && claims.iter().all(|other| claim.agrees_with(*other)) {
                used.add(when);
                claims.push(claim);
            }
        }
        self.quarters.0 += used.count(used.window());
        self.quarters.1 += all;
        for claim in &claims {
            let number = self.booked.len();
            let id = BookingId::new(format!("00000000-0000-7000-8000-{number:012x}")).unwrap();
            let made = claim
                .used
                .from
                .instant()
                .min(NOW.parse::<chrono::DateTime<Utc>>().unwrap());
            let booking = Booking::new(id.clone(), room, room, claim.used, made - TimeDelta::days(3));
            self.booked.push(Coded {
                booking,
                code: format!("M{number:05}"),
            });
            let leaf = self.taken.entry(room.leaves[0].clone()).or_default();
            leaf.push((id, *claim));
        }
        self.claims.insert(room.id.to_string(), claims);
    }

    /// What is taken of a room.
    pub fn claims(&self, room: &Room) -> &[Claim] {
        &self.claims[room.id.as_str()]
    }

    /// How many bookings there are.
    pub fn bookings(&self) -> usize {
        self.booked.len()
    }

    /// What is booked of what could be, in thousandths.
    pub fn permille(&self) -> u64 {
        u64::from(self.quarters.0) * 1000 / u64::from(self.quarters.1)
    }
}

fn room(number: usize, library: &str, chance: &mut Chance) -> Room {
    let id = format!("mitta-{number:03}");
    let grid = [15, 30, 60][chance.below(3) as usize];
    let clear = [0, 0, 15][chance.below(3) as usize];
    let rules: RoomRules = serde_json::from_value(json!({
        "grid_minutes": grid,
        "min_minutes": 30,
        "max_minutes": 240,
        "ahead_days": 90,
        // A third keeps a quarter-hour clear between bookings.
        "after_minutes": clear,
        "self_service": chance.below(2) == 0,
        "beside_others": true,
    }))
    .unwrap();
    serde_json::from_value(json!({
        "id": id, "library": library, "kind": "room", "category": "group", "max_people": 2 + chance.below(20),
        "name": { "fi": format!("Huone {number}"), "sv": format!("Rum {number}"), "en": format!("Room {number}") },
        "place": { "fi": "2. kerros", "sv": "Våning 2", "en": "2nd floor" },
        "equipment": ["display", "whiteboard"], "leaves": [id], "rules": rules,
    }))
    .unwrap()
}

/// The cookies of people who are signed in.
pub async fn signed_in(app: &Arc<App>) -> Vec<String> {
    let router = routes::router(Arc::clone(app));
    let mut cookies = Vec::new();
    for number in 0..PEOPLE {
        let (id, card) = (
            format!("00000000-0000-7000-9000-{number:012x}"),
            format!("5{number:07}"),
        );
        let like = format!(
            "INSERT INTO people (id, card, pin_hash, name, name_folded, channel, language, role, all_libraries, keeps_history, \
             disabled, version, created_at, seen_at) \
             SELECT '{id}', '{card}', pin_hash, name, name_folded, 'none', language, role, all_libraries, keeps_history, \
             disabled, version, created_at, seen_at FROM people WHERE card = '10000001'"
        );
        sql(app, like).await;
        let body = json!({ "card": card, "pin": "1234" }).to_string();
        let request = Request::post("/api/v1/session")
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body));
        let answer = router.clone().oneshot(request.unwrap()).await.unwrap();
        let cookie = answer.headers()[header::SET_COOKIE].to_str().unwrap();
        cookies.push(cookie.split(';').next().unwrap().to_owned());
    }
    cookies
}

async fn sql(app: &App, sql: String) {
    let sql = sqlx::AssertSqlSafe(sql);
    match &app.db {
        Db::Sqlite(pools) => sqlx::query(sql).execute(&pools.write).await.map(|_| ()),
        Db::Postgres(pools) => sqlx::query(sql).execute(&pools.write).await.map(|_| ()),
    }
    .unwrap();
}

async fn texts(app: &App, sql: &'static str) -> Vec<String> {
    match &app.db {
        Db::Sqlite(pools) => sqlx::query_scalar(sql).fetch_all(&pools.read).await,
        Db::Postgres(pools) => sqlx::query_scalar(sql).fetch_all(&pools.read).await,
    }
    .unwrap()
}
