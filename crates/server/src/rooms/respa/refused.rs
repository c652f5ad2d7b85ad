//! What is wrong with a request, in the shape in which Respa told it: `{"detail": …}`, or a list of sentences by parameter.

use crate::problem::Failure;
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};

/// Why there is no answer.
#[derive(Debug)]
pub(super) struct Refused {
    status: StatusCode,
    told: Value,
}

impl Refused {
    /// One sentence about the whole request.
    pub(super) fn detail(sentence: impl Into<String>) -> Self {
        Self::with(StatusCode::BAD_REQUEST, sentence)
    }

    fn with(status: StatusCode, sentence: impl Into<String>) -> Self {
        let sentence: String = sentence.into();
        Self {
            status,
            told: json!({ "detail": sentence }),
        }
    }

    /// A value that a parameter does not take.
    pub(super) fn parameter(name: &str, sentence: impl Into<String>) -> Self {
        let sentence: String = sentence.into();
        Self {
            status: StatusCode::BAD_REQUEST,
            told: Value::Object(Map::from_iter([(name.to_owned(), json!([sentence]))])),
        }
    }

    /// A word that is none of those that a parameter takes.
    pub(super) fn choice(name: &str, word: &str) -> Self {
        let sentence = format!("Select a valid choice. {word} is not one of the available choices.");
        Self::parameter(name, sentence)
    }

    /// An instant that cannot be read.
    pub(super) fn instant(what: &str) -> Self {
        Self::detail(format!("'{what}' must be a timestamp in ISO 8601 format"))
    }

    /// Nothing has this identifier.
    pub(super) fn not_found() -> Self {
        Self::with(StatusCode::NOT_FOUND, "Not found.")
    }

    /// There are not so many pages.
    pub(super) fn no_page() -> Self {
        Self::with(StatusCode::NOT_FOUND, "Invalid page.")
    }

    /// Everything here is for reading.
    pub(super) fn method(method: &Method) -> Response {
        let refused = Self::with(
            StatusCode::METHOD_NOT_ALLOWED,
            format!("Method \"{method}\" not allowed."),
        );
        let mut response = refused.into_response();
        let allowed = header::HeaderValue::from_static("GET, HEAD");
        response.headers_mut().insert(header::ALLOW, allowed);
        response
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        let status =
            StatusCode::from_u16(failure.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self::with(status, failure.problem.title)
    }
}

impl From<sqlx::Error> for Refused {
    fn from(error: sqlx::Error) -> Self {
        Failure::from(error).into()
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        super::json(self.status, &self.told)
    }
}
