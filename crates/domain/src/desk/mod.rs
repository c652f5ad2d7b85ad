//! The staff desk: one box into which everything is scanned or typed.
//!
//! The desk owns nothing. It says what a scanned text may be, and composes what other features can do with it.

pub mod api;
pub mod rules;

/// What was scanned or typed into the box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scan {
    /// Nothing but spaces.
    Nothing,
    /// Nothing that the desk works with.
    Unknown,
    /// What it may be, likeliest first; never empty. Whoever knows the cards and copies decides.
    Perhaps(Vec<Candidate>),
}

/// One reading of a scanned text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Candidate {
    /// The number of a library card, digits only.
    Card(String),
    /// The barcode of a copy, as the catalogue has it.
    Copy(String),
    /// The code by which something is picked up: six capital letters and digits.
    PickupCode(String),
}
