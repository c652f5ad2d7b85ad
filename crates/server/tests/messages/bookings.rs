//! Letters about bookings, and the files that go along for the reader's calendar: a mail program and a calendar that are not
//! ours read them.

use crate::gateway::Gateway;
use crate::reader::{self, Component};
use crate::smtp::{Letter, MailServer, Manner};
use crate::support::Service;
use crate::{at, is, now, ready, send_at, somebody, state, states, tell, worker};
use chrono::TimeDelta;
use jaettu_domain::id::{BookingId, LibraryId, PersonId, RoomId};
use jaettu_domain::messages::{Booked, Message};
use jaettu_domain::text::Text;
use jaettu_server::messages::Post;
use jaettu_server::messages::store::Recipient;
use jaettu_server::messages::worker::Worker;
use mail_parser::MimeHeaders;

on_both_databases!(
    a_letter_about_a_booking_brings_it_into_the_calendar_in_every_language,
    a_calendar_follows_a_booking_from_its_request_to_its_end,
    a_booking_that_waits_for_staff_is_not_certain_in_the_calendar,
    a_reminder_brings_nothing_along,
    one_letter_brings_several_bookings_and_other_news,
    a_repeated_letter_brings_the_same_file,
    a_name_can_break_neither_letter_nor_file,
    a_text_message_about_a_booking_leads_to_its_page,
    the_mailbox_and_ones_own_messages_lead_to_the_booking,
);

const ONE: &str = "0192f0c1-7a3b-7c4d-8e5f-0123456789ab";
const OTHER: &str = "0192f0c1-7a3b-7c4d-8e5f-0123456789cd";

/// A booking for Wednesday, 14:00 to 16:30 in Helsinki, that has been changed so often.
fn booked(id: &str, sequence: u32) -> Booked {
    Booked {
        booking: BookingId::new(id).unwrap(),
        room: RoomId::new("kallio-ryhmatyotila-1").unwrap(),
        name: Text::new("Ryhmätyötila 1", "Grupprum 1", "Group room 1"),
        library: LibraryId::new("kallio").unwrap(),
        library_name: Text::new("Kallion kirjasto", "Berghälls bibliotek", "Kallio Library"),
        place: Text::new("2. kerros", "våning 2", "2nd floor"),
        start: at("2026-11-25T12:00:00Z"),
        end: at("2026-11-25T14:30:00Z"),
        code: "ABC234".to_owned(),
        come_by: None,
        sequence,
    }
}

/// A file of a letter: what it is called, how its kind is written, and the calendar in it.
struct File {
    name: String,
    method: String,
    text: String,
}

impl File {
    fn calendar(&self) -> Component {
        let calendar = reader::read(&self.text);
        assert_eq!(calendar.value("METHOD"), self.method, "inside as outside");
        calendar
    }
}

/// What came along with a letter.
fn files(letter: &Letter) -> Vec<File> {
    let message = letter.read();
    let file = |part: &mail_parser::MessagePart<'_>| {
        let kind = part.content_type().unwrap();
        assert_eq!((kind.ctype(), kind.subtype()), ("text", Some("calendar")));
        assert_eq!(kind.attribute("charset"), Some("utf-8"));
        File {
            name: part.attachment_name().unwrap().to_owned(),
            method: kind.attribute("method").unwrap().to_owned(),
            text: part.text_contents().unwrap().to_owned(),
        }
    };
    message.attachments().map(file).collect()
}

/// Tells somebody something, and sends it.
async fn told(service: &Service, mail: &MailServer, person: &PersonId, message: Message) -> Letter {
    let occasion = format!("{} {}", person.as_str(), mail.letters().len());
    assert!(tell(service, Recipient::Person(person), &message, &occasion, now()).await);
    send_at(service, now(), mail).await;
    mail.letters().pop().unwrap()
}

