//! Where output goes: stdout, or a file that is written beside its place and then renamed.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use pdpe::output::{Rows, Style};
use pdpe::text::terminal_lines;
use same_file::Handle;
use tempfile::{NamedTempFile, TempPath};

use super::{interrupt, usage};

/// An output that is complete, or not there.
pub struct Destination {
    name: String,
    kind: Target,
}

enum Target {
    Stdout(io::Stdout),
    /// A device or a pipe: written to as it is.
    Device(File),
    File {
        file: File,
        beside: TempPath,
        place: PathBuf,
    },
}

impl Destination {
    /// Opens `path`, or stdout for none and for `-`; refuses to overwrite one of the `inputs`.
    pub fn open<'i>(path: Option<&Path>, inputs: impl IntoIterator<Item = &'i Path>) -> anyhow::Result<Self> {
        let path = path.filter(|path| !is_stdout(path));
        let target = match path {
            None => {
                Handle::stdout().ok().filter(|stdout| stdout.as_file().metadata().is_ok_and(|found| found.is_file()))
            }
            Some(path) => regular_file(path),
        };
        for input in inputs {
            let source = if input == Path::new("-") { Handle::stdin().ok() } else { regular_file(input) };
            if source.is_some() && source == target {
                return Err(usage(format!(
                    "the output would overwrite the input {}; write to another file",
                    input.display()
                )));
            }
        }
        let Some(path) = path else {
            return Ok(Self { name: "standard output".into(), kind: Target::Stdout(io::stdout()) });
        };
        let name = path.display().to_string();
        let kind = open_file(path).with_context(|| format!("cannot write {name}"))?;
        Ok(Self { name, kind })
    }

    /// Whether it is stdout.
    pub fn is_stdout(&self) -> bool {
        matches!(self.kind, Target::Stdout(_))
    }

    /// How tables and pictures in it may look: plain, unless it is a terminal.
    pub fn style(&self) -> Style {
        if !self.is_stdout() || !self.is_terminal() {
            return Style::default();
        }
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Style { width: terminal_size::terminal_size().map(|(width, _)| width.0), colour: !no_colour && !dumb }
    }

    /// Whether somebody reads it on a terminal.
    pub fn is_terminal(&self) -> bool {
        match &self.kind {
            Target::Stdout(stdout) => stdout.is_terminal(),
            Target::Device(file) => file.is_terminal(),
            Target::File { .. } => false,
        }
    }

    /// Adds text or data; on a terminal, without the characters that would steer it.
    pub fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        if self.is_terminal() {
            return self.write_styled(terminal_lines(String::from_utf8_lossy(bytes)).as_bytes());
        }
        self.write_styled(bytes)
    }

    /// Adds bytes as they are: text from outside in them has been made safe, and escape sequences are our own.
    pub fn write_styled(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let written = match &mut self.kind {
            Target::Stdout(stdout) => stdout.write_all(bytes),
            Target::Device(file) | Target::File { file, .. } => file.write_all(bytes),
        };
        written.with_context(|| format!("cannot write {}", self.name))
    }

    /// Adds what a list has come to, a table with its styles, and empties it.
    pub fn write_rows(&mut self, rows: &Rows, out: &mut Vec<u8>) -> anyhow::Result<()> {
        let written = if rows.is_table() { self.write_styled(out) } else { self.write(out) };
        out.clear();
        written
    }

    /// Completes the output: what was not finished never takes a file's place.
    pub fn finish(self) -> anyhow::Result<()> {
        let finished = match self.kind {
            Target::Stdout(mut stdout) => stdout.flush(),
            Target::Device(mut file) => file.flush(),
            Target::File { file, beside, place } => {
                drop(file);
                beside.persist(place).map_err(|error| error.error)
            }
        };
        finished.with_context(|| format!("cannot write {}", self.name))
    }
}

/// Writes text to standard output.
pub fn print(text: impl AsRef<[u8]>) -> anyhow::Result<()> {
    let mut destination = Destination::open(None, [])?;
    destination.write(text.as_ref())?;
    destination.finish()
}

/// Whether a name means standard output.
pub fn is_stdout(path: &Path) -> bool {
    ["-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"].iter().any(|name| path == Path::new(name))
}

/// A handle by which two names of one file are told; opening anything but a file might block.
fn regular_file(path: &Path) -> Option<Handle> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Handle::from_path(path).ok()
}

fn open_file(path: &Path) -> io::Result<Target> {
    let place = behind_links(path);
    let existing = fs::metadata(&place).ok();
    if existing.as_ref().is_some_and(|metadata| metadata.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return Ok(Target::Device(OpenOptions::new().write(true).open(&place)?));
    }
    let folder = match place.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no folder {}", folder.display())));
    }
    // The error would name the file beside, which the user knows nothing of.
    let created = interrupt::create_beside(|| new_file_in(folder));
    let (file, beside) = created.map_err(|error| io::Error::from(error.kind()))?.into_parts();
    if let Some(existing) = existing {
        file.set_permissions(existing.permissions())?;
    }
    Ok(Target::File { file, beside, place })
}

/// The place a chain of links leads to, whether a file is there or not: a link stays a link.
fn behind_links(path: &Path) -> PathBuf {
    let mut place = path.to_owned();
    // As many as the system itself follows.
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&place) else { break };
        place = place.parent().unwrap_or(Path::new("")).join(target);
    }
    place
}

#[cfg(unix)]
fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // What any new file gets; the system takes the umask off it.
    tempfile::Builder::new().prefix(".pdpe-").permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".pdpe-").tempfile_in(folder)
}
