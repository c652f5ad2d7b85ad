//! What may be written of a person, how long a session lasts, and how often a PIN may be guessed.

use super::{Channel, Role};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use std::fmt;
use std::str::FromStr;

/// How long a session lasts, at most and while nobody uses it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lifetime {
    /// Since it was last used.
    pub idle: TimeDelta,
    /// Since it began.
    pub absolute: TimeDelta,
}

/// How long a session of somebody with `role` lasts.
///
/// Residents look at their loans on their own phone now and then, and may lose no more than a queue's place by it; at a
/// desk others pass by, and it shows what is other people's (OWASP ASVS 7.3).
pub const fn lifetime(role: Role) -> Lifetime {
    match role {
        Role::Resident | Role::Volunteer => Lifetime {
            idle: TimeDelta::days(14),
            absolute: TimeDelta::days(60),
        },
        Role::Staff | Role::Coordinator | Role::Admin => Lifetime {
            idle: TimeDelta::minutes(30),
            absolute: TimeDelta::hours(12),
        },
    }
}

/// Whether a session that began and was last used at these instants is still good at `now`.
pub fn is_alive(role: Role, began: DateTime<Utc>, used: DateTime<Utc>, now: DateTime<Utc>) -> bool {
    let lifetime = lifetime(role);
    now < began + lifetime.absolute && now < used + lifetime.idle
}

/// So many tries at once, and then one more every so often.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    /// Tries at once.
    pub burst: u32,
    /// Until one more is allowed.
    pub every: TimeDelta,
}

/// Wrong PINs from one address: a library's computers share one, so it is not too small; 20,000 guesses take a fortnight. Does
/// not count for a card that was signed in with there before ([`KNOWN_FOR`]).
pub const PER_ADDRESS: Allowance = Allowance {
    burst: 20,
    every: TimeDelta::minutes(1),
};
/// Wrong PINs for one card from one address: somebody who cannot remember, or who guesses. Refilled no faster than
/// [`PER_CARD`], so that nobody at one address can use up the tries of a card.
pub const PER_CARD_AND_ADDRESS: Allowance = Allowance {
    burst: 8,
    every: TimeDelta::hours(2),
};
/// Wrong PINs for one card from anywhere: 10,000 PINs take more than two years, on however many machines. Does not count
/// where the card's owner has signed in before ([`KNOWN_FOR`]).
pub const PER_CARD: Allowance = Allowance {
    burst: 30,
    every: TimeDelta::hours(2),
};
/// So long an address is known from which a card was signed in with: guessers elsewhere, and those behind the same address, do
/// not lock its owner out.
pub const KNOWN_FOR: TimeDelta = TimeDelta::days(90);

/// Takes one try of `allowance`, which will be whole again at `whole_at`: when it will be whole after this try, or how long to
/// wait for the next (generic cell rate algorithm).
pub fn take(
    allowance: Allowance,
    whole_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<DateTime<Utc>, TimeDelta> {
    let next = whole_at.max(now) + allowance.every;
    let most = allowance.every * i32::try_from(allowance.burst).unwrap_or(i32::MAX);
    if next - now > most {
        Err(next - now - most)
    } else {
        Ok(next)
    }
}

/// The contact detail without which somebody who chose `channel` is told nothing, if it is the one that is not there.
pub const fn lacking(channel: Channel, has_email: bool, has_phone: bool) -> Option<&'static str> {
    match channel {
        Channel::Email if !has_email => Some("email"),
        Channel::Sms if !has_phone => Some("phone"),
        _ => None,
    }
}

/// The oldest that anybody is taken to be, in years: a day before that is a slip of the pen.
const OLDEST: u32 = 120;

/// Whether somebody who lives can have been born on `date`.
pub fn is_birthday(date: NaiveDate, today: NaiveDate) -> bool {
    today.years_since(date).is_some_and(|years| years <= OLDEST)
}

/// A PIN: four to eight digits, as library cards have.
#[derive(Clone, PartialEq, Eq)]
pub struct Pin(String);

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

/// A text that is not a PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPin;

impl fmt::Display for NotAPin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("4 to 8 digits")
    }
}

impl Pin {
    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Pin {
    type Err = NotAPin;
    fn from_str(text: &str) -> Result<Self, NotAPin> {
        let right = (4..=8).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if right {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAPin)
        }
    }
}

/// An e-mail address, as far as its form tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

/// A text that is not an e-mail address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnEmail;

impl fmt::Display for NotAnEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an address like name@example.org")
    }
}

