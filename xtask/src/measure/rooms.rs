//! Rooms: 400 of them, booked to 60 per cent for 28 days, by `crates/server/examples/measure_rooms`.

use super::load::{Asks, Crowd, apart, get, percentile};
use super::server::{Data, Server};
use super::table::{Limits, Row};
use crate::postgres::Cluster;
use crate::{Outcome, job, say};
use jaettu_domain::busy::Quarter;
use jaettu_domain::time;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

const COMMAND: &str = "cargo xtask measure rooms";
const WARM_UP: Duration = Duration::from_secs(1);
const TIME: Duration = Duration::from_secs(5);
const BOOKING: Duration = Duration::from_secs(10);
/// Nothing is booked from this day on.
const FREE_FROM: &str = "2027-01-04";
/// Minutes of a booking, and from one to the next: whole hours from the opening on are on every grid, and some rooms keep a
/// quarter-hour clear.
const MINUTES: (i64, i64) = (60, 120);

const AT_MOST_100: Limits = Limits::AtMost {
    goal: 20.0,
    worst: 100.0,
};

/// On SQLite, then on a PostgreSQL of our own.
pub(super) fn all() -> Outcome<Vec<Row>> {
    let data = Data::empty("rooms")?;
    let mut rows = Vec::new();
    let ground = Ground::filled(&data, None)?;
    rows.extend(ground.inside());
    say::remark("measured: finding in the server");
    let server = Server::with(&data, &["--now", ground.text("now")?])?;
    rows.extend(bits(&server)?);
    rows.extend(apart(|| ground.over_http(&server, "SQLite"))?);
    drop(server);
    say::remark("measured: rooms on SQLite");
    let cluster = Cluster::start()?;
    let data = Data::empty("rooms-postgres")?;
    let ground = Ground::filled(&data, Some(cluster.url()))?;
    let options = ["--now", ground.text("now")?, "--database-url", cluster.url()];
    let server = Server::with(&data, &options)?;
    rows.extend(apart(|| ground.over_http(&server, "PostgreSQL"))?);
    Ok(rows)
}

fn row(what: impl Into<String>, value: f64, unit: &'static str, limits: Limits) -> Row {
    Row {
        what: what.into(),
        value,
        unit,
        limits,
        command: COMMAND.to_owned(),
    }
}

/// What a phone downloads to find rooms by itself.
#[expect(clippy::cast_precision_loss, reason = "some thousand bytes")]
fn bits(server: &Server) -> Outcome<Vec<Row>> {
    let size =
        |coding| Ok::<_, String>(server.body("/api/v1/availability?days=14", coding)?.len() as f64 / 1000.0);
    let what = "free times of 400 rooms for 14 days, as a phone downloads them";
    Ok(vec![
        row(format!("{what}, plain"), size("identity")?, "kB", Limits::None),
        row(format!("{what}, brotli"), size("br")?, "kB", Limits::None),
    ])
}

/// What the example has filled in and found.
struct Ground(Value);

impl Ground {
    fn filled(data: &Data, url: Option<&str>) -> Outcome<Self> {
        let example = ["run", "--quiet", "--release", "--package", "jaettu-server"];
        let mut command = job::cargo(example);
        command
            .args(["--example", "measure_rooms", "--"])
            .arg(data.folder())
            .args(url);
        let (outcome, output) = job::streamed("measure-rooms", &mut command);
        outcome?;
        let line = output.lines().rev().find(|line| line.starts_with('{'));
        let told = line.and_then(|line| serde_json::from_str(line).ok());
        Ok(Self(told.ok_or("the example tells nothing")?))
    }

    fn text(&self, name: &str) -> Outcome<&str> {
        self.0[name]
            .as_str()
            .ok_or_else(|| format!("the example does not tell `{name}`"))
    }

    fn number(&self, name: &str) -> f64 {
        self.0[name].as_f64().unwrap_or(f64::NAN)
    }

