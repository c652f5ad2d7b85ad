//! By which rules a room is booked, in words.

use crate::Words;
use crate::catalogue::Fact;
use chrono::{DateTime, Utc};
use jaettu_domain::rooms::{Period, Quota, RoomRules, Scope};
use jaettu_domain::time;

impl Words {
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
    pub(super) fn every(self, minutes: u32) -> String {
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
