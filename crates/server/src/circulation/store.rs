//! SQL of lending: the stock of one thing, read and written under the lock of its queue.

use crate::account::sessions::instant;
use crate::account::store::{Profile, day};
use crate::catalogue::store::{broken, number};
use crate::db::{Db, Tx, on_db, on_tx, places};
use crate::ids;
use crate::libraries::store::{json, to_json};
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::catalogue::{Condition, LoanRules, Spot};
use jaettu_domain::circulation::rules::Borrower;
use jaettu_domain::circulation::{Hold, HoldState, Loan, Stock, StockCopy, calendar};
use jaettu_domain::id::{Barcode, HoldId, ItemId, LibraryId, LoanId, PersonId};
use sqlx::{AssertSqlSafe, FromRow};

type Result<T> = std::result::Result<T, sqlx::Error>;

fn parsed<T: std::str::FromStr>(text: &str) -> Result<T> {
    text.parse().map_err(|_| broken(format!("not readable: {text}")))
}

fn maybe<T: std::str::FromStr>(text: Option<&str>) -> Result<Option<T>> {
    text.map(parsed).transpose()
}

#[derive(FromRow)]
struct RulesRow {
    id: String,
    loan_days: i64,
    renewals: i64,
    late_fee_cents_per_day: i64,
    late_fee_max_cents: i64,
    deposit_cents: i64,
    desk_only: bool,
    home_only: bool,
    min_age: Option<i64>,
    pickup_days: i64,
    recall_after_days: Option<i64>,
    spread_returns: bool,
}

#[derive(FromRow)]
struct CopyRow {
    item: String,
    barcode: String,
    home: String,
    library: String,
    place: String,
    due: Option<String>,
    condition: String,
    faulty: bool,
    old_slip: bool,
}

/// A hold as it stands in the database.
#[derive(FromRow)]
pub struct HoldRow {
    id: String,
    /// The thing.
    pub item: String,
    person: Option<String>,
    pickup: String,
    placed_at: i64,
    state: String,
    frozen_until: Option<String>,
    not_after: Option<String>,
    copy: Option<String>,
    ready_at: Option<i64>,
    pickup_until: Option<i64>,
    pickup_unverified: bool,
    ended_at: Option<i64>,
    /// What is said or shown when it is fetched.
    pub pickup_code: Option<String>,
}

/// The columns of [`HoldRow`].
pub const HOLD: &str = "id, item, person, pickup, placed_at, state, frozen_until, not_after, copy, ready_at, \
    pickup_until, pickup_unverified, ended_at, pickup_code";

impl HoldRow {
    /// The hold; those of people whose data was erased are not live and are not read.
    pub fn hold(&self) -> Result<Hold> {
        let person = self
            .person
            .as_deref()
            .ok_or_else(|| broken("a live hold of nobody"))?;
        Ok(Hold {
            id: parsed(&self.id)?,
            item: parsed(&self.item)?,
            person: parsed(person)?,
            pickup: parsed(&self.pickup)?,
            placed_at: instant(self.placed_at),
            state: HoldState::from_code(&self.state).ok_or_else(|| broken("holds.state"))?,
            frozen_until: maybe(self.frozen_until.as_deref())?,
            not_after: maybe(self.not_after.as_deref())?,
            copy: maybe(self.copy.as_deref())?,
            ready_at: self.ready_at.map(instant),
            pickup_until: self.pickup_until.map(instant),
            pickup_unverified: self.pickup_unverified,
            ended_at: self.ended_at.map(instant),
        })
    }
}

/// A loan as it stands in the database.
#[derive(FromRow)]
pub struct LoanRow {
    id: String,
    /// The thing.
    pub item: String,
    copy: String,
    person: Option<String>,
    library: String,
    lent_at: i64,
    due_at: i64,
    due_unverified: bool,
    promised_until: i64,
    renewals: i64,
    recalled_at: Option<i64>,
    returned_at: Option<i64>,
    written_off_at: Option<i64>,
    missing: String,
}

/// The columns of [`LoanRow`].
pub const LOAN: &str = "id, item, copy, person, library, lent_at, due_at, due_unverified, promised_until, renewals, \
    recalled_at, returned_at, written_off_at, missing";

