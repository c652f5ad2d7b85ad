//! Waiting for a time: who waits, and keeping for the first of them what has become free.
//!
//! That happens in the transaction that gives the time back, so nobody can come in between.

use super::book::{quarters, room};
use super::booker::{self, Exchanged, Looking};
use super::bookings::{self, Coded};
use super::offer::{self, Ground, Request};
use super::{claims, index, tell};
use crate::App;
use crate::account::sessions::instant;
use crate::account::store as people;
use crate::api::{Answer, Asked};
use crate::db::{Tx, on_db, on_tx, places};
use crate::ids;
use crate::problem::Failure;
use crate::write::Begun;
use jaettu_domain::account::api::{DONE, Done};
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::id::{BookingId, LeafId, PersonId, RoomId, WaitId};
use jaettu_domain::messages::Message;
use jaettu_domain::page::Page;
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::waits::{AddWait, ListWaits, MOST_WAITS, RemoveWait, WaitView, offered_until};
use jaettu_domain::rooms::{Booking, Refusal, Room};
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::BTreeSet;
use std::sync::Arc;

#[derive(Clone, Debug, FromRow)]
struct Row {
    id: String,
    person: String,
    room: String,
    from_quarter: i64,
    until_quarter: i64,
    people: Option<i64>,
    booking: Option<String>,
}

impl Row {
    const fn when(&self) -> Quarters {
        Quarters {
            from: Quarter(self.from_quarter),
            until: Quarter(self.until_quarter),
        }
    }
}

/// What somebody waits for, and what is kept for them.
#[derive(Clone, Debug, FromRow)]
struct Own {
    #[sqlx(flatten)]
    row: Row,
    held_until: Option<i64>,
    /// How many wait for some of the same time of the same room, and have waited longer.
    ahead: i64,
}

const OWN: &str = "SELECT w.id, w.person, w.room, w.from_quarter, w.until_quarter, w.people, w.booking, b.held_until, \
    (SELECT COUNT(*) FROM waits o WHERE o.room = w.room AND o.booking IS NULL AND o.id < w.id \
    AND o.until_quarter > w.from_quarter AND o.from_quarter < w.until_quarter) AS ahead \
    FROM waits w LEFT JOIN bookings b ON b.id = w.booking AND b.state = 'held' \
    WHERE w.person = $1 AND w.from_quarter > $2 AND (w.booking IS NULL OR b.id IS NOT NULL) \
    ORDER BY w.from_quarter, w.id";

/// Answers [`AddWait`]. One waits only for what could be booked if nobody else had it.
pub async fn add(app: Arc<App>, asked: Asked<AddWait>) -> Result<Answer<WaitView>, Failure> {
    const ADD: &str = "INSERT INTO waits (id, person, room, from_quarter, until_quarter, people, made_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let person = asked.person()?.id.clone();
    let (Some(start), Some(end)) = (asked.endpoint.start, asked.endpoint.end) else {
        return Err(Reason::INVALID.into());
    };
    let ground = Ground::of(&app).await?;
    let wanted = room(&ground.content, asked.endpoint.room.as_ref())?;
    let when = quarters(start, end, wanted)?;
    let looking = Looking::of(&app, &ground, Some(&person), wanted, when, Exchanged::Nothing).await?;
    let request = Request {
        room: wanted,
        when,
        people: asked.endpoint.people,
        booker: looking.booker.as_ref(),
    };
    let cases = looking.cases(&ground, wanted, when);
    let mut refusals = match offer::choose(ground.now, &cases, &request) {
        Ok(_) => vec![Refusal::NotTaken.error()],
        Err(refused) => refused
            .iter()
            .filter(|one| one.refusal != Refusal::Taken)
            .map(|one| one.error(&wanted.id))
            .collect(),
    };
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(view) => return Ok(view.into()),
    };
    people::lock(&mut write, &person).await?;
    let now = Quarter::of(ground.now).0;
    let own: Vec<Own> = on_tx!(&mut *write, connection => sqlx::query_as(OWN)
        .bind(person.as_str()).bind(now).fetch_all(connection).await?);
    if offered_until(when.from.instant(), ground.now).is_none() {
        refusals.push(Refusal::Past.error());
    }
    if own
        .iter()
        .any(|own| own.row.room == wanted.id.as_str() && own.row.when() == when)
    {
        refusals.push(Refusal::WaitsAlready.error());
    } else if own.len() >= MOST_WAITS {
        let most = u32::try_from(MOST_WAITS).unwrap_or(u32::MAX);
        refusals.push(Refusal::TooManyWaits { most }.error());
    }
    if !refusals.is_empty() {
        return Err(Failure::refused(refusals));
    }
    let id = ids::uuid(ground.now);
    on_tx!(&mut *write, connection => sqlx::query(ADD)
        .bind(&id).bind(person.as_str()).bind(wanted.id.as_str()).bind(when.from.0).bind(when.until.0)
        .bind(asked.endpoint.people.map(i64::from)).bind(ground.now.timestamp_millis())
        .execute(connection).await?.rows_affected());
    let own: Vec<Own> = on_tx!(&mut *write, connection => sqlx::query_as(OWN)
        .bind(person.as_str()).bind(now).fetch_all(connection).await?);
    let added = own.iter().find(|own| own.row.id == id);
    let view = view(&ground, added.ok_or(Reason::INTERNAL)?)?;
    write.end(&view).await?;
    Ok(view.into())
}

