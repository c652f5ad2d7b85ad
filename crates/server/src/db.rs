//! The database: SQLite in a file, or PostgreSQL, chosen by address.
//!
//! Every query is one SQL text that both understand (`$1`, portable types, ISO dates as text); [`on_db!`] runs what
//! reads on whichever is there, [`on_writer!`] what writes. What differs between the two is in this file only (docs/adr/0001-two-databases.md).

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{Connection as _, Postgres, Sqlite, Transaction};
use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

/// The database in the data folder.
const FILE: &str = "jaettu.sqlite";

/// The oldest SQLite whose write-ahead log does not lose commits: 3.51.3.
const OLDEST_SQLITE: (u32, u32, u32) = (3, 51, 3);

/// How long a writer waits for another before it gives up.
const BUSY: Duration = Duration::from_secs(10);

/// What SQLite's one writer remembers of the file, in KiB, as the pragma takes it: the pages that bookings and loans of a day
/// touch. Readers have to forget theirs at every commit.
const WRITER_CACHE: &str = "-16384";

/// SQLite folds its log into the file after so many pages of 4 KiB: a page that changes often is then written there once for
/// many commits. At about 16 MB, that is, once nobody reads what was before.
const FOLDED_AFTER: &str = "4000";

/// A connection to a server that was used less than this ago is trusted to be there; any other is asked first, because the
/// server may have been started anew.
const RESTED: Duration = Duration::from_secs(1);

/// Connections for reading and connections for transactions that write, apart.
///
/// Who holds a lock may have to read something else before it lets go. If those who wait for the lock held every
/// connection meanwhile, nobody could go on.
#[derive(Clone, Debug)]
pub struct Pools<P> {
    /// For queries outside transactions.
    pub read: P,
    /// For transactions that write; of SQLite for whatever writes.
    pub write: P,
}

/// An open database.
#[derive(Clone, Debug)]
pub enum Db {
    /// A file on this machine.
    Sqlite(Pools<SqlitePool>),
    /// A server.
    Postgres(Pools<PgPool>),
}