    fn texts(&self, name: &str) -> Vec<String> {
        let all = self.0[name].as_array().into_iter().flatten();
        all.filter_map(|one| Some(one.as_str()?.to_owned())).collect()
    }

    /// Found without a network, beside plain lists, in one process and one run.
    fn inside(&self) -> Vec<Row> {
        let share = self.number("permille") / 10.0;
        let ground = format!(
            "400 rooms, 28 days, {share:.0} % booked, {} bookings",
            self.number("bookings")
        );
        let mut rows = Vec::new();
        for figure in self.0["first_free"].as_array().into_iter().flatten() {
            let value = |name: &str| figure[name].as_f64().unwrap_or(f64::NAN);
            let what = format!("first free {} minutes in each of {ground}", value("minutes"));
            let limits = Limits::AtMost {
                goal: 1.0,
                worst: 20.0,
            };
            for (how, name, limits) in [
                ("by bits, as the server does, hours and all", "bits", limits),
                ("by bits that are ready", "ready", Limits::None),
                ("by sorted lists that are ready, gap by gap", "gaps", Limits::None),
                (
                    "by lists that are ready, each start against each booking",
                    "starts",
                    Limits::None,
                ),
            ] {
                rows.push(row(format!("{what}: {how}"), value(name), "ms", limits));
            }
        }
        for (what, name) in [
            (
                "the whole list of rooms with three starts each, made in the server",
                "list",
            ),
            ("opening hours of all libraries for 28 days, worked out", "hours"),
            ("what is taken, asked whether it still holds", "warm"),
            ("what is taken, read anew from SQLite", "cold"),
        ] {
            rows.push(row(what, self.number(name), "ms", Limits::None));
        }
        rows
    }

    fn over_http(&self, server: &Server, database: &str) -> Outcome<Vec<Row>> {
        let address = server.address();
        let ids = Arc::new(self.texts("rooms"));
        // Another place each time: nothing of it has been kept.
        let anew: Asks = Arc::new(move |client, number| {
            let path = format!("/api/v1/rooms?minutes=60&near=60.1{number:05}{client},24.94");
            get(address, &path, "gzip, br")
        });
        let same: Asks = Arc::new(move |_, _| get(address, "/api/v1/rooms?minutes=60", "gzip, br"));
        let one: Asks = Arc::new(move |client, number| {
            let (at, day) = ((number * 8 + client) % ids.len(), number * 8 / ids.len() % 20);
            let id = ids.get(at).map_or("", String::as_str);
            let path = format!(
                "/api/v1/rooms/{id}/availability?from=2026-11-{:02}&days=14",
                23 + day % 8
            );
            get(address, &path, "gzip, br")
        });
        let mut rows = Vec::new();
        for (what, asks, limits) in [
            (
                "GET /api/v1/rooms?minutes=60 of 400 rooms, found anew each time",
                anew,
                AT_MOST_100,
            ),
            (
                "GET /api/v1/rooms?minutes=60, the same for all",
                same,
                AT_MOST_100,
            ),
        ] {
            let times = warm(Crowd::of(8, TIME), server, &asks)?;
            rows.push(row(
                format!("{what}, {database}, 8 clients, p50"),
                percentile(&times, 50),
                "ms",
                Limits::None,
            ));
            rows.push(row(
                format!("{what}, {database}, 8 clients, p99"),
                percentile(&times, 99),
                "ms",
                limits,
            ));
        }
        let what = format!("GET /api/v1/rooms/{{id}}/availability, 14 days, {database}");
        let times = warm(Crowd::of(1, TIME), server, &one)?;
        let (p50, p99) = (
            Limits::AtMost {
                goal: 1.0,
                worst: 5.0,
            },
            Limits::AtMost {
                goal: 10.0,
                worst: 50.0,
            },
        );
        rows.push(row(
            format!("{what}, 1 client, p50"),
            percentile(&times, 50),
            "ms",
            p50,
        ));
        let times = warm(Crowd::of(8, TIME), server, &one)?;
        rows.push(row(
            format!("{what}, 8 clients, p50"),
            percentile(&times, 50),
            "ms",
            Limits::None,
        ));
        rows.push(row(
            format!("{what}, 8 clients, p99"),
            percentile(&times, 99),
            "ms",
            p99,
        ));
        rows.extend(self.booking(server, database)?);
        Ok(rows)
    }

