//! Killed while letters go out: whatever was answered and has to be told is told, and nothing is told in two letters.
//!
//! What no protocol gives is not asked for: when the program dies between the mail server's "taken" and its own note of that,
//! the letter goes again. Then it is the same letter under the same `Message-ID`, by which a mail server or a reader's program
//! knows it (docs/adr/0012-messages.md); and there is at most one such letter for each time that the program is killed.

use crate::is_whole;
use crate::program::{Program, ask};
use crate::smtp::{Letter, MailServer, Manner};
use crate::support::Service;
use crate::things;
use jaettu_domain::desk::rules::code_text;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;

on_both_databases!(a_server_killed_while_it_sends_tells_everything_and_nothing_in_two_letters);

/// So many times it is killed.
const KILLS: i64 = 8;
/// People who borrow and reserve at once, each a little in every run.
const PEOPLE: i64 = 16;
/// Things of each person for every run: half of them are reserved, half of them borrowed.
const THINGS: i64 = 4;
/// So much is answered in every other run before the program is killed.
const ENOUGH: u64 = 12;
/// Minutes of the program's clock from one run to the next: what waits a moment before it is told is due by then, and what the
/// killed program was sending is taken up again.
const BETWEEN: i64 = 6;

/// What is told to somebody: the words by which a letter is known, or all words of a letter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Told {
    to: String,
    words: String,
}

/// Somebody with a library card, in one run of the program.
struct Client {
    at: SocketAddr,
    number: i64,
    cookie: String,
    staff: String,
    answered: Arc<AtomicU64>,
}

fn card(person: i64) -> String {
    format!("180000{person:02}")
}

fn address(person: i64) -> String {
    format!("reader{person}@example.org")
}

/// The number of a thing: whose it is and in which run it is used.
fn thing(run: i64, person: i64, number: i64) -> i64 {
    1000 + (run * PEOPLE + person) * THINGS + number
}

/// The example data with people of our own, who alone can be written to, and things of which there is one each.
async fn prepare(service: Service) -> Service {
    let service = service.with_demo().await;
    service.sql("UPDATE people SET email = NULL").await;
    for person in 0..PEOPLE {
        let sql = format!(
            "INSERT INTO people (id, card, pin_hash, name, email, channel, language, born, role, all_libraries, \
             keeps_history, disabled, version, created_at, seen_at) SELECT '0192f0c1-7a3b-7c4d-8e5f-{person:012}', '{}', \
             pin_hash, 'Lukija', '{}', 'email', 'fi', born, role, FALSE, FALSE, FALSE, 1, 0, 0 \
             FROM people WHERE card = '10000001'",
            card(person),
            address(person)
        );
        service.sql(&sql).await;
    }
    let numbers = thing(0, 0, 0)..thing(KILLS, 0, 0);
    let things: Vec<[String; 3]> = numbers
        .map(|number| {
            [
                format!("kirje-{number}"),
                format!("Kirje {number}"),
                format!("K{number}"),
            ]
        })
        .collect();
    let things: Vec<(&str, &str, &str)> = things.iter().map(|[a, b, c]| (&**a, &**b, &**c)).collect();
    things::put(&service, &things).await;
    service
}

impl Client {
    /// Reserves and borrows until the program is gone: what was answered and has to be told.
    async fn work(self, run: i64) -> Vec<Told> {
        let mut told = Vec::new();
        for number in 0..THINGS {
            let thing = thing(run, self.number, number);
            let words = if number % 2 == 0 {
                self.fetch(thing).await
            } else {
                self.borrow(thing).await
            };
            let Some(words) = words else { break };
            self.answered.fetch_add(1, Ordering::Relaxed);
            let to = address(self.number);
            told.push(Told { to, words });
        }
        told
    }

    /// Reserves a thing, which is then found on its shelf: the code that its letter has to tell.
    async fn fetch(&self, thing: i64) -> Option<String> {
        let hold = format!("POST /api/v1/items/kirje-{thing}/holds");
        ask(
            self.at,
            &hold,
            &self.cookie,
            json!({ "pickup_library": "kallio" }),
        )
        .await?;
        let scan = json!({ "barcode": format!("K{thing}"), "library": "kallio" });
        let (status, found) = ask(self.at, "POST /api/v1/desk/returns", &self.staff, scan).await?;
        assert_eq!(
            (status, &found["goes"]["to"]),
            (200, &json!("hold_shelf")),
            "{found}"
        );
        Some(code_text(found["goes"]["code"].as_str()?))
    }

    /// Borrows a thing, keeps it longer and finds it broken: the name that the letter about that has to tell.
    async fn borrow(&self, thing: i64) -> Option<String> {
        let lent = json!({ "card": card(self.number), "barcode": format!("K{thing}") });
        let (status, lent) = ask(self.at, "POST /api/v1/desk/checkouts", &self.staff, lent).await?;
        assert_eq!(status, 201, "{lent}");
        let path = format!("POST /api/v1/me/loans/{}", lent["loan"].as_str()?);
        let (status, renewed) = ask(self.at, &format!("{path}/renew"), &self.cookie, json!({})).await?;
        assert_eq!(status, 200, "{renewed}");
        let report = json!({ "text": "Ei käynnisty" });
        let (status, reported) = ask(self.at, &format!("{path}/faults"), &self.cookie, report).await?;
        assert_eq!(status, 201, "{reported}");
        Some(format!("Kirje {thing}"))
    }
}

