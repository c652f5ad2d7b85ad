//! The route table: mounts typed endpoints and remembers them for the OpenAPI document.
//!
//! What is written in `jaettu_domain::<feature>::api` is mounted here as it stands, so the router, the document
//! and the app's calls come from the same types. What an operation needs is checked here, before its handler runs: who
//! asks, the parameters, the body.

use crate::App;
use crate::account::Person;
use crate::account::sessions;
use crate::openapi::Operation;
use crate::problem::Failure;
use crate::write::Key;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, RawQuery, Request, State};
use axum::handler::Handler;
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{delete, get, patch, post};
use http_body_util::{BodyExt, Limited};
use jaettu_domain::endpoint::{Access, Endpoint, Method, Pairs, Reader, body};
use jaettu_domain::problem::{FieldError, Reason};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::net::IpAddr;
use std::sync::Arc;

/// The mounted endpoints.
pub struct Table {
    router: Router<Arc<App>>,
    operations: Vec<Operation>,
    schemas: SchemaGenerator,
}

impl Default for Table {
    fn default() -> Self {
        Self {
            router: Router::new(),
            operations: Vec::new(),
            schemas: crate::openapi::schemas(),
        }
    }
}

/// A request to an endpoint whose answer depends on who asks.
#[derive(Clone, Debug)]
pub struct Asked<E> {
    /// Its parameters and fields.
    pub endpoint: E,
    /// Who asks, if somebody is signed in.
    pub by: Option<Person>,
    /// The token of the session that the request brings, whether it is good or not.
    pub token: Option<String>,
    /// By which a repeated request is known again.
    pub key: Option<Key>,
    /// Where it comes from.
    pub address: Option<IpAddr>,
    /// What kind of device it comes from, in a word or two.
    pub device: String,
    /// The version of what is to be changed that was looked at: `If-Match: "3"`.
    pub if_match: Option<u32>,
}

impl<E> Asked<E> {
    /// Who asks. Endpoints for people who are signed in are only called when somebody is.
    pub fn person(&self) -> Result<&Person, Failure> {
        self.by.as_ref().ok_or_else(|| Reason::SIGN_IN.into())
    }
}

/// A handler's answer, with the cookie that goes along when somebody has signed in or out.
#[derive(Debug)]
pub struct Answer<R> {
    /// The reply.
    pub reply: R,
    /// `Set-Cookie`.
    pub cookie: Option<HeaderValue>,
    /// The version of what it tells of: `ETag: "3"`, to be sent back as `If-Match`.
    pub version: Option<u32>,
}

impl<R> From<R> for Answer<R> {
    fn from(reply: R) -> Self {
        Self {
            reply,
            cookie: None,
            version: None,
        }
    }
}

impl Table {
    /// Mounts an endpoint whose answer is the same for everybody.
    #[must_use]
    pub fn mount<E, F>(self, handler: F) -> Self
    where
        E: Endpoint<Reply: Serialize + JsonSchema> + Send + 'static,
        F: AsyncHandler<E>,
    {
        const {
            assert!(matches!(E::ACCESS, Access::Anyone), "who asks matters: mount_for");
            assert!(
                matches!(E::METHOD, Method::Get),
                "what changes something is mounted with mount_for"
            );
        }
        let call = move |State(app): State<Arc<App>>,
                         path: Result<RawPathParams, RawPathParamsRejection>,
                         RawQuery(query)| {
            let handler = handler.clone();
            async move {
                let pairs = pairs(path, query.as_deref())?;
                let endpoint = Reader::endpoint::<E>(&pairs).map_err(Failure::from)?;
                let reply = handler.call(app, endpoint).await?;
                json(StatusCode::OK, "no-cache", &reply)
            }
        };
        self.route::<E, _, _>(call)
    }

