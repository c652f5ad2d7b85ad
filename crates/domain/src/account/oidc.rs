//! What the word of an OpenID provider is worth: which tokens are taken, and what they say of somebody.
//!
//! The claims are those of the city's Keycloak: `amr` says how somebody has shown who they are, `ad_groups` to which groups
//! of the city's directory they belong; either is one word or a list. Signatures are the server's business; what a token
//! says is decided here, because it can be decided from values.

use super::api::LONGEST_NAME;
use super::rules::{Allowance, Email, is_birthday};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Deserialize;
use serde::de::IgnoredAny;
use std::fmt;

/// By so much the provider's clock may differ from ours.
const SKEW: TimeDelta = TimeDelta::seconds(60);
/// Tokens come straight from the provider: an older one was meant for something else.
pub const OLDEST: TimeDelta = TimeDelta::minutes(10);
/// Sign-ins that may begin from one address: a library's computers share one. Each is a row until it ends, or for a day.
pub const PER_ADDRESS: Allowance = Allowance {
    burst: 60,
    every: TimeDelta::seconds(10),
};

/// One word, several or none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "OneOrMany")]
pub struct Words(pub Vec<String>);

#[derive(Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    Nothing,
    One(String),
    Many(Vec<String>),
}

impl From<OneOrMany> for Words {
    fn from(words: OneOrMany) -> Self {
        match words {
            OneOrMany::Nothing => Self::default(),
            OneOrMany::One(word) => Self(vec![word]),
            OneOrMany::Many(words) => Self(words),
        }
    }
}

impl Words {
    pub(super) fn has(&self, word: &str) -> bool {
        self.0.iter().any(|own| own == word)
    }

    pub(super) fn has_one_of(&self, words: &[&str]) -> bool {
        words.iter().any(|word| self.has(word))
    }
}

/// What an ID token says of whoever has signed in.
#[derive(Clone, Default, Deserialize)]
pub struct IdToken {
    /// The provider.
    pub iss: String,
    /// Who it is to the provider.
    pub sub: String,
    /// For whom the token is.
    pub aud: Words,
    /// For whom it was made, where it is for several.
    pub azp: Option<String>,
    /// Until when it is good, in seconds since 1970.
    pub exp: i64,
    /// When it was made.
    pub iat: i64,
    /// What the sign-in was given when it began.
    pub nonce: Option<String>,
    /// The session at the provider.
    pub sid: Option<String>,
    /// How they have shown who they are.
    #[serde(default)]
    pub amr: Words,
    /// Their groups in the city's directory.
    #[serde(default)]
    pub ad_groups: Words,
    /// Whole name.
    pub name: Option<String>,
    /// First names.
    pub given_name: Option<String>,
    /// Last name.
    pub family_name: Option<String>,
    /// E-mail address.
    pub email: Option<String>,
    /// Whether the provider knows that the address is theirs.
    #[serde(default)]
    pub email_verified: bool,
    /// Day of birth, `YYYY-MM-DD`; the year may be 0000, or stand alone, where the rest is not told.
    pub birthdate: Option<String>,
}

impl fmt::Debug for IdToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IdToken")
    }
}

/// What has happened, in a logout token.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
pub struct Events {
    /// Somebody has signed out; there is nothing in it.
    #[serde(rename = "http://schemas.openid.net/event/backchannel-logout")]
    pub logout: Option<IgnoredAny>,
}

/// What a provider says when somebody has signed out there.
#[derive(Clone, Default, Deserialize)]
pub struct LogoutToken {
    /// The provider.
    pub iss: String,
    /// For whom the token is.
    pub aud: Words,
    /// When it was made, in seconds since 1970.
    pub iat: i64,
    /// Until when it is good.
    pub exp: Option<i64>,
    /// What makes it different from every other.
    pub jti: String,
    /// Who has signed out.
    pub sub: Option<String>,
    /// Of which session.
    pub sid: Option<String>,
    /// What has happened.
    #[serde(default)]
    pub events: Events,
    /// Never there: it would make an ID token of it.
    pub nonce: Option<IgnoredAny>,
}

impl fmt::Debug for LogoutToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("LogoutToken")
    }
}

