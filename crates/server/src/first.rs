//! Going through many things of which each is done although another fails.

use crate::problem::Failure;

/// The first of several failures: what comes after it is done all the same.
#[derive(Debug, Default)]
pub struct First(Option<Failure>);

impl First {
    /// Notes how something went: what came of it, if anything did.
    pub fn note<T>(&mut self, done: Result<T, impl Into<Failure>>) -> Option<T> {
        match done {
            Ok(value) => Some(value),
            Err(failure) => {
                let failure = failure.into();
                self.0.get_or_insert(failure);
                None
            }
        }
    }

    /// How all of it went.
    pub fn end(self) -> Result<(), Failure> {
        self.0.map_or(Ok(()), Err)
    }
}
