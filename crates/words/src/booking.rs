//! Booking in words: what only the server's pages say.

use crate::Words;
use crate::catalogue::{Fact, Said};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use jaettu_domain::rooms::api::BookingView;
use jaettu_domain::rooms::calendar::{Day, Use};
use jaettu_domain::rooms::{Period, Quota, Refusal, RoomRules, Scope, State};
use jaettu_domain::time;

/// Names that a reason needs to be told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Names<'a> {
    /// Of the other room that somebody has at the same time.
    pub room: &'a str,
    /// Of what has to be learned.
    pub induction: &'a str,
    /// Of the library in which that is.
    pub library: &'a str,
}

impl Words {
    /// `15:00`; in the hour that comes twice in autumn with which of the two it is.
    pub fn clock_of_two(self, instant: DateTime<Utc>) -> String {
        let clock = self.clock(instant);
        let shown = time::local(instant);
        let hour = TimeDelta::hours(1);
        if time::local(instant + hour) == shown {
            self.booking_summer_time(&clock)
        } else if time::local(instant - hour) == shown {
            self.booking_winter_time(&clock)
        } else {
            clock
        }
    }

    /// "tiistai 1.12. klo 14:00–15:00".
    pub fn booking_when(self, start: DateTime<Utc>, end: DateTime<Utc>) -> String {
        let date = time::today(start);
        let (from, to) = (self.clock_of_two(start), self.clock_of_two(end));
        self.booking_when_sentence(&time::short_date_text(date), &from, &to, self.weekday(date))
    }

    /// "ti 1.12. klo 14:00", of the cells of a week and of a start.
    pub fn booking_cell_at(self, instant: DateTime<Utc>) -> String {
        let date = time::today(instant);
        let day = [self.day(date), " ", &time::short_date_text(date)].concat();
        self.booking_cell(&day, &self.clock_of_two(instant))
    }

    /// "tiistaina 1.12. klo 14:00".
    pub fn booking_on(self, instant: DateTime<Utc>) -> String {
        let date = time::today(instant);
        self.booking_at_time(
            &time::short_date_text(date),
            &self.clock(instant),
            self.weekday(date),
        )
    }

    /// "tiistai 1.12."
    pub fn booking_day(self, date: NaiveDate) -> String {
        self.booking_day_title(&time::short_date_text(date), self.weekday(date))
    }

    /// What a day says in a row of days: "6 h", "täynnä".
    pub fn booking_day_brief(self, day: Day) -> String {
        let word = match day {
            Day::Open { free: 0 } => self.booking_day_full(),
            Day::Open { free } if free < 60 => return self.booking_minutes_short(&free.to_string()),
            Day::Open { free } => return self.booking_hours_short(&(free / 60).to_string()),
            Day::Closed => self.booking_day_closed(),
            Day::Unknown => self.booking_day_unknown(),
            Day::Later(_) => self.booking_day_later(),
            Day::Past => self.booking_day_past(),
        };
        word.to_owned()
    }

    /// Why nothing of a day can be booked; nothing if something can.
    pub fn booking_day_text(self, day: Day) -> Option<String> {
        let text = match day {
            Day::Open { free: 0 } => self.booking_full_text(),
            Day::Open { .. } => return None,
            Day::Closed => self.booking_closed_text(),
            Day::Unknown => self.booking_unknown_text(),
            Day::Later(opens) => return Some(self.booking_later_text(&self.booking_cell_at(opens))),
            Day::Past => self.booking_past_text(),
        };
        Some(text.to_owned())
    }

