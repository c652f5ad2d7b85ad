//! The page on which a time is booked or a booking is moved.

use super::super::booker::{Exchanged, Looking};
use super::super::bookings::{self, Coded};
use super::super::offer::{self, Case, Ground};
use super::super::{views::minutes, waits};
use super::{errand, view};
use crate::App;
use crate::account::page::private;
use crate::page::{Page, Request};
use crate::problem::Failure;
use chrono::{DateTime, Utc};
use jaettu_domain::busy::{MINUTES, Quarter, Quarters};
use jaettu_domain::endpoint::{Pairs, Reader};
use jaettu_domain::id::{BookingId, RoomId};
use jaettu_domain::problem::Alternative;
use jaettu_domain::rooms::api::BookingView;
use jaettu_domain::rooms::calendar::Calendar;
use jaettu_domain::rooms::find::Candidate;
use jaettu_domain::rooms::refusal::Refused;
use jaettu_domain::rooms::{Refusal, Room, State, rules};
use jaettu_domain::time;
use jaettu_views::rooms::Errand;
use jaettu_views::rooms::book::{self as views, Instead, Offer, Told};
use jaettu_words::Words;
use jaettu_words::booking::Names;
use std::slice;

/// What somebody has already that matters here.
#[derive(Default)]
struct Own {
    /// The time that is kept for the form.
    held: Option<Coded>,
    /// The booking that is moved.
    moved: Option<Coded>,
    /// Whether they wait for the very time.
    waits: bool,
}

impl Own {
    fn exchanged(&self) -> Exchanged<'_> {
        match (&self.moved, &self.held) {
            (Some(moved), _) => Exchanged::Moved(&moved.booking),
            (None, Some(held)) => Exchanged::Held(slice::from_ref(&held.booking.id)),
            (None, None) => Exchanged::Nothing,
        }
    }
}

/// `/rooms/{id}/book`.
pub(super) async fn page(app: &App, request: &Request<'_>, id: &str) -> Result<Option<Page>, Failure> {
    let words = request.words;
    let ground = Ground::of(app).await?;
    let Some(room) = ground.shown(id) else {
        return Ok(None);
    };
    let errand = errand(&request.query);
    let name = room.name.get(words.language());
    let title = words.booking_book_title(name);
    let wrap = |main| Page {
        description: words.booking_book_description(name),
        ..private(words, &title, main)
    };
    let Some(when) = asked(&request.query, room).filter(|when| !offer::is_endless(*when)) else {
        return Ok(Some(wrap(views::without_time(
            words,
            &view(&ground, room, &[], None),
        ))));
    };
    let own = own(app, &ground, request, room, when, &errand).await?;
    let exchanged = own.exchanged();
    let person = request.by.as_ref().map(|person| &person.id);
    let looking = Looking::of(app, &ground, person, room, when, exchanged).await?;
    let cases = looking.cases(&ground, room, when);
    let wanted = offer::Request {
        room,
        when,
        people: errand.people,
        booker: looking.booker.as_ref(),
    };
    let refused = refused(&ground, &cases, &wanted, &own);
    let instead = if refused.is_empty() {
        Vec::new()
    } else {
        offer::alternatives(&ground, &looking.taken, &wanted, exchanged.moved())
    };
    Ok(Some(wrap(draw(
        &ground, &cases, words, &wanted, &errand, &own, &refused, &instead,
    ))))
}

/// The time that the address names: from `start` until `end`, or for `minutes`, or as long as is usual.
pub(super) fn asked(query: &Pairs, room: &Room) -> Option<Quarters> {
    let instant = |name| -> Option<DateTime<Utc>> { time::read(query.get(name)?) };
    let start = instant("start")?;
    if let Some(end) = instant("end") {
        return Quarters::between(start, end);
    }
    let length: Option<u32> = Reader::new(query).value("minutes");
    let length = minutes(room, length.filter(|length| *length > 0));
    Some(Quarters::new(Quarter::exactly(start)?, length / MINUTES))
}

async fn own(
    app: &App,
    ground: &Ground,
    request: &Request<'_>,
    room: &Room,
    when: Quarters,
    errand: &Errand,
) -> Result<Own, Failure> {
    let Some(person) = &request.by else {
        return Ok(Own::default());
    };
    if let Some(id) = &errand.moves {
        let moved = bookings::own_of(&app.db, id, &person.id).await?;
        return Ok(Own {
            moved,
            ..Own::default()
        });
    }
    let coming = bookings::coming(&app.db, &person.id, ground.now).await?;
    // Whatever of the room is kept for this form: the phone lets go of another time before it keeps this one.
    let held = coming.into_iter().find(|coded| {
        let booking = &coded.booking;
        booking.state_at(ground.now) == State::Held
            && (booking.room == room.id || booking.pool.as_ref() == Some(&room.id))
    });
    let (start, end) = (when.from.instant(), when.until.instant());
    let waits = waits::views(app, &person.id).await?;
    let waits = waits
        .iter()
        .any(|wait| wait.room == room.id && wait.start == start && wait.end == end);
    Ok(Own {
        held,
        waits,
        ..Own::default()
    })
}