/// Waits for some moment: in every other run soon, while the letters of the last run go out, and otherwise when most people
/// have got something.
async fn some_moment(run: i64, answered: &AtomicU64) {
    let most = if run % 2 == 0 { 10_000 } else { 0 };
    for _ in 0..most / 10 {
        if answered.load(Ordering::Relaxed) >= ENOUGH {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let some = RandomState::new().build_hasher().finish() % 600;
    tokio::time::sleep(Duration::from_millis(some)).await;
}

/// Waits until everything has been told or given up.
async fn settled(service: &Service) {
    let waiting = "SELECT occasion FROM outbox WHERE state IN ('waiting', 'sending')";
    let mut left = Vec::new();
    for _ in 0..150 {
        left = service.texts(waiting).await;
        if left.is_empty() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    panic!("this still waits to be told: {left:?}");
}

async fn a_server_killed_while_it_sends_tells_everything_and_nothing_in_two_letters(service: Service) {
    let service = prepare(service).await;
    let mail = MailServer::start().await;
    mail.becomes(Manner::Dawdles);
    let smtp = format!("smtp://{}", mail.address);
    let options = [
        "--smtp-url",
        &smtp,
        "--mail-from",
        "Jaettu <jaettu@example.org>",
        "--public-url",
        "https://jaettu.example.org",
    ];
    let staff = service.signed_in("3000 0002").await.cookie().to_owned();
    let mut cookies = Vec::new();
    for person in 0..PEOPLE {
        cookies.push(service.signed_in(&card(person)).await.cookie().to_owned());
    }
    let mut told: BTreeSet<Told> = BTreeSet::new();
    for run in 0..KILLS {
        let program = Program::start(&service, run * BETWEEN, &options).await;
        let answered = Arc::new(AtomicU64::new(0));
        let mut clients = JoinSet::new();
        for (cookie, number) in cookies.iter().zip(0..) {
            let client = Client {
                at: program.at,
                number,
                cookie: cookie.clone(),
                staff: staff.clone(),
                answered: Arc::clone(&answered),
            };
            clients.spawn(client.work(run));
        }
        some_moment(run, &answered).await;
        program.kill().await;
        told.extend(clients.join_all().await.into_iter().flatten());
    }
    let program = Program::start(&service, KILLS * BETWEEN, &options).await;
    settled(&service).await;
    program.kill().await;
    is_whole(&service).await;
    let letters = mail.letters();
    let letters = by_identifier(&letters);
    nothing_is_told_in_two_letters(&service, &letters).await;
    assert!(told.len() > 30, "only {} events were answered", told.len());
    for Told { to, words } in &told {
        let with = letters.values().filter(|letter| letter.words.contains(words));
        let addresses: Vec<&str> = with.map(|letter| letter.to.as_str()).collect();
        assert_eq!(addresses, [to], "{words} is told once, to whom it concerns");
    }
}

/// The letters that were taken, by `Message-ID`: to whom, and date, subject and text. Those with the same identifier are the
/// same, and few.
fn by_identifier(taken: &[Letter]) -> BTreeMap<String, Told> {
    let mut letters: BTreeMap<String, Told> = BTreeMap::new();
    for letter in taken {
        let read = letter.read();
        let (date, subject) = (read.date().unwrap().to_rfc3339(), read.subject().unwrap());
        let same = Told {
            to: letter.to.clone(),
            words: format!("{date}\n{subject}\n{}", read.body_text(0).unwrap()),
        };
        let identifier = read.message_id().unwrap().to_owned();
        let known = letters.entry(identifier).or_insert_with(|| same.clone());
        assert_eq!(*known, same, "a letter that comes twice is the same letter");
    }
    let again = taken.len() - letters.len();
    assert!(
        again <= usize::try_from(KILLS).unwrap(),
        "{again} letters came twice"
    );
    letters
}

/// Each letter is one that the program knows of, and each thing to tell stands in one letter.
async fn nothing_is_told_in_two_letters(service: &Service, letters: &BTreeMap<String, Told>) {
    let noted = service.texts("SELECT id FROM deliveries ORDER BY id").await;
    let noted: Vec<String> = noted.iter().map(|id| format!("{id}@example.org")).collect();
    let taken: Vec<String> = letters.keys().cloned().collect();
    assert_eq!(taken, noted, "what was taken was noted, and the reverse");
    let ours = "SELECT occasion || ' ' || state FROM outbox WHERE state <> 'sent' AND person IN \
        (SELECT id FROM people WHERE email IS NOT NULL)";
    assert_eq!(service.texts(ours).await, Vec::<String>::new());
    // Also of what was written when the program died before it could answer.
    let codes = "SELECT substr(pickup_code, 1, 3) || '-' || substr(pickup_code, 4) FROM holds WHERE pickup_code IS NOT NULL AND item LIKE 'kirje-%'";
    let names = "SELECT 'Kirje ' || substr(copy, 2) FROM tickets WHERE copy LIKE 'K1%'";
    for words in [service.texts(codes).await, service.texts(names).await].concat() {
        let with = letters.values().filter(|letter| letter.words.contains(&words));
        assert_eq!(with.count(), 1, "{words}");
    }
}
