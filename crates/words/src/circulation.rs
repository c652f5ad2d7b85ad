//! Loans and holds in words: what server-rendered pages and the app say alike.

use crate::Words;
use crate::catalogue::Said;
use chrono::{DateTime, Days, NaiveDate, Utc};
use jaettu_domain::circulation::HoldState;
use jaettu_domain::circulation::api::{HoldView, LoanView, Wait};
use jaettu_domain::time;

/// A number as the words count it.
fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

impl Words {
    /// "tiistaina 24.11. klo 20:00 mennessä".
    pub fn deadline(self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let (today, date, clock) = (time::today(now), time::today(at), self.clock(at));
        if date == today {
            self.circulation_by_today(&clock)
        } else if Some(date) == today.checked_add_days(Days::new(1)) {
            self.circulation_by_tomorrow(&clock)
        } else {
            self.circulation_by_day(&time::short_date_text(date), &clock, self.weekday(date))
        }
    }

    /// When a loan is due, or that it is late and what that costs.
    pub fn loan_state(self, loan: &LoanView, now: DateTime<Utc>) -> Said {
        let due = [
            self.circulation_return(),
            " ",
            &self.deadline(loan.due_at, now),
            ".",
        ]
        .concat();
        if loan.days_late == 0 {
            let class = "j-state j-state--on-shelf";
            return Said {
                class,
                lead: due,
                rest: String::new(),
            };
        }
        let fee = match loan.fee_cents {
            0 => String::new(),
            cents => self.circulation_late_fee(&self.sum(cents)),
        };
        Said {
            class: "j-state j-state--late",
            lead: self.circulation_late(count(loan.days_late)),
            rest: fee,
        }
    }

    /// How far a hold is.
    pub fn hold_state(self, hold: &HoldView, now: DateTime<Utc>) -> Said {
        let said = |class, lead: String, rest: String| Said { class, lead, rest };
        let half = "j-state j-state--later";
        match hold.state {
            HoldState::Ready => said(
                "j-state j-state--on-shelf",
                self.circulation_ready().to_owned(),
                String::new(),
            ),
            HoldState::ToFetch => said(half, self.circulation_to_fetch().to_owned(), String::new()),
            HoldState::InTransit => said(half, self.circulation_in_transit().to_owned(), String::new()),
            _ if hold.frozen => {
                let text = match hold.frozen_until {
                    Some(until) => self.circulation_frozen_until(&time::date_text(until)),
                    None => self.circulation_frozen().to_owned(),
                };
                said("j-state j-state--cancelled", text, String::new())
            }
            _ => {
                let place = hold.position.unwrap_or(1).to_string();
                let wait = hold.wait.map(|wait| [&self.wait(wait, now), "."].concat());
                said(
                    "j-state j-state--out",
                    self.circulation_position(&place, &hold.queue.to_string()),
                    wait.unwrap_or_default(),
                )
            }
        }
    }

    /// "Yleensä 2–3 viikkoa": as a range of whole weeks, because more is not known.
    pub fn wait(self, wait: Wait, now: DateTime<Utc>) -> String {
        let days = |date: NaiveDate| (date - time::today(now)).num_days().max(0);
        let (first, last) = (days(wait.earliest) / 7, (days(wait.latest) + 6) / 7);
        match (first, last) {
            (_, 0 | 1) => self.circulation_wait_week().to_owned(),
            (0, _) => self.circulation_wait_most(&last.to_string()),
            _ if first == last => self.circulation_wait_most(&last.to_string()),
            _ => self.circulation_wait_weeks(&first.to_string(), &last.to_string()),
        }
    }

    /// What holds for somebody who reserves now: a name, its value and a note that may be empty.
    pub fn hold_deal(
        self,
        deal: &jaettu_domain::circulation::api::Deal,
        now: DateTime<Utc>,
    ) -> Vec<(&'static str, String, String)> {
        let none = String::new;
        let pickup = deal.pickup_name.get(self.language()).to_owned();
        let mut facts = Vec::new();
        if deal.free {
            facts.push((
                self.circulation_deal_place(),
                self.circulation_deal_free().to_owned(),
                none(),
            ));
        } else {
            let place = self.circulation_deal_position(&deal.position.to_string());
            facts.push((self.circulation_deal_place(), place, none()));
            let wait = deal.wait.map(|wait| self.wait(wait, now));
            let wait = wait.unwrap_or_else(|| self.circulation_wait_unknown().to_owned());
            facts.push((self.circulation_deal_wait(), wait, none()));
        }
        let kept = self.circulation_deal_kept(count(deal.pickup_days));
        facts.push((self.circulation_deal_collect(), pickup, kept));
        let renewals = match deal.renewals {
            0 => self.circulation_deal_no_renewals().to_owned(),
            some => self.circulation_deal_renewals(count(some)),
        };
        facts.push((
            self.circulation_deal_loan(),
            self.circulation_deal_days(count(deal.loan_days)),
            renewals,
        ));
        facts.extend(deal.recall_after_days.map(|days| {
            let days = self.circulation_deal_recall_days(count(days));
            let note = self.circulation_deal_recall_note().to_owned();
            (self.circulation_deal_recall(), days, note)
        }));
        let late = match deal.late_fee_cents_per_day {
            0 => self.circulation_deal_late_none().to_owned(),
            cents => self.circulation_deal_late_fee(&self.sum(cents)),
        };
        facts.push((self.circulation_deal_late(), late, none()));
        facts
    }
}

#[cfg(all(test, feature = "tables"))]
mod tests {
    use super::*;
    use jaettu_domain::text::Language;

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap_or_default()
    }

    #[test]
    fn a_deadline_is_said_with_its_day_and_hour() {
        let now = at("2026-11-23T12:00:00Z");
        let fi = Words::of(Language::Fi);
        for (due, said) in [
            ("2026-11-23T18:00:00Z", "tänään klo 20:00 mennessä"),
            ("2026-11-24T18:00:00Z", "huomenna klo 20:00 mennessä"),
            ("2026-11-25T17:00:00Z", "keskiviikkona 25.11. klo 19:00 mennessä"),
        ] {
            assert_eq!(fi.deadline(at(due), now), said);
        }
        let en = Words::of(Language::En).deadline(at("2026-11-25T17:00:00Z"), now);
        assert_eq!(en, "by Wednesday 25.11. at 19:00");
    }

    #[test]
    fn a_wait_is_a_range_of_weeks_and_never_less_than_it_may_be() {
        let now = at("2026-11-23T12:00:00Z");
        let en = Words::of(Language::En);
        let wait = |earliest: &str, latest: &str| {
            let day = |text: &str| text.parse().unwrap_or_default();
            en.wait(
                Wait {
                    earliest: day(earliest),
                    latest: day(latest),
                },
                now,
            )
        };
        assert_eq!(wait("2026-11-23", "2026-11-30"), "About a week at most");
        assert_eq!(wait("2026-11-24", "2026-12-01"), "About 2 weeks at most");
        assert_eq!(wait("2026-12-08", "2026-12-14"), "Usually 2–3 weeks");
    }
}
