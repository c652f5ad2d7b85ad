//! Bookings by number, as Respa named them.
//!
//! The identifier of a booking here is its person's: it holds the instant at which it was made, so that what was booked together
//! could be seen to be. A number tells no more than when the booking begins, which is told anyway. It is that quarter with a
//! hash of the identifier, so it is found again without being written anywhere, and exact in the numbers of JavaScript. Who moves
//! a booking gives it another number.

use jaettu_domain::busy::Quarter;
use jaettu_domain::id::BookingId;
use sha2::{Digest, Sha256};

const BITS: u32 = 31;

/// The number of a booking that begins with a quarter.
pub(super) fn of(booking: &BookingId, from: Quarter) -> i64 {
    let hash = Sha256::digest(booking.as_str());
    let hash = hash
        .iter()
        .take(4)
        .fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
    (from.0 << BITS) | (hash & ((1 << BITS) - 1))
}

/// When the booking of a number begins; `None` if it cannot be one.
pub(super) fn begins(number: &str) -> Option<(i64, Quarter)> {
    let number: i64 = number.parse().ok().filter(|number| *number > 0)?;
    Some((number, Quarter(number >> BITS)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_tells_when_its_booking_begins_and_is_exact_anywhere() {
        let booking = BookingId::new("0190b5a2-7c1e-7d5a-9b1f-2f6a3c4d5e6f").unwrap();
        let last = "2089-01-01T00:00:00Z".parse().unwrap();
        for from in [Quarter(1_994_688), Quarter::of(last)] {
            let number = of(&booking, from);
            assert!(number < 1 << 53, "{number}");
            assert_eq!(begins(&number.to_string()), Some((number, from)));
        }
        let other = BookingId::new("0190b5a2-7c1e-7d5a-9b1f-2f6a3c4d5e60").unwrap();
        assert_ne!(of(&booking, Quarter(0)), of(&other, Quarter(0)));
        for bad in [
            "",
            "x",
            "-1",
            "0",
            "99999999999999999999",
            "0190b5a2-7c1e-7d5a-9b1f-2f6a3c4d5e6f",
        ] {
            assert_eq!(begins(bad), None, "{bad}");
        }
    }
}
