//! Forms that the app sends to the API: where they go, with what they answer, and what is said when it did not work.
//!
//! One machinery for all of them (`src/form.rs`): a form names its address, its method and its fields; the app makes the
//! body of them. The button keeps its place, unseen and without effect, until the app is there and wakes it; where it does
//! not come, that is said in its place.

use crate::path;
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::problem::Problem;
use jaettu_words::Words;
use maud::{Markup, html};

/// How a form looks and what follows when it was taken.
#[derive(Clone, Copy, Debug)]
pub struct Form<'a> {
    /// Words of the reader's language.
    pub words: Words,
    /// By which it is known when it is drawn again.
    pub id: &'a str,
    /// The button's words.
    pub button: &'a str,
    /// `primary` or `secondary`.
    pub look: &'static str,
    /// What is said when it was taken.
    pub said: &'a str,
    /// Where the reader goes then; empty where they stay.
    pub to: &'a str,
}

/// A form beside others: the reader stays on the page.
pub fn secondary<'a>(words: Words, id: &'a str, button: &'a str, said: &'a str) -> Form<'a> {
    Form {
        words,
        id,
        button,
        look: "secondary",
        said,
        to: "",
    }
}

impl Form<'_> {
    /// The form that sends `endpoint` with these fields.
    pub fn of<E: Endpoint>(&self, endpoint: &E, fields: &Markup) -> Markup {
        self.draw(E::METHOD.as_str(), &endpoint.url(), fields)
    }

    fn draw(&self, method: &str, url: &str, fields: &Markup) -> Markup {
        let to = Some(self.to).filter(|to| !to.is_empty());
        html! {
            form.j-form id=(self.id) action=(url) data-method=(method) data-said=(self.said) data-to=[to] novalidate {
                div.j-form__trouble tabindex="-1" {}
                (fields)
                button class={ "hds-button hds-button--" (self.look) " j-waiting" } type="submit" disabled data-waits {
                    (self.button)
                }
                (late(self.words))
            }
        }
    }
}

/// What is said right after a button that the app has not woken: the style sheet shows it after a while (`j-late`), so it is
/// said also where no script has arrived.
pub(crate) fn late(words: Words) -> Markup {
    html! { p.j-late { (words.form_late()) " " a href="" { (words.form_late_again()) } } }
}

/// How to go on where there are no buttons because scripts are switched off; once a page.
pub(crate) fn without_scripts(words: Words) -> Markup {
    html! {
        noscript {
            div.j-notice.j-notice--failed {
                p { (words.circulation_noscript()) }
                p { a href=(path(words, "/libraries")) { (words.circulation_noscript_where()) } }
            }
        }
    }
}

/// A field of one line, with its label, help and what is said when it is wrong.
#[derive(Clone, Copy, Debug, Default)]
pub struct Field<'a> {
    /// Identifier on the page.
    pub id: &'a str,
    /// Name in the request.
    pub name: &'a str,
    /// `text`, `date`, `password`, …
    pub kind: &'a str,
    /// What it is.
    pub label: &'a str,
    /// What helps to fill it in; may be empty.
    pub help: &'a str,
    /// What is said when it is wrong.
    pub wrong: &'a str,
    /// What stands in it.
    pub value: &'a str,
    /// Which keyboard a phone shows.
    pub inputmode: Option<&'a str>,
    /// What a browser may fill in.
    pub autocomplete: Option<&'a str>,
    /// Most characters.
    pub longest: Option<u32>,
}

/// A field of one line.
pub fn field(field: Field<'_>) -> Markup {
    let (wrong, help) = ([field.id, "-wrong"].concat(), [field.id, "-help"].concat());
    html! {
        div.j-field {
            label.j-field__label for=(field.id) { (field.label) }
            input.j-field__input id=(field.id) name=(field.name) type=(field.kind) value=(field.value)
                inputmode=[field.inputmode] autocomplete=[field.autocomplete] maxlength=[field.longest]
                data-wrong=(field.wrong) aria-describedby={ (wrong) @if !field.help.is_empty() { " " (help) } };
            (room_for_wrong(field.id))
            @if !field.help.is_empty() { p.j-field__help id=(help) { (field.help) } }
        }
    }
}

/// Where the app says what is wrong with a field; silent until then.
pub(crate) fn room_for_wrong(id: &str) -> Markup {
    html! { p.j-field__error id={ (id) "-wrong" } {} }
}

/// A choice of one among several.
pub fn select<'a>(
    id: &str,
    name: &str,
    label: &str,
    options: impl IntoIterator<Item = (&'a str, &'a str)>,
    chosen: &str,
) -> Markup {
    html! {
        div.j-field {
            label.j-field__label for=(id) { (label) }
            select.j-field__input id=(id) name=(name) {
                @for (value, text) in options { option value=(value) selected[value == chosen] { (text) } }
            }
        }
    }
}

/// Why the server refuses: a sentence for every reason, each once. What is wrong with a field is said with the field.
pub fn sentences(words: Words, problem: &Problem) -> Vec<&'static str> {
    // What is wrong with a field is no refusal, though a reason may be called the same.
    let refusals = if problem.code == "invalid" {
        &[][..]
    } else {
        &problem.errors
    };
    let reasons = refusals.iter().filter_map(|error| words.problem(&error.code));
    let mut said: Vec<&str> = Vec::new();
    for reason in reasons {
        if !said.contains(&reason) {
            said.push(reason);
        }
    }
    if said.is_empty() {
        said.push(
            words
                .problem(&problem.code)
                .unwrap_or_else(|| words.common_failed_server()),
        );
    }
    said
}

/// The server refuses: every reason as a sentence.
pub fn refused(words: Words, problem: &Problem) -> Markup {
    let minutes = problem
        .retry_after
        .map(|seconds| usize::try_from(seconds.div_ceil(60)).unwrap_or(1));
    html! {
        @for sentence in sentences(words, problem) { p { (sentence) } }
        @if let Some(minutes) = minutes { p { (words.form_wait(minutes)) } }
    }
}

/// Nobody knows whether it arrived.
pub fn unknown(words: Words) -> Markup {
    html! {
        p { (words.form_unknown()) }
        p { a href=(path(words, "/me")) rel="external" { (words.form_look()) } }
    }
}

/// There is no network, so nothing was sent.
pub fn offline(words: Words) -> Markup {
    html! { p { (words.form_offline()) } }
}

/// Somebody has to sign in first, and comes back to `here`.
pub fn sign_in(words: Words, here: &str) -> Markup {
    html! {
        p { (words.form_sign_in()) }
        p { a href=(crate::account::sign_in_path(words, here)) rel="external" { (words.form_sign_in_link()) } }
    }
}
