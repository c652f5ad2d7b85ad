//! Sessions: who is signed in where. The browser holds a random token in a cookie, the database its hash.

use super::secrets::{token, token_hash};
use super::{Person, store};
use crate::App;
use crate::db::{Tx, on_db, on_tx, on_writer};
use crate::ids;
use crate::problem::Failure;
use axum::http::{HeaderMap, HeaderValue, header};
use chrono::{DateTime, Utc};
use jaettu_domain::account::Role;
use jaettu_domain::account::api::SessionView;
use jaettu_domain::account::rules::{is_alive, lifetime};
use jaettu_domain::id::{PersonId, SessionId};
use jaettu_domain::problem::Reason;
use sqlx::FromRow;

/// `__Host-`: only over TLS, only from this host, for every path of it.
const COOKIE: &str = "__Host-jaettu";
/// How old "last used" may be before it is written again.
const REMEMBER_USE: i64 = 60_000;

/// The token that a request brings.
pub fn token_of(headers: &HeaderMap) -> Option<&str> {
    cookie_of(headers, COOKIE)
}

/// The cookie of this name that a request brings.
pub fn cookie_of<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter();
    cookies
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
}

#[derive(FromRow)]
struct Row {
    id: String,
    created_at: i64,
    seen_at: i64,
    #[sqlx(flatten)]
    person: store::Standing,
}

/// Who asks, as of this very request: a changed role or a disabled account counts at once.
pub async fn find(app: &App, headers: &HeaderMap) -> Result<Option<Person>, Failure> {
    const SQL: &str = "SELECT s.id, s.created_at, s.seen_at, p.id AS person, p.role, p.all_libraries, p.language, \
        p.disabled, (SELECT string_agg(l.library, ' ') FROM staff_libraries l WHERE l.person = p.id) AS libraries \
        FROM sessions s JOIN people p ON p.id = s.person WHERE s.token_hash = $1";
    let Some(token) = token_of(headers) else {
        return Ok(None);
    };
    let hash = token_hash(token);
    let row: Option<Row> =
        on_db!(&app.db, pool => sqlx::query_as(SQL).bind(&hash).fetch_optional(pool).await?);
    let Some(row) = row else { return Ok(None) };
    let now = app.clock.now();
    let session: SessionId = row.id.parse().map_err(|_| Failure::from(Reason::INTERNAL))?;
    let Some(person) = row.person.person(session)? else {
        return Ok(None);
    };
    if !is_alive(person.role, instant(row.created_at), instant(row.seen_at), now) {
        return Ok(None);
    }
    if now.timestamp_millis() - row.seen_at >= REMEMBER_USE {
        // Nobody is kept from reading because this could not be noted.
        if let Err(error) = remember_use(app, &hash, &person.id, now).await {
            let error = crate::db::without_values(&error);
            tracing::warn!(%error, "when a session was last used could not be noted");
        }
    }
    Ok(Some(person))
}

async fn remember_use(
    app: &App,
    hash: &str,
    person: &PersonId,
    now: DateTime<Utc>,
) -> Result<(), sqlx::Error> {
    const SESSION: &str = "UPDATE sessions SET seen_at = $2 WHERE token_hash = $1";
    const PERSON: &str = "UPDATE people SET seen_at = $2 WHERE id = $1 AND seen_at < $2";
    on_writer!(&app.db, pool => {
        sqlx::query(SESSION).bind(hash).bind(now.timestamp_millis()).execute(pool).await?;
        sqlx::query(PERSON).bind(person.as_str()).bind(store::day(now)).execute(pool).await.map(|_| ())
    })
}

/// An instant as the database keeps it.
pub fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// What is kept of a sign-in at the OpenID provider: its session, so that it can end this one, and the token by which
/// it knows whom to sign out.
#[derive(Clone, Copy)]
pub struct AtProvider<'a> {
    /// The session there, if the provider names it.
    pub session: Option<&'a str>,
    /// The ID token.
    pub id_token: &'a str,
}