async fn a_letter_about_a_booking_brings_it_into_the_calendar_in_every_language(service: Service) {
    let mail = MailServer::start().await;
    for (number, language, subject, lines, summary, place) in [
        (
            1,
            "fi",
            "Varaus vahvistettu: Ryhmätyötila 1",
            [
                "Missä: Kallion kirjasto, 2. kerros",
                "Milloin: keskiviikko 25.11.2026 klo 14:00–16:30",
                "Varauskoodi: ABC-234",
            ],
            "Ryhmätyötila 1",
            "Kallion kirjasto, 2. kerros",
        ),
        (
            2,
            "sv",
            "Bokningen är bekräftad: Grupprum 1",
            [
                "Var: Berghälls bibliotek, våning 2",
                "När: onsdag 25.11.2026 kl. 14:00–16:30",
                "Bokningskod: ABC-234",
            ],
            "Grupprum 1",
            "Berghälls bibliotek, våning 2",
        ),
        (
            3,
            "en",
            "Booking confirmed: Group room 1",
            [
                "Where: Kallio Library, 2nd floor",
                "When: Wednesday 25.11.2026, 14:00–16:30",
                "Booking code: ABC-234",
            ],
            "Group room 1",
            "Kallio Library, 2nd floor",
        ),
    ] {
        let person = somebody(&service, number, "email", language).await;
        let letter = told(
            &service,
            &mail,
            &person,
            Message::BookingConfirmed(booked(ONE, 0)),
        )
        .await;
        let message = letter.read();
        assert_eq!(message.subject(), Some(subject));
        assert_eq!((message.text_body_count(), message.html_body_count()), (1, 1));
        assert!(letter.bytes.is_ascii(), "old servers take it, too");
        let text = message.body_text(0).unwrap();
        let page = format!("https://jaettu.example.org/{language}/me/bookings/{ONE}");
        for line in lines.into_iter().chain([page.as_str()]) {
            assert!(
                text.lines().any(|known| known == line),
                "{line} is not in\n{text}"
            );
        }
        assert!(
            message
                .body_html(0)
                .unwrap()
                .contains(&format!("href=\"{page}\""))
        );
        let files = files(&letter);
        assert_eq!(files.len(), 1);
        assert_eq!(
            (files[0].name.as_str(), files[0].method.as_str()),
            ("booking.ics", "PUBLISH")
        );
        let calendar = files[0].calendar();
        let event = calendar.part("VEVENT");
        for (name, value) in [
            ("UID", format!("booking-{ONE}@jaettu")),
            ("SEQUENCE", "0".to_owned()),
            ("STATUS", "CONFIRMED".to_owned()),
            ("TRANSP", "OPAQUE".to_owned()),
            ("SUMMARY", summary.to_owned()),
            ("LOCATION", place.to_owned()),
        ] {
            assert_eq!(event.text(name), value, "{name}");
        }
        assert_eq!(event.value("URL"), page);
        assert_eq!(event.value("ORGANIZER"), "mailto:jaettu@example.org");
        let description = event.text("DESCRIPTION");
        assert!(
            description.starts_with(lines[2]) && description.ends_with(&page),
            "{description}"
        );
        let shown = |name: &str| (event.moment(name).zone, event.value(name).to_owned());
        let helsinki = Some("Europe/Helsinki".to_owned());
        assert_eq!(shown("DTSTART"), (helsinki.clone(), "20261125T140000".to_owned()));
        assert_eq!(shown("DTEND"), (helsinki, "20261125T163000".to_owned()));
        assert_eq!(calendar.part("VTIMEZONE").value("TZID"), "Europe/Helsinki");
        assert_eq!(event.value("DTSTAMP"), "20261123T120000Z", "when it was told");
    }
}

