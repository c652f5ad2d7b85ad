//! The developer commands of Jaettu: `cargo xtask run | test | build | dev | measure`.
#![expect(
    clippy::print_stdout,
    reason = "talking to the developer is what these commands are for"
)]

mod app;
mod browser;
mod build;
mod dev;
mod finish;
mod install;
mod interrupt;
mod job;
mod measure;
mod node;
mod paths;
mod postgres;
mod report;
mod run;
mod say;
mod size;
mod stamp;
mod test;
mod tools;

use std::process::ExitCode;

/// What went wrong, in words for the person at the keyboard.
type Outcome<T = ()> = Result<T, String>;

const HELP: &str = "\
Jaettu's developer commands. Everything that is missing is installed first; the second run starts in seconds.

usage: cargo xtask COMMAND

  run [SERVER OPTIONS]     build, then start the server in demo mode (e.g. run --listen 127.0.0.1:9000)
  test [STEP …]            every check and test, or only the named steps; `test --list` names them
  build [app | server]     release apps (dist/) and server (target/release/jaettu-server), or only one of both
  dev [SERVER OPTIONS]     demo server and apps, rebuilt on every change
  measure [rooms] [--runs N] [--date YYYY-MM-DD]
                           the figures of speed and size, or only those of rooms, printed and written to docs/measurements.md

  postgres                 start a throw-away PostgreSQL, print its URL, stop it at Ctrl-C
  finish residents | desk  after Trunk: words, asset list, service worker, compression (Trunk calls this itself)
  size                     bytes of a first visit to each app, against its budget

environment
  JAETTU_TOOLS     folder for Trunk and wasm-bindgen (otherwise the user's cache folder, jaettu/tools)
  JAETTU_CHROMIUM  the Chromium or Chrome to test with
  CI=true          `test` fails where it would otherwise skip a step

Logs are in target/xtask/. The server's own options: target/release/jaettu-server serve --help
";

fn main() -> ExitCode {
    interrupt::listen();
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some((&command, rest)) = words.split_first() else {
        return wrong_use("a command is missing");
    };
    if matches!(command, "help" | "--help" | "-h") || asks_for_help(rest) {
        print!("{HELP}");
        return ExitCode::SUCCESS;
    }
    let outcome = match (command, rest) {
        ("run", options) => run::run(options),
        ("test", ["--list"]) => {
            test::list();
            Ok(())
        }
        ("test", steps) => match test::unknown(steps) {
            Some(name) => {
                return wrong_use(&format!(
                    "there is no test step `{name}`, only {}; tests with `{name}` in their names: \
                     `cargo test --workspace {name}`",
                    test::names()
                ));
            }
            None => test::run(steps),
        },
        ("build", []) => build::all(),
        ("build", ["app"]) => build::only_apps(),
        ("build", ["server"]) => build::only_server(),
        ("dev", options) => dev::run(options),
        ("measure", words) => match measure::Wishes::parse(words) {
            Ok(wishes) => measure::run(&wishes),
            Err(sentence) => return wrong_use(&sentence),
        },
        ("postgres", []) => postgres::serve(),
        ("finish", [name]) => match app::App::from_name(name) {
            Some(app) => finish::from_trunk(app),
            None => return wrong_use(&format!("there is no app `{name}`")),
        },
        ("size", []) => size::check(),
        ("finish", []) => return wrong_use("`finish` takes the name of an app"),
        ("build" | "postgres" | "finish" | "size", [word, ..]) => {
            return wrong_use(&format!("`{command}` does not take `{word}`"));
        }
        _ => return wrong_use(&format!("there is no command `{command}`")),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) if interrupt::stopped() => {
            eprintln!("stopped");
            ExitCode::from(130)
        }
        Err(sentence) => {
            eprintln!("{command}: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn asks_for_help(words: &[&str]) -> bool {
    words.iter().any(|word| matches!(*word, "--help" | "-h"))
}

fn wrong_use(sentence: &str) -> ExitCode {
    eprintln!("cargo xtask: {sentence}; `cargo xtask --help` lists what there is");
    ExitCode::from(2)
}