/// Why a token is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is of another provider.
    Issuer,
    /// It is for somebody else.
    Audience,
    /// Its time is over, or has not come.
    Time,
    /// It belongs to another sign-in.
    Nonce,
    /// It does not say whom or what it is about.
    Subject,
    /// It is a token of another kind.
    Kind,
}

impl fmt::Display for Fault {
    /// In words without anything of the token.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Issuer => "the token is of another provider",
            Self::Audience => "the token is for another service",
            Self::Time => "the token is too old or too new",
            Self::Nonce => "the token belongs to another sign-in",
            Self::Subject => "the token does not say whom it is about",
            Self::Kind => "the token is of another kind",
        })
    }
}

impl std::error::Error for Fault {}

/// From whom and for whom a token has to be.
#[derive(Clone, Copy, Debug)]
pub struct Parties<'a> {
    /// The provider.
    pub issuer: &'a str,
    /// This service, as the provider calls it.
    pub client: &'a str,
}

impl Parties<'_> {
    fn check(&self, issuer: &str, audience: &Words, made_for: Option<&str>) -> Result<(), Fault> {
        if issuer != self.issuer {
            return Err(Fault::Issuer);
        }
        // A token for several is ours only if it was made for us.
        let ours = match made_for {
            Some(client) => client == self.client,
            None => audience.0.len() == 1,
        };
        if ours && audience.has(self.client) {
            Ok(())
        } else {
            Err(Fault::Audience)
        }
    }
}

fn check_times(made: i64, until: Option<i64>, now: DateTime<Utc>) -> Result<(), Fault> {
    let instant = |seconds| DateTime::from_timestamp(seconds, 0).ok_or(Fault::Time);
    let made = instant(made)?;
    let over = match until {
        Some(until) => now >= instant(until)?.checked_add_signed(SKEW).ok_or(Fault::Time)?,
        None => false,
    };
    if over || made > now + SKEW || made < now - OLDEST {
        Err(Fault::Time)
    } else {
        Ok(())
    }
}

/// Whether an ID token, whose signature is right, is about the sign-in that has `nonce`.
pub fn check_id_token(
    token: &IdToken,
    parties: Parties<'_>,
    nonce: &str,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    parties.check(&token.iss, &token.aud, token.azp.as_deref())?;
    check_times(token.iat, Some(token.exp), now)?;
    if token.nonce.as_deref() != Some(nonce) {
        return Err(Fault::Nonce);
    }
    if token.sub.is_empty() || token.sub.len() > 255 {
        Err(Fault::Subject)
    } else {
        Ok(())
    }
}

/// Whether a token, whose signature is right, ends sessions.
pub fn check_logout_token(
    token: &LogoutToken,
    parties: Parties<'_>,
    now: DateTime<Utc>,
) -> Result<(), Fault> {
    parties.check(&token.iss, &token.aud, None)?;
    check_times(token.iat, token.exp, now)?;
    if token.nonce.is_some() || token.events.logout.is_none() {
        return Err(Fault::Kind);
    }
    if token.jti.is_empty() || (token.sub.is_none() && token.sid.is_none()) {
        Err(Fault::Subject)
    } else {
        Ok(())
    }
}

/// How somebody is called: one line, no longer than names may be.
pub fn name(token: &IdToken) -> String {
    let parts = || {
        [token.given_name.as_deref(), token.family_name.as_deref()]
            .into_iter()
            .flatten()
    };
    let name = token
        .name
        .clone()
        .unwrap_or_else(|| parts().collect::<Vec<_>>().join(" "));
    let words: Vec<&str> = name
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let name: String = words.join(" ").chars().take(LONGEST_NAME).collect();
    if name.is_empty() { "–".to_owned() } else { name }
}

/// The address that the provider knows to be theirs.
pub fn email(token: &IdToken) -> Option<Email> {
    let email = token.email.as_deref().filter(|_| token.email_verified);
    email.and_then(|email| email.parse().ok())
}

/// Day of birth, if the provider tells the whole of it: nobody is older or younger by half a date.
pub fn born(token: &IdToken, today: NaiveDate) -> Option<NaiveDate> {
    let born: NaiveDate = token.birthdate.as_deref()?.parse().ok()?;
    is_birthday(born, today).then_some(born)
}

#[cfg(test)]
#[path = "oidc_tests.rs"]
mod tests;
