//! Forms that only ask for another page, as their fields say: the app goes there without loading it anew.

use super::fields;
use jaettu_domain::endpoint::Pairs;
use js_sys::Reflect;
use leptos::callback::Callback;
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

/// Empties a form, whatever stood in it when it was drawn.
pub fn clear(form: &Element) {
    for field in fields::all(form, "[name]:not([type=hidden])") {
        match field.dyn_ref::<HtmlInputElement>() {
            Some(input) if input.type_() == "checkbox" => input.set_checked(false),
            _ => drop(Reflect::set(&field, &"value".into(), &"".into())),
        }
    }
}

/// Goes to an address without moving the page: in place of the present one, or as one to come back from.
pub fn going(replace: bool) -> Callback<String> {
    let navigate = use_navigate();
    Callback::new(move |address: String| {
        let options = NavigateOptions {
            resolve: false,
            replace,
            scroll: false,
            ..NavigateOptions::default()
        };
        navigate(&address, options);
    })
}

/// Where a form leads that only asks for another page; nothing if it is none.
pub fn goes(form: &Element) -> Option<String> {
    let action = form
        .get_attribute("action")
        .filter(|_| form.has_attribute("data-goes"))?;
    let query = asked(form).to_query();
    let mark = if query.is_empty() { "" } else { "?" };
    Some([&action, mark, &query].concat())
}
