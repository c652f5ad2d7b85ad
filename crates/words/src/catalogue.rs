//! Things in words: what server-rendered pages and the app say alike.

use crate::Words;
use chrono::{DateTime, NaiveDate, Utc};
use jaettu_domain::catalogue::api::{Holding, ItemRow, ItemView};
use jaettu_domain::catalogue::rules::{Carry, Fetch, carry};
use jaettu_domain::libraries::Service;
use jaettu_domain::libraries::api::LibraryView;
use jaettu_domain::text::Language;
use jaettu_domain::time;

/// A state in words: the class of its sign, what matters most, and the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// `j-state j-state--…`.
    pub class: &'static str,
    /// In bold.
    pub lead: String,
    /// After it.
    pub rest: String,
}

/// A line of the deal: a name, what holds, and a note that may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// "Laina-aika".
    pub name: &'static str,
    /// "7 päivää".
    pub value: String,
    /// "Tänään lainattuna palautat viimeistään ma 30.11."
    pub note: String,
}

const ON_SHELF: &str = "j-state j-state--on-shelf";
const LATER: &str = "j-state j-state--later";
const OUT: &str = "j-state j-state--out";

/// The drawing on a category's tile, 24 by 24.
pub fn tile(category: &str) -> &'static str {
    match category {
        "tools" => "M3 5h11v6H3zM14 8h7M5 11l1 9h5l-1-9",
        "measuring" => "M4 18a9 9 0 1 1 16 0M12 14l4-5M4 18h16",
        "sewing" => "M20 4 8 16M20 4c-3-1-5 1-4 4M8 16c-5 5-6-2-2-3s6 5 2 7",
        "moving" => "M3 4h3l2 12h11M8 12h11V6H7M10 20v.1M17 20v.1",
        "kitchen" => "M5 9h14v11H5zM9 5v1M12 4v2M15 5v1M2 12h3M19 12h3",
        "garden" => "M6 18C4 9 10 4 20 4c0 10-5 16-14 14zM4 21c2-5 5-8 9-10",
        "sports" => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM5 6c5 3 5 9 0 12M19 6c-5 3-5 9 0 12",
        "winter" => "M12 3v18M4 7.5l16 9M20 7.5l-16 9M9 4l3 3 3-3M9 20l3-3 3 3",
        "outdoors" => "M12 4 3 20h18zM12 11l-4 9M12 11l4 9",
        "instruments" => {
            "M9 18V5l11-2v13M6.5 20.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5zM17.5 18.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z"
        }
        "sound_and_image" => "M4 7h4l2-3h4l2 3h4v13H4zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
        "games" => "M4 4h16v16H4zM8.5 8.5v.1M15.5 8.5v.1M12 12v.1M8.5 15.5v.1M15.5 15.5v.1",
        "wellbeing" => "M12 20C5 15 3 11 4 8s5-4 8 0c3-4 7-3 8 0s-1 7-8 12z",
        "digital" => "M4 5h16v11H4zM9 20h6M12 16v4",
        "children" => "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9 10v.1M15 10v.1M8 14c2 3 6 3 8 0",
        _ => "M4 8l8-4 8 4v8l-8 4-8-4zM4 8l8 4 8-4M12 12v8",
    }
}

pub(crate) fn joined(parts: &[String]) -> String {
    let mut text = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !text.is_empty() {
            text.push_str(" · ");
        }
        text.push_str(part);
    }
    // Parts are written small; the line begins with a capital.
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| {
        let mut line: String = first.to_uppercase().collect();
        line.push_str(letters.as_str());
        line
    })
}

fn sentences(parts: &[String]) -> String {
    let mut text = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(part);
    }
    text
}

impl Words {
    /// Where a thing can be had, for a card: "Hyllyssä nyt: Pasila, palvelu klo 20:00 asti".
    pub fn thing_state(self, row: &ItemRow, best: Option<(&LibraryView, Fetch)>, now: DateTime<Utc>) -> Said {
        match best {
            Some((view, fetch)) => {
                let (class, lead) = match fetch {
                    Fetch::Now { .. } => (ON_SHELF, self.catalogue_on_shelf()),
                    Fetch::Later { .. } | Fetch::Unknown => (LATER, self.catalogue_on_shelf_later()),
                };
                let library = view.short_name.get(self.language());
                Said {
                    class,
                    lead: lead.to_owned(),
                    rest: self.thing_at(library, fetch, row.desk_only, now),
                }
            }
            None => Said {
                class: OUT,
                lead: self.catalogue_out().to_owned(),
                rest: self.next_due(row.due, time::today(now)),
            },
        }
    }