impl LoanRow {
    /// The loan; those of people whose data was erased have ended and are not read.
    pub fn loan(&self) -> Result<Loan> {
        let person = self
            .person
            .as_deref()
            .ok_or_else(|| broken("an open loan of nobody"))?;
        Ok(Loan {
            id: parsed(&self.id)?,
            item: parsed(&self.item)?,
            copy: parsed(&self.copy)?,
            person: parsed(person)?,
            library: parsed(&self.library)?,
            lent_at: instant(self.lent_at),
            due_at: instant(self.due_at),
            due_unverified: self.due_unverified,
            promised_until: instant(self.promised_until),
            renewals: number(self.renewals)?,
            recalled_at: self.recalled_at.map(instant),
            returned_at: self.returned_at.map(instant),
            written_off_at: self.written_off_at.map(instant),
            missing: json(&self.missing)?,
        })
    }
}

/// Takes the queue of a thing: whoever else decides about it waits until this transaction has ended. `None` if there is no
/// such thing.
pub async fn lock(tx: &mut Tx, item: &ItemId) -> Result<Option<Stock>> {
    const SQL: &str = "UPDATE items SET turn = turn + 1 WHERE id = $1";
    let locked = on_tx!(&mut *tx, connection => sqlx::query(SQL)
        .bind(item.as_str()).execute(connection).await?.rows_affected());
    if locked == 0 {
        return Ok(None);
    }
    let sql = Statements::of(1);
    let items = [item.as_str()];
    let rows = on_tx!(tx, connection => rows!(connection, sql, items));
    Ok(stocks(rows)?.pop())
}

/// The stocks of several things as they are, in order of id; what does not exist is not there.
pub async fn look(db: &Db, items: &[&ItemId]) -> Result<Vec<Stock>> {
    if items.is_empty() {
        return Ok(Vec::new());
    }
    let sql = Statements::of(items.len());
    let items: Vec<&str> = items.iter().map(|item| item.as_str()).collect();
    let rows = on_db!(db, pool => {
        let mut tx = pool.begin().await?;
        let connection = &mut *tx;
        rows!(connection, sql, items)
    });
    stocks(rows)
}

/// The queries that read the stocks of so many things.
struct Statements {
    rules: String,
    copies: String,
    holds: String,
    loans: String,
}

impl Statements {
    fn of(items: usize) -> Self {
        let places = places(1, items);
        Self {
            rules: format!(
                "SELECT id, loan_days, renewals, late_fee_cents_per_day, late_fee_max_cents, deposit_cents, \
                 desk_only, home_only, min_age, pickup_days, recall_after_days, spread_returns \
                 FROM items WHERE id IN ({places}) ORDER BY id"
            ),
            copies: format!(
                "SELECT c.item, c.barcode, c.home, c.library, c.place, c.due, c.condition, c.old_slip, \
                 EXISTS (SELECT 1 FROM tickets t WHERE t.copy = c.barcode AND t.solved_at IS NULL) AS faulty \
                 FROM copies c WHERE c.item IN ({places}) ORDER BY c.barcode"
            ),
            holds: format!(
                "SELECT {HOLD} FROM holds WHERE item IN ({places}) AND ended_at IS NULL ORDER BY placed_at, id"
            ),
            loans: format!(
                "SELECT {LOAN} FROM loans WHERE item IN ({places}) \
                 AND returned_at IS NULL AND written_off_at IS NULL ORDER BY id"
            ),
        }
    }
}

type Rows = (Vec<RulesRow>, Vec<CopyRow>, Vec<HoldRow>, Vec<LoanRow>);

/// Runs the queries on a connection.
macro_rules! rows {
    ($connection:expr, $sql:expr, $items:expr) => {{
        let mut rules = sqlx::query_as(AssertSqlSafe($sql.rules));
        let mut copies = sqlx::query_as(AssertSqlSafe($sql.copies));
        let mut holds = sqlx::query_as(AssertSqlSafe($sql.holds));
        let mut loans = sqlx::query_as(AssertSqlSafe($sql.loans));
        for item in $items {
            rules = rules.bind(item);
            copies = copies.bind(item);
            holds = holds.bind(item);
            loans = loans.bind(item);
        }
        let rows: Rows = (
            rules.fetch_all(&mut *$connection).await?,
            copies.fetch_all(&mut *$connection).await?,
            holds.fetch_all(&mut *$connection).await?,
            loans.fetch_all(&mut *$connection).await?,
        );
        rows
    }};
}
use rows;

