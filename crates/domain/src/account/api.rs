//! How signing in and what is known of somebody travel.

use super::rules::{Email, Phone};
use super::{Channel, Desks, Role};
use crate::endpoint::{Access, Endpoint, Kind, Method, Pairs, Param, Reader};
use crate::id::{PersonId, SessionId};
use crate::messages::rules::{Ways, route};
use crate::messages::{self, Contact};
use crate::page::Page;
use crate::text::Language;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

/// The longest name that is taken, in characters.
pub const LONGEST_NAME: usize = 120;

/// Who is signed in, as they see it themselves.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Me {
    /// Who they are to the service.
    pub id: PersonId,
    /// Name.
    pub name: String,
    /// Digits of the library card, if they have one.
    pub card: Option<String>,
    /// What they are to the service.
    pub role: Role,
    /// At which desks they work.
    pub desks: Desks,
    /// E-mail address.
    pub email: Option<String>,
    /// Mobile number, E.164.
    pub phone: Option<String>,
    /// How they are told what happens.
    pub channel: Channel,
    /// In which language.
    pub language: Language,
    /// Day of birth, if it is known.
    pub born: Option<NaiveDate>,
    /// Whether ended loans stay in their list.
    pub keeps_history: bool,
    /// Whether they may not borrow for now; the desk tells why.
    pub blocked: bool,
    /// Whether they can sign in with card and PIN, and so change the PIN here.
    pub has_pin: bool,
}

impl Me {
    /// Whether they are told what happens by these ways of sending, or look at their page themselves.
    pub fn is_told(&self, ways: Ways) -> bool {
        let contact = Contact {
            channel: messages::Channel::from_code(self.channel.code()),
            email: self.email.clone(),
            phone: self.phone.clone(),
        };
        route(&contact, ways, false).is_some()
    }
}

/// A place where somebody is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct SessionView {
    /// Its identifier; not what signs in with it.
    pub id: SessionId,
    /// What kind of device, in a word or two: "Firefox, Android".
    pub device: String,
    /// When it began.
    pub began: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub used: DateTime<Utc>,
    /// Whether it is the one that asks.
    pub current: bool,
}

/// Nothing to tell beyond that it was done.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Done {
    /// Always true.
    pub done: bool,
    /// Where the browser goes on, if that is needed: after signing out here, to where one signs out of the OpenID provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// It was done.
pub const DONE: Done = Done {
    done: true,
    next: None,
};

/// How one can sign in here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct SignInWays {
    /// With library card and PIN.
    pub card: bool,
    /// At the OpenID provider: the browser goes to `/api/v1/session/begin?return_to=…`.
    pub openid: bool,
}

/// Everything that is known of somebody: lists of rows by what they are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schema",
    schemars(with = "std::collections::BTreeMap<String, Vec<serde_json::Value>>")
)]
pub struct Export(pub serde_json::Value);

const CARD: Param = Param {
    name: "card",
    kind: Kind::Text(20),
    doc: "Number of the library card; spaces are allowed",
};
const PIN: Param = Param {
    name: "pin",
    kind: Kind::Text(8),
    doc: "PIN of the library card, 4 to 8 digits",
};

/// Signs in with library card and PIN.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SignIn {
    /// Number of the library card, as it was written.
    pub card: String,
    /// PIN, as it was written. What is not a PIN gets the same answer as a wrong one.
    pub pin: String,
}

impl std::fmt::Debug for SignIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SignIn")
    }
}

impl Endpoint for SignIn {
    type Reply = Me;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::Personal;
    const PATH: &'static str = "/api/v1/session";
    const OPERATION: &'static str = "sign_in";
    const SUMMARY: &'static str = "Signs in with library card and PIN; the session is a cookie";
    const FIELDS: &'static [Param] = &[CARD, PIN];
    const SECRET: &'static [&'static str] = &["pin"];

    fn write(&self, pairs: &mut Pairs) {
        pairs.push("card", &self.card);
        pairs.push("pin", &self.pin);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            card: reader.line("card", 20),
            pin: reader.line("pin", 20),
        }
    }
}

