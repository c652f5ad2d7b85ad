//! Writing a letter or text message from what there is to tell.
//!
//! The same messages always make the same letter, whenever it is written: nothing here knows the time.

use super::config::PublicUrl;
use jaettu_domain::messages::Message;
use jaettu_domain::messages::rules::{put_in_order, text_message};
use jaettu_domain::text::Language;
use jaettu_words::Words;
use jaettu_words::messages::Said;
use maud::{DOCTYPE, html};

/// A letter, in its two forms.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// In which language.
    pub language: Language,
    /// The subject, on one line.
    pub subject: String,
    /// The letter as plain text.
    pub text: String,
    /// The letter as HTML, for those who like headings: the same words.
    pub html: String,
}

/// Reads the messages to a person in their language, what presses first.
fn say(mut messages: Vec<Message>, language: Language) -> (Words, Vec<Said>) {
    let words = Words::of(language);
    put_in_order(&mut messages);
    let said = messages.iter().map(|message| words.message(message)).collect();
    (words, said)
}

/// Writes one letter of all these messages.
pub fn letter(messages: Vec<Message>, language: Language, site: &PublicUrl) -> Letter {
    let (words, said) = say(messages, language);
    let link = site.mine(language);
    Letter {
        language,
        subject: words.letter_subject(&said),
        text: plain(words, &said, &link),
        html: marked_up(words, &said, &link),
    }
}

/// Writes one text message of all these messages.
pub fn sms(messages: Vec<Message>, language: Language, site: &PublicUrl) -> String {
    let (words, said) = say(messages, language);
    let line = |said: &Said| {
        let facts = said.facts.iter().map(|(what, value)| format!("{what}: {value}."));
        let title = [&said.title, "."].concat();
        std::iter::once(title).chain(facts).collect::<Vec<_>>().join(" ")
    };
    let lines: Vec<String> = said.iter().map(line).collect();
    text_message(&lines, &site.mine(language), |count| {
        words.messages_sms_more(count)
    })
}

fn plain(words: Words, said: &[Said], link: &str) -> String {
    let mut paragraphs = vec![words.messages_greeting().to_owned()];
    for said in said {
        paragraphs.push(said.title.clone());
        let facts = said.facts.iter().map(|(what, value)| format!("{what}: {value}"));
        paragraphs.extend(Some(facts.collect::<Vec<_>>().join("\n")).filter(|facts| !facts.is_empty()));
        paragraphs.push(said.text.join(" "));
    }
    paragraphs.push(format!("{}\n{link}", words.messages_mine()));
    paragraphs.push(words.messages_goodbye().to_owned());
    paragraphs.push(words.messages_automatic().to_owned());
    paragraphs.join("\n\n") + "\n"
}

fn marked_up(words: Words, said: &[Said], link: &str) -> String {
    let page = html! {
        (DOCTYPE)
        html lang=(words.language().code()) {
            head { meta charset="utf-8"; title { (words.letter_subject(said)) } }
            body style="max-width:36em;font:16px/1.5 sans-serif;color:#1a1a1a" {
                p { (words.messages_greeting()) }
                @for said in said {
                    h1 style="font-size:20px" { (said.title) }
                    @for (what, value) in &said.facts { p style="margin:0" { (what) ": " strong { (value) } } }
                    @for text in &said.text { p { (text) } }
                }
                p { (words.messages_mine()) br; a href=(link) { (link) } }
                p { (words.messages_goodbye()) }
                p style="font-size:14px;color:#525a65" { (words.messages_automatic()) }
            }
        }
    };
    page.into_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jaettu_domain::id::{ItemId, LibraryId, LoanId};
    use jaettu_domain::messages::{Due, Pickup};
    use jaettu_domain::text::Text;

    fn site() -> PublicUrl {
        "https://jaettu.example.org/".parse().unwrap()
    }

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
        let (item, name) = (|| item.clone(), || name.clone());
        vec![
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
        ]
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
        let english = super::letter(vec![ready("Porakone")], Language::En, &site());
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
                assert_eq!(letter.text.matches("https://").count(), 1);
                let sms = sms(vec![message], language, &site());
                assert!(
                    sms.starts_with(&letter.subject) && sms.ends_with("/me") && !sms.contains('<'),
                    "{sms}"
                );
            }
            let all = letter(every_kind("Porakone"), language, &site());
            let subjects = Words::of(language).messages_subject_many(12, "");
            assert!(all.subject.ends_with(subjects.trim_start()), "{}", all.subject);
        }
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
}