    /// Each books what nobody has, with a key, as the app does: an answer of 201 is on the disk.
    #[expect(clippy::cast_precision_loss, reason = "counts of some seconds")]
    fn booking(&self, server: &Server, database: &str) -> Outcome<Vec<Row>> {
        let (address, cookies, bodies) = (server.address(), self.texts("cookies"), self.free(server)?);
        if cookies.is_empty() || bodies.len() < 1000 {
            return Err(format!("{} people for {} times", cookies.len(), bodies.len()));
        }
        let asks: Asks = Arc::new(move |client, number| {
            let at = number * 8 + client;
            let body = bodies.get(at).map_or("", String::as_str);
            let cookie = cookies.get(at % cookies.len()).map_or("", String::as_str);
            format!(
                "POST /api/v1/bookings HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\nidempotency-key: measure-{at}\r\n\
                 content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            )
        });
        let times = Crowd::of(8, BOOKING).that_makes().ask(address, &asks)?;
        let what =
            format!("bookings over HTTP on {database}, each on the disk before it is answered, 8 clients");
        Ok(vec![
            row(
                what.clone(),
                times.len() as f64 / BOOKING.as_secs_f64(),
                "/s",
                Limits::AtLeast {
                    goal: 1000.0,
                    worst: 200.0,
                },
            ),
            row(
                format!("{what}, p95"),
                percentile(&times, 95),
                "ms",
                Limits::AtMost {
                    goal: 10.0,
                    worst: 50.0,
                },
            ),
        ])
    }

    /// Times that can be booked in every room, the first of each room before the second of any: bodies of requests.
    fn free(&self, server: &Server) -> Outcome<Vec<String>> {
        let mut of_each = Vec::new();
        for id in self.texts("rooms") {
            let path = format!("/api/v1/rooms/{id}/availability?from={FREE_FROM}&days=14");
            let answer: Value = serde_json::from_slice(&server.body(&path, "identity")?)
                .map_err(|why| format!("{path}: {why}"))?;
            let spans = answer["free"].as_array().into_iter().flatten();
            let bodies = spans.flat_map(|span| times(&id, span));
            of_each.push(bodies.collect::<Vec<_>>());
        }
        let most = of_each.iter().map(Vec::len).max().unwrap_or_default();
        let turns = (0..most).flat_map(|turn| of_each.iter().filter_map(move |one| one.get(turn).cloned()));
        Ok(turns.collect())
    }
}

/// The bookings that have a place in a free time.
fn times(room: &str, span: &Value) -> Vec<String> {
    let instant = |name: &str| time::read(span[name].as_str()?).map(|at| at.timestamp() / 60);
    let (Some(start), Some(end)) = (instant("start"), instant("end")) else {
        return Vec::new();
    };
    let (long, step) = MINUTES;
    let starts = (0..)
        .map(|number| start + number * step)
        .take_while(|at| at + long <= end);
    starts.map(|at| body(room, at, at + long)).collect()
}

fn body(room: &str, from: i64, until: i64) -> String {
    let text = |minute: i64| time::write(Quarter(minute / 15).instant());
    json!({ "room": room, "start": text(from), "end": text(until), "people": 1 }).to_string()
}

fn warm(crowd: Crowd, server: &Server, asks: &Asks) -> Outcome<Vec<Duration>> {
    crowd.lasting(WARM_UP).ask(server.address(), asks)?;
    crowd.ask(server.address(), asks)
}
