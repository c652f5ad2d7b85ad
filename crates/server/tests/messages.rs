//! Messages to people, from the queue to a mail server and a gateway that really listen: nothing is lost, nothing comes
//! twice, and nobody reads in a log whom it was for.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

#[macro_use]
mod support;
#[path = "support/gateway.rs"]
mod gateway;
#[path = "support/smtp.rs"]
mod smtp;

use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use gateway::Gateway;
use jaettu_domain::id::{ItemId, LibraryId, LoanId, PersonId};
use jaettu_domain::messages::{Channel, Due, Message, Pickup};
use jaettu_domain::text::{Language, Text};
use jaettu_server::assets::Assets;
use jaettu_server::clock::Clock;
use jaettu_server::db::Db;
use jaettu_server::messages::email::Email;
use jaettu_server::messages::sms::Sms;
use jaettu_server::messages::store::{Recipient, queue, sent};
use jaettu_server::messages::worker::Worker;
use jaettu_server::messages::{Bell, Post};
use jaettu_server::{App, routes};
use smtp::{MailServer, Manner};
use std::io::Write;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
use support::{NOW, Service};

on_both_databases!(
    three_things_are_one_letter_with_what_presses_first,
    a_letter_has_the_headers_and_parts_that_it_should,
    a_name_can_neither_add_a_header_nor_a_recipient,
    a_letter_is_in_the_language_of_its_reader,
    the_same_occasion_is_told_once,
    what_is_rolled_back_is_not_told,
    two_workers_at_once_send_nothing_twice,
    a_server_that_is_busy_gets_the_letter_later,
    an_address_that_is_refused_is_not_tried_again,
    an_hour_without_a_mail_server_loses_nothing,
    a_letter_repeated_after_a_broken_connection_is_the_same_letter,
    a_worker_that_is_killed_loses_nothing,
    a_letter_cut_off_by_a_time_limit_does_not_run_into_the_next,
    a_reminder_at_night_waits_for_the_morning,
    a_text_message_at_night_waits_for_the_morning,
    a_text_message_goes_to_the_gateway_as_it_wants_it,
    a_text_message_of_unknown_fate_is_not_repeated_and_a_letter_goes_instead,
    a_text_message_that_was_not_taken_is_tried_again,
    who_wants_no_messages_gets_none,
    who_is_gone_is_not_written_to,
    somebody_without_an_account_is_written_to,
    what_nobody_sent_for_days_is_not_sent_any_more,
    what_a_newer_program_queued_is_left_to_it,
    a_running_worker_wakes_at_the_bell_and_stops_when_asked,
    what_is_old_is_forgotten,
    logs_say_nothing_about_anybody,
    the_mailbox_of_the_demonstration_shows_what_was_sent,
);

/// Runs a statement with values on whichever database it is.
macro_rules! run {
    ($service:expr, $sql:expr $(, $value:expr)*) => {
        match &$service.app.db {
            Db::Sqlite(pool) => { sqlx::query($sql)$(.bind($value))*.execute(pool).await.map(|_| ()) }
            Db::Postgres(pool) => { sqlx::query($sql)$(.bind($value))*.execute(pool).await.map(|_| ()) }
        }
        .expect("the statement is right")
    };
}

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
        code: "4821".to_owned(),
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
    let new = queue(&mut tx, to, message, occasion, due, due).await.unwrap();
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
        Db::Sqlite(pool) => sqlx::query_as(SQL).fetch_all(pool).await.unwrap(),
        Db::Postgres(pool) => sqlx::query_as(SQL).fetch_all(pool).await.unwrap(),
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

