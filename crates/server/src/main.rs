//! The `jaettu-server` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    jaettu_server::cli::main()
}
