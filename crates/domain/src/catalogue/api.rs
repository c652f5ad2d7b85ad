//! How things travel.

use super::find::{Cursor, Query};
use super::{LoanRules, Texts};
use crate::endpoint::{Endpoint, Kind, Pairs, Param, Reader};
use crate::id::{CategoryId, ItemId, LibraryId};
use crate::text::{Language, Text};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The longest search that is taken, in characters.
pub const LONGEST_SEARCH: usize = 100;

/// Rows on a page of the list, and the most that can be asked for.
pub const ROWS: u32 = 50;
/// With this many rows the app searches on its own and asks no more.
pub const MOST_ROWS: u32 = 1000;
/// Cards that a page of the list shows at first, and how many more at a time.
pub const PAGE: u32 = 20;

/// Copies on the shelf of one library.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct OnShelf {
    /// Which library.
    pub library: LibraryId,
    /// How many are on the shelf.
    pub copies: u32,
}

/// A thing in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct ItemRow {
    /// Slug of the Finnish name.
    pub id: ItemId,
    /// Name.
    pub name: Text,
    /// What kind of thing it is.
    pub category: CategoryId,
    /// Other names that people use for it.
    pub synonyms: Texts,
    /// The libraries with copies on the shelf.
    pub on_shelf: Vec<OnShelf>,
    /// The libraries that have copies, but none on the shelf.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub out_at: Vec<LibraryId>,
    /// Copies in all, whether on the shelf or not.
    pub copies: u32,
    /// How many people wait for it.
    pub waiting: u32,
    /// Days until a loan is due.
    pub loan_days: u32,
    /// Lent at the desk only.
    pub desk_only: bool,
    /// When the first copy is due back, if none is on the shelf.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
}

/// A category and how many things choosing it would show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct CategoryCount {
    /// Which category.
    pub id: CategoryId,
    /// Its name.
    pub name: Text,
    /// How many things of it match everything else that was asked for.
    pub count: u32,
}

/// A library and how many things choosing it would show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct LibraryCount {
    /// Which library.
    pub id: LibraryId,
    /// How many things of it match everything else that was asked for.
    pub count: u32,
}

/// What narrowing the list further, or differently, would give.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Facets {
    /// Every category.
    pub categories: Vec<CategoryCount>,
    /// Every library that has things.
    pub libraries: Vec<LibraryCount>,
    /// How many `available=true` would show.
    pub available: u32,
}

/// A page of the list of things.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct ItemList {
    /// The rows of this page, in order.
    pub items: Vec<ItemRow>,
    /// What to ask for next with `cursor=`; `null` on the last page.
    pub next: Option<String>,
    /// How many things there are on all pages.
    pub total: u32,
    /// What other choices would give.
    pub facets: Facets,
}

/// The copies that one library has of a thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Holding {
    /// Which library.
    pub library: LibraryId,
    /// How many are on the shelf.
    pub on_shelf: u32,
    /// How many there are in all.
    pub copies: u32,
    /// When the first of those on loan is due back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// When a loan made there today would be due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_if_today: Option<NaiveDate>,
    /// How many are being repaired.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub in_repair: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A thing with everything that a borrower wants to know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct ItemView {
    /// Slug of the Finnish name.
    pub id: ItemId,
    /// Name.
    pub name: Text,
    /// What kind of thing it is.
    pub category: CategoryId,
    /// Name of the category.
    pub category_name: Text,
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
    /// Copies on the shelf, in all libraries.
    pub on_shelf: u32,
    /// Copies in all.
    pub copies: u32,
    /// How many people wait for it.
    pub waiting: u32,
    /// The day on which loans would begin for `due_if_today`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<NaiveDate>,
    /// The libraries that have copies.
    pub libraries: Vec<Holding>,
    /// Things that may do instead, the most alike first.
    pub similar: Vec<ItemRow>,
}

/// Things to borrow, searched and narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ListItems {
    /// What is asked for.
    pub query: Query,
    /// Where the page before ended.
    pub cursor: Option<Cursor>,
    /// Rows on a page; 0 means [`ROWS`].
    pub limit: u32,
}

impl ListItems {
    /// Everything there is, as far as one answer takes it.
    pub fn everything() -> Self {
        Self {
            limit: MOST_ROWS,
            ..Self::default()
        }
    }
}

/// The parameters of a search as they stand in addresses, of the API and of the page alike.
pub fn write_query(query: &Query, pairs: &mut Pairs) {
    pairs.maybe("q", Some(&query.words).filter(|words| !words.is_empty()));
    let mut categories = String::new();
    for category in &query.categories {
        if !categories.is_empty() {
            categories.push(',');
        }
        categories.push_str(category.as_str());
    }
    pairs.maybe("category", Some(categories).filter(|all| !all.is_empty()));
    pairs.maybe("library", query.library.as_ref());
    pairs.flag("available", query.available);
}

/// How many cards the address of the page asks for with `show`.
pub fn read_shown(reader: &mut Reader<'_>) -> u32 {
    reader.number("show", PAGE..=MOST_ROWS, PAGE)
}

