//! When a message goes, how, in which order, and how often it is tried.
//!
//! Nobody's telephone beeps at night, three things are one letter, and a mail server that is away for an evening loses
//! nothing. What goes wrong in sending is decided here, too, so that it can be tested without any.

use super::{Channel, Contact, Message};
use crate::time;
use chrono::{DateTime, NaiveDate, NaiveTime, TimeDelta, Timelike, Utc};

/// From this hour on reminders and text messages may go, Helsinki time.
const FIRST_HOUR: u32 = 9;
/// From this hour on they wait for the next morning.
const LAST_HOUR: u32 = 20;

/// Reminders of what begins before the morning go at this time of the evening before.
const LAST_REMINDER: TimeDelta = TimeDelta::hours(19);

/// Whether it only reminds: then it can wait for the morning, also by e-mail. What begins in an hour cannot.
pub fn is_reminder(message: &Message) -> bool {
    matches!(
        message,
        Message::HoldReminder(_) | Message::LoanDueSoon(_) | Message::LoanOverdue { .. }
    )
}

/// When a message that could go at `at` may: at once, or on the next morning.
pub fn not_before(channel: Channel, reminder: bool, at: DateTime<Utc>) -> DateTime<Utc> {
    if channel == Channel::Email && !reminder {
        return at;
    }
    let local = time::local(at);
    if local.hour() < FIRST_HOUR {
        morning(local.date())
    } else if local.hour() < LAST_HOUR {
        at
    } else {
        local.date().succ_opt().map_or(at, morning)
    }
}

/// When somebody is reminded of what begins at `start`: `ahead` of it. Where that is at night, in the morning, if then at least
/// half of `ahead` is left, and otherwise on the evening before: a text message waits for the morning, and may come too late.
pub fn remind_at(start: DateTime<Utc>, ahead: TimeDelta) -> DateTime<Utc> {
    let at = start - ahead;
    let goes = not_before(Channel::Sms, true, at);
    if goes + ahead / 2 <= start {
        return goes;
    }
    let local = time::local(at);
    let evening = |date: NaiveDate| time::instant(date.and_time(NaiveTime::MIN) + LAST_REMINDER);
    if local.hour() < FIRST_HOUR {
        local.date().pred_opt().map_or(at, evening)
    } else {
        evening(local.date())
    }
}

fn morning(date: NaiveDate) -> DateTime<Utc> {
    time::instant(date.and_time(NaiveTime::MIN) + TimeDelta::hours(i64::from(FIRST_HOUR)))
}

/// What is due by then goes along with what is due at `now`: the end of the day in Helsinki.
pub fn goes_along_until(now: DateTime<Utc>) -> DateTime<Utc> {
    time::at(time::today(now), time::LocalTime::END)
}

/// Which ways of sending there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// Whether e-mail is set up.
    pub email: bool,
    /// Whether text messages are set up.
    pub sms: bool,
}

impl Ways {
    /// Every way there is.
    pub const ALL: Self = Self {
        email: true,
        sms: true,
    };

    /// None: then messages wait until there is one.
    pub const NONE: Self = Self {
        email: false,
        sms: false,
    };

    /// Whether there is any.
    pub const fn is_any(self) -> bool {
        self.email || self.sms
    }
}

/// How and to which address a message goes; `None` if it cannot or shall not.
///
/// `instead` is for messages whose text message may or may not have arrived: they go by e-mail. Who chose text messages
/// is also written to where there is no number or no gateway; a letter is free, so the reverse does not hold.
pub fn route(contact: &Contact, ways: Ways, instead: bool) -> Option<(Channel, &str)> {
    let chosen = contact.channel?;
    let phone = contact.phone.as_deref().filter(|phone| !phone.is_empty());
    if let (Channel::Sms, true, false, Some(phone)) = (chosen, ways.sms, instead, phone) {
        return Some((Channel::Sms, phone));
    }
    let email = contact.email.as_deref().filter(|email| !email.is_empty());
    email.filter(|_| ways.email).map(|email| (Channel::Email, email))
}

/// By what the messages of one letter are put in order: what presses first, then what is due first. What is equal stays as it
/// came.
pub fn order(message: &Message) -> (u8, DateTime<Utc>) {
    let last = DateTime::<Utc>::MAX_UTC;
    (rank(message), message.deadline().unwrap_or(last))
}

