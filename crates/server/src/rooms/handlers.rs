//! Rooms and their free times over HTTP: the same for everybody.

use super::demand;
use super::index::{self, Taken};
use super::offer::{Case, Ground};
use super::views::minutes;
use crate::App;
use crate::problem::Failure;
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::busy::{Days, Mask, Quarter, Quarters, local_days};
use jaettu_domain::id::RoomId;
use jaettu_domain::page::Page;
use jaettu_domain::rooms::Room;
use jaettu_domain::rooms::api::{
    Availability, DAYS, GetAvailability, GetRoom, GetRoomAvailability, ListRooms, OpenMask, RoomAvailability,
    RoomMask, RoomView, STARTS, Span,
};
use jaettu_domain::rooms::find::{self, Time, Wish};
use jaettu_domain::search::Index;
use jaettu_domain::text::Language;
use jaettu_domain::time;
use jaettu_words::Words;
use std::sync::Arc;

/// Without a day, starts are looked for this far ahead.
const AHEAD: u32 = 28;

/// Answers [`ListRooms`].
pub async fn list(app: Arc<App>, asked: ListRooms) -> Result<Page<RoomView>, Failure> {
    let ground = Ground::of(&app).await?;
    let taken = index::current(&app).await?;
    let items = found(&ground, &taken, &asked.0);
    demand::searched(&ground, &asked.0, &items);
    Ok(Page { items, next: None })
}

/// The rooms that answer a wish, in its order, each with its next starts.
pub fn found(ground: &Ground, taken: &Taken, wish: &Wish) -> Vec<RoomView> {
    let today = time::today(ground.now);
    let window = Days::of_local(
        wish.date.unwrap_or(today),
        if wish.date.is_some() { 1 } else { AHEAD },
    );
    let named = named(ground, &wish.q);
    let rooms = ground.content.rooms().iter().enumerate();
    let rooms: Vec<&Room> = rooms
        .filter(|(at, room)| {
            named.as_ref().is_none_or(|named| named.contains(at))
                && find::matches(*room, wish)
                && find::is_shown(&room.rules, ground.now)
        })
        .map(|(_, room)| room)
        .collect();
    let hours = ground.all_hours(rooms.iter().copied(), window);
    let times = wish.times(window.empty().window());
    let views = rooms.into_iter().map(|room| {
        let cases = ground.cases_in(&hours, &ground.content.candidates(room), taken, window);
        let minutes = minutes(room, wish.minutes);
        let starts = starts(ground.now, &cases, minutes, &times, STARTS);
        let mut view = ground.room_view(room, minutes, starts);
        view.metres = wish.near.as_ref().and_then(|near| {
            let library = ground.libraries.by_id(room.library.as_str())?;
            Some(near.place().whole_metres_to(library.place))
        });
        view
    });
    let mut views: Vec<RoomView> = views.collect();
    views.sort_by_key(|view| {
        let first = view.next_starts.first().map(|start| Quarter::of(*start));
        find::rank(wish.sort, first, view.metres)
    });
    views
}

/// The next starts of a room, or of the machines of a pool.
pub fn starts(
    now: DateTime<Utc>,
    cases: &[Case<'_>],
    minutes: u32,
    times: &[Time],
    count: usize,
) -> Vec<DateTime<Utc>> {
    let candidates: Vec<_> = cases.iter().map(Case::candidate).collect();
    let starts = find::pool_next_starts(&candidates, minutes, now, times, count);
    starts.into_iter().map(Quarter::instant).collect()
}

/// Which rooms answer the words, if there are any.
pub(super) fn named(ground: &Ground, words: &str) -> Option<Vec<usize>> {
    if words.is_empty() {
        return None;
    }
    let documents = ground.content.rooms().iter().map(|room| {
        let name = ground.library_name(room);
        find::document(room, &name, words_of(room))
    });
    let index = Index::new(documents);
    Some(index.search(words).iter().map(|hit| hit.document).collect())
}

/// The words by which people call its use and what is there, in every language; the phone has those of one.
fn words_of(room: &Room) -> Vec<String> {
    let words = Language::ALL.into_iter();
    words
        .flat_map(|language| Words::of(language).room_keywords(room))
        .collect()
}

/// A room that is shown to everybody.
pub(super) fn shown<'a>(ground: &'a Ground, id: Option<&RoomId>) -> Result<&'a Room, Failure> {
    let room = id.and_then(|id| ground.shown(id.as_str()));
    room.ok_or_else(|| Failure::not_found("room"))
}

