//! `/items/{id}/hold`: the whole deal, and the button.

use crate::client::{load, load_when};
use crate::clock;
use crate::erased::dynamic;
use crate::form;
use crate::locale::{language, t};
use crate::place::{self, Here};
use crate::ui::{arrive, focus_next_heading, html, live, show};
use jaettu_domain::account::api::GetSession;
use jaettu_domain::circulation::api::{Deal, GetDeal, HoldView};
use jaettu_domain::id::{ItemId, LibraryId};
use jaettu_domain::libraries::api::{LibraryView, ListLibraries};
use jaettu_domain::libraries::rules::{sort_by_distance, sort_by_name};
use jaettu_domain::wire;
use jaettu_views as views;
use jaettu_views::circulation::hold::{Offer, form as fields, head, placed, terms};
use leptos::ev::Event;
use leptos::prelude::*;
use std::rc::Rc;

/// The page.
pub fn hold(id: &str) -> AnyView {
    let done = RwSignal::new_local(None::<HoldView>);
    let answered = Callback::new(move |answer: String| {
        focus_next_heading();
        done.set(wire::read(&answer));
    });
    let item = StoredValue::new(ItemId::new(id).ok());
    let page = dynamic(move || match done.get() {
        Some(hold) => {
            let words = t();
            arrive(&words.circulation_placed_title(hold.name.get(language())));
            html(placed(words, clock::now(), &hold))
        }
        None => offer(item),
    });
    form::area(answered, page)
}

fn offer(item: StoredValue<Option<ItemId>>) -> AnyView {
    let pickup = RwSignal::new(None::<LibraryId>);
    let asked = move |pickup_library| GetDeal {
        id: item.get_value(),
        pickup_library,
    };
    let session = load(|| GetSession);
    let usual = load(move || asked(None));
    let libraries = load(ListLibraries::brief);
    // What another pickup library changes is asked for when one is chosen.
    let chosen = load_when(move || pickup.get().is_some(), move || asked(pickup.get()));
    let change = move |event: Event| {
        if event_target::<web_sys::Element>(&event).id() == "pickup" {
            pickup.set(LibraryId::new(event_target_value(&event)).ok());
        }
    };
    let page = show(usual, views::page_skeleton, move |deal| {
        arrive(&t().circulation_hold_title(deal.name.get(language())));
        let deal: StoredValue<Rc<Deal>, LocalStorage> = StoredValue::new_local(deal);
        let part = move |part: fn(&Offer<'_>) -> views::Markup| {
            let libraries = sorted(libraries.ready().map_or_else(Vec::new, |page| page.items.clone()));
            let me = session.ready().is_some_and(|session| session.me.is_some());
            let now = chosen.ready().filter(|_| pickup.get().is_some());
            deal.with_value(|deal| {
                part(&Offer {
                    words: t(),
                    now: clock::now(),
                    live: true,
                    signed_in: me,
                    deal: now.as_deref().unwrap_or(deal),
                    libraries: &libraries,
                })
            })
        };
        view! { {html(untrack(move || part(head)))} {live("deal", move || part(terms))} {dynamic(move || {
            // Drawn again only for somebody else, so that what was chosen and typed stays.
            session.ready();
            libraries.ready();
            html(untrack(move || part(fields)))
        })} }
        .into_any()
    });
    view! { <div class="j-part" on:change=change>{page}</div> }.into_any()
}

/// The nearest first where the reader has said where that is, otherwise by name.
fn sorted(mut libraries: Vec<LibraryView>) -> Vec<LibraryView> {
    if let Here::At(here) = untrack(|| place::here().get()) {
        sort_by_distance(&mut libraries, here);
    } else {
        sort_by_name(&mut libraries, language());
    }
    libraries
}
