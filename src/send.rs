//! Sending what changes something: never twice, and never lost without saying so.
//!
//! A network error after sending does not mean that nothing happened. So the same request goes again under the same key,
//! for a minute, and the server answers what it answered the first time. If nobody answers even then the outcome is
//! unknown, and that is what the reader is told.

use gloo_net::http::{Method, RequestBuilder};
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::problem::Problem;
use jaettu_domain::wire::{self, FromJson};
use js_sys::{Math, Promise};
use leptos::prelude::window;
use wasm_bindgen_futures::JsFuture;
use web_sys::AbortController;

/// How long one attempt may take, in milliseconds; what is long gets longer, as far as the server waits.
const ATTEMPT: usize = 10_000;
const LONGEST_ATTEMPT: usize = 20_000;
/// A slow phone sends so many bytes in a millisecond.
const SPEED: usize = 16;
/// Pauses between attempts, in milliseconds; with the attempts about a minute.
const PAUSES: [i32; 4] = [1_000, 2_000, 4_000, 8_000];

/// Why there is no reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Nobody is signed in any more.
    SignIn,
    /// The server refuses, and says why.
    Refused(Problem),
    /// Nobody has answered: perhaps it was done, perhaps not.
    Unknown,
}

/// What one request is called, however often it is sent: made when the button is pressed, not at each attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key(String);

impl Key {
    /// A key that nobody else has.
    pub fn new() -> Self {
        // As bits, because writing a fraction out would bring the code for that along.
        let part = || Math::random().to_bits().to_string();
        Self([part(), "-".to_owned(), part()].concat())
    }

    /// The key of a request that is sent once more.
    pub fn again(key: String) -> Self {
        Self(key)
    }

    /// As it stands in the request.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Sends a request until it is answered or a minute is over.
pub async fn send<E>(endpoint: &E, key: &Key) -> Result<E::Reply, Trouble>
where
    E: Endpoint<Reply: FromJson>,
{
    let text = deliver(E::METHOD.as_str(), &endpoint.url(), endpoint.body(), key).await?;
    wire::read(&text).ok_or(Trouble::Unknown)
}

/// Sends a request once: whoever asks decides whether it goes again.
pub async fn once<E>(endpoint: &E, key: &Key) -> Result<E::Reply, Trouble>
where
    E: Endpoint<Reply: FromJson>,
{
    let (url, body) = (endpoint.url(), endpoint.body());
    let answer = attempt(method(E::METHOD.as_str()), &url, body.as_deref(), key).await;
    let text = answer.unwrap_or(Err(Trouble::Unknown))?;
    wire::read(&text).ok_or(Trouble::Unknown)
}

fn method(name: &str) -> Method {
    match name {
        "POST" => Method::POST,
        "PATCH" => Method::PATCH,
        "DELETE" => Method::DELETE,
        _ => Method::GET,
    }
}

/// Sends what needs no more than its address and its body, until it is answered or a minute is over: the answer as text.
pub async fn deliver(method: &str, url: &str, body: Option<String>, key: &Key) -> Result<String, Trouble> {
    let method = self::method(method);
    for pause in PAUSES.into_iter().map(Some).chain([None]) {
        if let Some(answer) = attempt(method.clone(), url, body.as_deref(), key).await {
            return answer;
        }
        if let Some(pause) = pause {
            sleep(pause).await;
        }
    }
    Err(Trouble::Unknown)
}

/// What is answered, if anything is in time.
async fn attempt(
    method: Method,
    url: &str,
    body: Option<&str>,
    key: &Key,
) -> Option<Result<String, Trouble>> {
    let method_changes = method != Method::GET;
    match exchange(method, url, body, key).await? {
        (status, text) if (200..300).contains(&status) => Some(Ok(text)),
        (401, text) if !text.contains("wrong_pin") => Some(Err(Trouble::SignIn)),
        // A gateway or a busy server has not looked at it yet, or nobody knows how far it came.
        (408 | 502..=504, _) => None,
        // Reading again reads the same; what was to be changed may have been.
        (500, _) if method_changes => Some(Err(Trouble::Unknown)),
        (_, text) => Some(Err(wire::read(&text).map_or(Trouble::Unknown, Trouble::Refused))),
    }
}

/// Status and body, if there is an answer in time.
async fn exchange(method: Method, url: &str, body: Option<&str>, key: &Key) -> Option<(u16, String)> {
    let abort = AbortController::new().ok()?;
    let request = RequestBuilder::new(url)
        .method(method)
        .header("idempotency-key", &key.0)
        .header("content-type", "application/json")
        .abort_signal(Some(&abort.signal()));
    let patience = ATTEMPT + body.map_or(0, str::len) / SPEED;
    let request = match body {
        Some(body) => request.body(body.to_owned()),
        None => request.build(),
    };
    let give_up = gave_up(abort, i32::try_from(patience.min(LONGEST_ATTEMPT)).ok()?);
    let response = request.ok()?.send().await.ok()?;
    let text = response.text().await.ok()?;
    window().clear_timeout_with_handle(give_up);
    Some((response.status(), text))
}

/// Stops an attempt that takes too long.
fn gave_up(abort: AbortController, patience: i32) -> i32 {
    use web_sys::wasm_bindgen::JsCast;
    use web_sys::wasm_bindgen::closure::Closure;
    let stop = Closure::once_into_js(move || abort.abort());
    let later =
        window().set_timeout_with_callback_and_timeout_and_arguments_0(stop.unchecked_ref(), patience);
    later.unwrap_or_default()
}

/// Waits.
pub async fn sleep(milliseconds: i32) {
    let over = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    let _ = JsFuture::from(over).await;
}
