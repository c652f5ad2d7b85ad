//! Where browsers come by on their way to the provider and back, and where the provider tells that somebody has signed out.
//!
//! These are addresses for browsers and for the provider, not operations of the API: they answer with redirections.

use super::exchange::Begun;
use super::sign_in::Browser;
use super::{Provider, Trouble, sign_in, store};
use crate::App;
use crate::account::{secrets, sessions, throttle};
use crate::problem::Failure;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use chrono::TimeDelta;
use jaettu_domain::account::oidc::{self, IdToken, LogoutToken};
use jaettu_domain::account::rules::return_path;
use jaettu_domain::endpoint::Pairs;
use jaettu_domain::problem::Reason;
use jaettu_domain::text::Language;
use std::borrow::Cow;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use url::form_urlencoded;

/// Binds a sign-in to the browser in which it began.
const COOKIE: &str = "__Host-jaettu-signin";
/// How long a sign-in may take.
const TIME: TimeDelta = TimeDelta::minutes(10);
/// How long all that the provider is asked at the end may take: less than a request may.
const PATIENCE: Duration = Duration::from_secs(15);

/// The addresses.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/v1/session/begin", get(begin))
        .route("/api/v1/session/callback", get(callback))
        .route("/api/v1/session/backchannel", post(backchannel))
}

fn provider(app: &App) -> Result<&Provider, Trouble> {
    app.ways.openid.as_ref().ok_or(Trouble::NotSetUp)
}

/// The value of a parameter that is there once.
fn value<'a>(pairs: &'a [(Cow<'_, str>, Cow<'_, str>)], name: &str) -> Option<&'a str> {
    let mut values = pairs.iter().filter(|(own, _)| own == name);
    let value = values.next().map(|(_, value)| value.as_ref());
    value.filter(|_| values.next().is_none())
}

async fn begin(State(app): State<Arc<App>>, RawQuery(query): RawQuery, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let address = app.proxies.client(&parts);
    let query = query.unwrap_or_default();
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let return_to = return_path(value(&pairs, "return_to").unwrap_or_default());
    let begun = begun(&app, return_to, address).await;
    begun.unwrap_or_else(|trouble| failed(&trouble, return_to))
}

async fn begun(app: &App, return_to: &str, address: Option<IpAddr>) -> Result<Response, Trouble> {
    let provider = provider(app)?;
    let now = app.clock.now();
    // Whoever asks need not be known, and each asking leaves a row.
    if !throttle::once(app, "begin", address, oidc::PER_ADDRESS).await? {
        return Err(Trouble::TooOften);
    }
    let known = provider.known(now).await?;
    let secret = || secrets::token().map_err(|_| Failure::from(Reason::INTERNAL));
    let state = secret()?;
    let begun = store::SignIn {
        nonce: secret()?,
        verifier: secret()?,
        return_to: return_to.to_owned(),
        created_at: now.timestamp_millis(),
    };
    store::put(&app.db, &state, &begun).await?;
    let address = provider.sign_in_address(
        &known,
        &Begun {
            state: &state,
            nonce: &begun.nonce,
            verifier: &begun.verifier,
            language: language_of(return_to),
        },
    )?;
    redirect(&address, [sessions::cookie(COOKIE, &state, TIME.num_seconds())?])
}

/// The language of the page that somebody comes from.
fn language_of(path: &str) -> Language {
    let code = path.split('/').nth(1).unwrap_or_default();
    code.parse().unwrap_or(Language::Fi)
}

async fn callback(State(app): State<Arc<App>>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    // A task of its own: a session that has begun is there even if the phone hangs up.
    let ended = tokio::spawn(async move { ended(&app, &query.unwrap_or_default(), &headers).await });
    ended
        .await
        .unwrap_or_else(|_| failed(&Trouble::Service(Reason::INTERNAL.into()), ""))
}

/// Leads on where the reader was going, or back to where they can try again.
async fn ended(app: &App, query: &str, headers: &HeaderMap) -> Response {
    let pairs: Vec<_> = form_urlencoded::parse(query.as_bytes()).collect();
    let begun = match known(app, &pairs, headers).await {
        Ok(begun) => begun,
        Err(trouble) => return failed(&trouble, ""),
    };
    let ended = tokio::time::timeout(PATIENCE, signed_in(app, &pairs, headers, &begun)).await;
    let ended = ended.unwrap_or(Err(Trouble::Silent));
    ended.unwrap_or_else(|trouble| failed(&trouble, &begun.return_to))
}