/// Begins a session by card: its cookie. Whoever had the browser before is signed out of it.
///
/// A phone that does not know whether it was signed in asks again under the same `key`: then this session takes the place of
/// the one whose cookie never arrived.
pub async fn begin(
    tx: &mut Tx,
    person: &PersonId,
    role: Role,
    device: &str,
    before: Option<&str>,
    key: Option<&str>,
    now: DateTime<Utc>,
) -> Result<HeaderValue, Failure> {
    const END: &str = "DELETE FROM sessions WHERE person = $1 AND begun_by = $2";
    if let Some(key) = key {
        on_tx!(&mut *tx, connection => sqlx::query(END)
            .bind(person.as_str()).bind(key).execute(connection).await?.rows_affected());
    }
    let token = insert(tx, person, device, before, Way::Card { key }, now).await?;
    cookie(COOKIE, &token, lifetime(role).absolute.num_seconds())
}

/// Begins a session of somebody who has signed in at the OpenID provider.
pub async fn begin_with(
    tx: &mut Tx,
    person: &PersonId,
    role: Role,
    device: &str,
    before: Option<&str>,
    provider: AtProvider<'_>,
    now: DateTime<Utc>,
) -> Result<HeaderValue, Failure> {
    let token = insert(tx, person, device, before, Way::Provider(provider), now).await?;
    cookie(COOKIE, &token, lifetime(role).absolute.num_seconds())
}

/// How a session begins.
enum Way<'a> {
    /// With a card, in a request under this key.
    Card {
        key: Option<&'a str>,
    },
    Provider(AtProvider<'a>),
}

/// Writes a new session down: its token.
async fn insert(
    tx: &mut Tx,
    person: &PersonId,
    device: &str,
    before: Option<&str>,
    way: Way<'_>,
    now: DateTime<Utc>,
) -> Result<String, Failure> {
    const SQL: &str = "INSERT INTO sessions (token_hash, id, person, device, created_at, seen_at, provider_session, \
        id_token, begun_by) VALUES ($1, $2, $3, $4, $5, $5, $6, $7, $8)";
    let (session, id_token, key) = match way {
        Way::Card { key } => (None, None, key),
        Way::Provider(provider) => (provider.session, Some(provider.id_token), None),
    };
    if let Some(before) = before {
        end_token(tx, before).await?;
    }
    let token = token().map_err(|_| Failure::from(Reason::INTERNAL))?;
    on_tx!(&mut *tx, connection => sqlx::query(SQL)
        .bind(token_hash(&token)).bind(ids::uuid(now)).bind(person.as_str()).bind(device).bind(now.timestamp_millis())
        .bind(session).bind(id_token).bind(key)
        .execute(connection).await?.rows_affected());
    Ok(token)
}

/// The cookie that takes the session away.
pub fn no_cookie() -> Result<HeaderValue, Failure> {
    cookie(COOKIE, "", 0)
}

/// A cookie for this host alone, which no script reads.
pub fn cookie(name: &str, token: &str, seconds: i64) -> Result<HeaderValue, Failure> {
    let cookie = format!("{name}={token}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age={seconds}");
    HeaderValue::from_str(&cookie).map_err(|_| Reason::INTERNAL.into())
}

/// The ID token with which the session of a token began, if it began at the OpenID provider.
pub async fn id_token(tx: &mut Tx, token: &str) -> Result<Option<String>, sqlx::Error> {
    const SQL: &str = "SELECT id_token FROM sessions WHERE token_hash = $1";
    let found: Option<Option<String>> = on_tx!(tx, connection => sqlx::query_scalar(SQL)
        .bind(token_hash(token)).fetch_optional(connection).await?);
    Ok(found.flatten())
}

/// Ends the session of a token.
pub async fn end_token(tx: &mut Tx, token: &str) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM sessions WHERE token_hash = $1";
    on_tx!(tx, connection => sqlx::query(SQL).bind(token_hash(token)).execute(connection).await.map(|_| ()))
}

