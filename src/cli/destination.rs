//! The output: stdout, or a temporary file that is renamed when it is complete.

use std::fs::{self, File, OpenOptions};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use pdpe::output::{Rows, Style};
use pdpe::text::terminal_lines;
use same_file::Handle;
use tempfile::{NamedTempFile, TempPath};

use super::{interrupt, usage};

/// An output. A file appears only when it is complete.
pub struct Destination {
    name: String,
    target: Target,
}

enum Target {
    Stdout(io::Stdout),
    /// A device or a pipe, written directly.
    Device(File),
    File {
        file: File,
        temporary: TempPath,
        path: PathBuf,
    },
}

impl Destination {
    /// Opens `path`, or stdout for `-` and without a path. Refuses to overwrite one of the `inputs`.
    pub fn open<'i>(path: Option<&Path>, inputs: impl IntoIterator<Item = &'i Path>) -> anyhow::Result<Self> {
        let path = path.filter(|path| !is_stdout(path));
        let output = match path {
            None => {
                Handle::stdout().ok().filter(|stdout| stdout.as_file().metadata().is_ok_and(|found| found.is_file()))
            }
            Some(path) => regular_file(path),
        };
        for input in inputs {
            let source = if input == Path::new("-") { Handle::stdin().ok() } else { regular_file(input) };
            if source.is_some() && source == output {
                return Err(usage(format!(
                    "the output would overwrite the input {}; write to another file",
                    input.display()
                )));
            }
        }
        let Some(path) = path else {
            return Ok(Self { name: "standard output".into(), target: Target::Stdout(io::stdout()) });
        };
        let name = path.display().to_string();
        let target = open_file(path).with_context(|| format!("cannot write {name}"))?;
        Ok(Self { name, target })
    }

    /// Whether it is stdout.
    pub fn is_stdout(&self) -> bool {
        matches!(self.target, Target::Stdout(_))
    }

    /// The width and the colours for tables; plain unless it is a terminal.
    pub fn style(&self) -> Style {
        if !self.is_stdout() || !self.is_terminal() {
            return Style::default();
        }
        let no_colour = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        Style { width: terminal_size::terminal_size().map(|(width, _)| width.0), colour: !no_colour && !dumb }
    }

    /// Whether it is a terminal.
    pub fn is_terminal(&self) -> bool {
        match &self.target {
            Target::Stdout(stdout) => stdout.is_terminal(),
            Target::Device(file) => file.is_terminal(),
            Target::File { .. } => false,
        }
    }

    /// Writes text or data. On a terminal, control characters are replaced.
    pub fn write(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        if self.is_terminal() {
            return self.write_styled(terminal_lines(String::from_utf8_lossy(bytes)).as_bytes());
        }
        self.write_styled(bytes)
    }

    /// Writes bytes unchanged. The caller has replaced control characters in text from outside.
    pub fn write_styled(&mut self, bytes: &[u8]) -> anyhow::Result<()> {
        let written = match &mut self.target {
            Target::Stdout(stdout) => stdout.write_all(bytes),
            Target::Device(file) | Target::File { file, .. } => file.write_all(bytes),
        };
        written.with_context(|| format!("cannot write {}", self.name))
    }

    /// Writes the text of a list and clears it. A table keeps its escape sequences.
    pub fn write_rows(&mut self, rows: &Rows, out: &mut Vec<u8>) -> anyhow::Result<()> {
        let written = if rows.is_table() { self.write_styled(out) } else { self.write(out) };
        out.clear();
        written
    }

    /// Completes the output. Without this call, the file is not created.
    pub fn finish(self) -> anyhow::Result<()> {
        let finished = match self.target {
            Target::Stdout(mut stdout) => stdout.flush(),
            Target::Device(mut file) => file.flush(),
            Target::File { file, temporary, path } => {
                drop(file);
                temporary.persist(path).map_err(|error| error.error)
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

/// A handle that is equal for two names of the same file. Only regular files are opened; others might block.
fn regular_file(path: &Path) -> Option<Handle> {
    fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
    Handle::from_path(path).ok()
}

fn open_file(path: &Path) -> io::Result<Target> {
    let path = behind_links(path);
    let existing = fs::metadata(&path).ok();
    if existing.as_ref().is_some_and(|metadata| metadata.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    if existing.as_ref().is_some_and(|metadata| !metadata.is_file()) {
        return Ok(Target::Device(OpenOptions::new().write(true).open(&path)?));
    }
    let folder = match path.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(io::Error::new(io::ErrorKind::NotFound, format!("there is no directory {}", folder.display())));
    }
    // Only the kind of the error: its message would name the temporary file.
    let created = interrupt::create_beside(|| new_file_in(folder));
    let (file, temporary) = created.map_err(|error| io::Error::from(error.kind()))?.into_parts();
    if let Some(existing) = existing {
        file.set_permissions(existing.permissions())?;
    }
    Ok(Target::File { file, temporary, path })
}

/// Follows symbolic links, so that the link stays and its target is replaced. The target need not exist.
fn behind_links(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    // Linux follows at most 40 links.
    for _ in 0..40 {
        let Ok(target) = fs::read_link(&path) else { break };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    path
}

#[cfg(unix)]
fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    use std::os::unix::fs::PermissionsExt;
    // The mode of any new file; the system applies the umask.
    tempfile::Builder::new().prefix(".pdpe-").permissions(fs::Permissions::from_mode(0o666)).tempfile_in(folder)
}

#[cfg(not(unix))]
fn new_file_in(folder: &Path) -> io::Result<NamedTempFile> {
    tempfile::Builder::new().prefix(".pdpe-").tempfile_in(folder)
}
