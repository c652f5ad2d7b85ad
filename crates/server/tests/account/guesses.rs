//! What strangers learn by guessing cards and PINs, and whom they lock out.

use crate::support::person::Guest;
use crate::support::{Answer, Service};
use futures::future::join_all;
use jaettu_domain::account::rules::PER_ADDRESS;
use jaettu_server::App;
use jaettu_server::assets::Assets;
use jaettu_server::proxies::Proxies;
use jaettu_server::routes;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

on_both_databases!(
    an_unknown_card_and_a_wrong_pin_have_the_same_answer,
    guesses_are_slowed_down_for_the_guesser_and_for_nobody_else,
    a_card_is_guessed_no_more_often_because_it_is_written_in_many_ways,
    many_guessers_do_not_lock_out_whoever_has_signed_in_from_home,
    a_guesser_behind_the_same_address_does_not_lock_out_whoever_has_signed_in_there,
    twenty_thousand_guesses_learn_nothing_and_lock_out_only_the_guesser,
);

async fn an_unknown_card_and_a_wrong_pin_have_the_same_answer(service: Service) {
    let service = service.with_demo().await;
    let mut guest = Guest::of(&service);
    let wrong = guest.sign_in("1000 0001", "9999").await;
    let unknown = guest.sign_in("9999 9999", "1234").await;
    let neither = guest.sign_in("not a card", "not a pin").await;
    assert_eq!(wrong.status, 401);
    assert_eq!(wrong.body, unknown.body);
    assert_eq!(wrong.body, neither.body);
    assert_eq!(wrong.header("set-cookie"), "");
}

async fn guesses_are_slowed_down_for_the_guesser_and_for_nobody_else(service: Service) {
    let service = service.with_demo().await;
    let mut guesser = Guest::of(&service).from("203.0.113.9");
    let mut codes = Vec::new();
    for guess in 0..40 {
        let card = format!("1000 {:04}", 1 + guess % 9);
        codes.push(
            guesser
                .sign_in(&card, &format!("{:04}", 5000 + guess))
                .await
                .problem(),
        );
    }
    assert!(codes[..20].iter().all(|code| code == "wrong_pin"), "{codes:?}");
    assert!(codes[20..].iter().all(|code| code == "too_often"), "{codes:?}");
    let refused = guesser.sign_in("1000 0001", "1234").await;
    assert_eq!(
        refused.problem(),
        "too_often",
        "even the right PIN tells nothing now"
    );
    assert!(refused.header("retry-after").parse::<u32>().unwrap() <= 60);
    let mut owner = Guest::of(&service).from("198.51.100.7");
    assert_eq!(owner.sign_in("1000 0001", "1234").await.status, 200);
    service.wait(60 * 60);
    assert_eq!(
        guesser.sign_in("1000 0001", "1234").await.status,
        200,
        "an hour later all is forgotten"
    );
}

async fn a_card_is_guessed_no_more_often_because_it_is_written_in_many_ways(service: Service) {
    let service = service.with_demo().await;
    let mut passed = 0;
    for guess in 0..40 {
        // A gap somewhere, and two kinds of it.
        let mut card = String::from("10000001");
        card.insert(1 + guess % 7, if guess % 2 == 0 { ' ' } else { '-' });
        let mut guesser = Guest::of(&service).from(&format!("203.0.113.{}", guess + 1));
        match guesser.sign_in(&card, "9999").await.problem().as_str() {
            "wrong_pin" => passed += 1,
            other => assert_eq!(other, "too_often"),
        }
    }
    assert_eq!(passed, 30);
}

async fn a_guesser_behind_the_same_address_does_not_lock_out_whoever_has_signed_in_there(service: Service) {
    let service = service.with_demo().await;
    let at_the_library = |service| Guest::of(service).from("203.0.113.9");
    let mut owner = at_the_library(&service);
    assert_eq!(owner.sign_in("1000 0001", "1234").await.status, 200);
    let mut guesser = at_the_library(&service);
    for guess in 0..30 {
        let card = format!("1000 {:04}", 2 + guess % 8);
        guesser.sign_in(&card, "9999").await;
    }
    assert_eq!(guesser.sign_in("1000 0002", "9999").await.problem(), "too_often");
    assert_eq!(owner.sign_in("1000 0001", "1234").await.status, 200);
}

async fn many_guessers_do_not_lock_out_whoever_has_signed_in_from_home(service: Service) {
    let service = service.with_demo().await;
    let mut owner = Guest::of(&service).from("198.51.100.7");
    assert_eq!(owner.sign_in("1000 0001", "1234").await.status, 200);
    for guess in 0..31 {
        let mut guesser = Guest::of(&service).from(&format!("203.0.113.{}", guess + 1));
        guesser.sign_in("1000 0001", "9999").await;
    }
    let mut elsewhere = Guest::of(&service).from("203.0.113.200");
    assert_eq!(
        elsewhere.sign_in("1000 0001", "1234").await.problem(),
        "too_often"
    );
    assert_eq!(owner.sign_in("1000 0001", "1234").await.status, 200);
    service.wait(91 * 24 * 60 * 60);
    assert_eq!(
        elsewhere.sign_in("1000 0001", "1234").await.status,
        200,
        "all is forgotten"
    );
}

