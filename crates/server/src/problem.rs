//! Problems as HTTP answers: the only place that knows how a failure becomes a status and a body.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use axum::response::IntoResponse;
use chrono::TimeDelta;
use jaettu_domain::problem::{FieldError, Problem, Reason};

/// A handler's failure.
#[derive(Debug)]
pub struct Failure {
    /// What the client is told.
    pub problem: Problem,
    /// The database made one of two at once give way: the same may be tried again at once.
    pub again: bool,
    /// The database has something of this name already.
    pub unique: bool,
}

impl Failure {
    /// Nothing of this kind has this identifier.
    pub fn not_found(what: &str) -> Self {
        Problem::not_found(what).into()
    }

    /// A rule refuses; every reason is told.
    pub fn refused(errors: Vec<FieldError>) -> Self {
        Problem::refused(errors).into()
    }

    /// Too often; try again after `wait`.
    pub fn too_often(wait: TimeDelta) -> Self {
        let mut failure = Self::from(Reason::TOO_OFTEN);
        // Rounded up: who comes back then is let in.
        failure.problem.retry_after = u32::try_from((wait.num_milliseconds() + 999) / 1000).ok();
        failure
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self {
            problem,
            again: false,
            unique: false,
        }
    }
}

impl From<Reason> for Failure {
    fn from(reason: Reason) -> Self {
        Problem::new(reason, reason.title).into()
    }
}

impl From<Vec<FieldError>> for Failure {
    fn from(errors: Vec<FieldError>) -> Self {
        Problem::invalid(errors).into()
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        // A pool without a free connection passes; anything else is ours to look into.
        if matches!(error, sqlx::Error::PoolTimedOut) {
            tracing::warn!("no database connection became free in time");
            return Reason::BUSY.into();
        }
        if crate::db::gave_way(&error) {
            return Self {
                again: true,
                ..Reason::BUSY.into()
            };
        }
        if error
            .as_database_error()
            .is_some_and(sqlx::error::DatabaseError::is_unique_violation)
        {
            return Self {
                unique: true,
                ..Reason::CONFLICT.into()
            };
        }
        // The message of a constraint names the values that broke it, and those may be somebody's.
        let error = crate::db::without_values(&error);
        tracing::error!(%error, "the database failed");
        Reason::INTERNAL.into()
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response<Body> {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_vec(&self.problem).unwrap_or_default();
        let headers = [
            (header::CONTENT_TYPE, "application/problem+json"),
            (header::CACHE_CONTROL, "no-store"),
        ];
        let mut response = (status, headers, body).into_response();
        if let Some(seconds) = self.problem.retry_after {
            response
                .headers_mut()
                .insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
