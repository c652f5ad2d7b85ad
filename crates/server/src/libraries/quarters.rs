//! Opening hours as quarters, worked out once for each library and window while they stay as they are.
//!
//! The list of rooms needs those of every library, in the same window for everybody: working them out took more than half of the time
//! of an answer (docs/measurements.md). What is kept goes with the hours that it was made of, so nothing has to be forgotten when
//! they change.

use jaettu_domain::busy::Days;
use jaettu_domain::id::LibraryId;
use jaettu_domain::rooms::hours::Hours;
use std::collections::HashMap;
use std::sync::{Arc, RwLock};

/// So many windows are kept, each with all libraries some 50 kB at the most; then it begins anew. They move with the days and with
/// what people look at.
const MOST: usize = 64;
/// A window of more days than this is not kept: statistics of a year are asked for rarely.
const LONGEST: u32 = 62;

/// What has been worked out.
#[derive(Debug, Default)]
pub struct Quarters(RwLock<HashMap<Days, HashMap<LibraryId, Arc<Hours>>>>);

impl Quarters {
    /// The hours of a library in a window; `make` works them out the first time.
    pub fn of(&self, library: &LibraryId, window: Days, make: impl FnOnce() -> Hours) -> Arc<Hours> {
        if window.count > LONGEST {
            return Arc::new(make());
        }
        if let Some(known) = self.known(library, window) {
            return known;
        }
        let hours = Arc::new(make());
        if let Ok(mut kept) = self.0.write() {
            if kept.len() >= MOST && !kept.contains_key(&window) {
                kept.clear();
            }
            kept.entry(window)
                .or_default()
                .insert(library.clone(), Arc::clone(&hours));
        }
        hours
    }

    fn known(&self, library: &LibraryId, window: Days) -> Option<Arc<Hours>> {
        self.0.read().ok()?.get(&window)?.get(library).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    #[test]
    fn hours_are_worked_out_once_for_each_library_and_window_and_not_everything_is_kept() {
        let (quarters, made) = (Quarters::default(), Cell::new(0));
        let [kallio, oodi]: [LibraryId; 2] = ["kallio", "oodi"].map(|id| id.parse().unwrap());
        let window = |first| Days { first, count: 2 };
        let year = Days {
            first: 20_000,
            count: 365,
        };
        let look = |library, window| {
            quarters.of(library, window, || {
                made.set(made.get() + 1);
                Hours::of(&[], window)
            })
        };
        for _ in 0..3 {
            assert_eq!(look(&kallio, window(20_000)).any.first_day(), 20_000);
            assert_eq!(look(&oodi, window(20_000)).any.first_day(), 20_000);
            assert_eq!(look(&kallio, window(20_001)).any.first_day(), 20_001);
        }
        assert_eq!(made.get(), 3);
        look(&kallio, year);
        look(&kallio, year);
        assert_eq!(made.get(), 5);
        for first in 0..300 {
            look(&kallio, window(first));
        }
        assert!(quarters.0.read().unwrap().len() <= MOST);
    }
}
