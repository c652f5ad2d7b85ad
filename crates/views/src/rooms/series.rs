//! The same time every week: what each week would be, which of them one takes, and one button for all of them.
//!
//! Choosing asks nobody: the boxes are those of the form, so a bad connection is needed once, at the end.

use super::book::{Told, fields_of};
use super::{Errand, book_path, place, title};
use crate::form::{Form, room_for_wrong, without_scripts};
use crate::{icon, icons, path};
use jaettu_domain::busy::Quarters;
use jaettu_domain::endpoint::Pairs;
use jaettu_domain::id::RoomId;
use jaettu_domain::rooms::api::{BookSeries, RoomView};
use jaettu_domain::rooms::rules::Weeks;
use jaettu_domain::time;
use jaettu_words::Words;
use maud::{Markup, html};

/// One week.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Week {
    /// When.
    pub when: Quarters,
    /// Everything against it, in words; nothing if it can be booked.
    pub told: Vec<Told>,
    /// When the same room is free instead.
    pub instead: Vec<Quarters>,
}

/// The page on which the same time is booked for several weeks.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'a> {
    /// Words of the reader's language.
    pub words: Words,
    /// The room, or a pool.
    pub room: &'a RoomView,
    /// When in the first week.
    pub when: Quarters,
    /// For how many weeks it can be asked for; `None` where it is none.
    pub limit: Option<Weeks>,
    /// The weeks that are asked for.
    pub weeks: &'a [Week],
    /// Whether somebody reads who may book.
    pub known: bool,
    /// For how many people.
    pub people: Option<u32>,
}

/// The page of a series that begins at this time.
pub fn series_path(words: Words, room: &RoomId, when: Quarters, people: Option<u32>) -> String {
    let mut pairs = Pairs::default();
    pairs.push("start", time::write(when.from.instant()));
    pairs.push("end", time::write(when.until.instant()));
    pairs.maybe("people", people);
    super::address(words, &["/", room.as_str(), "/series"], &pairs)
}

impl Plan<'_> {
    /// The page on which the first week is booked alone.
    fn alone(&self) -> String {
        let errand = Errand {
            people: self.people,
            ..Errand::default()
        };
        book_path(self.words, &self.room.id, self.when, &errand)
    }

    fn here(&self) -> String {
        let count = self.weeks.len().to_string();
        let start = series_path(self.words, &self.room.id, self.when, self.people);
        [&start, "&weeks=", &count].concat()
    }

    fn is_free(&self) -> bool {
        let possible = |week: &Week| week.told.is_empty() || !week.instead.is_empty();
        self.weeks.iter().any(possible)
    }
}

/// The whole page.
pub fn page(plan: &Plan<'_>) -> Markup {
    let words = plan.words;
    html! {
        a.j-back href=(plan.alone()) { (icon(icons::BACK)) (words.booking_series_back()) }
        (head(plan))
        @match plan.limit {
            None => p { (words.booking_series_none()) },
            Some(limit) => {
                (how_many(plan, limit))
                (counted(plan))
                @if !plan.known { (strangers(plan)) }
                @else if plan.is_free() { (without_scripts(words)) (book(plan)) }
                @else { (list(plan)) p { (words.booking_series_nothing()) } }
            }
        }
    }
}

fn head(plan: &Plan<'_>) -> Markup {
    let Plan {
        words, room, when, ..
    } = *plan;
    html! {
        (title(words, &words.booking_series_title(room.name.get(words.language())), &room.name))
        p.j-when {
            strong { (words.booking_when(when.from.instant(), when.until.instant())) }
            span { (words.booking_series_and_on()) }
            span { (place(words, &room.library_name, &room.place)) }
        }
    }
}

/// How many weeks: an ordinary form, which the app follows as soon as something is chosen.
fn how_many(plan: &Plan<'_>, limit: Weeks) -> Markup {
    let Plan {
        words, room, when, ..
    } = *plan;
    let action = super::address(words, &["/", room.id.as_str(), "/series"], &Pairs::default());
    let chosen = u32::try_from(plan.weeks.len()).unwrap_or(limit.most);
    html! {
        form.j-find.j-find--time #choice action=(action) data-goes {
            input type="hidden" name="start" value=(time::write(when.from.instant()));
            input type="hidden" name="end" value=(time::write(when.until.instant()));
            @if let Some(people) = plan.people { input type="hidden" name="people" value=(people); }
            div.j-field {
                label.j-field__label for="weeks" { (words.booking_series_weeks()) }
                select.j-field__input #weeks name="weeks" aria-describedby="weeks-most" {
                    @for number in 2..=limit.most { option value=(number) selected[number == chosen] { (number) } }
                }
            }
            noscript { button.hds-button.hds-button--secondary type="submit" { (words.booking_show_time()) } }
        }
        p.j-quiet #weeks-most { (words.series_limit(&limit)) }
    }
}

