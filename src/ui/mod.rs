//! Components of the design system; they know no feature and fetch nothing.

mod heading;
pub mod icon;
mod load;

pub use heading::{Heading, focus_next_heading};
pub use icon::icon;
pub use load::show;
