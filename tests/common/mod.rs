//! What the tests of the binary share: running it with nothing of the developer's own around it.

#![allow(dead_code, clippy::missing_panics_doc, clippy::must_use_candidate)] // each test uses a part
#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // when a test fails, what its listener said is shown

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::Duration;

#[cfg(unix)]
pub mod client;
pub mod schemas;
#[cfg(unix)]
pub mod support;
pub mod zones;

/// What does not come within this time does not come.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// How a run of the binary ended, and what it said.
#[derive(Debug)]
pub struct Run {
    /// The exit code; -1 when a signal ended it.
    pub code: i32,
    /// All of stdout.
    pub out: String,
    /// All of stderr.
    pub err: String,
}

impl Run {
    /// Asserts that it ended well.
    #[track_caller]
    pub fn ok(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// Asserts that it failed with `code` and told each of `words` on stderr.
    #[track_caller]
    pub fn fails(self, code: i32, words: &[&str]) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        assert!(!self.err.contains("panicked"), "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "`{word}` is missing in: {}", self.err);
        }
        self
    }
}

/// The binary, to be run in `dir`, without the settings of whoever runs the tests.
pub fn command(dir: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pdpe"));
    command.current_dir(dir).env("XDG_CONFIG_HOME", "/nonexistent");
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy();
        let ours = ["PDPE_", "CACHE_TTL_", "MIN_RECALC_", "EVENT", "WEBHOOK_", "LOG_", "DEBUG", "REDIS_"]
            .iter()
            .any(|prefix| name.starts_with(prefix));
        if ours || ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"].contains(&&*name) {
            command.env_remove(&*name);
        }
    }
    // Most tests check published numbers, whichever model is the default; a test of that removes it.
    command.env("PDPE_MODEL", "published");
    command
}

/// Runs the binary in an empty folder without input.
pub fn pdpe<S: AsRef<OsStr>>(args: &[S]) -> Run {
    pdpe_in(temp_dir().path(), args, b"")
}

/// Runs the binary in a folder with bytes on stdin.
pub fn pdpe_in<S: AsRef<OsStr>>(dir: &Path, args: &[S], stdin: &[u8]) -> Run {
    run(command(dir).args(args), stdin)
}

/// Runs a prepared command with bytes on stdin.
pub fn run(command: &mut Command, stdin: &[u8]) -> Run {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut pipe = child.stdin.take().unwrap();
    let stdin = stdin.to_vec();
    // A program that does not read its input closes the pipe, which is no fault.
    let feeder = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    as_run(&output)
}

/// Runs a prepared command whose stdout is a terminal of so many columns.
#[cfg(unix)]
pub fn on_terminal(mut command: Command, columns: u16) -> Run {
    use std::io::Read;
    use std::os::unix::ffi::OsStrExt;

    use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
    use rustix::termios::{Winsize, tcsetwinsize};

    let ours = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
    grantpt(&ours).unwrap();
    unlockpt(&ours).unwrap();
    let name = ptsname(&ours, Vec::new()).unwrap();
    let theirs = std::fs::File::options().read(true).write(true).open(OsStr::from_bytes(name.as_bytes())).unwrap();
    tcsetwinsize(&theirs, Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
    let child = command.stdin(Stdio::null()).stdout(theirs).stderr(Stdio::piped()).spawn().unwrap();
    // The terminal ends when nobody holds its other end any more, this command included.
    drop(command);
    let (mut ours, mut shown, mut piece) = (std::fs::File::from(ours), Vec::new(), [0; 4096]);
    while let Ok(length @ 1..) = ours.read(&mut piece) {
        shown.extend_from_slice(&piece[..length]);
    }
    let run = as_run(&child.wait_with_output().unwrap());
    Run { out: String::from_utf8(shown).unwrap().replace("\r\n", "\n"), ..run }
}

/// What `output` says, as text.
pub fn as_run(output: &Output) -> Run {
    Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout.clone()).unwrap(),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

/// Whether this process runs one test alone. If it does not, the test of this name is run in such
/// a process and must pass there: for tests that count what their process holds.
#[track_caller]
pub fn is_alone(test: &str) -> bool {
    const ALONE: &str = "PDPE_TEST_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return true;
    }
    let mut again = Command::new(std::env::current_exe().unwrap());
    let run = run(again.args(["--exact", test, "--nocapture"]).env(ALONE, "1"), b"");
    assert!(run.code == 0 && run.out.contains("1 passed"), "{run:?}");
    false
}

/// A file of `fixtures/`, by its absolute path.
pub fn fixture(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name);
    assert!(path.exists(), "no fixture {name}");
    path
}

/// A folder that is removed when it goes out of scope.
pub fn temp_dir() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// Writes a file into a folder and returns its path.
pub fn write(dir: &Path, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
    let path = dir.join(name);
    std::fs::write(&path, content).unwrap();
    path
}