async fn a_calendar_follows_a_booking_from_its_request_to_its_end(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    let moved = Booked {
        start: at("2026-11-26T12:00:00Z"),
        end: at("2026-11-26T13:00:00Z"),
        ..booked(ONE, 2)
    };
    let mut sequences = Vec::new();
    for (message, method, status, start) in [
        (
            Message::BookingPending(booked(ONE, 0)),
            "PUBLISH",
            "TENTATIVE",
            "20261125T140000",
        ),
        (
            Message::BookingApproved(booked(ONE, 1)),
            "PUBLISH",
            "CONFIRMED",
            "20261125T140000",
        ),
        (
            Message::BookingMoved {
                before: booked(ONE, 1).start,
                before_name: booked(ONE, 1).name,
                booked: moved.clone(),
            },
            "PUBLISH",
            "CONFIRMED",
            "20261126T140000",
        ),
        (
            Message::BookingCancelled(Booked { sequence: 3, ..moved }),
            "CANCEL",
            "CANCELLED",
            "20261126T140000",
        ),
    ] {
        let letter = told(&service, &mail, &person, message).await;
        let files = files(&letter);
        assert_eq!((files.len(), files[0].method.as_str()), (1, method));
        let calendar = files[0].calendar();
        let event = calendar.part("VEVENT");
        assert_eq!(event.value("UID"), format!("booking-{ONE}@jaettu"), "one entry");
        assert_eq!((event.value("STATUS"), event.value("DTSTART")), (status, start));
        sequences.push(event.value("SEQUENCE").parse::<u32>().unwrap());
    }
    assert_eq!(sequences, [0, 1, 2, 3], "each is newer than the one before");
    let moved = mail.letters()[2].clone();
    let text = moved.read().body_text(0).unwrap().into_owned();
    assert!(
        text.contains("Aiemmin: keskiviikko 25.11.2026 klo 14:00\r\n"),
        "{text}"
    );
    let ends = [
        Message::BookingWithdrawn {
            booked: booked(ONE, 4),
            reason: "Vesivahinko".to_owned(),
        },
        Message::BookingReleased(booked(ONE, 5)),
        Message::BookingDenied {
            booked: booked(ONE, 6),
            reason: String::new(),
        },
    ];
    for message in ends {
        let letter = told(&service, &mail, &person, message).await;
        assert_eq!(
            files(&letter)[0].calendar().part("VEVENT").value("STATUS"),
            "CANCELLED"
        );
    }
}

async fn a_booking_that_waits_for_staff_is_not_certain_in_the_calendar(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "en").await;
    let letter = told(&service, &mail, &person, Message::BookingPending(booked(ONE, 0))).await;
    let calendar = files(&letter)[0].calendar();
    let event = calendar.part("VEVENT");
    assert_eq!(event.value("STATUS"), "TENTATIVE");
    assert!(
        !letter.read().body_text(0).unwrap().contains("ABC-234"),
        "it opens nothing yet"
    );
    assert!(!event.text("DESCRIPTION").contains("ABC-234"));
    // Denied as it was asked for: there is nothing to strike out.
    let denied = Message::BookingDenied {
        booked: booked(OTHER, 0),
        reason: "The room is kept for schools.".to_owned(),
    };
    let letter = told(&service, &mail, &person, denied).await;
    assert_eq!(files(&letter).len(), 0);
    let text = letter.read().body_text(0).unwrap().into_owned();
    assert!(text.contains("Reason: The room is kept for schools."), "{text}");
}

async fn a_reminder_brings_nothing_along(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    for message in [
        Message::BookingReminder(booked(ONE, 0)),
        Message::BookingConflict(booked(ONE, 0)),
        Message::WaitOffered {
            booked: booked(ONE, 0),
            until: at("2026-11-24T10:00:00Z"),
        },
    ] {
        let letter = told(&service, &mail, &person, message).await;
        assert_eq!(letter.read().attachment_count(), 0);
        assert!(letter.read().body_text(0).unwrap().contains(ONE));
    }
}

async fn one_letter_brings_several_bookings_and_other_news(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    let to = Recipient::Person(&person);
    let messages = [
        ready("Porakone"),
        Message::BookingConfirmed(booked(ONE, 0)),
        Message::BookingConfirmed(booked(OTHER, 0)),
        Message::BookingCancelled(booked(ONE, 1)),
    ];
    for (minutes, message) in (0..).zip(&messages) {
        let at = now() + TimeDelta::minutes(minutes);
        tell(&service, to, message, &minutes.to_string(), at).await;
    }
    send_at(&service, now() + TimeDelta::minutes(10), &mail).await;
    let letters = mail.letters();
    assert_eq!(letters.len(), 1);
    let files = files(&letters[0]);
    let names: Vec<(&str, &str)> = files
        .iter()
        .map(|file| (file.name.as_str(), file.method.as_str()))
        .collect();
    assert_eq!(names, [("booking.ics", "CANCEL"), ("booking-2.ics", "PUBLISH")]);
    let stamps: Vec<String> = files
        .iter()
        .map(|file| file.calendar().part("VEVENT").value("DTSTAMP").to_owned())
        .collect();
    assert_eq!(
        stamps,
        ["20261123T120300Z", "20261123T120200Z"],
        "each by its own time"
    );
    let message = letters[0].read();
    let text = message.body_text(0).unwrap();
    let places: Vec<usize> = ["Varaus vahvistettu", "Varaus peruttu", "Noudettavissa"]
        .iter()
        .map(|title| text.find(title).expect(title))
        .collect();
    assert!(places.is_sorted(), "what is true last is read last: {text}");
}