fn view(ground: &Ground, own: &Own) -> Result<WaitView, Failure> {
    let row = &own.row;
    let broken = || Failure::from(Reason::INTERNAL);
    let id = RoomId::new(&*row.room).map_err(|_| broken())?;
    let room = ground.room(&id).ok_or_else(broken)?;
    Ok(WaitView {
        id: WaitId::new(&*row.id).map_err(|_| broken())?,
        room: room.id.clone(),
        room_name: room.name.clone(),
        library: room.library.clone(),
        library_name: ground.library_name(room),
        start: row.when().from.instant(),
        end: row.when().until.instant(),
        before: u32::try_from(own.ahead).unwrap_or_default(),
        booking: row
            .booking
            .as_deref()
            .map(|id| BookingId::new(id).map_err(|_| broken()))
            .transpose()?,
        offered_until: own.held_until.map(instant),
    })
}

/// Answers [`ListWaits`].
pub async fn list(app: Arc<App>, asked: Asked<ListWaits>) -> Result<Answer<Page<WaitView>>, Failure> {
    let items = views(&app, &asked.person()?.id).await?;
    Ok(Page { items, next: None }.into())
}

/// The times that somebody waits for, and those that are kept for them.
pub async fn views(app: &App, person: &PersonId) -> Result<Vec<WaitView>, Failure> {
    index::settle(app).await?;
    let ground = Ground::of(app).await?;
    let now = Quarter::of(ground.now).0;
    let own: Vec<Own> = on_db!(&app.db, pool => sqlx::query_as(OWN)
        .bind(person.as_str()).bind(now).fetch_all(pool).await?);
    own.iter().map(|own| view(&ground, own)).collect()
}

/// For how many times to come somebody waits that are not kept for them yet.
pub async fn count(app: &App, person: &PersonId) -> Result<usize, Failure> {
    const SQL: &str =
        "SELECT COUNT(*) FROM waits WHERE person = $1 AND booking IS NULL AND from_quarter > $2";
    let now = Quarter::of(app.clock.now()).0;
    let count: i64 = on_db!(&app.db, pool => sqlx::query_scalar(SQL)
        .bind(person.as_str()).bind(now).fetch_one(pool).await?);
    Ok(usize::try_from(count).unwrap_or_default())
}

/// Answers [`RemoveWait`]. What is kept for them by then is let go like any form.
pub async fn remove(app: Arc<App>, asked: Asked<RemoveWait>) -> Result<Answer<Done>, Failure> {
    const SQL: &str = "DELETE FROM waits WHERE id = $1 AND person = $2 AND booking IS NULL";
    let id = asked
        .endpoint
        .id
        .clone()
        .ok_or_else(|| Failure::not_found("wait"))?;
    let person = asked.person()?.id.clone();
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    let removed = on_tx!(&mut *write, connection => sqlx::query(SQL)
        .bind(id.as_str()).bind(person.as_str()).execute(connection).await?.rows_affected());
    if removed == 0 {
        return Err(Failure::not_found("wait"));
    }
    write.end(&DONE).await?;
    Ok(DONE.into())
}

/// Keeps what has become free of these leaves for whoever waits for it, the first first. The leaves have to be locked, and the
/// time given back already. Whether somebody may still have it is judged when they confirm.
pub async fn serve(tx: &mut Tx, ground: &Ground, leaves: &BTreeSet<LeafId>) -> Result<(), Failure> {
    let rooms = rooms_of(ground, leaves);
    if rooms.is_empty() {
        return Ok(());
    }
    let sql = AssertSqlSafe(format!(
        "SELECT id, person, room, from_quarter, until_quarter, people, booking FROM waits \
         WHERE from_quarter > $1 AND booking IS NULL AND room IN ({}) ORDER BY id",
        places(2, rooms.len())
    ));
    let waiting: Vec<Row> = on_tx!(&mut *tx, connection => {
        let mut query = sqlx::query_as(sql).bind(Quarter::of(ground.now).0);
        for room in rooms {
            query = query.bind(room.as_str());
        }
        query.fetch_all(connection).await?
    });
    for row in &waiting {
        keep(tx, ground, row, leaves).await?;
    }
    Ok(())
}

