//! The person who stands at the desk: what keeps them from borrowing, what is ready for them, what they got.

use super::{button, field, small};
use crate::text;
use jaettu_domain::circulation::api::LoanView;
use jaettu_domain::desk::api::care::Contact;
use jaettu_domain::desk::api::{CheckedOut, DeskRow, Holder};
use jaettu_domain::desk::rules::code_text;
use jaettu_domain::id::LibraryId;
use jaettu_words::Words;
use maud::{Markup, html};

/// The panel of the person whose card is open at the desk of `here`, with what they have `booked` there today.
pub fn panel(
    words: Words,
    holder: &Holder,
    here: &LibraryId,
    lent: &[CheckedOut],
    loans: Option<&[LoanView]>,
    contact: Option<&Contact>,
    booked: &Markup,
) -> Markup {
    html! {
        section.j-holder aria-labelledby="holder" {
            div.j-row.j-row--apart {
                h2 #holder { (holder.name) }
                (button("close", "", words.desk_close()))
            }
            @if let Some(card) = &holder.card { p.j-quiet { (words.card_number(card)) } }
            (stops(words, holder))
            p {
                (words.desk_loans(holder.loans as usize))
                @if holder.late > 0 { " · " b.j-desk__late { (words.desk_late_loans(holder.late as usize)) } }
            }
            (booked)
            (ready(words, holder, here))
            @if !lent.is_empty() { (receipt(words, lent)) }
            @match loans {
                Some(loans) => (list(words, loans)),
                None => div.j-buttons {
                    @if holder.loans > 0 { (button("loans", holder.id.as_str(), words.desk_show_loans())) }
                },
            }
            @match contact.filter(|contact| contact.holder.id == holder.id) {
                Some(contact) => (reached(words, contact)),
                None => div.j-buttons { (small("contact", holder.id.as_str(), words.desk_contact())) },
            }
            (rights(words, holder))
        }
    }
}

/// Where they are reached, once somebody has said why.
fn reached(words: Words, contact: &Contact) -> Markup {
    html! {
        h3 { (words.desk_contact()) }
        @if contact.email.is_none() && contact.phone.is_none() { p { (words.desk_no_contact()) } }
        @if let Some(email) = &contact.email { p { a href={ "mailto:" (email) } { (email) } } }
        @if let Some(phone) = &contact.phone { p { a href={ "tel:" (phone) } { (phone) } } }
    }
}

/// What keeps them from borrowing, in red.
fn stops(words: Words, holder: &Holder) -> Markup {
    html! {
        @if holder.disabled { p.j-desk__alert { b { (words.desk_disabled()) } } }
        @if let Some(why) = &holder.blocked { p.j-desk__alert { b { (words.desk_blocked()) } " " (why) } }
    }
}

fn ready(words: Words, holder: &Holder, here: &LibraryId) -> Markup {
    let (mine, others): (Vec<&DeskRow>, Vec<&DeskRow>) = holder
        .ready
        .iter()
        .partition(|row| row.other_library.as_ref() == Some(here));
    html! {
        @if !mine.is_empty() {
            h3 { (words.desk_to_hand_over()) }
            ul.j-rows role="list" {
                @for row in mine {
                    li {
                        b.j-rows__code { (row.code.as_deref().map(code_text).unwrap_or_default()) }
                        span { (text(words, &row.name)) " " span.j-quiet { (row.barcode) } }
                    }
                }
            }
        }
        @if !others.is_empty() {
            h3 { (words.desk_ready_elsewhere()) }
            ul.j-rows role="list" {
                @for row in others {
                    li { span { (text(words, &row.name)) @if let Some(name) = &row.other_name { " · " (text(words, name)) } } }
                }
            }
        }
    }
}

/// What was lent while the card was open.
fn receipt(words: Words, lent: &[CheckedOut]) -> Markup {
    html! {
        h3 { (words.desk_lent_now()) }
        ul.j-rows role="list" {
            @for one in lent { li { span { (text(words, &one.name)) " · " (words.near(one.due_at)) } } }
        }
        div.j-buttons { (button("print-receipt", "", words.desk_print_receipt())) }
    }
}

/// Everything on loan, each with what can be done.
fn list(words: Words, loans: &[LoanView]) -> Markup {
    html! {
        h3 { (words.desk_all_loans()) }
        ul.j-rows role="list" {
            @for loan in loans {
                li {
                    span {
                        (text(words, &loan.name)) " · " (words.near(loan.due_at))
                        @if let Some(late) = words.lateness(loan.days_late, loan.fee_cents) {
                            " " b.j-desk__late { (late) }
                        }
                        @for reason in &loan.not_renewable { br; small.j-quiet { (words.refusal(&reason.code)) } }
                    }
                    @if loan.not_renewable.is_empty() { (small("renew", loan.id.as_str(), words.desk_renew())) }
                }
            }
        }
    }
}

/// Blocking, disabling, another card or PIN: folded away, because they are rare.
fn rights(words: Words, holder: &Holder) -> Markup {
    let id = holder.id.as_str();
    html! {
        details.j-more #rights {
            summary { (words.desk_rights()) }
            div.j-more__body {
                @if holder.blocked.is_some() {
                    (button("unblock", id, words.desk_unblock()))
                } @else {
                    (form("block", id, words.desk_block(), &field("why", "text", words.desk_why_blocked(), Some(words.desk_why_help()))))
                }
                @if holder.card.is_some() {
                    (form("give-card", id, words.desk_give_card(), &field("other-card", "text", words.desk_new_card(), Some(words.desk_give_card_help()))))
                    (form("give-pin", id, words.desk_give_pin(), &html! {
                        (field("other-pin", "password", words.desk_other_pin(), Some(words.desk_new_pin_help())))
                        (field("other-pin-again", "password", words.desk_pin_again(), None))
                    }))
                } @else {
                    (form("give-card", id, words.desk_give_first_card(), &field("other-card", "text", words.desk_new_card(), Some(words.desk_new_card_help()))))
                }
                (form("save-name", id, words.desk_save_name(), &field("other-name", "text", words.desk_name(), None)))
                (form("note-birthday", id, words.desk_note_birthday(), &field("other-born", "text", words.desk_born(), Some(words.desk_note_birthday_help()))))
                div.j-buttons {
                    @if holder.disabled { (button("enable", id, words.desk_enable())) }
                    @else { (button("disable", id, words.desk_disable())) }
                }
            }
        }
    }
}

/// A small form about a person.
fn form(act: &str, id: &str, button: &str, fields: &Markup) -> Markup {
    html! {
        form.j-desk__form data-do=(act) data-id=(id) {
            (fields)
            div.j-buttons { button.hds-button.hds-button--secondary type="submit" { (button) } }
        }
    }
}
