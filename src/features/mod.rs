//! One folder per feature; features do not know each other.

pub mod account;
pub mod catalogue;
pub mod circulation;
pub mod desk;
pub mod home;
pub mod libraries;
pub mod programme;
