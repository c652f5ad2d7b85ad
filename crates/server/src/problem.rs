//! Problems as HTTP answers: the only place that knows how a failure becomes a status and a body.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use axum::response::IntoResponse;
use jaettu_domain::problem::{FieldError, Problem, Reason};

/// A handler's failure.
#[derive(Debug)]
pub struct Failure(pub Problem);

impl Failure {
    /// Nothing of this kind has this identifier.
    pub fn not_found(what: &str) -> Self {
        Self(Problem::not_found(what))
    }
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Self(Problem::new(reason, reason.title))
    }
}

impl From<Vec<FieldError>> for Failure {
    fn from(errors: Vec<FieldError>) -> Self {
        Self(Problem::invalid(errors))
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        // A pool without a free connection passes; anything else is ours to look into.
        if matches!(error, sqlx::Error::PoolTimedOut) {
            tracing::warn!("no database connection became free in time");
            return Reason::BUSY.into();
        }
        tracing::error!(%error, "the database failed");
        Reason::INTERNAL.into()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response<Body> {
        let status = StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.0).unwrap_or_default();
        let headers = [
            (header::CONTENT_TYPE, "application/problem+json"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        (status, headers, body).into_response()
    }
}
