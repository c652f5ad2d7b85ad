//! The ground on which rooms are measured, and what is measured without a network: `cargo xtask measure` runs it.
//!
//! `measure_rooms FOLDER [URL]` fills a database with 400 rooms, booked to 60 per cent for 28 days, always the same, and with
//! people who are signed in. It finds the first free time of every room, as the server does and as plain lists of bookings do
//! ([`plain`]), holds the answers equal, and prints figures, rooms and cookies in one line of JSON. Part of no build that is shipped.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on fails; what it prints is read by xtask"
)]

mod plain;
mod world;

use chrono::{DateTime, Utc};
use jaettu_domain::busy::{Days, Quarter};
use jaettu_domain::rooms::Room;
use jaettu_domain::rooms::find::{self, Time, Wish};
use jaettu_domain::time;
use jaettu_server::assets::Assets;
use jaettu_server::clock::Clock;
use jaettu_server::db::Db;
use jaettu_server::rooms::index::{self, Taken};
use jaettu_server::rooms::offer::{Case, Ground};
use jaettu_server::rooms::{check, handlers};
use jaettu_server::{App, demo};
use plain::Listed;
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;
use world::{AHEAD, NOW, World};

/// So often each is measured; the middle one counts.
const TIMES: usize = 101;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    runtime.unwrap().block_on(run(&words));
}

fn app(db: Db) -> Arc<App> {
    let clock = Clock::starting_at(NOW.parse().unwrap());
    Arc::new(App::new(db, clock, Assets::none(), true))
}

async fn run(words: &[String]) {
    let folder = Path::new(words.first().map_or("data", String::as_str));
    let db = Db::open(words.get(1).map(String::as_str), folder).await.unwrap();
    db.migrate().await.unwrap();
    let app = app(db);
    demo::fill(&app).await.unwrap();
    let world = World::fill(&app).await;
    assert_eq!(check::run(&app.db).await.unwrap().faults, Vec::<String>::new());
    let cookies = world::signed_in(&app).await;
    let ground = Ground::of(&app).await.unwrap();
    // An index that knows nothing yet.
    let (cold, taken) = timed(async || index::current(&self::app(app.db.clone())).await.unwrap()).await;
    let warm = median(async || index::current(&app).await.unwrap()).await;
    let wish = Wish {
        minutes: Some(60),
        ..Wish::default()
    };
    let list = median(async || handlers::found(&ground, &taken, &wish)).await;
    let listed = plain::lists(&ground, &world);
    let rooms: Vec<&Room> = ground.content.rooms().iter().collect();
    let window = Days::of_local(time::today(ground.now), AHEAD);
    let cases = ground.cases(&rooms, &taken, window);
    let hours = median(async || ground.all_hours(rooms.iter().copied(), window)).await;
    let mut figures = Vec::new();
    for minutes in [60, 120, 240] {
        let bits = first_free(&ground, &taken, &rooms, minutes);
        let found = bits.iter().flatten().count();
        assert_eq!(
            bits,
            each(&listed, |room| room.start_by_start(minutes, ground.now))
        );
        assert_eq!(bits, each(&listed, |room| room.gap_by_gap(minutes, ground.now)));
        let bits = median(async || first_free(&ground, &taken, &rooms, minutes)).await;
        let ready = median(async || first_of(&cases, ground.now, minutes)).await;
        let starts = median(async || each(&listed, |room| room.start_by_start(minutes, ground.now))).await;
        let gaps = median(async || each(&listed, |room| room.gap_by_gap(minutes, ground.now))).await;
        figures.push(
            json!({ "minutes": minutes, "found": found, "bits": bits, "ready": ready, "starts": starts, "gaps": gaps }),
        );
    }
    let ids: Vec<&str> = rooms.iter().map(|room| room.id.as_str()).collect();
    println!(
        "{}",
        json!({
            "now": NOW, "bookings": world.bookings(), "permille": world.permille(),
            "cold": cold, "warm": warm, "list": list, "hours": hours, "first_free": figures, "rooms": ids, "cookies": cookies,
        })
    );
    app.db.close().await;
}

/// The first time of each room for so many minutes, as the server finds it: from what is in memory of each leaf and day, with the
/// hours of the libraries and the rules of each room.
fn first_free(ground: &Ground, taken: &Taken, rooms: &[&Room], minutes: u32) -> Vec<Option<Quarter>> {
    let window = Days::of_local(time::today(ground.now), AHEAD);
    first_of(&ground.cases(rooms, taken, window), ground.now, minutes)
}

/// The same where hours and what is taken have been put together before, as the lists have.
fn first_of(cases: &[Case<'_>], now: DateTime<Utc>, minutes: u32) -> Vec<Option<Quarter>> {
    let first = |case: &Case<'_>| {
        let starts = find::next_starts(&case.candidate(), minutes, now, &[Time::ANY], 1);
        starts.first().copied()
    };
    cases.iter().map(first).collect()
}

fn each(rooms: &[Listed], first: impl Fn(&Listed) -> Option<Quarter>) -> Vec<Option<Quarter>> {
    rooms.iter().map(first).collect()
}

/// What comes of it, and the milliseconds that it takes.
async fn timed<T>(work: impl AsyncFn() -> T) -> (f64, T) {
    let begin = Instant::now();
    let result = work().await;
    (begin.elapsed().as_secs_f64() * 1000.0, result)
}

async fn median<T>(work: impl AsyncFn() -> T) -> f64 {
    let mut all = Vec::with_capacity(TIMES);
    for _ in 0..TIMES {
        let (taken, result) = timed(&work).await;
        std::hint::black_box(result);
        all.push(taken);
    }
    all.sort_by(f64::total_cmp);
    all[TIMES / 2]
}
