//! Finding somebody without a card, and registering somebody new.

use super::{field, select, small};
use jaettu_domain::desk::api::Holder;
use jaettu_words::Words;
use maud::{Markup, html};

/// The form for finding somebody; it does not go without a reason.
pub fn find(words: Words) -> Markup {
    let reasons = [
        ("", words.desk_choose_reason()),
        (words.desk_reason_no_card(), words.desk_reason_no_card()),
        (words.desk_reason_call(), words.desk_reason_call()),
        (words.desk_reason_found(), words.desk_reason_found()),
        (words.desk_reason_other(), words.desk_reason_other()),
    ];
    html! {
        section.j-holder aria-labelledby="find-title" {
            h2 #find-title { (words.desk_find()) }
            form.j-desk__form data-do="find-send" {
                (field("query", "text", words.desk_query(), Some(words.desk_query_help())))
                (select("reason", words.desk_reason(), &reasons))
                (field("more", "text", words.desk_reason_more(), Some(words.desk_reason_kept())))
                div.j-buttons {
                    button.hds-button.hds-button--primary type="submit" { (words.desk_find_button()) }
                    (small("nothing", "", words.desk_cancel()))
                }
            }
        }
    }
}

/// The form for asking how somebody is reached; it does not go without a reason.
pub fn contact(words: Words, person: &str) -> Markup {
    let reasons = [
        ("", words.desk_choose_reason()),
        (words.desk_reason_late(), words.desk_reason_late()),
        (words.desk_reason_untold(), words.desk_reason_untold()),
        (words.desk_reason_other(), words.desk_reason_other()),
    ];
    html! {
        section.j-holder aria-labelledby="contact-title" {
            h2 #contact-title { (words.desk_contact()) }
            form.j-desk__form data-do="contact-send" data-id=(person) {
                (select("reason", words.desk_reason(), &reasons))
                (field("more", "text", words.desk_reason_more(), Some(words.desk_reason_kept())))
                div.j-buttons {
                    button.hds-button.hds-button--primary type="submit" { (words.desk_contact_button()) }
                    (small("nothing", "", words.desk_cancel()))
                }
            }
        }
    }
}

/// Whom the search has found.
pub fn found(words: Words, people: &[Holder]) -> Markup {
    html! {
        p.j-desk__found role="status" { b { (words.desk_found(people.len())) } }
        ul.j-rows role="list" {
            @for person in people {
                li {
                    span {
                        b { (person.name) }
                        @if let Some(card) = &person.card { br; span.j-quiet { (words.card_number(card)) } }
                    }
                    (small("open", person.id.as_str(), words.desk_open()))
                }
            }
        }
    }
}

/// The form for somebody new. The PIN is theirs: they type it, and nobody sees it.
pub fn register(words: Words) -> Markup {
    let channels = [
        ("none", words.desk_channel_none()),
        ("email", words.desk_channel_email()),
        ("sms", words.desk_channel_sms()),
    ];
    let languages = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")];
    html! {
        section.j-holder aria-labelledby="new-title" {
            h2 #new-title { (words.desk_register()) }
            form.j-desk__form data-do="register-send" {
                (field("name", "text", words.desk_name(), None))
                (field("new-card", "text", words.desk_new_card(), Some(words.desk_new_card_help())))
                (field("born", "text", words.desk_born(), Some(words.desk_born_help())))
                (field("email", "email", words.desk_email(), None))
                (field("phone", "tel", words.desk_phone(), None))
                (select("channel", words.desk_channel(), &channels))
                (select("language", words.desk_language(), &languages))
                (field("new-pin", "password", words.desk_new_pin(), Some(words.desk_new_pin_help())))
                (field("pin-again", "password", words.desk_pin_again(), None))
                div.j-buttons {
                    button.hds-button.hds-button--primary type="submit" { (words.desk_register_button()) }
                    (small("nothing", "", words.desk_cancel()))
                }
            }
        }
    }
}
