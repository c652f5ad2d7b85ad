//! Endpoints as types: the one place where an address, its parameters and its answer are written down.
//!
//! The server mounts these types, the app calls them, and the OpenAPI document is made from them, so the three
//! cannot disagree (docs/adr/0002-typed-endpoints.md). An endpoint is a struct of its parameters.

pub mod body;
mod plain;

use crate::account::{Desks, Role};
use crate::problem::FieldError;
use crate::time::PartialDate;
use chrono::NaiveDate;
pub(crate) use plain::plain_endpoints;
use std::fmt::Display;
use std::str::FromStr;

/// HTTP method of an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Reads; safe to repeat.
    Get,
    /// Makes something; safe to repeat with the same `Idempotency-Key`.
    Post,
    /// Changes something.
    Patch,
    /// Ends or removes something; safe to repeat.
    Delete,
}

impl Method {
    /// As it stands in a request line.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// Who may use an operation. What is whose is decided by the handler: what is another's is not found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Anybody, and the answer is the same for all.
    Anyone,
    /// Anybody, but the answer depends on who asks.
    Personal,
    /// Whoever is signed in.
    SignedIn,
    /// Staff, in their own libraries.
    Staff,
    /// Who runs the service.
    Admin,
}

impl Access {
    /// Whether somebody with this role, to whom these desks are given, passes; `None` is nobody who is known.
    pub fn lets_in(self, who: Option<(Role, &Desks)>) -> bool {
        match (self, who) {
            (Self::Anyone | Self::Personal, _) | (Self::SignedIn, Some(_)) => true,
            (Self::Staff, Some((role, desks))) => role.does_desk_work(desks),
            (Self::Admin, Some((role, _))) => matches!(role, Role::Admin),
            (_, None) => false,
        }
    }
}

/// Whether nobody sees a character: a space, or one of no width.
fn is_invisible(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
}

/// Whether a character turns the direction of what stands after it: a name could look like another.
const fn turns_around(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// What kind of value a parameter takes, for the OpenAPI document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Any text up to so many characters.
    Text(usize),
    /// `true` or `false`.
    Flag,
    /// A whole number in a range.
    Number(u32, u32),
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A list of texts, each of up to so many characters; in a query the name is repeated.
    Texts(usize),
}

/// A parameter of an endpoint: in the path when the path names it in braces, otherwise in the query, or a field of its
/// body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Param {
    /// Its name in the address.
    pub name: &'static str,
    /// What it takes.
    pub kind: Kind,
    /// What it does, English.
    pub doc: &'static str,
}

/// One operation of the API.
pub trait Endpoint: Sized {
    /// What a successful answer holds.
    type Reply;
    /// HTTP method.
    const METHOD: Method = Method::Get;
    /// Who may use it.
    const ACCESS: Access = Access::Anyone;
    /// Status of a successful answer: 200, or 201 where something new has an address of its own.
    const STATUS: u16 = 200;
    /// Path with parameters in braces, from the root: `/api/v1/items/{id}`.
    const PATH: &'static str;
    /// Unique name, `verb_resource`, as in the OpenAPI document.
    const OPERATION: &'static str;
    /// One English sentence on what it is for.
    const SUMMARY: &'static str;
    /// Every parameter it takes in path and query.
    const PARAMS: &'static [Param] = &[];
    /// Every field it takes in its body, a flat object of JSON.
    const FIELDS: &'static [Param] = &[];
    /// Those of its fields that are secret: nothing may be kept from which they could be guessed.
    const SECRET: &'static [&'static str] = &[];
    /// The largest body it takes, in bytes.
    const LARGEST: usize = 16 * 1024;

    /// Writes the parameters and fields that differ from their defaults.
    fn write(&self, pairs: &mut Pairs);

    /// Reads the parameters; all that is wrong with them is told at once.
    fn read(reader: &mut Reader<'_>) -> Self;

    /// The address to call, path and query.
    fn url(&self) -> String {
        let mut pairs = Pairs::default();
        self.write(&mut pairs);
        pairs
            .0
            .retain(|(name, _)| !Self::FIELDS.iter().any(|field| field.name == name));
        pairs.into_url(Self::PATH)
    }

    /// The body to send along, if it has one.
    fn body(&self) -> Option<String> {
        if Self::FIELDS.is_empty() {
            return None;
        }
        let mut pairs = Pairs::default();
        self.write(&mut pairs);
        Some(body::write(Self::FIELDS, &pairs))
    }
}

