//! Icons that pages and the app draw alike: one path each, 24 by 24.

/// A pin on a map.
pub const PLACE: &str =
    "M12 21s7-6.4 7-11.5a7 7 0 0 0-14 0C5 14.6 12 21 12 21zM12 12a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5z";
/// A magnifying glass.
pub const SEARCH: &str = "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.5 15.5 21 21";
/// An arrow on.
pub const NEXT: &str = "M4 12h16m-6-6 6 6-6 6";
/// An arrow back.
pub const BACK: &str = "M20 12H4m6-6-6 6 6 6";
/// A box with an arrow out of it: share.
pub const SHARE: &str = "M12 15V3M8 7l4-4 4 4M8 11H5v10h14V11h-3";
/// A printer.
pub const PRINT: &str = "M7 9V3h10v6M7 18H4V9h16v9h-3M7 14h10v7H7z";
/// An arrow down onto a line: download.
pub const DOWNLOAD: &str = "M12 3v12m-5-5 5 5 5-5M4 20h16";
/// An arrow down.
pub const DOWN: &str = "M12 4v16m-6-6 6 6 6-6";
/// A cross: take away.
pub const CLOSE: &str = "m5 5 14 14M19 5 5 19";
