//! `build`: the release app in `dist/` and the release server.

use crate::say::{self, Stages};
use crate::stamp::Stamp;
use crate::{Outcome, install, job, node, paths, size, test, tools};
use std::process::Command;
use std::time::Duration;

/// App and server.
pub(crate) fn all() -> Outcome {
    let mut stages = Stages::of(6);
    app(&mut stages)?;
    server(&mut stages)
}

/// The app alone.
pub(crate) fn only_app() -> Outcome {
    app(&mut Stages::of(5))
}

/// The server alone.
pub(crate) fn only_server() -> Outcome {
    server(&mut Stages::of(1))
}

/// What the app's build needs: four stages.
pub(crate) fn prepare(stages: &mut Stages) -> Outcome {
    install::wasm_target(stages)?;
    install::tool(stages, &tools::trunk())?;
    install::tool(stages, &tools::wasm_bindgen()?)?;
    node::packages(stages)
}

fn app(stages: &mut Stages) -> Outcome {
    prepare(stages)?;
    let stamp = Stamp::of_sources();
    if stamp.fits() {
        stages.next("The app: nothing has changed");
        return Ok(());
    }
    stages.next("Building the app (about 3 minutes the first time)");
    fetch()?;
    let taken = job::logged("trunk", trunk()?.args(["build", "--release"]))?;
    stamp.keep();
    say::remark(&format!(
        "dist/ in {}; first visit {}",
        say::time(taken),
        say::kilobytes(size::first_visit()?)
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

/// Trunk with everything it looks for on PATH; it downloads nothing.
pub(crate) fn trunk() -> Outcome<Command> {
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
    Ok(command)
}
