//! The home page: the doors of the service, and what is open near.

use crate::client::load;
use crate::features::libraries::cards;
use crate::locale::{path, t};
use crate::ui::{Heading, icon, show};
use jaettu_domain::libraries::api::ListLibraries;
use leptos::prelude::*;
use std::rc::Rc;

/// How many libraries the home page shows.
const SHOWN: usize = 6;

/// `/`.
#[component]
pub fn Home() -> impl IntoView {
    let words = t();
    let libraries = load(ListLibraries::default);
    view! {
        <div class="j-hero">
            <Heading text=words.home_title().to_owned() />
        </div>
        <section class="j-section" aria-labelledby="near">
            <h2 id="near">{words.libraries_now()}</h2>
            {show(
                libraries,
                cards::skeleton,
                |page| cards::cards(Rc::new(page.items.iter().filter(|v| v.open_now).take(SHOWN).cloned().collect())),
            )}
            <p>
                <a class="j-back" href=path("/libraries")>
                    {move || words.libraries_all(libraries.ready().map_or(0, |page| page.items.len()))}
                    {icon(icon::NEXT)}
                </a>
            </p>
        </section>
    }
}