async fn three_things_are_one_letter_with_what_presses_first(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    let to = Recipient::Person(&person);
    tell(
        &service,
        to,
        &Message::FaultReceived {
            name: Text::same("Saha"),
        },
        "1",
        now(),
    )
    .await;
    tell_ready(&service, &person, "2").await;
    // Due this evening: it goes along. Due tomorrow: it does not.
    let evening = now() + TimeDelta::hours(6);
    tell(
        &service,
        to,
        &Message::LoanRecalled(loan("Ompelukone")),
        "3",
        evening,
    )
    .await;
    tell(
        &service,
        to,
        &Message::LoanRecalled(loan("Sukset")),
        "4",
        now() + TimeDelta::days(1),
    )
    .await;
    send_at(&service, now(), &mail).await;
    let letters = mail.letters();
    assert_eq!(letters.len(), 1);
    let letter = letters[0].read();
    assert_eq!(
        letter.subject(),
        Some("Palauta aiemmin: Ompelukone ja 2 muuta asiaa")
    );
    let text = letter.body_text(0).unwrap();
    let places: Vec<usize> = ["Ompelukone", "Porakone", "Saha"]
        .iter()
        .map(|name| text.find(name).expect(name))
        .collect();
    assert!(places.is_sorted(), "{text}");
    assert!(!text.contains("Sukset"));
    let ended: Vec<String> = states(&service)
        .await
        .into_iter()
        .map(|(state, _)| state)
        .collect();
    assert_eq!(ended, ["sent", "sent", "sent", "waiting"]);
}

async fn a_letter_has_the_headers_and_parts_that_it_should(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell(
        &service,
        Recipient::Person(&person),
        &ready("Höylä 🪚 & lastu"),
        "1",
        now(),
    )
    .await;
    send_at(&service, now(), &mail).await;
    let letters = mail.letters();
    assert_eq!(letters[0].to, "canary1@example.org");
    let letter = letters[0].read();
    let from = letter.from().unwrap().first().unwrap();
    assert_eq!(
        (from.name(), from.address()),
        (Some("Jaettu"), Some("jaettu@example.org"))
    );
    assert_eq!(
        letter.to().unwrap().first().unwrap().address(),
        Some("canary1@example.org")
    );
    assert_eq!(letter.subject(), Some("Noudettavissa: Höylä 🪚 & lastu"));
    let date = letter.date().unwrap().to_timestamp() - now().timestamp();
    assert!((0..60).contains(&date), "{date}");
    let delivery = sent::newest(&service.app.db, 10).await.unwrap().remove(0).id;
    assert_eq!(
        letter.message_id(),
        Some(format!("{delivery}@example.org").as_str())
    );
    let raw = |name: &'static str| letter.header_raw(name).unwrap_or_default().trim().to_owned();
    assert_eq!(raw("Auto-Submitted"), "auto-generated");
    assert_eq!(raw("Content-Language"), "fi");
    assert_eq!((letter.text_body_count(), letter.html_body_count()), (1, 1));
    assert!(
        letter
            .body_text(0)
            .unwrap()
            .contains("https://jaettu.example.org/fi/me")
    );
    let html = letter.body_html(0).unwrap();
    assert!(
        html.contains("<html lang=\"fi\">") && html.contains("Höylä 🪚 &amp; lastu"),
        "{html}"
    );
    assert!(letters[0].bytes.is_ascii(), "old servers take it, too");
}

async fn a_name_can_neither_add_a_header_nor_a_recipient(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    let name = "Pora\r\nBcc: other@example.org\r\nX-Bad: 1\r\n\r\n.\r\nRCPT TO:<other@example.org>\u{2028}<script>x</script>";
    tell(&service, Recipient::Person(&person), &ready(name), "1", now()).await;
    send_at(&service, now(), &mail).await;
    let letters = mail.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, "canary1@example.org");
    let letter = letters[0].read();
    assert!(letter.bcc().is_none() && letter.header_raw("X-Bad").is_none());
    assert!(
        letter
            .subject()
            .unwrap()
            .starts_with("Noudettavissa: Pora Bcc: other@example.org X-Bad: 1 . RCPT")
    );
    assert!(!letter.body_html(0).unwrap().contains("<script"));
}

async fn a_letter_is_in_the_language_of_its_reader(service: Service) {
    let mail = MailServer::start().await;
    for (number, language, subject) in [
        (1, "fi", "Noudettavissa: Porakone"),
        // There is no Swedish name.
        (2, "sv", "Att hämta: Porakone"),
        (3, "en", "Ready to collect: Drill"),
    ] {
        let person = somebody(&service, number, "email", language).await;
        tell_ready(&service, &person, language).await;
        send_at(&service, now(), &mail).await;
        let letters = mail.letters();
        let letter = letters.last().unwrap().read();
        assert_eq!(letter.subject(), Some(subject));
        assert!(letter.body_text(0).unwrap().contains(&format!("/{language}/me")));
    }
}

