//! Searching and narrowing: one pure function, [`find`], for the server and the browser.

use super::Category;
use super::api::{CategoryCount, Facets, ItemRow, LibraryCount};
use crate::id::{CategoryId, LibraryId};
use crate::search::{Document, Hit, Index};
use crate::text::{Language, Text, alphabetical};
use std::collections::BinaryHeap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

/// What is asked of the catalogue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Words to search for; empty for everything.
    pub words: String,
    /// Only of these categories; empty for all.
    pub categories: Vec<CategoryId>,
    /// Only what this library has.
    pub library: Option<LibraryId>,
    /// Only what is on the shelf now, at `library` if there is one.
    pub available: bool,
    /// Sorted by the names in this language where nothing is searched for.
    pub language: Language,
}

impl Query {
    /// How many choices narrow the list, beside the words.
    pub fn choices(&self) -> usize {
        self.categories.len() + usize::from(self.library.is_some()) + usize::from(self.available)
    }
}

/// All things, ready to be searched.
pub struct Catalogue {
    /// The things, in order of their Finnish names.
    rows: Vec<ItemRow>,
    categories: Vec<Category>,
    /// Every library that has copies, in order of id.
    libraries: Vec<LibraryId>,
    /// Where the rows stand in the order of the other two languages.
    swedish: Vec<usize>,
    english: Vec<usize>,
    /// Made when words are first searched for: most readers of a list never type.
    names: Arc<OnceLock<Index>>,
    /// Descriptions are asked only when no name answers surely. The browser does not have them.
    descriptions: Option<Arc<Index>>,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Numbers of rows, in order: the best answers first, or by name.
    pub rows: Vec<usize>,
    /// What other choices would give.
    pub facets: Facets,
    /// Whether nothing answers the words surely: who has no descriptions should ask who has.
    pub guess: bool,
}

/// The numbers of `rows` in order of their names in `language`, equal names by id.
fn by_name(rows: &[ItemRow], language: Language) -> Vec<usize> {
    let keys = rows.iter().enumerate().map(|(number, row)| {
        let mut key = alphabetical(row.name.get(language));
        key.push(' ');
        key.push_str(row.id.as_str());
        (key, number)
    });
    let sorted = keys.collect::<BinaryHeap<_>>().into_sorted_vec();
    sorted.into_iter().map(|(_, number)| number).collect()
}

impl Catalogue {
    /// Makes things ready to be searched; `descriptions` has one per row, or there are none.
    pub fn new(rows: Vec<ItemRow>, categories: Vec<Category>, descriptions: Vec<Text>) -> Self {
        let mut descriptions: Vec<Option<Text>> = descriptions.into_iter().map(Some).collect();
        descriptions.resize(rows.len(), None);
        let order = by_name(&rows, Language::Fi);
        let mut unsorted: Vec<Option<ItemRow>> = rows.into_iter().map(Some).collect();
        let rows: Vec<ItemRow> = order
            .iter()
            .filter_map(|number| unsorted.get_mut(*number)?.take())
            .collect();
        let texts: Vec<Document> = order
            .iter()
            .filter_map(|number| descriptions.get_mut(*number)?.take())
            .map(|text| Document {
                titles: Vec::new(),
                synonyms: Vec::new(),
                keywords: Vec::new(),
                text: words_of(&text),
            })
            .collect();
        Self {
            libraries: libraries(&rows),
            swedish: by_name(&rows, Language::Sv),
            english: by_name(&rows, Language::En),
            names: Arc::default(),
            descriptions: (!texts.is_empty() && texts.len() == rows.len())
                .then(|| Arc::new(Index::new(texts))),
            rows,
            categories,
        }
    }

    /// The same things with what is on which shelf now: `row` changes nothing else of them. What is searched stays, since
    /// names do not change with every loan.
    #[must_use]
    pub fn restocked(&self, row: impl Fn(&ItemRow) -> ItemRow) -> Self {
        let rows: Vec<ItemRow> = self.rows.iter().map(row).collect();
        Self {
            libraries: libraries(&rows),
            rows,
            categories: self.categories.clone(),
            swedish: self.swedish.clone(),
            english: self.english.clone(),
            names: Arc::clone(&self.names),
            descriptions: self.descriptions.clone(),
        }
    }

    /// All things in order of their Finnish names.
    pub fn rows(&self) -> &[ItemRow] {
        &self.rows
    }

    /// All categories.
    pub fn categories(&self) -> &[Category] {
        &self.categories
    }

    /// Every library that has copies.
    pub fn libraries(&self) -> &[LibraryId] {
        &self.libraries
    }

    /// The index of the names; making it takes a moment, so a server or an idle browser asks for it beforehand.
    pub fn names(&self) -> &Index {
        self.names.get_or_init(|| {
            Index::new(self.rows.iter().map(|row| Document {
                titles: words_of(&row.name),
                synonyms: row.synonyms.all().map(str::to_owned).collect(),
                keywords: name_of(&self.categories, &row.category).map_or_else(Vec::new, words_of),
                text: Vec::new(),
            }))
        })
    }

