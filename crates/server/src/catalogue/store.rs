//! SQL of the things.

use crate::db::{self, Db, Tx, on_db, on_tx};
use crate::libraries::store::{date_column, json, to_json};
use jaettu_domain::catalogue::{Category, Condition, Item, ItemCopy, LoanRules, Spot};
use jaettu_domain::id::{CategoryId, ItemId, LibraryId};
use sqlx::{AssertSqlSafe, FromRow};
use std::collections::{BTreeSet, HashMap, HashSet};

/// Rows in one statement: far below the number of values that either database takes.
const ROWS: usize = 500;

#[derive(FromRow)]
struct CategoryColumns {
    id: String,
    name: String,
}

/// A thing as it stands in the database.
#[derive(FromRow, PartialEq)]
struct ItemColumns {
    id: String,
    category: String,
    name: String,
    synonyms: String,
    description: String,
    included: String,
    size_cm: Option<String>,
    weight_g: Option<i64>,
    instructions_url: Option<String>,
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

const ITEM_COLUMNS: &str = "id, category, name, synonyms, description, included, size_cm, weight_g, \
    instructions_url, loan_days, renewals, late_fee_cents_per_day, late_fee_max_cents, deposit_cents, desk_only, \
    home_only, min_age, pickup_days, recall_after_days, spread_returns";

/// A copy as it stands in the database.
#[derive(FromRow, PartialEq)]
struct CopyColumns {
    barcode: String,
    item: String,
    home: String,
    library: String,
    place: String,
    due: Option<String>,
    condition: String,
}

const COPY_COLUMNS: &str = "barcode, item, home, library, place, due, condition";

/// What the database holds that no import could have written.
pub(crate) fn broken(what: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> sqlx::Error {
    sqlx::Error::Decode(what.into())
}

pub(crate) fn number(column: i64) -> Result<u32, sqlx::Error> {
    u32::try_from(column).map_err(|error| broken(error.to_string()))
}

impl TryFrom<ItemColumns> for Item {
    type Error = sqlx::Error;
    fn try_from(row: ItemColumns) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: ItemId::new(row.id).map_err(|error| broken(error.to_string()))?,
            category: CategoryId::new(row.category).map_err(|error| broken(error.to_string()))?,
            name: json(&row.name)?,
            synonyms: json(&row.synonyms)?,
            description: json(&row.description)?,
            included: json(&row.included)?,
            size_cm: row.size_cm.as_deref().map(json).transpose()?,
            weight_g: row.weight_g.map(number).transpose()?,
            instructions_url: row.instructions_url,
            loan: LoanRules {
                days: number(row.loan_days)?,
                renewals: number(row.renewals)?,
                late_fee_cents_per_day: number(row.late_fee_cents_per_day)?,
                late_fee_max_cents: number(row.late_fee_max_cents)?,
                deposit_cents: number(row.deposit_cents)?,
                desk_only: row.desk_only,
                home_only: row.home_only,
                min_age: row.min_age.map(number).transpose()?,
                pickup_days: number(row.pickup_days)?,
                recall_after_days: row.recall_after_days.map(number).transpose()?,
                spread_returns: row.spread_returns,
            },
            waiting: 0,
        })
    }
}

impl TryFrom<&Item> for ItemColumns {
    type Error = sqlx::Error;
    fn try_from(item: &Item) -> Result<Self, sqlx::Error> {
        Ok(Self {
            id: item.id.to_string(),
            category: item.category.to_string(),
            name: to_json(&item.name)?,
            synonyms: to_json(&item.synonyms)?,
            description: to_json(&item.description)?,
            included: to_json(&item.included)?,
            size_cm: item.size_cm.as_ref().map(to_json).transpose()?,
            weight_g: item.weight_g.map(i64::from),
            instructions_url: item.instructions_url.clone(),
            loan_days: item.loan.days.into(),
            renewals: item.loan.renewals.into(),
            late_fee_cents_per_day: item.loan.late_fee_cents_per_day.into(),
            late_fee_max_cents: item.loan.late_fee_max_cents.into(),
            deposit_cents: item.loan.deposit_cents.into(),
            desk_only: item.loan.desk_only,
            home_only: item.loan.home_only,
            min_age: item.loan.min_age.map(i64::from),
            pickup_days: item.loan.pickup_days.into(),
            recall_after_days: item.loan.recall_after_days.map(i64::from),
            spread_returns: item.loan.spread_returns,
        })
    }
}