async fn the_same_occasion_is_told_once(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell_ready(&service, &person, "hold-1").await;
    send_at(&service, now(), &mail).await;
    assert!(
        !tell(
            &service,
            Recipient::Person(&person),
            &ready("Porakone"),
            "hold-1",
            now()
        )
        .await
    );
    send_at(&service, now(), &mail).await;
    assert_eq!(mail.letters().len(), 1);
}

async fn what_is_rolled_back_is_not_told(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    let mut tx = service.app.db.begin().await.unwrap();
    let to = Recipient::Person(&person);
    assert!(
        queue(&mut tx, to, &ready("Porakone"), "1", now(), now())
            .await
            .unwrap()
    );
    drop(tx);
    send_at(&service, now(), &mail).await;
    assert_eq!((states(&service).await.len(), mail.letters().len()), (0, 0));
}

async fn two_workers_at_once_send_nothing_twice(service: Service) {
    let mail = MailServer::start().await;
    for number in 0..12 {
        let person = somebody(&service, number, "email", "fi").await;
        tell_ready(&service, &person, &format!("{number}-a")).await;
        tell_ready(&service, &person, &format!("{number}-b")).await;
    }
    let workers: Vec<Worker> = (0..3)
        .map(|_| worker(&service, now(), Some(&mail), None))
        .collect();
    let (a, b, c) = tokio::join!(
        workers[0].send_due(),
        workers[1].send_due(),
        workers[2].send_due()
    );
    for result in [a, b, c] {
        result.unwrap();
    }
    send_at(&service, now(), &mail).await;
    let told: usize = mail
        .letters()
        .iter()
        .map(|letter| {
            letter
                .read()
                .body_text(0)
                .unwrap()
                .matches("Noudettavissa: Porakone")
                .count()
        })
        .sum();
    assert_eq!(told, 24, "each of the messages once");
    let delivered = sent::newest(&service.app.db, 50).await.unwrap();
    assert_eq!(delivered.len(), mail.letters().len());
}

async fn a_server_that_is_busy_gets_the_letter_later(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell_ready(&service, &person, "1").await;
    mail.becomes(Manner::Refuses(450));
    send_at(&service, now(), &mail).await;
    assert_eq!(state(&service).await, is("waiting", "450"));
    mail.becomes(Manner::Takes);
    send_at(&service, now() + TimeDelta::seconds(30), &mail).await;
    assert_eq!(mail.letters().len(), 0, "not yet");
    // Together with what has come meanwhile.
    tell_ready(&service, &person, "2").await;
    send_at(&service, now() + TimeDelta::seconds(90), &mail).await;
    assert_eq!(mail.letters().len(), 1);
    assert!(
        states(&service)
            .await
            .iter()
            .all(|(state, trouble)| state == "sent" && trouble.is_none())
    );
}

async fn an_address_that_is_refused_is_not_tried_again(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell_ready(&service, &person, "1").await;
    mail.becomes(Manner::Refuses(550));
    send_at(&service, now(), &mail).await;
    assert_eq!(state(&service).await, is("failed", "550"));
    mail.becomes(Manner::Takes);
    send_at(&service, now() + TimeDelta::days(1), &mail).await;
    assert_eq!(mail.letters().len(), 0);
    // A server that wants a password says nothing about the address.
    tell_ready(&service, &person, "2").await;
    mail.becomes(Manner::Refuses(530));
    send_at(&service, now(), &mail).await;
    assert_eq!(states(&service).await[1].0, "waiting");
}

async fn an_hour_without_a_mail_server_loses_nothing(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell_ready(&service, &person, "1").await;
    mail.becomes(Manner::Away);
    for minute in 0..60 {
        send_at(&service, now() + TimeDelta::minutes(minute), &mail).await;
    }
    assert_eq!(state(&service).await, is("waiting", "connection"));
    mail.becomes(Manner::Takes);
    for minute in 60..180 {
        send_at(&service, now() + TimeDelta::minutes(minute), &mail).await;
    }
    assert_eq!(mail.letters().len(), 1);
    assert_eq!(state(&service).await, is("sent", ""));
}

