//! `dev`: the demo server and the apps, built anew when a source changes.

use crate::app::App;
use crate::say::{self, Stages};
use crate::{Outcome, build, interrupt, job, paths};
use std::fs;
use std::path::Path;
use std::process::{Child, Command};
use std::thread::sleep;
use std::time::{Duration, SystemTime};

pub(crate) const APPS: [&str; 13] = [
    "desk.html",
    "index.html",
    "Trunk.desk.toml",
    "Trunk.toml",
    "Cargo.toml",
    "src",
    "style",
    "public",
    "locales",
    "crates/domain",
    "crates/views",
    "crates/wire-derive",
    "crates/words",
];
pub(crate) const SERVER: [&str; 6] = [
    "Cargo.toml",
    "locales",
    "crates/domain",
    "crates/views",
    "crates/words",
    "crates/server",
];

/// Runs until Ctrl-C. Errors of the compiler are shown, and the last good build goes on.
pub(crate) fn run(options: &[&str]) -> Outcome {
    build::prepare(&mut Stages::of(4))?;
    build::fetch()?;
    let (mut apps, mut server) = (None, None);
    let mut running: Option<Child> = None;
    while !interrupt::stopped() {
        let (apps_now, server_now) = (newest(&APPS), newest(&SERVER));
        let changed = (apps != apps_now, server != server_now);
        (apps, server) = (apps_now, server_now);
        let built = [
            changed.0 && build_app(App::Residents)?,
            changed.0 && build_app(App::Desk)?,
            changed.1
                && tell(
                    "the server",
                    &job::logged("dev-server", &mut job::cargo(["build", "-p", "jaettu-server"])),
                ),
        ];
        if built.contains(&true) {
            running.as_mut().map(interrupt::end);
            running = Some(serve(options)?);
        }
        sleep(Duration::from_millis(300));
    }
    running.as_mut().map(interrupt::end);
    Ok(())
}

fn build_app(app: App) -> Outcome<bool> {
    let log = format!("dev-{}", app.name());
    Ok(tell(app.title(), &job::logged(&log, &mut build::trunk(app)?)))
}

fn tell(what: &str, outcome: &Outcome<Duration>) -> bool {
    match outcome {
        Ok(taken) => say::remark(&format!("{what} built in {}", say::time(*taken))),
        Err(why) => say::remark(&format!("{what}: {why}")),
    }
    outcome.is_ok()
}

fn serve(options: &[&str]) -> Outcome<Child> {
    let mut command = Command::new(paths::target().join("debug/jaettu-server"));
    job::start(
        command
            .args(["serve", "--demo"])
            .args(options)
            .current_dir(paths::root()),
    )
}

/// When anything in these places last changed.
fn newest(places: &[&str]) -> Option<SystemTime> {
    places
        .iter()
        .filter_map(|place| changed(&paths::root().join(place)))
        .max()
}

fn changed(path: &Path) -> Option<SystemTime> {
    let meta = fs::metadata(path).ok()?;
    let inside = if meta.is_dir() {
        crate::finish::files_in(path)
    } else {
        Vec::new()
    };
    inside
        .iter()
        .filter_map(|file| changed(file))
        .chain(meta.modified())
        .max()
}
