//! `--format`: the output format, by name or by the extension of `-o`.

use std::path::Path;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use pdpe::output::Format;

use super::destination::is_stdout;
use super::usage;

/// Parses the name of one of these formats.
pub fn one_of(formats: &'static [Format]) -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(formats.iter().map(|format| format.name())).try_map(|name| name.parse::<Format>())
}

/// The format of `--format`, else of the file's extension, else, on stdout, `usual`.
pub fn resolve(
    asked: Option<Format>,
    output: Option<&Path>,
    formats: &[Format],
    usual: Format,
) -> anyhow::Result<Format> {
    let (None, Some(path)) = (asked, output.filter(|path| !is_stdout(path))) else {
        return Ok(asked.unwrap_or(usual));
    };
    // The name of a device has no extension.
    if path.metadata().is_ok_and(|found| !found.is_file()) {
        return Ok(usual);
    }
    Format::of_extension(path).filter(|format| formats.contains(format)).ok_or_else(|| {
        let mut extensions: Vec<String> = formats.iter().map(|format| format!(".{}", format.extension())).collect();
        extensions.dedup();
        usage(format!(
            "the name {} has no known extension; add --format, or use {}",
            path.display(),
            extensions.join(", ")
        ))
    })
}
