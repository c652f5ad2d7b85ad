//! Example rooms and machines, and who has booked them: invented, and the same at every start for the same `now`.

use super::DemoError;
use super::catalogue::chance;
use super::circulation::id;
use crate::App;
use crate::db::{Tx, on_tx};
use crate::rooms::bookings::{self, Coded};
use crate::rooms::claims;
use crate::rooms::content::{self, Codes, Induction, Policy};
use crate::rooms::offer::Ground;
use chrono::{DateTime, Days as Later, NaiveDate, TimeDelta, Utc};
use jaettu_domain::busy::{Claim, Days, MINUTES, Mask, Quarter, Quarters};
use jaettu_domain::desk::rules::{CODE_ALPHABET, CODE_LENGTH};
use jaettu_domain::id::{BookingId, LeafId, PersonId};
use jaettu_domain::rooms::{Booking, Room, State, find};
use jaettu_domain::time;
use serde::Deserialize;
use std::collections::BTreeMap;

const FILE: &str = include_str!("../../demo/rooms.json");
/// So many days before and after today are filled with bookings.
const BEFORE: u64 = 7;
const AFTER: u64 = 14;
/// The accounts that anybody may try come first among the people and book for themselves; others fill the rooms.
const ACCOUNTS: usize = 9;
/// The card that has learned everything there is to learn, so that it can book every machine.
const LEARNED: &str = "10000001";

#[derive(Deserialize)]
struct File {
    inductions: Vec<Induction>,
    policies: Vec<Policy>,
    rooms: Vec<Room>,
}

/// Writes rooms and their bookings, made by these people.
pub(super) async fn fill(app: &App, people: &[PersonId]) -> Result<(), DemoError> {
    let wrong = |error: serde_json::Error| DemoError::Data(format!("rooms.json: {error}"));
    let file: File = serde_json::from_str(FILE).map_err(wrong)?;
    let mut tx = app.db.begin().await?;
    content::put_terms(&mut tx, &file.inductions, &file.policies).await?;
    content::put(&mut tx, &file.rooms).await?;
    put_codes(&mut tx, &file.rooms).await?;
    learn(&mut tx, &file.inductions, app.clock.now()).await?;
    tx.commit().await?;
    let failed = |failure: crate::problem::Failure| DemoError::Data(failure.problem.detail);
    let ground = Ground::of(app).await.map_err(failed)?;
    let mut example = Example {
        now: ground.now,
        people: people.get(ACCOUNTS..).unwrap_or_default(),
        taken: BTreeMap::new(),
        booked: Vec::new(),
    };
    let window = window(ground.now);
    for room in ground.content.rooms().iter().filter(|room| !room.is_pool()) {
        let hours = ground.libraries.hours(&room.library, window);
        example.fill(room, hours.used(room.rules.self_service))?;
    }
    let mut tx = app.db.begin().await?;
    bookings::add_many(&mut tx, &example.booked).await?;
    claims::put_many(&mut tx, &example.taken).await?;
    tx.commit().await?;
    Ok(())
}

fn window(now: DateTime<Utc>) -> Days {
    let first = time::today(now) - Later::new(BEFORE);
    Days::of_local(first, u32::try_from(BEFORE + AFTER).unwrap_or_default())
}

/// Gives doors their codes, and what is written at them.
async fn put_codes(tx: &mut Tx, rooms: &[Room]) -> Result<(), sqlx::Error> {
    let codes = rooms.iter().map(|room| {
        let code = |what: &str| 1000 + chance(&[room.id.as_str(), what], 9000);
        Codes {
            door: room.rules.door_code_minutes.map(|_| format!("{}#", code("door"))),
            here: room.rules.check_in.map(|_| code("here").to_string()),
        }
    });
    let codes: Vec<Codes> = codes.collect();
    let codes: Vec<_> = rooms.iter().map(|room| &room.id).zip(&codes).collect();
    content::put_codes(tx, &codes).await
}

async fn learn(tx: &mut Tx, inductions: &[Induction], now: DateTime<Utc>) -> Result<(), DemoError> {
    const SQL: &str = "INSERT INTO inducted (person, induction, library, given_at, valid_until) VALUES ($1, $2, 'oodi', $3, $4)";
    let person: PersonId = id(&[LEARNED])?;
    let today = time::today(now);
    let until: NaiveDate = today + Later::new(300);
    let given = now - TimeDelta::days(60);
    for induction in inductions {
        on_tx!(&mut *tx, connection => sqlx::query(SQL)
            .bind(person.as_str()).bind(induction.id.as_str()).bind(given.timestamp_millis()).bind(until.to_string())
            .execute(connection).await?.rows_affected());
    }
    Ok(())
}