/// Everything against it. What is kept for the reader is theirs already.
fn refused(ground: &Ground, cases: &[Case<'_>], wanted: &offer::Request<'_>, own: &Own) -> Vec<Refused> {
    if own
        .held
        .as_ref()
        .is_some_and(|held| held.booking.when == wanted.when)
    {
        return Vec::new();
    }
    let mut refused = offer::choose(ground.now, cases, wanted).err().unwrap_or_default();
    if let Some(Coded { booking, .. }) = &own.moved
        && let Some(room) = ground.room(&booking.room)
    {
        let state = booking.state_at(ground.now);
        refused.extend(rules::judge_change(booking.when, state, &room.rules, ground.now));
    }
    refused
}

#[expect(
    clippy::too_many_arguments,
    reason = "what has been found out, put together once"
)]
fn draw(
    ground: &Ground,
    cases: &[Case<'_>],
    words: Words,
    wanted: &offer::Request<'_>,
    errand: &Errand,
    own: &Own,
    refused: &[Refused],
    instead: &[Alternative],
) -> maud::Markup {
    let (room, when) = (wanted.room, wanted.when);
    let candidates: Vec<Candidate<'_>> = cases.iter().map(Case::candidate).collect();
    let calendar = Calendar::new(&room.rules, &candidates, super::known_until(cases), ground.now);
    let mut starts = calendar.starts_on(time::today(when.from.instant()), when.minutes());
    let mut ends = calendar.ends(when.from);
    // What is asked for stands among them in any case.
    include(&mut starts, when.from);
    include(&mut ends, when.until);
    let told = refused.iter().map(|one| Told {
        own: own_in_the_way(wanted, one),
        ..told(ground, words, one)
    });
    let told: Vec<Told> = told.collect();
    let instead: Vec<Instead<'_>> = instead.iter().filter_map(|one| other(ground, one)).collect();
    let moves: Option<BookingView> = own.moved.as_ref().and_then(|coded| ground.booking_view(coded));
    views::page(&Offer {
        words,
        now: ground.now,
        room: &view(ground, room, cases, None),
        when,
        starts: &starts,
        ends: &ends,
        told: &told,
        wait: wait(wanted, own, refused),
        instead: &instead,
        changeable_until: rules::changeable_until(when, &room.rules),
        reader: reader(ground, wanted, own),
        errand,
        moves: moves.as_ref(),
        weekly: rules::most_weeks(
            when,
            &room.rules,
            &ground.content.quotas(&room.library),
            ground.now,
        )
        .is_some(),
    })
}

/// One waits for what only others stand in the way of.
fn wait(wanted: &offer::Request<'_>, own: &Own, refused: &[Refused]) -> Option<views::Wait> {
    let only_taken = refused.iter().all(|one| one.refusal == Refusal::Taken);
    if refused.is_empty() || !only_taken || wanted.booker.is_none() || own.moved.is_some() {
        return None;
    }
    Some(if own.waits {
        views::Wait::Waits
    } else {
        views::Wait::Possible
    })
}

fn include(quarters: &mut Vec<Quarter>, one: Quarter) {
    if let Err(place) = quarters.binary_search(&one) {
        quarters.insert(place, one);
    }
}

fn reader<'a>(ground: &Ground, wanted: &offer::Request<'_>, own: &'a Own) -> views::Reader<'a> {
    if wanted.booker.is_none() {
        return views::Reader::Stranger;
    }
    let Some(Coded { booking, .. }) = &own.held else {
        return views::Reader::Known { other: None };
    };
    if booking.when != wanted.when {
        return views::Reader::Known {
            other: Some(&booking.id),
        };
    }
    let left = booking.held_until.map(|until| (until - ground.now).num_seconds());
    views::Reader::Holding {
        id: &booking.id,
        version: booking.version,
        seconds: left.and_then(|left| u32::try_from(left).ok()).unwrap_or_default(),
    }
}

/// A reason in words, with the names that it needs.
pub(super) fn told(ground: &Ground, words: Words, one: &Refused) -> Told {
    let language = words.language();
    let name = |id: &RoomId| ground.room(id).map_or("", |room| room.name.get(language));
    let names = match &one.refusal {
        Refusal::SameTime { room } => Names {
            room: name(room),
            ..Names::default()
        },
        Refusal::InductionMissing { induction, .. } | Refusal::InductionExpired { induction, .. } => {
            let found = ground.content.induction(induction);
            Names {
                induction: found.map_or("", |one| one.name.get(language)),
                ..Names::default()
            }
        }
        _ => Names::default(),
    };
    let library = match &one.refusal {
        Refusal::InductionMissing { library, .. } => ground.libraries.by_id(library.as_str()),
        _ => None,
    };
    let library = library.map_or("", |library| library.short_name.get(language));
    Told {
        text: words.room_refusal(&one.refusal, Names { library, ..names }),
        nearest: one.instead,
        own: None,
    }
}

/// The booker's own booking that is in the way of what they ask for, if that is a reason against it.
fn own_in_the_way(wanted: &offer::Request<'_>, one: &Refused) -> Option<BookingId> {
    let Refusal::SameTime { room } = &one.refusal else {
        return None;
    };
    let mut bookings = wanted.booker?.bookings.iter();
    let own = bookings.find(|own| own.room == *room && own.when.overlaps(wanted.when))?;
    Some(own.id.clone())
}

fn other<'a>(ground: &'a Ground, one: &'a Alternative) -> Option<Instead<'a>> {
    Some(Instead {
        room: &one.room,
        name: &ground.room(&one.room)?.name,
        when: Quarters::between(one.start, one.end)?,
    })
}