async fn a_letter_repeated_after_a_broken_connection_is_the_same_letter(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell_ready(&service, &person, "1").await;
    mail.becomes(Manner::GoesAway);
    send_at(&service, now(), &mail).await;
    assert_eq!(state(&service).await, is("waiting", "connection"));
    // What has come meanwhile is not in the letter that is repeated.
    tell(&service, Recipient::Person(&person), &ready("Saha"), "2", now()).await;
    mail.becomes(Manner::Takes);
    send_at(&service, now() + TimeDelta::minutes(2), &mail).await;
    let letters = mail.letters();
    let read: Vec<_> = letters.iter().map(smtp::Letter::read).collect();
    assert_eq!(read.len(), 3);
    let repeated: Vec<_> = read
        .iter()
        .filter(|letter| letter.message_id() == read[0].message_id())
        .collect();
    assert_eq!(
        repeated.len(),
        2,
        "the repeated letter is known by its identifier"
    );
    assert_eq!(repeated[0].date(), repeated[1].date());
    assert_eq!(repeated[0].subject(), repeated[1].subject());
    assert_eq!(repeated[0].body_text(0), repeated[1].body_text(0));
    assert_eq!(sent::newest(&service.app.db, 10).await.unwrap().len(), 2);
}

async fn a_worker_that_is_killed_loses_nothing(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell_ready(&service, &person, "1").await;
    mail.becomes(Manner::Hangs);
    let first = worker(&service, now(), Some(&mail), None);
    let task = tokio::spawn(async move { first.send_due().await });
    mail.hangs().await;
    task.abort();
    assert!(task.await.unwrap_err().is_cancelled());
    assert_eq!(state(&service).await, is("sending", ""));
    mail.becomes(Manner::Takes);
    send_at(&service, now() + TimeDelta::minutes(1), &mail).await;
    assert_eq!(mail.letters().len(), 0, "it may still be at work");
    send_at(&service, now() + TimeDelta::minutes(6), &mail).await;
    assert_eq!(mail.letters().len(), 1);
    assert_eq!(state(&service).await, is("sent", ""));
}

async fn a_letter_cut_off_by_a_time_limit_does_not_run_into_the_next(service: Service) {
    let mail = MailServer::start().await;
    for number in 1..=2 {
        let person = somebody(&service, number, "email", "fi").await;
        tell_ready(&service, &person, &number.to_string()).await;
    }
    let worker = worker(&service, now(), Some(&mail), None);
    mail.becomes(Manner::Hangs);
    let rest = async {
        mail.hangs().await;
        mail.becomes(Manner::Takes);
    };
    let (done, ()) = tokio::join!(worker.send_due(), rest);
    done.unwrap();
    let letters = mail.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(letters[0].to, "canary2@example.org");
    assert_eq!(letters[0].read().subject(), Some("Noudettavissa: Porakone"));
    let trouble: Vec<_> = states(&service).await;
    assert_eq!(trouble[0], ("waiting".to_owned(), Some("timeout".to_owned())));
}

async fn a_reminder_at_night_waits_for_the_morning(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    let midnight = at("2026-11-23T22:00:00Z");
    let reminder = Message::LoanDueSoon(loan("Sukset"));
    tell(&service, Recipient::Person(&person), &reminder, "1", midnight).await;
    for (hour, letters) in [(0, 0), (8, 0), (9, 1)] {
        send_at(&service, midnight + TimeDelta::hours(hour), &mail).await;
        assert_eq!(mail.letters().len(), letters, "{hour}");
    }
    // What presses goes at once, and takes the reminder along.
    let later = midnight + TimeDelta::days(1);
    tell(&service, Recipient::Person(&person), &reminder, "2", later).await;
    send_at(&service, later, &mail).await;
    tell(&service, Recipient::Person(&person), &ready("Saha"), "3", later).await;
    send_at(&service, later + TimeDelta::minutes(1), &mail).await;
    assert_eq!(mail.letters().len(), 2);
    assert!(states(&service).await.iter().all(|(state, _)| state == "sent"));
}

