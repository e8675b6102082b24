//! The command line: parse, run, exit code.

mod cli;
mod progress;

use std::process::ExitCode;

fn main() -> ExitCode {
    let command_line = cli::parse();
    match cli::run(&command_line) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => cli::report(&error),
    }
}