fn rank(message: &Message) -> u8 {
    match message {
        Message::WaitOffered { .. } => 0,
        // All alike: two about the same booking must not change places.
        Message::BookingConfirmed(_)
        | Message::BookingPending(_)
        | Message::BookingApproved(_)
        | Message::BookingDenied { .. }
        | Message::BookingMoved { .. }
        | Message::BookingCancelled(_)
        | Message::BookingWithdrawn { .. }
        | Message::BookingReleased(_)
        | Message::BookingReminder(_)
        | Message::BookingConflict(_) => 1,
        Message::LoanRecalled(_) => 2,
        Message::LoanOverdue { .. } => 3,
        Message::HoldReady(_) => 4,
        Message::HoldReminder(_) => 5,
        Message::PickupMoved { .. } => 6,
        Message::LoanDueSoon(_) => 7,
        Message::LoanDueMoved { .. } => 8,
        Message::ItemFree { .. } => 9,
        Message::HoldBack { .. } | Message::HoldAway { .. } => 10,
        Message::HoldExpired { .. } | Message::HoldLapsed { .. } => 11,
        Message::FaultReceived { .. } => 12,
    }
}

/// Minutes to wait after the first, second, … attempt; from the last on always so long.
const WAITS: [i64; 6] = [1, 5, 15, 60, 4 * 60, 12 * 60];
/// So many attempts fit into three days.
const MOST_ATTEMPTS: u32 = 11;
/// What nobody could send for so long is no news any more.
pub const STALE_AFTER: TimeDelta = TimeDelta::days(3);

/// How long to wait after the `attempts`-th attempt has failed; `None` when it has been tried for three days.
///
/// `jitter`, any number, adds up to a tenth, so that what failed together does not come back together.
pub fn retry_after(attempts: u32, jitter: u8) -> Option<TimeDelta> {
    if attempts >= MOST_ATTEMPTS {
        return None;
    }
    let index = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let minutes = WAITS.get(index).or(WAITS.last()).copied().unwrap_or_default();
    let seconds = minutes * 60;
    Some(TimeDelta::seconds(
        seconds + seconds * i64::from(jitter) / i64::from(u8::MAX) / 10,
    ))
}

/// The longest a name may be in a message; longer ones are cut.
const LONGEST_NAME: usize = 120;

/// The longest what staff write to somebody may be in a message.
const LONGEST_REASON: usize = 500;

/// A name that somebody wrote, fit for a line of a letter or its subject: without line breaks, control characters and
/// signs that turn the direction of writing, so that it cannot pass for another line or header.
pub fn one_line(text: &str) -> String {
    line(text, LONGEST_NAME)
}

/// What staff wrote to somebody, fit for a line in the same way.
pub fn reason_line(text: &str) -> String {
    line(text, LONGEST_REASON)
}

fn line(text: &str, longest: usize) -> String {
    let turns = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let spaced: String = text
        .chars()
        .filter(|letter| !turns(*letter))
        .map(|letter| if letter.is_control() { ' ' } else { letter })
        .collect();
    let line = spaced.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(longest) {
        Some((end, _)) => [line.get(..end).unwrap_or_default().trim_end(), "..."].concat(),
        None => line,
    }
}

/// A text message is at most so many parts, each of which costs.
pub const MOST_SEGMENTS: usize = 3;

/// Letters of the GSM alphabet (3GPP TS 23.038) beside A–Z, a–z and 0–9.
const GSM: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà";
/// Letters of its second table; they take two places.
const GSM_SECOND: &str = "^{}\\[~]|€";

/// In how many parts a text message is sent: 160 or 153 letters of the GSM alphabet each, or 70 or 67 of any other.
pub fn segments(text: &str) -> usize {
    let places = |letter: char| match letter {
        _ if letter.is_ascii_alphanumeric() || GSM.contains(letter) => Some(1),
        _ if GSM_SECOND.contains(letter) => Some(2),
        _ => None,
    };
    let gsm: Option<usize> = text.chars().map(places).sum();
    let (length, single, part) = match gsm {
        Some(length) => (length, 160, 153),
        None => (text.encode_utf16().count(), 70, 67),
    };
    if length <= single {
        1
    } else {
        length.div_ceil(part)
    }
}

/// A text message of some lines that fits into [`MOST_SEGMENTS`]: lines that do not fit are counted by `more`, and `end`,
/// which must be short, always stands at the end.
pub fn text_message(lines: &[String], end: &str, more: impl Fn(usize) -> String) -> String {
    let rest = |kept: usize| {
        let left = lines.len().saturating_sub(kept);
        (left > 0).then(|| more(left)).into_iter().chain([end.to_owned()])
    };
    for kept in (1..=lines.len()).rev() {
        let text = lines
            .iter()
            .take(kept)
            .cloned()
            .chain(rest(kept))
            .collect::<Vec<_>>()
            .join("\n");
        if segments(&text) <= MOST_SEGMENTS {
            return text;
        }
    }
    let mut first = lines.first().cloned().unwrap_or_default();
    loop {
        let cut = [first.trim_end(), "..."].concat();
        let text = std::iter::once(cut).chain(rest(1)).collect::<Vec<_>>().join("\n");
        if segments(&text) <= MOST_SEGMENTS || first.pop().is_none() {
            return text;
        }
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
