//! Secrets: where they are kept, and a type that never shows them.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Deserializer, de::Error};
use zeroize::Zeroizing;

use super::signature;

/// The longest secret; a longer file is probably the wrong one.
const LONGEST_BYTES: u64 = 4096;

/// A secret with fewer bytes could be guessed.
const SHORTEST_BYTES: usize = 16;

/// A secret shared with a sender. Neither `Debug` nor `Display` shows it, and its memory is overwritten
/// when it is dropped.
///
/// ```
/// use pdpe::watch::testing::Secret;
/// let secret = Secret::new("It's a Secret to Everybody")?;
/// assert_eq!(format!("{secret} {secret:?}"), "[secret] [secret]");
/// # Ok::<(), pdpe::watch::testing::SecretError>(())
/// ```
#[derive(Clone)]
pub struct Secret(Zeroizing<Vec<u8>>);

/// Where a secret is kept; in settings `{ env = "NAME" }` or `{ file = "PATH" }`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SecretPlace {
    /// An environment variable.
    Env(String),
    /// A file readable by its owner only, or a systemd credential; white space at its end is ignored.
    File(PathBuf),
}

/// Why a secret cannot be used. No message shows it.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// An empty secret.
    #[error("the secret is empty")]
    Empty,
    /// The environment variable is not set.
    #[error("the environment variable {0} is not set; put the secret there")]
    NotSet(String),
    /// The environment variable is empty.
    #[error("the environment variable {0} is empty; put the secret there")]
    EmptyVariable(String),
    /// The environment variable is not text.
    #[error("the environment variable {0} is not UTF-8 text")]
    NotText(String),
    /// The file cannot be read.
    #[error("cannot read the secret in {}: {}", .0.display(), .1)]
    Io(PathBuf, #[source] io::Error),
    /// A folder, a pipe or a device.
    #[error("{} is not a file", .0.display())]
    NotAFile(PathBuf),
    /// An empty file.
    #[error("{} holds no secret: it is empty", .0.display())]
    EmptyFile(PathBuf),
    /// The file is too long for a secret.
    #[error("{} is longer than {LONGEST_BYTES} bytes; is that the file with the secret?", .0.display())]
    TooLong(PathBuf),
    /// Others can read the file.
    #[error("{} can be read by others (its mode is {mode:03o}); run: chmod 600 {}", path.display(), path.display())]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
}

impl Secret {
    /// A secret from its bytes.
    ///
    /// # Errors
    /// [`SecretError::Empty`].
    pub fn new(secret: impl Into<Vec<u8>>) -> Result<Self, SecretError> {
        let bytes = Zeroizing::new(secret.into());
        if bytes.is_empty() { Err(SecretError::Empty) } else { Ok(Self(bytes)) }
    }

    /// Whether the given bytes are this secret, compared in constant time.
    pub fn is(&self, given: &[u8]) -> bool {
        signature::same(given, self).into()
    }

    /// Whether it is short enough to be guessed.
    pub(super) fn is_short(&self) -> bool {
        self.0.len() < SHORTEST_BYTES
    }

    /// The bytes, only for signing, comparing and authenticating to the secret's own service.
    pub(in crate::watch) fn expose(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[secret]")
    }
}

impl SecretPlace {
    /// Reads the secret.
    ///
    /// # Errors
    /// [`SecretError`] names the variable or the file: missing, empty, or (on Unix) readable by others.
    pub fn read(&self) -> Result<Secret, SecretError> {
        match self {
            Self::Env(name) => from_env(name),
            Self::File(path) => from_file(path),
        }
    }
}

fn from_env(name: &str) -> Result<Secret, SecretError> {
    let value = std::env::var_os(name).ok_or_else(|| SecretError::NotSet(name.to_owned()))?;
    let text = Zeroizing::new(value.into_string().map_err(|_| SecretError::NotText(name.to_owned()))?);
    Secret::new(text.trim()).map_err(|_| SecretError::EmptyVariable(name.to_owned()))
}

fn from_file(path: &Path) -> Result<Secret, SecretError> {
    let cannot = |source| SecretError::Io(path.to_owned(), source);
    // Checked before opening: opening a pipe would wait for its other end.
    if !std::fs::metadata(path).map_err(cannot)?.is_file() {
        return Err(SecretError::NotAFile(path.to_owned()));
    }
    let file = File::open(path).map_err(cannot)?;
    refuse_exposed(path, &file)?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(LONGEST_BYTES).unwrap_or_default() + 1));
    file.take(LONGEST_BYTES + 1).read_to_end(&mut bytes).map_err(cannot)?;
    if bytes.len() as u64 > LONGEST_BYTES {
        return Err(SecretError::TooLong(path.to_owned()));
    }
    Secret::new(bytes.trim_ascii_end()).map_err(|_| SecretError::EmptyFile(path.to_owned()))
}

/// Checks the open file, because its name may refer to another file by now.
#[cfg(unix)]
fn refuse_exposed(path: &Path, file: &File) -> Result<(), SecretError> {
    use std::os::unix::fs::PermissionsExt;
    let metadata = file.metadata().map_err(|source| SecretError::Io(path.to_owned(), source))?;
    let mode = metadata.permissions().mode() & 0o777;
    // systemd restricts this folder to the service by access control lists, which look like group
    // permissions.
    let credentials = std::env::var_os("CREDENTIALS_DIRECTORY").filter(|folder| !folder.is_empty());
    let is_credential = credentials.is_some_and(|folder| path.parent() == Some(Path::new(&folder)));
    let others = mode & if is_credential { 0o037 } else { 0o077 };
    if others == 0 { Ok(()) } else { Err(SecretError::Exposed { path: path.to_owned(), mode }) }
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path, _: &File) -> Result<(), SecretError> {
    Ok(())
}

/// Replaces serde's message, which would show the value: it may be the secret itself.
const WANTED: &str =
    "a secret is not written here; write where it is kept: [{ env = \"NAME\" }] or [{ file = \"PATH\" }]";

/// Deserializes a list of places.
pub(crate) fn places<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<SecretPlace>, D::Error> {
    let value = toml::Value::deserialize(deserializer)?;
    let items = value.as_array().ok_or_else(|| D::Error::custom(WANTED))?;
    items.iter().map(|item| place(item).map_err(D::Error::custom)).collect()
}

fn place(value: &toml::Value) -> Result<SecretPlace, &'static str> {
    let table = value.as_table().filter(|table| table.len() == 1).ok_or(WANTED)?;
    match (table.get("env").and_then(toml::Value::as_str), table.get("file").and_then(toml::Value::as_str)) {
        (Some(name), None) if is_variable(name) => Ok(SecretPlace::Env(name.to_owned())),
        (Some(_), None) => Err("env is not the name of an environment variable"),
        (None, Some(path)) if !path.is_empty() => Ok(SecretPlace::File(path.into())),
        _ => Err(WANTED),
    }
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}
