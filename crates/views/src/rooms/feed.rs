//! The address at which one's own calendar reads one's bookings: made, copied, renewed and taken away.
//!
//! The address is told once, in the answer that makes it; the app puts it into the field that waits for it (`src/form/told.rs`).

use crate::form::secondary;
use chrono::{DateTime, Utc};
use jaettu_domain::rooms::api::{MakeCalendar, RevokeCalendar};
use jaettu_words::Words;
use maud::{Markup, html};

/// The part of one's own bookings about it; `since` is when the address was made that holds now.
pub fn feed(words: Words, now: DateTime<Utc>, since: Option<DateTime<Utc>>) -> Markup {
    html! {
        section.j-section.j-narrow data-tells aria-labelledby="feed" {
            h2 #feed tabindex="-1" { (words.booking_feed()) }
            p { (words.booking_feed_text()) }
            p.j-quiet { (words.booking_feed_secret()) }
            (told(words))
            div data-untold {
                @match since {
                    None => (make(words, words.booking_feed_make())),
                    Some(since) => {
                        p { (words.booking_feed_since(&words.when(since, now))) }
                        details.j-more.j-more--first #feed-renew {
                            summary { (words.booking_feed_renew()) }
                            div.j-more__body {
                                p { (words.booking_feed_renew_text()) }
                                (make(words, words.booking_feed_renew_yes()))
                            }
                        }
                    }
                }
            }
            details.j-more #feed-end hidden[since.is_none()] {
                summary { (words.booking_feed_end()) }
                div.j-more__body {
                    p { (words.booking_feed_end_text()) }
                    (secondary(words, "feed-end-form", words.booking_feed_end_yes(), words.booking_feed_ended())
                        .of(&RevokeCalendar, &html! {}))
                }
            }
        }
    }
}

fn make(words: Words, button: &str) -> Markup {
    secondary(words, "feed-make", button, "").of(&MakeCalendar, &html! {})
}

/// Where the address is shown once it is there.
fn told(words: Words) -> Markup {
    let (copied, failed) = (words.booking_feed_copied(), words.booking_feed_copy_failed());
    html! {
        div hidden {
            div.j-field {
                label.j-field__label for="told" { (words.booking_feed_address()) }
                input.j-field__input #told type="text" readonly aria-describedby="told-help";
                p.j-field__help #told-help { (words.booking_feed_once()) " " (words.booking_feed_how()) }
            }
            div.j-buttons {
                button.hds-button.hds-button--primary #copy type="button" { (words.booking_feed_copy()) }
                a.hds-button.hds-button--secondary #told-open { span { (words.booking_feed_open()) } }
            }
            p.j-quiet #shared role="status" data-copied=(copied) data-failed=(failed) {}
        }
    }
}
