//! The choice of the library in which a thing is collected.

use crate::{icon, icons};
use jaettu_domain::libraries::api::LibraryView;
use jaettu_words::Words;
use maud::{Markup, html};

/// A choice among libraries, in the order in which they come, and the button that puts the nearest first. Where each of
/// them is travels along, so that the phone need not ask (`src/form/near.rs`).
pub(super) fn choice(words: Words, id: &str, libraries: &[&LibraryView], chosen: &str) -> Markup {
    html! {
        div.j-field {
            label.j-field__label for=(id) { (words.circulation_pickup_label()) }
            select.j-field__input id=(id) name="pickup_library" {
                @for one in libraries {
                    @let at = format!("{:.4},{:.4}", one.place.lat, one.place.lon);
                    option value=(one.id) data-at=(at) selected[one.id.as_str() == chosen] {
                        (one.short_name.get(words.language()))
                    }
                }
            }
            @if libraries.len() > 1 {
                button.j-linkbutton.j-waiting type="button" data-near=(id) disabled data-waits {
                    (icon(icons::PLACE)) (words.common_near())
                }
                p.j-field__help id={ (id) "-near" } role="status" {}
            }
        }
    }
}