impl TryFrom<CopyColumns> for ItemCopy {
    type Error = sqlx::Error;
    fn try_from(row: CopyColumns) -> Result<Self, sqlx::Error> {
        let due = row.due.map(|due| due.parse()).transpose();
        Ok(Self {
            barcode: row.barcode,
            home: LibraryId::new(row.home).map_err(|error| broken(error.to_string()))?,
            library: LibraryId::new(row.library).map_err(|error| broken(error.to_string()))?,
            place: Spot::from_code(&row.place).ok_or_else(|| broken(row.place))?,
            due: due.map_err(|error: chrono::ParseError| broken(error))?,
            condition: Condition::from_code(&row.condition).ok_or_else(|| broken(row.condition))?,
        })
    }
}

impl CopyColumns {
    fn of(item: &ItemId, copy: &ItemCopy) -> Self {
        Self {
            barcode: copy.barcode.clone(),
            item: item.to_string(),
            home: copy.home.to_string(),
            library: copy.library.to_string(),
            place: copy.place.code().to_owned(),
            due: copy.due.map(date_column),
            condition: copy.condition.code().to_owned(),
        }
    }
}

/// Where it is read from.
enum Source<'a> {
    /// As things are.
    Db(&'a Db),
    /// As a transaction sees them.
    Tx(&'a mut Tx),
}

/// Runs one expression on whichever connection a [`Source`] has.
macro_rules! on_source {
    ($source:expr, $connection:ident => $body:expr) => {
        match $source {
            Source::Db(db) => on_db!(*db, $connection => $body),
            Source::Tx(tx) => on_tx!(&mut **tx, $connection => $body),
        }
    };
}

/// The categories in their order, and all things by id, each with its copies by barcode.
pub async fn all(db: &Db) -> Result<(Vec<Category>, Vec<(Item, Vec<ItemCopy>)>), sqlx::Error> {
    all_of(Source::Db(db)).await
}

async fn all_of(mut source: Source<'_>) -> Result<(Vec<Category>, Vec<(Item, Vec<ItemCopy>)>), sqlx::Error> {
    let (categories, items) = items_of(&mut source).await?;
    let mut stock = stock_of(&mut source).await?;
    let things = items.into_iter().map(|mut item| {
        let now = stock.remove(item.id.as_str()).unwrap_or_default();
        item.waiting = now.waiting;
        (item, now.copies)
    });
    Ok((categories, things.collect()))
}

/// What changes with every loan of a thing.
#[derive(Debug, Default)]
pub struct StockNow {
    /// Its copies, by barcode.
    pub copies: Vec<ItemCopy>,
    /// How many people wait for it.
    pub waiting: u32,
}

/// Where the copies of every thing are, and how many people wait for it, by the thing's identifier.
pub async fn stock(db: &Db) -> Result<HashMap<String, StockNow>, sqlx::Error> {
    stock_of(&mut Source::Db(db)).await
}

async fn stock_of(source: &mut Source<'_>) -> Result<HashMap<String, StockNow>, sqlx::Error> {
    const WAITING: &str = "SELECT item, COUNT(*) FROM holds WHERE state = 'waiting' GROUP BY item";
    let copies = ["SELECT ", COPY_COLUMNS, " FROM copies ORDER BY barcode"].concat();
    let rows: Vec<CopyColumns> =
        on_source!(source, connection => sqlx::query_as(AssertSqlSafe(copies)).fetch_all(connection).await?);
    let mut stock: HashMap<String, StockNow> = HashMap::new();
    for mut row in rows {
        let item = std::mem::take(&mut row.item);
        stock.entry(item).or_default().copies.push(row.try_into()?);
    }
    let waiting: Vec<(String, i64)> =
        on_source!(source, connection => sqlx::query_as(WAITING).fetch_all(connection).await?);
    for (item, people) in waiting {
        stock.entry(item).or_default().waiting = number(people)?;
    }
    Ok(stock)
}

/// The categories in order, and every thing by its identifier, apart from where its copies are.
pub async fn items(db: &Db) -> Result<(Vec<Category>, Vec<Item>), sqlx::Error> {
    items_of(&mut Source::Db(db)).await
}

async fn items_of(source: &mut Source<'_>) -> Result<(Vec<Category>, Vec<Item>), sqlx::Error> {
    const CATEGORIES: &str = "SELECT id, name FROM categories ORDER BY position, id";
    let categories: Vec<CategoryColumns> =
        on_source!(source, connection => sqlx::query_as(CATEGORIES).fetch_all(connection).await?);
    let items = ["SELECT ", ITEM_COLUMNS, " FROM items ORDER BY id"].concat();
    let items: Vec<ItemColumns> =
        on_source!(source, connection => sqlx::query_as(AssertSqlSafe(items)).fetch_all(connection).await?);
    let items = items.into_iter().map(Item::try_from).collect::<Result<_, _>>()?;
    let mut read = Vec::with_capacity(categories.len());
    for row in categories {
        let id = CategoryId::new(row.id).map_err(|error| broken(error.to_string()))?;
        read.push(Category {
            id,
            name: json(&row.name)?,
        });
    }
    Ok((read, items))
}

/// What an import has to agree with, and what it leaves as it is.
#[derive(Debug)]
pub struct Known {
    /// The identifiers of all categories.
    pub categories: Vec<String>,
    /// The identifiers of all libraries.
    pub libraries: Vec<String>,
    /// The thing of each barcode.
    pub barcodes: HashMap<String, String>,
    /// Everything that is there.
    pub things: Vec<(Item, Vec<ItemCopy>)>,
}

/// Reads what an import has to agree with, as it is at this moment.
pub async fn known(db: &Db) -> Result<Known, sqlx::Error> {
    known_of(Source::Db(db)).await
}

/// Reads the same for good: nobody lends or takes in these things until the transaction has ended. Their queues are taken in
/// order, as everybody does who takes several.
pub async fn known_for_good(tx: &mut Tx, items: &BTreeSet<&ItemId>) -> Result<Known, sqlx::Error> {
    const TURN: &str = "UPDATE items SET turn = turn + 1 WHERE id = $1";
    for item in items {
        on_tx!(&mut *tx, connection => sqlx::query(TURN)
            .bind(item.as_str()).execute(connection).await?.rows_affected());
    }
    known_of(Source::Tx(tx)).await
}

async fn known_of(mut source: Source<'_>) -> Result<Known, sqlx::Error> {
    const CATEGORIES: &str = "SELECT id FROM categories ORDER BY id";
    const LIBRARIES: &str = "SELECT id FROM libraries ORDER BY id";
    let categories =
        on_source!(&mut source, connection => sqlx::query_scalar(CATEGORIES).fetch_all(connection).await?);
    let libraries =
        on_source!(&mut source, connection => sqlx::query_scalar(LIBRARIES).fetch_all(connection).await?);
    let (_, things) = all_of(source).await?;
    let of = |(item, copies): &(Item, Vec<ItemCopy>)| -> Vec<(String, String)> {
        let pair = |copy: &ItemCopy| (copy.barcode.clone(), item.id.to_string());
        copies.iter().map(pair).collect()
    };
    Ok(Known {
        categories,
        libraries,
        barcodes: things.iter().flat_map(of).collect(),
        things,
    })
}

/// How much was not as it is now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Things that were added or changed.
    pub items: usize,
    /// Copies that were added or changed.
    pub copies: usize,
}