/// Reads what [`write_query`] writes.
pub fn read_query(reader: &mut Reader<'_>) -> Query {
    let words = reader.text("q", LONGEST_SEARCH);
    let mut categories: Vec<CategoryId> = Vec::new();
    for word in reader
        .text("category", 1000)
        .split(',')
        .filter(|word| !word.is_empty())
    {
        match CategoryId::new(word.trim()) {
            Ok(id) if categories.contains(&id) => {}
            Ok(id) => categories.push(id),
            Err(_) => reader.refuse(
                "category",
                "unknown",
                "takes identifiers of categories: tools,garden",
            ),
        }
    }
    Query {
        words,
        categories,
        library: reader.value("library"),
        available: reader.flag("available"),
        language: Language::Fi,
    }
}

impl Endpoint for ListItems {
    type Reply = ItemList;
    const PATH: &'static str = "/api/v1/items";
    const OPERATION: &'static str = "list_items";
    const SUMMARY: &'static str = "Things to borrow, with what narrowing the list further would give";
    const PARAMS: &'static [Param] = &[
        Param {
            name: "q",
            kind: Kind::Text(LONGEST_SEARCH),
            doc: "Words in Finnish, Swedish or English; inflections, compounds and slips of the pen are understood",
        },
        Param {
            name: "category",
            kind: Kind::Text(1000),
            doc: "Only of this category; several are separated by commas: `tools,garden`",
        },
        Param {
            name: "library",
            kind: Kind::Text(64),
            doc: "Only what this library has: `kallio`",
        },
        Param {
            name: "available",
            kind: Kind::Flag,
            doc: "Only what is on the shelf now, at `library` if one is given",
        },
        Param {
            name: "language",
            kind: Kind::OneOf(&["fi", "sv", "en"]),
            doc: "Sort by the names in this language; Finnish when not given",
        },
        Param {
            name: "cursor",
            kind: Kind::Text(80),
            doc: "The `next` of the page before",
        },
        Param {
            name: "limit",
            kind: Kind::Number(1, MOST_ROWS),
            doc: "Rows on a page; 50 when not given",
        },
    ];

    fn write(&self, pairs: &mut Pairs) {
        write_query(&self.query, pairs);
        if self.query.language != Language::Fi {
            pairs.push("language", self.query.language.code());
        }
        pairs.maybe("cursor", self.cursor.as_ref());
        pairs.maybe("limit", Some(self.limit).filter(|limit| *limit != 0));
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        let mut query = read_query(reader);
        let language = reader.text("language", 2);
        query.language = Language::from_code(&language).unwrap_or_default();
        if !language.is_empty() && language != query.language.code() {
            reader.refuse("language", "not_valid", "takes fi, sv or en");
        }
        Self {
            query,
            cursor: reader.value("cursor"),
            limit: reader.number("limit", 1..=MOST_ROWS, ROWS),
        }
    }
}

/// One thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GetItem {
    /// Which; an unknown or impossible identifier is answered with 404.
    pub id: Option<ItemId>,
}

impl GetItem {
    /// The thing with this id.
    pub fn new(id: &str) -> Self {
        Self {
            id: ItemId::new(id).ok(),
        }
    }
}

impl Endpoint for GetItem {
    type Reply = ItemView;
    const PATH: &'static str = "/api/v1/items/{id}";
    const OPERATION: &'static str = "get_item";
    const SUMMARY: &'static str =
        "One thing: where its copies are, on what terms it is lent, what is like it";
    const PARAMS: &'static [Param] = &[Param {
        name: "id",
        kind: Kind::Text(64),
        doc: "Identifier of the thing: `porakone`",
    }];

    fn write(&self, pairs: &mut Pairs) {
        pairs.maybe("id", self.id.as_ref());
    }

    fn read(reader: &mut Reader<'_>) -> Self {
        Self::new(&reader.text("id", 64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_for_survives_the_address() {
        let request = ListItems {
            query: Query {
                words: "pora kone".into(),
                categories: vec![
                    CategoryId::new("tools").unwrap(),
                    CategoryId::new("garden").unwrap(),
                ],
                library: LibraryId::new("pasila").ok(),
                available: true,
                language: Language::Sv,
            },
            cursor: "12.porakone".parse().ok(),
            limit: 7,
        };
        let url = request.url();
        let pairs = Pairs::from_query(url.split_once('?').unwrap().1);
        assert_eq!(Reader::endpoint::<ListItems>(&pairs), Ok(request));
    }

    #[test]
    fn every_parameter_that_cannot_be_is_told() {
        let pairs = Pairs::from_query(
            "category=Ty%C3%B6kalut&library=../x&available=yes&limit=1001&cursor=x&language=ru",
        );
        let errors = Reader::endpoint::<ListItems>(&pairs).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field.as_str()).collect();
        assert_eq!(
            fields,
            ["category", "library", "available", "language", "cursor", "limit"]
        );
    }
}
