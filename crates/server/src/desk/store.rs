//! SQL of the desk's lists: what there is to do in one library.

use crate::account::sessions::instant;
use crate::circulation::views::Names;
use crate::db::{Db, on_db, places};
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::catalogue::Spot;
use jaettu_domain::circulation::HoldState;
use jaettu_domain::circulation::calendar::days_late;
use jaettu_domain::desk::api::DeskRow;
use jaettu_domain::id::{Barcode, HoldId, ItemId, LibraryId, LoanId, PersonId, TicketId};
use jaettu_domain::problem::Reason;
use jaettu_domain::time;
use sqlx::{AssertSqlSafe, FromRow};

#[derive(FromRow)]
struct Row {
    item: String,
    barcode: String,
    place: String,
    hold: Option<String>,
    state: Option<String>,
    code: Option<String>,
    other_library: Option<String>,
    until: Option<i64>,
    old_slip: bool,
    loan: Option<String>,
    person: Option<String>,
    fault: Option<String>,
    ticket: Option<String>,
    photo: bool,
}

/// Columns of every list.
const COLUMNS: &str = "SELECT c.item, c.barcode, c.place, c.old_slip, ";
/// A list of the desk: everything after [`COLUMNS`], with the library as `$1` and an instant as `$2`.
#[derive(Clone, Copy, Debug)]
pub struct List(&'static str);

/// To be fetched from the shelves.
pub const TO_FETCH: List = List(
    "h.id AS hold, h.state, NULL AS code, h.pickup AS other_library, NULL AS until, NULL AS loan, NULL AS person, \
     NULL AS fault, NULL AS ticket, FALSE AS photo FROM holds h JOIN copies c ON c.barcode = h.copy \
     WHERE h.state = 'to_fetch' AND c.library = $1 AND h.placed_at <= $2 ORDER BY h.placed_at, h.id",
);
/// On the hold shelf.
pub const WAITING: List = List(
    "h.id AS hold, h.state, h.pickup_code AS code, NULL AS other_library, h.pickup_until AS until, NULL AS loan, \
     h.person, NULL AS fault, NULL AS ticket, FALSE AS photo FROM holds h JOIN copies c ON c.barcode = h.copy \
     WHERE h.state = 'ready' AND h.pickup = $1 AND h.ready_at <= $2 ORDER BY h.pickup_until, h.id",
);
/// On the hold shelf, and not for longer than the instant.
pub const EXPIRING: List = List(
    "h.id AS hold, h.state, h.pickup_code AS code, NULL AS other_library, h.pickup_until AS until, NULL AS loan, \
     h.person, NULL AS fault, NULL AS ticket, FALSE AS photo FROM holds h JOIN copies c ON c.barcode = h.copy \
     WHERE h.state = 'ready' AND h.pickup = $1 AND h.pickup_until <= $2 AND NOT h.pickup_unverified \
      ORDER BY h.pickup_until, h.id",
);
/// On the hold shelf with a slip that is no longer true.
pub const TAKE_DOWN: List = List(
    "h.id AS hold, h.state, h.pickup_code AS code, h.pickup AS other_library, NULL AS until, NULL AS loan, \
     NULL AS person, NULL AS fault, NULL AS ticket, FALSE AS photo FROM copies c \
     LEFT JOIN holds h ON h.copy = c.barcode AND h.ended_at IS NULL \
     WHERE c.old_slip AND c.library = $1 AND COALESCE(h.placed_at, 0) <= $2 ORDER BY c.barcode",
);
/// On the way here.
pub const ARRIVING: List = List(
    "h.id AS hold, h.state, NULL AS code, c.home AS other_library, NULL AS until, NULL AS loan, NULL AS person, \
     NULL AS fault, NULL AS ticket, FALSE AS photo FROM copies c LEFT JOIN holds h ON h.copy = c.barcode AND h.ended_at IS NULL \
     WHERE c.place = 'transit' AND c.library = $1 AND COALESCE(h.placed_at, 0) <= $2 ORDER BY c.barcode",
);
/// Lent here and due before the instant.
pub const OVERDUE: List = List(
    "NULL AS hold, NULL AS state, NULL AS code, NULL AS other_library, l.due_at AS until, l.id AS loan, l.person, \
     NULL AS fault, NULL AS ticket, FALSE AS photo FROM loans l JOIN copies c ON c.barcode = l.copy \
     WHERE l.library = $1 AND l.due_at < $2 AND NOT l.due_unverified AND l.returned_at IS NULL AND l.written_off_at IS NULL \
     ORDER BY l.due_at, l.id",
);
/// Faults that nobody has solved.
pub const FAULTS: List = List(
    "NULL AS hold, NULL AS state, NULL AS code, NULL AS other_library, NULL AS until, NULL AS loan, NULL AS person, \
     t.fault, t.id AS ticket, t.photo IS NOT NULL AS photo FROM tickets t JOIN copies c ON c.barcode = t.copy \
     WHERE t.solved_at IS NULL AND c.library = $1 AND t.opened_at <= $2 ORDER BY t.opened_at, t.id",
);
/// What can be fetched by the people whose identifiers stand for the library.
const READY_FOR: &str = "h.id AS hold, h.state, h.pickup_code AS code, h.pickup AS other_library, \
     h.pickup_until AS until, NULL AS loan, h.person, NULL AS fault, NULL AS ticket, FALSE AS photo \
     FROM holds h JOIN copies c ON c.barcode = h.copy WHERE h.state = 'ready' AND h.person IN ";

/// Reads a list.
pub async fn list(db: &Db, names: &Names, list: List, of: &str, until: i64) -> Result<Vec<DeskRow>, Failure> {
    let sql = AssertSqlSafe([COLUMNS, list.0].concat());
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql).bind(of).bind(until).fetch_all(pool).await?);
    let rows = rows.into_iter().map(|row| row.view(names));
    rows.collect::<Option<_>>().ok_or_else(|| Reason::INTERNAL.into())
}

