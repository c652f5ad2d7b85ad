//! The program in a process of its own, and requests to it over a socket.

use crate::support::{NOW, Service};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

/// The running program.
pub struct Program {
    child: Child,
    pub at: SocketAddr,
}

impl Program {
    /// Starts the program on the service's database with these options beside the usual, and waits until it answers. Its
    /// clock shows the time of all tests, and so many minutes more.
    pub async fn start(service: &Service, minutes: i64, options: &[&str]) -> Self {
        let at = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let apps = service.path("dist");
        for app in ["residents", "desk"].map(|name| apps.join(name)) {
            std::fs::create_dir_all(&app).unwrap();
            std::fs::write(app.join("index.html"), "<style></style>").unwrap();
            std::fs::write(app.join("assets.json"), "{}").unwrap();
        }
        let log = std::fs::OpenOptions::new()
            .create(true)
            .append(true)
            .open(log_file(service))
            .unwrap();
        let now: DateTime<Utc> = NOW.parse().unwrap();
        let now = (now + TimeDelta::minutes(minutes)).to_rfc3339();
        let child = Command::new(program())
            .args(["serve", "--demo", "--now", &now])
            .args(["--listen", &at.to_string(), "--database-url", &service.address()])
            .arg("--assets")
            .arg(&apps)
            .args(options)
            .env("JAETTU_LOG", "debug")
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .expect("the program starts");
        for _ in 0..400 {
            if let Some((200, _)) = request(at, "GET /healthz", "", "", "").await {
                return Self { child, at };
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the program does not answer");
    }

    /// Kills it at once: SIGKILL, which no program can prepare for.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }
}

/// The program of this build, or the one that `JAETTU_SERVER` names: a release, for what takes long.
fn program() -> PathBuf {
    let named = std::env::var_os("JAETTU_SERVER").filter(|path| !path.is_empty());
    named
        .unwrap_or_else(|| env!("CARGO_BIN_EXE_jaettu-server").into())
        .into()
}

fn log_file(service: &Service) -> PathBuf {
    service.path("log")
}

/// Everything that the program has logged so far, in all its runs.
pub fn log(service: &Service) -> String {
    std::fs::read_to_string(log_file(service)).unwrap()
}

/// One request on a connection of its own: status and body, if there is a whole answer.
pub async fn request(
    to: SocketAddr,
    line: &str,
    cookie: &str,
    key: &str,
    body: &str,
) -> Option<(u16, String)> {
    let (head, body) = exchange(to, line, cookie, key, body).await?;
    Some((head.split(' ').nth(1)?.parse().ok()?, body))
}

/// A request with a body of JSON: status and the answer, if there is a whole one.
pub async fn ask(to: SocketAddr, line: &str, cookie: &str, body: Value) -> Option<(u16, Value)> {
    let (status, answer) = request(to, line, cookie, "", &body.to_string()).await?;
    Some((status, serde_json::from_str(&answer).unwrap_or_default()))
}

/// The cookie of somebody who signs in.
pub async fn sign_in(to: SocketAddr, card: &str, pin: &str) -> String {
    let body = json!({ "card": card, "pin": pin }).to_string();
    let answer = exchange(to, "POST /api/v1/session", "", "", &body).await;
    let (head, body) = answer.expect("an answer");
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.unwrap_or_else(|| panic!("{card} is not signed in: {body}"));
    cookie.split(';').next().unwrap_or_default().to_owned()
}

/// So often a request is sent again to which the answer was that the service is busy.
const TRIES: usize = 100;

/// One request, on a connection of its own for each time that it is sent: head and body of the answer, if there is a whole one.
/// While the service is busy, and so has done nothing, it is asked again, as the apps do.
async fn exchange(
    to: SocketAddr,
    line: &str,
    cookie: &str,
    key: &str,
    body: &str,
) -> Option<(String, String)> {
    for _ in 1..TRIES {
        let answer = once(to, line, cookie, key, body).await?;
        if !answer.0.starts_with("HTTP/1.1 503") {
            return Some(answer);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    once(to, line, cookie, key, body).await
}

async fn once(to: SocketAddr, line: &str, cookie: &str, key: &str, body: &str) -> Option<(String, String)> {
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
