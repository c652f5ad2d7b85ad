//! Who uses the service: signing in, sessions, and what people may see and change of themselves.

pub mod command;
pub mod erase;
pub mod export;
pub mod handlers;
pub mod oidc;
pub mod page;
pub mod secrets;
pub mod sessions;
pub mod store;
pub mod throttle;

use crate::problem::Failure;
use jaettu_domain::account::{Desks, Role};
use jaettu_domain::id::{LibraryId, PersonId, SessionId};
use jaettu_domain::problem::Reason;
use jaettu_domain::text::Language;

/// How people can sign in here.
#[derive(Debug)]
pub struct Ways {
    /// With library card and PIN.
    pub card: bool,
    /// At this OpenID provider.
    pub openid: Option<oidc::Provider>,
}

impl Default for Ways {
    fn default() -> Self {
        Self {
            card: true,
            openid: None,
        }
    }
}

/// Somebody who is signed in, as the database knows them at this request. No name: it could get into a log.
#[derive(Clone, Debug)]
pub struct Person {
    /// Who it is.
    pub id: PersonId,
    /// What they are to the service.
    pub role: Role,
    /// At which desks they work.
    pub desks: Desks,
    /// In which language they are written to.
    pub language: Language,
    /// Where they are signed in.
    pub session: SessionId,
}

impl Person {
    /// Whether they work at the desk of `library`.
    pub fn works_at(&self, library: &LibraryId) -> bool {
        self.role.works_at(&self.desks, library)
    }

    /// Refuses unless they work at the desk of `library`.
    pub fn at_desk(&self, library: &LibraryId) -> Result<(), Failure> {
        if self.works_at(library) {
            Ok(())
        } else {
            Err(Reason::NOT_YOUR_DESK.into())
        }
    }
}
