//! Bookings as calendar files: one's own booking, all of one's own at an address that only one's calendar knows, and a room's
//! times for everybody.

use super::bookings::{self, Coded};
use super::handlers::shown;
use super::offer::Ground;
use crate::App;
use crate::account::{secrets, sessions};
use crate::api::{Answer, Asked};
use crate::db::{on_db, on_tx};
use crate::host;
use crate::openapi::File;
use crate::problem::Failure;
use crate::write::Begun;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Response, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use chrono::TimeDelta;
use jaettu_domain::account::api::{DONE, Done};
use jaettu_domain::busy::{Quarter, Quarters};
use jaettu_domain::endpoint::{Endpoint, Pairs};
use jaettu_domain::ical::{self, Entry, Status};
use jaettu_domain::id::{BookingId, PersonId, RoomId};
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::State as Booked;
use jaettu_domain::rooms::api::{CalendarAddress, GetBooking, GetRoom, MakeCalendar, RevokeCalendar};
use jaettu_domain::text::Language;
use jaettu_words::Words;
use std::sync::Arc;

const CALENDAR: &str = "/api/v1/calendar/";
const KIND: &str = "text/calendar; charset=utf-8";
/// A room's own calendar tells so much of what is to come.
const AHEAD: TimeDelta = TimeDelta::days(90);

/// The files, for the OpenAPI document.
pub const FILES: [File; 3] = [
    File {
        path: "/api/v1/bookings/{id}.ics",
        summary: "One of one's own bookings, for one's calendar",
        media: KIND,
        params: GetBooking::PARAMS,
        tag: "files",
    },
    File {
        path: "/api/v1/calendar/{token}.ics",
        summary: "All of somebody's bookings, for a calendar that knows the address",
        media: KIND,
        params: &[],
        tag: "files",
    },
    File {
        path: "/api/v1/rooms/{id}.ics",
        summary: "When a room is booked: times only",
        media: KIND,
        params: GetRoom::PARAMS,
        tag: "files",
    },
];

/// Answers requests for files; everything else goes on.
pub async fn files(State(app): State<Arc<App>>, request: Request, next: Next) -> Response<Body> {
    let get = matches!(request.method().as_str(), "GET" | "HEAD");
    let path = request.uri().path();
    let Some(name) = path.strip_suffix(".ics").filter(|_| get) else {
        return next.run(request).await;
    };
    let asked = Which::read(name);
    let language = Pairs::from_query(request.uri().query().unwrap_or_default());
    let language = language
        .get("lang")
        .and_then(Language::from_code)
        .unwrap_or_default();
    let answer = match asked {
        Some(Which::Booking(id)) => booking(&app, request.headers(), id, language).await,
        Some(Which::Own(token)) => own(&app, request.headers(), token).await,
        Some(Which::Room(id)) => room(&app, id, language).await,
        None => return next.run(request).await,
    };
    answer.unwrap_or_else(IntoResponse::into_response)
}

/// Whose file an address names, without its ending.
enum Which<'a> {
    Booking(&'a str),
    Own(&'a str),
    Room(&'a str),
}

impl<'a> Which<'a> {
    fn read(name: &'a str) -> Option<Self> {
        // The file of a booking or a room is where the thing itself is.
        let after = |path: &str| name.strip_prefix(path.strip_suffix("{id}")?);
        after(GetBooking::PATH)
            .map(Self::Booking)
            .or_else(|| after(GetRoom::PATH).map(Self::Room))
            .or_else(|| name.strip_prefix(CALENDAR).map(Self::Own))
    }
}

fn file(text: String, keep: &'static str) -> Response<Body> {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(KIND)),
        (
            header::CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"booking.ics\""),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static(keep)),
    ];
    (headers, text).into_response()
}

/// What a booking is to a calendar; nothing where it never was one.
///
/// A calendar is elsewhere, so the page it leads to is given with the `base` of this service.
fn entry(ground: &Ground, words: Words, base: &str, coded: &Coded) -> Option<Entry> {
    let status = match coded.booking.state {
        Booked::Confirmed => Status::Confirmed,
        Booked::Pending => Status::Tentative,
        Booked::Cancelled | Booked::Denied | Booked::NoShow => Status::Cancelled,
        Booked::Held | Booked::Expired => return None,
    };
    let booked = ground.booked(coded)?;
    let page = jaettu_views::path(words, &["/me/bookings/", booked.booking.as_str()].concat());
    Some(words.booking_entry(&booked, status, [base, &page].concat()))
}

async fn booking(
    app: &App,
    headers: &HeaderMap,
    id: &str,
    language: Language,
) -> Result<Response<Body>, Failure> {
    let person = sessions::find(app, headers).await?;
    let person = person.ok_or_else(|| Failure::from(Reason::SIGN_IN))?;
    let missing = || Failure::not_found("booking");
    let id = BookingId::new(id).map_err(|_| missing())?;
    let coded = bookings::own_of(&app.db, &id, &person.id).await?;
    let ground = Ground::of(app).await?;
    let (words, base) = (Words::of(language), host::base(headers));
    let entry = coded.and_then(|coded| entry(&ground, words, &base, &coded));
    let entry = entry.ok_or_else(missing)?;
    let text = ical::file_of(entry.status.method(), None, &[entry], ground.now);
    Ok(file(text, "private, no-store"))
}

