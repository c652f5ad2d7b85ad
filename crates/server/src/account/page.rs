//! One's own pages. They are written for the person who asks, and kept nowhere.

use super::{Person, sessions, store};
use crate::App;
use crate::circulation::lists;
use crate::messages::handlers::sent;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::account::api::{GetSession, ListSessions, Me, Session};
use jaettu_domain::account::rules::return_path;
use jaettu_domain::circulation::api::{ListHolds, ListLoans, ListWishes};
use jaettu_domain::libraries::api::ListLibraries;
use jaettu_domain::libraries::rules::sort_by_name;
use jaettu_domain::messages::api::ListMessages;
use jaettu_domain::page::Page as List;
use jaettu_views::account::{self as views, Known};
use jaettu_views::circulation::{self, Mine};
use jaettu_words::Words;
use maud::{Markup, html};

/// `/me` and `/me/settings`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let settings = match request.path {
        [_] => false,
        [_, "settings"] => true,
        _ => return Ok(None),
    };
    let Some(person) = &request.by else {
        return Ok(Some(sign_in(app, request)));
    };
    let me = store::own_profile(&app.db, &person.id).await?.me()?;
    let page = if settings {
        own_settings(app, request, person, &me).await?
    } else {
        own(app, request, person, &me).await?
    };
    Ok(Some(page.with(&GetSession, &session(app, Some(me)))))
}

/// Who is signed in, as the app wants to know it.
pub fn session(app: &App, me: Option<Me>) -> Session {
    Session { me, demo: app.demo }
}

/// A page that is about somebody.
pub fn private(words: Words, title: &str, main: Markup) -> Page {
    Page {
        private: true,
        ..Page::new(title, words.account_description(), main)
    }
}

fn sign_in(app: &App, request: &Request<'_>) -> Page {
    let words = request.words;
    let here = jaettu_views::path(words, &["/", &request.path.join("/")].concat());
    let next = request.query.get("next").map_or(here.as_str(), return_path);
    let main = views::sign_in(words, false, app.demo, next);
    private(words, words.account_sign_in(), main).with(&GetSession, &session(app, None))
}

fn list<T>(items: Vec<T>) -> List<T> {
    List { items, next: None }
}

async fn own(app: &App, request: &Request<'_>, person: &Person, me: &Me) -> Result<Page, Failure> {
    let (words, now) = (request.words, app.clock.now());
    let loans = list(lists::loans(app, &person.id, false).await?);
    let holds = list(lists::holds(app, &person.id).await?);
    let wishes = list(lists::wishes(app, &person.id).await?);
    let mut libraries = list(crate::libraries::current(app).await?.brief(now));
    sort_by_name(&mut libraries.items, words.language());
    let main = html! {
        (circulation::own(&Mine {
            words,
            now,
            live: false,
            me,
            loans: &loans.items,
            holds: &holds.items,
            wishes: &wishes.items,
            libraries: &libraries.items,
        }))
        // The place of the switch that the app brings.
        label.j-check.j-waiting { input type="checkbox"; span { (words.account_own_phone()) } }
        p.j-quiet { (words.account_own_phone_note()) }
    };
    Ok(private(words, words.account_title(), main)
        .with(&ListLoans::default(), &loans)
        .with(&ListHolds, &holds)
        .with(&ListWishes, &wishes)
        .with(&ListLibraries::brief(), &libraries))
}

async fn own_settings(app: &App, request: &Request<'_>, person: &Person, me: &Me) -> Result<Page, Failure> {
    let words = request.words;
    let sessions = list(sessions::list(app, person).await?);
    let messages = list(sent(app, person).await?);
    let main = views::settings(&Known {
        words,
        now: app.clock.now(),
        live: false,
        me,
        sessions: &sessions.items,
        messages: &messages.items,
    });
    Ok(private(words, words.account_settings(), main)
        .with(&ListSessions, &sessions)
        .with(&ListMessages, &messages))
}
