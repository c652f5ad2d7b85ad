//! The fields of a form: its body, and which of them are wrong.

use super::photo;
use jaettu_domain::problem::Problem;
use js_sys::{JSON, Object, Reflect};
use web_sys::wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, HtmlFormElement, HtmlInputElement};

pub(super) fn all(form: &Element, selector: &str) -> Vec<Element> {
    let Ok(list) = form.query_selector_all(selector) else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|n| list.get(n)?.dyn_into().ok())
        .collect()
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
            Some(input) if input.type_() == "checkbox" => input.checked().into(),
            // What nobody types is not text: whether something is to be so.
            Some(input) if input.type_() == "hidden" => (input.value() == "true").into(),
            _ => Reflect::get(&field, &"value".into()).unwrap_or(JsValue::NULL),
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

/// Marks the fields that are wrong; what is to be said of them, in the place of the errors, which are taken away.
pub(super) fn wrong(form: &HtmlFormElement, problem: &mut Problem) -> Vec<String> {
    let mut said = Vec::new();
    problem.errors.retain(|error| {
        let named = |field: &Element| field.get_attribute("name").as_deref() == Some(&error.field);
        let field = all(form, "[data-wrong]").into_iter().find(named);
        if let Some(field) = &field {
            let _ = field.set_attribute("aria-invalid", "true");
            said.extend(field.get_attribute("data-wrong"));
        }
        field.is_none()
    });
    said
}

/// Takes the marks away.
pub(super) fn forget_wrong(form: &HtmlFormElement) {
    for field in all(form, "[aria-invalid]") {
        let _ = field.remove_attribute("aria-invalid");
    }
}
