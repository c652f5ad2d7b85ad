//! Values in words: what server-rendered pages and the app say alike.

use crate::Words;
use chrono::{DateTime, Days, NaiveDate, Utc};
use jaettu_domain::libraries::rules::OpenState;
use jaettu_domain::libraries::{Offer, Service};
use jaettu_domain::text::Language;
use jaettu_domain::time::{self, LocalTime};

impl Words {
    /// What stands before the decimals of a number.
    pub(crate) const fn decimal_mark(self) -> char {
        match self.language() {
            Language::Fi | Language::Sv => ',',
            Language::En => '.',
        }
    }

    /// `15:00` in Helsinki.
    pub fn clock(self, instant: DateTime<Utc>) -> String {
        LocalTime::of(time::local(instant)).to_string()
    }

    /// `ma`: the weekday for lists.
    pub fn day(self, date: NaiveDate) -> &'static str {
        let names: [fn(Self) -> &'static str; 7] = [
            Self::common_day_0,
            Self::common_day_1,
            Self::common_day_2,
            Self::common_day_3,
            Self::common_day_4,
            Self::common_day_5,
            Self::common_day_6,
        ];
        names.get(time::weekday_index(date)).map_or("", |name| name(self))
    }

    /// `maanantai`: the weekday for sentences.
    pub fn weekday(self, date: NaiveDate) -> &'static str {
        let names: [fn(Self) -> &'static str; 7] = [
            Self::common_weekday_0,
            Self::common_weekday_1,
            Self::common_weekday_2,
            Self::common_weekday_3,
            Self::common_weekday_4,
            Self::common_weekday_5,
            Self::common_weekday_6,
        ];
        names.get(time::weekday_index(date)).map_or("", |name| name(self))
    }

    /// `400 m` or `1,9 km`, rounded as people say distances.
    pub fn distance(self, metres: u32) -> String {
        if metres < 950 {
            self.common_metres(&((metres + 25) / 50 * 50).max(50).to_string())
        } else {
            let tenths = (metres + 50) / 100;
            let number = if tenths < 100 {
                format!("{}{}{}", tenths / 10, self.decimal_mark(), tenths % 10)
            } else {
                (tenths / 10).to_string()
            };
            self.common_kilometres(&number)
        }
    }

    /// Whether a library is open: a word, and what follows it ("Avoinna", "palvelu klo 20:00 asti").
    pub fn open_state(self, state: &OpenState, now: DateTime<Utc>) -> (&'static str, String) {
        match *state {
            OpenState::Staffed { until, closes } => {
                let until = self.clock(until);
                let rest = match closes {
                    Some(closes) => self.libraries_staffed_then(&self.clock(closes), &until),
                    None => self.libraries_staffed_until(&until),
                };
                (self.libraries_state_staffed(), rest)
            }
            OpenState::SelfService { closes, staffed_from } => {
                let closes = self.clock(closes);
                let rest = match staffed_from {
                    Some(from) => self.libraries_self_then(&closes, &self.clock(from)),
                    None => self.libraries_self_until(&closes),
                };
                (self.libraries_state_self_service(), rest)
            }
            OpenState::Closed {
                opens: Some(opens), ..
            } => (
                self.libraries_state_closed(),
                self.libraries_opens_at(&self.when(opens, now)),
            ),
            OpenState::Closed { opens: None, .. } => (self.libraries_state_closed(), String::new()),
            OpenState::Unknown => (self.libraries_state_unknown(), String::new()),
        }
    }

    /// A near instant as people say it: "klo 10:00", "huomenna klo 10:00", "ma 30.11. klo 10:00".
    pub fn when(self, instant: DateTime<Utc>, now: DateTime<Utc>) -> String {
        let (today, date) = (time::today(now), time::today(instant));
        let clock = self.clock(instant);
        if date == today {
            self.libraries_opens_today(&clock)
        } else if Some(date) == today.checked_add_days(Days::new(1)) {
            self.libraries_opens_tomorrow(&clock)
        } else {
            self.libraries_opens_day(&time::short_date_text(date), self.day(date), &clock)
        }
    }

    /// "palvelu" or "omatoimi", beside an interval.
    pub fn service(self, service: Service) -> &'static str {
        match service {
            Service::Staffed => self.libraries_service_staffed(),
            Service::SelfService => self.libraries_service_self(),
        }
    }

    /// Something a library has.
    pub fn offer(self, offer: Offer) -> &'static str {
        match offer {
            Offer::MeetingRooms => self.libraries_offer_meeting_rooms(),
            Offer::Music => self.libraries_offer_music(),
            Offer::Maker => self.libraries_offer_maker(),
            Offer::Printing3d => self.libraries_offer_printing_3d(),
            Offer::Sewing => self.libraries_offer_sewing(),
            Offer::Games => self.libraries_offer_games(),
            Offer::Children => self.libraries_offer_children(),
            Offer::Study => self.libraries_offer_study(),
            Offer::DigitalHelp => self.libraries_offer_digital_help(),
            Offer::Newspapers => self.libraries_offer_newspapers(),
            Offer::Instruments => self.libraries_offer_instruments(),
            Offer::Studio => self.libraries_offer_studio(),
            Offer::Exhibition => self.libraries_offer_exhibition(),
            Offer::Cafe => self.libraries_offer_cafe(),
            Offer::Printing => self.libraries_offer_printing(),
            Offer::AccessibleToilet => self.libraries_offer_accessible_toilet(),
        }
    }
}
