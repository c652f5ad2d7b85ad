//! The desk: what staff do with one scan box. It has nothing of its own: it lends, takes back and hands out what the other
//! features have.

pub mod api;