    /// Mounts an endpoint whose answer depends on who asks, or that changes something.
    #[must_use]
    pub fn mount_for<E, F>(self, handler: F) -> Self
    where
        E: Endpoint<Reply: Serialize + DeserializeOwned + JsonSchema + Send> + Clone + Send + Sync + 'static,
        F: PersonalHandler<E>,
    {
        let call = move |State(app): State<Arc<App>>,
                         path: Result<RawPathParams, RawPathParamsRejection>,
                         RawQuery(query): RawQuery,
                         request: Request| {
            let handler = handler.clone();
            async move {
                let asked = asked::<E>(&app, pairs(path, query.as_deref())?, request).await?;
                // A task of its own: what has begun is brought to its end even if the phone hangs up.
                let answer = tokio::spawn(patiently(app, asked, handler));
                let answer = answer.await.map_err(|error| {
                    tracing::error!(%error, operation = E::OPERATION, "a handler failed");
                    Failure::from(Reason::INTERNAL)
                })??;
                let status = StatusCode::from_u16(E::STATUS).unwrap_or_default();
                let mut response = json(status, "private, no-store", &answer.reply)?;
                if let Some(cookie) = answer.cookie {
                    response.headers_mut().insert(header::SET_COOKIE, cookie);
                }
                if let Some(version) = answer.version {
                    let tag = HeaderValue::from_str(&format!("\"{version}\""));
                    tag.map(|tag| response.headers_mut().insert(header::ETAG, tag))
                        .ok();
                }
                Ok::<_, Failure>(response)
            }
        };
        self.route::<E, _, _>(call)
    }

    fn route<E, H, T>(mut self, handler: H) -> Self
    where
        E: Endpoint<Reply: JsonSchema>,
        H: Handler<T, Arc<App>>,
        T: 'static,
    {
        self.operations.push(Operation::of::<E>(&mut self.schemas));
        self.router = match E::METHOD {
            Method::Get => self.router.route(E::PATH, get(handler)),
            Method::Post => self.router.route(E::PATH, post(handler)),
            Method::Patch => self.router.route(E::PATH, patch(handler)),
            Method::Delete => self.router.route(E::PATH, delete(handler)),
        };
        self
    }

    /// The router and the OpenAPI document of everything that was mounted.
    pub fn finish(self) -> (Router<Arc<App>>, serde_json::Value) {
        let files = [
            &crate::programme::files::FILES[..],
            &crate::rooms::calendar::FILES,
            &crate::rooms::respa::FILES,
        ]
        .concat();
        (
            self.router,
            crate::openapi::document(&self.operations, &files, self.schemas),
        )
    }
}

/// What a handler is: the app and the endpoint's parameters in, the reply or a problem out.
pub trait AsyncHandler<E: Endpoint>: Clone + Send + Sync + 'static {
    /// Answers one request.
    fn call(&self, app: Arc<App>, endpoint: E) -> impl Future<Output = Result<E::Reply, Failure>> + Send;
}

impl<E, F, R> AsyncHandler<E> for F
where
    E: Endpoint + Send,
    F: Fn(Arc<App>, E) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<E::Reply, Failure>> + Send,
{
    fn call(&self, app: Arc<App>, endpoint: E) -> impl Future<Output = Result<E::Reply, Failure>> + Send {
        self(app, endpoint)
    }
}

/// What a handler is that has to know who asks.
pub trait PersonalHandler<E: Endpoint>: Clone + Send + Sync + 'static {
    /// Answers one request.
    fn call(
        &self,
        app: Arc<App>,
        asked: Asked<E>,
    ) -> impl Future<Output = Result<Answer<E::Reply>, Failure>> + Send;
}

impl<E, F, R> PersonalHandler<E> for F
where
    E: Endpoint + Send,
    F: Fn(Arc<App>, Asked<E>) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Answer<E::Reply>, Failure>> + Send,
{
    fn call(
        &self,
        app: Arc<App>,
        asked: Asked<E>,
    ) -> impl Future<Output = Result<Answer<E::Reply>, Failure>> + Send {
        self(app, asked)
    }
}

