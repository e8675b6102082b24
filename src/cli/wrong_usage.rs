//! Usage errors where clap's own message would mislead.

use std::ffi::OsString;
use std::io::{self, Write as _};

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};
use clap::{Arg, Command};
use pdpe::text::{steers_terminal, terminal_lines};

/// Makes an error name what the user wrote.
pub fn in_words(mut error: Error, mut command: Command, arguments: &[OsString]) -> Error {
    if error.kind() == ErrorKind::UnknownArgument
        && let Some([lat, lon]) = two_degrees(arguments)
    {
        return Error::raw(
            ErrorKind::UnknownArgument,
            format!("`{lat} {lon}` is not a place; write LAT,LON with a comma: {lat},{lon}\n"),
        );
    }
    command.build();
    if let Some(variable) = variable(&error, &command, arguments) {
        error.insert(ContextKind::InvalidArg, ContextValue::String(variable));
    }
    error
}

/// Prints the error and exits. If an argument contains control characters, the error is printed without styles,
/// which are escape sequences too.
pub fn exit(error: &Error, arguments: &[OsString]) -> ! {
    let plain = error.render().to_string();
    let is_foreign = |text: &str| text.contains(|char| char != '\n' && steers_terminal(char));
    if error.use_stderr() && (is_foreign(&plain) || arguments.iter().any(|text| is_foreign(&text.to_string_lossy()))) {
        // If stderr is closed, nobody can read the error.
        let _ = write!(io::stderr(), "{}", terminal_lines(plain));
        std::process::exit(error.exit_code());
    }
    error.exit()
}

/// Two numbers in a row where a place is expected, as in `39.1 -94.5`: the comma is missing.
fn two_degrees(arguments: &[OsString]) -> Option<[&str; 2]> {
    if !arguments.iter().any(|argument| argument == "explain" || argument == "--at-place") {
        return None;
    }
    let degrees = |argument: &OsString| argument.to_str().is_some_and(|text| text.parse::<f64>().is_ok());
    let pair = arguments.windows(2).find(|pair| pair.iter().all(degrees))?;
    Some([pair[0].to_str()?, pair[1].to_str()?])
}

/// The environment variable that contains a wrong value, if the value is not from the command line.
fn variable(error: &Error, command: &Command, arguments: &[OsString]) -> Option<String> {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let (shown, value) = (text(ContextKind::InvalidArg)?, text(ContextKind::InvalidValue)?);
    let option = shown.split(' ').next()?;
    let is_given = |argument: &OsString| argument.to_str().is_some_and(|text| text.split('=').next() == Some(option));
    if arguments.iter().any(is_given) {
        return None;
    }
    let variable = |arg: &Arg| Some(arg.get_env()?.to_str()?.to_owned()).filter(|_| arg.to_string() == shown);
    all_args(command).into_iter().filter_map(variable).find(|name| std::env::var(name).is_ok_and(|set| set == value))
}

/// The arguments of a command and of its subcommands.
fn all_args(command: &Command) -> Vec<&Arg> {
    command.get_arguments().chain(command.get_subcommands().flat_map(all_args)).collect()
}
