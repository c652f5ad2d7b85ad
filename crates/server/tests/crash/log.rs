//! What the program writes down about people in its log, at its most talkative as operators run it: nothing.

use crate::gateway::Gateway;
use crate::program::{Program, ask, log, request, sign_in};
use crate::smtp::{MailServer, Manner};
use crate::support::Service;
use crate::things;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;

on_both_databases!(the_log_names_nobody_whatever_goes_wrong);

/// Nothing of this may stand in a log: cards and PINs in every writing, names, ways to reach somebody, reasons, reports, and
/// what opens a door.
const CANARIES: [&str; 20] = [
    "10000002",
    "1000 0002",
    "30000002",
    "3000 0002",
    "76543210",
    "7654 3210",
    "7654 3212",
    "86420975",
    "97531864",
    "anaria",
    "kielletty",
    "Asukas",
    "example.org",
    "405550188",
    "405550199",
    "is not welcome",
    "secret",
    "a2FuYXJpYQ",
    "__Host-jaettu=",
    "argon2id",
];

/// What somebody at the desk makes the program hear: the loans of two whom it has never written to.
async fn tell_at_the_desk(to: SocketAddr) -> Vec<String> {
    let staff = sign_in(to, "3000 0002", "1234").await;
    let say = async |line: &str, body: Value, status: u16| {
        let (answered, answer) = ask(to, line, &staff, body).await.expect("an answer");
        assert_eq!(answered, status, "{line}: {answer}");
        answer
    };
    let wrong = json!({ "card": "1000 0002", "pin": "86420975" });
    say("POST /api/v1/session", wrong, 401).await;
    let search = json!({ "query": "Asukas 2", "reason": "kanarian syy" });
    say("POST /api/v1/desk/people/search", search, 200).await;
    let odd = json!({ "card": "7654 3211", "pin": "kanaria", "name": "Kanarialintu", "email": "kanaria@" });
    say("POST /api/v1/desk/people", odd, 400).await;
    let mut loans = Vec::new();
    for (card, copy, channel) in [("7654 3210", "L1", "email"), ("7654 3212", "L2", "sms")] {
        let new = json!({ "card": card, "pin": "97531864", "name": "Kanarialintu", "channel": channel,
            "email": "kanaria@example.org", "phone": "+358405550188" });
        let person = say("POST /api/v1/desk/people", new, 201).await;
        let person = format!("/api/v1/desk/people/{}", person["id"].as_str().unwrap());
        let asked = json!({ "reason": "kanaria ei vastaa" });
        say(&format!("POST {person}/contact"), asked, 200).await;
        for blocked in ["kanaria on kielletty", ""] {
            say(&format!("PATCH {person}"), json!({ "blocked": blocked }), 200).await;
        }
        let scan = json!({ "code": card, "library": "kallio" });
        say("POST /api/v1/desk/scans", scan, 200).await;
        let lent = json!({ "card": card, "barcode": copy });
        let lent = say("POST /api/v1/desk/checkouts", lent, 201).await;
        loans.push(format!("/api/v1/me/loans/{}", lent["loan"].as_str().unwrap()));
    }
    let broken = json!({ "barcode": "L3", "library": "kallio", "text": "kanaria nokki johdon" });
    say("POST /api/v1/desk/faults", broken, 201).await;
    loans
}

/// What people do themselves: they look, change how they are reached, and report a fault, which is answered by a message.
async fn tell_from_home(to: SocketAddr, card: &str, loan: &str) {
    let cookie = sign_in(to, card, "97531864").await;
    let say = async |line: &str, body: Value, status: u16| {
        let (answered, answer) = ask(to, line, &cookie, body).await.expect("an answer");
        assert_eq!(answered, status, "{line}: {answer}");
    };
    let search = request(to, "GET /api/v1/items?q=kanaria", &cookie, "", "").await;
    assert_eq!(search.expect("an answer").0, 200);
    let phone = json!({ "phone": "0405550199", "language": "sv" });
    say("PATCH /api/v1/me", phone, 200).await;
    let wrong = json!({ "email": "kanaria@example.org\r\nBcc: kanaria@example.org" });
    say("PATCH /api/v1/me", wrong, 400).await;
    let pin = json!({ "old": "86420975", "new": "97531864" });
    say("POST /api/v1/me/pin", pin, 401).await;
    let faults = format!("POST {loan}/faults");
    let photo = json!({ "text": "kanaria", "photo": "a2FuYXJpYQ==" });
    say(&faults, photo, 422).await;
    let fault = json!({ "text": "Kanaria sanoo: kielletty" });
    say(&faults, fault, 201).await;
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

/// Waits until the log says all of this.
async fn logged(service: &Service, what: &[&str]) {
    for _ in 0..100 {
        let log = log(service);
        if what.iter().all(|what| log.contains(what)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the log never says {what:?}: {}", log(service));
}

async fn the_log_names_nobody_whatever_goes_wrong(service: Service) {
    let service = service.with_demo().await;
    let things = [
        ("eka", "Eka", "L1"),
        ("toka", "Toka", "L2"),
        ("kolmas", "Kolmas", "L3"),
    ];
    things::put(&service, &things).await;
    // Example data that somebody has used is left as it is when the program starts.
    service.signed_in("3000 0001").await;
    let (mail, gateway) = (MailServer::start().await, Gateway::start().await);
    let (smtp, sms) = (
        format!("smtp://{}", mail.address),
        format!("http://{}", gateway.address),
    );
    let mut options = vec!["--smtp-url", &smtp, "--mail-from", "Jaettu <jaettu@example.org>"];
    options.extend([
        "--sms-url",
        &sms,
        "--sms-token",
        "secret",
        "--sms-sender",
        "Jaettu",
    ]);
    options.extend(["--public-url", "https://jaettu.example.org"]);
    mail.becomes(Manner::Refuses(450));
    gateway.answers(StatusCode::TOO_MANY_REQUESTS);
    let program = Program::start(&service, 0, &options).await;
    let loans = tell_at_the_desk(program.at).await;
    for (card, loan) in ["7654 3210", "7654 3212"].iter().zip(loans) {
        tell_from_home(program.at, card, &loan).await;
    }
    logged(&service, &["\"450\"", "\"429\""]).await;
    program.kill().await;
    mail.becomes(Manner::Refuses(550));
    gateway.answers(StatusCode::BAD_GATEWAY);
    let program = Program::start(&service, 10, &options).await;
    logged(&service, &["\"550\"", "\"502\""]).await;
    program.kill().await;
    let log = log(&service);
    assert!(
        log.contains("/api/v1/me/loans/{id}/faults"),
        "requests are logged by their route"
    );
    assert_eq!(gateway.messages().len(), 2, "and text messages were tried");
    let said: Vec<String> = log.lines().map(without_durations).collect();
    for canary in CANARIES {
        let line = said.iter().find(|line| line.contains(canary));
        assert_eq!(line, None, "the log says {canary}");
    }
}
