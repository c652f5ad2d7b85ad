//! What somebody has: things to collect, loans, holds, and the page on which a thing is reserved.

pub mod barcode;
mod ended;
pub mod hold;
mod holds;
mod loans;
mod pickup;
mod sheet;

use crate::form::{secondary, without_scripts};
use crate::path;
use chrono::{DateTime, Utc};
use jaettu_domain::account::api::Me;
use jaettu_domain::circulation::api::{HoldView, LoanView, RemoveWish, WishView};
use jaettu_domain::id::ItemId;
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::text::Text;
use jaettu_words::Words;
use maud::{Markup, html};

/// What somebody has.
#[derive(Clone, Copy, Debug)]
pub struct Mine<'a> {
    /// Words of the reader's language.
    pub words: Words,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// Who they are.
    pub me: &'a Me,
    /// Whether they are told what happens, or look here themselves.
    pub told: bool,
    /// What they have at home.
    pub loans: &'a [LoanView],
    /// What they wait for.
    pub holds: &'a [HoldView],
    /// What they have given up a moment ago and can take back.
    pub given_up: &'a [HoldView],
    /// Of what they want to hear.
    pub wishes: &'a [WishView],
    /// What they have returned, the last first, if they keep it.
    pub ended: Option<&'a [LoanView]>,
    /// The libraries, for a choice among them.
    pub libraries: &'a [LibraryView],
}

impl Mine<'_> {
    /// The name of a thing, as the heading of its part and a link to its page.
    fn heading(&self, id: &str, item: &ItemId, name: &Text) -> Markup {
        let lang = crate::other_language(self.words, name);
        html! {
            h3 id=(id) tabindex="-1" {
                a href=(path(self.words, &["/items/", item.as_str()].concat())) lang=[lang] {
                    (name.get(self.words.language()))
                }
            }
        }
    }
}

/// The whole page.
pub fn own(mine: &Mine<'_>) -> Markup {
    let words = mine.words;
    html! {
        h1 tabindex="-1" { (words.account_title()) }
        p { (mine.me.name) }
        (without_scripts(words))
        (holds::collect(mine))
        (sheet::card(mine))
        (loans::list(mine))
        (holds::list(mine))
        @if !mine.wishes.is_empty() { (wishes(mine)) }
        @if let Some(ended) = mine.ended { (ended::list(mine, ended)) }
    }
}

/// The way to one's own details and choices, after everything that somebody has.
pub fn settings_way(words: Words) -> Markup {
    html! {
        section.j-section {
            p { a href=(path(words, "/me/settings")) { (words.account_settings()) } }
        }
    }
}

fn wishes(mine: &Mine<'_>) -> Markup {
    let words = mine.words;
    let (title, note) = if mine.told {
        (words.circulation_wishes(), words.catalogue_wish_note())
    } else {
        (
            words.circulation_wishes_untold(),
            words.circulation_wishes_untold_note(),
        )
    };
    html! {
        section.j-section aria-labelledby="wishes" {
            h2 #wishes tabindex="-1" { (title) }
            p.j-quiet { (note) }
            @for wish in mine.wishes {
                @let id = ["wish-", wish.item.as_str()].concat();
                @let button = words.circulation_wish_remove(wish.name.get(words.language()));
                (secondary(words, &id, &button, words.circulation_wish_removed())
                    .of(&RemoveWish { id: Some(wish.item.clone()) }, &html! {}))
            }
        }
    }
}
