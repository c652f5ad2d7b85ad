//! Logs: one line per event, JSON unless a person is looking, never with personal data.
//!
//! Requests are logged by method, route and status; queries, bodies and addresses of readers are left out.

use std::io::IsTerminal;
use tracing_subscriber::EnvFilter;

/// Starts logging at the level that `JAETTU_LOG` says, `info` by default.
pub fn start() {
    let filter = EnvFilter::try_from_env("JAETTU_LOG").unwrap_or_else(|_| EnvFilter::new("info"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    if std::io::stderr().is_terminal() {
        builder.with_target(false).init();
    } else {
        builder.json().init();
    }
}
