//! Every word of the catalogue once, with the places it stands in, ready for looking one word up.
//!
//! Two sorted lists are all there is: the words, so that what starts with a query is one run, and their
//! stems written backwards, so that what ends with it (`kosteusmittari` for `mittari`) is one run too.

use std::collections::{BTreeMap, BinaryHeap};

use super::{finnish, typo};

/// Where in a document a word stands, the least telling first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Text,
    Keyword,
    Synonym,
    Title,
    /// The first word of a title.
    TitleStart,
}

/// How well a word answers the query, the worst first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Closeness {
    TwoSlips,
    OneSlip,
    /// A middle part of a compound: `pora` in `iskuporakone`.
    Inside,
    /// The beginning, or all that has been typed so far.
    Prefix,
    /// The last part of a compound, which in Finnish says what the thing is.
    Head,
    /// Another form of the same word.
    Inflected,
    Exact,
}

/// A place a word stands in.
pub(super) struct Posting {
    pub document: usize,
    pub field: Field,
}

/// A word of the catalogue.
pub(super) struct Word {
    text: Box<str>,
    /// At most one for each document, the best field of it.
    pub postings: Vec<Posting>,
    /// Whether it names something, instead of only standing in descriptions.
    naming: bool,
}

/// The words while they are being collected.
#[derive(Default)]
pub(super) struct Collector(BTreeMap<String, Vec<Posting>>);

impl Collector {
    /// Notes a word; documents must come in order.
    pub(super) fn note(&mut self, word: String, document: usize, field: Field) {
        let postings = self.0.entry(word).or_default();
        match postings.last_mut() {
            Some(last) if last.document == document => last.field = last.field.max(field),
            _ => postings.push(Posting { document, field }),
        }
    }
}

/// A stem of a word, written backwards.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Ending {
    stem: Box<str>,
    /// The number of the word.
    word: usize,
    /// What the word says of itself, repeated here because looking there for every stem is slow.
    naming: bool,
}

/// The words of the whole catalogue.
pub(super) struct Vocabulary {
    words: Vec<Word>,
    endings: Vec<Ending>,
}

/// Parts of compounds shorter than this are more often chance than meaning.
const SHORTEST_PART: usize = 4;
/// A shorter beginning than this would find half of the descriptions.
const SHORTEST_PREFIX_IN_TEXT: usize = 3;
/// What has to be left of a compound on either side of an inner part.
const MARGIN: usize = 3;

impl Vocabulary {
    pub(super) fn new(collected: Collector) -> Self {
        let mut words = Vec::new();
        let mut endings = Vec::new();
        for (number, (text, postings)) in collected.0.into_iter().enumerate() {
            let naming = postings.iter().any(|posting| posting.field > Field::Text);
            endings.extend(finnish::stems(&text).iter().map(|stem| Ending {
                stem: backwards(stem),
                word: number,
                naming,
            }));
            words.push(Word {
                text: text.into(),
                postings,
                naming,
            });
        }
        // Sorting in a heap is a tenth of the code of `sort`.
        let endings = BinaryHeap::from(endings).into_sorted_vec();
        Self { words, endings }
    }

    /// The words that answer one word of a query; slips are forgiven only when nothing answers it as it is.
    pub(super) fn find(&self, query: &str) -> Vec<(&Word, Closeness)> {
        let stems = finnish::stems(query);
        let mut found = Vec::new();
        self.beginning_with(query, Closeness::Exact, &mut found);
        // The first stem is the query itself; a short one says too little about what it begins.
        for stem in stems.iter().skip(1).filter(|stem| stem.len() > SHORTEST_PART) {
            self.beginning_with(stem, Closeness::Inflected, &mut found);
        }
        let stems: Vec<Box<str>> = stems.iter().map(|stem| backwards(stem)).collect();
        for stem in &stems {
            self.ending_with(stem, &mut found);
        }
        if query.len() >= SHORTEST_PART {
            let around = self
                .words
                .iter()
                .filter(|word| word.naming && is_inside(query, &word.text));
            found.extend(around.map(|word| (word, Closeness::Inside)));
        }
        if found.is_empty() {
            self.mistyped(&stems, &mut found);
        }
        found
    }

    /// Finds the words that start so; `whole` says what it is worth to be nothing more than that.
    fn beginning_with<'own>(
        &'own self,
        start: &str,
        whole: Closeness,
        found: &mut Vec<(&'own Word, Closeness)>,
    ) {
        let first = self.words.partition_point(|word| *word.text < *start);
        let run = self.words.iter().skip(first);
        for word in run.take_while(|word| word.text.starts_with(start)) {
            if word.text.len() == start.len() {
                found.push((word, whole));
            } else if word.naming || start.len() >= SHORTEST_PREFIX_IN_TEXT {
                found.push((word, Closeness::Prefix));
            }
        }
    }

    fn ending_with<'own>(&'own self, stem: &str, found: &mut Vec<(&'own Word, Closeness)>) {
        let first = self.endings.partition_point(|ending| *ending.stem < *stem);
        let run = self.endings.iter().skip(first);
        for ending in run.take_while(|ending| ending.stem.starts_with(stem)) {
            let closeness = match ending.stem.len() - stem.len() {
                0 => Closeness::Inflected,
                // One letter is no part of a compound.
                1 => continue,
                _ if stem.len() < SHORTEST_PART => continue,
                _ => Closeness::Head,
            };
            found.extend(self.words.get(ending.word).map(|word| (word, closeness)));
        }
    }

    /// Finds the words that need the fewest slips. They are counted between stems, so that a bent word may
    /// be mistyped; and only in names, because descriptions have a word like any other somewhere.
    fn mistyped<'own>(&'own self, stems: &[Box<str>], found: &mut Vec<(&'own Word, Closeness)>) {
        let mut fewest = 2;
        for stem in stems {
            let allowed = typo::allowed(stem.len());
            for ending in self.endings.iter().filter(|ending| ending.naming && allowed > 0) {
                // Backwards, the first letter is the last. In short words it has to be right.
                if stem.len() < 6 && stem.bytes().next_back() != ending.stem.bytes().next_back() {
                    continue;
                }
                let limit = allowed.min(fewest);
                let slips = typo::slips(stem.as_bytes(), ending.stem.as_bytes(), limit);
                let (Some(slips), Some(word)) = (slips, self.words.get(ending.word)) else {
                    continue;
                };
                if slips < fewest {
                    fewest = slips;
                    found.clear();
                }
                let closeness = if slips > 1 {
                    Closeness::TwoSlips
                } else {
                    Closeness::OneSlip
                };
                found.push((word, closeness));
            }
        }
    }
}

fn backwards(word: &str) -> Box<str> {
    word.chars().rev().collect::<String>().into()
}

/// Whether a part stands in a word with a part's worth of letters on both sides.
fn is_inside(part: &str, word: &str) -> bool {
    word.as_bytes()
        .get(MARGIN..word.len().saturating_sub(MARGIN))
        .is_some_and(|middle| {
            middle
                .windows(part.len().max(1))
                .any(|window| window == part.as_bytes())
        })
}