/// The parameters of one request, names and values, decoded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pairs(Vec<(String, String)>);

impl Pairs {
    /// Reads a query string.
    pub fn from_query(query: &str) -> Self {
        Self(form_urlencoded::parse(query.as_bytes()).into_owned().collect())
    }

    /// The last value given for `name`, if it is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().rev().find(|(key, _)| key == name);
        found
            .map(|(_, value)| value.as_str())
            .filter(|value| !value.is_empty())
    }

    /// Adds a parameter.
    pub fn push(&mut self, name: &str, value: impl Into<String>) {
        self.0.push((name.to_owned(), value.into()));
    }

    /// Adds a parameter if there is a value for it.
    pub fn maybe(&mut self, name: &str, value: Option<impl ToString>) {
        if let Some(value) = value {
            self.push(name, value.to_string());
        }
    }

    /// Whether something was given for `name`, even if it is empty.
    pub fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Every value given for `name`.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let found = self.0.iter().filter(move |(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Names and values, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Adds `name=true` if it is.
    pub fn flag(&mut self, name: &str, value: bool) {
        if value {
            self.push(name, "true");
        }
    }

    /// The parameters as a query string, without the question mark.
    pub fn to_query(&self) -> String {
        form_urlencoded::Serializer::new(String::new())
            .extend_pairs(&self.0)
            .finish()
    }

    fn into_url(self, path: &str) -> String {
        let mut url = String::new();
        let mut rest = Self::default();
        let mut pairs = self.0;
        let mut path = path;
        while let Some((before, (name, after))) = path
            .split_once('{')
            .and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
        {
            url.push_str(before);
            if let Some(position) = pairs.iter().position(|(key, _)| key == name) {
                let value = pairs.remove(position).1;
                // In a path a space is %20; the plus sign of forms means itself there.
                url.extend(
                    form_urlencoded::byte_serialize(value.as_bytes())
                        .map(|s| if s == "+" { "%20" } else { s }),
                );
            }
            path = after;
        }
        url.push_str(path);
        rest.0 = pairs;
        if !rest.0.is_empty() {
            url.push('?');
            url.push_str(&rest.to_query());
        }
        url
    }
}

/// Reads parameters and gathers everything that is wrong with them.
#[derive(Debug)]
pub struct Reader<'a> {
    pairs: &'a Pairs,
    errors: Vec<FieldError>,
}

impl<'a> Reader<'a> {
    /// A reader of `pairs`.
    pub fn new(pairs: &'a Pairs) -> Self {
        Self {
            pairs,
            errors: Vec::new(),
        }
    }

    /// Reads a whole endpoint: its parameters, or every error in them.
    pub fn endpoint<E: Endpoint>(pairs: &'a Pairs) -> Result<E, Vec<FieldError>> {
        let mut reader = Self::new(pairs);
        let endpoint = E::read(&mut reader);
        if reader.errors.is_empty() {
            Ok(endpoint)
        } else {
            Err(reader.errors)
        }
    }

    /// A text of at most `longest` characters; empty when it is not given.
    pub fn text(&mut self, name: &str, longest: usize) -> String {
        let value = self.pairs.get(name).unwrap_or_default().trim();
        if value.chars().count() > longest {
            self.refuse(name, "too_long", format!("takes at most {longest} characters"));
            return String::new();
        }
        value.to_owned()
    }

    /// What the path names; `None` when it cannot be the name of anything, which is then not found.
    pub fn id<T: FromStr>(&self, name: &str) -> Option<T> {
        self.pairs.get(name)?.parse().ok()
    }

    /// A text of one line that has to be given, of at most `longest` characters.
    pub fn line(&mut self, name: &str, longest: usize) -> String {
        let text = self.text(name, longest);
        if text.chars().all(is_invisible) {
            self.missing(name);
        } else if text.chars().any(|c| c.is_control() || turns_around(c)) {
            self.refuse(name, "not_valid", "takes one line of plain text");
        }
        text
    }

