//! What happens at the desk, in words.

mod rooms;

use crate::Words;
use chrono::{DateTime, Utc};
use jaettu_domain::account::Card;
use jaettu_domain::desk::api::Goes;
use jaettu_domain::problem::Problem;
use jaettu_domain::time;

impl Words {
    /// `ti 8.12. klo 20:00`: a day and time that is near.
    pub fn near(self, instant: DateTime<Utc>) -> String {
        let date = time::today(instant);
        self.desk_moment(&time::short_date_text(date), self.day(date), &self.clock(instant))
    }

    /// `Kortti 1000 0002`.
    pub fn card_number(self, digits: &str) -> String {
        let grouped = digits
            .parse()
            .map_or_else(|_| digits.to_owned(), |card: Card| card.grouped());
        self.desk_card_number(&grouped)
    }

    /// Where a copy goes, in two or three words to be read from a distance.
    pub fn goes(self, goes: &Goes) -> String {
        match goes {
            Goes::Shelf => self.desk_to_shelf().to_owned(),
            Goes::HoldShelf { .. } => self.desk_hold_shelf().to_owned(),
            Goes::Transit { name, .. } => self.desk_send_to(name.get(self.language())),
            Goes::Repair => self.desk_to_repair().to_owned(),
            Goes::Stays => self.desk_stays().to_owned(),
        }
    }

    /// By how much something is late and what that would cost; `None` if it is not late.
    pub fn lateness(self, days: u32, cents: u32) -> Option<String> {
        let late = || self.desk_late(days as usize);
        match (days, cents) {
            (0, _) => None,
            (_, 0) => Some(late()),
            _ => Some(self.desk_late_fee(&late(), &self.sum(cents))),
        }
    }

    /// Why something is refused, said to staff: what residents read says "you".
    pub fn refusal(self, code: &str) -> &'static str {
        match code {
            "already_borrowed" => self.desk_refused_already_borrowed(),
            "on_loan" => self.desk_refused_on_loan(),
            "too_many_loans" => self.desk_refused_too_many_loans(),
            "age_unknown" => self.desk_refused_age_unknown(),
            "too_young" => self.desk_refused_too_young(),
            "blocked" => self.desk_refused_blocked(),
            "long_overdue" => self.desk_refused_long_overdue(),
            "fault_reported" => self.desk_refused_fault(),
            "pickup_not_possible" => self.desk_refused_not_here(),
            "card_disabled" => self.desk_refused_card(),
            "slot_taken" => self.desk_refused_slot_taken(),
            _ => self.problem(code).unwrap_or_else(|| self.problem_refused()),
        }
    }

    /// Every reason of a problem, in sentences; fields that are not right by the names that `fields` gives them.
    pub fn reasons(self, problem: &Problem, fields: &[(&str, &str)]) -> Vec<String> {
        let known = |field: &str| {
            fields
                .iter()
                .find(|(name, _)| *name == field)
                .map(|(_, label)| *label)
        };
        let wrong: Vec<&str> = problem
            .errors
            .iter()
            .filter_map(|error| known(&error.field))
            .collect();
        if problem.code == "invalid" && !wrong.is_empty() {
            return vec![self.desk_correct(&wrong.join(", "))];
        }
        if problem.code == "invalid" || problem.errors.is_empty() {
            return vec![self.refusal(&problem.code).to_owned()];
        }
        problem
            .errors
            .iter()
            .map(|error| self.refusal(&error.code).to_owned())
            .collect()
    }
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use super::*;
    use jaettu_domain::problem::{FieldError, Reason};
    use jaettu_domain::text::{Language, Text};

    const EN: Language = Language::En;

    #[test]
    fn a_moment_is_said_as_on_a_slip() {
        let at = time::read("2026-12-08T18:00:00Z").unwrap();
        assert_eq!(Words::of(Language::Fi).near(at), "ti 8.12. klo 20:00");
    }

    #[test]
    fn what_is_not_late_costs_nothing_and_what_is_late_says_both() {
        let words = Words::of(EN);
        assert_eq!(words.lateness(0, 20), None);
        assert_eq!(words.lateness(1, 0).unwrap(), "1 day late");
        assert!(
            words
                .lateness(3, 60)
                .unwrap()
                .starts_with("3 days late, fee by the terms €0.60")
        );
    }

    #[test]
    fn a_thing_that_goes_elsewhere_says_where() {
        let goes = Goes::Transit {
            library: "oodi".parse().unwrap(),
            name: Text::same("Oodi"),
            for_hold: true,
        };
        assert_eq!(Words::of(EN).goes(&goes), "Send to Oodi");
    }

    #[test]
    fn every_reason_is_said_and_said_to_staff() {
        let words = Words::of(EN);
        let both = ["blocked", "on_loan"].map(|code| FieldError::new("person", code, ""));
        let said = words.reasons(&Problem::refused(both.to_vec()), &[]);
        assert_eq!(
            said,
            ["The person is blocked from borrowing.", words.refusal("on_loan")]
        );
        let wrong = Problem::invalid(vec![
            FieldError::new("card", "missing", ""),
            FieldError::new("pin", "missing", ""),
        ]);
        assert_eq!(
            words.reasons(&wrong, &[("card", "Number"), ("pin", "PIN")]),
            ["Check: Number, PIN."]
        );
        let taken = Problem::new(Reason::CARD_TAKEN, "");
        assert_eq!(words.reasons(&taken, &[]), [words.problem("card_taken").unwrap()]);
    }

    #[test]
    fn a_card_is_said_in_groups() {
        assert_eq!(Words::of(EN).card_number("10000002"), "Card 1000 0002");
    }
}