impl Changes {
    /// Whether everything was as it is now.
    pub const fn none(self) -> bool {
        self.items == 0 && self.copies == 0
    }
}

/// Adds things and copies, or replaces what is known of them; what is as it should be is left alone.
pub async fn save(
    tx: &mut Tx,
    items: &[Item],
    copies: &[(&ItemId, &ItemCopy)],
) -> Result<Changes, sqlx::Error> {
    let items = changed_items(tx, items).await?;
    for rows in items.chunks(ROWS) {
        put_items(tx, rows).await?;
    }
    let copies = changed_copies(tx, copies).await?;
    for rows in copies.chunks(ROWS) {
        put_copies(tx, rows).await?;
    }
    forget_told(tx).await?;
    Ok(Changes {
        items: items.len(),
        copies: copies.len(),
    })
}

async fn changed_items(tx: &mut Tx, items: &[Item]) -> Result<Vec<ItemColumns>, sqlx::Error> {
    let sql = ["SELECT ", ITEM_COLUMNS, " FROM items"].concat();
    let rows: Vec<ItemColumns> =
        on_tx!(tx, connection => sqlx::query_as(AssertSqlSafe(sql)).fetch_all(connection).await?);
    let have: HashMap<String, ItemColumns> = rows.into_iter().map(|row| (row.id.clone(), row)).collect();
    let mut changed = Vec::new();
    for item in items {
        let row = ItemColumns::try_from(item)?;
        if have.get(&row.id) != Some(&row) {
            changed.push(row);
        }
    }
    Ok(changed)
}