impl Email {
    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Email {
    type Err = NotAnEmail;
    fn from_str(text: &str) -> Result<Self, NotAnEmail> {
        let plain = |c: char| {
            c.is_ascii_graphic() && !matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '\\')
        };
        let right = text.split_once('@').is_some_and(|(name, host)| {
            let labels = || host.split('.');
            let label = |label: &str| {
                !label.is_empty()
                    && !label.starts_with('-')
                    && !label.ends_with('-')
                    && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            };
            !name.is_empty()
                && name.len() <= 64
                && !name.starts_with('.')
                && !name.ends_with('.')
                && !name.contains("..")
                && labels().count() > 1
                && labels().all(label)
        });
        if right && text.len() <= 254 && text.chars().all(plain) {
            Ok(Self(text.to_owned()))
        } else {
            Err(NotAnEmail)
        }
    }
}

/// A telephone number in E.164: `+358401234567`. After +358 stand 7 to 11 digits, as Finnish numbers have; of other countries is
/// only known that they have 7 to 15 with the country.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phone(String);

/// A text that is not a telephone number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPhone;

impl fmt::Display for NotAPhone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number like 040 123 4567 or +358 40 123 4567")
    }
}

impl Phone {
    /// The number with its country.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Phone {
    type Err = NotAPhone;

    /// A number without a country is a Finnish one, and a 0 for calls within Finland is left out: `+358 (0)40 …`.
    fn from_str(text: &str) -> Result<Self, NotAPhone> {
        let mut digits: String = text
            .chars()
            .filter(|c| !matches!(c, ' ' | '-' | '(' | ')'))
            .collect();
        if let Some(rest) = digits.strip_prefix("00") {
            digits = ["+", rest].concat();
        } else if let Some(rest) = digits.strip_prefix('0') {
            digits = ["+358", rest].concat();
        }
        if let Some(rest) = digits.strip_prefix("+3580") {
            digits = ["+358", rest].concat();
        }
        let number = digits.strip_prefix('+').unwrap_or_default();
        let is_long_enough = match number.strip_prefix("358") {
            Some(finnish) => (7..=11).contains(&finnish.len()),
            None => (7..=15).contains(&number.len()),
        };
        let right = is_long_enough && number.bytes().all(|b| b.is_ascii_digit()) && !number.starts_with('0');
        if right { Ok(Self(digits)) } else { Err(NotAPhone) }
    }
}

