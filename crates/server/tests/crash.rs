//! The real program, killed while it writes: nothing that it answered is lost, nothing happens twice, and its log names
//! nobody.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that cannot go on fails"
)]

mod support;

use jaettu_server::circulation::store;
use jaettu_server::db::Db;
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use support::Service;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};
use tokio::task::JoinSet;

on_both_databases!(a_server_killed_while_it_writes_loses_nothing_that_it_answered);

/// So many times it is killed.
const KILLS: u64 = 6;
/// People who place holds at once.
const CARDS: [&str; 6] = [
    "1000 0002",
    "1000 0003",
    "1000 0004",
    "1000 0005",
    "1000 0006",
    "1000 0007",
];

/// A hold that was answered with 201: who placed it on what under which key, and the answer.
#[derive(Clone)]
struct Placed {
    cookie: String,
    item: String,
    key: String,
    body: String,
}

/// Starts the program on the service's database and waits until it answers.
async fn start(address: &str, log: &Path) -> (Child, SocketAddr) {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let apps = log.with_file_name("dist");
    for app in ["residents", "desk"].map(|name| apps.join(name)) {
        std::fs::create_dir_all(&app).unwrap();
        std::fs::write(app.join("index.html"), "<style></style>").unwrap();
        std::fs::write(app.join("assets.json"), "{}").unwrap();
    }
    let log = std::fs::OpenOptions::new()
        .create(true)
        .append(true)
        .open(log)
        .unwrap();
    let child = Command::new(env!("CARGO_BIN_EXE_jaettu-server"))
        .args(["serve", "--listen", &port.to_string(), "--database-url", address])
        .arg("--assets")
        .arg(&apps)
        .env("JAETTU_LOG", "debug")
        .stdout(Stdio::null())
        .stderr(log)
        .kill_on_drop(true)
        .spawn()
        .expect("the program starts");
    for _ in 0..400 {
        if let Some((200, _)) = request(port, "GET /healthz", "", "", "").await {
            return (child, port);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the program does not answer");
}

/// One request on a connection of its own: status and body, if there is a whole answer.
async fn request(to: SocketAddr, line: &str, cookie: &str, key: &str, body: &str) -> Option<(u16, String)> {
    let (head, body) = exchange(to, line, cookie, key, body).await?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body))
}

/// One request on a connection of its own: head and body of the answer, if there is a whole one.
async fn exchange(
    to: SocketAddr,
    line: &str,
    cookie: &str,
    key: &str,
    body: &str,
) -> Option<(String, String)> {
    let mut stream = TcpStream::connect(to).await.ok()?;
    let head = format!(
        "{line} HTTP/1.1\r\nhost: {to}\r\nconnection: close\r\ncookie: {cookie}\r\nidempotency-key: {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    // A request without a key has none.
    let head = head.replace("idempotency-key: \r\n", "");
    stream.write_all(head.as_bytes()).await.ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))?;
    // Half an answer is none.
    (length.parse() == Ok(body.len())).then(|| (head.to_owned(), body.to_owned()))
}

async fn place(to: SocketAddr, cookie: &str, item: &str, key: &str) -> Option<(u16, String)> {
    let body = json!({ "pickup_library": "kallio" }).to_string();
    request(
        to,
        &format!("POST /api/v1/items/{item}/holds"),
        cookie,
        key,
        &body,
    )
    .await
}

/// What the program has to hear but must never write down: cards, PINs, names, reasons, and what somebody types wrongly.
async fn tell_secrets(to: SocketAddr) {
    let sign_in = json!({ "card": "3000 0002", "pin": "1234" }).to_string();
    let (head, _) = exchange(to, "POST /api/v1/session", "", "", &sign_in)
        .await
        .expect("an answer");
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.expect("a cookie").split(';').next().unwrap_or_default();
    let wrong = json!({ "card": "1000 0002", "pin": "86420975" }).to_string();
    let search = json!({ "query": "Asukas 2", "reason": "kanarian syy" }).to_string();
    let add = json!({ "card": "7654 3210", "pin": "97531864", "name": "Kanarialintu", "channel": "email",
        "email": "kanaria@example.org" });
    let odd = json!({ "card": "7654 3211", "pin": "kanaria", "name": "Kanarialintu" }).to_string();
    for (line, body, status) in [
        ("POST /api/v1/session", wrong, 401),
        ("POST /api/v1/desk/people/search", search, 200),
        ("POST /api/v1/desk/people", add.to_string(), 201),
        ("POST /api/v1/desk/people", odd, 400),
        ("GET /api/v1/items?q=kanaria", String::new(), 200),
    ] {
        let answer = request(to, line, cookie, "", &body).await.expect("an answer");
        assert_eq!(answer.0, status, "{line}: {}", answer.1);
    }
}

