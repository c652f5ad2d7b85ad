//! What happens without anybody doing anything, on both databases: reminders, dates that move, loans that are asked back,
//! wishes, and that one broken thing stops nothing else.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[macro_use]
mod support;

#[path = "upkeep/broken.rs"]
mod broken;
#[path = "upkeep/dates.rs"]
mod dates;
#[path = "upkeep/figures.rs"]
mod figures;
#[path = "upkeep/imports.rs"]
mod imports;
#[path = "support/lending.rs"]
mod lending;
#[path = "upkeep/recall.rs"]
mod recall;
#[path = "upkeep/reminders.rs"]
mod reminders;
#[path = "upkeep/wishes.rs"]
mod wishes;