/// Answers [`GetRoom`].
pub async fn get(app: Arc<App>, asked: GetRoom) -> Result<RoomView, Failure> {
    let ground = Ground::of(&app).await?;
    let room = shown(&ground, asked.id.as_ref())?;
    let taken = index::current(&app).await?;
    let window = Days::of_local(time::today(ground.now), AHEAD);
    let cases = ground.cases(&ground.content.candidates(room), &taken, window);
    let minutes = minutes(room, None);
    let starts = starts(ground.now, &cases, minutes, &[Time::ANY], STARTS);
    Ok(RoomView {
        about: Some(room.about.clone()),
        ..ground.room_view(room, minutes, starts)
    })
}

/// Answers [`GetRoomAvailability`].
pub async fn room_availability(
    app: Arc<App>,
    asked: GetRoomAvailability,
) -> Result<RoomAvailability, Failure> {
    let ground = Ground::of(&app).await?;
    let room = shown(&ground, asked.id.as_ref())?;
    let from = first_day(&ground, asked.from);
    let days = asked.days.unwrap_or(DAYS);
    let taken = index::current(&app).await?;
    let window = Days::of_local(from, days);
    let cases = ground.cases(&ground.content.candidates(room), &taken, window);
    let (mut open, mut free) = (window.empty(), window.empty());
    for case in &cases {
        let mut one = case.open().clone();
        open.or(&one);
        one.without(&case.taken);
        free.or(&one);
    }
    Ok(RoomAvailability {
        room: room.id.clone(),
        from,
        days,
        free: spans(&free, from, days),
        open: spans(&open, from, days),
    })
}

/// Of what is over nobody is told whether it was free.
fn first_day(ground: &Ground, from: Option<NaiveDate>) -> NaiveDate {
    let today = time::today(ground.now);
    from.map_or(today, |from| from.max(today))
}

/// The runs of a mask within days in Helsinki.
fn spans(mask: &Mask, from: NaiveDate, days: u32) -> Vec<Span> {
    let local = local_days(from, days);
    let cut = mask.runs().into_iter().filter_map(|run| {
        let from = run.from.max(local.from);
        let until = run.until.min(local.until);
        (from < until).then_some(Quarters { from, until })
    });
    cut.map(|run| Span {
        start: run.from.instant(),
        end: run.until.instant(),
    })
    .collect()
}

/// Answers [`GetAvailability`].
pub async fn availability(app: Arc<App>, asked: GetAvailability) -> Result<Availability, Failure> {
    let ground = Ground::of(&app).await?;
    let from = first_day(&ground, asked.from);
    let window = Days::of_local(from, asked.days.unwrap_or(DAYS));
    let taken = index::current(&app).await?;
    let rooms = ground.content.rooms().iter().filter(|room| {
        !room.is_pool()
            && asked.kind.is_none_or(|kind| room.kind == kind)
            && find::is_shown(&room.rules, ground.now)
    });
    let rooms: Vec<&Room> = rooms.collect();
    let hours = ground.all_hours(rooms.iter().copied(), window);
    Ok(Availability {
        first_day: u32::try_from(window.first).unwrap_or_default(),
        days: window.count,
        open: hours
            .into_iter()
            .map(|(library, hours)| OpenMask {
                library: library.clone(),
                staffed: hours.staffed.to_text(),
                any: hours.any.to_text(),
            })
            .collect(),
        rooms: rooms
            .into_iter()
            .map(|room| RoomMask {
                room: room.id.clone(),
                taken: taken.of(room, window).to_text(),
            })
            .collect(),
    })
}