    /// A value that has to be given; its default, and an error, when it is not.
    pub fn required<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        if self.pairs.get(name).is_none() {
            self.missing(name);
        }
        self.value(name)
    }

    /// A day, as 2026-12-24; `None` when it is not given.
    pub fn date(&mut self, name: &str) -> Option<NaiveDate> {
        match self.value::<PartialDate>(name)? {
            PartialDate::Day(date) => Some(date),
            PartialDate::Month(..) | PartialDate::Year(_) => {
                self.refuse(name, "not_valid", "takes a day as 2026-12-24");
                None
            }
        }
    }

    /// Whether something was given for `name`, even if it is empty: a change that clears a field.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.has(name)
    }

    /// `Some` if something was given for `name`: what it is, or `None` where it is to be cleared.
    pub fn change<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<Option<T>> {
        self.has(name).then(|| self.value(name))
    }

    /// Every value given for `name`, each of at most `longest` characters.
    pub fn texts(&mut self, name: &str, longest: usize) -> Vec<String> {
        let texts: Vec<String> = self.pairs.all(name).map(str::to_owned).collect();
        if texts.iter().any(|text| text.chars().count() > longest) {
            self.refuse(
                name,
                "too_long",
                format!("takes at most {longest} characters each"),
            );
            return Vec::new();
        }
        texts
    }

    /// Notes that `name` has to be given.
    pub fn missing(&mut self, name: &str) {
        // One reason is enough: what is too long is not missing as well.
        if !self.errors.iter().any(|error| error.field == name) {
            self.refuse(name, "missing", "has to be given");
        }
    }

    /// A value that can be read from text; `None` when it is not given.
    pub fn value<T: FromStr<Err: Display>>(&mut self, name: &str) -> Option<T> {
        match self.pairs.get(name)?.parse() {
            Ok(value) => Some(value),
            Err(error) => {
                self.refuse(name, "not_valid", format!("takes {error}"));
                None
            }
        }
    }

    /// `true`, `1` or `false`, `0`; false when it is not given.
    pub fn flag(&mut self, name: &str) -> bool {
        match self.pairs.get(name) {
            None | Some("false" | "0") => false,
            Some("true" | "1") => true,
            Some(_) => {
                self.refuse(name, "not_valid", "takes true or false");
                false
            }
        }
    }

    /// A whole number within a range; `default` when it is not given.
    pub fn number(&mut self, name: &str, range: std::ops::RangeInclusive<u32>, default: u32) -> u32 {
        match self.pairs.get(name).map(str::parse::<u32>) {
            None => default,
            Some(Ok(number)) if range.contains(&number) => number,
            Some(_) => {
                self.refuse(
                    name,
                    "out_of_range",
                    format!("takes {} to {}", range.start(), range.end()),
                );
                default
            }
        }
    }

    /// Notes that `name` is not right.
    pub fn refuse(&mut self, name: &str, code: &str, detail: impl Into<String>) {
        self.errors.push(FieldError::new(name, code, detail));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn path_parameters_are_filled_in_and_the_rest_becomes_the_query() {
        let mut pairs = Pairs::default();
        pairs.push("id", "a/b ä");
        pairs.push("q", "pora kone");
        pairs.flag("available", true);
        assert_eq!(
            pairs.into_url("/items/{id}/x"),
            "/items/a%2Fb%20%C3%A4/x?q=pora+kone&available=true"
        );
    }

    #[test]
    fn every_wrong_parameter_is_told_at_once() {
        let pairs = Pairs::from_query("flag=perhaps&number=99&word=%20long%20words");
        let mut reader = Reader::new(&pairs);
        reader.flag("flag");
        reader.number("number", 1..=10, 5);
        reader.text("word", 3);
        let fields: Vec<_> = reader.errors.iter().map(|e| e.field.as_str()).collect();
        assert_eq!(fields, ["flag", "number", "word"]);
    }

    proptest! {
        #[test]
        fn any_text_survives_the_query(name in "[a-z]{1,8}", value in ".{1,40}") {
            let mut pairs = Pairs::default();
            pairs.push(&name, value.clone());
            let read = Pairs::from_query(&pairs.to_query());
            prop_assert_eq!(read.get(&name), Some(value.as_str()));
        }
    }
}
