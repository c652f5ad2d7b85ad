//! Identifiers for what people keep to themselves: UUIDs of version 7, in order of time and never used twice.

use chrono::{DateTime, Utc};
use uuid::{ContextV7, Timestamp, Uuid};

/// A new identifier; those of one server are in the order in which they were made.
pub fn uuid(now: DateTime<Utc>) -> String {
    static CONTEXT: std::sync::Mutex<Option<ContextV7>> = std::sync::Mutex::new(None);
    let mut context = CONTEXT.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let context = context.get_or_insert_with(ContextV7::new);
    let seconds = u64::try_from(now.timestamp()).unwrap_or(0);
    let timestamp = Timestamp::from_unix(&*context, seconds, now.timestamp_subsec_nanos());
    Uuid::new_v7(timestamp).hyphenated().to_string()
}

/// A new identifier of one kind.
pub fn new<T: TryFrom<String>>(now: DateTime<Utc>) -> Result<T, crate::problem::Failure> {
    T::try_from(uuid(now)).map_err(|_| jaettu_domain::problem::Reason::INTERNAL.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_made_within_a_millisecond_are_in_order() {
        let now: DateTime<Utc> = "2026-11-22T12:00:00Z".parse().unwrap();
        let ids: Vec<String> = (0..1000).map(|_| uuid(now)).collect();
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(jaettu_domain::id::is_uuid(&ids[0]));
    }
}