/// A line of the log without its measured seconds: nine digits may be anybody's number by chance.
fn without_durations(line: &str) -> String {
    let Ok(mut entry) = serde_json::from_str::<Value>(line) else {
        return line.to_owned();
    };
    if let Some(fields) = entry["fields"].as_object_mut() {
        fields.retain(|name, _| !matches!(name.as_str(), "seconds" | "elapsed" | "elapsed_secs"));
    }
    entry.to_string()
}

async fn a_server_killed_while_it_writes_loses_nothing_that_it_answered(service: Service) {
    let service = service.with_demo().await;
    let address = service.address();
    let log = service.file("log", b"");
    let mut cookies = Vec::new();
    for card in CARDS {
        cookies.push(service.signed_in(card).await.cookie().to_owned());
    }
    let items = service
        .texts("SELECT id FROM items WHERE min_age IS NULL AND NOT home_only ORDER BY id")
        .await;
    let mut placed: Vec<Placed> = Vec::new();
    for kill in 0..KILLS {
        let (mut child, port) = start(&address, &log).await;
        if kill == 0 {
            tell_secrets(port).await;
        }
        // What is built at the first request is not what is tried here.
        request(port, "GET /api/v1/items", "", "", "").await;
        let answered = Arc::new(AtomicU64::new(0));
        let mut clients = JoinSet::new();
        for (number, cookie) in cookies.iter().cloned().enumerate() {
            let items = items.clone();
            let answered = Arc::clone(&answered);
            clients.spawn(async move {
                let mut placed = Vec::new();
                let first = usize::try_from(kill).unwrap() * 12;
                for item in items.iter().cycle().skip(first).take(12) {
                    let key = format!("{number}-{kill}-{item}");
                    let Some((status, body)) = place(port, &cookie, item, &key).await else {
                        break;
                    };
                    answered.fetch_add(1, Ordering::Relaxed);
                    if status == 201 {
                        placed.push(Placed {
                            cookie: cookie.clone(),
                            item: item.clone(),
                            key,
                            body,
                        });
                    }
                }
                placed
            });
        }
        // In the middle of what they do, and each time in another moment.
        while answered.load(Ordering::Relaxed) < 5 + 3 * kill && !clients.is_empty() {
            tokio::time::sleep(Duration::from_millis(1 + kill)).await;
        }
        child.kill().await.unwrap();
        placed.extend(clients.join_all().await.into_iter().flatten());
    }
    assert!(placed.len() > 10, "only {} holds were placed", placed.len());
    let (mut child, port) = start(&address, &log).await;
    for one in &placed {
        let again = place(port, &one.cookie, &one.item, &one.key).await.unwrap();
        assert_eq!(again, (201, one.body.clone()), "the answer of the first time");
    }
    child.kill().await.unwrap();
    let twice = "SELECT item FROM holds WHERE ended_at IS NULL GROUP BY item, person HAVING COUNT(*) > 1";
    assert_eq!(service.texts(twice).await, Vec::<String>::new());
    assert_eq!(
        service.texts("SELECT scope FROM replies WHERE status = 0").await,
        Vec::<String>::new()
    );
    let today = jaettu_domain::time::today(service.app.clock.now());
    for item in items {
        let item = jaettu_domain::id::ItemId::new(item).unwrap();
        for stock in store::look(&service.app.db, &[&item]).await.unwrap() {
            assert_eq!(stock.check(today), Vec::<String>::new(), "{item}");
        }
    }
    if let Db::Sqlite(_) = &service.app.db {
        assert_eq!(service.texts("PRAGMA integrity_check").await, ["ok"]);
    }
    let log = std::fs::read_to_string(&log).unwrap();
    assert!(
        log.contains("/api/v1/items/{id}/holds"),
        "requests are logged by their route"
    );
    let said: Vec<String> = log.lines().map(without_durations).collect();
    for canary in [
        "10000002",
        "1000 0002",
        "Asukas",
        "example.org",
        "__Host-jaettu=",
        "argon2id",
        "30000002",
        "3000 0002",
        "86420975",
        "97531864",
        "anaria",
        "76543210",
        "7654 3210",
    ] {
        let line = said.iter().find(|line| line.contains(canary));
        assert_eq!(line, None, "the log says {canary}");
    }
}
