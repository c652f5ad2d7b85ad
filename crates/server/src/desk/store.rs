//! SQL of the desk's lists: what there is to do in one library.

use crate::account::sessions::instant;
use crate::circulation::views::Names;
use crate::db::{Db, on_db};
use crate::problem::Failure;
use jaettu_domain::catalogue::Spot;
use jaettu_domain::circulation::HoldState;
use jaettu_domain::desk::api::DeskRow;
use jaettu_domain::id::{Barcode, HoldId, ItemId, LibraryId, LoanId, TicketId};
use jaettu_domain::problem::Reason;
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
    fault: Option<String>,
    ticket: Option<String>,
}

/// A list of the desk: everything after `SELECT`, with the library as `$1` and an instant as `$2`.
#[derive(Clone, Copy, Debug)]
pub struct List(&'static str);

/// To be fetched from the shelves.
pub const TO_FETCH: List = List(
    "c.item, c.barcode, c.place, h.id AS hold, h.state, NULL AS code, h.pickup AS other_library, NULL AS until, \
     NULL AS fault, NULL AS ticket FROM holds h JOIN copies c ON c.barcode = h.copy \
     WHERE h.state = 'to_fetch' AND c.library = $1 AND h.placed_at <= $2 ORDER BY h.placed_at, h.id",
);
/// On the hold shelf.
pub const WAITING: List = List(
    "c.item, c.barcode, c.place, h.id AS hold, h.state, h.pickup_code AS code, NULL AS other_library, \
     h.pickup_until AS until, NULL AS fault, NULL AS ticket FROM holds h JOIN copies c ON c.barcode = h.copy \
     WHERE h.state = 'ready' AND h.pickup = $1 AND h.ready_at <= $2 ORDER BY h.pickup_until, h.id",
);
/// On the hold shelf, and not for longer than the instant.
pub const EXPIRING: List = List(
    "c.item, c.barcode, c.place, h.id AS hold, h.state, h.pickup_code AS code, NULL AS other_library, \
     h.pickup_until AS until, NULL AS fault, NULL AS ticket FROM holds h JOIN copies c ON c.barcode = h.copy \
     WHERE h.state = 'ready' AND h.pickup = $1 AND h.pickup_until <= $2 AND NOT h.pickup_unverified \
     ORDER BY h.pickup_until, h.id",
);
/// On the way here.
pub const ARRIVING: List = List(
    "c.item, c.barcode, c.place, h.id AS hold, h.state, NULL AS code, c.home AS other_library, NULL AS until, \
     NULL AS fault, NULL AS ticket FROM copies c LEFT JOIN holds h ON h.copy = c.barcode AND h.ended_at IS NULL \
     WHERE c.place = 'transit' AND c.library = $1 AND COALESCE(h.placed_at, 0) <= $2 ORDER BY c.barcode",
);
/// Lent here and due before the instant.
pub const OVERDUE: List = List(
    "l.item, c.barcode, c.place, NULL AS hold, NULL AS state, NULL AS code, NULL AS other_library, \
     l.due_at AS until, NULL AS fault, NULL AS ticket FROM loans l JOIN copies c ON c.barcode = l.copy \
     WHERE l.library = $1 AND l.due_at < $2 AND NOT l.due_unverified AND l.returned_at IS NULL AND l.written_off_at IS NULL \
     ORDER BY l.due_at, l.id",
);
/// Faults that nobody has solved.
pub const FAULTS: List = List(
    "c.item, c.barcode, c.place, NULL AS hold, NULL AS state, NULL AS code, NULL AS other_library, NULL AS until, \
     t.fault, t.id AS ticket FROM tickets t JOIN copies c ON c.barcode = t.copy \
     WHERE t.solved_at IS NULL AND c.library = $1 AND t.opened_at <= $2 ORDER BY t.opened_at, t.id",
);
/// What can be fetched here by the person whose identifier stands in the library's place.
pub const READY_FOR: List = List(
    "c.item, c.barcode, c.place, h.id AS hold, h.state, h.pickup_code AS code, h.pickup AS other_library, \
     h.pickup_until AS until, NULL AS fault, NULL AS ticket FROM holds h JOIN copies c ON c.barcode = h.copy \
     WHERE h.state = 'ready' AND h.person = $1 AND h.ready_at <= $2 ORDER BY h.pickup_until, h.id",
);

/// Reads a list.
pub async fn list(db: &Db, names: &Names, list: List, of: &str, until: i64) -> Result<Vec<DeskRow>, Failure> {
    let sql = AssertSqlSafe(["SELECT ", list.0].concat());
    let rows: Vec<Row> = on_db!(db, pool => sqlx::query_as(sql).bind(of).bind(until).fetch_all(pool).await?);
    let rows = rows.into_iter().map(|row| row.view(names));
    rows.collect::<Option<_>>().ok_or_else(|| Reason::INTERNAL.into())
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
            until: self.until.map(instant),
            fault: self.fault,
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

/// Whose hold can be fetched with this code, and which copy it is: person, copy, thing.
pub async fn pickup(db: &Db, code: &str) -> Result<Option<(String, String, String)>, sqlx::Error> {
    const SQL: &str = "SELECT person, copy, item FROM holds WHERE pickup_code = $1 AND state = 'ready'";
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