    /// What a part of a day is: "vapaa", "varattu".
    pub fn booking_part(self, used: Use) -> &'static str {
        match used {
            Use::Free => self.booking_part_free(),
            Use::TooSoon => self.booking_part_left(),
            Use::TooShort => self.booking_part_short(),
            Use::Taken => self.booking_part_taken(),
            Use::Closed => self.booking_part_closed(),
        }
    }

    /// How far a booking is.
    pub fn booking_state(self, booking: &BookingView, now: DateTime<Utc>) -> Said {
        let said = |class, lead: &str, rest: String| Said {
            class,
            lead: lead.to_owned(),
            rest,
        };
        let (good, half, out) = (
            "j-state j-state--on-shelf",
            "j-state j-state--later",
            "j-state j-state--out",
        );
        let none = String::new();
        match booking.state {
            State::Held => {
                let until = booking.held_until.map(|until| self.clock(until));
                let rest = until.map_or_else(String::new, |until| self.booking_state_held_rest(&until));
                said(half, self.booking_state_held(), rest)
            }
            State::Cancelled => said(out, self.booking_state_cancelled(), none),
            State::Denied => said(
                out,
                self.booking_state_denied(),
                self.booking_state_denied_rest().to_owned(),
            ),
            State::Expired => said(out, self.booking_state_expired(), none),
            State::NoShow => said("j-state j-state--late", self.booking_state_no_show(), none),
            _ if booking.end <= now => said(out, self.booking_state_over(), none),
            State::Pending => said(
                half,
                self.booking_state_pending(),
                self.booking_state_pending_rest().to_owned(),
            ),
            State::Confirmed if booking.start <= now => {
                let lead = match booking.checked_in_at {
                    Some(_) => self.booking_state_here(),
                    None => self.booking_state_now(),
                };
                said(good, lead, self.booking_state_now_rest(&self.clock(booking.end)))
            }
            State::Confirmed => {
                let here = booking
                    .checked_in_at
                    .map(|_| self.booking_state_here().to_owned());
                said(good, self.booking_state_confirmed(), here.unwrap_or_default())
            }
        }
    }

    /// How much one person may book: "Enintään 2 varausta viikossa".
    pub fn quota(self, quota: &Quota) -> String {
        let per = self.period(quota.per);
        let scope = self.scope(quota.scope);
        let bookings = quota
            .bookings
            .map(|most| self.booking_most_bookings(most as usize));
        let minutes = quota
            .minutes
            .map(|most| self.booking_most_time(&self.length(most)));
        let amounts = [bookings, minutes].into_iter().flatten();
        let sentences: Vec<String> = amounts.map(|amount| spaced(&[&amount, per, scope])).collect();
        sentences.join(". ")
    }

    fn period(self, per: Period) -> &'static str {
        match per {
            Period::Coming => self.booking_per_coming(),
            Period::Day => self.booking_per_day(),
            Period::Week => self.booking_per_week(),
            Period::Month => self.booking_per_month(),
        }
    }

    /// Where it is not the room of which the page is.
    fn scope(self, scope: Scope) -> &'static str {
        match scope {
            Scope::Room => "",
            Scope::Library => self.booking_in_library(),
            Scope::Account => self.booking_in_account(),
        }
    }

    /// "30 minuutin välein".
    fn every(self, minutes: u32) -> String {
        if minutes.is_multiple_of(60) {
            self.booking_every_hours((minutes / 60) as usize)
        } else {
            self.booking_every_minutes(minutes as usize)
        }
    }

    /// Everything by which a room is booked, in order of how early one wants to know it.
    pub fn room_rules(self, rules: &RoomRules, quotas: &[Quota], induction: Option<&str>) -> Vec<Fact> {
        let mut facts = vec![self.fact_price(), self.fact_length(rules), self.fact_ahead(rules)];
        if rules.notice_minutes > 0 {
            facts.push(self.fact_notice(rules));
        }
        facts.push(self.fact_approval(rules));
        if let Some(name) = induction {
            facts.push(Fact {
                name: self.booking_induction(),
                value: self.booking_induction_needed(name),
                note: self.booking_induction_ask().to_owned(),
            });
        }
        if let Some(age) = rules.min_age {
            facts.push(fact(self.booking_age(), self.booking_years(&age.to_string())));
        }
        facts.extend(self.fact_quotas(rules, quotas));
        facts.push(self.fact_cancel(rules));
        facts.extend(self.facts_of_coming(rules));
        facts
    }

    fn fact_price(self) -> Fact {
        fact(self.booking_price(), self.booking_free_of_charge().to_owned())
    }

    fn fact_length(self, rules: &RoomRules) -> Fact {
        let (least, most) = (self.length(rules.min_minutes), self.length(rules.max_minutes));
        let value = if least == most {
            most
        } else {
            self.booking_length_range(&least, &most)
        };
        Fact {
            name: self.booking_length(),
            value,
            note: self.booking_grid(&self.every(rules.grid_minutes)),
        }
    }

    fn fact_ahead(self, rules: &RoomRules) -> Fact {
        let value = match rules.ahead_days {
            0 => self.booking_ahead_today().to_owned(),
            days => self.booking_ahead_days(days as usize),
        };
        let note = if rules.opens_at == time::LocalTime::MIDNIGHT {
            String::new()
        } else {
            self.booking_opens_daily(&rules.opens_at.to_string())
        };
        Fact {
            name: self.booking_ahead(),
            value,
            note,
        }
    }

    fn fact_notice(self, rules: &RoomRules) -> Fact {
        let value = self.booking_before_start(&self.length(rules.notice_minutes));
        fact(self.booking_notice(), value)
    }

    fn fact_approval(self, rules: &RoomRules) -> Fact {
        let value = if rules.approval {
            self.booking_approval_text()
        } else {
            self.booking_approval_no()
        };
        fact(self.booking_approval(), value.to_owned())
    }

    fn fact_quotas(self, rules: &RoomRules, quotas: &[Quota]) -> Option<Fact> {
        let mut sentences: Vec<String> = rules
            .quotas
            .iter()
            .chain(quotas)
            .map(|one| self.quota(one))
            .collect();
        if !rules.beside_others {
            sentences.push(self.booking_not_beside().to_owned());
        }
        let (first, rest) = sentences.split_first()?;
        Some(Fact {
            name: self.booking_quotas(),
            value: first.clone(),
            note: rest.join(". "),
        })
    }

    /// Until when it can be cancelled and moved.
    fn fact_cancel(self, rules: &RoomRules) -> Fact {
        let value = match rules.cancel_minutes {
            0 => self.booking_until_start().to_owned(),
            minutes => self.booking_before_start(&self.length(minutes)),
        };
        fact(self.booking_cancel_rule(), value)
    }

    /// What happens on the spot: checking in, the door, what is kept clear, whether staff are there.
    fn facts_of_coming(self, rules: &RoomRules) -> Vec<Fact> {
        let mut facts = Vec::new();
        facts.extend(self.fact_check_in(rules));
        if let Some(minutes) = rules.door_code_minutes {
            let value = self.booking_door_text(&self.length(minutes));
            facts.push(fact(self.booking_door(), value));
        }
        let between = rules.before_minutes.max(rules.after_minutes);
        if between > 0 {
            let value = self.booking_buffers_text(&self.length(between));
            facts.push(fact(self.booking_buffers(), value));
        }
        let alone = if rules.self_service {
            self.booking_self_service_yes()
        } else {
            self.booking_self_service_no()
        };
        facts.push(fact(self.booking_self_service(), alone.to_owned()));
        facts
    }

    fn fact_check_in(self, rules: &RoomRules) -> Option<Fact> {
        let rule = rules.check_in?;
        Some(Fact {
            name: self.booking_check_in(),
            value: self.booking_check_in_text(&self.length(rule.after_minutes)),
            note: self.booking_check_in_note().to_owned(),
        })
    }

    /// What somebody agrees to who books a time that can be moved and cancelled until `until`.
    pub fn booking_terms(self, rules: &RoomRules, until: DateTime<Utc>, now: DateTime<Utc>) -> Vec<Fact> {
        let cancel = if until > now {
            self.booking_deal_cancel_until(&self.booking_cell_at(until))
        } else {
            self.booking_deal_cancel_not().to_owned()
        };
        let mut facts = vec![
            self.fact_price(),
            self.fact_approval(rules),
            fact(self.booking_deal_cancel(), cancel),
        ];
        facts.extend(self.fact_check_in(rules));
        facts
    }

    /// A reason against a booking, with its values.
    pub fn room_refusal(self, refusal: &Refusal, names: Names<'_>) -> String {
        match refusal {
            Refusal::TooSoon { .. }
            | Refusal::TooFar { .. }
            | Refusal::NotYetOpen { .. }
            | Refusal::OffGrid { .. }
            | Refusal::TooShort { .. }
            | Refusal::TooLong { .. }
            | Refusal::TooLateToChange { .. } => self.refusal_of_time(refusal),
            Refusal::TooManyPeople { people } => self.booking_no_too_many_people(*people as usize),
            Refusal::TooFewPeople { people } => self.booking_no_too_few_people(*people as usize),
            Refusal::QuotaBookings { .. } | Refusal::QuotaMinutes { .. } => self.refusal_of_quota(refusal),
            Refusal::SameTime { .. } => self.booking_no_same_time(names.room),
            Refusal::TooYoung { age } => self.booking_no_too_young(&age.to_string()),
            Refusal::AgeUnknown { age } => self.booking_no_age_unknown(&age.to_string()),
            Refusal::InductionMissing { .. } => {
                self.booking_no_induction_missing(names.library, names.induction)
            }
            Refusal::InductionExpired { until, .. } => {
                self.booking_no_induction_expired(names.induction, &time::date_text(*until))
            }
            Refusal::Taken => self.booking_no_taken().to_owned(),
            // The others have no values, and their sentence is that of the problem.
            plain => self.problem(plain.code()).unwrap_or_default().to_owned(),
        }
    }

    fn refusal_of_time(self, refusal: &Refusal) -> String {
        match *refusal {
            Refusal::TooSoon { notice_minutes } => self.booking_no_too_soon(&self.length(notice_minutes)),
            Refusal::TooFar { ahead_days, opens } => {
                self.booking_no_too_far(&ahead_days.to_string(), &self.booking_cell_at(opens))
            }
            Refusal::NotYetOpen { opens, .. } => self.booking_no_not_yet(&self.booking_cell_at(opens)),
            Refusal::OffGrid { grid_minutes } => self.booking_no_off_grid(&self.every(grid_minutes)),
            Refusal::TooShort { minutes } => self.booking_no_too_short(&self.length(minutes)),
            Refusal::TooLong { minutes } => self.booking_no_too_long(&self.length(minutes)),
            Refusal::TooLateToChange { cancel_minutes: 0 } => self.booking_no_too_late_begun().to_owned(),
            Refusal::TooLateToChange { cancel_minutes } => {
                self.booking_no_too_late(&self.length(cancel_minutes))
            }
            _ => String::new(),
        }
    }

    fn refusal_of_quota(self, refusal: &Refusal) -> String {
        match *refusal {
            Refusal::QuotaBookings { scope, per, most } => {
                self.booking_no_quota_bookings(&self.quota(&Quota {
                    scope,
                    per,
                    bookings: Some(most),
                    minutes: None,
                }))
            }
            Refusal::QuotaMinutes {
                scope,
                per,
                most,
                left,
            } => {
                let left = match left {
                    0 => self.booking_no_quota_nothing().to_owned(),
                    left => self.length(left),
                };
                let most = self.quota(&Quota {
                    scope,
                    per,
                    bookings: None,
                    minutes: Some(most),
                });
                self.booking_no_quota_minutes(&left, &most)
            }
            _ => String::new(),
        }
    }
}

fn fact(name: &'static str, value: String) -> Fact {
    Fact {
        name,
        value,
        note: String::new(),
    }
}

fn spaced(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}
