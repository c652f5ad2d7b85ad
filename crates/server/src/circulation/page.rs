//! The page on which a thing is reserved: `/items/{id}/hold`.

use super::{handlers, lists};
use crate::App;
use crate::account::page::private;
use crate::account::store as people;
use crate::page::{Page, Request};
use crate::problem::Failure;
use jaettu_domain::circulation::api::GetDeal;
use jaettu_domain::id::ItemId;
use jaettu_domain::libraries::rules::sort_by_short_name;
use jaettu_views::circulation::hold::{Offer, offer, placed};

/// `/items/{id}/hold`; nothing where there is no such thing.
pub async fn page(app: &App, request: &Request<'_>) -> Result<Option<Page>, Failure> {
    let [_, id, "hold"] = request.path else {
        return Ok(None);
    };
    let Ok(item) = ItemId::new(*id) else {
        return Ok(None);
    };
    if crate::catalogue::items(app).await?.item(&item).is_none() {
        return Ok(None);
    }
    let (words, now) = (request.words, app.clock.now());
    let mine = match &request.by {
        Some(person) => lists::holds(app, &person.id).await?,
        None => Vec::new(),
    };
    if let (Some(hold), Some(person)) = (mine.iter().find(|hold| hold.item == item), &request.by) {
        let title = words.circulation_placed_title(hold.name.get(words.language()));
        let told = people::own_profile(&app.db, &person.id)
            .await?
            .me()?
            .is_told(app.sends);
        return Ok(Some(private(words, &title, placed(words, now, hold, told))));
    }
    let mut libraries = crate::libraries::current(app).await?.brief(now);
    sort_by_short_name(&mut libraries, words.language());
    // What is wrong in an address is left out: a reader is better served by a page than by an error.
    let chosen = request.query.get("pickup_library");
    let chosen = libraries.iter().find(|one| Some(one.id.as_str()) == chosen);
    let asked = GetDeal {
        id: Some(item),
        pickup_library: chosen.map(|library| library.id.clone()),
    };
    let deal = handlers::offered(app, &asked, request.by.as_ref()).await?;
    let main = offer(&Offer {
        words,
        now,
        signed_in: request.by.is_some(),
        deal: &deal,
        libraries: &libraries,
    });
    let name = deal.name.get(words.language());
    Ok(Some(Page {
        description: words.circulation_hold_description(name),
        ..private(words, &words.circulation_hold_title(name), main)
    }))
}
