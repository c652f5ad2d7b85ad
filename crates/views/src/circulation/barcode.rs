//! The barcode of a library card: Code 128 (ISO/IEC 15417), which every reader at a desk knows.
//!
//! Digits only, two to a symbol, so that fourteen of them stay wide enough on a small screen.

use maud::{Markup, html};
use std::fmt::Write as _;

/// Widths of bars and gaps of each value, from 0; then the three starts and the stop.
const SYMBOLS: &[u8; 107 * 6] =
    b"212222222122222221121223121322131222122213122312132212221213221312231212112232122132122231113222\
    123122123221223211221132221231213212223112312131311222321122321221312212322112322211212123212321\
    232121111323131123131321112313132113132311211313231113231311112133112331132131113123113321133121\
    313121211331231131213113213311213131311123311321331121312113312311332111314111221411431111111224\
    111422121124121421141122141221112214112412122114122411142112142211241211221114413111241112134111\
    111242121142121241114212124112124211411212421112421211212141214121412121111143111341131141114113\
    114311411113411311113141114131311141411131211412211214211232233111";

const TO_SINGLE: usize = 100;
const START_PAIRS: usize = 105;
const STOP: usize = 106;

/// The widths of bars and gaps in turn, a bar first; `None` for what is not digits.
pub fn code128(digits: &str) -> Option<Vec<u8>> {
    let values = values(digits)?;
    let mut widths = Vec::with_capacity(values.len() * 6 + 1);
    for value in values {
        widths.extend(
            SYMBOLS
                .get(value * 6..value * 6 + 6)?
                .iter()
                .map(|width| width - b'0'),
        );
    }
    // The stop is one bar longer than every other symbol.
    widths.push(2);
    Some(widths)
}

/// The values of all symbols, with check symbol and stop.
fn values(digits: &str) -> Option<Vec<usize>> {
    if digits.len() < 2 || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let number = |digit: u8| usize::from(digit - b'0');
    let (pairs, last) = digits.as_bytes().as_chunks::<2>();
    let mut values = vec![START_PAIRS];
    values.extend(
        pairs
            .iter()
            .map(|[tens, ones]| number(*tens) * 10 + number(*ones)),
    );
    // A digit that is left over: in the other set digits stand from 16.
    values.extend(last.iter().flat_map(|digit| [TO_SINGLE, 16 + number(*digit)]));
    let weighted = values
        .iter()
        .enumerate()
        .map(|(place, value)| place.max(1) * value);
    values.push(weighted.sum::<usize>() % 103);
    values.push(STOP);
    Some(values)
}

/// Ten modules of white on either side, as the standard asks.
const QUIET: u32 = 10;

/// The bars as a drawing as wide as its place. The number stands beside it as text.
pub fn svg(widths: &[u8]) -> Markup {
    let mut path = String::new();
    let mut at = QUIET;
    for (place, width) in widths.iter().copied().map(u32::from).enumerate() {
        if place % 2 == 0 {
            // Writing into a String cannot fail.
            let _ = write!(path, "M{at} 0h{width}v1h-{width}z");
        }
        at += width;
    }
    html! {
        svg.j-bars viewBox={ "0 0 " (at + QUIET) " 1" } preserveAspectRatio="none" aria-hidden="true" shape-rendering="crispEdges" {
            path d=(path) {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_symbol_is_eleven_modules_wide_and_like_no_other() {
        let symbols: Vec<&[u8]> = SYMBOLS.chunks(6).collect();
        for (value, symbol) in symbols.iter().enumerate() {
            let sum: u32 = symbol.iter().map(|width| u32::from(width - b'0')).sum();
            assert_eq!(sum, 11, "{value}");
            assert!(!symbols[..value].contains(symbol), "{value}");
        }
    }

    #[test]
    fn the_check_symbol_is_that_of_the_standard() {
        // 105 + 1·12 + 2·34 + 3·56 + 4·78 = 665, and 665 mod 103 = 47.
        assert_eq!(values("12345678").unwrap(), [105, 12, 34, 56, 78, 47, 106]);
        // 105 + 1·10 + 2·0 + 3·0 + 4·1 = 119, and 119 mod 103 = 16.
        assert_eq!(values("10000001").unwrap(), [105, 10, 0, 0, 1, 16, 106]);
        // An odd number ends in the other set: 105 + 12 + 2·34 + 3·100 + 4·21 = 569, and 569 mod 103 = 54.
        assert_eq!(values("12345").unwrap(), [105, 12, 34, 100, 21, 54, 106]);
    }

    #[test]
    fn bars_begin_and_end_as_a_reader_expects() {
        let widths = code128("10000001").unwrap();
        assert_eq!(widths[..6], [2, 1, 1, 2, 3, 2]);
        assert_eq!(widths[widths.len() - 7..], [2, 3, 3, 1, 1, 1, 2]);
        assert_eq!(widths.iter().map(|width| u32::from(*width)).sum::<u32>(), 79);
        assert!(svg(&widths).into_string().contains("viewBox=\"0 0 99 1\""));
    }

    #[test]
    fn what_is_not_digits_has_no_bars() {
        for text in ["", "1", "12a4", "１２"] {
            assert_eq!(code128(text), None, "{text}");
        }
    }
}