fn stocks((rules, copies, holds, loans): Rows) -> Result<Vec<Stock>> {
    let mut stocks = Vec::with_capacity(rules.len());
    for row in rules {
        let loans = loans.iter().filter(|loan| loan.item == row.id).map(LoanRow::loan);
        let loans = loans.collect::<Result<Vec<_>>>()?;
        let holds = holds.iter().filter(|hold| hold.item == row.id).map(HoldRow::hold);
        let copies = copies.iter().filter(|copy| copy.item == row.id);
        stocks.push(Stock {
            item: parsed(&row.id)?,
            rules: row.rules()?,
            copies: copies.map(|row| copy(row, &loans)).collect::<Result<_>>()?,
            holds: holds.collect::<Result<_>>()?,
            loans,
        });
    }
    Ok(stocks)
}

impl RulesRow {
    fn rules(&self) -> Result<LoanRules> {
        Ok(LoanRules {
            days: number(self.loan_days)?,
            renewals: number(self.renewals)?,
            late_fee_cents_per_day: number(self.late_fee_cents_per_day)?,
            late_fee_max_cents: number(self.late_fee_max_cents)?,
            deposit_cents: number(self.deposit_cents)?,
            desk_only: self.desk_only,
            home_only: self.home_only,
            min_age: self.min_age.map(number).transpose()?,
            pickup_days: number(self.pickup_days)?,
            recall_after_days: self.recall_after_days.map(number).transpose()?,
            spread_returns: self.spread_returns,
        })
    }
}

fn copy(row: &CopyRow, loans: &[Loan]) -> Result<StockCopy> {
    let ours = loans.iter().any(|loan| loan.copy.as_str() == row.barcode);
    Ok(StockCopy {
        barcode: parsed(&row.barcode)?,
        home: parsed(&row.home)?,
        library: parsed(&row.library)?,
        place: Spot::from_code(&row.place).ok_or_else(|| broken("copies.place"))?,
        condition: Condition::from_code(&row.condition).ok_or_else(|| broken("copies.condition"))?,
        faulty: row.faulty,
        foreign_due: if ours { None } else { maybe(row.due.as_deref())? },
        old_slip: row.old_slip,
    })
}

/// Writes what a command has changed. Loans and holds that end go first, so that nobody seems to have a copy twice.
pub async fn save(tx: &mut Tx, before: &Stock, after: &Stock) -> Result<()> {
    let changes = after.changes(before);
    for loan in changes.loans.iter().filter(|loan| !loan.is_open()) {
        put_loan(tx, loan).await?;
    }
    for hold in changes.holds.iter().filter(|hold| !hold.state.has_copy()) {
        put_hold(tx, hold).await?;
    }
    for copy in &changes.copies {
        let loan = after.loan_of(&copy.barcode);
        let due = loan
            .map(|loan| calendar::day_of(loan.due_at))
            .or(copy.foreign_due);
        put_copy(tx, copy, due).await?;
    }
    for hold in changes.holds.iter().filter(|hold| hold.state.has_copy()) {
        put_hold(tx, hold).await?;
    }
    for loan in changes.loans.iter().filter(|loan| loan.is_open()) {
        put_loan(tx, loan).await?;
        // The copy tells when it is due, also where only the loan has changed.
        if let Some(copy) = after.copies.iter().find(|copy| copy.barcode == loan.copy) {
            put_copy(tx, copy, Some(calendar::day_of(loan.due_at))).await?;
        }
    }
    Ok(())
}

async fn put_copy(tx: &mut Tx, copy: &StockCopy, due: Option<NaiveDate>) -> Result<()> {
    const SQL: &str = "UPDATE copies SET library = $2, place = $3, due = $4, condition = $5, old_slip = $6, \
        told = told AND $3 = 'shelf' WHERE barcode = $1";
    let due = due
        .filter(|_| copy.place == Spot::OnLoan)
        .map(|due| due.to_string());
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(copy.barcode.as_str())
        .bind(copy.library.as_str())
        .bind(copy.place.code())
        .bind(due)
        .bind(copy.condition.code())
        .bind(copy.old_slip)
        .execute(connection)
        .await
        .map(|_| ()))
}

fn millis(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(|at| at.timestamp_millis())
}

