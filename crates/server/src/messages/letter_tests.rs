use super::*;
use chrono::TimeDelta;
use jaettu_domain::id::{BookingId, ItemId, LibraryId, LoanId, RoomId};
use jaettu_domain::messages::rules::segments;
use jaettu_domain::messages::{Booked, Due, Pickup};
use jaettu_domain::text::Text;

fn site() -> PublicUrl {
    "https://jaettu.example.org/".parse().unwrap()
}

/// Queued one minute after another.
fn queued(messages: Vec<Message>) -> Vec<Queued> {
    let first: DateTime<Utc> = "2026-11-23T12:00:00Z".parse().unwrap();
    let at = |number: usize| first + TimeDelta::minutes(i64::try_from(number).unwrap());
    let numbered = messages.into_iter().enumerate();
    numbered
        .map(|(number, message)| Queued {
            message,
            at: at(number),
        })
        .collect()
}

fn letter(messages: Vec<Message>, language: Language, site: &PublicUrl) -> Letter {
    super::letter(&queued(messages), language, site)
}

fn sms(messages: Vec<Message>, language: Language, site: &PublicUrl) -> String {
    super::sms(&queued(messages), language, site)
}

fn booked(sequence: u32) -> Booked {
    Booked {
        booking: BookingId::new("0192f0c1-7a3b-7c4d-8e5f-0123456789ab").unwrap(),
        room: RoomId::new("kallio-ryhmatyotila-1").unwrap(),
        name: Text::new("Ryhmätyötila 1", "Grupprum 1", "Group room 1"),
        library: LibraryId::new("kallio").unwrap(),
        library_name: Text::new("Kallion kirjasto", "Berghälls bibliotek", "Kallio Library"),
        place: Text::new("2. kerros", "våning 2", "2nd floor"),
        start: "2026-11-25T12:00:00Z".parse().unwrap(),
        end: "2026-11-25T14:30:00Z".parse().unwrap(),
        code: "ABC234".to_owned(),
        come_by: None,
        sequence,
    }
}

/// One of each kind about a booking, with what may stand in front of it: what its page is for.
fn every_booking(booked: &Booked, reason: &str) -> Vec<Message> {
    let booked = || booked.clone();
    vec![
        Message::BookingConfirmed(booked()),
        Message::BookingPending(booked()),
        Message::BookingApproved(booked()),
        Message::BookingDenied {
            booked: booked(),
            reason: reason.to_owned(),
        },
        Message::BookingMoved {
            before: "2026-11-24T12:00:00Z".parse().unwrap(),
            before_name: Text::same("Työhuone"),
            booked: booked(),
        },
        Message::BookingCancelled(booked()),
        Message::BookingWithdrawn {
            booked: booked(),
            reason: reason.to_owned(),
        },
        Message::BookingReleased(booked()),
        Message::BookingReminder(booked()),
        Message::BookingConflict(booked()),
        Message::WaitOffered {
            booked: booked(),
            until: "2026-11-24T10:00:00Z".parse().unwrap(),
        },
    ]
}

const PAGE: &str = "https://jaettu.example.org/fi/me/bookings/0192f0c1-7a3b-7c4d-8e5f-0123456789ab";

fn ready(name: &str) -> Message {
    Message::HoldReady(Pickup {
        item: ItemId::new("porakone").unwrap(),
        name: Text::new(name, "", "Drill"),
        library: LibraryId::new("kallio").unwrap(),
        library_name: Text::same("Kallion kirjasto"),
        until: "2026-11-26T18:00:00Z".parse().unwrap(),
        until_known: true,
        code: "AB2C3D".to_owned(),
    })
}

/// One of each kind, all about a thing of this name.
fn every_kind(name: &str) -> Vec<Message> {
    let (item, name) = (ItemId::new("porakone").unwrap(), Text::same(name));
    let (at, library_name) = ("2026-11-26T18:00:00Z".parse().unwrap(), name.clone());
    let (loan, before) = (LoanId::new("0192f0c1-7a3b-7c4d-8e5f-0123456789ab").unwrap(), at);
    let due = || Due {
        loan: loan.clone(),
        item: item.clone(),
        name: name.clone(),
        due: at,
    };
    let pickup = || Pickup {
        item: item.clone(),
        name: name.clone(),
        library: LibraryId::new("kallio").unwrap(),
        library_name: name.clone(),
        until: at,
        until_known: false,
        code: name.fi.clone(),
    };
    let of_that_name = Booked {
        name: name.clone(),
        library_name: name.clone(),
        place: name.clone(),
        code: name.fi.clone(),
        ..booked(1)
    };
    let bookings = every_booking(&of_that_name, &name.fi);
    let (item, name) = (|| item.clone(), || name.clone());
    let mut every = vec![
        Message::HoldReady(pickup()),
        Message::HoldReminder(pickup()),
        Message::HoldExpired {
            item: item(),
            name: name(),
            library_name: library_name.clone(),
        },
        Message::HoldLapsed {
            item: item(),
            name: name(),
        },
        Message::HoldBack {
            item: item(),
            name: name(),
        },
        Message::HoldAway {
            item: item(),
            name: name(),
        },
        Message::PickupMoved {
            item: item(),
            name: name(),
            library_name: library_name.clone(),
            until: at,
        },
        Message::LoanDueSoon(due()),
        Message::LoanOverdue {
            loan: loan.clone(),
            item: item(),
            name: name(),
            due: at,
            days_late: 1,
            fee_cents_now: Some(150),
        },
        Message::LoanRecalled(due()),
        Message::LoanDueMoved {
            loan: loan.clone(),
            item: item(),
            name: name(),
            before,
            due: at,
        },
        Message::ItemFree {
            item: item(),
            name: name(),
            library_name,
        },
        Message::FaultReceived { name: name() },
    ];
    every.extend(bookings);
    every
}