/// All bookings of whoever made the address, also those that were cancelled: a calendar strikes out only what it is told of.
async fn own(app: &App, headers: &HeaderMap, token: &str) -> Result<Response<Body>, Failure> {
    const SQL: &str = "SELECT p.id, p.language FROM calendars c JOIN people p ON p.id = c.person \
        WHERE c.token_hash = $1 AND NOT p.disabled";
    let hash = secrets::token_hash(token);
    let found: Option<(String, String)> = on_db!(&app.db, pool => sqlx::query_as(SQL)
        .bind(&hash).fetch_optional(pool).await?);
    let missing = || Failure::not_found("calendar");
    let (person, language) = found.ok_or_else(missing)?;
    let person = PersonId::new(person).map_err(|_| missing())?;
    let ground = Ground::of(app).await?;
    let words = Words::of(Language::from_code(&language).unwrap_or_default());
    let base = host::base(headers);
    let mut all = bookings::coming(&app.db, &person, ground.now).await?;
    all.extend(bookings::past(&app.db, &person, ground.now).await?);
    let entries: Vec<Entry> = all
        .iter()
        .filter_map(|coded| entry(&ground, words, &base, coded))
        .collect();
    let text = ical::file(words.messages_calendar_name(), &entries, ground.now);
    Ok(file(text, "private, no-store"))
}

/// When a room is booked, and nothing else about it.
async fn room(app: &App, id: &str, language: Language) -> Result<Response<Body>, Failure> {
    let ground = Ground::of(app).await?;
    let room = shown(&ground, RoomId::new(id).ok().as_ref())?;
    let words = Words::of(language);
    let period = Quarters {
        from: Quarter::of(ground.now),
        until: Quarter::of(ground.now + AHEAD),
    };
    // Half a hall is not free while the whole is booked.
    let sharing = ground.content.rooms().iter();
    let sharing = sharing.filter(|other| other.leaves.iter().any(|leaf| room.leaves.contains(leaf)));
    let sharing: Vec<&RoomId> = sharing.map(|other| &other.id).collect();
    let booked = bookings::counted_within(&app.db, &sharing, period).await?;
    let entries: Vec<Entry> = booked
        .into_iter()
        .filter(|booking| booking.state == Booked::Confirmed)
        .map(|booking| Entry {
            // Not the booking's own: who has that in their calendar need not know whose the others are.
            uid: format!("{}-{}@jaettu", booking.room, booking.when.from.0),
            sequence: 0,
            status: Status::Confirmed,
            busy: true,
            start: booking.when.from.instant(),
            end: booking.when.until.instant(),
            summary: words.messages_calendar_busy().to_owned(),
            place: room.name.get(language).to_owned(),
            description: String::new(),
            url: None,
        })
        .collect();
    Ok(file(
        ical::file(room.name.get(language), &entries, ground.now),
        "no-cache",
    ))
}

/// Answers [`MakeCalendar`]: another address, and the one before ends.
pub async fn make(app: Arc<App>, asked: Asked<MakeCalendar>) -> Result<Answer<CalendarAddress>, Failure> {
    const SQL: &str = "INSERT INTO calendars (person, token_hash, created_at) VALUES ($1, $2, $3) \
        ON CONFLICT (person) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at";
    let person = asked.person()?.id.clone();
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(address) => return Ok(address.into()),
    };
    let token = secrets::token().map_err(|_| Reason::INTERNAL)?;
    let (hash, now) = (secrets::token_hash(&token), app.clock.now().timestamp_millis());
    on_tx!(&mut *write, connection => sqlx::query(SQL)
        .bind(person.as_str()).bind(&hash).bind(now).execute(connection).await?.rows_affected());
    let address = CalendarAddress {
        path: [CALENDAR, &token, ".ics"].concat(),
    };
    write.end(&address).await?;
    Ok(address.into())
}

/// Answers [`RevokeCalendar`].
pub async fn revoke(app: Arc<App>, asked: Asked<RevokeCalendar>) -> Result<Answer<Done>, Failure> {
    const SQL: &str = "DELETE FROM calendars WHERE person = $1";
    let person = asked.person()?.id.clone();
    let mut write = match asked.begin(&app).await? {
        Begun::New(write) => write,
        Begun::Repeated(done) => return Ok(done.into()),
    };
    on_tx!(&mut *write, connection => sqlx::query(SQL)
        .bind(person.as_str()).execute(connection).await?.rows_affected());
    write.end(&DONE).await?;
    Ok(DONE.into())
}
