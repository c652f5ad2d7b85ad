//! Reserving a thing: the whole deal before it is made, and what happens next once it is.

use super::pickup;
use crate::form::{Field, Form, field, without_scripts};
use crate::{icon, icons, other_language, path};
use chrono::{DateTime, Utc};
use jaettu_domain::catalogue::api::ItemView;
use jaettu_domain::circulation::api::{AddWish, Deal, HoldView, PlaceHold};
use jaettu_domain::id::ItemId;
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::text::Text;
use jaettu_words::Words;
use maud::{Markup, html};

/// What somebody is about to agree to.
#[derive(Clone, Copy, Debug)]
pub struct Offer<'a> {
    /// Words of the reader's language.
    pub words: Words,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// Whether somebody is signed in.
    pub signed_in: bool,
    /// What they would get.
    pub deal: &'a Deal,
    /// The libraries, by name.
    pub libraries: &'a [LibraryView],
}

fn item_path(words: Words, item: &ItemId, more: &str) -> String {
    path(words, &["/items/", item.as_str(), more].concat())
}

fn back(words: Words, item: &ItemId) -> Markup {
    html! { a.j-back href=(item_path(words, item, "")) { (icon(icons::BACK)) (words.circulation_hold_back()) } }
}

fn title(words: Words, title: &str, name: &Text) -> Markup {
    html! { h1 tabindex="-1" lang=[other_language(words, name)] { (title) } }
}

/// The whole page: what stands against it, the deal, the choice of a library, and one button.
pub fn offer(offer: &Offer<'_>) -> Markup {
    html! { (head(offer)) (terms(offer)) (without_scripts(offer.words)) (form(offer)) }
}

/// Which thing, and what stands against reserving it.
fn head(offer: &Offer<'_>) -> Markup {
    let Offer { words, deal, .. } = *offer;
    let name = deal.name.get(words.language());
    html! {
        (back(words, &deal.item))
        (title(words, &words.circulation_hold_title(name), &deal.name))
        @if !deal.refused.is_empty() {
            div.j-notice.j-notice--failed {
                p { strong { (words.circulation_refused()) } }
                @for reason in deal.refused.iter().filter_map(|reason| words.problem(&reason.code)) { p { (reason) } }
            }
        }
    }
}

/// The whole deal.
fn terms(offer: &Offer<'_>) -> Markup {
    let Offer { words, deal, .. } = *offer;
    html! {
        section.j-narrow #terms aria-labelledby="deal" aria-live="polite" {
            h2 #deal tabindex="-1" { (words.circulation_deal()) }
            dl.j-facts {
                @for (name, value, note) in words.hold_deal(deal, offer.now) {
                    div { dt { (name) } dd { (value) @if !note.is_empty() { small { (note) } } } }
                }
            }
        }
    }
}

/// What to do: choose and reserve, or sign in first; nothing where nothing can be done.
fn form(offer: &Offer<'_>) -> Markup {
    let Offer { words, deal, .. } = *offer;
    let sign_in = || crate::account::sign_in_path(words, &item_path(words, &deal.item, "/hold"));
    html! {
        @if !offer.signed_in {
            p { a.hds-button.hds-button--primary rel="external" href=(sign_in()) { (words.circulation_sign_in_to_hold()) } }
        } @else if deal.refused.is_empty() {
            (choice(offer))
        }
    }
}

fn choice(offer: &Offer<'_>) -> Markup {
    let Offer { words, deal, .. } = *offer;
    let here = deal.pickup_library.as_str();
    let possible = |one: &&LibraryView| deal.only_at.is_empty() || deal.only_at.contains(&one.id);
    // The usual one stands first, then the others as they come.
    let mut libraries: Vec<_> = offer.libraries.iter().filter(possible).collect();
    libraries.sort_by_key(|one| one.id.as_str() != here);
    let fields = html! {
        (pickup::choice(words, "pickup", &libraries, here))
        (field(Field {
            id: "last-day", name: "not_after", kind: "date", label: words.circulation_last_day(),
            help: words.circulation_last_day_help(),
            wrong: words.circulation_last_day_wrong(), ..Field::default()
        }))
    };
    let place = PlaceHold {
        id: Some(deal.item.clone()),
        ..PlaceHold::default()
    };
    let form = Form {
        words,
        id: "hold-form",
        button: words.catalogue_hold(),
        look: "primary",
        said: "",
        to: "",
    };
    form.of(&place, &fields)
}

/// It is reserved: what happens next. Whoever is not `told` has to look themselves.
pub fn placed(words: Words, now: DateTime<Utc>, hold: &HoldView, told: bool) -> Markup {
    let language = words.language();
    let library = hold.pickup_name.get(language);
    let next = if told {
        words.circulation_placed_next(library)
    } else {
        words.circulation_placed_untold(library)
    };
    html! {
        (back(words, &hold.item))
        (title(words, &words.circulation_placed_title(hold.name.get(language)), &hold.name))
        (crate::state(&words.hold_state(hold, now)))
        p { (next) }
        p { a.hds-button.hds-button--primary href=(path(words, "/me")) { (words.circulation_placed_look()) } }
    }
}

/// On the page of a thing: the way to reserve it, and where no copy stands on a shelf, the wish to hear of one.
pub fn ways(words: Words, view: &ItemView) -> Markup {
    let wish = Form {
        words,
        id: "wish-form",
        button: words.catalogue_wish(),
        look: "secondary",
        said: words.catalogue_wished(),
        to: "",
    };
    html! {
        p.j-buttons {
            a.hds-button.hds-button--primary href=(item_path(words, &view.id, "/hold")) { (words.catalogue_hold()) }
        }
        @if view.on_shelf == 0 {
            (wish.of(&AddWish { id: Some(view.id.clone()) }, &html! {}))
            p.j-quiet { (words.catalogue_wish_note()) }
        }
    }
}
