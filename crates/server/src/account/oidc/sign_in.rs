//! What becomes of an ID token: a person, with what their groups make of them, and a session.

use super::{Provider, Trouble, store};
use crate::App;
use crate::account::sessions::{self, AtProvider};
use crate::account::store::{NewPerson, add, put_role};
use axum::http::HeaderValue;
use chrono::{DateTime, Utc};
use jaettu_domain::account::oidc::{self, IdToken};
use jaettu_domain::account::{Channel, Role, groups};
use jaettu_domain::id::PersonId;
use jaettu_domain::text::Language;
use jaettu_domain::time;

/// So many times it is tried again that the database makes one of two at once give way, or that both add the same person.
const TRIES: u32 = 5;

/// A browser in which somebody signs in.
#[derive(Debug)]
pub(super) struct Browser {
    /// The token of the session it had before.
    pub(super) before: Option<String>,
    /// What kind of device it is on.
    pub(super) device: String,
    /// In which language its reader reads.
    pub(super) language: Language,
}

/// Signs in whom a checked token is about: the cookie of their session.
pub(super) async fn begin(
    app: &App,
    provider: &Provider,
    token: &IdToken,
    text: &str,
    browser: &Browser,
) -> Result<HeaderValue, Trouble> {
    let mut tries = 1;
    loop {
        match tried(app, provider, token, text, browser).await {
            Err(Trouble::Service(failure)) if (failure.again || failure.unique) && tries < TRIES => {
                tries += 1;
            }
            done => return done,
        }
    }
}

async fn tried(
    app: &App,
    provider: &Provider,
    token: &IdToken,
    text: &str,
    browser: &Browser,
) -> Result<HeaderValue, Trouble> {
    let now = app.clock.now();
    let mut tx = app.db.begin().await?;
    let (person, role) = person(&mut tx, provider, token, browser.language, now).await?;
    let at_provider = AtProvider {
        session: token.sid.as_deref(),
        id_token: text,
    };
    let before = browser.before.as_deref();
    let cookie =
        sessions::begin_with(&mut tx, &person, role, &browser.device, before, at_provider, now).await?;
    tx.commit().await?;
    Ok(cookie)
}

/// Whom the token is about, by provider and subject alone: an address of e-mail is no proof of who somebody is. Whoever is new is
/// written to in the language in which they have come.
async fn person(
    tx: &mut crate::db::Tx,
    provider: &Provider,
    token: &IdToken,
    language: Language,
    now: DateTime<Utc>,
) -> Result<(PersonId, Role), Trouble> {
    let (role, desks) = groups::standing(token, &provider.settings.groups);
    let desks = store::existing(tx, desks).await?;
    let (name, born) = (oidc::name(token), oidc::born(token, time::today(now)));
    if let Some(known) = store::person(tx, &token.iss, &token.sub).await? {
        if known.disabled {
            return Err(Trouble::Disabled);
        }
        let role = groups::next_role(known.role, role);
        put_role(tx, &known.id, role, &desks).await?;
        store::put_claims(tx, &known.id, &name, born, now).await?;
        return Ok((known.id, role));
    }
    let email = oidc::email(token).map(|email| email.as_str().to_owned());
    let new = NewPerson {
        card: None,
        pin_hash: None,
        identity: Some((token.iss.clone(), token.sub.clone())),
        name,
        channel: if email.is_some() {
            Channel::Email
        } else {
            Channel::None
        },
        email,
        phone: None,
        language,
        born,
        role,
        desks,
    };
    Ok((add(tx, &new, now).await?, role))
}
