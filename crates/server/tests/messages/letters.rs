//! What is told to whom, and what a letter looks like to the program that reads it.

use crate::gateway::Gateway;
use crate::smtp::MailServer;
use crate::support::Service;
use crate::{email, is, loan, now, ready, send_at, somebody, state, states, tell, tell_ready, worker};
use chrono::TimeDelta;
use jaettu_domain::messages::{Channel, Message};
use jaettu_domain::text::{Language, Text};
use jaettu_server::assets::Assets;
use jaettu_server::db::Db;
use jaettu_server::messages::Post;
use jaettu_server::messages::store::{Recipient, queue, sent};
use jaettu_server::messages::worker::Worker;
use jaettu_server::{App, routes};
use std::sync::Arc;
use std::time::Duration;

on_both_databases!(
    three_things_are_one_letter_with_what_presses_first,
    a_letter_has_the_headers_and_parts_that_it_should,
    a_name_can_neither_add_a_header_nor_a_recipient,
    a_letter_is_in_the_language_of_its_reader,
    the_same_occasion_is_told_once,
    what_is_rolled_back_is_not_told,
    who_wants_no_messages_gets_none,
    who_is_gone_is_not_written_to,
    somebody_without_an_account_is_written_to,
    a_running_worker_wakes_at_the_bell_and_stops_when_asked,
    what_is_old_is_forgotten,
    the_mailbox_of_the_demonstration_shows_what_was_sent,
);

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
        queue(&mut tx, to, &ready("Porakone"), "1", None, now(), now())
            .await
            .unwrap()
    );
    drop(tx);
    send_at(&service, now(), &mail).await;
    assert_eq!((states(&service).await.len(), mail.letters().len()), (0, 0));
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
    let worker = Worker::new(app.db.clone(), app.clock.clone(), post, site, app.bell.clone());
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
    let worker = Worker::new(app.db.clone(), app.clock.clone(), post, site, app.bell.clone());
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
    let real = App::new(app.db.clone(), app.clock.clone(), Assets::none(), false);
    let router = routes::router(Arc::new(real));
    let mut real = service;
    real.router = router;
    assert_eq!(real.get("/en/mailbox").await.status, 404);
    assert!(!real.get("/fi/").await.text().contains("mailbox"));
}
