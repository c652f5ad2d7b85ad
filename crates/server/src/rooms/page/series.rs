//! The page on which the same time is booked for several weeks.

use super::super::offer::{self, Ground};
use super::super::{handlers, plan};
use super::{errand, view};
use crate::App;
use crate::account::page::private;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::busy::Quarters;
use jaettu_domain::endpoint::Reader;
use jaettu_domain::id::RoomId;
use jaettu_domain::rooms::Room;
use jaettu_domain::rooms::rules::{Weeks, most_weeks};
use jaettu_views::rooms::book as booking;
use jaettu_views::rooms::series::{self as views, Plan, Week};
use jaettu_words::Words;

/// So many weeks are shown before anybody has chosen.
const USUAL: u32 = 4;
/// Another time may be so many days away: what is farther is another week's.
const NEAR: i64 = 3;

/// `/rooms/{id}/series`.
pub(super) async fn page(app: &App, request: &Request<'_>, id: &str) -> Result<Option<Page>, Failure> {
    let (words, query) = (request.words, &request.query);
    let ground = Ground::of(app).await?;
    let Ok(room) = handlers::shown(&ground, RoomId::new(id).ok().as_ref()) else {
        return Ok(None);
    };
    let name = room.name.get(words.language());
    let title = words.booking_series_title(name);
    let wrap = |main| Page {
        description: words.booking_series_description(name),
        ..private(words, &title, main)
    };
    let shown = view(&ground, room, &[], None);
    let Some(when) = super::book::asked(query, room).filter(|when| !offer::is_endless(*when)) else {
        return Ok(Some(wrap(booking::without_time(words, &shown))));
    };
    let limit = most_weeks(
        when,
        &room.rules,
        &ground.content.quotas(&room.library),
        ground.now,
    );
    let most = limit.map_or(0, |limit: Weeks| limit.most);
    let wanted: Option<u32> = Reader::new(query).value("weeks");
    let count = wanted.unwrap_or(USUAL).clamp(2.min(most), most);
    let person = request.by.as_ref().map(|person| &person.id);
    let weeks = plan::weeks(app, &ground, room, person, plan::times(when, count)).await?;
    let weeks: Vec<Week> = weeks
        .iter()
        .map(|week| told(&ground, words, room, week))
        .collect();
    Ok(Some(wrap(views::page(&Plan {
        words,
        room: &shown,
        when,
        limit,
        weeks: &weeks,
        known: person.is_some(),
        people: errand(query).people,
    }))))
}

/// A week in words. Only the room itself is offered instead: a series is of one room.
fn told(ground: &Ground, words: Words, room: &Room, week: &plan::Week) -> Week {
    let near = |when: &Quarters| (when.from.day() - week.when.from.day()).abs() <= NEAR;
    let instead = week.instead.iter().filter(|one| one.room == room.id);
    let instead = instead.filter_map(|one| Quarters::between(one.start, one.end));
    Week {
        when: week.when,
        told: week
            .refused
            .iter()
            .map(|one| super::book::told(ground, words, one))
            .collect(),
        instead: instead.filter(near).collect(),
    }
}