/// What each of these people can fetch, in their order.
pub async fn ready_for(db: &Db, names: &Names, people: &[&str]) -> Result<Vec<Vec<DeskRow>>, Failure> {
    let places = places(1, people.len());
    let sql = AssertSqlSafe(
        [
            COLUMNS,
            READY_FOR,
            "(",
            &places,
            ") ORDER BY h.pickup_until, h.id",
        ]
        .concat(),
    );
    let rows: Vec<Row> = on_db!(db, pool => {
        let mut query = sqlx::query_as(sql);
        for person in people {
            query = query.bind(*person);
        }
        query.fetch_all(pool).await?
    });
    let mut ready: Vec<Vec<DeskRow>> = people.iter().map(|_| Vec::new()).collect();
    for row in rows {
        let of = people
            .iter()
            .position(|person| row.person.as_deref() == Some(person));
        let row = row.view(names).ok_or_else(|| Failure::from(Reason::INTERNAL))?;
        if let Some(ready) = of.and_then(|of| ready.get_mut(of)) {
            ready.push(row);
        }
    }
    Ok(ready)
}

/// How many things each of these people has on loan, and how many of those are late, in their order.
pub async fn loans_of(db: &Db, people: &[&str], now: DateTime<Utc>) -> Result<Vec<(u32, u32)>, sqlx::Error> {
    let sql = AssertSqlSafe(format!(
        "SELECT person, due_at, due_unverified FROM loans \
         WHERE returned_at IS NULL AND written_off_at IS NULL AND person IN ({})",
        places(1, people.len())
    ));
    let rows: Vec<(String, i64, bool)> = on_db!(db, pool => {
        let mut query = sqlx::query_as(sql);
        for person in people {
            query = query.bind(*person);
        }
        query.fetch_all(pool).await?
    });
    let today = time::today(now);
    let of = |person: &&str| {
        let own = rows.iter().filter(|(borrower, ..)| borrower == person);
        let late = own
            .clone()
            .filter(|(_, due, unverified)| days_late(instant(*due), *unverified, today) > 0)
            .count();
        (count(own.count()), count(late))
    };
    Ok(people.iter().map(of).collect())
}

