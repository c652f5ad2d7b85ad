//! What somebody has returned and wants to find again.

use super::Mine;
use crate::path;
use jaettu_domain::circulation::api::LoanView;
use jaettu_domain::time;
use maud::{Markup, html};

/// So many are shown; the file with everything that is known has them all.
const SHOWN: usize = 50;

/// The last of what was returned, folded: it is looked for now and then, and long.
pub(super) fn list(mine: &Mine<'_>, ended: &[LoanView]) -> Markup {
    let words = mine.words;
    html! {
        section.j-section aria-labelledby="ended" {
            h2 #ended tabindex="-1" { (words.circulation_ended()) " (" (ended.len()) ")" }
            @if ended.is_empty() {
                p { (words.circulation_ended_none()) }
            } @else {
                details.j-more #returned {
                    summary { (words.circulation_ended_show()) }
                    div.j-more__body {
                        ul.j-things role="list" { @for loan in ended.iter().take(SHOWN) { li.j-thing { (one(mine, loan)) } } }
                        @if ended.len() > SHOWN {
                            p { a href=(path(words, "/me/settings")) { (words.circulation_ended_more()) } }
                        }
                    }
                }
            }
        }
    }
}

fn one(mine: &Mine<'_>, loan: &LoanView) -> Markup {
    let words = mine.words;
    let lent = time::date_text(time::today(loan.lent_at));
    let dates = match loan.returned_at {
        Some(back) => words.circulation_ended_dates(&time::date_text(time::today(back)), &lent),
        None => words.circulation_ended_lent(&lent),
    };
    html! {
        (mine.heading(&["ended-", loan.id.as_str()].concat(), &loan.item, &loan.name))
        p.j-quiet { (dates) }
    }
}
