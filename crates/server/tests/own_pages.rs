//! The pages that are written for the person who asks: readable before the app starts, for nobody else, kept nowhere.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use serde_json::json;
use support::{Answer, Service, person::Guest};

on_both_databases!(
    whoever_is_not_signed_in_finds_the_form,
    nobody_is_led_to_another_site_after_signing_in,
    ones_own_page_shows_what_one_has_and_nobody_elses,
    what_can_be_collected_stands_first_with_its_code,
    a_page_for_everybody_is_the_same_whoever_asks,
    settings_show_details_devices_and_messages,
    the_page_for_reserving_says_the_whole_deal_first,
    what_stands_against_reserving_is_said_instead_of_a_button,
    the_page_of_what_one_has_reserved_says_what_happens_next,
    who_gets_no_messages_is_told_where_to_look,
    what_was_returned_is_shown_to_whoever_keeps_it,
    due_days_come_as_a_calendar_file_for_their_owner_alone,
    messages_are_read_by_whom_they_were_sent_to,
    who_has_guessed_too_often_is_told_how_long_to_wait,
);

fn is_private(answer: &Answer) -> bool {
    answer.header("cache-control") == "no-store"
        && answer
            .text()
            .contains("<meta name=\"robots\" content=\"noindex\">")
}

async fn whoever_is_not_signed_in_finds_the_form(service: Service) {
    let service = service.with_demo().await;
    for (language, title) in [("fi", "Kirjaudu sisään"), ("sv", "Logga in"), ("en", "Sign in")] {
        for page in ["me", "me/settings"] {
            let answer = service.get(&format!("/{language}/{page}")).await;
            assert_eq!(answer.status, 200);
            assert!(is_private(&answer));
            let text = answer.text();
            assert!(
                text.contains(&format!("<h1 tabindex=\"-1\">{title}</h1>")),
                "{text}"
            );
            for part in [
                "autocomplete=\"username\"",
                "autocomplete=\"current-password\"",
                "inputmode=\"numeric\"",
            ] {
                assert!(text.contains(part), "{part}");
            }
            assert!(
                text.contains(&format!("data-to=\"/{language}/{page}\"")),
                "one comes back to where one was"
            );
        }
    }
    assert_eq!(service.get("/fi/me/nothing").await.status, 404);
}

async fn nobody_is_led_to_another_site_after_signing_in(service: Service) {
    let text = service
        .get("/sv/me?next=%2Fsv%2Fitems%2Fporakone%2Fhold")
        .await
        .text();
    assert!(text.contains("data-to=\"/sv/items/porakone/hold\""), "{text}");
    for elsewhere in [
        "https%3A%2F%2Fevil.example",
        "%2F%2Fevil.example",
        "javascript%3Aalert(1)",
    ] {
        let text = service.get(&format!("/fi/me?next={elsewhere}")).await.text();
        assert!(text.contains("data-to=\"/fi/me\""), "{elsewhere}");
    }
}

