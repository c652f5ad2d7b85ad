use super::*;
use crate::id::{BookingId, ItemId, LibraryId, LoanId, RoomId};
use crate::messages::{Booked, Due};
use crate::text::Text;
use chrono::{Datelike, TimeZone};
use chrono_tz::Europe::Helsinki;
use proptest::prelude::*;

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn item() -> ItemId {
    ItemId::new("porakone").unwrap()
}

fn loan(due: &str) -> Due {
    Due {
        loan: LoanId::new("0192f0c1-7a3b-7c4d-8e5f-0123456789ab").unwrap(),
        item: item(),
        name: Text::same("Porakone"),
        due: instant(due),
    }
}

fn news() -> Message {
    Message::FaultReceived {
        name: Text::same("Porakone"),
    }
}

#[test]
fn a_text_message_at_night_waits_for_nine_in_the_morning() {
    for (at, goes) in [
        ("2026-11-23T21:00:00Z", "2026-11-24T07:00:00Z"),
        ("2026-11-23T06:59:59Z", "2026-11-23T07:00:00Z"),
        ("2026-11-23T07:00:00Z", "2026-11-23T07:00:00Z"),
        ("2026-11-23T17:59:59Z", "2026-11-23T17:59:59Z"),
        ("2026-11-23T18:00:00Z", "2026-11-24T07:00:00Z"),
        // The nights in which the clocks change.
        ("2026-03-28T20:00:00Z", "2026-03-29T06:00:00Z"),
        ("2026-10-24T20:00:00Z", "2026-10-25T07:00:00Z"),
    ] {
        assert_eq!(
            not_before(Channel::Sms, false, instant(at)),
            instant(goes),
            "{at}"
        );
        assert_eq!(
            not_before(Channel::Email, true, instant(at)),
            instant(goes),
            "{at}"
        );
        assert_eq!(
            not_before(Channel::Email, false, instant(at)),
            instant(at),
            "{at}"
        );
    }
}

#[test]
fn what_is_due_later_on_the_same_day_goes_along() {
    assert_eq!(
        goes_along_until(instant("2026-11-23T06:00:00Z")),
        instant("2026-11-23T22:00:00Z")
    );
    assert_eq!(
        goes_along_until(instant("2026-11-23T22:00:00Z")),
        instant("2026-11-24T22:00:00Z")
    );
}

fn contact(channel: Option<Channel>, email: &str, phone: &str) -> Contact {
    let some = |text: &str| Some(text.to_owned());
    Contact {
        channel,
        email: some(email),
        phone: some(phone),
    }
}

#[test]
fn a_message_goes_the_way_that_was_chosen_as_far_as_there_is_one() {
    const ALL: Ways = Ways::ALL;
    let (email, sms) = (
        Some((Channel::Email, "a@example.org")),
        Some((Channel::Sms, "+358")),
    );
    let chose = |channel| contact(channel, "a@example.org", "+358");
    assert_eq!(route(&chose(Some(Channel::Email)), ALL, false), email);
    assert_eq!(route(&chose(Some(Channel::Sms)), ALL, false), sms);
    assert_eq!(route(&chose(None), ALL, false), None);
    assert_eq!(
        route(&chose(Some(Channel::Sms)), ALL, true),
        email,
        "nobody knows what became of the text message"
    );
    let without = Ways { sms: false, ..ALL };
    assert_eq!(route(&chose(Some(Channel::Sms)), without, false), email);
    assert_eq!(
        route(&contact(Some(Channel::Sms), "a@example.org", ""), ALL, false),
        email
    );
    assert_eq!(route(&contact(Some(Channel::Sms), "", "+358"), ALL, true), None);
    assert_eq!(
        route(&contact(Some(Channel::Email), "", "+358"), ALL, false),
        None,
        "a text message costs"
    );
    assert_eq!(
        route(&chose(Some(Channel::Email)), Ways { email: false, ..ALL }, false),
        None
    );
}

