//! Signing in, and one's own details and choices.

mod settings;

pub use settings::{Known, settings};

use crate::form::{Field, Form, field, without_scripts};
use crate::path;
use jaettu_domain::account::api::SignIn;
use jaettu_domain::endpoint::Pairs;
use jaettu_words::Words;
use maud::{Markup, html};

/// The page for signing in that leads back to `here`.
pub fn sign_in_path(words: Words, here: &str) -> String {
    let mut query = Pairs::default();
    query.push("next", here);
    path(words, &["/me?", &query.to_query()].concat())
}

/// How somebody can sign in here.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// With card and PIN.
    pub card: bool,
    /// At the OpenID provider.
    pub openid: bool,
    /// Whether they have just tried there, and it did not work out.
    pub trouble: bool,
}

/// The page for signing in; whoever has signed in goes to `next`.
pub fn sign_in(words: Words, demo: bool, ways: Ways, next: &str) -> Markup {
    let mut query = Pairs::default();
    query.push("return_to", next);
    let begin = ["/api/v1/session/begin?", &query.to_query()].concat();
    html! {
        h1 tabindex="-1" { (words.account_sign_in()) }
        @if ways.trouble {
            div.j-notice.j-notice--failed role="alert" { p { (words.account_openid_trouble()) } }
        }
        p.j-lead { (words.account_sign_in_why()) }
        @if ways.openid {
            p { a.hds-button.hds-button--primary href=(begin) rel="external" { span { (words.account_openid()) } } }
        }
        @if ways.card {
            (without_scripts(words))
            (card_form(words, next))
            @if demo { p.j-quiet { (words.account_demo()) } }
            (newcomers(words))
        }
    }
}

/// What to do without a card or PIN.
fn newcomers(words: Words) -> Markup {
    html! {
        section.j-section.j-narrow aria-labelledby="no-card" {
            h2 #no-card tabindex="-1" { (words.account_new()) }
            p { (words.account_new_text()) }
            p { a href=(path(words, "/libraries")) { (words.account_new_where()) } }
        }
    }
}

fn card_form(words: Words, next: &str) -> Markup {
    let form = Form {
        words,
        id: "sign-in",
        button: words.account_sign_in(),
        look: "primary",
        said: "",
        to: next,
    };
    form.of(&SignIn::default(), &fields(words))
}

fn fields(words: Words) -> Markup {
    let card = Field {
        id: "card",
        name: "card",
        kind: "text",
        label: words.account_card(),
        help: words.account_card_help(),
        wrong: words.account_card_wrong(),
        inputmode: Some("numeric"),
        autocomplete: Some("username"),
        longest: Some(20),
        ..Field::default()
    };
    html! {
        (field(card))
        (pin(words, "pin", "pin", words.account_pin(), words.account_pin_help(), "current-password"))
        label.j-check.j-waiting data-waits { input type="checkbox" data-shows="pin"; span { (words.account_pin_show()) } }
    }
}

/// A field for a PIN, which nobody else is to read.
fn pin(words: Words, id: &str, name: &str, label: &str, help: &str, autocomplete: &str) -> Markup {
    field(Field {
        id,
        name,
        kind: "password",
        label,
        help,
        wrong: words.account_pin_wrong(),
        value: "",
        inputmode: Some("numeric"),
        autocomplete: Some(autocomplete),
        longest: Some(8),
    })
}

/// Whether one's own page may be kept on this phone; the app ticks the box, because only the phone knows.
pub fn own_phone(words: Words) -> Markup {
    html! {
        label.j-check.j-waiting data-waits { input #own-phone type="checkbox"; span { (words.account_own_phone()) } }
        p.j-quiet { (words.account_own_phone_note()) }
    }
}