async fn changed_copies(
    tx: &mut Tx,
    copies: &[(&ItemId, &ItemCopy)],
) -> Result<Vec<CopyColumns>, sqlx::Error> {
    /// The copies that are lent or promised here, stand on a hold shelf for nobody, or have a fault that nobody has solved:
    /// where they are is known better here than in any file.
    const BUSY: &str = "SELECT copy FROM loans WHERE returned_at IS NULL AND written_off_at IS NULL \
        UNION SELECT copy FROM holds WHERE ended_at IS NULL AND copy IS NOT NULL \
        UNION SELECT barcode FROM copies WHERE old_slip UNION SELECT copy FROM tickets WHERE solved_at IS NULL";
    let sql = ["SELECT ", COPY_COLUMNS, " FROM copies"].concat();
    let (rows, busy): (Vec<CopyColumns>, Vec<String>) = on_tx!(tx, connection => (
        sqlx::query_as(AssertSqlSafe(sql)).fetch_all(&mut *connection).await?,
        sqlx::query_scalar(BUSY).fetch_all(connection).await?,
    ));
    let have: HashMap<String, CopyColumns> = rows.into_iter().map(|row| (row.barcode.clone(), row)).collect();
    let busy: HashSet<String> = busy.into_iter().collect();
    let mut changed = Vec::new();
    for (item, copy) in copies {
        let mut row = CopyColumns::of(item, copy);
        let before = have.get(&row.barcode);
        match before {
            Some(before) if busy.contains(&row.barcode) => {
                row.library.clone_from(&before.library);
                row.place.clone_from(&before.place);
                row.due.clone_from(&before.due);
            }
            // Nobody waits for it here.
            _ if row.place == Spot::Reserved.code() => Spot::Shelf.code().clone_into(&mut row.place),
            _ => {}
        }
        if before != Some(&row) {
            changed.push(row);
        }
    }
    Ok(changed)
}

/// Of a copy that has left the shelf nobody has been told that it stands there.
async fn forget_told(tx: &mut Tx) -> Result<(), sqlx::Error> {
    const SQL: &str = "UPDATE copies SET told = $1 WHERE told AND place <> 'shelf'";
    on_tx!(tx, connection => sqlx::query(SQL).bind(false).execute(connection).await.map(|_| ()))
}

/// `INSERT … VALUES ($1, $2), ($3, $4) ON CONFLICT (a) DO UPDATE SET b = excluded.b`: any number of rows at once.
fn upsert(table: &str, columns: &str, rows: usize) -> String {
    let names: Vec<&str> = columns.split(", ").collect();
    let values = db::values(rows, names.len());
    let key = names.first().copied().unwrap_or_default();
    let changes: Vec<String> = names
        .iter()
        .skip(1)
        .map(|name| format!("{name} = excluded.{name}"))
        .collect();
    let changes = changes.join(", ");
    format!("INSERT INTO {table} ({columns}) VALUES {values} ON CONFLICT ({key}) DO UPDATE SET {changes}")
}

async fn put_items(tx: &mut Tx, rows: &[ItemColumns]) -> Result<(), sqlx::Error> {
    let sql = upsert("items", ITEM_COLUMNS, rows.len());
    on_tx!(tx, connection => {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for row in rows {
            query = query
                .bind(&row.id)
                .bind(&row.category)
                .bind(&row.name)
                .bind(&row.synonyms)
                .bind(&row.description)
                .bind(&row.included)
                .bind(&row.size_cm)
                .bind(row.weight_g)
                .bind(&row.instructions_url)
                .bind(row.loan_days)
                .bind(row.renewals)
                .bind(row.late_fee_cents_per_day)
                .bind(row.late_fee_max_cents)
                .bind(row.deposit_cents)
                .bind(row.desk_only)
                .bind(row.home_only)
                .bind(row.min_age)
                .bind(row.pickup_days)
                .bind(row.recall_after_days)
                .bind(row.spread_returns);
        }
        query.execute(connection).await.map(|_| ())
    })
}

async fn put_copies(tx: &mut Tx, rows: &[CopyColumns]) -> Result<(), sqlx::Error> {
    let sql = upsert("copies", COPY_COLUMNS, rows.len());
    on_tx!(tx, connection => {
        let mut query = sqlx::query(AssertSqlSafe(sql));
        for row in rows {
            query = query
                .bind(&row.barcode)
                .bind(&row.item)
                .bind(&row.home)
                .bind(&row.library)
                .bind(&row.place)
                .bind(&row.due)
                .bind(&row.condition);
        }
        query.execute(connection).await.map(|_| ())
    })
}

/// Adds a category, or changes its name and its place among the others.
pub async fn put_category(tx: &mut Tx, category: &Category, position: i64) -> Result<(), sqlx::Error> {
    const SQL: &str = "INSERT INTO categories (id, name, position) VALUES ($1, $2, $3) \
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, position = excluded.position";
    let name = to_json(&category.name)?;
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(category.id.as_str())
        .bind(name)
        .bind(position)
        .execute(connection)
        .await
        .map(|_| ()))
}
