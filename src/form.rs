//! Sends the forms of `jaettu_views::form`: one machinery for all of them, so that another form costs no code.
//!
//! Nothing is shown as done before the server has said so. While a form is under way it is not sent again; where nobody
//! answers, the reader is told so, and the next try goes under the same key, also after a reload.

mod fields;
mod goes;
mod keys;
mod near;
mod own_phone;
mod photo;
mod told;

pub use goes::{asked, clear, goes, going};
pub use near::all_with_place;

use crate::erased::{dynamic, effect};
use crate::locale::t;
use crate::send::{Trouble, deliver};
use jaettu_domain::account::api::Done;
use jaettu_domain::problem::Problem;
use jaettu_domain::wire;
use jaettu_views::{Markup, form as views};
use leptos::ev::{self, Event, MouseEvent, SubmitEvent};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlFormElement};

/// Listens to the forms of a page as long as it is there; `done` gets the answer to each that the reader stays with.
///
/// From above all of them: the server's own elements are not ours to listen to.
pub fn listen(done: Callback<String>) -> AnyView {
    let said = RwSignal::new(String::new());
    let submit = move |event: SubmitEvent| {
        let Some(form) = target::<HtmlFormElement>(&event) else {
            return;
        };
        if form.has_attribute("data-method") {
            event.prevent_default();
            said.set(String::new());
            begin(form, said, done);
        }
    };
    effect(wake);
    let choice = RwSignal::new(String::new());
    effect(move || near::sort(&choice.get()));
    let pressed = move |event: MouseEvent| {
        if let Some(name) = named(&event, "data-near") {
            choice.set(name);
            near::ask();
        } else if let Some(name) = named(&event, "data-sheet") {
            show_sheet(&name);
        }
    };
    let listening = [
        window_event_listener(ev::submit, submit),
        window_event_listener(ev::click, pressed),
        window_event_listener(ev::change, changed),
    ];
    on_cleanup(move || listening.into_iter().for_each(WindowListenerHandle::remove));
    view! { <div role="status">{dynamic(move || toast(said))}</div> }.into_any()
}

/// What has been done, until the reader closes it or does something else.
fn toast(said: RwSignal<String>) -> AnyView {
    let text = said.get();
    if text.is_empty() {
        return ().into_any();
    }
    view! {
        <div class="j-toast">
            <p>{text}</p>
            <button class="j-linkbutton" type="button" on:click=move |_| said.set(String::new())>{t().form_close()}</button>
        </div>
    }
    .into_any()
}

fn target<T: JsCast>(event: &Event) -> Option<T> {
    event.target()?.dyn_into().ok()
}

/// What the pressed button names in this attribute.
fn named(event: &Event, attribute: &str) -> Option<String> {
    let button = target::<Element>(event)?.closest(&["[", attribute, "]"].concat());
    button.ok()??.get_attribute(attribute)
}

fn show_sheet(name: &str) {
    let sheet = document().get_element_by_id(name);
    if let Some(Ok(sheet)) = sheet.map(JsCast::dyn_into::<HtmlDialogElement>) {
        let _ = sheet.show_modal();
    }
}

/// The buttons that have waited for the app can be pressed from now on.
pub fn wake() {
    let Ok(waiting) = document().query_selector_all("#main [data-waits]") else {
        return;
    };
    let waiting = (0..waiting.length()).filter_map(|n| waiting.get(n)?.dyn_into::<Element>().ok());
    for element in waiting {
        let _ = element.remove_attribute("data-waits");
        let _ = element.remove_attribute("disabled");
        let _ = element.class_list().remove_1("j-waiting");
    }
    own_phone::show();
}

/// A box was ticked: what is one's own is to be kept on this phone, or a PIN to be seen while it is typed.
fn changed(event: Event) {
    if target::<Element>(&event).is_some_and(|changed| changed.id() == own_phone::BOX) {
        return own_phone::change(event_target_checked(&event));
    }
    let name = target::<Element>(&event).and_then(|changed| changed.get_attribute("data-shows"));
    if let Some(field) = name.and_then(|name| document().get_element_by_id(&name)) {
        let kind = if event_target_checked(&event) {
            "text"
        } else {
            "password"
        };
        let _ = field.set_attribute("type", kind);
    }
}

