//! What people look for and do not find ([`jaettu_domain::rooms::demand`]): counted in memory with each answer, and written down
//! twice a minute, so that reading never waits for writing. A server that is killed loses what it has counted since; one that is
//! stopped loses nothing. Several servers add to the same numbers.

use super::offer::Ground;
use crate::App;
use crate::db::{Db, on_db, on_tx, values};
use crate::problem::Failure;
use chrono::{Months, NaiveDate};
use jaettu_domain::circulation::statistics::month_of;
use jaettu_domain::id::LibraryId;
use jaettu_domain::page::Page;
use jaettu_domain::rooms::Kind;
use jaettu_domain::rooms::api::RoomView;
use jaettu_domain::rooms::demand::{About, Counts, ListSearchCounts, Search, SearchCount, first_told, told};
use jaettu_domain::rooms::find::Wish;
use sqlx::FromRow;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// So many rows are written in one statement.
const BATCH: usize = 50;

tokio::task_local! {
    /// What the answer that is being made was searched for.
    static SEARCH: RefCell<Option<Search>>;
}

/// Makes an answer, and tells what it was searched for: it is counted each time that the answer is given, also when it is
/// given again as it was kept.
pub async fn listening<R>(making: impl Future<Output = R>) -> (R, Option<Search>) {
    let told = async {
        let answer = making.await;
        (answer, SEARCH.with(RefCell::take))
    };
    SEARCH.scope(RefCell::default(), told).await
}

/// Says what an answer was searched for: for the rooms of a wish, among which these were found.
pub fn searched(ground: &Ground, wish: &Wish, rooms: &[RoomView]) {
    let is_known = |library: &LibraryId| ground.libraries.by_id(library.as_str()).is_some();
    if !wish.library.as_ref().is_none_or(is_known) {
        return;
    }
    let found = rooms.iter().map(|room| !room.next_starts.is_empty());
    if let Some(search) = Search::of(wish, ground.now, found) {
        // Nobody listens where an answer is made for no one, as in a test of a page alone.
        let _ = SEARCH.try_with(|said| said.replace(Some(search)));
    }
}

/// What is counted apart. There are no more of them than libraries times words that are known, whatever anybody asks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    month: NaiveDate,
    library: Option<LibraryId>,
    kind: Option<Kind>,
    about: About,
    value: &'static str,
}

/// What has been counted and not yet written down.
#[derive(Debug, Default)]
pub struct Searches(Mutex<BTreeMap<Key, Counts>>);

impl Searches {
    /// Counts a search in a month.
    pub fn add(&self, month: NaiveDate, search: &Search) {
        let one = Counts::one(search.came);
        let counted = search.about.iter().map(|(about, value)| {
            let key = Key {
                month,
                library: search.library.clone(),
                kind: search.kind,
                about: *about,
                value,
            };
            (key, one)
        });
        self.put(counted);
    }

    fn put(&self, counted: impl IntoIterator<Item = (Key, Counts)>) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, counts) in counted {
            let sum = all.entry(key).or_default();
            *sum = sum.plus(counts);
        }
    }

    fn take(&self) -> BTreeMap<Key, Counts> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Writes down what has been counted. What cannot be written is counted on.
pub async fn write(app: &App) -> Result<(), Failure> {
    let counted = app.searches.take();
    let written = added(&app.db, &counted).await;
    if written.is_err() {
        app.searches.put(counted);
    }
    Ok(written?)
}

async fn added(db: &Db, counted: &BTreeMap<Key, Counts>) -> Result<(), sqlx::Error> {
    if counted.is_empty() {
        return Ok(());
    }
    // In the order of their keys, in which every server takes them.
    let rows: Vec<(&Key, &Counts)> = counted.iter().collect();
    let mut tx = db.begin().await?;
    for some in rows.chunks(BATCH) {
        let values = values(some.len(), 8);
        let sql = format!(
            "INSERT INTO room_searches (month, library, kind, about, value, searches, no_room, no_time) VALUES {values} \
             ON CONFLICT (month, library, kind, about, value) DO UPDATE SET searches = room_searches.searches + excluded.searches, \
             no_room = room_searches.no_room + excluded.no_room, no_time = room_searches.no_time + excluded.no_time"
        );
        on_tx!(&mut tx, connection => {
            let mut query = sqlx::query(sqlx::AssertSqlSafe(sql));
            for (key, counts) in some {
                query = query
                    .bind(key.month.to_string())
                    .bind(key.library.as_ref().map_or("", LibraryId::as_str))
                    .bind(key.kind.map_or("", Kind::code))
                    .bind(key.about.code())
                    .bind(key.value)
                    .bind(i64::from(counts.searches))
                    .bind(i64::from(counts.no_room))
                    .bind(i64::from(counts.no_time));
            }
            query.execute(connection).await?.rows_affected()
        });
    }
    // If this fails nobody knows whether it was written: rather too little than twice.
    if let Err(error) = tx.commit().await {
        tracing::warn!(error = %crate::db::without_values(&error), "what was searched for may not have been counted");
    }
    Ok(())
}

#[derive(FromRow)]
struct Row {
    month: String,
    kind: String,
    about: String,
    value: String,
    searches: i64,
    no_room: i64,
    no_time: i64,
}

impl Row {
    fn told(self) -> Option<SearchCount> {
        let count = |number| u32::try_from(number).unwrap_or(u32::MAX);
        let counts = Counts {
            searches: count(self.searches),
            no_room: count(self.no_room),
            no_time: count(self.no_time),
        };
        let about = About::from_code(&self.about)?;
        let kind = Kind::from_code(&self.kind);
        told(self.month.parse().ok()?, kind, (about, self.value), counts)
    }
}

/// Answers [`ListSearchCounts`].
pub async fn list(app: Arc<App>, asked: ListSearchCounts) -> Result<Page<SearchCount>, Failure> {
    const SQL: &str = "SELECT month, kind, about, value, CAST(SUM(searches) AS BIGINT) AS searches, \
        CAST(SUM(no_room) AS BIGINT) AS no_room, CAST(SUM(no_time) AS BIGINT) AS no_time \
        FROM room_searches WHERE month >= $1 AND month < $2 AND ($3 = '' OR library = $3) \
        GROUP BY month, kind, about, value ORDER BY month, kind, about, value";
    let now = app.clock.now();
    // The month that goes on is not told: with what is told later, its days could be told apart.
    let this = month_of(now);
    let (first, until) = asked.month.map_or_else(
        || (first_told(now), this),
        |month| (month, this.min(month + Months::new(1))),
    );
    let library = asked.library.as_ref().map_or("", LibraryId::as_str);
    let rows: Vec<Row> = on_db!(&app.db, pool => sqlx::query_as(SQL)
        .bind(first.to_string()).bind(until.to_string()).bind(library).fetch_all(pool).await?);
    Ok(Page {
        items: rows.into_iter().filter_map(Row::told).collect(),
        next: None,
    })
}
