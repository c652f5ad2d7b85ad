//! Places and distances.

use serde::{Deserialize, Serialize};

/// A point on the map, WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "wire", derive(jaettu_wire_derive::FromJson))]
pub struct Place {
    /// Degrees north, -90 to 90.
    pub lat: f64,
    /// Degrees east, -180 to 180.
    pub lon: f64,
}

impl Place {
    /// The point at these degrees, when they are on the globe.
    pub fn new(lat: f64, lon: f64) -> Option<Self> {
        ((-90.0..=90.0).contains(&lat) && (-180.0..=180.0).contains(&lon)).then_some(Self { lat, lon })
    }

    /// Reads `60.17,24.94`.
    pub fn parse(text: &str) -> Option<Self> {
        let (lat, lon) = text.split_once(',')?;
        Self::new(lat.trim().parse().ok()?, lon.trim().parse().ok()?)
    }

    /// Distance along the ground in metres.
    ///
    /// Treats the neighbourhood as flat: within a city the error is far below the ten metres that the distance
    /// is rounded to when it is shown.
    pub fn metres_to(self, other: Self) -> f64 {
        const METRES_PER_DEGREE: f64 = 111_195.0;
        let east = (self.lon - other.lon) * cosine(f64::midpoint(self.lat, other.lat));
        let north = self.lat - other.lat;
        (east * east + north * north).sqrt() * METRES_PER_DEGREE
    }

    /// Distance along the ground in whole metres, as it is shown and sorted by.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "not negative, and within a city far below the range of the type; a cast saturates anyway"
    )]
    pub fn whole_metres_to(self, other: Self) -> u32 {
        self.metres_to(other).round() as u32
    }
}

/// The cosine of -90 to 90 degrees to within two parts in a thousand (Bhaskara's approximation), well below
/// what rounding for people does; the exact one would bring six kilobytes of tables to every phone.
fn cosine(degrees: f64) -> f64 {
    let square = degrees * degrees;
    (32_400.0 - 4.0 * square) / (32_400.0 + square)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kallio_is_about_1400_metres_from_oodi() {
        let kallio = Place::new(60.18372, 24.95356).unwrap();
        let oodi = Place::new(60.17397, 24.938_158).unwrap();
        let metres = kallio.metres_to(oodi);
        assert!((1_350.0..1_420.0).contains(&metres), "{metres}");
        assert!((metres - oodi.metres_to(kallio)).abs() < 1e-6);
    }

    #[test]
    fn the_cosine_is_right_to_a_part_in_a_thousand_at_our_latitude() {
        for tenths in 598..=604_u32 {
            let degrees = f64::from(tenths) / 10.0;
            let exact = degrees.to_radians().cos();
            assert!((cosine(degrees) - exact).abs() / exact < 2e-3, "{degrees}");
        }
    }

    #[test]
    fn a_place_off_the_globe_is_refused() {
        for bad in ["", "60.1", "91,0", "0,181", "NaN,1", "inf,2", "a,b"] {
            assert_eq!(Place::parse(bad), None, "{bad}");
        }
        assert_eq!(Place::parse("60.17, 24.94"), Place::new(60.17, 24.94));
    }
}
