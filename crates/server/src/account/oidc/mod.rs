//! Signing in at an OpenID provider: code flow with PKCE, and signing out on both sides (docs/adr/0014-openid.md).
//!
//! The browser only carries a state and a code; tokens stay between the provider and this server. What a token is worth is
//! decided in `jaettu_domain::account::oidc`.

pub mod config;
mod exchange;
pub mod handlers;
pub mod provider;
mod sign_in;
mod store;
mod tokens;

pub use provider::{Provider, Settings};

use crate::problem::Failure;
use jaettu_domain::account::oidc::Fault;

/// Why nobody was signed in or out, for the log: nothing of what the browser or the provider said.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// There is no provider.
    #[error("no OpenID provider is set up")]
    NotSetUp,
    /// It cannot be reached, or does not say what a provider says.
    #[error("the provider does not answer as it should")]
    Silent,
    /// The answer belongs to no sign-in that this browser has begun within ten minutes.
    #[error("no such sign-in has begun in this browser")]
    State,
    /// Too many sign-ins have begun at this address.
    #[error("too many sign-ins have begun at one address")]
    TooOften,
    /// Another provider has answered.
    #[error("another provider has answered")]
    Issuer,
    /// The provider has not signed anybody in.
    #[error("the provider has given no code")]
    NoCode,
    /// The provider does not take the code or who we are.
    #[error("the provider has not taken the code")]
    Refused,
    /// The token is not one, or is signed in a way that is not taken.
    #[error("the token cannot be read")]
    Token,
    /// The provider has no such key.
    #[error("the token is signed with an unknown key")]
    Key,
    /// Somebody else has signed it.
    #[error("the signature of the token is wrong")]
    Signature,
    /// It says what is not right.
    #[error("{0}")]
    Claims(#[from] Fault),
    /// It has been here before.
    #[error("the token has been here before")]
    Repeated,
    /// The account is disabled.
    #[error("the account is disabled")]
    Disabled,
    /// The database failed, which has been logged.
    #[error("the service failed")]
    Service(Failure),
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Service(failure)
    }
}

impl From<sqlx::Error> for Trouble {
    fn from(error: sqlx::Error) -> Self {
        Self::Service(error.into())
    }
}
