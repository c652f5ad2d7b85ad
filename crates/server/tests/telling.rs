//! Who is told what about lending, on both databases: nobody is promised what cannot be kept, what may have arrived counts
//! as told, and nobody hears what is true no longer.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on fails"
)]

#[macro_use]
mod support;

#[path = "support/lending.rs"]
mod lending;
#[path = "support/log.rs"]
mod log;
#[path = "telling/perhaps.rs"]
mod perhaps;
#[path = "telling/ways.rs"]
mod ways;
