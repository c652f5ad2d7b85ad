//! Counts slips of the finger between two words, as far as they are worth counting.
//!
//! Two slips are the most that still mean the same word, so trying them one by one is less code than the
//! usual table and stops at the first letters that differ.

/// How many slips a word of this many bytes may have: short words are too close to each other for any.
pub(super) fn allowed(length: usize) -> u32 {
    match length {
        0..4 => 0,
        4..8 => 1,
        _ => 2,
    }
}

/// The slips that turn one word into the other (a letter more, less, wrong, or two swapped), unless more
/// than `limit`.
pub(super) fn slips(one: &[u8], other: &[u8], limit: u32) -> Option<u32> {
    if one.len().abs_diff(other.len()) > limit as usize {
        return None;
    }
    let (one_left, other_left) = match (one, other) {
        ([], []) => return Some(0),
        ([a, one @ ..], [b, other @ ..]) if a == b => return slips(one, other, limit),
        ([_, one @ ..], [_, other @ ..]) => (one, other),
        ([_, one @ ..], []) => (one, other),
        ([], [_, other @ ..]) => (one, other),
    };
    let limit = limit.checked_sub(1)?;
    let swapped = match (one, other) {
        ([a, b, one @ ..], [c, d, other @ ..]) if a == d && b == c => slips(one, other, limit),
        _ => None,
    };
    [
        swapped,
        slips(one_left, other_left, limit),
        slips(one_left, other, limit),
        slips(one, other_left, limit),
    ]
    .into_iter()
    .flatten()
    .min()
    .map(|rest| rest + 1)
}

#[cfg(test)]
mod tests {
    use super::{allowed, slips};

    fn count(one: &str, other: &str) -> Option<u32> {
        slips(one.as_bytes(), other.as_bytes(), 2)
    }

    #[test]
    fn each_kind_of_slip_counts_as_one() {
        assert_eq!(count("kitara", "kitara"), Some(0));
        assert_eq!(count("kitara", "kitaara"), Some(1));
        assert_eq!(count("kitara", "kitra"), Some(1));
        assert_eq!(count("kitara", "kitera"), Some(1));
        assert_eq!(count("kitara", "kiatra"), Some(1));
        assert_eq!(count("kitara", "itara"), Some(1));
    }

    #[test]
    fn more_slips_than_the_limit_are_no_answer() {
        assert_eq!(count("ompelukone", "ompleukonne"), Some(2));
        assert_eq!(count("porakone", "pesukone"), None);
        assert_eq!(count("", "abc"), None);
    }

    #[test]
    fn short_words_may_have_no_slips() {
        assert_eq!([3, 4, 7, 8].map(allowed), [0, 1, 1, 2]);
    }
}
