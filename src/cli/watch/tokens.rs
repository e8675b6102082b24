//! `PDPE_TOKEN_FILE`: a token for readers and one for senders, made at the first start.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use pdpe::watch::settings::{Secret, SecretPlace};

use super::super::usage;

/// The variable with the path of the file.
pub const FILE_VARIABLE: &str = "PDPE_TOKEN_FILE";

/// The tokens of readers and senders, as text.
pub struct Tokens {
    pub readers: String,
    pub senders: String,
    /// Whether they are new, and have to be shown once.
    pub are_new: bool,
    pub file: PathBuf,
}

impl Tokens {
    /// The tokens of the file that the variable names, if it names one.
    pub fn of_environment() -> anyhow::Result<Option<Self>> {
        let Some(path) = std::env::var_os(FILE_VARIABLE).filter(|path| !path.is_empty()) else { return Ok(None) };
        let path = PathBuf::from(path);
        let wrong = |what: &dyn std::fmt::Display| usage(format!("{FILE_VARIABLE}: {what}"));
        if !path.try_exists().map_err(|error| wrong(&error))? {
            return Self::made(path).map(Some);
        }
        // It checks that nobody else can read the file.
        SecretPlace::File(path.clone()).read().map_err(|error| wrong(&error))?;
        let text = std::fs::read_to_string(&path).map_err(|error| wrong(&error))?;
        let token = |of: &str| {
            let token = text.lines().find_map(|line| line.strip_prefix(of)?.strip_prefix(' ')).map(str::trim);
            let token =
                token.filter(|token| token.len() >= 16 && token.bytes().all(|byte| byte.is_ascii_alphanumeric()));
            token.map(str::to_owned).ok_or_else(|| {
                wrong(&format_args!("{} has no line `{of} TOKEN` with 16 or more letters and digits", path.display()))
            })
        };
        let (readers, senders) = (token("readers")?, token("senders")?);
        Ok(Some(Self { readers, senders, are_new: false, file: path }))
    }

    fn made(file: PathBuf) -> anyhow::Result<Self> {
        let (readers, senders) = (random()?, random()?);
        let written = || format!("cannot write the tokens to {}", file.display());
        write(&file, &format!("readers {readers}\nsenders {senders}\n")).with_context(written)?;
        Ok(Self { readers, senders, are_new: true, file })
    }

    pub fn sender_token(&self) -> anyhow::Result<Secret> {
        Ok(Secret::new(self.senders.clone())?)
    }
}

fn write(path: &Path, text: &str) -> std::io::Result<()> {
    // The folder must exist; a file that appeared meanwhile is not overwritten.
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// 32 hexadecimal digits.
fn random() -> anyhow::Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| anyhow::anyhow!("no random numbers for a token: {error}"))?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}
