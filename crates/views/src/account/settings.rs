//! One's own details, choices, devices, messages and data.

use super::pin;
use crate::form::{Field, Form, field, secondary, select, without_scripts};
use crate::messages::linked;
use crate::{icon, icons, path};
use chrono::{DateTime, Utc};
use jaettu_domain::account::Channel;
use jaettu_domain::account::api::{
    ChangePin, EndOtherSessions, EndSession, EraseMe, ExportMe, Me, SessionView, SignOut, UpdateMe,
};
use jaettu_domain::endpoint::Endpoint;
use jaettu_domain::messages::api::MessageView;
use jaettu_domain::messages::rules::Ways;
use jaettu_domain::text::Language;
use jaettu_words::Words;
use maud::{Markup, html};

/// What is known of somebody.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// Words of the reader's language.
    pub words: Words,
    /// The present instant.
    pub now: DateTime<Utc>,
    /// Who they are.
    pub me: &'a Me,
    /// The ways by which messages are sent here: others are not offered.
    pub sends: Ways,
    /// Where they are signed in.
    pub sessions: &'a [SessionView],
    /// What was sent to them.
    pub messages: &'a [MessageView],
}

/// The whole page.
pub fn settings(known: &Known<'_>) -> Markup {
    let words = known.words;
    html! {
        a.j-back href=(path(words, "/me")) { (icon(icons::BACK)) (words.account_back()) }
        h1 tabindex="-1" { (words.account_settings()) }
        (without_scripts(words))
        (contact(known))
        @if known.me.has_pin { (change_pin(known)) }
        (sessions(known))
        (messages(known))
        (data(known))
        section.j-section {
            (Form { to: &path(words, "/me"), ..secondary(words, "sign-out", words.account_sign_out(), "") }.of(&SignOut, &html! {}))
        }
    }
}

fn contact(known: &Known<'_>) -> Markup {
    let (words, me) = (known.words, known.me);
    let channels = [
        (known.sends.email, Channel::Email, words.account_by_email()),
        (known.sends.sms, Channel::Sms, words.account_by_sms()),
        (true, Channel::None, words.account_by_none()),
    ];
    // What somebody has chosen stays until they choose anew.
    let channels = channels
        .into_iter()
        .filter(|(there, channel, _)| *there || *channel == me.channel);
    let channels = channels.map(|(_, channel, name)| (channel.code(), name));
    let languages = [("fi", "Suomi"), ("sv", "Svenska"), ("en", "English")];
    let fields = html! {
        (field(Field {
            id: "email", name: "email", kind: "email", label: words.account_email(), wrong: words.account_email_wrong(),
            value: me.email.as_deref().unwrap_or_default(), autocomplete: Some("email"), longest: Some(254),
            ..Field::default()
        }))
        (field(Field {
            id: "phone", name: "phone", kind: "tel", label: words.account_phone(), wrong: words.account_phone_wrong(),
            value: me.phone.as_deref().unwrap_or_default(), autocomplete: Some("tel"), longest: Some(30),
            ..Field::default()
        }))
        (select("channel", "channel", words.account_channel(), channels, me.channel.code()))
        (select("language", "language", words.account_language(), languages, Language::code(me.language)))
        label.j-check {
            input #history name="keeps_history" type="checkbox" checked[me.keeps_history];
            span { (words.account_history()) }
        }
    };
    let form = Form {
        look: "primary",
        ..secondary(words, "contact-form", words.account_save(), words.account_saved())
    };
    html! {
        section.j-section aria-labelledby="contact" {
            h2 #contact tabindex="-1" { (words.account_contact()) }
            (form.of(&UpdateMe::default(), &fields))
        }
    }
}

fn change_pin(known: &Known<'_>) -> Markup {
    let words = known.words;
    let fields = html! {
        (pin(words, "pin-old", "old", words.account_pin_old(), "", "current-password"))
        (pin(words, "pin-new", "new", words.account_pin_new(), "", "new-password"))
    };
    let form = secondary(
        words,
        "pin-form",
        words.account_pin_change(),
        words.account_pin_changed(),
    );
    let endpoint = ChangePin {
        old: String::new(),
        new: None,
    };
    html! {
        section.j-section aria-labelledby="pin-change" {
            h2 #pin-change tabindex="-1" { (words.account_pin_change()) }
            (form.of(&endpoint, &fields))
        }
    }
}

fn sessions(known: &Known<'_>) -> Markup {
    let words = known.words;
    let ended = words.account_session_ended();
    html! {
        section.j-section aria-labelledby="sessions" {
            h2 #sessions tabindex="-1" { (words.account_sessions()) }
            ul.j-things role="list" {
                @for one in known.sessions {
                    li.j-thing {
                        p {
                            b { @if one.device.is_empty() { (words.account_session_unknown()) } @else { (one.device) } }
                            @if one.current { " (" (words.account_session_here()) ")" }
                        }
                        p.j-quiet { (words.account_session_used(&words.when(one.used, known.now))) }
                        @if !one.current {
                            (secondary(words, &["end-", one.id.as_str()].concat(), words.account_session_end(), ended)
                                .of(&EndSession { id: Some(one.id.clone()) }, &html! {}))
                        }
                    }
                }
            }
            @if known.sessions.len() > 1 {
                (secondary(words, "end-others", words.account_sessions_end(), words.account_sessions_ended())
                    .of(&EndOtherSessions, &html! {}))
            }
        }
    }
}

fn messages(known: &Known<'_>) -> Markup {
    let words = known.words;
    html! {
        section.j-section aria-labelledby="messages" {
            h2 #messages tabindex="-1" { (words.account_messages()) }
            @if known.messages.is_empty() { p { (words.account_messages_none()) } }
            @for (number, message) in known.messages.iter().enumerate() {
                details.j-more id={ "message-" (known.messages.len() - number) } {
                    summary {
                        span {
                            @if message.subject.is_empty() { (words.account_by_sms()) } @else { (message.subject) }
                            br;
                            span.j-quiet { (words.when(message.sent_at, known.now)) }
                        }
                    }
                    div.j-more__body { @for line in message.body.lines().filter(|line| !line.is_empty()) { p { (linked(line)) } } }
                }
            }
        }
    }
}

fn data(known: &Known<'_>) -> Markup {
    let words = known.words;
    let erase = Form {
        to: &path(words, "/"),
        ..secondary(words, "erase-form", words.account_erase_yes(), "")
    };
    html! {
        section.j-section aria-labelledby="data" {
            h2 #data tabindex="-1" { (words.account_data()) }
            p { a href=(ExportMe.url()) download="jaettu.json" rel="external" { (words.account_export()) } }
            p.j-quiet { (words.account_export_note()) }
            details.j-more #erase {
                summary { (words.account_erase()) }
                div.j-more__body { p { (words.account_erase_text()) } (erase.of(&EraseMe, &html! {})) }
            }
        }
    }
}