#[test]
fn a_letter_says_what_happened_where_and_until_when() {
    let letter = letter(vec![ready("Porakone")], Language::Fi, &site());
    assert_eq!(letter.subject, "Noudettavissa: Porakone");
    for line in [
        "Hei!",
        "Missä: Kallion kirjasto",
        "Viimeistään: torstai 26.11.2026 klo 20:00",
        "Noutokoodi: AB2-C3D",
        "https://jaettu.example.org/fi/me",
    ] {
        assert!(
            letter.text.lines().any(|l| l == line),
            "{line} is not in\n{}",
            letter.text
        );
        let in_html = line.split(": ").last().unwrap();
        assert!(letter.html.contains(in_html), "{in_html}");
    }
    let english = super::letter(&queued(vec![ready("Porakone")]), Language::En, &site());
    assert_eq!(english.subject, "Ready to collect: Drill");
    assert!(english.text.contains("Thursday 26.11.2026 at 20:00") && english.text.contains("/en/me"));
}

#[test]
fn every_kind_is_said_in_every_language_and_once() {
    for language in Language::ALL {
        for message in every_kind("Porakone") {
            let letter = letter(vec![message.clone()], language, &site());
            assert!(letter.subject.contains("Porakone"), "{}", letter.subject);
            assert!(
                !letter.text.contains('{') && letter.text.lines().count() > 8,
                "{}",
                letter.text
            );
            let booking = message.booked().map(|booked| booked.booking.to_string());
            let links = 1 + usize::from(booking.is_some());
            assert_eq!(letter.text.matches("https://").count(), links, "{}", letter.text);
            let end = booking.map_or("/me".to_owned(), |id| {
                format!("/{}/me/bookings/{id}", language.code())
            });
            let sms = sms(vec![message], language, &site());
            assert!(
                sms.starts_with(&letter.subject) && sms.ends_with(&end) && !sms.contains('<'),
                "{sms}"
            );
        }
        let every = every_kind("Porakone");
        let others = every.len() - 1;
        let all = letter(every, language, &site());
        let subjects = Words::of(language).messages_subject_many(others, "");
        assert!(all.subject.ends_with(subjects.trim_start()), "{}", all.subject);
    }
}

#[test]
fn a_letter_about_a_booking_says_where_and_when_and_what_to_do() {
    let letter = letter(vec![Message::BookingConfirmed(booked(0))], Language::Fi, &site());
    assert_eq!(letter.subject, "Varaus vahvistettu: Ryhmätyötila 1");
    let text = format!(
        "Hei!\n\nVaraus vahvistettu: Ryhmätyötila 1\n\nMissä: Kallion kirjasto, 2. kerros\n\
        Milloin: keskiviikko 25.11.2026 klo 14:00–16:30\nVarauskoodi: ABC-234\n\n\
        Aika on varattu sinulle. Kun tulet, sano varauskoodi palvelutiskillä. \
        Jos et pääse tulemaan, peru varaus, niin joku toinen saa ajan.\n\n\
        Katso, muuta tai peru varaus:\n{PAGE}\n\nOmat lainat ja varaukset:\nhttps://jaettu.example.org/fi/me\n\n"
    );
    assert!(letter.text.starts_with(&text), "{}", letter.text);
    assert!(letter.html.contains(&format!("<a href=\"{PAGE}\">")));
}

#[test]
fn what_was_before_is_said_as_far_as_it_is_different() {
    let moved = |before: &str, before_name: &str| {
        let message = Message::BookingMoved {
            before: before.parse().unwrap(),
            before_name: Text::new(before_name, "Grupprum 1", "Group room 1"),
            booked: booked(1),
        };
        let letter = letter(vec![message], Language::Fi, &site());
        let mut lines = letter.text.lines();
        lines.find_map(|line| line.strip_prefix("Aiemmin: ").map(str::to_owned))
    };
    let then = "2026-11-25T12:00:00Z";
    assert_eq!(moved(then, "Ryhmätyötila 1"), None, "only its end");
    assert_eq!(moved(then, "Studio").as_deref(), Some("Studio"));
    let before = "2026-11-24T12:00:00Z";
    assert_eq!(
        moved(before, "Studio").as_deref(),
        Some("Studio, tiistai 24.11.2026 klo 14:00")
    );
    assert_eq!(
        moved(before, "Ryhmätyötila 1").as_deref(),
        Some("tiistai 24.11.2026 klo 14:00")
    );
}