fn count(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Whether these staff have looked at this person since then, for this reason or for any; who registered somebody has.
pub async fn has_looked(
    db: &Db,
    staff: &PersonId,
    whom: &PersonId,
    reason: Option<&str>,
    since: DateTime<Utc>,
) -> Result<bool, sqlx::Error> {
    const SQL: &str = "SELECT COUNT(*) FROM audit WHERE subject = $1 AND at > $2 AND actor = $3 \
        AND action IN ('looked_up', 'registered') AND reason = COALESCE($4, reason)";
    let looks: i64 = on_db!(db, pool => sqlx::query_scalar(SQL)
        .bind(whom.as_str()).bind(since.timestamp_millis()).bind(staff.as_str()).bind(reason)
        .fetch_one(pool).await?);
    Ok(looks > 0)
}

impl Row {
    fn view(self, names: &Names) -> Option<DeskRow> {
        let item = ItemId::new(self.item).ok()?;
        let other_library = self
            .other_library
            .and_then(|library| LibraryId::new(library).ok());
        Some(DeskRow {
            name: names.item(&item),
            item,
            barcode: Barcode::new(self.barcode).ok()?,
            place: Spot::from_code(&self.place)?,
            hold: self.hold.and_then(|hold| HoldId::new(hold).ok()),
            state: self.state.as_deref().and_then(HoldState::from_code),
            code: self.code,
            other_name: other_library.as_ref().map(|library| names.library(library)),
            other_library,
            old_slip: self.old_slip,
            untold: false,
            loan: self.loan.and_then(|loan| LoanId::new(loan).ok()),
            person: self.person.and_then(|person| PersonId::new(person).ok()),
            until: self.until.map(instant),
            fault: self.fault,
            photo: self.photo,
            ticket: self.ticket.and_then(|ticket| TicketId::new(ticket).ok()),
        })
    }
}

/// Where a copy is, and of what it is one.
#[derive(FromRow)]
pub struct CopyRow {
    /// The thing.
    pub item: String,
    /// Where it is.
    pub place: String,
    /// In which library.
    pub library: String,
    /// Who has it on loan.
    pub lent_to: Option<String>,
}

/// A copy by its barcode.
pub async fn copy(db: &Db, barcode: &Barcode) -> Result<Option<CopyRow>, sqlx::Error> {
    const SQL: &str = "SELECT c.item, c.place, c.library, l.person AS lent_to FROM copies c LEFT JOIN loans l \
        ON l.copy = c.barcode AND l.returned_at IS NULL AND l.written_off_at IS NULL WHERE c.barcode = $1";
    on_db!(db, pool => sqlx::query_as(SQL).bind(barcode.as_str()).fetch_optional(pool).await)
}

/// A hold that can be fetched.
#[derive(FromRow)]
pub struct PickupRow {
    /// Whose it is.
    pub person: String,
    /// Which copy.
    pub copy: String,
    /// Its thing.
    pub item: String,
    /// Where it waits.
    pub pickup: String,
}

/// The hold that can be fetched with this code.
pub async fn pickup(db: &Db, code: &str) -> Result<Option<PickupRow>, sqlx::Error> {
    const SQL: &str =
        "SELECT person, copy, item, pickup FROM holds WHERE pickup_code = $1 AND state = 'ready'";
    on_db!(db, pool => sqlx::query_as(SQL).bind(code).fetch_optional(pool).await)
}

/// The copy of a fault, solved or not.
pub async fn faulty(db: &Db, ticket: &TicketId) -> Result<Option<String>, sqlx::Error> {
    const SQL: &str = "SELECT copy FROM tickets WHERE id = $1";
    on_db!(db, pool => sqlx::query_scalar(SQL).bind(ticket.as_str()).fetch_optional(pool).await)
}

/// The thing of a loan that has not ended.
pub async fn open_loan(db: &Db, loan: &LoanId) -> Result<Option<String>, sqlx::Error> {
    const SQL: &str =
        "SELECT item FROM loans WHERE id = $1 AND returned_at IS NULL AND written_off_at IS NULL";
    on_db!(db, pool => sqlx::query_scalar(SQL).bind(loan.as_str()).fetch_optional(pool).await)
}