#[test]
fn what_presses_comes_first_and_then_what_is_due_first() {
    let (early, late) = (loan("2026-11-24T18:00:00Z"), loan("2026-11-30T18:00:00Z"));
    let mut messages = [
        news(),
        Message::LoanDueSoon(late.clone()),
        Message::LoanDueSoon(early.clone()),
        Message::LoanRecalled(late.clone()),
    ];
    messages.sort_by_key(order);
    assert_eq!(
        messages,
        [
            Message::LoanRecalled(late.clone()),
            Message::LoanDueSoon(early),
            Message::LoanDueSoon(late),
            news(),
        ]
    );
}

fn booked(name: &str) -> Booked {
    Booked {
        booking: BookingId::new("0192f0c1-7a3b-7c4d-8e5f-0123456789ab").unwrap(),
        room: RoomId::new("kallio-1").unwrap(),
        name: Text::same(name),
        library: LibraryId::new("kallio").unwrap(),
        library_name: Text::same("Kallio"),
        place: Text::default(),
        start: instant("2026-11-25T12:00:00Z"),
        end: instant("2026-11-25T14:00:00Z"),
        code: "ABC234".to_owned(),
        come_by: None,
        sequence: 0,
    }
}

#[test]
fn a_time_that_is_kept_presses_most_and_news_about_bookings_stay_as_they_came() {
    let offered = Message::WaitOffered {
        booked: booked("Studio"),
        until: instant("2026-11-24T12:00:00Z"),
    };
    let came = [
        Message::BookingConfirmed(booked("Halli")),
        Message::BookingReminder(booked("Keittiö")),
        Message::BookingWithdrawn {
            booked: booked("Halli"),
            reason: String::new(),
        },
        Message::BookingConflict(booked("Keittiö")),
    ];
    let recalled = Message::LoanRecalled(loan("2026-11-24T18:00:00Z"));
    let mut messages: Vec<Message> = [recalled.clone()].into_iter().chain(came.clone()).collect();
    messages.push(offered.clone());
    messages.sort_by_key(order);
    let wanted: Vec<Message> = [offered].into_iter().chain(came).chain([recalled]).collect();
    assert_eq!(messages, wanted);
}

#[test]
fn what_begins_soon_is_said_at_once() {
    assert!(!is_reminder(&Message::BookingReminder(booked("Studio"))));
    assert!(is_reminder(&Message::LoanDueSoon(loan("2026-11-24T18:00:00Z"))));
}

#[test]
fn what_begins_early_is_reminded_of_on_the_evening_before() {
    let ahead = TimeDelta::hours(2);
    for (start, reminded) in [
        // 14:00 in Helsinki, and 11:00: in time.
        ("2026-11-24T12:00:00Z", "2026-11-24T10:00:00Z"),
        ("2026-11-24T09:00:00Z", "2026-11-24T07:00:00Z"),
        // 10:00: an hour before will do. 9:45 and 8:00: on the evening before, at 19:00.
        ("2026-11-24T08:00:00Z", "2026-11-24T07:00:00Z"),
        ("2026-11-24T07:45:00Z", "2026-11-23T17:00:00Z"),
        ("2026-11-24T06:00:00Z", "2026-11-23T17:00:00Z"),
        // 22:15, and 1:00 in the night: at 19:00.
        ("2026-11-24T20:15:00Z", "2026-11-24T17:00:00Z"),
        ("2026-11-24T23:00:00Z", "2026-11-24T17:00:00Z"),
        // The clocks have changed in between.
        ("2026-03-29T05:00:00Z", "2026-03-28T17:00:00Z"),
    ] {
        assert_eq!(remind_at(instant(start), ahead), instant(reminded), "{start}");
    }
}

#[test]
fn it_is_tried_again_ever_more_slowly_and_for_three_days() {
    let minutes: Vec<i64> = (1..)
        .map_while(|attempts| retry_after(attempts, 0))
        .map(|wait| wait.num_minutes())
        .collect();
    assert_eq!(minutes, [1, 5, 15, 60, 240, 720, 720, 720, 720, 720]);
    let hours = minutes.iter().sum::<i64>() / 60;
    assert!(
        hours < STALE_AFTER.num_hours() && hours + 12 > STALE_AFTER.num_hours(),
        "{hours}"
    );
    assert_eq!(retry_after(1, u8::MAX), Some(TimeDelta::seconds(66)));
    assert_eq!(retry_after(u32::MAX, 0), None);
}