/// A transaction that writes.
#[derive(Debug)]
pub enum Tx {
    /// `BEGIN IMMEDIATE`: there is one writer at a time.
    Sqlite(Transaction<'static, Sqlite>),
    /// An ordinary transaction.
    Postgres(Transaction<'static, Postgres>),
}

/// Runs one expression that reads on whichever database is behind a [`Db`].
macro_rules! on_db {
    ($db:expr, $pool:ident => $body:expr) => {
        match $db {
            $crate::db::Db::Sqlite(pools) => {
                let $pool = &pools.read;
                $body
            }
            $crate::db::Db::Postgres(pools) => {
                let $pool = &pools.read;
                $body
            }
        }
    };
}

/// Runs statements that write, each a transaction of its own. SQLite's writers wait for each other in order; over a connection
/// for reading they would try for the file's lock again and again, and mostly in vain. PostgreSQL's wait for nothing but rows,
/// and not behind those who wait for a room.
macro_rules! on_writer {
    ($db:expr, $pool:ident => $body:expr) => {
        match $db {
            $crate::db::Db::Sqlite(pools) => {
                let $pool = &pools.write;
                $body
            }
            $crate::db::Db::Postgres(pools) => {
                let $pool = &pools.read;
                $body
            }
        }
    };
}

/// Runs one expression on the connection of a [`Tx`].
macro_rules! on_tx {
    ($tx:expr, $connection:ident => $body:expr) => {
        match $tx {
            $crate::db::Tx::Sqlite(tx) => {
                let $connection = &mut **tx;
                $body
            }
            $crate::db::Tx::Postgres(tx) => {
                let $connection = &mut **tx;
                $body
            }
        }
    };
}
pub(crate) use {on_db, on_tx, on_writer};

/// Why a database cannot be used; each is one clear sentence for whoever starts the server.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// The address is of no kind we know.
    #[error("the database address must begin with sqlite: or postgres:, not «{0}»")]
    Address(String),
    /// The folder or file cannot be used.
    #[error("the data directory {path} cannot be written: {reason}")]
    Directory {
        /// Which folder.
        path: String,
        /// What the system says.
        reason: std::io::Error,
    },
    /// There is nothing to read from.
    #[error("there is no database of Jaettu {0}; check --data-dir and --database-url")]
    Absent(String),
    /// This SQLite has the bug that loses commits.
    #[error("SQLite {0} can lose commits; 3.51.3 or newer is needed")]
    OldSqlite(String),
    /// Another, newer program has changed the schema.
    #[error("the database belongs to a newer version of Jaettu (its schema has {0}); use that version")]
    NewerSchema(i64),
    /// Migrations failed.
    #[error("the database could not be brought up to date: {0}")]
    Migrate(sqlx::migrate::MigrateError),
    /// No connection.
    #[error("the database cannot be opened: {0}")]
    Connect(#[from] sqlx::Error),
}

impl Db {
    /// Opens the database at `url`, or the file `jaettu.sqlite` in `data_dir` when there is no address.
    pub async fn open(url: Option<&str>, data_dir: &Path) -> Result<Self, OpenError> {
        match url {
            Some(url) if url.starts_with("postgres:") || url.starts_with("postgresql:") => {
                postgres(url).await
            }
            Some(url) if url.starts_with("sqlite:") => sqlite(SqliteConnectOptions::from_str(url)?).await,
            Some(url) => Err(OpenError::Address(
                url.split(':').next().unwrap_or_default().to_owned(),
            )),
            None => {
                let refused = |reason| OpenError::Directory {
                    path: data_dir.display().to_string(),
                    reason,
                };
                std::fs::create_dir_all(data_dir).map_err(refused)?;
                // SQLite would only say "unable to open database file".
                let probe = data_dir.join(".writable");
                std::fs::write(&probe, b"")
                    .and_then(|()| std::fs::remove_file(&probe))
                    .map_err(refused)?;
                sqlite(SqliteConnectOptions::new().filename(data_dir.join(FILE))).await
            }
        }
    }

    /// Opens a database like [`Db::open`], but only one that is there already.
    pub async fn open_existing(url: Option<&str>, data_dir: &Path) -> Result<Self, OpenError> {
        const MIGRATED: &str = "SELECT COUNT(*) FROM content_versions";
        let file = match url {
            None => Some(data_dir.join(FILE)),
            Some(url) if url.starts_with("sqlite:") => {
                Some(SqliteConnectOptions::from_str(url)?.get_filename().to_owned())
            }
            Some(_) => None,
        };
        let place = file.as_ref().map_or_else(
            || "at this address".to_owned(),
            |file| format!("in {}", file.parent().unwrap_or(data_dir).display()),
        );
        if file.is_some_and(|file| !file.is_file()) {
            return Err(OpenError::Absent(place));
        }
        let db = Self::open(url, data_dir).await?;
        // An empty database is none either; whatever else is wrong is told by what follows.
        match on_db!(&db, pool => sqlx::query(MIGRATED).execute(pool).await.map(|_| ())) {
            Err(sqlx::Error::Database(_)) => Err(OpenError::Absent(place)),
            _ => Ok(db),
        }
    }

    /// Brings the schema up to date. Of several servers one does it and the others wait.
    pub async fn migrate(&self) -> Result<(), OpenError> {
        use sqlx::migrate::MigrateError;
        let migrator = match self {
            Self::Sqlite(_) => sqlx::migrate!("migrations/sqlite"),
            Self::Postgres(_) => sqlx::migrate!("migrations/postgres"),
        };
        let result = on_writer!(self, pool => migrator.run(pool).await);
        result.map_err(|error| match error {
            MigrateError::VersionMissing(version) | MigrateError::VersionTooNew(version, _) => {
                OpenError::NewerSchema(version)
            }
            error => OpenError::Migrate(error),
        })
    }

    /// Begins a transaction that writes.
    pub async fn begin(&self) -> Result<Tx, sqlx::Error> {
        match self {
            Self::Sqlite(pools) => pools.write.begin_with("BEGIN IMMEDIATE").await.map(Tx::Sqlite),
            Self::Postgres(pools) => pools.write.begin().await.map(Tx::Postgres),
        }
    }

    /// Begins a transaction that only reads, and sees everything as it is at one moment.
    pub async fn snapshot(&self) -> Result<Tx, sqlx::Error> {
        match self {
            Self::Sqlite(pools) => pools.read.begin().await.map(Tx::Sqlite),
            Self::Postgres(pools) => {
                let begin = "BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY";
                pools.read.begin_with(begin).await.map(Tx::Postgres)
            }
        }
    }

    /// What SQLite finds wrong with its file: nothing, if it is sound. PostgreSQL looks after its files itself.
    pub async fn faults_of_file(&self) -> Result<Vec<String>, sqlx::Error> {
        let Self::Sqlite(pools) = self else {
            return Ok(Vec::new());
        };
        let mut faults: Vec<String> = sqlx::query_scalar("PRAGMA integrity_check")
            .fetch_all(&pools.read)
            .await?;
        faults.retain(|fault| fault != "ok");
        let orphans = sqlx::query("PRAGMA foreign_key_check")
            .fetch_all(&pools.read)
            .await?;
        if !orphans.is_empty() {
            faults.push(format!("{} rows refer to rows that are not there", orphans.len()));
        }
        Ok(faults)
    }

    /// Empties the log of what was written, so that nothing of what has been deleted is left in it. SQLite folds its log into
    /// the file then, as far as nobody reads from it at this moment; PostgreSQL looks after its log itself.
    pub async fn fold_log(&self) -> Result<(), sqlx::Error> {
        if let Self::Sqlite(pools) = self {
            sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)")
                .execute(&pools.write)
                .await?;
        }
        Ok(())
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), sqlx::Error> {
        on_db!(self, pool => sqlx::query("SELECT 1").execute(pool).await.map(|_| ()))
    }

    /// Name of the function that makes an object of JSON out of names and values.
    pub const fn json_object(&self) -> &'static str {
        match self {
            Self::Sqlite(_) => "json_object",
            Self::Postgres(_) => "json_build_object",
        }
    }