async fn a_text_message_at_night_waits_for_the_morning(service: Service) {
    let gateway = Gateway::start().await;
    let person = somebody(&service, 1, "sms", "fi").await;
    // 23:00 in Helsinki.
    let night = at("2026-11-23T21:00:00Z");
    tell(&service, Recipient::Person(&person), &ready("Saha"), "1", night).await;
    for (hours, messages) in [(0, 0), (9, 0), (10, 1)] {
        let worker = worker(&service, night + TimeDelta::hours(hours), None, Some(&gateway));
        worker.send_due().await.unwrap();
        assert_eq!(gateway.messages().len(), messages, "{hours}");
    }
    assert_eq!(state(&service).await, is("sent", ""));
}

async fn a_text_message_goes_to_the_gateway_as_it_wants_it(service: Service) {
    let gateway = Gateway::start().await;
    let person = somebody(&service, 1, "sms", "fi").await;
    tell(&service, Recipient::Person(&person), &ready("Höylä"), "1", now()).await;
    worker(&service, now(), None, Some(&gateway))
        .send_due()
        .await
        .unwrap();
    let text = "Noudettavissa: Höylä. Missä: Kallion kirjasto. Viimeistään: torstai 26.11.2026 klo 20:00. \
        Noutotunnus: 4821.\nhttps://jaettu.example.org/fi/me";
    assert_eq!(
        gateway.messages(),
        [serde_json::json!({
            "sender": "Jaettu",
            "to": [{"destination": "+358405550001", "format": "MOBILE"}],
            "text": text,
        })]
    );
    let delivered = sent::newest(&service.app.db, 10).await.unwrap();
    assert_eq!(
        (delivered[0].channel.as_str(), delivered[0].body.as_str()),
        ("sms", text)
    );
}

async fn a_text_message_of_unknown_fate_is_not_repeated_and_a_letter_goes_instead(service: Service) {
    let (mail, gateway) = (MailServer::start().await, Gateway::start().await);
    let person = somebody(&service, 1, "sms", "fi").await;
    tell_ready(&service, &person, "1").await;
    gateway.answers(StatusCode::BAD_GATEWAY);
    for minute in 0..3 {
        let worker = worker(
            &service,
            now() + TimeDelta::minutes(minute),
            Some(&mail),
            Some(&gateway),
        );
        worker.send_due().await.unwrap();
    }
    assert_eq!((gateway.messages().len(), mail.letters().len()), (1, 1));
    assert_eq!(state(&service).await, is("sent", ""));
    // Without an address there is nothing more to do.
    run!(service, "UPDATE people SET email = NULL");
    tell_ready(&service, &person, "2").await;
    for hour in 0..24 {
        let worker = worker(
            &service,
            now() + TimeDelta::hours(hour),
            Some(&mail),
            Some(&gateway),
        );
        worker.send_due().await.unwrap();
    }
    assert_eq!((gateway.messages().len(), mail.letters().len()), (2, 1));
    assert_eq!(
        states(&service).await[1],
        ("failed".to_owned(), Some("unknown".to_owned()))
    );
    // The same when a worker is killed between sending and noting it.
    run!(
        service,
        "UPDATE outbox SET state = 'sending', claimed_until = 1 WHERE occasion = '2'"
    );
    worker(&service, now(), Some(&mail), Some(&gateway))
        .send_due()
        .await
        .unwrap();
    assert_eq!((gateway.messages().len(), mail.letters().len()), (2, 1));
}