/// Cards that are guessed: residents, staff, and some that nobody has.
const GUESSED: [&str; 20] = [
    "1000 0001",
    "1000 0002",
    "1000 0003",
    "1000 0004",
    "1000 0005",
    "1000 0006",
    "1000 0007",
    "1000 0008",
    "1000 0009",
    "2000 0001",
    "3000 0001",
    "3000 0002",
    "4000 0001",
    "1000 0010",
    "1000 0011",
    "1000 0012",
    "5000 0001",
    "6000 0001",
    "7000 0001",
    "8000 0001",
];
/// So many of them somebody has, the first.
const KNOWN: usize = 13;
/// Each of them is guessed with so many PINs.
const PINS: usize = 1000;
/// The right PIN, 1234, comes among the first that are not looked at any more.
const FIRST_PIN: usize = 1226;
/// Places from which the guesser asks, behind the reverse proxy.
const PLACES: usize = 4;
/// Guesses on their way at once.
const AT_ONCE: usize = 50;

/// The service behind a reverse proxy at the address of every guest.
fn behind_a_proxy(mut service: Service) -> Service {
    let old = &service.app;
    let mut app = App::new(old.db.clone(), old.clock.clone(), Assets::none(), true);
    app.proxies = Proxies::new(vec!["192.0.2.1".parse().unwrap()]);
    service.app = Arc::new(app);
    service.router = routes::router(Arc::clone(&service.app));
    service
}

/// Where the guess of this number really comes from: three machines, and a household with another address for each.
fn address(number: usize) -> String {
    match number % PLACES {
        0 => format!("2001:db8:bad:1::{:x}", 1 + number % 60_000),
        place => format!("203.0.113.{place}"),
    }
}

async fn sign_in(service: &Service, card: &str, pin: &str, forwarded: &str) -> Answer {
    let body = json!({ "card": card, "pin": pin });
    let headers = [("x-forwarded-for", forwarded)];
    let guest = Guest::of(service);
    guest.send("POST", "/api/v1/session", Some(body), &headers).await
}

async fn twenty_thousand_guesses_learn_nothing_and_lock_out_only_the_guesser(service: Service) {
    let service = behind_a_proxy(service.with_demo().await);
    let began = service.app.clock.now();
    let guess = async |number: usize| {
        let (card, pin) = (
            GUESSED[number % GUESSED.len()],
            FIRST_PIN + number / GUESSED.len(),
        );
        // Whatever a guesser writes in front, the proxy adds where the request really comes from.
        let forwarded = format!("198.51.100.{}, {}", number % 250, address(number));
        let answer = sign_in(&service, card, &pin.to_string(), &forwarded).await;
        assert_eq!(
            answer.header("set-cookie"),
            "",
            "{card} and {pin} sign somebody in"
        );
        (answer.problem(), answer.body)
    };
    let numbers: Vec<usize> = (0..GUESSED.len() * PINS).collect();
    let mut answers: BTreeMap<String, Vec<Vec<u8>>> = BTreeMap::new();
    for some in numbers.chunks(AT_ONCE) {
        for (code, body) in join_all(some.iter().map(|number| guess(*number))).await {
            answers.entry(code).or_default().push(body);
        }
    }
    let codes: Vec<&str> = answers.keys().map(String::as_str).collect();
    assert_eq!(codes, ["too_often", "wrong_pin"]);
    let wrong = &answers["wrong_pin"];
    assert!(
        wrong.iter().all(|body| *body == wrong[0]),
        "every wrong guess is answered alike"
    );
    // For each of these a PIN was compared, which takes 19 MiB and a processor for a while; for no other.
    let minutes = (service.app.clock.now() - began).num_seconds() / PER_ADDRESS.every.num_seconds();
    let each = i64::from(PER_ADDRESS.burst) + minutes + 1;
    let most = PLACES * usize::try_from(each).unwrap();
    assert!(
        wrong.len() <= most,
        "{} PINs were compared, {most} may be",
        wrong.len()
    );
    for place in 0..PLACES {
        let locked_out = sign_in(&service, "1000 0001", "1234", &address(place)).await;
        assert_eq!(
            locked_out.problem(),
            "too_often",
            "even the right PIN tells nothing now"
        );
    }
    for card in &GUESSED[..KNOWN] {
        let owner = sign_in(&service, card, "1234", "198.51.100.7").await;
        assert_eq!(owner.status, 200, "{card}: {}", owner.text());
    }
}
