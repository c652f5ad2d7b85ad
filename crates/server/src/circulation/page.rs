//! The page on which a thing is reserved: `/items/{id}/hold`.

use super::handlers;
use crate::App;
use crate::account::page::{private, session};
use crate::account::store as people;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::account::api::GetSession;
use jaettu_domain::circulation::api::GetDeal;
use jaettu_domain::id::ItemId;
use jaettu_domain::libraries::api::ListLibraries;
use jaettu_domain::libraries::rules::sort_by_name;
use jaettu_views::circulation::hold::{Offer, offer};

/// `/items/{id}/hold`; nothing where there is no such thing.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let [_, id, "hold"] = request.path else { return Ok(None) };
    let Ok(item) = ItemId::new(*id) else { return Ok(None) };
    if crate::catalogue::current(app).await?.item(&item).is_none() {
        return Ok(None);
    }
    let (words, now) = (request.words, app.clock.now());
    let asked = GetDeal {
        id: Some(item),
        pickup_library: None,
    };
    let deal = handlers::offered(app, &asked, request.by.as_ref()).await?;
    let me = match &request.by {
        Some(person) => Some(people::own_profile(&app.db, &person.id).await?.me()?),
        None => None,
    };
    let mut libraries = crate::libraries::current(app).await?.brief(now);
    sort_by_name(&mut libraries, words.language());
    let main = offer(&Offer {
        words,
        now,
        live: false,
        signed_in: me.is_some(),
        deal: &deal,
        libraries: &libraries,
    });
    let name = deal.name.get(words.language());
    let page = Page {
        description: words.circulation_hold_description(name),
        ..private(words, &words.circulation_hold_title(name), main)
    };
    let libraries = jaettu_domain::page::Page { items: libraries, next: None };
    Ok(Some(
        page.with(&GetSession, &session(app, me))
            .with(&asked, &deal)
            .with(&ListLibraries::brief(), &libraries),
    ))
}