async fn put_hold(tx: &mut Tx, hold: &Hold) -> Result<()> {
    const SQL: &str = "INSERT INTO holds (id, item, person, pickup, placed_at, state, frozen_until, not_after, copy, \
        ready_at, pickup_until, pickup_unverified, ended_at) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (id) DO UPDATE SET \
        person = excluded.person, pickup = excluded.pickup, state = excluded.state, frozen_until = excluded.frozen_until, \
        not_after = excluded.not_after, copy = excluded.copy, ready_at = excluded.ready_at, \
        pickup_until = excluded.pickup_until, pickup_unverified = excluded.pickup_unverified, \
        ended_at = excluded.ended_at";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(hold.id.as_str())
        .bind(hold.item.as_str())
        .bind(hold.person.as_str())
        .bind(hold.pickup.as_str())
        .bind(hold.placed_at.timestamp_millis())
        .bind(hold.state.code())
        .bind(hold.frozen_until.map(|day| day.to_string()))
        .bind(hold.not_after.map(|day| day.to_string()))
        .bind(hold.copy.as_ref().map(Barcode::as_str))
        .bind(millis(hold.ready_at))
        .bind(millis(hold.pickup_until))
        .bind(hold.pickup_unverified)
        .bind(millis(hold.ended_at))
        .execute(connection)
        .await
        .map(|_| ()))
}

/// Gives a hold that has become ready the code that its person shows; `false` if somebody else has the code.
pub async fn put_code(tx: &mut Tx, hold: &Hold, code: &str) -> Result<bool> {
    const SQL: &str = "UPDATE holds SET pickup_code = $2 WHERE id = $1 \
        AND NOT EXISTS (SELECT 1 FROM holds o WHERE o.pickup_code = $2 AND o.ended_at IS NULL)";
    let put = on_tx!(tx, connection => sqlx::query(SQL)
        .bind(hold.id.as_str()).bind(code).execute(connection).await?.rows_affected());
    Ok(put == 1)
}

async fn put_loan(tx: &mut Tx, loan: &Loan) -> Result<()> {
    const SQL: &str = "INSERT INTO loans (id, item, copy, person, library, lent_at, due_at, due_unverified, \
        promised_until, renewals, recalled_at, returned_at, written_off_at, missing) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) ON CONFLICT (id) DO UPDATE SET \
        person = excluded.person, due_at = excluded.due_at, due_unverified = excluded.due_unverified, \
        promised_until = excluded.promised_until, renewals = excluded.renewals, recalled_at = excluded.recalled_at, \
        returned_at = excluded.returned_at, written_off_at = excluded.written_off_at, missing = excluded.missing";
    let missing = to_json(&loan.missing)?;
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(loan.id.as_str())
        .bind(loan.item.as_str())
        .bind(loan.copy.as_str())
        .bind(loan.person.as_str())
        .bind(loan.library.as_str())
        .bind(loan.lent_at.timestamp_millis())
        .bind(loan.due_at.timestamp_millis())
        .bind(loan.due_unverified)
        .bind(loan.promised_until.timestamp_millis())
        .bind(i64::from(loan.renewals))
        .bind(millis(loan.recalled_at))
        .bind(millis(loan.returned_at))
        .bind(millis(loan.written_off_at))
        .bind(missing)
        .execute(connection)
        .await
        .map(|_| ()))
}

/// How much a person has: open loans, when the first of them is due for certain, live holds.
const HAS: &str = "SELECT COUNT(*), MIN(CASE WHEN due_unverified THEN NULL ELSE due_at END), \
    (SELECT COUNT(*) FROM holds WHERE person = $1 AND ended_at IS NULL) FROM loans \
    WHERE person = $1 AND returned_at IS NULL AND written_off_at IS NULL";

/// What the rules want to know of a person; their row is to be locked before. Whoever borrows or reserves uses the service,
/// also where staff do it for them.
pub async fn borrower(tx: &mut Tx, profile: &Profile, now: DateTime<Utc>) -> Result<Borrower> {
    const SEEN: &str = "UPDATE people SET seen_at = $2 WHERE id = $1 AND seen_at < $2";
    on_tx!(&mut *tx, connection => sqlx::query(SEEN)
        .bind(&profile.id).bind(day(now)).execute(connection).await?.rows_affected());
    let has = on_tx!(tx, connection => sqlx::query_as(HAS).bind(&profile.id).fetch_one(connection).await?);
    borrower_with(has, profile, now)
}

/// The same as things are, for telling what would happen: nothing is decided by it.
pub async fn borrower_now(db: &Db, profile: &Profile, now: DateTime<Utc>) -> Result<Borrower> {
    let has = on_db!(db, pool => sqlx::query_as(HAS).bind(&profile.id).fetch_one(pool).await?);
    borrower_with(has, profile, now)
}

