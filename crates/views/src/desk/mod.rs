//! The staff desk: what is drawn around the scan box.
//!
//! Buttons say in `data-do` what they do, and in `data-id` to what: the app listens in one place.

pub mod holder;
pub mod paper;
pub mod people;
pub mod result;
pub mod rooms;
pub mod session;
pub mod today;

use jaettu_domain::catalogue::Texts;
use jaettu_domain::text::Language;
use jaettu_words::Words;
pub use maud::Markup;
use maud::html;

/// An address of the desk: `/desk/` in Finnish, `/desk/sv/` in Swedish.
pub fn path(language: Language) -> String {
    match language {
        Language::Fi => "/desk/".to_owned(),
        other => ["/desk/", other.code(), "/"].concat(),
    }
}

/// Name and purpose of the page.
pub fn intro(words: Words) -> Markup {
    html! {
        h1 { (words.desk_title()) }
        p.j-lead { (words.desk_lead()) }
    }
}

/// The page for an address at which there is nothing.
pub fn not_found(words: Words) -> Markup {
    html! {
        h1 { (words.shell_not_found_title()) }
        p { (words.shell_not_found_text()) }
        p { a href=(path(words.language())) { (words.desk_back()) } }
    }
}

/// The box into which everything is scanned or typed.
pub fn scan_box(words: Words) -> Markup {
    html! {
        form.j-field.j-scan data-do="scan" {
            label.j-field__label for="scan" { (words.desk_field()) }
            div.j-scan__row {
                input.j-field__input #scan type="text" maxlength="60" autocomplete="off" autocapitalize="off"
                    spellcheck="false" enterkeyhint="go" aria-describedby="scan-help";
                button.hds-button.hds-button--primary type="submit" { (words.desk_enter()) }
            }
            p.j-field__help #scan-help { (words.desk_help()) }
        }
    }
}

/// How many scans wait, and why nothing goes on.
pub fn queue(words: Words, waiting: usize, trouble: bool) -> Markup {
    html! {
        @if trouble {
            div.j-desk__trouble role="alert" {
                p { b { (words.desk_no_answer()) } " " (words.desk_no_answer_text()) }
                p { (words.desk_waiting(waiting)) " " (button("skip", "", words.desk_skip())) }
            }
        } @else if waiting > 1 {
            p.j-quiet role="status" { (words.desk_waiting(waiting)) }
        }
    }
}

/// One line of the log; the app puts it into its place.
pub fn line(words: Words, time: &str, well: bool, text: &str) -> Markup {
    let (state, said) = if well {
        ("j-state j-state--done", words.desk_well())
    } else {
        ("j-state j-state--late", words.desk_not_well())
    };
    html! { p class=(state) { span { (time) " " b { (said) } " " (text) } } }
}

/// A button that does something to something.
fn button(act: &str, id: &str, text: &str) -> Markup {
    html! {
        button.hds-button.hds-button--secondary type="button" data-do=(act) data-id=(id) { (text) }
    }
}

/// A button that looks like a link, beside something of a list.
fn small(act: &str, id: &str, text: &str) -> Markup {
    html! { button.j-linkbutton type="button" data-do=(act) data-id=(id) { (text) } }
}

/// What belongs to a thing, to be ticked off.
fn checklist(words: Words, legend: &str, parts: &Texts) -> Markup {
    let parts = parts.get(words.language());
    html! {
        @if !parts.is_empty() {
            fieldset.j-fieldset.j-parts {
                legend { (legend) }
                @for part in parts {
                    label.j-check { input type="checkbox" data-part=(part); span { (part) } }
                }
            }
        }
    }
}

/// A field of a form, by its identifier.
fn field(id: &str, kind: &str, label: &str, help: Option<&str>) -> Markup {
    let help_id = [id, "-help"].concat();
    html! {
        div.j-field {
            label.j-field__label for=(id) { (label) }
            input.j-field__input id=(id) type=(kind) autocomplete="off" spellcheck="false" maxlength="254"
                inputmode=[(kind == "password").then_some("numeric")]
                aria-describedby={ (id) "-wrong" @if help.is_some() { " " (help_id) } };
            @if let Some(help) = help { p.j-field__help id=(help_id) { (help) } }
            p.j-field__error id={ (id) "-wrong" } {}
        }
    }
}

/// A choice of a form, by its identifier.
fn select(id: &str, label: &str, options: &[(&str, &str)]) -> Markup {
    html! {
        div.j-field {
            label.j-field__label for=(id) { (label) }
            select.j-field__input id=(id) aria-describedby={ (id) "-wrong" } {
                @for (value, text) in options { option value=(value) { (text) } }
            }
            p.j-field__error id={ (id) "-wrong" } {}
        }
    }
}

/// What is wrong with a form.
pub fn wrong(text: &str) -> Markup {
    html! { @if !text.is_empty() { p.j-field__error role="alert" { (text) } } }
}
