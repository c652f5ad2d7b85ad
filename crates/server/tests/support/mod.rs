//! What the HTTP tests stand on: the real router, on each database in turn, at a fixed moment.
//!
//! SQLite lives in a folder of its own per test. PostgreSQL is the server that `JAETTU_TEST_POSTGRES` names
//! (`cargo xtask test` starts one); each test makes a database of its own in it. Without the variable the
//! PostgreSQL half is left out, except under `CI=true`, where that is a failure.

#![expect(dead_code, reason = "every test file uses its part of this")]
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

pub mod person;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use chrono::{DateTime, Utc};
use http_body_util::BodyExt;
use jaettu_server::account::Ways;
use jaettu_server::assets::Assets;
use jaettu_server::clock::Clock;
use jaettu_server::db::Db;
use jaettu_server::{App, demo, routes};
use serde_json::Value;
use sqlx::Connection;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tower::ServiceExt;

/// Monday 23 November 2026, 14:00 in Helsinki: most libraries are staffed.
pub const NOW: &str = "2026-11-23T12:00:00Z";

/// The service on one database.
pub struct Service {
    pub app: Arc<App>,
    pub router: Router,
    folder: tempfile::TempDir,
    address: String,
}

/// An answer, read to its end.
pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).expect("the answer is JSON")
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("the answer is text")
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    }

    /// The `code` of a problem, after checking that it is one.
    pub fn problem(&self) -> String {
        assert_eq!(self.header("content-type"), "application/problem+json");
        let json = self.json();
        assert_eq!(json["status"], self.status.as_u16());
        json["code"].as_str().expect("a problem has a code").to_owned()
    }
}

impl Service {
    /// A service on `db` at [`NOW`], empty.
    async fn on(db: Db, folder: tempfile::TempDir, address: String) -> Self {
        db.migrate().await.expect("migrations run");
        let now: DateTime<Utc> = NOW.parse().expect("a fixed instant");
        let app = Arc::new(App::new(db, Clock::starting_at(now), Assets::none(), true));
        let router = routes::router(Arc::clone(&app));
        Self {
            app,
            router,
            folder,
            address,
        }
    }

    /// The same service with other ways of signing in.
    pub fn with_ways(self, ways: Ways) -> Self {
        let mut app = App::new(self.app.db.clone(), self.app.clock.clone(), Assets::none(), true);
        app.ways = ways;
        let app = Arc::new(app);
        Self {
            router: routes::router(Arc::clone(&app)),
            app,
            folder: self.folder,
            address: self.address,
        }
    }

    /// Fills in the demonstration's data.
    pub async fn with_demo(self) -> Self {
        demo::fill(&self.app)
            .await
            .expect("the example data can be written");
        self
    }

    /// Address of the database, for another program.
    pub fn address(&self) -> String {
        self.address.clone()
    }