/// The sign-in that has begun in this browser.
async fn known(
    app: &App,
    pairs: &[(Cow<'_, str>, Cow<'_, str>)],
    headers: &HeaderMap,
) -> Result<store::SignIn, Trouble> {
    let state = value(pairs, "state").ok_or(Trouble::State)?;
    // The state is in the address, which others may know; the cookie is only in the browser that has begun.
    let cookie = sessions::cookie_of(headers, COOKIE).ok_or(Trouble::State)?;
    if secrets::token_hash(cookie) != secrets::token_hash(state) {
        return Err(Trouble::State);
    }
    store::take(&app.db, state).await?.ok_or(Trouble::State)
}

async fn signed_in(
    app: &App,
    pairs: &[(Cow<'_, str>, Cow<'_, str>)],
    headers: &HeaderMap,
    begun: &store::SignIn,
) -> Result<Response, Trouble> {
    let now = app.clock.now();
    if sessions::instant(begun.created_at) + TIME <= now {
        return Err(Trouble::State);
    }
    let provider = provider(app)?;
    let known = provider.known(now).await?;
    provider.check_issuer(&known, value(pairs, "iss"))?;
    let code = value(pairs, "code").ok_or(Trouble::NoCode)?;
    let text = provider.exchange(&known, code, &begun.verifier).await?;
    let token: IdToken = provider.read(&text, now).await?;
    oidc::check_id_token(&token, provider.parties(), &begun.nonce, now)?;
    let browser = Browser {
        before: sessions::token_of(headers).map(str::to_owned),
        device: sessions::device(headers),
        language: language_of(&begun.return_to),
    };
    let session = sign_in::begin(app, provider, &token, &text, &browser).await?;
    redirect(
        return_path(&begun.return_to),
        [session, sessions::cookie(COOKIE, "", 0)?],
    )
}

async fn backchannel(State(app): State<Arc<App>>, body: Bytes) -> Response {
    let no_store = [(header::CACHE_CONTROL, "no-store")];
    match signed_out(&app, &body).await {
        Ok(()) => (StatusCode::OK, no_store).into_response(),
        Err(trouble) => {
            tracing::warn!(%trouble, "a sign-out of the OpenID provider was refused");
            let json = [(header::CONTENT_TYPE, "application/json")];
            (
                StatusCode::BAD_REQUEST,
                no_store,
                json,
                r#"{"error":"invalid_request"}"#,
            )
                .into_response()
        }
    }
}

async fn signed_out(app: &App, body: &[u8]) -> Result<(), Trouble> {
    let provider = provider(app)?;
    let pairs: Vec<_> = form_urlencoded::parse(body).collect();
    let text = value(&pairs, "logout_token").ok_or(Trouble::Token)?;
    let now = app.clock.now();
    let token: LogoutToken = provider.read(text, now).await?;
    oidc::check_logout_token(&token, provider.parties(), now)?;
    let mut tx = app.db.begin().await?;
    // It is not taken any more when it is older.
    if !store::is_first(&mut tx, &token.jti, now + oidc::OLDEST * 2).await? {
        return Err(Trouble::Repeated);
    }
    store::end_sessions(&mut tx, &token).await?;
    tx.commit().await?;
    Ok(())
}

/// Sends the browser on.
fn redirect<const N: usize>(address: &str, cookies: [HeaderValue; N]) -> Result<Response, Trouble> {
    let location = HeaderValue::from_str(address).map_err(|_| Trouble::Silent)?;
    let mut response = (StatusCode::SEE_OTHER, [(header::CACHE_CONTROL, "no-store")]).into_response();
    response.headers_mut().insert(header::LOCATION, location);
    for cookie in cookies {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

/// Leads to where one can try again, in the same language and with the same way on. What the provider has said is neither
/// shown nor logged.
fn failed(trouble: &Trouble, return_to: &str) -> Response {
    tracing::warn!(%trouble, "somebody could not sign in at the OpenID provider");
    let own = ["/", language_of(return_to).code(), "/me"].concat();
    let mut query = Pairs::default();
    if !return_to.is_empty() && return_to != own {
        query.push("next", return_to);
    }
    query.push("trouble", "sign_in");
    let address = [&own, "?", &query.to_query()].concat();
    let headers = [
        (header::CACHE_CONTROL, "no-store"),
        (header::LOCATION, address.as_str()),
    ];
    (StatusCode::SEE_OTHER, headers).into_response()
}
