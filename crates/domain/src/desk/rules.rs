//! What a scanned text may be, by its shape alone.
//!
//! Cards and copies cannot always be told apart: both may be ten digits. So the answer is a list, in the order in
//! which it is worth asking.

use super::{Candidate, Scan};
use crate::account::Card;
use crate::id::is_barcode;

/// How many letters and digits a pickup code has.
pub const CODE_LENGTH: usize = 6;
/// Letters and digits of pickup codes: none that is taken for another (0 O, 1 I L).
pub const CODE_ALPHABET: &[u8; 31] = b"23456789ABCDEFGHJKMNPQRSTUVWXYZ";
/// Barcodes of copies begin with this digit, those of cards with others: how libraries number them.
const COPIES_BEGIN_WITH: char = '3';

/// What `text` may be. Spaces around it, and the control characters that some readers add, do not matter.
pub fn classify(text: &str) -> Scan {
    let text = text.trim_matches(|letter: char| letter.is_whitespace() || letter.is_control());
    if text.is_empty() {
        return Scan::Nothing;
    }
    let candidates = digits(text).map_or_else(|| words(text), |digits| numbers(&digits));
    if candidates.is_empty() {
        Scan::Unknown
    } else {
        Scan::Perhaps(candidates)
    }
}

/// The digits of a number that may be written in groups: `1000 0001`.
fn digits(text: &str) -> Option<String> {
    let only = text
        .chars()
        .all(|letter| letter.is_ascii_digit() || letter == ' ');
    only.then(|| text.split(' ').collect())
}

/// What a number may be.
fn numbers(digits: &str) -> Vec<Candidate> {
    let card = digits
        .parse::<Card>()
        .ok()
        .map(|card| Candidate::Card(card.as_str().to_owned()));
    let copy = is_barcode(digits).then(|| Candidate::Copy(digits.to_owned()));
    let both = if digits.starts_with(COPIES_BEGIN_WITH) {
        [copy, card]
    } else {
        [card, copy]
    };
    both.into_iter().flatten().collect()
}

/// What may be a text that is not all digits.
fn words(text: &str) -> Vec<Candidate> {
    let code = pickup_code(text).map(Candidate::PickupCode);
    let copy = is_barcode(text).then(|| Candidate::Copy(text.to_owned()));
    code.into_iter().chain(copy).collect()
}

/// The pickup code written as `ABC-234`, `abc 234` or `ABC234`; it always has a letter, so no number is one.
fn pickup_code(text: &str) -> Option<String> {
    let plain = match text.as_bytes().get(CODE_LENGTH / 2) {
        Some(b'-' | b' ') => [text.get(..CODE_LENGTH / 2)?, text.get(CODE_LENGTH / 2 + 1..)?].concat(),
        _ => text.to_owned(),
    };
    let code = plain.to_ascii_uppercase();
    let fits = code.len() == CODE_LENGTH
        && code.bytes().all(|byte| CODE_ALPHABET.contains(&byte))
        && code.bytes().any(|byte| byte.is_ascii_uppercase());
    fits.then_some(code)
}

/// A pickup code as people read it: `ABC-234`.
pub fn code_text(code: &str) -> String {
    match code.split_at_checked(CODE_LENGTH / 2) {
        Some((first, second)) => [first, "-", second].concat(),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Candidate::{Card, Copy, PickupCode};
    use proptest::prelude::*;

    fn candidates(text: &str) -> Vec<Candidate> {
        match classify(text) {
            Scan::Perhaps(candidates) => candidates,
            other => panic!("{text}: {other:?}"),
        }
    }

    fn both(text: &str) -> (String, String) {
        (text.to_owned(), text.to_owned())
    }

    #[test]
    fn nothing_is_not_a_mistake() {
        for nothing in ["", "  ", "\r\n", "\u{2}\t"] {
            assert_eq!(classify(nothing), Scan::Nothing, "{nothing:?}");
        }
    }

    #[test]
    fn a_card_can_be_typed_in_groups() {
        let (card, copy) = both("10000001");
        assert_eq!(candidates("1000 0001"), [Card(card), Copy(copy)]);
        let (card, copy) = both("21234567890123");
        assert_eq!(candidates(" 21234567890123\r"), [Card(card), Copy(copy)]);
    }

    #[test]
    fn a_number_that_begins_as_copies_do_is_first_taken_for_one() {
        let (card, copy) = both("3000000017");
        assert_eq!(candidates("3000000017"), [Copy(copy), Card(card)]);
    }

    #[test]
    fn a_number_too_short_or_too_long_for_a_card_is_a_copy() {
        for number in ["1", "12345", "123456789012345"] {
            assert_eq!(candidates(number), [Copy(number.to_owned())]);
        }
    }

    #[test]
    fn a_pickup_code_is_read_however_it_is_written() {
        for written in ["ABC-234", "abc-234", "ABC234", "Abc 234"] {
            assert_eq!(
                candidates(written)[0],
                PickupCode("ABC234".to_owned()),
                "{written}"
            );
        }
        assert_eq!(code_text("ABC234"), "ABC-234");
    }

    #[test]
    fn what_could_be_misread_or_has_no_letter_is_no_pickup_code() {
        for other in ["ABC-10L", "ABO234", "ABCD-234", "ABC--34", "AB-C234"] {
            assert_eq!(candidates(other), [Copy(other.to_owned())], "{other}");
        }
        assert_eq!(
            classify("234 234"),
            Scan::Perhaps(vec![Card("234234".to_owned()), Copy("234234".to_owned())])
        );
    }

    #[test]
    fn what_fits_nothing_is_unknown() {
        for unknown in [
            "käyttäjä",
            "two words",
            "ABC 10L",
            "https://example.org/?a=1",
            &"7".repeat(41),
        ] {
            assert_eq!(classify(unknown), Scan::Unknown, "{unknown}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_catalogue_takes_for_a_barcode_is_perhaps_a_copy(barcode in "[A-Za-z0-9._/-]{1,40}") {
            prop_assert!(candidates(&barcode).contains(&Copy(barcode)));
        }

        #[test]
        fn every_pickup_code_is_first_of_all_one(code in "[2-9A-HJKMNP-Z]{6}") {
            prop_assume!(code.bytes().any(|byte| byte.is_ascii_uppercase()));
            let shown = code_text(&code);
            prop_assert_eq!(&candidates(&shown)[0], &PickupCode(code.clone()));
            prop_assert_eq!(&candidates(&shown.to_lowercase())[0], &PickupCode(code));
        }

        #[test]
        fn any_text_has_an_answer_that_is_not_empty_and_does_not_repeat_itself(text in "\\PC*") {
            if let Scan::Perhaps(found) = classify(&text) {
                prop_assert!((1..=2).contains(&found.len()));
                prop_assert_ne!(found.first(), found.get(1));
            }
        }

        #[test]
        fn what_a_reader_adds_around_a_text_changes_nothing(text in "[ -~]{0,20}", around in "[ \t\r\n]{0,3}") {
            prop_assert_eq!(classify(&text), classify(&[&around, text.as_str(), &around].concat()));
        }
    }
}