#[test]
fn a_reason_is_given_if_there_is_one_and_a_place_likewise() {
    for message in every_booking(&booked(1), "") {
        let text = letter(vec![message], Language::En, &site()).text;
        assert!(!text.contains("Reason"), "{text}");
    }
    let booked = Booked {
        place: Text::default(),
        ..booked(1)
    };
    let withdrawn = Message::BookingWithdrawn {
        booked,
        reason: "A pipe is leaking.\n".to_owned(),
    };
    let text = letter(vec![withdrawn.clone()], Language::En, &site()).text;
    let lines = [
        "Where: Kallio Library",
        "When: Wednesday 25.11.2026, 14:00–16:30",
        "Reason: A pipe is leaking.",
    ];
    assert!(text.contains(&lines.join("\n")), "{text}");
    let sms = sms(vec![withdrawn], Language::En, &site());
    assert!(sms.contains("Reason: A pipe is leaking.\nhttps://"), "{sms}");
}

#[test]
fn until_when_one_checks_in_is_said_where_others_get_the_time_otherwise() {
    let with = Booked {
        come_by: Some("2026-11-25T12:15:00Z".parse().unwrap()),
        ..booked(1)
    };
    let text = |booked: Booked| letter(vec![Message::BookingConfirmed(booked)], Language::Fi, &site()).text;
    let said = "Ilmoittaudu ovella viimeistään: 14:15";
    assert!(text(with.clone()).contains(said), "{}", text(with));
    assert!(!text(booked(1)).contains("viimeistään"));
}

#[test]
fn a_text_message_about_a_booking_has_two_parts_at_most() {
    let longest = Booked {
        come_by: Some("2026-11-25T12:15:00Z".parse().unwrap()),
        ..booked(1)
    };
    for language in Language::ALL {
        for message in every_booking(&longest, "") {
            let sms = sms(vec![message], language, &site());
            assert!(segments(&sms) <= 2, "{sms}");
        }
    }
    let sms = sms(vec![Message::BookingConfirmed(booked(0))], Language::Sv, &site());
    assert_eq!(
        sms,
        format!(
            "Bokningen är bekräftad: Grupprum 1. Var: Berghälls bibliotek, våning 2. \
            När: onsdag 25.11.2026 kl. 14:00-16:30. Bokningskod: ABC-234.\n{}",
            PAGE.replace("/fi/", "/sv/")
        )
    );
}

#[test]
fn a_calendar_gets_of_each_booking_what_is_true_last() {
    let other = Booked {
        booking: BookingId::new("0192f0c1-7a3b-7c4d-8e5f-000000000002").unwrap(),
        ..booked(3)
    };
    let messages = vec![
        Message::BookingConfirmed(booked(0)),
        Message::BookingConfirmed(other.clone()),
        Message::BookingReminder(other),
        Message::BookingCancelled(booked(2)),
        // An older one that comes late changes nothing.
        Message::BookingApproved(booked(1)),
    ];
    let letter = letter(messages.clone(), Language::En, &site());
    let attached: Vec<(u32, &str, i64)> = letter
        .attachments
        .iter()
        .map(|one| {
            (
                one.entry.sequence,
                one.method().code(),
                one.at.timestamp() % 3600 / 60,
            )
        })
        .collect();
    assert_eq!(attached, [(2, "CANCEL", 3), (3, "PUBLISH", 1)]);
    let files = |letter: &Letter| -> Vec<String> {
        let all = letter.attachments.iter();
        all.map(|one| one.file("jaettu@example.org")).collect()
    };
    let again = super::letter(&queued(messages), Language::En, &site());
    assert_eq!(files(&letter), files(&again), "whenever it is written");
}

#[test]
fn a_name_cannot_break_out_of_its_place() {
    let name = "<b onload=x>\"&\r\nBcc: a@example.org\r\n\r\nHei taas";
    let letter = letter(every_kind(name), Language::Fi, &site());
    assert!(!letter.subject.contains(['\r', '\n']));
    assert!(letter.html.contains("&lt;b onload=x&gt;") && !letter.html.contains("<b onload"));
    assert!(
        !letter
            .text
            .lines()
            .any(|line| line.starts_with("Bcc:") || line == "Hei taas")
    );
    assert!(!sms(every_kind(name), Language::Fi, &site()).contains("\nBcc:"));
}
