//! The due days of one's loans as a calendar file: `/{language}/me/due.ics`.

use super::lists;
use crate::App;
use crate::account::sessions;
use crate::problem::Failure;
use axum::extract::State;
use axum::http::{HeaderMap, Uri, header};
use axum::response::IntoResponse;
use chrono::TimeDelta;
use jaettu_domain::circulation::api::LoanView;
use jaettu_domain::ical::{self, Entry, Status};
use jaettu_domain::problem::Reason;
use jaettu_domain::text::Language;
use jaettu_words::Words;
use std::sync::Arc;

/// Answers whoever is signed in.
pub async fn file(
    State(app): State<Arc<App>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Failure> {
    let person = sessions::find(&app, &headers).await?;
    let person = person.ok_or_else(|| Failure::from(Reason::SIGN_IN))?;
    let language = uri.path().get(1..3).and_then(Language::from_code);
    let words = Words::of(language.unwrap_or_default());
    let loans = lists::loans(&app, &person.id, false).await?;
    let entries: Vec<Entry> = loans.iter().map(|loan| entry(words, loan)).collect();
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"jaettu.ics\""),
        (header::CACHE_CONTROL, "private, no-store"),
    ];
    Ok((
        headers,
        ical::file(words.circulation_due_calendar(), &entries, app.clock.now()),
    ))
}

/// The last hour in which it can be returned.
fn entry(words: Words, loan: &LoanView) -> Entry {
    let language = words.language();
    Entry {
        uid: format!("loan-{}@jaettu", loan.id),
        sequence: 0,
        status: Status::Confirmed,
        busy: false,
        start: loan.due_at - TimeDelta::hours(1),
        end: loan.due_at,
        summary: words.circulation_due_event(loan.name.get(language)),
        place: loan.library_name.get(language).to_owned(),
        description: String::new(),
        url: None,
    }
}
