//! What somebody waits for, and what can be collected now.

use super::{Mine, pickup, sheet};
use crate::form::{Field, field, secondary};
use jaettu_domain::circulation::HoldState;
use jaettu_domain::circulation::api::{CancelHold, ChangeHold, HoldView, RestoreHold};
use jaettu_domain::time;
use maud::{Markup, html};

/// What can be collected now: where, until when, and the code in large letters.
pub(super) fn collect(mine: &Mine<'_>) -> Markup {
    let words = mine.words;
    let ready = || mine.holds.iter().filter(|hold| hold.state == HoldState::Ready);
    html! {
        @if ready().next().is_some() {
            section.j-section aria-labelledby="collect" {
                h2 #collect tabindex="-1" { (words.circulation_collect()) }
                @for hold in ready() { div.j-collect { (collect_one(mine, hold)) } }
            }
        }
    }
}

fn collect_one(mine: &Mine<'_>, hold: &HoldView) -> Markup {
    let words = mine.words;
    let library = hold.pickup_name.get(words.language());
    let place = match hold.pickup_by {
        Some(until) => words.circulation_collect_at(library, &words.deadline(until, mine.now)),
        None => library.to_owned(),
    };
    let id = ["sheet-", hold.id.as_str()].concat();
    let code = hold.code.as_deref().map(grouped);
    html! {
        (mine.heading(&["ready-", hold.id.as_str()].concat(), &hold.item, &hold.name))
        p { (place) }
        @if hold.pickup_unverified { p.j-quiet { (words.circulation_unverified()) } }
        @if let Some(code) = &code {
            p { (words.circulation_code()) " " strong.j-code { (code) } }
            (sheet::button(words, &id, words.circulation_show_big()))
            (sheet::sheet(words, &id, hold.name.get(words.language()), &html! {
                p.j-code.j-code--big { (code) }
                p { (place) }
                @if let Some(card) = &mine.me.card { (sheet::bars(card)) }
            }))
        }
        p.j-quiet { (words.circulation_ready_stays()) }
        (cancel(mine, hold))
    }
}

/// `ABC-234`: so it is read out and typed.
fn grouped(code: &str) -> String {
    let (first, rest) = code.split_at_checked(code.len() / 2).unwrap_or((code, ""));
    [first, "-", rest].concat()
}

/// All holds that cannot be collected yet.
pub(super) fn list(mine: &Mine<'_>) -> Markup {
    let words = mine.words;
    let waiting = || mine.holds.iter().filter(|hold| hold.state != HoldState::Ready);
    html! {
        section.j-section aria-labelledby="holds" {
            h2 #holds tabindex="-1" { (words.circulation_holds()) " (" (waiting().count()) ")" }
            @for hold in mine.given_up { (restore(mine, hold)) }
            @if waiting().next().is_none() {
                p { (words.circulation_holds_none()) }
            } @else {
                ul.j-things role="list" { @for hold in waiting() { li.j-thing { (one(mine, hold)) } } }
            }
        }
    }
}

fn one(mine: &Mine<'_>, hold: &HoldView) -> Markup {
    let words = mine.words;
    html! {
        (mine.heading(&["hold-", hold.id.as_str()].concat(), &hold.item, &hold.name))
        (crate::state(&words.hold_state(hold, mine.now)))
        p.j-quiet { (words.circulation_pickup(hold.pickup_name.get(words.language()))) }
        @if let Some(last) = hold.not_after { p.j-quiet { (words.circulation_not_after(&time::date_text(last))) } }
        @if hold.frozen { (go_on(mine, hold)) }
        @if matches!(hold.state, HoldState::Waiting | HoldState::ToFetch) {
            (change(mine, hold))
        } @else {
            p.j-quiet { (words.circulation_in_transit_stays()) }
        }
        (cancel(mine, hold))
    }
}