fn begin(form: HtmlFormElement, said: RwSignal<String>, done: Callback<String>) {
    if form.has_attribute("data-busy") {
        return;
    }
    fields::forget_wrong(&form);
    if !window().navigator().on_line() {
        return tell(&form, &views::offline(t()));
    }
    let _ = form.set_attribute("data-busy", "");
    tell(&form, &Markup::default());
    let button = button(&form);
    // What the button says when it does not say "try again".
    let label = form.get_attribute("data-label");
    let label = label
        .or_else(|| button.as_ref()?.text_content())
        .unwrap_or_default();
    let _ = form.set_attribute("data-label", &label);
    if let Some(button) = &button {
        let _ = button.set_attribute("aria-disabled", "true");
        button.set_text_content(Some(t().form_sending()));
    }
    spawn_local(async move {
        let outcome = send(&form, &label).await;
        let _ = form.remove_attribute("data-busy");
        if let Some(button) = button {
            let _ = button.remove_attribute("aria-disabled");
            let again = outcome == Err(Trouble::Unknown);
            button.set_text_content(Some(if again { t().form_again() } else { &label }));
        }
        end(&form, outcome, said, done);
    });
}

/// Sends a form that nobody has pressed, and says nothing of it where it worked. `done` is told whether it was taken or refused.
pub fn send_unasked(form: HtmlFormElement, done: impl FnOnce(bool) + 'static) {
    if form.has_attribute("data-busy") || !window().navigator().on_line() {
        return;
    }
    let _ = form.set_attribute("data-busy", "");
    spawn_local(async move {
        let outcome = send(&form, "").await;
        let _ = form.remove_attribute("data-busy");
        match outcome {
            Ok(_) => done(true),
            Err(Trouble::Refused(_)) => done(false),
            Err(trouble) => end(
                &form,
                Err(trouble),
                RwSignal::new(String::new()),
                Callback::new(|_| {}),
            ),
        }
    });
}

fn button(form: &HtmlFormElement) -> Option<Element> {
    form.query_selector("[type=submit]").ok().flatten()
}

async fn send(form: &HtmlFormElement, label: &str) -> Result<String, Trouble> {
    let attribute = |name| form.get_attribute(name).unwrap_or_default();
    let (method, url) = (attribute("data-method"), attribute("action"));
    let body = fields::body(form).await;
    let (body, open) =
        body.ok_or_else(|| Trouble::Refused(Problem::new(jaettu_domain::problem::Reason::PHOTO, "")))?;
    let key = keys::key(&keys::place(&url, label, &open));
    let outcome = deliver(&method, &url, Some(body), &key).await;
    if outcome != Err(Trouble::Unknown) {
        // What is taken back may be wished for anew, and after signing out nothing of it is left here.
        keys::forget(if method == "DELETE" { "" } else { &url });
    }
    outcome
}

fn end(
    form: &HtmlFormElement,
    outcome: Result<String, Trouble>,
    said: RwSignal<String>,
    done: Callback<String>,
) {
    let words = t();
    match outcome {
        Ok(answer) => {
            // Whoever signs out here is led on to where one signs out at the OpenID provider.
            let next = wire::read::<Done>(&answer).and_then(|done| done.next);
            if let Some(to) = next.or_else(|| form.get_attribute("data-to")) {
                return drop(window().location().assign(&to));
            }
            if told::show(form, &answer) {
                return;
            }
            told::forget(form);
            form.reset();
            // What is to be said once folds up again: an empty form would ask for it a second time.
            if let Some(folded) = form.closest("details[data-folds]").ok().flatten() {
                let _ = folded.remove_attribute("open");
            }
            settle();
            said.set(form.get_attribute("data-said").unwrap_or_default());
            done.run(answer);
        }
        Err(Trouble::Unknown) => tell(form, &views::unknown(words)),
        Err(Trouble::SignIn) => {
            // With its query: the time that was chosen, the code at the door.
            tell(form, &views::sign_in(words, &crate::written::address()));
        }
        Err(Trouble::Refused(mut problem)) => {
            if !fields::wrong(form, &mut problem) || !problem.errors.is_empty() {
                let renewed = form.query_selector("[data-renews]").ok().flatten();
                let Some(text) = renewed.and_then(|part| part.get_attribute("data-renews")) else {
                    return tell(form, &views::refused(words, &problem));
                };
                // The page itself shows then what stands in the way; why is said beside it.
                said.set([&views::sentences(words, &problem).join(" "), " ", &text].concat());
                done.run(String::new());
            }
        }
    }
}

/// So long a finger that taps twice meets nothing: what it aimed at has gone, and something else stands there now.
const SETTLES: std::time::Duration = std::time::Duration::from_millis(700);

fn settle() {
    let still = |on: bool| {
        if let Some(body) = document().body() {
            let _ = body.toggle_attribute_with_force("data-settling", on);
        }
    };
    still(true);
    set_timeout(move || still(false), SETTLES);
}

/// Says in the form what is the matter, and puts the reader there; nothing where there is nothing.
fn tell(form: &HtmlFormElement, what: &Markup) {
    let place = form.query_selector(".j-form__trouble").ok().flatten();
    let Some(Ok(place)) = place.map(JsCast::dyn_into::<HtmlElement>) else {
        return;
    };
    place.set_inner_html(&what.0);
    if !what.0.is_empty() {
        let _ = place.focus();
    }
}