async fn a_repeated_letter_brings_the_same_file(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "sv").await;
    mail.becomes(Manner::GoesAway);
    told(
        &service,
        &mail,
        &person,
        Message::BookingConfirmed(booked(ONE, 0)),
    )
    .await;
    assert_eq!(state(&service).await, is("waiting", "connection"));
    mail.becomes(Manner::Takes);
    send_at(&service, now() + TimeDelta::hours(3), &mail).await;
    let letters = mail.letters();
    assert_eq!(letters.len(), 2);
    assert_eq!(letters[0].read().message_id(), letters[1].read().message_id());
    let [first, second] = [&letters[0], &letters[1]].map(|letter| files(letter).remove(0));
    assert_eq!((first.name, first.text), (second.name, second.text));
}

async fn a_name_can_break_neither_letter_nor_file(service: Service) {
    let mail = MailServer::start().await;
    let person = somebody(&service, 1, "email", "fi").await;
    let name = "Tila\r\nEND:VEVENT\r\n\r\n--boundary\r\nATTENDEE:mailto:other@example.org;,\\n\u{2028}<b>";
    let odd = Booked {
        name: Text::same(name),
        place: Text::same(name),
        library_name: Text::same(name),
        code: name.to_owned(),
        ..booked(ONE, 0)
    };
    let letter = told(&service, &mail, &person, Message::BookingConfirmed(odd)).await;
    let calendar = files(&letter)[0].calendar();
    let event = calendar.part("VEVENT");
    let said = "Tila END:VEVENT --boundary ATTENDEE:mailto:other@example.org;,\\n <b>";
    assert_eq!(event.text("SUMMARY"), said);
    assert_eq!(event.text("LOCATION"), format!("{said}, {said}"));
    assert!(event.find("ATTENDEE").is_none());
    assert!(!letter.read().body_html(0).unwrap().contains("<b>"));
}

async fn a_text_message_about_a_booking_leads_to_its_page(service: Service) {
    let gateway = Gateway::start().await;
    let person = somebody(&service, 1, "sms", "en").await;
    let offered = Message::WaitOffered {
        booked: booked(ONE, 0),
        until: at("2026-11-24T10:00:00Z"),
    };
    tell(&service, Recipient::Person(&person), &offered, "1", now()).await;
    worker(&service, now(), None, Some(&gateway))
        .send_due()
        .await
        .unwrap();
    assert_eq!(
        gateway.messages()[0]["text"],
        format!(
            "A time is free for you: Group room 1. Where: Kallio Library, 2nd floor. \
            When: Wednesday 25.11.2026, 14:00-16:30. Confirm by: Tuesday 24.11.2026 at 12:00.\n\
            https://jaettu.example.org/en/me/bookings/{ONE}"
        )
    );
    assert!(states(&service).await.iter().all(|(state, _)| state == "sent"));
}

async fn the_mailbox_and_ones_own_messages_lead_to_the_booking(service: Service) {
    let service = service.with_demo().await;
    let guest = service.signed_in("1000 0001").await;
    let me = guest.get("/api/v1/me").await.json();
    let person = PersonId::new(me["id"].as_str().unwrap()).unwrap();
    let message = Message::BookingConfirmed(booked(ONE, 0));
    tell(&service, Recipient::Person(&person), &message, "1", now()).await;
    let post = Post {
        email: None,
        sms: None,
        mailbox: true,
    };
    let app = &service.app;
    let site = "https://jaettu.example.org".parse().unwrap();
    let worker = Worker::new(app.db.clone(), app.clock.clone(), post, site, app.bell.clone());
    worker.send_due().await.unwrap();
    let link = format!("/me/bookings/{ONE}\" rel=\"external\">");
    for page in ["/fi/mailbox", "/fi/me/settings"] {
        let text = guest.get(page).await.text();
        assert!(text.contains(&link), "{page}");
    }
}