/// A code as bookings have them, so that it can be scanned.
fn code(words: &[&str]) -> String {
    let letter = |place: usize| {
        let pick = chance(
            &[words[0], words[1], "code", &place.to_string()],
            CODE_ALPHABET.len() as u64,
        );
        let pick = usize::try_from(pick).unwrap_or_default();
        CODE_ALPHABET.get(pick).map_or('E', |letter| char::from(*letter))
    };
    // With a letter in front it is no number of a card.
    std::iter::once('E').chain((1..CODE_LENGTH).map(letter)).collect()
}

/// Fills rooms with bookings, some fuller than others and none of them wholly.
struct Example<'a> {
    now: DateTime<Utc>,
    people: &'a [PersonId],
    /// What is taken by now, by leaf.
    taken: BTreeMap<LeafId, Vec<(BookingId, Claim)>>,
    booked: Vec<Coded>,
}

impl Example<'_> {
    fn fill(&mut self, room: &Room, open: &Mask) -> Result<(), DemoError> {
        let wanted = 20 + chance(&[room.id.as_str(), "wanted"], 50);
        let mut number = 0_u32;
        for run in open.runs() {
            let mut from = run.from;
            while from < run.until {
                number += 1;
                let when = Self::pick(room, from, number);
                from = when.until;
                let words = [room.id.as_str(), &when.from.0.to_string(), "taken"];
                if run.contains(when) && chance(&words, 100) < wanted && self.is_free(room, when) {
                    self.book(room, when)?;
                }
            }
        }
        Ok(())
    }

    /// The next time that somebody may have wanted.
    fn pick(room: &Room, from: Quarter, number: u32) -> Quarters {
        let usual = find::usual_minutes(&room.rules) / MINUTES;
        let most = room.rules.max_minutes / MINUTES;
        let words = [room.id.as_str(), &from.0.to_string(), &number.to_string()];
        let times = u32::try_from(1 + chance(&words, 3)).unwrap_or(1);
        Quarters::new(from, (usual * times).min(most).max(1))
    }

    /// Whether it agrees with all that is there already.
    fn is_free(&self, room: &Room, when: Quarters) -> bool {
        let claim = room.claim(when);
        let taken = room.leaves.iter().filter_map(|leaf| self.taken.get(leaf));
        taken.flatten().all(|(_, other)| claim.agrees_with(*other))
    }

    fn book(&mut self, room: &Room, when: Quarters) -> Result<(), DemoError> {
        let coded = self.booking(room, when, &[room.id.as_str(), &when.from.0.to_string()])?;
        for leaf in &room.leaves {
            let claims = self.taken.entry(leaf.clone()).or_default();
            claims.push((coded.booking.id.clone(), coded.booking.claim()));
        }
        self.booked.push(coded);
        Ok(())
    }

    fn booking(&self, room: &Room, when: Quarters, words: &[&str]) -> Result<Coded, DemoError> {
        let pick = usize::try_from(chance(&[words[0], words[1], "who"], 10_000)).unwrap_or_default();
        let person = self.people.get(pick % self.people.len().max(1)).cloned();
        let people = 1 + chance(&[words[0], words[1], "people"], u64::from(room.max_people));
        let booking_id: BookingId = id(&[words[0], words[1], "booking"])?;
        let over = when.until.instant() <= self.now;
        let waits = room.rules.approval && !over && chance(&[words[0], words[1], "waits"], 3) == 0;
        // Lately, so that nobody has to be reminded of what they have just booked.
        let made_at = when.from.instant().min(self.now) - TimeDelta::hours(1);
        Ok(Coded {
            code: code(words),
            booking: Booking {
                person,
                state: if waits { State::Pending } else { State::Confirmed },
                people: u32::try_from(people)
                    .ok()
                    .map(|people| people.max(room.min_people)),
                checked_in_at: (over && room.rules.check_in.is_some()).then(|| when.from.instant()),
                version: 1,
                ..Booking::new(booking_id, room, room, when, made_at)
            },
        })
    }
}