    /// A browser in which the holder of `card` is signed in.
    pub async fn signed_in(&self, card: &str) -> person::Guest<'_> {
        let mut guest = person::Guest::of(self);
        let answer = guest.sign_in(card, "1234").await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        guest
    }

    /// Lets so many seconds pass.
    pub fn wait(&self, seconds: i64) {
        self.app.clock.go_on(chrono::TimeDelta::seconds(seconds));
    }

    /// Runs a statement.
    pub async fn sql(&self, sql: &str) {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match &self.app.db {
            Db::Sqlite(pools) => sqlx::query(sql).execute(&pools.write).await.map(|_| ()),
            Db::Postgres(pools) => sqlx::query(sql).execute(&pools.write).await.map(|_| ()),
        }
        .expect("the statement runs");
    }

    /// The first column of a query's rows, as text.
    pub async fn texts(&self, sql: &str) -> Vec<String> {
        let sql = sqlx::AssertSqlSafe(sql.to_owned());
        match &self.app.db {
            Db::Sqlite(pools) => sqlx::query_scalar(sql).fetch_all(&pools.write).await,
            Db::Postgres(pools) => sqlx::query_scalar(sql).fetch_all(&pools.write).await,
        }
        .expect("the query runs")
    }

    /// Every table of ours.
    pub async fn tables(&self) -> Vec<String> {
        self.texts(match &self.app.db {
            Db::Sqlite(_) => "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT LIKE '_sqlx%'",
            Db::Postgres(_) => "SELECT CAST(tablename AS TEXT) FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '!_sqlx%' ESCAPE '!'",
        })
        .await
    }

    /// The columns of a table.
    pub async fn columns(&self, table: &str) -> Vec<String> {
        self.texts(&match &self.app.db {
            Db::Sqlite(_) => format!("SELECT name FROM pragma_table_info('{table}')"),
            Db::Postgres(_) => format!(
                "SELECT CAST(column_name AS TEXT) FROM information_schema.columns WHERE table_name = '{table}'"
            ),
        })
        .await
    }

    /// The tables with a foreign key to `table`.
    pub async fn tables_that_reach(&self, table: &str) -> Vec<String> {
        if let Db::Postgres(_) = &self.app.db {
            return self
                .texts(&format!(
                    "SELECT DISTINCT CAST(conrelid AS regclass)::text FROM pg_constraint                      WHERE contype = 'f' AND confrelid = '{table}'::regclass"
                ))
                .await;
        }
        let mut reaching = Vec::new();
        for name in self.tables().await {
            let to = self
                .texts(&format!(
                    "SELECT \"table\" FROM pragma_foreign_key_list('{name}')"
                ))
                .await;
            if to.iter().any(|to| to == table) {
                reaching.push(name);
            }
        }
        reaching
    }

    /// The tables in whose rows a text stands anywhere.
    pub async fn rows_with(&self, text: &str) -> Vec<String> {
        let mut found = Vec::new();
        for table in self.tables().await {
            for column in self.columns(&table).await {
                let rows = self
                    .texts(&format!(
                        "SELECT CAST({column} AS TEXT) FROM {table} WHERE CAST({column} AS TEXT) LIKE '%{text}%'"
                    ))
                    .await;
                if !rows.is_empty() {
                    found.push(format!("{table}.{column}"));
                }
            }
        }
        found
    }

    /// A copy of a thing that stands on a shelf, and where.
    pub async fn free_copy(&self, item: &str) -> (String, String) {
        let sql = |column| {
            format!(
                "SELECT {column} FROM copies WHERE item = '{item}' AND place = 'shelf' ORDER BY barcode LIMIT 1"
            )
        };
        let first = |rows: Vec<String>| rows.into_iter().next().expect("a copy on a shelf");
        (
            first(self.texts(&sql("barcode")).await),
            first(self.texts(&sql("library")).await),
        )
    }

    /// A path in the test's own folder.
    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    /// A file in the test's own folder.
    pub fn file(&self, name: &str, content: &[u8]) -> std::path::PathBuf {
        let path = self.path(name);
        std::fs::write(&path, content).expect("the test's folder can be written");
        path
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Request::get(path).body(Body::empty()).expect("a request"))
            .await
    }

    pub async fn get_with(&self, path: &str, header: (&str, &str)) -> Answer {
        self.send(
            Request::get(path)
                .header(header.0, header.1)
                .body(Body::empty())
                .expect("a request"),
        )
        .await
    }

    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self
            .router
            .clone()
            .oneshot(request)
            .await
            .expect("the router always answers");
        let (parts, body) = response.into_parts();
        let body = body
            .collect()
            .await
            .expect("the body can be read")
            .to_bytes()
            .to_vec();
        Answer {
            status: parts.status,
            headers: parts.headers,
            body,
        }
    }
}

/// A service on a new SQLite file.
pub async fn sqlite() -> Service {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let db = Db::open(None, folder.path()).await.expect("SQLite opens");
    let address = format!("sqlite://{}", folder.path().join("jaettu.sqlite").display());
    Service::on(db, folder, address).await
}

/// A service on a new PostgreSQL database, where there is a server for tests.
pub async fn postgres() -> Option<Service> {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let Ok(server) = std::env::var("JAETTU_TEST_POSTGRES") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "JAETTU_TEST_POSTGRES must name a server under CI"
        );
        return None;
    };
    let name = format!(
        "jaettu_{}_{}",
        std::process::id(),
        NEXT.fetch_add(1, Ordering::Relaxed)
    );
    let mut admin = sqlx::PgConnection::connect(&server)
        .await
        .expect("the PostgreSQL server answers");
    // The name is made of digits and letters just above.
    let create = sqlx::AssertSqlSafe(format!("CREATE DATABASE {name}"));
    sqlx::query(create)
        .execute(&mut admin)
        .await
        .expect("a database can be made");
    let (base, _) = server.rsplit_once('/').expect("an address with a database");
    let folder = tempfile::tempdir().expect("a temporary folder");
    let address = format!("{base}/{name}");
    let db = Db::open(Some(&address), folder.path())
        .await
        .expect("PostgreSQL opens");
    Some(Service::on(db, folder, address).await)
}

/// Makes a test for each database out of one `async fn(Service)`.
#[macro_export]
macro_rules! on_both_databases {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $name() {
                super::$name($crate::support::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $name() {
                if let Some(service) = $crate::support::postgres().await {
                    super::$name(service).await;
                }
            })+
        }
    };
}
