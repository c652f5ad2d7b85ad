//! What stands against a booking, in words.

use crate::Words;
use jaettu_domain::rooms::{Quota, Refusal};
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

#[cfg(test)]
#[cfg(feature = "tables")]
mod tests {
    use super::*;
    use jaettu_domain::rooms::{Period, Scope};
    use jaettu_domain::text::Language;
    use jaettu_domain::time::LocalTime;

    /// One of each, with every value.
    fn all() -> Vec<Refusal> {
        let opens = time::read("2026-12-01T07:00:00Z").unwrap();
        let induction = || "laser-cutter".parse().unwrap();
        let (scope, per) = (Scope::Account, Period::Week);
        vec![
            Refusal::NotQuarters,
            Refusal::NotPublished,
            Refusal::Past,
            Refusal::TooSoon { notice_minutes: 90 },
            Refusal::TooFar {
                ahead_days: 14,
                opens,
            },
            Refusal::Closed,
            Refusal::HoursUnknown,
            Refusal::OffGrid { grid_minutes: 30 },
            Refusal::TooShort { minutes: 60 },
            Refusal::TooLong { minutes: 240 },
            Refusal::Taken,
            Refusal::TooManyPeople { people: 6 },
            Refusal::TooFewPeople { people: 2 },
            Refusal::QuotaBookings { scope, per, most: 2 },
            Refusal::QuotaMinutes {
                scope,
                per,
                most: 240,
                left: 0,
            },
            Refusal::SameTime {
                room: "kallio-sali".parse().unwrap(),
            },
            Refusal::TooYoung { age: 13 },
            Refusal::AgeUnknown { age: 13 },
            Refusal::InductionMissing {
                induction: induction(),
                library: "oodi".parse().unwrap(),
            },
            Refusal::InductionExpired {
                induction: induction(),
                until: "2026-11-30".parse().unwrap(),
            },
            Refusal::Blocked,
            Refusal::CardDisabled,
            Refusal::TooLateToChange { cancel_minutes: 0 },
            Refusal::TooLateToChange { cancel_minutes: 1440 },
            Refusal::AlreadyEnded,
            Refusal::NotYetOpen {
                opens,
                at: LocalTime::MIDNIGHT,
            },
            Refusal::NotNow,
            Refusal::TooEarlyToCheckIn,
            Refusal::TooLateToCheckIn,
            Refusal::WrongCode,
            Refusal::NotTaken,
            Refusal::WaitsAlready,
            Refusal::TooManyWaits { most: 5 },
        ]
    }

    #[test]
    fn every_reason_has_a_sentence_in_every_language() {
        let names = Names {
            room: "Sali",
            induction: "Laser",
            library: "Oodi",
        };
        for language in Language::ALL {
            for refusal in all() {
                let said = Words::of(language).room_refusal(&refusal, names);
                let whole = said.ends_with('.')
                    && !said.contains('{')
                    && !said.contains("  ")
                    && !said.contains("..");
                assert!(whole, "{language:?} {refusal:?}: {said}");
            }
        }
    }

    #[test]
    fn values_stand_in_the_sentences() {
        let fi = Words::of(Language::Fi);
        let said = |refusal| fi.room_refusal(&refusal, Names::default());
        assert_eq!(
            said(Refusal::TooLong { minutes: 150 }),
            "Aika on liian pitkä. Voit varata enintään 2 tuntia 30 minuuttia."
        );
        assert_eq!(
            said(Refusal::OffGrid { grid_minutes: 60 }),
            "Varaukset alkavat tunnin välein siitä, kun kirjasto avataan."
        );
        let quota = Refusal::QuotaBookings {
            scope: Scope::Library,
            per: Period::Day,
            most: 1,
        };
        assert_eq!(
            said(quota),
            "Sinulla on jo niin monta varausta kuin voi olla. Enintään 1 varaus päivässä tähän kirjastoon."
        );
    }
}
