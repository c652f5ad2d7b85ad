//! A request as it comes: its parameters, and the address under which the service was called.

use super::refused::Refused;
use super::times;
use crate::{App, host};
use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use chrono::{DateTime, TimeDelta, Utc};
use jaettu_domain::endpoint::Pairs;
use std::sync::Arc;

/// More days are not told at once.
const MOST_DAYS: i64 = 100;

/// What somebody asks for.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) app: Arc<App>,
    /// The parameters of the query.
    pub(super) query: Pairs,
    /// What the path names.
    pub(super) id: String,
    /// The path, ending with a slash.
    pub(super) path: String,
    /// `https://jaettu.example.org`.
    pub(super) base: String,
}

impl FromRequestParts<Arc<App>> for Asked {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Refused> {
        // What is not text names nothing.
        let named = RawPathParams::from_request_parts(parts, app).await;
        let named = named.map_err(|_| Refused::not_found())?;
        let id = named.iter().next().map_or("", |(_, id)| id).to_owned();
        Ok(Self {
            app: Arc::clone(app),
            query: Pairs::from_query(parts.uri.query().unwrap_or_default()),
            id,
            path: format!("{}/", parts.uri.path().trim_end_matches('/')),
            base: host::base(&parts.headers),
        })
    }
}

/// From one instant to another.
pub(super) type Times = (DateTime<Utc>, DateTime<Utc>);

impl Asked {
    /// A parameter, if it says something.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.query.get(name)
    }

    /// The words of a parameter that are parted by commas.
    pub(super) fn words(&self, name: &str) -> Option<Vec<&str>> {
        let words = self.get(name)?.split(',').map(str::trim);
        Some(words.filter(|word| !word.is_empty()).collect())
    }

    /// A flag, if it is given.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>, Refused> {
        let given = self.get(name).map(str::to_lowercase);
        match given.as_deref() {
            None => Ok(None),
            Some("true" | "t" | "yes" | "y" | "1") => Ok(Some(true)),
            Some("false" | "f" | "no" | "n" | "0") => Ok(Some(false)),
            Some(_) => Err(Refused::parameter(name, "Must be a valid boolean.")),
        }
    }

    /// An instant, if it is given.
    pub(super) fn instant(&self, name: &str) -> Result<Option<DateTime<Utc>>, Refused> {
        let given = self.get(name);
        given
            .map(|text| times::read(text).ok_or_else(|| Refused::instant(name)))
            .transpose()
    }

    /// What is asked about in between, if both ends are given.
    pub(super) fn times(&self) -> Result<Option<Times>, Refused> {
        match (self.instant("start")?, self.instant("end")?) {
            (None, None) => Ok(None),
            (Some(start), Some(end)) if end < start => Err(Refused::detail("'end' must be after 'start'")),
            (Some(start), Some(end)) if end - start > TimeDelta::days(MOST_DAYS) => Err(Refused::detail(
                format!("'end' must be at most {MOST_DAYS} days after 'start'"),
            )),
            (Some(start), Some(end)) => Ok(Some((start, end))),
            _ => Err(Refused::detail("You must supply both 'start' and 'end'")),
        }
    }

    /// Whether more than usual is asked for.
    pub(super) fn includes(&self, what: &str) -> bool {
        self.query.all("include").any(|one| one == what)
    }
}
