//! Tests of lending: each rule as a sentence, and what must hold after any commands at all.

mod calendar;
mod desk;
mod lend;
mod properties;
mod queue;
mod refusals;
mod remind;
mod repair;
mod support;
mod wait;
