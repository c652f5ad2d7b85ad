//! Public answers, kept as they left.
//!
//! What a visitor reads depends on the content, which changes rarely, and on the minute: opening hours begin and end on
//! whole minutes, dates at midnight. So an answer can be given again, compressed as it was, until either changes. That
//! nothing has changed is asked of the database every time: a read after an import sees the import, on every server.

use crate::App;
use crate::problem::Failure;
use crate::rooms::demand;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::Next;
use axum::response::IntoResponse;
use http_body_util::BodyExt;
use jaettu_domain::circulation::statistics::month_of;
use jaettu_domain::problem::Reason;
use jaettu_domain::rooms::demand::Search;
use std::collections::HashMap;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// All kept answers together take no more than so many bytes; then it begins anew.
const MOST_BYTES: usize = 8 * 1024 * 1024;
/// What an answer takes beside its body and its address: headers, and its place in the map.
const BESIDE: usize = 1024;
/// Shorter bodies are not worth compressing.
const SHORT: usize = 512;

/// What the answers depend on beside the question.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Moment {
    minute: i64,
    versions: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Coding {
    Brotli,
    Gzip,
    Plain,
}

/// An answer as it left: always a 200.
#[derive(Clone, Debug)]
struct Answer {
    headers: HeaderMap,
    body: Bytes,
    /// What it was searched for, counted each time that it is given.
    search: Option<Search>,
}

#[derive(Debug, Default)]
struct Shelf {
    moment: Moment,
    answers: HashMap<(Coding, String), Arc<Answer>>,
    bytes: usize,
}

/// The answers that are kept: those that follow what is booked apart, since they change far more often than the others.
#[derive(Debug, Default)]
pub struct Kept {
    others: Shelves,
    rooms: Shelves,
}

impl Kept {
    const fn of(&self, rooms: bool) -> &Shelves {
        if rooms { &self.rooms } else { &self.others }
    }
}

#[derive(Debug, Default)]
struct Shelves(Mutex<Shelf>);

impl Shelves {
    fn find(&self, moment: Moment, key: &(Coding, String)) -> Option<Arc<Answer>> {
        let shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = shelf.answers.get(key).filter(|_| shelf.moment == moment);
        found.cloned()
    }

    fn keep(&self, moment: Moment, key: (Coding, String), answer: Arc<Answer>) {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Of two requests at the turn of the minute the slower one may come late.
        if moment < shelf.moment {
            return;
        }
        let bytes = answer.body.len() + key.1.len() + BESIDE;
        if moment > shelf.moment || shelf.bytes + bytes > MOST_BYTES {
            *shelf = Shelf {
                moment,
                ..Shelf::default()
            };
        }
        if shelf.answers.insert(key, answer).is_none() {
            shelf.bytes += bytes;
        }
    }
}