/// Where somebody goes after signing in: a path of ours, and never anywhere else.
pub fn return_path(asked: &str) -> &str {
    let plain = asked.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    // Browsers read "//host" and "/\host" as another site, and a percent sign may hide either.
    if plain && asked.starts_with('/') && !asked.starts_with("//") && !asked.starts_with("/%") {
        asked
    } else {
        "/fi/me"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn utc(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    #[test]
    fn who_wants_to_be_told_has_to_be_reachable_that_way() {
        for (channel, email, phone, field) in [
            (Channel::None, false, false, None),
            (Channel::Email, true, false, None),
            (Channel::Email, false, true, Some("email")),
            (Channel::Sms, false, true, None),
            (Channel::Sms, true, false, Some("phone")),
        ] {
            assert_eq!(
                lacking(channel, email, phone),
                field,
                "{channel:?} {email} {phone}"
            );
        }
    }

    #[test]
    fn nobody_is_born_tomorrow_or_before_the_telephone() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let today = day("2026-11-22");
        for (born, can_be) in [
            ("2026-11-22", true),
            ("2026-11-23", false),
            ("1906-11-22", true),
            ("1850-01-01", false),
        ] {
            assert_eq!(is_birthday(day(born), today), can_be, "{born}");
        }
    }

    #[test]
    fn a_card_may_be_written_in_groups() {
        let card: super::super::Card = "1000 0001".parse().unwrap();
        assert_eq!(card.as_str(), "10000001");
        assert_eq!(card.grouped(), "1000 0001");
        for wrong in ["", "12345", "123456789012345", "1000000a", "+1000001"] {
            assert!(wrong.parse::<super::super::Card>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_session_ends_when_it_is_idle_and_when_it_is_old() {
        let began = utc("2026-11-22T08:00:00Z");
        let minutes = |n| began + TimeDelta::minutes(n);
        assert!(is_alive(Role::Staff, began, minutes(60), minutes(89)));
        assert!(!is_alive(Role::Staff, began, minutes(60), minutes(90)));
        assert!(!is_alive(Role::Staff, began, minutes(719), minutes(720)));
        assert!(is_alive(Role::Resident, began, minutes(60), minutes(720)));
        assert!(!is_alive(
            Role::Resident,
            began,
            began,
            began + TimeDelta::days(14)
        ));
    }

    #[test]
    fn addresses_and_numbers_are_taken_as_people_write_them() {
        for (text, number) in [
            ("040 123 4567", "+358401234567"),
            ("+358 40 1234567", "+358401234567"),
            ("00358-40-1234567", "+358401234567"),
            ("(040) 1234567", "+358401234567"),
            ("+358 (0)40 123 4567", "+358401234567"),
            ("050 12345", "+3585012345"),
            ("0457 123 45678", "+35845712345678"),
            ("+46 70 123 45 67", "+46701234567"),
            ("+47 12345", "+4712345"),
        ] {
            assert_eq!(text.parse::<Phone>().unwrap().as_str(), number);
        }
        for wrong in [
            "",
            "12",
            "040 12",
            "040 1234",
            "+358 40 1234",
            "040 123 456 7890",
            "+46 1234",
            "+0401234567",
            "04012345678901234",
            "040x",
            "+358+40123456",
        ] {
            assert!(wrong.parse::<Phone>().is_err(), "{wrong}");
        }
        for right in ["a@b.fi", "first.last+tag@sub.example.org"] {
            assert!(right.parse::<Email>().is_ok(), "{right}");
        }
        for wrong in [
            "",
            "a",
            "a@b",
            "@b.fi",
            "a@@b.fi",
            "a b@c.fi",
            "a@b.fi\r\nBcc: c@d.fi",
            "a@.fi",
            "a@-b.fi",
            "a..b@c.fi",
            "<a@b.fi>",
        ] {
            assert!(wrong.parse::<Email>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn nobody_is_led_away_after_signing_in() {
        for ours in ["/fi/me", "/sv/items/porakone?x=1", "/desk/"] {
            assert_eq!(return_path(ours), ours);
        }
        for theirs in [
            "//e",
            "/\\e",
            "/%5Ce",
            "/%2Fe",
            "/\te",
            "/%09/e",
            "\\\\e",
            "https:e",
            "https://e@ours",
            "javascript:alert(1)",
            "",
            "fi/me",
            "/fi\r\nSet-Cookie: a=b",
            " //e",
        ] {
            assert_eq!(return_path(theirs), "/fi/me", "{theirs}");
        }
    }

    #[test]
    fn one_guesser_at_one_address_never_uses_up_the_tries_of_a_card() {
        let start = utc("2026-11-22T08:00:00Z");
        let (mut card, mut both) = (start, start);
        let mut guesses = 0;
        // Every five minutes for a year; what is refused counts nowhere.
        for minute in (0..365 * 24 * 60).step_by(5) {
            let now = start + TimeDelta::minutes(minute);
            if let Ok(next) = take(PER_CARD_AND_ADDRESS, both, now) {
                card = take(PER_CARD, card, now).expect("the owner can still try from home");
                both = next;
                guesses += 1;
            }
        }
        assert!((8..=365 * 12 + 8).contains(&guesses), "{guesses}");
        assert!(take(PER_CARD, card, start + TimeDelta::days(365)).is_ok());
    }

    #[test]
    fn twenty_thousand_guesses_over_many_cards_get_no_further_than_their_address() {
        let start = utc("2026-11-22T08:00:00Z");
        let mut address = start;
        let mut cards = vec![start; 2000];
        let mut passed = 0;
        for guess in 0..20_000_usize {
            let now = start + TimeDelta::milliseconds(180 * i64::try_from(guess).unwrap());
            if let Ok(next) = take(PER_ADDRESS, address, now) {
                address = next;
                let card = &mut cards[guess % 2000];
                *card = take(PER_CARD, *card, now).expect("no card is locked");
                passed += 1;
            }
        }
        assert!(passed <= 20 + 60, "{passed} in an hour");
    }

    proptest! {
        #[test]
        fn an_allowance_lets_through_no_more_than_it_says(tries in prop::collection::vec(0_i64..400, 1..80)) {
            let allowance = Allowance { burst: 5, every: TimeDelta::minutes(5) };
            let start = utc("2026-11-22T08:00:00Z");
            let (mut now, mut whole_at) = (start, start);
            let mut passed: Vec<DateTime<Utc>> = Vec::new();
            for seconds in tries {
                now += TimeDelta::seconds(seconds);
                match take(allowance, whole_at, now) {
                    Ok(next) => {
                        whole_at = next;
                        passed.push(now);
                    }
                    Err(wait) => prop_assert!(wait > TimeDelta::zero() && take(allowance, whole_at, now + wait).is_ok()),
                }
            }
            for (n, first) in passed.iter().enumerate() {
                let within = |span: TimeDelta| passed[n..].iter().filter(|at| **at - *first < span).count();
                prop_assert!(within(allowance.every) <= 6);
                prop_assert!(within(allowance.every * 10) <= 15);
            }
        }
    }
}
