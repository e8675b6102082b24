//! Answers kept in a folder, so that a run that was cut off goes on, and a later one asks only for what has changed.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use tempfile::NamedTempFile;

/// The name of the file that lists the answers.
const INDEX: &str = "fetch.json";

/// A folder of answers.
#[derive(Debug)]
pub struct Store {
    folder: PathBuf,
    extension: &'static str,
    index: Index,
}

/// The list of answers.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Index {
    /// What the run asks for; another question begins anew.
    question: String,
    /// Whether the run has all its answers.
    is_complete: bool,
    /// The answers, by their addresses without keys.
    answers: BTreeMap<String, Entry>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    file: String,
    etag: Option<String>,
    last_modified: Option<String>,
    is_of_this_run: bool,
}

/// A kept answer.
pub(super) struct Kept {
    pub body: Vec<u8>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    pub is_of_this_run: bool,
}

/// Why a folder of answers cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It cannot be read or written.
    #[error("{path}: {error}")]
    Folder {
        /// The path.
        path: String,
        /// The fault.
        error: std::io::Error,
    },
    /// Its list of answers is broken.
    #[error("{path} is not a list of answers ({reason}); remove it, or use another folder")]
    Index {
        /// The path.
        path: String,
        /// The fault.
        reason: String,
    },
}

impl Store {
    /// Opens a folder, which is made if it is not there. If it has the answers of a run that asked the same and was cut
    /// off, they count as those of this run.
    ///
    /// # Errors
    /// [`StoreError`].
    pub fn open(folder: &Path, question: &str, extension: &'static str) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|error| fault(folder, error))?;
        let path = folder.join(INDEX);
        let mut index = match std::fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes)
                .map_err(|error| StoreError::Index { path: path.display().to_string(), reason: error.to_string() })?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Index::default(),
            Err(error) => return Err(fault(&path, error)),
        };
        if index.is_complete || index.question != question {
            index.answers.values_mut().for_each(|answer| answer.is_of_this_run = false);
        }
        question.clone_into(&mut index.question);
        index.is_complete = false;
        Ok(Self { folder: folder.to_owned(), extension, index })
    }

    /// The kept answer of an address.
    pub(super) fn kept(&self, address: &str) -> Result<Option<Kept>, StoreError> {
        let Some(entry) = self.index.answers.get(address) else { return Ok(None) };
        let path = self.folder.join(self.file_of(address));
        match std::fs::read(&path) {
            Ok(body) => {
                let Entry { etag, last_modified, is_of_this_run, .. } = entry.clone();
                Ok(Some(Kept { body, etag, last_modified, is_of_this_run }))
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(fault(&path, error)),
        }
    }

    /// Keeps an answer.
    pub(super) fn keep(
        &mut self,
        address: &str,
        body: &[u8],
        etag: Option<String>,
        last_modified: Option<String>,
    ) -> Result<(), StoreError> {
        let file = self.file_of(address);
        self.write(&file, body)?;
        let entry = Entry { file, etag, last_modified, is_of_this_run: true };
        self.index.answers.insert(address.to_owned(), entry);
        self.write_index()
    }

    /// Notes that the kept answer still holds.
    pub(super) fn keep_again(&mut self, address: &str) -> Result<(), StoreError> {
        if let Some(entry) = self.index.answers.get_mut(address) {
            entry.is_of_this_run = true;
        }
        self.write_index()
    }

    /// Marks the run as complete, and drops answers of earlier runs.
    pub(super) fn finish(&mut self) -> Result<(), StoreError> {
        self.index.is_complete = true;
        let old = std::mem::take(&mut self.index.answers);
        let (kept, outdated): (BTreeMap<_, _>, BTreeMap<_, _>) =
            old.into_iter().partition(|(_, entry)| entry.is_of_this_run);
        self.index.answers = kept;
        self.write_index()?;
        for address in outdated.into_keys() {
            let path = self.folder.join(self.file_of(&address));
            match std::fs::remove_file(&path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(fault(&path, error)),
                _ => {}
            }
        }
        Ok(())
    }

    /// The name of the file with an answer. It comes from the address, so a changed list leads nowhere else.
    fn file_of(&self, address: &str) -> String {
        format!("{}.{}", hex::encode(&Sha256::digest(address)[..8]), self.extension)
    }

    fn write_index(&self) -> Result<(), StoreError> {
        let json = serde_json::to_vec_pretty(&self.index).expect("an index has only text");
        self.write(INDEX, &json)
    }

    /// Writes a file beside its final name and renames it.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), StoreError> {
        let path = self.folder.join(name);
        let written = NamedTempFile::new_in(&self.folder).and_then(|mut file| {
            file.write_all(bytes)?;
            file.persist(&path).map_err(|error| error.error)
        });
        written.map(drop).map_err(|error| fault(&path, error))
    }
}

fn fault(path: &Path, error: std::io::Error) -> StoreError {
    StoreError::Folder { path: path.display().to_string(), error }
}