    /// The things that answer the words, the best first (by name where there are no words), and whether that is
    /// only a guess. Descriptions mention much; they count where no name does.
    fn answering(&self, query: &Query) -> (Vec<usize>, bool) {
        if query.words.is_empty() {
            let all = match query.language {
                Language::Fi => (0..self.rows.len()).collect(),
                Language::Sv => self.swedish.clone(),
                Language::En => self.english.clone(),
            };
            return (all, false);
        }
        let guess = |hits: &[Hit]| hits.first().is_none_or(|hit| hit.is_guess());
        let mut hits = self.names().search(&query.words);
        if guess(&hits)
            && let Some(descriptions) = &self.descriptions
        {
            let described = descriptions.search(&query.words);
            if hits.is_empty() || !guess(&described) {
                hits = described;
            }
        }
        let guess = guess(&hits);
        (hits.into_iter().map(|hit| hit.document).collect(), guess)
    }
}

fn words_of(text: &Text) -> Vec<String> {
    text.all().into_iter().map(str::to_owned).collect()
}

fn name_of<'a>(categories: &'a [Category], id: &CategoryId) -> Option<&'a Text> {
    categories
        .iter()
        .find(|category| category.id == *id)
        .map(|category| &category.name)
}

fn libraries(rows: &[ItemRow]) -> Vec<LibraryId> {
    let mut all: Vec<LibraryId> = Vec::new();
    for row in rows {
        for id in row.on_shelf.iter().map(|shelf| &shelf.library).chain(&row.out_at) {
            if let Err(place) = all.binary_search(id) {
                all.insert(place, id.clone());
            }
        }
    }
    all
}

/// Whether `row` is at `library` (or at any), on the shelf if `available`.
pub fn is_at(row: &ItemRow, library: Option<&LibraryId>, available: bool) -> bool {
    let Some(library) = library else {
        return !available || !row.on_shelf.is_empty();
    };
    row.on_shelf.iter().any(|shelf| shelf.library == *library) || (!available && row.out_at.contains(library))
}

/// Searches, narrows, and counts what each other choice would give.
///
/// A count ignores the choice it would replace and takes every other into account: choosing it gives exactly as
/// many rows as it says.
pub fn find(catalogue: &Catalogue, query: &Query) -> Found {
    let library = query.library.as_ref();
    let mut rows = Vec::new();
    let mut in_category = vec![0; catalogue.categories.len()];
    let mut in_library = vec![0; catalogue.libraries.len()];
    let mut available = 0;
    let (answering, guess) = catalogue.answering(query);
    for number in answering {
        let Some(row) = catalogue.rows.get(number) else {
            continue;
        };
        let here = is_at(row, library, query.available);
        if here && let Some(place) = catalogue.categories.iter().position(|one| one.id == row.category) {
            in_category[place] += 1;
        }
        if !query.categories.is_empty() && !query.categories.contains(&row.category) {
            continue;
        }
        available += u32::from(is_at(row, library, true));
        let out_at = row.out_at.iter().filter(|_| !query.available);
        for id in row.on_shelf.iter().map(|shelf| &shelf.library).chain(out_at) {
            if let Ok(place) = catalogue.libraries.binary_search(id) {
                in_library[place] += 1;
            }
        }
        if here {
            rows.push(number);
        }
    }
    let categories = catalogue.categories.iter().zip(in_category);
    let libraries = catalogue.libraries.iter().zip(in_library);
    let facets = Facets {
        categories: categories
            .map(|(category, count)| CategoryCount {
                id: category.id.clone(),
                name: category.name.clone(),
                count,
            })
            .collect(),
        libraries: libraries
            .map(|(id, count)| LibraryCount {
                id: id.clone(),
                count,
            })
            .collect(),
        available,
    };
    Found { rows, facets, guess }
}

/// Where a page of a list ended: at which row, and what it was.
///
/// If the list has changed meanwhile the row is looked for by its id, and only if it is gone its position counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    position: usize,
    id: String,
}

/// A text that is not a [`Cursor`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotACursor;

impl fmt::Display for NotACursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the `next` of an earlier answer")
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;
    fn from_str(text: &str) -> Result<Self, NotACursor> {
        let (position, id) = text.split_once('.').ok_or(NotACursor)?;
        let position = position.parse().map_err(|_| NotACursor)?;
        if crate::id::is_slug(id) {
            Ok(Self {
                position,
                id: id.to_owned(),
            })
        } else {
            Err(NotACursor)
        }
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.position.to_string())?;
        f.write_str(".")?;
        f.write_str(&self.id)
    }
}

/// The rows of one page, and where it ended if there are more.
pub fn page<'a>(
    catalogue: &'a Catalogue,
    found: &Found,
    cursor: Option<&Cursor>,
    limit: usize,
) -> (Vec<&'a ItemRow>, Option<Cursor>) {
    let row = |number: &usize| catalogue.rows.get(*number);
    let start = cursor.map_or(0, |cursor| {
        let place = found
            .rows
            .iter()
            .position(|number| row(number).is_some_and(|row| row.id.as_str() == cursor.id));
        place.map_or(cursor.position, |place| place + 1)
    });
    let rest = found.rows.get(start..).unwrap_or_default();
    let rows: Vec<&ItemRow> = rest.iter().take(limit).filter_map(row).collect();
    let next = rows.last().filter(|_| rest.len() > limit).map(|last| Cursor {
        position: start + rows.len() - 1,
        id: last.id.as_str().to_owned(),
    });
    (rows, next)
}

#[cfg(test)]
#[path = "find_tests.rs"]
mod tests;
