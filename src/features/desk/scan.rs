//! The scan box: takes what barcode readers type, fast and with Enter at the end, and what people type.

use super::focus;
use crate::locale::t;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;

/// The box; `scanned` gets the text, and the box is empty for the next one.
pub fn scan_box(scanned: Callback<String>) -> AnyView {
    let words = t();
    let field = NodeRef::<Input>::new();
    let enter = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else {
            return;
        };
        let text = field.value();
        field.set_value("");
        scanned.run(text);
    };
    focus::keep_in(field);
    view! {
        <form class="j-field j-scan" on:submit=enter>
            <label class="j-field__label" for="scan">{words.desk_field()}</label>
            <div class="j-scan__row">
                <input class="j-field__input" id="scan" node_ref=field type="text" maxlength="100" autocomplete="off"
                    autocapitalize="off" spellcheck="false" enterkeyhint="go" aria-describedby="scan-help" />
                <button class="hds-button hds-button--primary" type="submit">{words.desk_enter()}</button>
            </div>
            <p class="j-field__help" id="scan-help">{words.desk_help()}</p>
        </form>
    }
    .into_any()
}
