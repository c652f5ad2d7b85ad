//! What surrounds every page: what is said on navigation, which menu entry is current, and what is shown when
//! the network is away.

mod notices;

pub use notices::Frame;

use crate::locale::{path, t};
use crate::ui::Heading;
use leptos::prelude::*;

/// The page for an address of ours at which there is nothing.
#[component]
pub fn NotFound() -> impl IntoView {
    let words = t();
    let links = [
        ("/", words.shell_home()),
        ("/items", words.shell_items()),
        ("/libraries", words.shell_libraries()),
    ];
    view! {
        <Heading text=words.shell_not_found_title().to_owned() />
        <p>{words.shell_not_found_text()}</p>
        <p>{words.shell_not_found_next()}</p>
        <ul>
            {links.map(|(rest, name)| view! { <li><a href=path(rest)>{name}</a></li> }).collect_view()}
        </ul>
    }
}