fn borrower_with(
    (loans, due_at, holds): (i64, Option<i64>, i64),
    profile: &Profile,
    now: DateTime<Utc>,
) -> Result<Borrower> {
    let id = profile.person()?;
    let today = jaettu_domain::time::today(now);
    // Those whose day is not certain are not among them.
    let late = due_at.map_or(0, |due| calendar::days_late(instant(due), false, today));
    Ok(Borrower {
        id,
        born: profile.born()?,
        blocked: profile.blocked.is_some(),
        disabled: profile.disabled,
        loans: number(loans)?,
        holds: number(holds)?,
        longest_overdue_days: late,
    })
}

/// What a copy is a copy of.
pub async fn item_of(db: &Db, barcode: &Barcode) -> Result<Option<ItemId>> {
    const SQL: &str = "SELECT item FROM copies WHERE barcode = $1";
    let item: Option<String> =
        on_db!(db, pool => sqlx::query_scalar(SQL).bind(barcode.as_str()).fetch_optional(pool).await?);
    item.as_deref().map(parsed).transpose()
}

/// The thing that a person's loan or hold is about, if it is theirs.
pub async fn item_of_own(db: &Db, table: Own, id: &str, person: &PersonId) -> Result<Option<ItemId>> {
    const LOANS: &str = "SELECT item FROM loans WHERE id = $1 AND person = $2";
    const HOLDS: &str = "SELECT item FROM holds WHERE id = $1 AND person = $2";
    let sql = match table {
        Own::Loans => LOANS,
        Own::Holds => HOLDS,
    };
    let item: Option<String> = on_db!(db, pool => sqlx::query_scalar(sql).bind(id).bind(person.as_str()).fetch_optional(pool).await?);
    item.as_deref().map(parsed).transpose()
}

/// A hold that has ended.
pub async fn ended_hold(tx: &mut Tx, id: &HoldId) -> Result<Option<Hold>> {
    let sql = AssertSqlSafe(format!(
        "SELECT {HOLD} FROM holds WHERE id = $1 AND ended_at IS NOT NULL"
    ));
    let row: Option<HoldRow> =
        on_tx!(tx, connection => sqlx::query_as(sql).bind(id.as_str()).fetch_optional(connection).await?);
    row.as_ref().map(HoldRow::hold).transpose()
}

/// A loan that has ended with the copy coming back: its thing and its copy.
pub async fn returned(db: &Db, loan: &LoanId) -> Result<Option<(ItemId, Barcode)>> {
    const SQL: &str = "SELECT item, copy FROM loans WHERE id = $1 AND returned_at IS NOT NULL";
    let found: Option<(String, String)> =
        on_db!(db, pool => sqlx::query_as(SQL).bind(loan.as_str()).fetch_optional(pool).await?);
    let read = |(item, copy): (String, String)| Ok((parsed(&item)?, parsed(&copy)?));
    found.map(read).transpose()
}

/// What did not come back with a loan that has ended, as far as it is noted.
pub async fn missing_of(tx: &mut Tx, loan: &LoanId) -> Result<Vec<String>> {
    const SQL: &str = "SELECT missing FROM loans WHERE id = $1";
    let missing: String = on_tx!(tx, connection => sqlx::query_scalar(SQL)
        .bind(loan.as_str()).fetch_one(connection).await?);
    json(&missing)
}

/// Notes what did not come back with a loan that has ended.
pub async fn put_missing(tx: &mut Tx, loan: &LoanId, missing: &[String]) -> Result<()> {
    const SQL: &str = "UPDATE loans SET missing = $2 WHERE id = $1";
    let missing = to_json(&missing)?;
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(loan.as_str()).bind(missing).execute(connection).await.map(|_| ()))
}

/// What of somebody's own is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// A loan.
    Loans,
    /// A hold.
    Holds,
}

/// Writes a line for the statistics, what happened with which thing where, and not with whom: its identifier.
pub async fn log(
    tx: &mut Tx,
    kind: &'static str,
    item: &ItemId,
    library: &LibraryId,
    now: DateTime<Utc>,
) -> Result<String> {
    const SQL: &str = "INSERT INTO circulation_log (id, at, kind, item, library) VALUES ($1, $2, $3, $4, $5)";
    let id = ids::uuid(now);
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(&id).bind(now.timestamp_millis()).bind(kind).bind(item.as_str()).bind(library.as_str())
        .execute(connection).await?.rows_affected());
    Ok(id)
}