    /// "Pasila, palvelu klo 20:00 asti".
    fn thing_at(self, library: &str, fetch: Fetch, desk_only: bool, now: DateTime<Utc>) -> String {
        match fetch {
            Fetch::Now {
                until,
                service: Service::Staffed,
            } => self.catalogue_at_staffed(library, &self.clock(until)),
            Fetch::Now {
                until,
                service: Service::SelfService,
            } => self.catalogue_at_self(library, &self.clock(until)),
            Fetch::Later { from, .. } if desk_only => {
                self.catalogue_at_desk_later(library, &self.when(from, now))
            }
            Fetch::Later { from, .. } => self.catalogue_at_later(library, &self.when(from, now)),
            Fetch::Unknown => self.catalogue_at_unknown(library),
        }
    }

    /// When the first loan ends. Not when one can have the thing: others may be waiting, and loans are renewed.
    fn next_due(self, due: Option<NaiveDate>, today: NaiveDate) -> String {
        match due {
            Some(due) if due < today => self.catalogue_due_late().to_owned(),
            Some(due) => self.catalogue_due(&time::short_date_text(due), self.day(due)),
            None => String::new(),
        }
    }

    /// The quiet line of a card: "Myös 3 muussa kirjastossa · laina 7 päivää".
    pub fn thing_line(self, row: &ItemRow) -> String {
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let others = row.on_shelf.len().saturating_sub(1);
        let mut parts = Vec::new();
        if others > 0 {
            parts.push(self.catalogue_also(others));
        }
        if row.waiting > 0 {
            parts.push(self.catalogue_queue_short(count(row.waiting)));
        }
        if row.on_shelf.is_empty() {
            parts.push(self.catalogue_copies(count(row.copies)));
        }
        parts.push(self.catalogue_loan(count(row.loan_days)));
        joined(&parts)
    }

    /// What to do about it: "Ota hyllystä ja lainaa kirjastokortilla. Laina on 7 päivää ja maksuton."
    pub fn how_to_fetch(self, item: &ItemView) -> String {
        let how = match (item.on_shelf, item.loan.desk_only) {
            (0, _) => self.catalogue_out_ask(),
            (_, true) => self.catalogue_fetch_desk(),
            (_, false) => self.catalogue_fetch_shelf(),
        };
        let days = usize::try_from(item.loan.days).unwrap_or(usize::MAX);
        sentences(&[how.to_owned(), self.catalogue_deal_free(days)])
    }

    /// What one library has of a thing.
    pub fn holding(self, holding: &Holding, fetch: Fetch, desk_only: bool, now: DateTime<Utc>) -> Said {
        let lead = self.catalogue_shelf_of(&holding.copies.to_string(), &holding.on_shelf.to_string());
        let repair = match holding.in_repair {
            0 => String::new(),
            some => self.catalogue_in_repair(usize::try_from(some).unwrap_or(usize::MAX)),
        };
        if holding.on_shelf == 0 {
            let rest = sentences(&[self.next_due(holding.due, time::today(now)), repair]);
            return Said {
                class: OUT,
                lead,
                rest,
            };
        }
        let class = if matches!(fetch, Fetch::Now { .. }) {
            ON_SHELF
        } else {
            LATER
        };
        // The name of the library stands before this as a link.
        let open = self.thing_at("", fetch, desk_only, now);
        let open = joined(&[open.trim_start_matches([',', ' ']).to_owned()]);
        Said {
            class,
            lead,
            rest: sentences(&[open, repair]),
        }
    }

    /// The whole deal; `due` is when a loan made today would be due, where that is known.
    pub fn deal(self, item: &ItemView, due: Option<NaiveDate>) -> Vec<Fact> {
        let count = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let loan = &item.loan;
        let fact = |name, value: String, note: String| Fact { name, value, note };
        let no = String::new;
        let mut facts = vec![fact(
            self.catalogue_period(),
            self.catalogue_days(count(loan.days)),
            due.map_or_else(no, |due| {
                self.catalogue_if_today(&time::date_text(due), self.day(due))
            }),
        )];
        facts.push(match loan.renewals {
            0 => fact(
                self.catalogue_renewal(),
                self.catalogue_renewal_none().to_owned(),
                no(),
            ),
            some => fact(
                self.catalogue_renewal(),
                self.catalogue_renewal_times(count(some)),
                self.catalogue_renewal_note().to_owned(),
            ),
        });
        facts.extend(loan.shortest().map(|days| {
            fact(
                self.circulation_deal_recall(),
                self.circulation_deal_recall_days(count(days)),
                self.circulation_deal_recall_note().to_owned(),
            )
        }));
        facts.push(match loan.deposit_cents {
            0 => fact(
                self.catalogue_price(),
                self.catalogue_price_free().to_owned(),
                no(),
            ),
            some => fact(
                self.catalogue_price(),
                self.catalogue_price_deposit(&self.sum(some)),
                no(),
            ),
        });
        facts.push(match loan.late_fee_cents_per_day {
            0 => fact(self.catalogue_late(), self.catalogue_late_none().to_owned(), no()),
            some => fact(
                self.catalogue_late(),
                self.catalogue_late_fee(&self.sum(some)),
                self.catalogue_late_most(&self.sum(loan.late_fee_max_cents)),
            ),
        });
        if let Some(age) = loan.min_age {
            facts.push(fact(
                self.catalogue_age(),
                self.catalogue_age_years(&age.to_string()),
                no(),
            ));
        }
        let home = if loan.home_only {
            self.catalogue_home_only()
        } else {
            ""
        };
        facts.push(if loan.desk_only {
            let note = if loan.home_only {
                home
            } else {
                self.catalogue_desk_only_note()
            };
            fact(
                self.catalogue_handover(),
                self.catalogue_desk_only().to_owned(),
                note.to_owned(),
            )
        } else {
            fact(
                self.catalogue_handover(),
                self.catalogue_self_too().to_owned(),
                home.to_owned(),
            )
        });
        if let Some(how) = carry(item.size_cm, item.weight_g) {
            let note = match how {
                Carry::Backpack => self.catalogue_carry_backpack(),
                Carry::Hand => self.catalogue_carry_hand(),
                Carry::Wheels => self.catalogue_carry_wheels(),
            };
            facts.push(fact(
                self.catalogue_size(),
                self.size(item.size_cm, item.weight_g),
                note.to_owned(),
            ));
        }
        facts
    }

