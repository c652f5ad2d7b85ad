//! Pages of rooms and machines: the list, which the app draws, too; the page of each; booking; one's own bookings.

mod book;
mod here;
mod own;
mod series;

pub use own::own;

use super::demand;
use super::handlers;
use super::index::{self, Taken};
use super::offer::{Case, Ground};
use super::views::minutes;
use crate::App;
use crate::page::{Page, Request};
use crate::problem::Failure;
use chrono::{Days as Time, NaiveDate};
use jaettu_domain::busy::{Days, MINUTES, Quarter};
use jaettu_domain::endpoint::{Pairs, Reader};
use jaettu_domain::id::{LibraryId, RoomId};
use jaettu_domain::rooms::api::{RoomView, STARTS};
use jaettu_domain::rooms::calendar::Calendar;
use jaettu_domain::rooms::find::{self, Candidate};
use jaettu_domain::rooms::known::without_members;
use jaettu_domain::rooms::{FARTHEST_DAYS, Room};
use jaettu_domain::text::{Text, alphabetical};
use jaettu_domain::time;
use jaettu_views::rooms::list::{self, Asked, At};
use jaettu_views::rooms::room::{Look, Shown};
use jaettu_views::rooms::{Errand, room as views};
use jaettu_words::Words;
use maud::html;
use std::collections::BTreeSet;

/// The longest booking that is moved with its length, in minutes.
const MOST_MINUTES: u32 = 1440;

/// `/rooms`, `/rooms/{id}`, `/rooms/{id}/book`, `/rooms/{id}/series`, `/rooms/{id}/here`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    match request.path {
        [_] => list_page(app, request).await.map(Some),
        [_, id] => room_page(app, request, id).await,
        [_, id, "book"] => book::page(app, request, id).await,
        [_, id, "series"] => series::page(app, request, id).await,
        [_, id, "here"] => here::page(app, request, id).await,
        _ => Ok(None),
    }
}

async fn list_page(app: &App, request: &Request<'_>) -> Result<Page, Failure> {
    let words = request.words;
    let ground = Ground::of(app).await?;
    let taken = index::current(app).await?;
    let asked = Asked::read(&request.query);
    let mut rooms = handlers::found(&ground, &taken, &asked.wish);
    demand::searched(&ground, &asked.wish, &rooms);
    without_members(&mut rooms);
    let main = html! {
        (list::head(words, &asked))
        (list::form(words, &asked, &libraries(&ground, &asked, words)))
        (list::above(words, &asked, rooms.len()))
        div #results { (list::found(words, ground.now, &asked, &rooms)) }
    };
    Ok(Page::written(
        words.booking_find_title(),
        words.booking_find_description(),
        main,
    ))
}

/// The libraries that have any of the kind that is asked for, by name.
fn libraries<'a>(ground: &'a Ground, asked: &Asked, words: Words) -> Vec<At<'a>> {
    let rooms = ground.content.rooms().iter();
    let rooms = rooms.filter(|room| room.kind == asked.kind() && find::is_shown(&room.rules, ground.now));
    let with: BTreeSet<&LibraryId> = rooms.map(|room| &room.library).collect();
    let known = with
        .into_iter()
        .filter_map(|id| ground.libraries.by_id(id.as_str()));
    let mut all: Vec<At<'_>> = known
        .map(|library| At {
            id: &library.id,
            name: library.short_name.get(words.language()),
            place: library.place,
        })
        .collect();
    all.sort_by_cached_key(|one| alphabetical(one.name));
    all
}

/// What the address says that somebody is about.
fn errand(query: &Pairs) -> Errand {
    let mut reader = Reader::new(query);
    let moves = reader.value("move");
    let minutes = reader.value("minutes");
    Errand {
        // Whoever moves a booking means to keep its length; whoever looks around takes what is usual.
        minutes: minutes.filter(|minutes| moves.is_some() && (MINUTES..=MOST_MINUTES).contains(minutes)),
        people: reader.value("people"),
        moves,
    }
}

/// A room with its next starts, as it is shown on its own page, for so many minutes if they are given.
fn view(ground: &Ground, room: &Room, cases: &[Case<'_>], wanted: Option<u32>) -> RoomView {
    let minutes = minutes(room, wanted);
    let starts = handlers::starts(ground.now, cases, minutes, &[find::Time::ANY], STARTS);
    RoomView {
        about: Some(room.about.clone()),
        ..ground.room_view(room, minutes, starts)
    }
}

/// From when on nobody knows the hours of the library.
fn known_until(cases: &[Case<'_>]) -> Quarter {
    let known = cases.iter().map(|case| case.hours.known_until);
    known.max().unwrap_or(Quarter(i64::MIN))
}

/// From today on, as far ahead as the room can be booked or somebody looks.
fn window(ground: &Ground, room: &Room, date: Option<NaiveDate>) -> Days {
    let today = time::today(ground.now);
    let ahead = date.map_or(0, |date| (date - today).num_days());
    let ahead = u32::try_from(ahead)
        .unwrap_or_default()
        .max(room.rules.ahead_days);
    Days::of_local(today, ahead.min(FARTHEST_DAYS) + 15)
}

async fn room_page(app: &App, request: &Request<'_>, id: &str) -> Result<Option<Page>, Failure> {
    let ground = Ground::of(app).await?;
    let Some(room) = ground.shown(id) else {
        return Ok(None);
    };
    let taken = index::current(app).await?;
    let farthest = time::today(ground.now).checked_add_days(Time::new(u64::from(FARTHEST_DAYS)));
    let date = Reader::new(&request.query).date("date");
    // Who looks at a day years ahead is shown the last of which anything is known.
    let date = date.map(|date| farthest.map_or(date, |farthest| date.min(farthest)));
    Ok(Some(one(&ground, &taken, request, room, date)))
}

fn one(ground: &Ground, taken: &Taken, request: &Request<'_>, room: &Room, date: Option<NaiveDate>) -> Page {
    let (words, query) = (request.words, &request.query);
    let cases = ground.cases(
        &ground.content.candidates(room),
        taken,
        window(ground, room, date),
    );
    let candidates: Vec<Candidate<'_>> = cases.iter().map(Case::candidate).collect();
    let calendar = Calendar::new(&room.rules, &candidates, known_until(&cases), ground.now);
    let date = date.unwrap_or_else(|| calendar.first_day());
    let picked = query.get("from").and_then(time::read).and_then(Quarter::exactly);
    let errand = errand(query);
    let view = view(ground, room, &cases, errand.minutes);
    let induction = room.rules.induction.as_ref();
    let induction = induction.and_then(|id| ground.content.induction(id));
    let members: Vec<(&RoomId, &Text)> = room
        .members
        .iter()
        .filter_map(|id| ground.room(id).map(|member| (&member.id, &member.name)))
        .collect();
    let pool = ground.content.pool_of(&room.id).and_then(|id| ground.room(id));
    let main = views::page(&Shown {
        words,
        now: ground.now,
        room: &view,
        calendar: &calendar,
        look: match query.get("view") {
            Some("week") => Look::Week(date),
            _ => Look::Day(date),
        },
        picked,
        errand: &errand,
        quotas: &ground.content.quotas(&room.library),
        induction: induction.map(|one| (&one.name, &one.about)),
        members: &members,
        pool: pool.map(|pool| (&pool.id, &pool.name)),
    });
    let (name, library) = (
        room.name.get(words.language()),
        view.library_name.get(words.language()),
    );
    Page::written(name, words.booking_room_description(library, name), main)
}
