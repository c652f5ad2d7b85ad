//! Text messages and reminders: by day, through a gateway that cannot tell a repetition.

use crate::gateway::Gateway;
use crate::smtp::MailServer;
use crate::support::Service;
use crate::{at, is, loan, now, ready, send_at, somebody, state, states, tell, tell_ready, worker};
use axum::http::StatusCode;
use chrono::TimeDelta;
use jaettu_domain::messages::Message;
use jaettu_server::db::Db;
use jaettu_server::messages::store::{Recipient, sent};

on_both_databases!(
    a_reminder_at_night_waits_for_the_morning,
    a_text_message_at_night_waits_for_the_morning,
    a_text_message_goes_to_the_gateway_as_it_wants_it,
    a_text_message_of_unknown_fate_is_not_repeated_and_a_letter_goes_instead,
    a_text_message_that_was_not_taken_is_tried_again,
);

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
        Noutokoodi: AB2-C3D.\nhttps://jaettu.example.org/fi/me";
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