/// The parameters of path and query.
fn pairs(path: Result<RawPathParams, RawPathParamsRejection>, query: Option<&str>) -> Result<Pairs, Failure> {
    let mut pairs = Pairs::from_query(query.unwrap_or_default());
    // What is not text names nothing.
    let path = path.map_err(|_| Failure::not_found("address"))?;
    for (name, value) in &path {
        pairs.push(name, value);
    }
    Ok(pairs)
}

/// Finds out who asks and reads the body; refuses who may not ask.
async fn asked<E: Endpoint>(app: &App, mut pairs: Pairs, request: Request) -> Result<Asked<E>, Failure> {
    let (parts, content) = request.into_parts();
    let by = sessions::find(app, &parts.headers).await?;
    if !E::ACCESS.lets_in(by.as_ref().map(|person| (person.role, &person.desks))) {
        return Err(if by.is_some() {
            Reason::NOT_ALLOWED
        } else {
            Reason::SIGN_IN
        }
        .into());
    }
    if !matches!(E::METHOD, Method::Get) {
        let content = read_body::<E>(&parts.headers, content).await?;
        body::read(E::FIELDS, &content, &mut pairs)?;
    }
    Ok(Asked {
        endpoint: Reader::endpoint::<E>(&pairs)?,
        by,
        token: sessions::token_of(&parts.headers).map(str::to_owned),
        key: Key::of(&parts.headers)?,
        address: app.proxies.client(&parts),
        device: sessions::device(&parts.headers),
        if_match: if_match(&parts.headers)?,
    })
}

/// The version that `If-Match` names; any, if it names none.
fn if_match(headers: &HeaderMap) -> Result<Option<u32>, Failure> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.trim_start_matches("W/").trim_matches('"').parse();
    let version = version.map_err(|_| {
        Failure::from(vec![FieldError::new(
            "If-Match",
            "not_valid",
            "takes the ETag of what is to be changed",
        )])
    })?;
    Ok(Some(version))
}

async fn read_body<E: Endpoint>(headers: &HeaderMap, content: Body) -> Result<Bytes, Failure> {
    let content = Limited::new(content, E::LARGEST).collect().await;
    let content = content
        .map_err(|error| {
            if error.is::<http_body_util::LengthLimitError>() {
                Failure::from(Reason::TOO_LARGE)
            } else {
                Reason::TIMEOUT.into()
            }
        })?
        .to_bytes();
    // A form of another site can send text, but not this type without asking first.
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = kind.unwrap_or_default().split(';').next().unwrap_or_default();
    if content.is_empty() || kind.trim().eq_ignore_ascii_case("application/json") {
        Ok(content)
    } else {
        Err(Reason::MEDIA.into())
    }
}

/// So many times something is tried again that the database made give way to another.
const TRIES: u64 = 5;

async fn patiently<E, F>(app: Arc<App>, asked: Asked<E>, handler: F) -> Result<Answer<E::Reply>, Failure>
where
    E: Endpoint<Reply: DeserializeOwned> + Clone,
    F: PersonalHandler<E>,
{
    if let Some(reply) = asked.repeated(&app).await? {
        return Ok(reply.into());
    }
    let mut tries = 1;
    loop {
        match handler.call(Arc::clone(&app), asked.clone()).await {
            Err(failure) if failure.again && tries < TRIES => {
                tokio::time::sleep(std::time::Duration::from_millis(5 * tries * tries)).await;
                tries += 1;
            }
            answer => return answer,
        }
    }
}

fn json(status: StatusCode, keep: &'static str, reply: &impl Serialize) -> Result<Response<Body>, Failure> {
    let body = serde_json::to_vec(reply).map_err(|error| {
        tracing::error!(%error, "an answer could not be written");
        Failure::from(Reason::INTERNAL)
    })?;
    let headers = [
        (header::CACHE_CONTROL, keep),
        (header::CONTENT_TYPE, "application/json"),
    ];
    Ok((status, headers, body).into_response())
}