macro_rules! plain {
    ($($(#[$doc:meta])* $name:ident, $method:ident $path:literal $operation:literal $access:ident -> $reply:ty, $summary:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        pub struct $name;

        impl Endpoint for $name {
            type Reply = $reply;
            const METHOD: Method = Method::$method;
            const ACCESS: Access = Access::$access;
            const PATH: &'static str = $path;
            const OPERATION: &'static str = $operation;
            const SUMMARY: &'static str = $summary;
            fn write(&self, _: &mut Pairs) {}
            fn read(_: &mut Reader<'_>) -> Self {
                Self
            }
        }
    )+};
}

plain! {
    /// How one can sign in.
    GetSignInWays, Get "/api/v1/session/ways" "get_sign_in_ways" Anyone -> SignInWays, "How one can sign in";
    /// Signs out here.
    SignOut, Delete "/api/v1/session" "sign_out" Personal -> Done, "Signs out; `next` says where the browser goes on, if anywhere";
    /// Who is signed in.
    GetMe, Get "/api/v1/me" "get_me" SignedIn -> Me, "Who is signed in";
    /// Everything that is known of somebody.
    ExportMe, Get "/api/v1/me/export" "export_me" SignedIn -> Export, "Everything that is known of oneself";
    /// Forgets who somebody is.
    EraseMe, Delete "/api/v1/me" "erase_me" SignedIn -> Done, "Erases one's own data; refused while something is on loan";
    /// Where one is signed in.
    ListSessions, Get "/api/v1/me/sessions" "list_sessions" SignedIn -> Page<SessionView>, "Where one is signed in";
    /// Signs out everywhere but here.
    EndOtherSessions, Delete "/api/v1/me/sessions" "end_other_sessions" SignedIn -> Done, "Signs out everywhere but here";
}

/// Signs out in one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndSession {
    /// Which session; `None` if the address names none.
    pub id: Option<SessionId>,
}

impl Endpoint for EndSession {
    type Reply = Done;
    const METHOD: Method = Method::Delete;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me/sessions/{id}";
    const OPERATION: &'static str = "end_session";
    const SUMMARY: &'static str = "Signs out in one place";
    const PARAMS: &'static [Param] = &[Param {
        name: "id",
        kind: Kind::Text(36),
        doc: "Which session",
    }];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self { id: reader.id("id") }
    }
}

/// Changes what is known of oneself; what is not given stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UpdateMe {
    /// E-mail address; `Some(None)` takes it away.
    pub email: Option<Option<Email>>,
    /// Mobile number; `Some(None)` takes it away.
    pub phone: Option<Option<Phone>>,
    /// How to be told what happens.
    pub channel: Option<Channel>,
    /// In which language.
    pub language: Option<Language>,
    /// Whether ended loans stay in the list; `false` takes away those that are there.
    pub keeps_history: Option<bool>,
}

impl Endpoint for UpdateMe {
    type Reply = Me;
    const METHOD: Method = Method::Patch;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me";
    const OPERATION: &'static str = "update_me";
    const SUMMARY: &'static str = "Changes one's contact data and choices; what is left out stays as it is";
    const FIELDS: &'static [Param] = &[
        Param {
            name: "email",
            kind: Kind::Text(254),
            doc: "E-mail address; null takes it away",
        },
        Param {
            name: "phone",
            kind: Kind::Text(30),
            doc: "Mobile number; null takes it away",
        },
        Param {
            name: "channel",
            kind: Kind::OneOf(Channel::CODES),
            doc: "How to be told what happens",
        },
        Param {
            name: "language",
            kind: Kind::OneOf(Language::CODES),
            doc: "In which language",
        },
        Param {
            name: "keeps_history",
            kind: Kind::Flag,
            doc: "Whether ended loans stay in the list",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        let text = |value: Option<&str>| value.unwrap_or_default().to_owned();
        pairs.maybe(
            "email",
            self.email
                .as_ref()
                .map(|email| text(email.as_ref().map(Email::as_str))),
        );
        pairs.maybe(
            "phone",
            self.phone
                .as_ref()
                .map(|phone| text(phone.as_ref().map(Phone::as_str))),
        );
        pairs.maybe("channel", self.channel.map(Channel::code));
        pairs.maybe("language", self.language.map(Language::code));
        pairs.maybe("keeps_history", self.keeps_history);
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            email: reader.change("email"),
            phone: reader.change("phone"),
            channel: reader.value("channel"),
            language: reader.value("language"),
            keeps_history: reader.has("keeps_history").then(|| reader.flag("keeps_history")),
        }
    }
}

/// Changes one's PIN.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangePin {
    /// The PIN as it is.
    pub old: String,
    /// The PIN as it is to be.
    pub new: Option<super::rules::Pin>,
}

impl std::fmt::Debug for ChangePin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ChangePin")
    }
}

impl Endpoint for ChangePin {
    type Reply = Done;
    const METHOD: Method = Method::Post;
    const ACCESS: Access = Access::SignedIn;
    const PATH: &'static str = "/api/v1/me/pin";
    const OPERATION: &'static str = "change_pin";
    const SUMMARY: &'static str = "Changes one's PIN and signs out everywhere but here";
    const SECRET: &'static [&'static str] = &["old", "new"];
    const FIELDS: &'static [Param] = &[
        Param {
            name: "old",
            kind: Kind::Text(8),
            doc: "The PIN as it is",
        },
        Param {
            name: "new",
            kind: Kind::Text(8),
            doc: "The PIN as it is to be, 4 to 8 digits",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        pairs.push("old", &self.old);
        pairs.maybe("new", self.new.as_ref().map(super::rules::Pin::as_str));
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self {
            old: reader.line("old", 20),
            new: reader.required("new"),
        }
    }
}
