//! What one has: to collect, on loan, reserved.

use crate::client::load;
use crate::clock;
use crate::form;
use crate::locale::{language, t};
use crate::ui::{live, trouble};
use jaettu_domain::account::api::Me;
use jaettu_domain::circulation::api::{ListHolds, ListLoans, ListWishes};
use jaettu_domain::libraries::api::ListLibraries;
use jaettu_domain::libraries::rules::sort_by_name;
use jaettu_views as views;
use jaettu_views::circulation::Mine;
use leptos::prelude::*;

/// The part of `/me` that is about things.
pub fn own(me: Me) -> AnyView {
    let loans = load(ListLoans::default);
    let holds = load(|| ListHolds);
    let wishes = load(|| ListWishes);
    let libraries = load(ListLibraries::brief);
    let me = StoredValue::new(me);
    let draw = move || {
        let (Some(loans), Some(holds)) = (loans.ready(), holds.ready()) else {
            return views::waiting(t(), &views::page_skeleton());
        };
        let wishes = wishes.ready();
        let mut sorted = libraries.ready().map_or_else(Vec::new, |page| page.items.clone());
        sort_by_name(&mut sorted, language());
        me.with_value(|me| {
            views::circulation::own(&Mine {
                words: t(),
                now: clock::now(),
                live: true,
                me,
                loans: &loans.items,
                holds: &holds.items,
                wishes: wishes.as_ref().map_or(&[], |page| &page.items),
                libraries: &sorted,
            })
        })
    };
    let again = Callback::new(move |_| {
        loans.retry();
        holds.retry();
        wishes.retry();
    });
    let inside = view! { {live("loans", draw)} {trouble(loans, "loans")} {trouble(holds, "holds")} };
    form::area(again, inside.into_any())
}
