//! Forms that only ask for another page: as soon as something in them is chosen, the page is that of the answer.

use super::fields;
use jaettu_domain::endpoint::Pairs;
use leptos::callback::Callback;
use leptos::prelude::Callable;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlInputElement};

/// What is asked for in a form: the fields that are filled in or ticked.
pub fn asked(form: &Element) -> Pairs {
    let mut pairs = Pairs::default();
    for field in fields::all(form, "[name]") {
        let input = field.dyn_ref::<HtmlInputElement>();
        let counts = input.is_none_or(|input| input.type_() != "checkbox" || input.checked());
        let value = fields::value(&field);
        if counts && !value.is_empty() {
            pairs.push(&field.get_attribute("name").unwrap_or_default(), value);
        }
    }
    pairs
}

/// Goes to an address in place of the present one, without moving the page.
pub fn going() -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |address: String| {
        let options = NavigateOptions {
            resolve: false,
            replace: true,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&address, options);
    })
}

/// Something was chosen in a form on a page that the server writes.
pub fn chosen(field: &Element, go: Callback<String>) {
    let Some(form) = field.closest("form[data-goes]").ok().flatten() else {
        return;
    };
    let action = form.get_attribute("action").unwrap_or_default();
    go.run([&action, "?", &asked(&form).to_query()].concat());
}
