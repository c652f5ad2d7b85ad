//! One folder per feature; features do not know each other.

pub mod catalogue;
pub mod desk;
pub mod home;
pub mod libraries;
pub mod programme;
pub mod rooms;
