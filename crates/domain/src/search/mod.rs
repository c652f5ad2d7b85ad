//! Finds things in the catalogue the way people in Helsinki type: bent, shortened, mistyped, in three
//! languages.
//!
//! It is pure and small because the same code answers on the server and, without a network, on a phone. One
//! search is a few lookups in sorted lists for each word of the query; a word nobody wrote costs one walk
//! through the vocabulary.

mod finnish;
mod fold;
#[cfg(test)]
mod tests;
mod typo;
mod vocabulary;

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use vocabulary::{Closeness, Collector, Field, Vocabulary};

/// The plain words of a text, lower case and without dots and accents: what people type for it.
pub fn folded(text: &str) -> String {
    let words: Vec<String> = fold::words(text).into_iter().map(|word| word.text).collect();
    words.join(" ")
}

/// One searchable entry: fields with weights.
pub struct Document {
    /// Names, in Finnish, Swedish and English.
    pub titles: Vec<String>,
    /// Other names people use.
    pub synonyms: Vec<String>,
    /// Names of categories, ids.
    pub keywords: Vec<String>,
    /// Descriptions.
    pub text: Vec<String>,
}

/// A catalogue made ready for searching. It is built once and never changes.
pub struct Index {
    entries: Vec<Entry>,
    vocabulary: Vocabulary,
}

/// A document that was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// The number of the document, in the order they were given.
    pub document: usize,
    /// How well it answers. Only good for comparing hits of the same query.
    pub score: u32,
}

impl Hit {
    /// Whether the document only holds words that resemble those of the query, so that a better answer may be
    /// elsewhere.
    #[must_use]
    pub const fn is_guess(self) -> bool {
        self.score < SURE * BREVITIES
    }
}

/// What is remembered of a document besides its words.
struct Entry {
    /// Each title as one word, to know a title that was typed in full.
    titles: Vec<String>,
    /// How short its first title is: among equals the plain thing comes before its special kinds.
    brevity: u32,
}

/// More of a query than this is not read, in characters and in words.
const LONGEST_QUERY: usize = 200;
const MOST_WORDS: usize = 8;
/// More than any sum over words.
const WHOLE_TITLE: u32 = 1 << 20;
const BREVITIES: u32 = 64;
/// The least that a word found as it is written is worth.
const SURE: u32 = 20;

impl Index {
    /// Reads the documents.
    pub fn new(documents: impl IntoIterator<Item = Document>) -> Self {
        let mut entries = Vec::new();
        let mut collector = Collector::default();
        for (number, document) in documents.into_iter().enumerate() {
            read(&mut collector, number, &document.titles, Field::Title);
            read(&mut collector, number, &document.synonyms, Field::Synonym);
            read(&mut collector, number, &document.keywords, Field::Keyword);
            read(&mut collector, number, &document.text, Field::Text);
            entries.push(Entry::new(&document.titles));
        }
        Self {
            entries,
            vocabulary: Vocabulary::new(collector),
        }
    }

    /// The documents that answer every word of the query, the best first, equals in document order.
    ///
    /// An empty query gives every document in order, with score 0, and one of signs only gives none. At most 200
    /// characters and 8 words of a query count.
    #[must_use]
    pub fn search(&self, query: &str) -> Vec<Hit> {
        let words = query_words(query);
        if words.is_empty() && !query.trim().is_empty() {
            return Vec::new();
        }
        let whole = words.concat();
        let mut totals = vec![Some(0); self.entries.len()];
        for word in &words {
            if totals.iter().all(Option::is_none) {
                break;
            }
            for (total, points) in totals.iter_mut().zip(self.points(word)) {
                *total = total.filter(|_| points > 0).map(|total| total + points);
            }
        }
        let mut hits = Vec::new();
        for (document, (entry, total)) in self.entries.iter().zip(totals).enumerate() {
            let score = match total {
                None => continue,
                Some(0) => 0,
                Some(_) if entry.titles.contains(&whole) => WHOLE_TITLE,
                Some(total) => total * BREVITIES + entry.brevity,
            };
            hits.push((Reverse(score), document));
        }
        // A heap, because `sort` is ten times the code.
        let sorted = BinaryHeap::from(hits).into_sorted_vec().into_iter();
        sorted
            .map(|(Reverse(score), document)| Hit { document, score })
            .collect()
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// What each document gets for one word of a query: its best answer, 0 for none.
    fn points(&self, word: &str) -> Vec<u32> {
        let mut best = vec![0; self.entries.len()];
        for (word, closeness) in self.vocabulary.find(word) {
            for posting in &word.postings {
                if let Some(best) = best.get_mut(posting.document) {
                    *best = points(posting.field, closeness).max(*best);
                }
            }
        }
        best
    }
}

impl Entry {
    fn new(titles: &[String]) -> Self {
        let titles: Vec<String> = titles.iter().map(|title| query_words(title).concat()).collect();
        let length = titles.first().map_or(0, String::len);
        let brevity = (BREVITIES - 1).saturating_sub(u32::try_from(length).unwrap_or(u32::MAX));
        Self { titles, brevity }
    }
}

/// Collects the words of a field. Neighbours also count as one word, because `SUP-lauta`, `SUP lauta` and
/// `suplauta` are the same; in running text only a hyphen makes neighbours.
fn read(collector: &mut Collector, document: usize, texts: &[String], field: Field) {
    for text in texts {
        let mut before = String::new();
        for word in fold::words(text) {
            let place = match field {
                Field::Title if before.is_empty() => Field::TitleStart,
                _ => field,
            };
            if !before.is_empty() && (word.hyphened || field > Field::Text) {
                collector.note([before.as_str(), &word.text].concat(), document, field);
            }
            before.clone_from(&word.text);
            collector.note(word.text, document, place);
        }
    }
}

/// The words of a query that count.
fn query_words(query: &str) -> Vec<String> {
    let end = query
        .char_indices()
        .nth(LONGEST_QUERY)
        .map_or(query.len(), |(end, _)| end);
    let words = fold::words(query.get(..end).unwrap_or_default());
    words.into_iter().take(MOST_WORDS).map(|word| word.text).collect()
}

/// What an answer is worth. The field decides, then closeness; a slip of the finger is worth less than any
/// of them.
fn points(field: Field, closeness: Closeness) -> u32 {
    let tier = match field {
        Field::Text => 1,
        Field::Keyword => 2,
        Field::Synonym => 3,
        Field::Title | Field::TitleStart => 4,
    };
    match closeness {
        Closeness::TwoSlips => tier,
        Closeness::OneSlip => tier + 4,
        _ => SURE * tier + 2 * closeness as u32 + u32::from(field == Field::TitleStart),
    }
}
