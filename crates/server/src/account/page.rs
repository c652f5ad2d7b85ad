//! One's own pages. They are written for the person who asks, and kept nowhere.

use super::{Person, sessions, store};
use crate::App;
use crate::circulation::lists;
use crate::messages::handlers::sent;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::account::api::Me;
use jaettu_domain::account::rules::return_path;
use jaettu_domain::libraries::rules::sort_by_short_name;
use jaettu_views::account::{self as views, Known, Ways};
use jaettu_views::circulation::{self, Mine};
use jaettu_words::Words;
use maud::{Markup, html};

/// `/me`, `/me/settings` and `/me/bookings`.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let settings = match request.path {
        [_] | [_, "bookings"] | [_, "bookings", _] => false,
        [_, "settings"] => true,
        _ => return Ok(None),
    };
    let Some(person) = &request.by else {
        return Ok(Some(sign_in(app, request)));
    };
    if let [_, "bookings", ..] = request.path {
        return crate::rooms::page::own(app, request).await;
    }
    let me = store::own_profile(&app.db, &person.id).await?.me()?;
    let page = if settings {
        own_settings(app, request, person, &me).await?
    } else {
        own(app, request, person, &me).await?
    };
    Ok(Some(page))
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
    let ways = Ways {
        card: app.ways.card,
        openid: app.ways.openid.is_some(),
        trouble: request.query.get("trouble") == Some("sign_in"),
    };
    let main = views::sign_in(words, app.demo, ways, next);
    private(words, words.account_sign_in(), main)
}

async fn own(app: &App, request: &Request<'_>, person: &Person, me: &Me) -> Result<Page, Failure> {
    let (words, now) = (request.words, app.clock.now());
    let loans = lists::loans(app, &person.id, false).await?;
    let holds = lists::holds(app, &person.id).await?;
    let given_up = lists::given_up(app, &person.id).await?;
    let wishes = lists::wishes(app, &person.id).await?;
    let ended = if me.keeps_history {
        Some(lists::loans(app, &person.id, true).await?)
    } else {
        None
    };
    let bookings = crate::rooms::book::views(app, &person.id, false).await?;
    let waits = crate::rooms::waits::count(app, &person.id).await?;
    let mut libraries = crate::libraries::current(app).await?.brief(now);
    sort_by_short_name(&mut libraries, words.language());
    let main = html! {
        (circulation::own(&Mine {
            words,
            now,
            me,
            told: me.is_told(app.sends),
            loans: &loans,
            holds: &holds,
            given_up: &given_up,
            wishes: &wishes,
            ended: ended.as_deref(),
            libraries: &libraries,
        }))
        (jaettu_views::rooms::own::own(words, now, &bookings, waits))
        (circulation::settings_way(words))
        (views::own_phone(words))
    };
    Ok(private(words, words.account_title(), main))
}

async fn own_settings(app: &App, request: &Request<'_>, person: &Person, me: &Me) -> Result<Page, Failure> {
    let words = request.words;
    let sessions = sessions::list(app, person).await?;
    let messages = sent(app, person).await?;
    let main = views::settings(&Known {
        words,
        now: app.clock.now(),
        me,
        sends: app.sends,
        sessions: &sessions,
        messages: &messages,
    });
    Ok(private(words, words.account_settings(), main))
}
