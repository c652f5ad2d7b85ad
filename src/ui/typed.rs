//! What the reader has typed, kept while the page under it is exchanged.

use super::focus;
use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, Event, EventInit, HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};

/// Fields that are not as they were drawn, by id, and in which of them the reader is.
pub struct Typed {
    fields: Vec<(String, String)>,
    focused: Option<String>,
}

/// A field into which people type or in which they choose; a chosen file is not theirs to put back, and a choice that asks for
/// another page is answered by that page.
enum Field {
    Line(HtmlInputElement),
    Text(HtmlTextAreaElement),
    Choice(HtmlSelectElement),
}

impl Field {
    fn of(element: Element) -> Option<Self> {
        match element.dyn_into::<HtmlInputElement>() {
            Ok(line) => (line.type_() != "file").then_some(Self::Line(line)),
            Err(element) => match element.dyn_into() {
                Ok(text) => Some(Self::Text(text)),
                Err(element) => element.dyn_into().ok().map(Self::Choice),
            },
        }
    }

    fn value(&self) -> String {
        match self {
            Self::Line(field) if is_ticked(field) => said(field.checked()),
            Self::Line(field) => field.value(),
            Self::Text(field) => field.value(),
            Self::Choice(field) => field.value(),
        }
    }

    fn drawn_value(&self) -> String {
        match self {
            Self::Line(field) if is_ticked(field) => said(field.default_checked()),
            Self::Line(field) => field.default_value(),
            Self::Text(field) => field.default_value().unwrap_or_default(),
            Self::Choice(field) => {
                let drawn = field.query_selector("option[selected]").ok().flatten();
                let drawn = drawn.and_then(|option| option.get_attribute("value"));
                // Where nothing was chosen for them, the reader's first choice is none.
                drawn.unwrap_or_default()
            }
        }
    }

    fn set(&self, value: &str) {
        match self {
            Self::Line(field) if is_ticked(field) => field.set_checked(!value.is_empty()),
            Self::Line(field) => field.set_value(value),
            Self::Text(field) => field.set_value(value),
            Self::Choice(field) => field.set_value(value),
        }
    }
}

/// Whether one ticks it instead of typing.
fn is_ticked(field: &HtmlInputElement) -> bool {
    matches!(&*field.type_(), "checkbox" | "radio")
}

/// Whether it is ticked, as a text.
fn said(ticked: bool) -> String {
    if ticked { "on".to_owned() } else { String::new() }
}

impl Typed {
    /// What is typed into those fields of the page that are `meant`.
    pub fn read(meant: impl Fn(&Element) -> bool) -> Self {
        let list = document().query_selector_all("#main input[id], #main textarea[id], #main [data-number]");
        let list = list.map_or_else(
            |_| Vec::new(),
            |list| (0..list.length()).filter_map(|n| list.get(n)).collect(),
        );
        let elements = list
            .into_iter()
            .filter_map(|node| node.dyn_into::<Element>().ok());
        let mut fields = Vec::new();
        for element in elements.filter(meant) {
            let id = element.id();
            if let Some(field) = Field::of(element)
                && field.value() != field.drawn_value()
            {
                fields.push((id, field.value()));
            }
        }
        Self {
            fields,
            focused: document()
                .active_element()
                .map(|element| element.id())
                .filter(|id| !id.is_empty()),
        }
    }

    /// Puts it into the fields that are there now; whoever listens to them is told.
    pub fn write(&self) {
        for (id, text) in &self.fields {
            let Some(element) = document().get_element_by_id(id) else {
                continue;
            };
            let Some(field) = Field::of(element.clone()).filter(|field| field.value() != *text) else {
                continue;
            };
            field.set(text);
            let bubbles = EventInit::new();
            bubbles.set_bubbles(true);
            if let Ok(event) = Event::new_with_event_init_dict("input", &bubbles) {
                let _ = element.dispatch_event(&event);
            }
        }
        if let Some(id) = &self.focused {
            focus(id);
        }
    }
}
