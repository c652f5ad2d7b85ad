//! Pages of lists, by their number: `{count, next, previous, results}`.

use super::asked::Asked;
use super::refused::Refused;
use jaettu_domain::endpoint::Pairs;
use serde_json::{Value, json};

/// The most on a page.
pub(super) const MOST: u32 = 500;
const USUAL: usize = 20;

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Page {
    number: usize,
    size: usize,
    count: usize,
}

impl Page {
    /// The part of a list of so many.
    pub(super) fn of(asked: &Asked, count: usize) -> Result<Self, Refused> {
        Self::read(&asked.query, count).ok_or_else(Refused::no_page)
    }

    /// A size that is none is the usual one; a page that is none is an error.
    fn read(query: &Pairs, count: usize) -> Option<Self> {
        let size = query.get("page_size").and_then(|size| size.parse().ok());
        let size = size.filter(|size| *size > 0).unwrap_or(USUAL).min(MOST as usize);
        let last = count.div_ceil(size).max(1);
        let number = match query.get("page") {
            None => 1,
            Some("last") => last,
            Some(number) => number.parse().ok()?,
        };
        (1..=last)
            .contains(&number)
            .then_some(Self { number, size, count })
    }

    /// How many come before it.
    pub(super) const fn before(self) -> usize {
        (self.number - 1) * self.size
    }

    /// How many are on it at most.
    pub(super) const fn size(self) -> usize {
        self.size
    }

    /// What of a whole list is on it.
    pub(super) fn cut<T>(self, all: Vec<T>) -> Vec<T> {
        all.into_iter().skip(self.before()).take(self.size).collect()
    }

    /// The page as it is answered.
    pub(super) fn reply(self, asked: &Asked, results: Vec<Value>) -> Value {
        let address = |number| address(&asked.base, &asked.path, &asked.query, number);
        let next = self.before() + self.size < self.count;
        json!({
            "count": self.count,
            "next": next.then(|| address(self.number + 1)),
            "previous": (self.number > 1).then(|| address(self.number - 1)),
            "results": results,
        })
    }
}

/// The address of another page; the first needs no number.
fn address(base: &str, path: &str, query: &Pairs, number: usize) -> String {
    let mut pairs = Pairs::default();
    for (name, value) in query.iter().filter(|(name, _)| *name != "page") {
        pairs.push(name, value);
    }
    if number > 1 {
        pairs.push("page", number.to_string());
    }
    let query = pairs.to_query();
    let mark = if query.is_empty() { "" } else { "?" };
    [base, path, mark, &query].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str, count: usize) -> Option<(usize, usize)> {
        let page = Page::read(&Pairs::from_query(query), count)?;
        Some((page.before(), page.size()))
    }

    #[test]
    fn a_page_is_a_part_of_the_list() {
        for (query, part) in [
            ("", Some((0, 20))),
            ("page=2", Some((20, 20))),
            ("page=3", None),
            ("page=0", None),
            ("page=x", None),
            ("page=last", Some((20, 20))),
            ("page_size=7&page=6", Some((35, 7))),
            ("page_size=0", Some((0, 20))),
            ("page_size=x", Some((0, 20))),
            ("page_size=9999", Some((0, 500))),
        ] {
            assert_eq!(page(query, 40), part, "{query}");
        }
        assert_eq!((page("", 0), page("page=2", 0)), (Some((0, 20)), None));
    }

    #[test]
    fn other_pages_keep_what_was_asked_for() {
        let query = Pairs::from_query("page=2&search=a+b");
        assert_eq!(
            address("http://x", "/v1/unit/", &query, 3),
            "http://x/v1/unit/?search=a+b&page=3"
        );
        assert_eq!(
            address("http://x", "/v1/unit/", &query, 1),
            "http://x/v1/unit/?search=a+b"
        );
        assert_eq!(
            address("http://x", "/v1/unit/", &Pairs::default(), 1),
            "http://x/v1/unit/"
        );
    }
}