    /// How many wait, and when that was so.
    pub fn queue_line(self, waiting: u32, now: DateTime<Utc>) -> String {
        let queue = match waiting {
            0 => self.catalogue_queue_none().to_owned(),
            some => self.catalogue_queue(usize::try_from(some).unwrap_or(usize::MAX)),
        };
        let today = time::today(now);
        let as_of = self.catalogue_as_of(&time::date_text(today), self.day(today), &self.clock(now));
        sentences(&[queue, as_of])
    }

    /// "12 esinettä, joista hyllyssä nyt 7".
    pub fn count_line(self, total: u32, available: u32) -> String {
        let things = self.catalogue_count(usize::try_from(total).unwrap_or(usize::MAX));
        match total {
            0 => self.catalogue_count_none().to_owned(),
            _ if total == available => things,
            _ => self.catalogue_count_available(&available.to_string(), &things),
        }
    }
}

impl Words {
    /// `0,20 €`, `6 €`; in English `€0.20`.
    pub(crate) fn sum(self, cents: u32) -> String {
        let (euros, rest) = (cents / 100, cents % 100);
        let mut text = euros.to_string();
        if rest > 0 {
            text.push(self.decimal_mark());
            if rest < 10 {
                text.push('0');
            }
            text.push_str(&rest.to_string());
        }
        if self.language() == Language::En {
            text.insert(0, '€');
        } else {
            text.push_str("\u{a0}€");
        }
        text
    }

    /// `35 × 28 × 12 cm, 2,9 kg`.
    fn size(self, size_cm: Option<[u32; 3]>, weight_g: Option<u32>) -> String {
        let mut text = String::new();
        for (number, side) in size_cm.into_iter().flatten().enumerate() {
            if number > 0 {
                text.push_str(" × ");
            }
            text.push_str(&side.to_string());
        }
        if size_cm.is_some() {
            text.push_str("\u{a0}cm");
        }
        if let Some(weight) = weight_g {
            if !text.is_empty() {
                text.push_str(", ");
            }
            let tenths = (weight + 50) / 100;
            if weight < 1000 {
                text.push_str(&weight.to_string());
                text.push_str("\u{a0}g");
            } else {
                text.push_str(&(tenths / 10).to_string());
                if tenths % 10 > 0 {
                    text.push(self.decimal_mark());
                    text.push_str(&(tenths % 10).to_string());
                }
                text.push_str("\u{a0}kg");
            }
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_and_sizes_read_as_people_write_them() {
        let [fi, en] = [Language::Fi, Language::En].map(Words::of);
        assert_eq!(
            [20, 600, 605].map(|cents| fi.sum(cents)),
            ["0,20\u{a0}€", "6\u{a0}€", "6,05\u{a0}€"]
        );
        assert_eq!([20, 600].map(|cents| en.sum(cents)), ["€0.20", "€6"]);
        let drill = (Some([35, 28, 12]), Some(2_900));
        assert_eq!(fi.size(drill.0, drill.1), "35 × 28 × 12\u{a0}cm, 2,9\u{a0}kg");
        assert_eq!(en.size(drill.0, drill.1), "35 × 28 × 12\u{a0}cm, 2.9\u{a0}kg");
        assert_eq!(
            [fi.size(None, Some(350)), fi.size(None, Some(4_000))],
            ["350\u{a0}g", "4\u{a0}kg"]
        );
        assert_eq!([fi, en].map(|words| words.distance(1_900)), ["1,9 km", "1.9 km"]);
    }

    #[test]
    fn a_line_of_parts_begins_with_a_capital() {
        let parts = [
            "även på 3 andra bibliotek".to_owned(),
            String::new(),
            "lån 7 dagar".to_owned(),
        ];
        assert_eq!(joined(&parts), "Även på 3 andra bibliotek · lån 7 dagar");
        assert_eq!(joined(&[]), "");
    }
}
