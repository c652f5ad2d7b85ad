//! What somebody has at home: until when, how to keep it longer, how to tell of a fault.

use super::Mine;
use crate::form::{room_for_wrong, secondary};
use crate::{icon, icons, path};
use jaettu_domain::circulation::api::{LONGEST_FAULT, LoanView, RenewLoan, ReportFault};
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// All loans.
pub(super) fn list(mine: &Mine<'_>) -> Markup {
    let words = mine.words;
    html! {
        section.j-section aria-labelledby="loans" {
            h2 #loans tabindex="-1" { (words.circulation_loans()) " (" (mine.loans.len()) ")" }
            @if mine.loans.is_empty() {
                p { (words.circulation_loans_none()) }
                p { a href=(path(words, "/items")) { (words.circulation_find()) } }
            } @else {
                ul.j-things role="list" { @for loan in mine.loans { li.j-thing { (one(mine, loan)) } } }
                p {
                    a.j-linkbutton href=(path(words, "/me/due.ics")) rel="external" download {
                        (icon(icons::DOWNLOAD)) (words.circulation_calendar())
                    }
                }
            }
        }
    }
}

fn one(mine: &Mine<'_>, loan: &LoanView) -> Markup {
    let words = mine.words;
    let parts = loan.included.get(words.language()).join(", ");
    html! {
        (mine.heading(&["loan-", loan.id.as_str()].concat(), &loan.item, &loan.name))
        (crate::state(&words.loan_state(loan, mine.now)))
        @if loan.recalled { p { (words.circulation_recalled()) } }
        @if loan.due_unverified { p.j-quiet { (words.circulation_unverified()) } }
        p.j-quiet { (words.circulation_return_to(loan.library_name.get(words.language()))) }
        @if !parts.is_empty() { p.j-quiet { (words.circulation_included(&parts)) } }
        (renew(mine, loan))
        (fault(mine, loan))
    }
}

fn renew(mine: &Mine<'_>, loan: &LoanView) -> Markup {
    let words = mine.words;
    let id = ["renew-", loan.id.as_str()].concat();
    let used = words.circulation_renewed_times(
        usize::try_from(loan.renewals).unwrap_or(usize::MAX),
        &loan.most_renewals.to_string(),
    );
    html! {
        @if let Some(due) = loan.renewed_due {
            @let button = words.circulation_renew(&time::short_date_text(due));
            (secondary(words, &id, &button, words.circulation_renewed()).of(&RenewLoan { id: Some(loan.id.clone()) }, &html! {}))
        } @else {
            p { (words.circulation_renew_not()) @for reason in reasons(words, loan) { " " (reason) } }
        }
        @if loan.renewals > 0 { p.j-quiet { (used) } }
    }
}

fn reasons(words: Words, loan: &LoanView) -> impl Iterator<Item = &'static str> {
    loan.not_renewable
        .iter()
        .filter_map(move |reason| words.problem(&reason.code))
}

fn fault(mine: &Mine<'_>, loan: &LoanView) -> Markup {
    let words = mine.words;
    let id = loan.id.as_str();
    let (text_id, photo_id) = (["fault-text-", id].concat(), ["fault-photo-", id].concat());
    let fields = html! {
        div.j-field {
            label.j-field__label for=(text_id) { (words.circulation_fault_text()) }
            textarea.j-field__input id=(text_id) name="text" maxlength=(LONGEST_FAULT) data-wrong=(words.circulation_fault_wrong())
                aria-describedby={ (text_id) "-wrong" } {}
            (room_for_wrong(&text_id))
        }
        div.j-field {
            label.j-field__label for=(photo_id) { (words.circulation_fault_photo()) }
            input.j-file id=(photo_id) name="photo" type="file" accept="image/*";
        }
    };
    let report = ReportFault {
        id: Some(loan.id.clone()),
        ..ReportFault::default()
    };
    let form_id = ["fault-form-", id].concat();
    html! {
        details.j-more id={ "fault-" (id) } data-folds {
            summary { (words.circulation_fault()) }
            div.j-more__body {
                (secondary(words, &form_id, words.circulation_fault_send(), words.circulation_fault_sent()).of(&report, &fields))
            }
        }
    }
}
