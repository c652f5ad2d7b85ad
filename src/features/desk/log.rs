//! The last scans, newest first: a screen reader says each as it comes.

use crate::clock;
use crate::locale::t;
use crate::ui::html;
use jaettu_views::desk as views;
use leptos::prelude::*;

/// How many scans stay in sight.
const LENGTH: usize = 12;

/// One scan and what came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// When, as people write it.
    pub time: String,
    /// Whether it went well.
    pub well: bool,
    /// What it was.
    pub text: String,
}

/// An entry about something that has happened now.
pub fn entry(well: bool, text: String) -> Entry {
    let time = t().clock(clock::now());
    Entry { time, well, text }
}

/// Entries with numbers that tell them apart.
pub type Log = Vec<(usize, Entry)>;

/// Puts an entry in front, and lets go of the oldest.
pub fn add(log: &mut Log, entry: Entry) {
    let number = log.first().map_or(0, |(newest, _)| newest + 1);
    log.insert(0, (number, entry));
    log.truncate(LENGTH);
}

/// Draws them.
pub fn list(log: RwSignal<Log>) -> AnyView {
    let line = |(_, entry): (usize, Entry)| html(views::line(t(), &entry.time, entry.well, &entry.text));
    view! {
        <div class="j-log" role="log" aria-labelledby="log">
            <For each=move || log.get() key=|(number, _)| *number children=line />
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_comes_first_the_oldest_goes_and_none_is_taken_for_another() {
        let mut log = Log::new();
        for text in 0..LENGTH + 3 {
            let entry = Entry {
                time: String::new(),
                well: true,
                text: text.to_string(),
            };
            add(&mut log, entry);
        }
        assert_eq!(log.len(), LENGTH);
        assert_eq!(log[0].1.text, (LENGTH + 2).to_string());
        assert!(log.windows(2).all(|pair| pair[0].0 == pair[1].0 + 1));
    }
}
