//! Places and distances.

use serde::{Deserialize, Serialize};

/// A point on the map, WGS 84 degrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
        let east = (self.lon - other.lon) * f64::midpoint(self.lat, other.lat).to_radians().cos();
        let north = self.lat - other.lat;
        east.hypot(north) * METRES_PER_DEGREE
    }
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
    fn a_place_off_the_globe_is_refused() {
        for bad in ["", "60.1", "91,0", "0,181", "NaN,1", "inf,2", "a,b"] {
            assert_eq!(Place::parse(bad), None, "{bad}");
        }
        assert_eq!(Place::parse("60.17, 24.94"), Place::new(60.17, 24.94));
    }
}