async fn a_text_message_that_was_not_taken_is_tried_again(service: Service) {
    let gateway = Gateway::start().await;
    let person = somebody(&service, 1, "sms", "fi").await;
    tell_ready(&service, &person, "1").await;
    for (minute, answer, state_then) in [
        (0, StatusCode::TOO_MANY_REQUESTS, is("waiting", "429")),
        (2, StatusCode::CREATED, is("sent", "")),
    ] {
        gateway.answers(answer);
        let worker = worker(&service, now() + TimeDelta::minutes(minute), None, Some(&gateway));
        worker.send_due().await.unwrap();
        assert_eq!(state(&service).await, state_then);
    }
    tell_ready(&service, &person, "2").await;
    gateway.answers(StatusCode::BAD_REQUEST);
    worker(&service, now(), None, Some(&gateway))
        .send_due()
        .await
        .unwrap();
    assert_eq!(
        states(&service).await[1],
        ("failed".to_owned(), Some("400".to_owned()))
    );
}

async fn who_wants_no_messages_gets_none(service: Service) {
    let (mail, gateway) = (MailServer::start().await, Gateway::start().await);
    let person = somebody(&service, 1, "none", "fi").await;
    tell_ready(&service, &person, "1").await;
    worker(&service, now(), Some(&mail), Some(&gateway))
        .send_due()
        .await
        .unwrap();
    assert_eq!((mail.letters().len(), gateway.messages().len()), (0, 0));
    assert_eq!(state(&service).await, is("dropped", ""));
    assert!(sent::newest(&service.app.db, 10).await.unwrap().is_empty());
}

async fn who_is_gone_is_not_written_to(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell_ready(&service, &person, "1").await;
    run!(service, "DELETE FROM people");
    send_at(&service, now(), &mail).await;
    assert_eq!((mail.letters().len(), states(&service).await.len()), (0, 0));
}

async fn somebody_without_an_account_is_written_to(service: Service) {
    let mail = MailServer::start().await;
    let to = Recipient::Address {
        channel: Channel::Email,
        address: "guest@example.org",
        language: Language::En,
    };
    tell(&service, to, &ready("Porakone"), "1", now()).await;
    send_at(&service, now(), &mail).await;
    let letters = mail.letters();
    assert_eq!(letters[0].to, "guest@example.org");
    assert_eq!(letters[0].read().subject(), Some("Ready to collect: Drill"));
}

async fn what_nobody_sent_for_days_is_not_sent_any_more(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell_ready(&service, &person, "1").await;
    send_at(&service, now() + TimeDelta::days(4), &mail).await;
    assert_eq!(mail.letters().len(), 0);
    assert_eq!(state(&service).await, is("failed", "stale"));
}

async fn what_a_newer_program_queued_is_left_to_it(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell_ready(&service, &person, "1").await;
    run!(
        service,
        "UPDATE outbox SET message = '{\"kind\":\"from_the_future\"}'"
    );
    send_at(&service, now(), &mail).await;
    assert_eq!(state(&service).await, is("waiting", "unreadable"));
    tell_ready(&service, &person, "2").await;
    send_at(&service, now() + TimeDelta::hours(2), &mail).await;
    assert_eq!(mail.letters().len(), 1, "what can be read goes");
    assert_eq!(states(&service).await[0].0, "waiting");
}

async fn a_running_worker_wakes_at_the_bell_and_stops_when_asked(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    let post = Post {
        email: Some(email(&mail)),
        sms: None,
        mailbox: false,
    };
    let app = &service.app;
    let site = "https://jaettu.example.org".parse().unwrap();
    let worker = Worker::new(app.db.clone(), app.clock, post, site, app.bell.clone());
    let running = worker.start();
    tokio::time::sleep(Duration::from_millis(100)).await;
    tell_ready(&service, &person, "1").await;
    app.bell.ring();
    let told = async {
        while mail.letters().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    // Without the bell it would look after five seconds only.
    tokio::time::timeout(Duration::from_secs(3), told)
        .await
        .expect("the bell is heard");
    tokio::time::timeout(Duration::from_secs(3), running.stop())
        .await
        .expect("it stops");
    assert_eq!(
        state(&service).await,
        is("sent", ""),
        "the letter at hand was noted first"
    );
}

async fn what_is_old_is_forgotten(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    tell_ready(&service, &person, "1").await;
    send_at(&service, now(), &mail).await;
    tell(
        &service,
        Recipient::Person(&person),
        &ready("Saha"),
        "2",
        now() + TimeDelta::days(200),
    )
    .await;
    sent::forget(&service.app.db, now() - TimeDelta::days(1))
        .await
        .unwrap();
    assert_eq!(states(&service).await.len(), 2);
    sent::forget(&service.app.db, now() + TimeDelta::days(1))
        .await
        .unwrap();
    assert_eq!(state(&service).await, is("waiting", ""));
    assert!(sent::newest(&service.app.db, 10).await.unwrap().is_empty());
}

/// Where the log of this whole program goes: what one thread alone listens to, others may have silenced.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Log {
    fn listen() -> Self {
        static LOG: LazyLock<Log> = LazyLock::new(|| {
            let log = Log::default();
            let writer = log.clone();
            tracing_subscriber::fmt()
                .with_max_level(tracing::Level::TRACE)
                .with_writer(move || writer.clone())
                .init();
            log
        });
        LOG.clone()
    }
}

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0
            .lock()
            .expect("nobody panics with it")
            .extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

