//! Things to borrow: what they are, on what terms they are lent, and where their copies are.
//!
//! A thing and its copies are two: one queue and one page for "a drill", fourteen drills in nine libraries.

pub mod api;
pub mod csv;
pub mod find;
pub mod rules;
pub mod similar;

use crate::id::{CategoryId, ItemId, LibraryId};
use crate::text::{Language, Text};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Lists of words in the languages of the service.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Texts {
    /// Finnish.
    #[serde(default)]
    pub fi: Vec<String>,
    /// Swedish.
    #[serde(default)]
    pub sv: Vec<String>,
    /// English.
    #[serde(default)]
    pub en: Vec<String>,
}

impl Texts {
    /// The words in `language`, or in Finnish where nobody has translated them.
    pub fn get(&self, language: Language) -> &[String] {
        let own = match language {
            Language::Fi => &self.fi,
            Language::Sv => &self.sv,
            Language::En => &self.en,
        };
        if own.is_empty() { &self.fi } else { own }
    }

    /// `words`, which may be of any of the languages, in `language`: those that stand in the same places. What stands in no list,
    /// or in one of another length, stays as it is.
    pub fn translated(&self, words: &[String], language: Language) -> Vec<String> {
        let to = self.get(language);
        let translate = |word: &String| {
            let lists = [&self.fi, &self.sv, &self.en];
            let mut same = lists.into_iter().filter(|list| list.len() == to.len());
            let at = same.find_map(|list| list.iter().position(|own| own == word));
            at.and_then(|at| to.get(at)).unwrap_or(word).clone()
        };
        words.iter().map(translate).collect()
    }

    /// The words of all languages.
    pub fn all(&self) -> impl Iterator<Item = &str> {
        let lists = [&self.fi, &self.sv, &self.en];
        lists.into_iter().flatten().map(String::as_str)
    }
}

/// A category of things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Category {
    /// `tools`.
    pub id: CategoryId,
    /// "Tools".
    pub name: Text,
}

/// On what terms a thing is lent: the whole deal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct LoanRules {
    /// Days until it is due.
    pub days: u32,
    /// How many times the loan can be renewed while nobody waits.
    pub renewals: u32,
    /// Fee for each day it is late, in cents.
    pub late_fee_cents_per_day: u32,
    /// The most that being late can cost, in cents.
    pub late_fee_max_cents: u32,
    /// Deposit in cents; 0 means none is asked.
    pub deposit_cents: u32,
    /// Lent and returned at the desk only, so not in self-service hours.
    pub desk_only: bool,
    /// Fetched from and returned to its own library only.
    pub home_only: bool,
    /// The least age of a borrower, in years.
    pub min_age: Option<u32>,
    /// Open days that a copy is kept for whoever reserved it; 1 for what everybody wants.
    #[serde(default = "default_pickup_days")]
    pub pickup_days: u32,
    /// When others wait, a loan may be asked back once it has lasted so many days; `None`: never.
    #[serde(default)]
    pub recall_after_days: Option<u32>,
    /// Whether a loan due on a closed day is due on the same weekday of a later week rather than on the first day
    /// that is open, so that not everybody comes on that day.
    #[serde(default)]
    pub spread_returns: bool,
}

impl LoanRules {
    /// After how many days a loan may be asked back, where that is before it is due anyhow.
    pub fn shortest(&self) -> Option<u32> {
        self.recall_after_days.filter(|days| *days < self.days)
    }
}

/// Open days that a copy is kept, unless the thing says otherwise.
pub const fn default_pickup_days() -> u32 {
    5
}

/// A thing that can be borrowed, apart from where its copies are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Slug of its Finnish name.
    pub id: ItemId,
    /// What kind of thing it is.
    pub category: CategoryId,
    /// Name.
    pub name: Text,
    /// Other names that people use for it.
    pub synonyms: Texts,
    /// What it is good for and what to mind.
    pub description: Text,
    /// What comes with it.
    pub included: Texts,
    /// Length, width and height as packed, in centimetres.
    pub size_cm: Option<[u32; 3]>,
    /// Weight as packed, in grams.
    pub weight_g: Option<u32>,
    /// Where its instructions are.
    pub instructions_url: Option<String>,
    /// On what terms it is lent.
    pub loan: LoanRules,
    /// How many people wait for it.
    pub waiting: u32,
}

/// Where a copy is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
#[serde(rename_all = "snake_case")]
pub enum Spot {
    /// On the shelf, for anybody to take.
    Shelf,
    /// On the shelf, but to be fetched from it for whoever reserved it.
    Reserved,
    /// Lent to somebody.
    OnLoan,
    /// Waiting for the person who reserved it.
    HoldShelf,
    /// On its way between libraries.
    Transit,
    /// Being repaired.
    Repair,
    /// Nobody knows where.
    Missing,
    /// Taken out of use for good.
    Withdrawn,
}

impl Spot {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Shelf,
        Self::Reserved,
        Self::OnLoan,
        Self::HoldShelf,
        Self::Transit,
        Self::Repair,
        Self::Missing,
        Self::Withdrawn,
    ];

    /// As it stands in the database, the API and CSV files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Shelf => "shelf",
            Self::Reserved => "reserved",
            Self::OnLoan => "on_loan",
            Self::HoldShelf => "hold_shelf",
            Self::Transit => "transit",
            Self::Repair => "repair",
            Self::Missing => "missing",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The spot with this code, exactly as [`Spot::code`] writes it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|spot| spot.code() == code)
    }
}

/// What a copy is like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// As it should be.
    #[default]
    Good,
    /// Worn, but works.
    Worn,
    /// Something that belongs to it is missing.
    Incomplete,
}

impl Condition {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Good, Self::Worn, Self::Incomplete];

    /// As it stands in the database and CSV files.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Worn => "worn",
            Self::Incomplete => "incomplete",
        }
    }

    /// The condition with this code, exactly as [`Condition::code`] writes it.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|condition| condition.code() == code)
    }
}

/// One physical copy of a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ItemCopy {
    /// What the reader at the desk reads.
    pub barcode: String,
    /// The library it belongs to.
    pub home: LibraryId,
    /// The library it is in, or was lent from.
    pub library: LibraryId,
    /// Where in that library.
    pub place: Spot,
    /// When it is due back, exactly if it is on loan.
    pub due: Option<NaiveDate>,
    /// What it is like.
    pub condition: Condition,
}
