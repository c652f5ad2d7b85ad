//! Messages to people, from the queue to a mail server and a gateway that really listen: nothing is lost, nothing comes
//! twice, and nobody reads in a log whom it was for.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

/// Runs a statement with values on whichever database it is.
macro_rules! run {
    ($service:expr, $sql:expr $(, $value:expr)*) => {
        match &$service.app.db {
            Db::Sqlite(pools) => { sqlx::query($sql)$(.bind($value))*.execute(&pools.write).await.map(|_| ()) }
            Db::Postgres(pools) => { sqlx::query($sql)$(.bind($value))*.execute(&pools.write).await.map(|_| ()) }
        }
        .expect("the statement is right")
    };
}

#[macro_use]
mod support;

#[path = "messages/bookings.rs"]
mod bookings;
#[path = "messages/failures.rs"]
mod failures;
#[path = "support/gateway.rs"]
mod gateway;
#[path = "messages/letters.rs"]
mod letters;
#[path = "support/log.rs"]
mod log;
#[path = "../../domain/tests/calendar/reader.rs"]
mod reader;
#[path = "support/smtp.rs"]
mod smtp;
#[path = "messages/texts.rs"]
mod texts;

use chrono::{DateTime, Utc};
use gateway::Gateway;
use jaettu_domain::id::{ItemId, LibraryId, LoanId, PersonId};
use jaettu_domain::messages::{Due, Message, Pickup};
use jaettu_domain::text::Text;
use jaettu_server::clock::Clock;
use jaettu_server::db::Db;
use jaettu_server::messages::email::Email;
use jaettu_server::messages::sms::Sms;
use jaettu_server::messages::store::{Recipient, queue};
use jaettu_server::messages::worker::Worker;
use jaettu_server::messages::{Bell, Post};
use smtp::MailServer;
use std::time::Duration;
use support::{NOW, Service};

fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

fn now() -> DateTime<Utc> {
    at(NOW)
}

/// The person with this number.
fn id(number: u32) -> PersonId {
    PersonId::new(format!("0192f0c1-7a3b-7c4d-8e5f-{number:012}")).expect("a UUID")
}

/// Somebody with an account, reached as they chose.
async fn somebody(service: &Service, number: u32, channel: &str, language: &str) -> PersonId {
    const SQL: &str = "INSERT INTO people (id, name, email, phone, channel, language, role, all_libraries, keeps_history, \
        disabled, version, created_at, seen_at) \
        VALUES ($1, $7, $2, $3, $4, $5, 'resident', $6, $6, $6, 1, 0, 0)";
    let id = id(number);
    let (email, phone) = (
        format!("canary{number}@example.org"),
        format!("+35840555{number:04}"),
    );
    run!(
        service,
        SQL,
        id.as_str(),
        email,
        phone,
        channel,
        language,
        false,
        "Canary Person"
    );
    id
}

fn ready(name: &str) -> Message {
    Message::HoldReady(Pickup {
        item: ItemId::new("porakone").unwrap(),
        name: Text::new(name, "", "Drill"),
        library: LibraryId::new("kallio").unwrap(),
        library_name: Text::same("Kallion kirjasto"),
        until: at("2026-11-26T18:00:00Z"),
        until_known: true,
        code: "AB2C3D".to_owned(),
    })
}

fn loan(name: &str) -> Due {
    Due {
        loan: LoanId::new("0192f0c1-7a3b-7c4d-8e5f-0123456789ab").unwrap(),
        item: ItemId::new("porakone").unwrap(),
        name: Text::same(name),
        due: at("2026-11-24T18:00:00Z"),
    }
}

async fn tell(
    service: &Service,
    to: Recipient<'_>,
    message: &Message,
    occasion: &str,
    due: DateTime<Utc>,
) -> bool {
    let mut tx = service.app.db.begin().await.unwrap();
    let new = queue(&mut tx, to, message, occasion, None, due, due)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    new
}

/// Queues that a drill is ready, now.
async fn tell_ready(service: &Service, person: &PersonId, occasion: &str) {
    assert!(
        tell(
            service,
            Recipient::Person(person),
            &ready("Porakone"),
            occasion,
            now()
        )
        .await
    );
}

fn email(server: &MailServer) -> Email {
    let url = format!("smtp://{}", server.address).parse().unwrap();
    let from = "Jaettu <jaettu@example.org>".parse().unwrap();
    Email::new(&url, from, Duration::from_millis(500)).unwrap()
}

/// A worker at some time, with these ways of sending.
fn worker(
    service: &Service,
    now: DateTime<Utc>,
    mail: Option<&MailServer>,
    gateway: Option<&Gateway>,
) -> Worker {
    let sms = gateway.map(|gateway| {
        let base = format!("http://{}", gateway.address);
        Sms::new(&base, &"secret".parse().unwrap(), "Jaettu").unwrap()
    });
    let post = Post {
        email: mail.map(email),
        sms,
        mailbox: false,
    };
    let site = "https://jaettu.example.org".parse().unwrap();
    Worker::new(
        service.app.db.clone(),
        Clock::starting_at(now),
        post,
        site,
        Bell::default(),
    )
}

async fn send_at(service: &Service, now: DateTime<Utc>, mail: &MailServer) {
    worker(service, now, Some(mail), None).send_due().await.unwrap();
}

/// State and trouble of every message, by occasion.
async fn states(service: &Service) -> Vec<(String, Option<String>)> {
    const SQL: &str = "SELECT state, trouble FROM outbox ORDER BY occasion";
    match &service.app.db {
        Db::Sqlite(pools) => sqlx::query_as(SQL).fetch_all(&pools.read).await.unwrap(),
        Db::Postgres(pools) => sqlx::query_as(SQL).fetch_all(&pools.read).await.unwrap(),
    }
}

/// The state of the only message.
async fn state(service: &Service) -> (String, String) {
    let mut states = states(service).await;
    assert_eq!(states.len(), 1);
    let (state, trouble) = states.remove(0);
    (state, trouble.unwrap_or_default())
}

fn is(state: &str, trouble: &str) -> (String, String) {
    (state.to_owned(), trouble.to_owned())
}