/// Looks once more whether what somebody waits for is free: a hall of which one half became free after the other, or a room that
/// is open longer than before.
pub async fn serve_all(app: &App) -> Result<(), Failure> {
    const WAITING: &str = "SELECT id, person, room, from_quarter, until_quarter, people, booking FROM waits \
        WHERE booking IS NULL AND from_quarter > $1 ORDER BY id";
    let taken = index::current(app).await?;
    let ground = Ground::of(app).await?;
    let now = Quarter::of(ground.now).0;
    let waiting: Vec<Row> = on_db!(&app.db, pool => sqlx::query_as(WAITING).bind(now).fetch_all(pool).await?);
    for row in &waiting {
        let Some(room) = RoomId::new(&*row.room)
            .ok()
            .and_then(|id| ground.content.room(&id))
        else {
            continue;
        };
        let request = Request {
            room,
            when: row.when(),
            people: None,
            booker: None,
        };
        let candidates = ground.content.candidates(room);
        let cases = ground.cases(&candidates, &taken, offer::around(ground.now, row.when()));
        // Only what is free is locked, and only what is kept is written.
        if offer::choose(ground.now, &cases, &request).is_ok() {
            let leaves = offer::leaves(candidates);
            let mut tx = app.db.begin().await?;
            claims::lock(&mut tx, &leaves).await?;
            serve(&mut tx, &ground, &leaves).await?;
            tx.commit().await?;
        }
    }
    Ok(())
}

/// The rooms whose leaves are all among these, and the pools of such rooms.
fn rooms_of<'a>(ground: &'a Ground, leaves: &BTreeSet<LeafId>) -> Vec<&'a RoomId> {
    let among = |room: &Room| !room.leaves.is_empty() && room.leaves.iter().all(|leaf| leaves.contains(leaf));
    let content = &ground.content;
    let rooms = content
        .rooms()
        .iter()
        .filter(|room| among(room) || room.members.iter().filter_map(|id| content.room(id)).any(among));
    rooms.map(|room| &room.id).collect()
}

async fn keep(tx: &mut Tx, ground: &Ground, row: &Row, leaves: &BTreeSet<LeafId>) -> Result<(), Failure> {
    const END: &str = "UPDATE waits SET booking = $2 WHERE id = $1";
    // Of two that give something back at once, one serves it; and whoever waits no longer is not served.
    const TAKE: &str = "UPDATE waits SET made_at = made_at WHERE id = $1 AND booking IS NULL";
    let broken = || Failure::from(Reason::INTERNAL);
    let when = row.when();
    let id = RoomId::new(&*row.room).map_err(|_| broken())?;
    let (Some(wanted), Some(until)) = (ground.room(&id), offered_until(when.from.instant(), ground.now))
    else {
        return Ok(());
    };
    let mut candidates = ground.content.candidates(wanted);
    candidates.retain(|room| room.leaves.iter().all(|leaf| leaves.contains(leaf)));
    let people = row.people.and_then(|people| u32::try_from(people).ok());
    let taken = on_tx!(&mut *tx, connection => sqlx::query(TAKE)
        .bind(&row.id).execute(connection).await?.rows_affected());
    if taken == 0 {
        return Ok(());
    }
    let person = PersonId::new(&*row.person).map_err(|_| broken())?;
    let who = booker::unlocked(tx, ground, &person, wanted, when, &[]).await?;
    let request = Request {
        room: wanted,
        when,
        people,
        booker: Some(&who),
    };
    let Ok(got) = offer::judge(tx, ground, &request, &candidates).await? else {
        return Ok(());
    };
    let mut booking = Booking {
        person: Some(person),
        people,
        ..Booking::new(ids::new(ground.now)?, got, wanted, when, ground.now)
    };
    booking.hold(until);
    if !claims::claim(tx, &booking.id, &got.leaves, booking.claim()).await? {
        return Err(broken());
    }
    let coded = Coded::new(booking)?;
    bookings::add(tx, &coded).await?;
    tell::tell(tx, ground, &coded, |booked| Message::WaitOffered {
        booked,
        until,
    })
    .await?;
    let booking = coded.booking.id.as_str();
    on_tx!(&mut *tx, connection => sqlx::query(END)
        .bind(&row.id).bind(booking).execute(connection).await?.rows_affected());
    Ok(())
}
