//! The nearest libraries first in a choice among them (`jaettu_views`, `circulation/pickup.rs`): only on pressing its
//! button, and the place stays in this page.

use super::fields;
use crate::locale::t;
use crate::place::{self, Here};
use jaettu_domain::geo::Place;
use leptos::prelude::*;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlSelectElement};

/// Asks for the place, unless it is known from this visit.
pub(super) fn ask() {
    if !matches!(place::here().get_untracked(), Here::At(_)) {
        place::ask();
    }
}

/// Puts the nearest first in the choice with this id as soon as the place is known, and says what came of it; tracked.
pub(super) fn sort(id: &str) {
    let words = t();
    let here = place::here().get();
    let choice = document().get_element_by_id(id);
    let Some(Ok(choice)) = choice.map(JsCast::dyn_into::<HtmlSelectElement>) else {
        return;
    };
    let said = match here {
        Here::At(here) => [
            &words.form_near_done(&nearest(&choice, here)),
            " ",
            words.libraries_near_note(),
        ]
        .concat(),
        Here::Denied => words.libraries_near_denied().to_owned(),
        Here::Asking => words.common_loading().to_owned(),
        Here::Unasked => String::new(),
    };
    if let Some(place) = document().get_element_by_id(&[id, "-near"].concat()) {
        place.set_text_content(Some(&said));
    }
}

/// The options of a choice, each with its place.
pub fn all_with_place(choice: &str) -> Vec<(String, Place)> {
    let Some(choice) = document().get_element_by_id(choice) else {
        return Vec::new();
    };
    let options = fields::all(&choice, "[data-at]").into_iter();
    options
        .filter_map(|option| Some((option.get_attribute("value")?, place_of(&option)?)))
        .collect()
}

/// Puts the options in their order; what the nearest is called. What is chosen stays so.
fn nearest(choice: &HtmlSelectElement, here: Place) -> String {
    let chosen = choice.value();
    let mut options: Vec<(u32, Element)> = fields::all(choice, "[data-at]")
        .into_iter()
        .filter_map(|option| Some((here.whole_metres_to(place_of(&option)?), option)))
        .collect();
    let mut first = String::new();
    // The next nearest each time: few enough, and another sort would be another kilobyte.
    while let Some(at) = (0..options.len()).min_by_key(|at| options[*at].0) {
        let (metres, option) = options.swap_remove(at);
        let text = option.text_content().unwrap_or_default();
        let name = text.split(MARK).next().unwrap_or_default();
        let text = [name, MARK, &t().distance(metres)].concat();
        option.set_text_content(Some(&text));
        let _ = choice.append_child(&option);
        if first.is_empty() {
            first = text;
        }
    }
    choice.set_value(&chosen);
    first
}

/// Between a name and its distance.
const MARK: &str = " · ";

fn place_of(option: &Element) -> Option<Place> {
    let at = option.get_attribute("data-at")?;
    let (north, east) = at.split_once(',')?;
    // The browser reads numbers already; ours would be two kilobytes.
    Place::new(js_sys::parse_float(north), js_sys::parse_float(east))
}