    /// Closes all connections; SQLite then folds its log into the file.
    pub async fn close(&self) {
        match self {
            Self::Sqlite(Pools { read, write }) => {
                read.close().await;
                write.close().await;
            }
            Self::Postgres(Pools { read, write }) => {
                read.close().await;
                write.close().await;
            }
        }
    }

    /// A number that grows with every change of any feature's content.
    pub async fn content_versions(&self) -> Result<i64, sqlx::Error> {
        const SQL: &str = "SELECT CAST(SUM(version) AS BIGINT) FROM content_versions";
        on_db!(self, pool => sqlx::query_scalar(SQL).fetch_one(pool).await)
    }

    /// The version of a feature's content; it grows with every change.
    pub async fn content_version(&self, feature: &'static str) -> Result<i64, sqlx::Error> {
        const SQL: &str = "SELECT version FROM content_versions WHERE feature = $1";
        on_db!(self, pool => sqlx::query_scalar(SQL).bind(feature).fetch_one(pool).await)
    }
}

impl Tx {
    /// Marks a feature's content as changed: readers re-read it once this is committed.
    pub async fn bump_content(&mut self, feature: &'static str) -> Result<(), sqlx::Error> {
        const SQL: &str = "UPDATE content_versions SET version = version + 1 WHERE feature = $1";
        on_tx!(self, connection => sqlx::query(SQL).bind(feature).execute(connection).await.map(|_| ()))
    }

    /// Makes everything in the transaction durable.
    pub async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(tx) => tx.commit().await,
            Self::Postgres(tx) => tx.commit().await,
        }
    }
}

/// Whether the database made this one of two at once give way, so that the same may succeed when it is tried again:
/// serialization failure and deadlock (PostgreSQL), a busy file (SQLite).
pub fn gave_way(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(sqlx::error::DatabaseError::code);
    matches!(code.as_deref(), Some("40001" | "40P01" | "5" | "517"))
}

/// What failed, without the values that the database repeats in its message.
pub fn without_values(error: &sqlx::Error) -> String {
    match error.as_database_error() {
        Some(database) => format!(
            "{:?} {} {}",
            database.kind(),
            database.code().unwrap_or_default(),
            database.constraint().unwrap_or_default()
        ),
        None => error.to_string(),
    }
}

/// Places of `count` values from the one numbered `first` on, separated by commas: `$3, $4`.
pub fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|place| format!("${place}")).collect();
    places.join(", ")
}

/// The `VALUES` of a statement for so many rows at once: `($1, $2), ($3, $4)`.
pub fn values(rows: usize, columns: usize) -> String {
    let row = |row: usize| {
        let places: Vec<String> = (1..=columns)
            .map(|column| format!("${}", row * columns + column))
            .collect();
        format!("({})", places.join(", "))
    };
    (0..rows).map(row).collect::<Vec<_>>().join(", ")
}

async fn sqlite(options: SqliteConnectOptions) -> Result<Db, OpenError> {
    let options = options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL syncs the log at every commit: an answered write survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        // What is deleted is overwritten: otherwise it stays in the file until something else needs the place.
        .pragma("secure_delete", "ON")
        .busy_timeout(BUSY);
    let write = SqlitePoolOptions::new()
        // SQLite has one writer at a time; the others wait here rather than in the file.
        .max_connections(1)
        .acquire_timeout(BUSY)
        // A file does not hang up: nothing to be asked before each use.
        .test_before_acquire(false)
        .connect_with(
            options
                .clone()
                .pragma("cache_size", WRITER_CACHE)
                .pragma("wal_autocheckpoint", FOLDED_AFTER),
        )
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(4)
        .test_before_acquire(false)
        // A write that strays here fails, in every test.
        .connect_with(options.pragma("query_only", "ON"))
        .await?;
    let version: String = sqlx::query_scalar("SELECT sqlite_version()")
        .fetch_one(&read)
        .await?;
    let mut numbers = version.split('.').map(|part| part.parse::<u32>().unwrap_or(0));
    let mut next = || numbers.next().unwrap_or(0);
    if (next(), next(), next()) < OLDEST_SQLITE {
        return Err(OpenError::OldSqlite(version));
    }
    Ok(Db::Sqlite(Pools { read, write }))
}

async fn postgres(url: &str) -> Result<Db, OpenError> {
    let options = PgConnectOptions::from_str(url)?;
    let pool = || {
        PgPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(BUSY)
            .test_before_acquire(false)
            .before_acquire(|connection, known| {
                Box::pin(async move {
                    if known.idle_for >= RESTED {
                        connection.ping().await?;
                    }
                    Ok(true)
                })
            })
    };
    Ok(Db::Postgres(Pools {
        read: pool().connect_with(options.clone()).await?,
        write: pool().connect_with(options).await?,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_numbered_through() {
        assert_eq!(values(2, 3), "($1, $2, $3), ($4, $5, $6)");
    }
}