/// Ends one session of a person; false if it is none of theirs.
pub async fn end(tx: &mut Tx, person: &PersonId, session: &SessionId) -> Result<bool, sqlx::Error> {
    const SQL: &str = "DELETE FROM sessions WHERE person = $1 AND id = $2";
    let ended = on_tx!(tx, connection => sqlx::query(SQL)
        .bind(person.as_str()).bind(session.as_str()).execute(connection).await?.rows_affected());
    Ok(ended > 0)
}

/// Ends every session of a person but `but`.
pub async fn end_others(tx: &mut Tx, person: &PersonId, but: &SessionId) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM sessions WHERE person = $1 AND id <> $2";
    on_tx!(tx, connection => sqlx::query(SQL)
        .bind(person.as_str()).bind(but.as_str()).execute(connection).await.map(|_| ()))
}

/// Ends every session of a person.
pub async fn end_all(tx: &mut Tx, person: &PersonId) -> Result<(), sqlx::Error> {
    const SQL: &str = "DELETE FROM sessions WHERE person = $1";
    on_tx!(tx, connection => sqlx::query(SQL).bind(person.as_str()).execute(connection).await.map(|_| ()))
}

/// Where a person is signed in, the last used first.
pub async fn list(app: &App, person: &Person) -> Result<Vec<SessionView>, Failure> {
    const SQL: &str =
        "SELECT id, device, created_at, seen_at FROM sessions WHERE person = $1 ORDER BY seen_at DESC, id";
    let rows: Vec<(String, String, i64, i64)> =
        on_db!(&app.db, pool => sqlx::query_as(SQL).bind(person.id.as_str()).fetch_all(pool).await?);
    let now = app.clock.now();
    let mut sessions = Vec::with_capacity(rows.len());
    for (id, device, began, used) in rows {
        let (began, used) = (instant(began), instant(used));
        if !is_alive(person.role, began, used, now) {
            continue;
        }
        let id: SessionId = id.parse().map_err(|_| Failure::from(Reason::INTERNAL))?;
        let current = id == person.session;
        sessions.push(SessionView {
            id,
            device,
            began,
            used,
            current,
        });
    }
    Ok(sessions)
}

/// Browser and system, in a word each; what else a browser tells of itself is not kept.
pub fn device(headers: &HeaderMap) -> String {
    const BROWSERS: [(&str, &str); 6] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser", "Samsung Internet"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "Mac"),
        ("CrOS", "Chromebook"),
        ("Linux", "Linux"),
    ];
    let agent = headers
        .get(header::USER_AGENT)
        .and_then(|value| value.to_str().ok());
    let agent = agent.unwrap_or_default();
    let first = |names: &[(&str, &'static str)]| {
        let found = names.iter().find(|(sign, _)| agent.contains(sign));
        found.map(|(_, name)| *name)
    };
    let words = [first(&BROWSERS), first(&SYSTEMS)];
    words.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn the_cookie_is_found_among_others_and_only_by_its_whole_name() {
        for (cookies, token) in [
            ("a=b; __Host-jaettu=token; c=d", Some("token")),
            ("__Host-jaettu=", Some("")),
            ("__Host-jaettux=token", None),
            ("x__Host-jaettu=token", None),
            ("", None),
        ] {
            assert_eq!(token_of(&with(header::COOKIE, cookies)), token, "{cookies}");
        }
    }

    #[test]
    fn a_device_is_two_words_and_nothing_that_identifies_it() {
        let agent =
            "Mozilla/5.0 (Linux; Android 9; SM-J330F Build/PPR1.1) Chrome/120.0.1 Mobile Safari/537.36";
        assert_eq!(device(&with(header::USER_AGENT, agent)), "Chrome, Android");
        assert_eq!(device(&HeaderMap::new()), "");
    }
}