async fn logs_say_nothing_about_anybody(service: Service) {
    let log = Log::listen();
    let (mail, gateway) = (MailServer::start().await, Gateway::start().await);
    for (number, channel) in [(1, "email"), (2, "sms")] {
        let person = somebody(&service, number, channel, "fi").await;
        tell(
            &service,
            Recipient::Person(&person),
            &ready("Canary Thing"),
            channel,
            now(),
        )
        .await;
    }
    let manners = [
        (Manner::Away, StatusCode::SERVICE_UNAVAILABLE),
        (Manner::Refuses(450), StatusCode::TOO_MANY_REQUESTS),
        (Manner::GoesAway, StatusCode::BAD_GATEWAY),
        (Manner::Refuses(550), StatusCode::BAD_REQUEST),
    ];
    for (hour, (manner, answer)) in manners.into_iter().enumerate() {
        mail.becomes(manner);
        gateway.answers(answer);
        let now = now() + TimeDelta::minutes(30 * i64::try_from(hour).unwrap());
        worker(&service, now, Some(&mail), Some(&gateway))
            .send_due()
            .await
            .unwrap();
    }
    mail.becomes(Manner::Takes);
    let last = now() + TimeDelta::hours(5);
    worker(&service, last, Some(&mail), Some(&gateway))
        .send_due()
        .await
        .unwrap();
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    for said in [
        "450",
        "550",
        "429",
        "a message was",
        "nobody knows what became of a text message",
    ] {
        assert!(log.contains(said), "the log should say {said}: {log}");
    }
    for canary in [
        "canary",
        "Canary",
        "+35840555",
        "40555",
        "Noudettavissa",
        "Porakone",
        "secret",
    ] {
        assert!(!log.contains(canary), "the log says {canary}: {log}");
    }
}

async fn the_mailbox_of_the_demonstration_shows_what_was_sent(service: Service) {
    let app = &service.app;
    let empty = service.get("/en/mailbox").await;
    assert!(empty.text().contains("No message has been sent yet"));
    for (number, channel) in [(1, "email"), (2, "sms")] {
        let person = somebody(&service, number, channel, "en").await;
        tell_ready(&service, &person, channel).await;
    }
    let post = Post {
        email: None,
        sms: None,
        mailbox: true,
    };
    let site = "https://jaettu.example.org".parse().unwrap();
    let worker = Worker::new(app.db.clone(), app.clock, post, site, app.bell.clone());
    worker.send_due().await.unwrap();
    let answer = service.get("/en/mailbox").await;
    assert_eq!(answer.header("cache-control"), "no-store");
    let page = answer.text();
    for shown in [
        "Ready to collect: Drill",
        "canary1@example.org",
        "+358405550002",
        "Text message",
        "noindex",
    ] {
        assert!(page.contains(shown), "{shown}");
    }
    assert!(service.get("/fi/").await.text().contains("href=\"/fi/mailbox\""));
    let real = App::new(app.db.clone(), app.clock, Assets::none(), false);
    let router = routes::router(Arc::new(real));
    let mut real = service;
    real.router = router;
    assert_eq!(real.get("/en/mailbox").await.status, 404);
    assert!(!real.get("/fi/").await.text().contains("mailbox"));
}