/// In how many weeks it is free, said as well when the number of weeks has changed.
fn counted(plan: &Plan<'_>) -> Markup {
    let words = plan.words;
    let free = plan.weeks.iter().filter(|week| week.told.is_empty()).count();
    let rest = plan.weeks.len() - free;
    let free = (free > 0).then(|| words.booking_series_free(free));
    let not = (rest > 0).then(|| words.booking_series_not(rest));
    let said: Vec<String> = free.into_iter().chain(not).collect();
    let said = said.join(" ");
    html! {
        p.j-vh #said role="status" data-text=(said) {}
        p #counted tabindex="-1" data-lost { strong { (said) } }
    }
}

/// Whoever has not signed in sees the weeks, and the way on.
fn strangers(plan: &Plan<'_>) -> Markup {
    let href = crate::account::sign_in_path(plan.words, &plan.here());
    html! {
        (list(plan))
        p.j-buttons {
            a.hds-button.hds-button--primary rel="external" href=(href) { span { (plan.words.booking_sign_in()) } }
        }
    }
}

/// The weeks to read only.
fn list(plan: &Plan<'_>) -> Markup {
    html! {
        ol.j-weeks role="list" {
            @for week in plan.weeks {
                li { (when(plan, week.when)) ": " (reasons(plan, week)) }
            }
        }
    }
}

fn when(plan: &Plan<'_>, when: Quarters) -> Markup {
    html! { strong { (plan.words.booking_when(when.from.instant(), when.until.instant())) } }
}

fn reasons(plan: &Plan<'_>, week: &Week) -> Markup {
    html! {
        @if week.told.is_empty() { (plan.words.booking_part_free()) }
        @for (at, one) in week.told.iter().enumerate() { @if at > 0 { " " } (one.text) }
    }
}

fn book(plan: &Plan<'_>) -> Markup {
    let Plan { words, room, .. } = *plan;
    let button = if room.rules.approval {
        words.booking_series_ask()
    } else {
        words.booking_series_book()
    };
    let to = path(words, "/me/bookings?made=series");
    let form = Form {
        words,
        id: "series",
        button,
        look: "primary",
        said: "",
        to: &to,
    };
    let wrong = words.booking_series_wrong();
    let fields = html! {
        input type="hidden" name="room" value=(room.id);
        input type="hidden" name="minutes" value=(time::clock_minutes(plan.when.from.instant(), plan.when.until.instant()));
        fieldset.j-fieldset #starts name="starts" tabindex="-1" data-wrong=(wrong) aria-describedby="starts-wrong"
            data-renews=(words.booking_series_changed()) {
            legend { (words.booking_series_choose()) }
            (room_for_wrong("starts"))
            ol.j-weeks role="list" {
                @for (at, one) in plan.weeks.iter().enumerate() { li { (choice(plan, at, one)) } }
            }
        }
        (fields_of(words, (room.min_people, room.max_people), plan.people.unwrap_or(room.min_people), ""))
        p.j-quiet { (words.booking_series_together()) }
    };
    form.of(&BookSeries::default(), &fields)
}

/// A box is known by its time: where another one stands in its place, that has not been chosen.
fn at_start(when: Quarters) -> String {
    ["at-", &when.from.0.to_string()].concat()
}

/// What one takes of a week: the time itself, or one of those that are free instead.
fn choice(plan: &Plan<'_>, at: usize, week: &Week) -> Markup {
    let words = plan.words;
    let name = ["week-", &at.to_string()].concat();
    let start = |when: Quarters| time::write(when.from.instant());
    html! {
        @if week.told.is_empty() {
            label.j-check {
                input id=(at_start(week.when)) name=(name) type="checkbox" data-list="starts" value=(start(week.when)) checked;
                span { (when(plan, week.when)) " " span.j-quiet { (words.booking_part_free()) } }
            }
        } @else if week.instead.is_empty() {
            p { (when(plan, week.when)) ": " (reasons(plan, week)) }
            p.j-quiet { (words.booking_series_no_instead()) }
        } @else {
            fieldset.j-fieldset {
                legend { (when(plan, week.when)) ": " (reasons(plan, week)) }
                @for other in &week.instead {
                    label.j-check {
                        input id=(at_start(*other)) name=(name) type="radio" data-list="starts" value=(start(*other));
                        span { (words.booking_series_instead(&words.booking_when(other.from.instant(), other.until.instant()))) }
                    }
                }
                label.j-check {
                    input id={ (name) "-none" } name=(name) type="radio" data-list="starts" value="" checked;
                    span { (words.booking_series_skip()) }
                }
            }
        }
    }
}