/// What was given up a moment ago, and the way back.
fn restore(mine: &Mine<'_>, hold: &HoldView) -> Markup {
    let words = mine.words;
    let name = hold.name.get(words.language());
    let id = ["restore-", hold.id.as_str()].concat();
    let restore = RestoreHold {
        id: Some(hold.id.clone()),
    };
    let until = hold
        .restorable_until
        .map(|until| words.clock(until))
        .unwrap_or_default();
    html! {
        div.j-notice {
            p { (words.circulation_given_up(name, &until)) }
            (secondary(words, &id, words.circulation_restore(), words.circulation_restored()).of(&restore, &html! {}))
        }
    }
}

fn go_on(mine: &Mine<'_>, hold: &HoldView) -> Markup {
    let words = mine.words;
    let id = ["go-on-", hold.id.as_str()].concat();
    secondary(words, &id, words.circulation_go_on(), words.circulation_went_on()).of(
        &this(hold),
        &html! { input type="hidden" name="frozen" value="false"; },
    )
}

fn this(hold: &HoldView) -> ChangeHold {
    ChangeHold {
        id: Some(hold.id.clone()),
        ..ChangeHold::default()
    }
}

fn change(mine: &Mine<'_>, hold: &HoldView) -> Markup {
    let words = mine.words;
    let id = hold.id.as_str();
    let (pickup_id, until_id) = (["pickup-", id].concat(), ["until-", id].concat());
    let (move_id, pause_id) = (["move-", id].concat(), ["pause-", id].concat());
    let (last_id, needed_id) = (["last-", id].concat(), ["needed-", id].concat());
    let last = hold.not_after.map(|day| day.to_string()).unwrap_or_default();
    let libraries: Vec<_> = mine.libraries.iter().collect();
    let pickup = pickup::choice(words, &pickup_id, &libraries, hold.pickup_library.as_str());
    let until = html! {
        input type="hidden" name="frozen" value="true";
        (field(Field {
            id: &until_id, name: "frozen_until", kind: "date", label: words.circulation_pause_until(),
            help: words.circulation_pause_help(),
            wrong: words.circulation_pause_wrong(), ..Field::default()
        }))
    };
    let needed = field(Field {
        id: &last_id,
        name: "not_after",
        kind: "date",
        label: words.circulation_last_day(),
        value: &last,
        help: words.circulation_last_day_help(),
        wrong: words.circulation_last_day_wrong(),
        ..Field::default()
    });
    html! {
        details.j-more id={ "change-" (id) } {
            summary { (words.circulation_change()) }
            div.j-more__body {
                (secondary(words, &move_id, words.circulation_pickup_save(), words.circulation_pickup_saved()).of(&this(hold), &pickup))
                @if !hold.frozen {
                    (secondary(words, &pause_id, words.circulation_pause(), words.circulation_paused()).of(&this(hold), &until))
                }
                (secondary(words, &needed_id, words.circulation_last_day_save(), words.circulation_last_day_saved()).of(&this(hold), &needed))
            }
        }
    }
}

/// One press gives a hold up; it can be taken back for a while. What is ready goes to the next at once and cannot be taken back:
/// there one press unfolds the question, the next one gives it up.
fn cancel(mine: &Mine<'_>, hold: &HoldView) -> Markup {
    let words = mine.words;
    let id = ["cancel-form-", hold.id.as_str()].concat();
    let cancel = CancelHold {
        id: Some(hold.id.clone()),
    };
    if hold.state != HoldState::Ready {
        return secondary(
            words,
            &id,
            words.circulation_cancel(),
            words.circulation_cancelled(),
        )
        .of(&cancel, &html! {});
    }
    html! {
        details.j-more id={ "cancel-" (hold.id) } {
            summary { (words.circulation_cancel()) }
            div.j-more__body {
                (secondary(words, &id, words.circulation_cancel_yes(), words.circulation_cancelled()).of(&cancel, &html! {}))
            }
        }
    }
}