async fn ones_own_page_shows_what_one_has_and_nobody_elses(service: Service) {
    let service = service.with_demo().await;
    let (one, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    for guest in [&one, &other] {
        let page = guest
            .send("GET", "/fi/me", None, &[("accept-encoding", "br")])
            .await;
        assert_eq!(
            (page.status.as_u16(), page.header("cache-control")),
            (200, "no-store")
        );
        assert_eq!(
            page.header("etag"),
            "",
            "it is not among the answers that are kept"
        );
    }
    let page = one.get("/fi/me").await;
    assert!(is_private(&page));
    let text = page.text();
    assert!(text.contains("Asukas 1") && text.contains("1000 0001") && !text.contains("1000 0002"));
    let loans = one.get("/api/v1/me/loans").await.json();
    for loan in loans["items"].as_array().unwrap() {
        assert!(text.contains(loan["id"].as_str().unwrap()));
    }
    let theirs = other.get("/api/v1/me/loans").await.json();
    assert!(!text.contains(theirs["items"][0]["id"].as_str().unwrap()));
    assert!(
        text.contains("disabled"),
        "no button works before the app is there"
    );
}

async fn what_can_be_collected_stands_first_with_its_code(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    let hold = guest.get("/api/v1/me/holds").await.json()["items"]
        .as_array()
        .unwrap()
        .first()
        .cloned();
    // Whatever the example data has: this one is ready.
    service
        .sql(
            "UPDATE holds SET state = 'ready', pickup_code = 'ABC234', pickup_until = 1795795200000, ready_at = 1795500000000 \
             WHERE id = (SELECT MIN(h.id) FROM holds h JOIN people p ON p.id = h.person \
             WHERE p.card = '10000001' AND h.ended_at IS NULL)",
        )
        .await;
    let text = guest.get("/fi/me").await.text();
    let place = |what: &str| text.find(what);
    if hold.is_some() {
        assert!(place("ABC-234").unwrap() < place("id=\"loans\"").unwrap());
        assert!(text.contains("klo 20:00 mennessä"), "{text}");
    }
    assert!(
        place("j-bars").unwrap() < place("id=\"loans\"").unwrap(),
        "the card is there to be shown"
    );
}

async fn a_page_for_everybody_is_the_same_whoever_asks(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    for path in [
        "/fi/",
        "/fi/items",
        "/fi/items/porakone",
        "/sv/libraries/kallio",
        "/en/programme",
    ] {
        let (known, stranger) = (guest.get(path).await, service.get(path).await);
        assert_eq!(known.header("cache-control"), "no-cache", "{path}");
        assert_eq!(
            without_time(&known.text()),
            without_time(&stranger.text()),
            "{path}"
        );
    }
}

/// A page but for the second in which it was written.
fn without_time(page: &str) -> String {
    let (before, after) = page.split_once("data-at=\"").unwrap();
    let (_, after) = after.split_once('"').unwrap();
    [before, after].concat()
}

async fn settings_show_details_devices_and_messages(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    let page = guest.get("/en/me/settings").await;
    assert!(is_private(&page));
    let text = page.text();
    for part in [
        "10000001@example.org",
        "this device",
        "/api/v1/me/export",
        "No messages have been sent",
        "Sign out",
    ] {
        assert!(text.contains(part), "{part}");
    }
}

async fn the_page_for_reserving_says_the_whole_deal_first(service: Service) {
    let service = service.with_demo().await;
    let stranger = service.get("/fi/items/porakone/hold").await;
    assert!(is_private(&stranger));
    let text = stranger.text();
    assert!(
        text.contains("/fi/me?next=%2Ffi%2Fitems%2Fporakone%2Fhold") && !text.contains("hold-form"),
        "{text}"
    );
    for fact in ["Paikkasi jonossa", "Nouto", "Laina-aika", "Jos myöhästyt"] {
        assert!(text.contains(fact), "{fact}");
    }
    let text = service
        .signed_in("1000 0009")
        .await
        .get("/fi/items/porakone/hold")
        .await
        .text();
    assert!(
        text.contains("action=\"/api/v1/items/porakone/holds\"") && text.contains("name=\"pickup_library\"")
    );
    let oodi = service
        .get("/fi/items/porakone/hold?pickup_library=oodi")
        .await
        .text();
    assert!(oodi.contains("<dd>Oodi<small>"), "{oodi}");
    let nowhere = service
        .get("/fi/items/porakone/hold?pickup_library=atlantis")
        .await;
    assert_eq!(nowhere.status, 200, "what is wrong in an address is left out");
    assert_eq!(service.get("/fi/items/none/hold").await.status, 404);
    assert_eq!(service.get("/fi/items/porakone/other").await.status, 404);
}

async fn what_stands_against_reserving_is_said_instead_of_a_button(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0009").await;
    service
        .sql("UPDATE people SET blocked = 'maksu' WHERE card = '10000009'")
        .await;
    let text = guest.get("/fi/items/porakone/hold").await.text();
    assert!(
        text.contains("Lainaaminen on nyt estetty") && !text.contains("hold-form"),
        "{text}"
    );
}

async fn the_page_of_what_one_has_reserved_says_what_happens_next(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0009").await;
    let placed = guest
        .post(
            "/api/v1/items/porakone/holds",
            json!({ "pickup_library": "kallio" }),
        )
        .await;
    assert_eq!(placed.status, 201, "{}", placed.text());
    let text = guest.get("/en/items/porakone/hold").await.text();
    assert!(
        text.contains("We tell you when you can collect it") && !text.contains("hold-form"),
        "{text}"
    );
    assert!(
        service
            .get("/en/items/porakone/hold")
            .await
            .text()
            .contains("Sign in to reserve")
    );
}

async fn who_gets_no_messages_is_told_where_to_look(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0009").await;
    guest.patch("/api/v1/me", json!({ "channel": "none" })).await;
    let place = json!({ "pickup_library": "kallio" });
    guest.post("/api/v1/items/porakone/holds", place).await;
    let text = guest.get("/en/items/porakone/hold").await.text();
    assert!(
        text.contains("You get no messages.") && !text.contains("We tell you when you can collect it"),
        "{text}"
    );
}

async fn what_was_returned_is_shown_to_whoever_keeps_it(service: Service) {
    let service = service.with_demo().await;
    let (guest, staff) = (
        service.signed_in("1000 0009").await,
        service.signed_in("3000 0002").await,
    );
    let (barcode, library) = service.free_copy("porakone").await;
    let lent = json!({ "card": "10000009", "barcode": barcode, "library": library });
    let lent = staff.post("/api/v1/desk/checkouts", lent).await;
    assert_eq!(lent.status, 201, "{}", lent.text());
    let back = json!({ "barcode": barcode, "library": library });
    assert_eq!(staff.post("/api/v1/desk/returns", back).await.status, 200);
    assert!(!guest.get("/en/me").await.text().contains("id=\"ended\""));
    guest.patch("/api/v1/me", json!({ "keeps_history": true })).await;
    let text = guest.get("/en/me").await.text();
    let ended = text.split("id=\"ended\"").nth(1).unwrap();
    assert!(
        ended.contains("Borrowed 23.11.2026, returned 23.11.2026") && ended.contains("/en/items/porakone"),
        "{ended}"
    );
}

async fn due_days_come_as_a_calendar_file_for_their_owner_alone(service: Service) {
    let service = service.with_demo().await;
    assert_eq!(service.get("/fi/me/due.ics").await.problem(), "sign_in");
    let guest = service.signed_in("1000 0001").await;
    let file = guest.get("/fi/me/due.ics").await;
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(file.header("cache-control"), "private, no-store");
    let loans = guest.get("/api/v1/me/loans").await.json();
    let loans = loans["items"].as_array().unwrap();
    let text = file.text().replace("\r\n ", "");
    assert_eq!(text.matches("BEGIN:VEVENT").count(), loans.len());
    for loan in loans {
        let id = loan["id"].as_str().unwrap();
        assert!(text.contains(&format!("UID:loan-{id}@jaettu\r\n")), "{id}");
        assert!(text.contains(&format!(
            "SUMMARY:Palauta: {}",
            loan["name"]["fi"].as_str().unwrap()
        )));
    }
}

async fn messages_are_read_by_whom_they_were_sent_to(service: Service) {
    let service = service.with_demo().await;
    let (one, other) = (
        service.signed_in("1000 0001").await,
        service.signed_in("1000 0002").await,
    );
    service
        .sql(
            "INSERT INTO deliveries (id, person, channel, address, subject, body, sent_at) SELECT 'd1', id, 'email', \
             'a@example.org', 'Palauta <pian>', 'Hei!', 1795500000000 FROM people WHERE card = '10000001'",
        )
        .await;
    let mine = one.get("/api/v1/me/messages").await.json();
    assert_eq!(
        (&mine["items"][0]["subject"], &mine["items"][0]["channel"]),
        (&json!("Palauta <pian>"), &json!("email"))
    );
    assert_eq!(other.get("/api/v1/me/messages").await.json()["items"], json!([]));
    let text = one.get("/fi/me/settings").await.text();
    assert!(text.contains("Palauta &lt;pian&gt;") && !text.contains("<pian>"));
}

async fn who_has_guessed_too_often_is_told_how_long_to_wait(service: Service) {
    let service = service.with_demo().await;
    let mut guest = Guest::of(&service);
    for _ in 0..8 {
        assert_eq!(guest.sign_in("1000 0001", "9999").await.problem(), "wrong_pin");
    }
    let refused = guest.sign_in("1000 0001", "1234").await;
    assert_eq!(refused.problem(), "too_often");
    let wait = refused.json()["retry_after"].as_u64().unwrap();
    assert_eq!(refused.header("retry-after"), wait.to_string());
    assert!((1..=2 * 60 * 60).contains(&wait), "{wait}");
}
