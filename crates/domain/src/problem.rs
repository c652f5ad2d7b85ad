//! What went wrong, in a form that people and programs can act on (RFC 9457).
//!
//! The `code` is the stable part: it names one reason, and `locales/*/problem.json` holds one sentence for it in
//! each language, which is what a resident reads. `title` and `detail` are English, for whoever reads the API.

use crate::busy::Quarters;
use crate::id::RoomId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The reason for a refusal: an HTTP status, a stable code and an English title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// HTTP status.
    pub status: u16,
    /// Stable name, `snake_case`, also the key of the sentence in `locales/*/problem.json`.
    pub code: &'static str,
    /// Short English summary, the same for every occurrence.
    pub title: &'static str,
}

macro_rules! reasons {
    ($($(#[$doc:meta])* $name:ident = $status:literal $code:literal $title:literal;)+) => {
        impl Reason {
            $($(#[$doc])* pub const $name: Self = Self { status: $status, code: $code, title: $title };)+

            /// Every reason there is.
            pub const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

reasons! {
    /// A parameter or field is not what it should be; `errors` says which.
    INVALID = 400 "invalid" "The request has errors";
    /// Nobody is signed in, and this is for somebody who is.
    SIGN_IN = 401 "sign_in" "Sign in first";
    /// Card or PIN is wrong; which of them is not told.
    WRONG_PIN = 401 "wrong_pin" "The card number or the PIN is not right";
    /// Somebody is signed in whose role does not reach that far.
    NOT_ALLOWED = 403 "not_allowed" "Not allowed";
    /// The card is right, and the account is disabled: the desk knows why.
    CARD_DISABLED = 403 "card_disabled" "The card is disabled";
    /// Staff, but not of that library.
    NOT_YOUR_DESK = 403 "not_your_desk" "Not one of your libraries";
    /// Nothing is at this address.
    NOT_FOUND = 404 "not_found" "Not found";
    /// The address exists, but not with this method.
    METHOD = 405 "method_not_allowed" "Method not allowed";
    /// The request did not arrive in time.
    TIMEOUT = 408 "timeout" "The request took too long";
    /// Somebody else has changed it meanwhile.
    CONFLICT = 409 "conflict" "It has changed meanwhile";
    /// What is to be changed has another version by now than the one that was looked at.
    STALE = 412 "stale" "It has changed since it was looked at";
    /// The body is larger than the server takes.
    TOO_LARGE = 413 "too_large" "The request is too large";
    /// The address is longer than the server takes.
    URI_TOO_LONG = 414 "uri_too_long" "The address is too long";
    /// The body is not JSON.
    MEDIA = 415 "media" "The body must be JSON";
    /// A rule refuses; `errors` holds every reason.
    REFUSED = 422 "refused" "Refused";
    /// Somebody wants to hear of more things than anybody could use.
    TOO_MANY_WISHES = 422 "too_many_wishes" "Too many things to be told of";
    /// Somebody who wants no messages, or cannot be reached, wants to be told of something.
    NO_MESSAGES = 422 "no_messages" "Messages cannot be sent to this person";
    /// A photo is none, or too large.
    PHOTO = 422 "photo" "The photo cannot be taken";
    /// Somebody else has the time that was asked for.
    SLOT_TAKEN = 409 "slot_taken" "Somebody else has this time";
    /// The desk's last act cannot be taken back any more.
    CANNOT_UNDO = 409 "cannot_undo" "It cannot be taken back any more";
    /// Nothing is known under what was scanned.
    NOT_KNOWN = 404 "not_known" "Nothing is known under this code";
    /// Somebody has this card already.
    CARD_TAKEN = 409 "card_taken" "Somebody has this card already";
    /// So many reports of faults of one copy are open that one more says nothing new.
    TOO_MANY_FAULTS = 409 "too_many_faults" "Enough faults of it have been reported";
    /// A PIN is not for somebody who signs in at the OpenID provider.
    OPENID_ACCOUNT = 409 "openid_account" "This person signs in at the OpenID provider";
    /// Something is on loan, so one's data cannot be erased yet.
    STILL_ON_LOAN = 409 "still_on_loan" "Something is still on loan";
    /// The same Idempotency-Key came with another request before.
    KEY_REUSED = 422 "key_reused" "The Idempotency-Key belongs to another request";
    /// Tried too often; `Retry-After` says when to try again.
    TOO_OFTEN = 429 "too_often" "Too many tries";
    /// The request comes from another site.
    CROSS_SITE = 403 "cross_site" "Requests from other sites are not taken";
    /// Too many requests at once; try again shortly.
    BUSY = 503 "busy" "The service is busy";
    /// The database or the server failed.
    INTERNAL = 500 "internal" "The service failed";
}

/// One field that is not right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct FieldError {
    /// The parameter or the path of the field in the body.
    pub field: String,
    /// Stable name of the reason: `missing`, `too_long`, `not_a_date`, …
    pub code: String,
    /// English explanation with what would be right.
    pub detail: String,
    /// The nearest time at which this would be right, where a time is asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nearest: Option<Alternative>,
}

/// A time that is free instead of one that is not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Alternative {
    /// The room.
    pub room: RoomId,
    /// From when.
    pub start: DateTime<Utc>,
    /// Until when.
    pub end: DateTime<Utc>,
}

impl Alternative {
    /// These quarters of a room.
    pub fn new(room: &RoomId, when: Quarters) -> Self {
        Self {
            room: room.clone(),
            start: when.from.instant(),
            end: when.until.instant(),
        }
    }
}

impl FieldError {
    /// An error of `field` with a stable `code` and an explanation.
    pub fn new(field: impl Into<String>, code: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            field: field.into(),
            code: code.into(),
            detail: detail.into(),
            nearest: None,
        }
    }
}

/// A problem as it travels: `application/problem+json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Problem {
    /// Identifies the kind of problem: `urn:jaettu:problem:` and the code.
    pub r#type: Cow<'static, str>,
    /// Short English summary of the kind.
    pub title: Cow<'static, str>,
    /// HTTP status.
    pub status: u16,
    /// Stable name of the reason.
    pub code: Cow<'static, str>,
    /// English explanation of this occurrence.
    pub detail: String,
    /// The fields that are not right, when the reason is in the request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// Times that are free instead, the nearest first, where a time was asked for that is not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternative>,
    /// After how many seconds it makes sense to try again, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
}

impl Problem {
    /// A problem for `reason`, explained by `detail`.
    pub fn new(reason: Reason, detail: impl Into<String>) -> Self {
        Self {
            r#type: Cow::Owned(["urn:jaettu:problem:", reason.code].concat()),
            title: Cow::Borrowed(reason.title),
            status: reason.status,
            code: Cow::Borrowed(reason.code),
            detail: detail.into(),
            errors: Vec::new(),
            alternatives: Vec::new(),
            retry_after: None,
        }
    }

    /// Parameters or fields that are not right.
    pub fn invalid(errors: Vec<FieldError>) -> Self {
        let detail = errors
            .first()
            .map_or_else(String::new, |e| [&e.field, ": ", &e.detail].concat());
        Self {
            errors,
            ..Self::new(Reason::INVALID, detail)
        }
    }

    /// A rule refuses. With one reason the problem is that reason; with several `errors` tells them.
    pub fn refused(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::new(Reason::REFUSED, Reason::REFUSED.title);
        if let Some(first) = errors.first() {
            problem.r#type = Cow::Owned(["urn:jaettu:problem:", &first.code].concat());
            problem.code = Cow::Owned(first.code.clone());
            problem.detail.clone_from(&first.detail);
        }
        problem.errors = errors;
        problem
    }

    /// Nothing of this kind has this identifier.
    pub fn not_found(what: &str) -> Self {
        Self::new(Reason::NOT_FOUND, ["There is no such ", what].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_says_its_code_in_type_and_code() {
        let problem = Problem::not_found("library");
        assert_eq!(problem.r#type, "urn:jaettu:problem:not_found");
        let json = serde_json::to_string(&problem).unwrap();
        assert!(
            json.contains("\"status\":404") && !json.contains("errors"),
            "{json}"
        );
        assert_eq!(serde_json::from_str::<Problem>(&json).unwrap(), problem);
    }

    #[test]
    fn every_reason_has_a_code_of_its_own() {
        for (n, reason) in Reason::ALL.iter().enumerate() {
            assert!(
                Reason::ALL[..n].iter().all(|other| other.code != reason.code),
                "{}",
                reason.code
            );
        }
    }
}
