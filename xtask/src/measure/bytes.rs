//! What a first visit downloads, the page with its data as the server sends it.

use super::server::Server;
use super::table::{Limits, Row};
use crate::app::App;
use crate::{Outcome, size};

/// The start page and everything it needs.
pub(super) fn first_visit(server: &Server) -> Outcome<Vec<Row>> {
    let page = server.body("/fi/", "gzip, br")?.len();
    let rows = size::rows(App::Residents)?;
    let files = rows.iter().skip(1);
    let mut all = vec![row("page as served", page as u64, Limits::None)];
    all.extend(files.map(|file| row(file.what, file.brotli, Limits::None)));
    let total = page as u64 + rows.iter().skip(1).map(|file| file.brotli).sum::<u64>();
    all.push(row(
        "first visit, all of it, brotli",
        total,
        Limits::AtMost {
            goal: 150.0,
            worst: 250.0,
        },
    ));
    Ok(all)
}

#[expect(clippy::cast_precision_loss, reason = "sizes of files are far below 2^52")]
fn row(what: &str, bytes: u64, limits: Limits) -> Row {
    let command = "cargo xtask size".to_owned();
    Row {
        what: what.to_owned(),
        value: bytes as f64 / 1000.0,
        unit: "kB",
        limits,
        command,
    }
}
