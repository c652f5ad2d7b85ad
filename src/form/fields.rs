//! The fields of a form: its body, and which of them are wrong.

use super::photo;
use jaettu_domain::problem::Problem;
use js_sys::{Array, JSON, Object, Reflect};
use leptos::prelude::document;
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlElement, HtmlFormElement, HtmlInputElement};

pub(super) fn all(form: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = form.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|n| list.get(n)?.dyn_into().ok())
        .collect()
}

/// What stands in a field, of whatever kind.
pub(super) fn value(field: &Element) -> String {
    let value = Reflect::get(field, &"value".into());
    value.ok().and_then(|value| value.as_string()).unwrap_or_default()
}

/// A number, a truth or nothing, if the text is one.
fn plain(text: String) -> JsValue {
    if text.is_empty() {
        return JsValue::NULL;
    }
    JSON::parse(&text).unwrap_or_else(|_| text.into())
}

/// Several boxes are one list, of the values of those that are ticked.
fn list(body: &Object, input: &HtmlInputElement) {
    let value = input.value();
    if !input.checked() || value.is_empty() {
        return;
    }
    let name: JsValue = input.get_attribute("data-list").into();
    let known = Reflect::get(body, &name).ok();
    let all: Array = known.and_then(|known| known.dyn_into().ok()).unwrap_or_default();
    all.push(&value.into());
    let _ = Reflect::set(body, &name, &all);
}

/// The body of a request: an object of JSON with every field that has a name; and the same without what is secret. `None` if
/// a photo cannot be read.
pub(super) async fn body(form: &HtmlFormElement) -> Option<(String, String)> {
    let body = Object::new();
    for field in all(form, "[name]") {
        let value = match field.dyn_ref::<HtmlInputElement>() {
            Some(input) if input.type_() == "file" => match input.files().and_then(|files| files.get(0)) {
                Some(file) => photo::small(&file).await?.into(),
                None => continue,
            },
            Some(input) if input.has_attribute("data-list") => {
                list(&body, input);
                continue;
            }
            Some(input) if input.type_() == "checkbox" => input.checked().into(),
            // What nobody types may be something else than text: whether something is to be so, or a version.
            Some(input) if input.type_() == "hidden" => plain(input.value()),
            _ if field.has_attribute("data-number") => plain(value(&field)),
            _ => value(&field).into(),
        };
        let name = field.get_attribute("name").unwrap_or_default();
        let _ = Reflect::set(&body, &name.into(), &value);
    }
    let text = || JSON::stringify(&body).ok().map(String::from);
    let whole = text()?;
    for secret in all(form, "[autocomplete$=password]") {
        let name = secret.get_attribute("name").unwrap_or_default();
        let _ = Reflect::delete_property(&body, &name.into());
    }
    Some((whole, text()?))
}

/// Marks the fields that are wrong, says so beneath each, and puts the reader into the first; whether there are any. Their
/// errors are taken out of the problem: they are said.
pub(super) fn wrong(form: &HtmlFormElement, problem: &mut Problem) -> bool {
    let mut first = None;
    for field in all(form, "[data-wrong]") {
        let name = field.get_attribute("name").unwrap_or_default();
        let others = problem.errors.len();
        problem.errors.retain(|error| error.field != name);
        if problem.errors.len() < others {
            let _ = field.set_attribute("aria-invalid", "true");
            say(&field, field.get_attribute("data-wrong").as_deref());
            first = first.or_else(|| field.dyn_into::<HtmlElement>().ok());
        }
    }
    if let Some(first) = &first {
        let _ = first.focus();
    }
    first.is_some()
}

/// Takes the marks away, and what was said.
pub(super) fn forget_wrong(form: &HtmlFormElement) {
    for field in all(form, "[aria-invalid]") {
        let _ = field.remove_attribute("aria-invalid");
        say(&field, None);
    }
}

fn say(field: &Element, what: Option<&str>) {
    if let Some(place) = document().get_element_by_id(&[&field.id(), "-wrong"].concat()) {
        place.set_text_content(what);
    }
}