/// Gives a kept answer, or keeps the one that comes. Only what is the same for everybody calls itself `no-cache`, whoever asks
/// for it; personal answers are `no-store` and go by.
pub async fn answer(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response<Body> {
    let headers = request.headers();
    let head = request.method() == Method::HEAD;
    if !head && request.method() != Method::GET {
        return next.run(request).await;
    }
    let coding = coding(headers);
    // Uncompressed answers are for programs, which are few, and large.
    let keeping = coding != Coding::Plain;
    // Without the database there are still pages that do not need it.
    let rooms = follows_bookings(request.uri().path());
    let moment = if keeping { moment(&app, rooms).await } else { None };
    let asked: Vec<HeaderValue> = headers.get_all(header::IF_NONE_MATCH).iter().cloned().collect();
    request.headers_mut().remove(header::IF_NONE_MATCH);
    *request.method_mut() = Method::GET;
    let address = request.uri().path_and_query().map(ToString::to_string);
    let key = (coding, address.unwrap_or_default());
    if let Some(answer) = moment.and_then(|moment| app.kept.of(rooms).find(moment, &key)) {
        return give(&app, &answer, &asked, head);
    }
    let (response, search) = demand::listening(next.run(request)).await;
    let public = |value: &HeaderValue| value == "no-cache";
    if response.status() != StatusCode::OK
        || !response.headers().get(header::CACHE_CONTROL).is_some_and(public)
    {
        return if head {
            response.map(|_| Body::empty())
        } else {
            response
        };
    }
    let (parts, body) = response.into_parts();
    let Ok(body) = body.collect().await else {
        return Failure::from(Reason::INTERNAL).into_response();
    };
    let answer = packed(coding, parts.headers, body.to_bytes());
    let answer = Arc::new(Answer { search, ..answer });
    if let Some(moment) = moment {
        app.kept.of(rooms).keep(moment, key, Arc::clone(&answer));
    }
    give(&app, &answer, &asked, head)
}

/// `None` where the database does not answer.
async fn moment(app: &App, rooms: bool) -> Option<Moment> {
    let mut versions = app.db.content_versions().await.ok()?;
    if rooms {
        // Both only grow, so their sum tells whether either has.
        versions += crate::rooms::index::current(app).await.ok()?.version;
    }
    Some(Moment {
        versions,
        minute: app.clock.now().timestamp().div_euclid(60),
    })
}

/// Whether what is at an address depends on what is booked: rooms, and when they are free.
fn follows_bookings(path: &str) -> bool {
    let page = path.get(3..).unwrap_or_default();
    [
        "/api/v1/rooms",
        "/api/v1/availability",
        "/api/v1/statistics/rooms",
    ]
    .iter()
    .any(|api| path.starts_with(api))
        || page.starts_with("/rooms")
}

/// The best way of compressing that the reader's browser understands.
fn coding(headers: &HeaderMap) -> Coding {
    let accepted = headers.get(header::ACCEPT_ENCODING);
    let accepted = accepted.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let accepts = |name: &str| {
        accepted.split(',').any(|part| {
            let (coding, weight) = part.split_once(';').unwrap_or((part, ""));
            coding.trim() == name && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
        })
    };
    if accepts("br") {
        Coding::Brotli
    } else if accepts("gzip") {
        Coding::Gzip
    } else {
        Coding::Plain
    }
}

/// Compresses an answer and names it by its content.
fn packed(coding: Coding, mut headers: HeaderMap, body: Bytes) -> Answer {
    let small = if body.len() < SHORT {
        None
    } else {
        compressed(coding, &body)
    };
    let suffix = match (&small, coding) {
        (Some(_), Coding::Brotli) => "-br",
        (Some(_), Coding::Gzip) => "-gzip",
        _ => "",
    };
    let tag = format!("\"{}{suffix}\"", crate::assets::short_hash(&body));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    if !suffix.is_empty() {
        headers.insert(
            header::CONTENT_ENCODING,
            HeaderValue::from_static(suffix.trim_start_matches('-')),
        );
    }
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.remove(header::CONTENT_LENGTH);
    Answer {
        headers,
        body: small.map_or(body, Bytes::from),
        search: None,
    }
}

/// `None` where it cannot be compressed: the body then goes as it is.
fn compressed(coding: Coding, body: &[u8]) -> Option<Vec<u8>> {
    let mut small = Vec::with_capacity(body.len() / 4);
    match coding {
        Coding::Brotli => {
            // Tables as large as the answer, not as the largest that there could be: making them takes as long as a page.
            let settings = brotli::enc::BrotliEncoderParams {
                quality: 5,
                lgwin: window(body.len()),
                size_hint: body.len(),
                ..Default::default()
            };
            brotli::BrotliCompress(&mut &*body, &mut small, &settings).ok()?;
        }
        Coding::Gzip => {
            let mut encoder = flate2::write::GzEncoder::new(&mut small, flate2::Compression::new(6));
            encoder.write_all(body).ok()?;
            encoder.finish().ok()?;
        }
        Coding::Plain => return None,
    }
    Some(small)
}

/// How far back, as a power of two, so many bytes refer; narrower than this the encoder is slow.
fn window(bytes: usize) -> i32 {
    let bits = bytes.next_power_of_two().trailing_zeros();
    bits.clamp(18, 22).cast_signed()
}

/// The answer, or 304 when the reader has it already; without its body when only its head was asked for.
fn give(app: &App, answer: &Answer, asked: &[HeaderValue], head: bool) -> Response<Body> {
    let tag = answer.headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
    if let Some(search) = answer.search.as_ref().filter(|_| !head) {
        app.searches.add(month_of(app.clock.now()), search);
    }
    let has = asked.iter().filter_map(|value| value.to_str().ok()).any(|list| {
        list.split(',')
            .map(|one| one.trim().trim_start_matches("W/"))
            .any(|one| one == "*" || Some(one) == tag)
    });
    let mut response = if has || head {
        Body::empty().into_response()
    } else {
        Body::from(answer.body.clone()).into_response()
    };
    *response.headers_mut() = answer.headers.clone();
    if has {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response.headers_mut().remove(header::CONTENT_TYPE);
        response.headers_mut().remove(header::CONTENT_ENCODING);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(bytes: usize) -> Arc<Answer> {
        Arc::new(Answer {
            headers: HeaderMap::new(),
            body: Bytes::from(vec![b'x'; bytes]),
            search: None,
        })
    }

    fn key(path: &str) -> (Coding, String) {
        (Coding::Plain, path.to_owned())
    }

    #[test]
    fn nothing_is_given_from_another_minute_or_another_version() {
        let kept = Shelves::default();
        let now = Moment {
            versions: 3,
            minute: 7,
        };
        kept.keep(now, key("/a"), answer(1));
        assert!(kept.find(now, &key("/a")).is_some());
        assert!(kept.find(Moment { minute: 8, ..now }, &key("/a")).is_none());
        assert!(kept.find(Moment { versions: 4, ..now }, &key("/a")).is_none());
        assert!(kept.find(now, &(Coding::Gzip, "/a".to_owned())).is_none());
        kept.keep(Moment { minute: 8, ..now }, key("/b"), answer(1));
        assert!(
            kept.find(now, &key("/a")).is_none(),
            "the minute before is forgotten"
        );
    }

    #[test]
    fn strangers_addresses_can_neither_fill_the_memory_nor_keep_others_out() {
        let kept = Shelves::default();
        let now = Moment::default();
        for number in 0..100 {
            kept.keep(now, key(&format!("/{number}")), answer(MOST_BYTES / 9));
        }
        assert!(kept.find(now, &key("/99")).is_some());
        let shelf = kept.0.lock().unwrap();
        assert!(shelf.bytes <= MOST_BYTES);
        assert!(shelf.answers.len() < 10);
    }

    #[test]
    fn the_coding_is_one_that_the_browser_names() {
        for (accepted, coding) in [
            ("gzip, deflate, br, zstd", Coding::Brotli),
            ("br;q=0, gzip;q=0.5", Coding::Gzip),
            ("gzip", Coding::Gzip),
            ("identity", Coding::Plain),
            ("", Coding::Plain),
        ] {
            let headers =
                HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
            assert_eq!(super::coding(&headers), coding, "{accepted}");
        }
    }
}
