//! The route table: mounts typed endpoints and remembers them for the OpenAPI document.
//!
//! What is written in `jaettu_domain::<feature>::api` is mounted here as it stands, so the router, the document
//! and the app's calls come from the same types.

use crate::App;
use crate::openapi::Operation;
use crate::problem::Failure;
use axum::Router;
use axum::body::Body;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, RawQuery, State};
use axum::http::{Response, header};
use axum::response::IntoResponse;
use axum::routing::get;
use jaettu_domain::endpoint::{Endpoint, Method, Pairs, Reader};
use schemars::{JsonSchema, SchemaGenerator};
use serde::Serialize;
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

impl Table {
    /// Mounts one endpoint.
    #[must_use]
    pub fn mount<E, F>(mut self, handler: F) -> Self
    where
        E: Endpoint<Reply: Serialize + JsonSchema> + Send + 'static,
        F: AsyncHandler<E>,
    {
        self.operations.push(Operation::of::<E>(&mut self.schemas));
        let call = move |State(app): State<Arc<App>>,
                         path: Result<RawPathParams, RawPathParamsRejection>,
                         RawQuery(query)| {
            let handler = handler.clone();
            async move {
                let mut pairs = Pairs::from_query(query.as_deref().unwrap_or_default());
                // What is not text names nothing.
                let path = path.map_err(|_| Failure::not_found("address"))?;
                for (name, value) in &path {
                    pairs.push(name, value);
                }
                let endpoint = Reader::endpoint::<E>(&pairs).map_err(Failure::from)?;
                let reply = handler.call(app, endpoint).await?;
                let body = serde_json::to_vec(&reply).map_err(|error| {
                    tracing::error!(%error, operation = E::OPERATION, "an answer could not be written");
                    Failure::from(jaettu_domain::problem::Reason::INTERNAL)
                })?;
                Ok::<_, Failure>(json(body))
            }
        };
        self.router = match E::METHOD {
            Method::Get => self.router.route(E::PATH, get(call)),
        };
        self
    }

    /// The router and the OpenAPI document of everything that was mounted.
    pub fn finish(self) -> (Router<Arc<App>>, serde_json::Value) {
        (
            self.router,
            crate::openapi::document(&self.operations, &crate::programme::files::FILES, self.schemas),
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

/// A JSON answer that anybody may read, and keep as long as they ask whether it has changed.
fn json(body: Vec<u8>) -> Response<Body> {
    let headers = [
        (header::CACHE_CONTROL, "no-cache"),
        (header::CONTENT_TYPE, "application/json"),
    ];
    (headers, body).into_response()
}
