//! The change log as an Atom 1.0 feed.

use super::{CHANGES_PAGE, current, store};
use crate::App;
use crate::problem::Failure;
use axum::body::Body;
use axum::http::{Response, header};
use axum::response::IntoResponse;
use chrono::{DateTime, SecondsFormat, Utc};
use jaettu_domain::endpoint::{Pairs, Reader};
use jaettu_domain::programme::api::{ChangeView, ListChanges};
use jaettu_domain::text::Language;
use jaettu_words::Words;
use std::fmt::Write as _;

/// Names of the feed and its entries begin with this; it is a name, not an address.
const TAG: &str = "tag:jaettu.example.org,2026:programme";

/// `feed.atom?language=sv&action=116`: the newest changes, in Finnish unless another language is asked for.
pub async fn feed(app: &App, query: &Pairs) -> Result<Response<Body>, Failure> {
    let wanted: ListChanges = Reader::endpoint(query).map_err(Failure::from)?;
    let language = query
        .get("language")
        .and_then(Language::from_code)
        .unwrap_or_default();
    let content = current(app).await?;
    let changes = store::changes(&app.db, wanted.action.as_ref(), wanted.cursor, CHANGES_PAGE).await?;
    let changes = content.named(changes);
    let action = wanted
        .action
        .as_ref()
        .map(jaettu_domain::programme::identifier::ActionId::as_str);
    let xml = document(Words::of(language), action, &changes, app.clock.now());
    Ok((
        [(header::CONTENT_TYPE, "application/atom+xml; charset=utf-8")],
        xml,
    )
        .into_response())
}

fn document(words: Words, action: Option<&str>, changes: &[ChangeView], now: DateTime<Utc>) -> String {
    let code = words.language().code();
    let (part, query) = match action {
        Some(action) => (format!(":{action}"), format!("?language={code}&action={action}")),
        None => (String::new(), format!("?language={code}")),
    };
    let updated = changes.first().map_or(now, |change| change.at);
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let _ = write!(
        xml,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{code}\">\n<id>{TAG}:{code}{part}</id>\n\
         <title>{}</title>\n<updated>{}</updated>\n<author><name>{}</name></author>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"/api/v1/programme/feed.atom{}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"/{code}/programme/changes\"/>\n",
        escape(words.programme_changes()),
        stamp(updated),
        escape(words.shell_name()),
        escape(&query),
    );
    for change in changes {
        entry(&mut xml, words, change);
    }
    xml + "</feed>\n"
}

fn entry(xml: &mut String, words: Words, view: &ChangeView) {
    let code = words.language().code();
    let change = &view.change;
    let path = match (&change.action, &change.indicator) {
        (Some(action), _) => format!("/{code}/programme/actions/{action}"),
        (None, Some(indicator)) => format!("/{code}/programme/indicators/{indicator}"),
        (None, None) => format!("/{code}/programme"),
    };
    let number = change
        .action
        .as_ref()
        .map_or_else(String::new, |action| format!("{action} "));
    let name = view.name.get(words.language());
    let title = format!("{number}{name}: {}", words.change_what(view));
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    let summary = format!(
        "{} → {}",
        words.change_value(change, before),
        words.change_value(change, after)
    );
    let _ = write!(
        xml,
        "<entry>\n<id>{TAG}:{code}:change:{}</id>\n<title>{}</title>\n<updated>{}</updated>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{path}\"/>\n<summary>{}</summary>\n</entry>\n",
        view.id,
        escape(&title),
        stamp(view.at),
        escape(&summary),
    );
}

fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Text for XML; control characters, which XML does not allow, become spaces.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c if c.is_control() => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_can_end_its_element() {
        assert_eq!(escape("<a & \"b\">\u{8}"), "&lt;a &amp; &quot;b&quot;&gt; ");
    }
}
