//! What goes wrong on the way: nothing is lost, and what comes twice is the same letter.

use crate::gateway::Gateway;
use crate::log::Log;
use crate::smtp::{Letter, MailServer, Manner};
use crate::support::Service;
use crate::{is, now, ready, send_at, somebody, state, states, tell, tell_ready, worker};
use axum::http::StatusCode;
use chrono::TimeDelta;
use jaettu_server::db::Db;
use jaettu_server::messages::store::{Recipient, sent};
use jaettu_server::messages::worker::Worker;

on_both_databases!(
    two_workers_at_once_send_nothing_twice,
    a_server_that_is_busy_gets_the_letter_later,
    an_address_that_is_refused_is_not_tried_again,
    an_hour_without_a_mail_server_loses_nothing,
    a_letter_repeated_after_a_broken_connection_is_the_same_letter,
    a_worker_that_is_killed_loses_nothing,
    a_letter_cut_off_by_a_time_limit_does_not_run_into_the_next,
    what_nobody_sent_for_days_is_not_sent_any_more,
    what_a_newer_program_queued_is_left_to_it,
    logs_say_nothing_about_anybody,
);

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
    let read: Vec<_> = letters.iter().map(Letter::read).collect();
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
    let letter = letters[0].read();
    assert_eq!(letter.subject(), Some("Noudettavissa: Porakone"));
    assert_eq!(
        letter.to().unwrap().first().unwrap().address(),
        Some(letters[0].to.as_str())
    );
    let mut states = states(&service).await;
    states.sort();
    let timeout = Some("timeout".to_owned());
    assert_eq!(
        states,
        [("sent".to_owned(), None), ("waiting".to_owned(), timeout)]
    );
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
    let log = log.text();
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
        "35840555",
        "Noudettavissa",
        "Porakone",
        "secret",
    ] {
        assert!(!log.contains(canary), "the log says {canary}: {log}");
    }
}
