//! The staff desk: everything is scanned or typed into one box, and every scan is answered in words and by a sound.

mod focus;
mod log;
mod scan;
mod sound;

use crate::clock;
use crate::locale::t;
use crate::ui::html;
use jaettu_domain::desk::{Scan, rules};
use jaettu_views::desk as views;
use leptos::prelude::*;
use log::{Entry, Log};

/// The page: the box, whether it sounds, and the last scans.
pub fn page() -> impl IntoView {
    let words = t();
    let log = RwSignal::new(Log::new());
    let sounds = RwSignal::new(sound::wanted());
    let scanned = Callback::new(move |text: String| {
        let Some(entry) = recognise(&text) else { return };
        if sounds.get_untracked() {
            sound::play(entry.known);
        }
        log.update(|log| log::add(log, entry));
    });
    view! {
        {html(views::intro(words))}
        {scan::scan_box(scanned)}
        {switch(sounds)}
        <h2 id="log">{words.desk_log()}</h2>
        {log::list(log)}
    }
}

/// What a scanned text is, for the log; nothing was scanned where there is nothing.
fn recognise(text: &str) -> Option<Entry> {
    let words = t();
    let (known, text) = match rules::classify(text) {
        Scan::Nothing => return None,
        Scan::Unknown => (false, words.desk_unknown(text.trim())),
        Scan::Perhaps(candidates) => (true, words.candidates(&candidates)),
    };
    let time = words.clock(clock::now());
    Some(Entry { time, known, text })
}

fn switch(sounds: RwSignal<bool>) -> AnyView {
    let change = move |on: bool| {
        sounds.set(on);
        sound::remember(on);
    };
    view! {
        <label class="j-check">
            <input type="checkbox" prop:checked=sounds on:change=move |event| change(event_target_checked(&event)) />
            <span>{t().desk_sounds()}</span>
        </label>
    }
    .into_any()
}
