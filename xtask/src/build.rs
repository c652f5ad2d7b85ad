//! `build`: the release apps in `dist/` and the release server.

use crate::app::App;
use crate::say::{self, Stages};
use crate::stamp::Stamp;
use crate::{Outcome, install, job, node, paths, size, test, tools};
use std::process::Command;
use std::time::Duration;

/// Apps and server.
pub(crate) fn all() -> Outcome {
    let mut stages = Stages::of(7);
    apps(&mut stages)?;
    server(&mut stages)
}

/// The apps alone.
pub(crate) fn only_apps() -> Outcome {
    apps(&mut Stages::of(6))
}

/// The server alone.
pub(crate) fn only_server() -> Outcome {
    server(&mut Stages::of(1))
}

/// What the build of an app needs: four stages.
pub(crate) fn prepare(stages: &mut Stages) -> Outcome {
    install::wasm_target(stages)?;
    install::tool(stages, &tools::trunk())?;
    install::tool(stages, &tools::wasm_bindgen()?)?;
    node::packages(stages)
}

fn apps(stages: &mut Stages) -> Outcome {
    prepare(stages)?;
    App::ALL.into_iter().try_for_each(|one| app(stages, one))
}

fn app(stages: &mut Stages, app: App) -> Outcome {
    let stamp = Stamp::of_sources(app);
    if stamp.fits() {
        stages.next(&format!("Nothing has changed for {}", app.title()));
        return Ok(());
    }
    let first_time = match app {
        App::Residents => "about 3 minutes the first time",
        App::Desk => "with what was compiled for the app",
    };
    stages.next(&format!("Building {} ({first_time})", app.title()));
    fetch()?;
    let log = format!("trunk-{}", app.name());
    let taken = job::logged(&log, trunk(app)?.arg("--release"))?;
    stamp.keep();
    say::remark(&format!(
        "{} in {}; first visit {}",
        paths::shown(&app.folder()),
        say::time(taken),
        say::kilobytes(size::first_visit(app)?)
    ));
    Ok(())
}

fn server(stages: &mut Stages) -> Outcome {
    stages.next("Building the server (about 4 minutes the first time)");
    let taken = release_server()?;
    say::remark(&format!(
        "{} in {}",
        paths::shown(&paths::server()),
        say::time(taken)
    ));
    Ok(())
}

fn release_server() -> Outcome<Duration> {
    job::logged(
        "server",
        &mut job::cargo(["build", "--release", "--package", "jaettu-server"]),
    )
}

/// Trunk builds offline, so the crates must be there. In CI an outdated Cargo.lock is a fault.
pub(crate) fn fetch() -> Outcome {
    let mut command = job::cargo(["fetch", "--target", install::WASM, "--target", "host-tuple"]);
    if test::in_ci() {
        command.arg("--locked");
    }
    job::logged("fetch", &mut command).map(|_| ())
}

/// Trunk building an app, with everything it looks for on PATH; it downloads nothing.
pub(crate) fn trunk(app: App) -> Outcome<Command> {
    let program = tools::trunk().find().ok_or("Trunk is missing")?;
    let mut command = Command::new(program);
    command
        .current_dir(paths::root())
        .env("PATH", tools::search_path()?);
    command
        .env("TRUNK_OFFLINE", "true")
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        .env("NO_COLOR", "true");
    command.env("RUST_BACKTRACE", "0");
    command.args(["build", "--config", app.config()]);
    Ok(command)
}