#[test]
fn segments_are_counted_as_the_networks_count_them() {
    for (text, count) in [
        (String::new(), 1),
        ("ä".repeat(160), 1),
        ("ä".repeat(161), 2),
        ("ä".repeat(306), 2),
        ("ä".repeat(307), 3),
        ("€".repeat(80), 1),
        ("€".repeat(81), 2),
        ("š".repeat(70), 1),
        ("š".repeat(71), 2),
        ("🔨".repeat(35), 1),
        ("🔨".repeat(36), 2),
    ] {
        assert_eq!(segments(&text), count, "{text}");
    }
}

#[test]
fn lines_that_do_not_fit_into_a_text_message_are_counted() {
    let more = |count: usize| format!("+{count}");
    let lines = ["a".repeat(200), "b".repeat(200), "c".repeat(200)];
    let text = text_message(&lines, "link", more);
    assert_eq!(text, format!("{}\n{}\n+1\nlink", lines[0], lines[1]));
    assert_eq!(
        text_message(&lines[..1], "link", more),
        format!("{}\nlink", lines[0])
    );
    let long = text_message(&["d".repeat(1000)], "link", more);
    assert!(
        long.ends_with("d...\nlink") && segments(&long) == MOST_SEGMENTS,
        "{long}"
    );
}

#[test]
fn a_name_stays_on_its_line() {
    assert_eq!(
        one_line("Pora\r\nBcc: a@example.org\u{85}x\u{2028}y"),
        "Pora Bcc: a@example.org x y"
    );
    assert_eq!(one_line("  Pora \u{202e}kone\0 "), "Pora kone");
    assert_eq!(
        one_line(&"ä".repeat(121)),
        ["ä".repeat(120), "...".to_owned()].concat()
    );
    assert_eq!(one_line(&"ä".repeat(120)), "ä".repeat(120));
    assert_eq!(
        reason_line(&["Vesi\n", &"ä".repeat(120)].concat())
            .chars()
            .count(),
        125
    );
}

proptest! {
    #[test]
    // The years that the rule of summer time is written for.
    fn waiting_is_never_long_and_ends_in_the_day(seconds in 852_076_800_i64..2_145_916_800, reminder: bool, sms: bool) {
        let at = DateTime::from_timestamp(seconds, 0).unwrap();
        let channel = if sms { Channel::Sms } else { Channel::Email };
        let goes = not_before(channel, reminder, at);
        prop_assert!(goes >= at && goes - at <= TimeDelta::hours(14));
        prop_assert_eq!(not_before(channel, reminder, goes), goes, "it may go then");
        if sms || reminder {
            let local = Helsinki.from_utc_datetime(&goes.naive_utc());
            prop_assert!((9..20).contains(&local.hour()), "{local}");
            let asked = Helsinki.from_utc_datetime(&at.naive_utc());
            prop_assert!(local.ordinal() == asked.ordinal() || asked.hour() >= 20);
        }
    }

    #[test]
    fn a_reminder_comes_by_day_and_in_time(seconds in 852_076_800_i64..2_145_916_800, minutes in 1_i64..48 * 60) {
        let (start, ahead) = (DateTime::from_timestamp(seconds, 0).unwrap(), TimeDelta::minutes(minutes));
        let reminded = remind_at(start, ahead);
        prop_assert!(reminded + ahead / 2 <= start && start - reminded <= ahead + TimeDelta::hours(15));
        prop_assert_eq!(not_before(Channel::Sms, true, reminded), reminded, "it goes at once");
    }

    #[test]
    fn a_text_message_always_fits_and_ends_with_its_link(
        lines in proptest::collection::vec("(?s).{0,300}", 1..5),
        end in "https://[a-z]{1,30}",
    ) {
        let text = text_message(&lines, &end, |count| format!("+{count}"));
        prop_assert!(segments(&text) <= MOST_SEGMENTS);
        prop_assert!(text.ends_with(&end));
    }

    #[test]
    fn one_line_is_one_line(text in "(?s).{0,300}") {
        let line = one_line(&text);
        let breaks = |letter: char| letter.is_control() || ['\u{2028}', '\u{2029}'].contains(&letter);
        prop_assert!(!line.chars().any(breaks));
        prop_assert!(line.chars().count() <= LONGEST_NAME + 3);
    }
}
