//! `[[sources]]` of pdpe.toml: who may send, how they sign, and where fields are in their bodies.
//!
//! ```toml
//! [[sources]]
//! name = "box-office"                          # POST /webhooks/generic/box-office
//! scheme = "hmac"                              # standard, github, twitter, hmac, token or none
//! secrets = [{ env = "BOX_OFFICE_SECRET" }, { file = "/etc/pdpe/box-office.old" }]
//! header = "X-Signature"                       # these four only for hmac
//! prefix = "sha256="
//! encoding = "hex"
//! id_header = "X-Delivery"                     # without it the same body counts once in 90 days
//! rate_limit_per_minute = 600
//!
//! [sources.fields]                             # JSON pointers
//! type = "/kind"
//! id = "/show/number"
//! lat = "/show/hall/lat"
//! lon = "/show/hall/lon"
//!
//! [sources.types]
//! "show.new" = "added"
//! "show.off" = "removed"
//! ```
//! The names `eventbrite`, `ticketmaster` and `twitter` belong to those services: a source with such a
//! name configures its scheme, but no fields.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::auth::{self, Encoding};
use super::http::is_token;
use super::sources::generic::{Mapping, Pointers, TypeEffect};
use super::sources::own::CustomSource;

pub use super::auth::{
    Scheme, SchemeError, Secret, SecretError, SecretPlace, SignatureHeader, TOLERANCE_SECONDS, Verifier,
};
pub use super::fetch::{FetchSettings, TOKEN_VARIABLE};
pub use super::sources::Source;

/// The default rate limit of a source.
pub const RATE_LIMIT_PER_MINUTE: u32 = 6000;

/// An entry of `[[sources]]`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceSettings {
    /// Its name, the last step of its path: 1…64 of `a-z0-9_-`.
    pub name: String,
    /// How it signs.
    pub scheme: SchemeName,
    /// Where its secrets are; each is accepted, the first signs.
    #[serde(default, deserialize_with = "auth::places")]
    pub secrets: Vec<SecretPlace>,
    /// The header with the signature; for `hmac`.
    pub header: Option<String>,
    /// The prefix of the signature, such as `sha256=`; for `hmac`, default none.
    pub prefix: Option<String>,
    /// The encoding of the signature; for `hmac`, default `hex`.
    pub encoding: Option<Encoding>,
    /// The header with the delivery's id; for `hmac`, default none. Without one the same body counts once
    /// for as long as keys are kept, 90 days by default: a repeat cannot be told from a replay.
    pub id_header: Option<String>,
    /// The tolerance of the signed time, 1…3600; for `standard`, default 300.
    pub tolerance_seconds: Option<u32>,
    /// Its rate limit, 1…1,000,000.
    #[serde(default = "rate_limit")]
    pub rate_limit_per_minute: u32,
    /// Where its fields are.
    #[serde(default)]
    pub fields: Pointers,
    /// What its types mean.
    #[serde(default)]
    pub types: BTreeMap<String, TypeEffect>,
}

/// The name of a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchemeName {
    /// [`Scheme::Standard`]
    Standard,
    /// [`Scheme::Github`]
    Github,
    /// [`Scheme::Twitter`]
    Twitter,
    /// [`Scheme::Hmac`]
    Hmac,
    /// [`Scheme::Token`]
    Token,
    /// [`Scheme::None`]
    None,
}

/// An error in the settings.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{key}: {message}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct SettingsError {
    /// The path of the key, such as `sources[1].header`.
    pub key: String,
    /// The line, if known.
    pub line: Option<usize>,
    /// What was found and what is expected.
    pub message: String,
}

/// Why a source cannot be set up. No message shows a secret.
#[derive(Debug, thiserror::Error)]
#[error("source {name}: {source}")]
pub struct SourceError {
    /// The source's name.
    pub name: String,
    /// A [`SecretError`] or a [`SchemeError`].
    pub source: Box<dyn std::error::Error + Send + Sync>,
}

/// The part of pdpe.toml that is read here.
#[derive(Deserialize)]
struct Document {
    #[serde(default)]
    sources: Vec<SourceSettings>,
}

/// The sources in a pdpe.toml; other tables are skipped.
///
/// # Errors
/// [`SettingsError`] names the key: not TOML, an unknown key, a wrong type, a duplicate name, a key
/// that the scheme does not use or lacks. No secret is read yet.
///
/// ```
/// use pdpe::watch::settings::from_toml;
/// let sources = from_toml("[[sources]]\nname = \"eventbrite\"\nscheme = \"token\"\nsecrets = [{ env = \"EB\" }]")?;
/// assert_eq!(sources[0].name, "eventbrite");
///
/// let wrong = from_toml("[[sources]]\nname = \"eventbrite\"\nscheme = \"token\"").unwrap_err();
/// assert_eq!(wrong.to_string(), "sources[0].secrets: scheme token needs one; write secrets = [{ env = \"NAME\" }]");
/// # Ok::<(), pdpe::watch::settings::SettingsError>(())
/// ```
pub fn from_toml(text: &str) -> Result<Vec<SourceSettings>, SettingsError> {
    let not_toml = |error: &toml::de::Error| SettingsError {
        key: "not TOML".into(),
        line: line_of(text, error),
        message: error.message().to_owned(),
    };
    let document = toml::Deserializer::parse(text).map_err(|error| not_toml(&error))?;
    let document: Document = serde_path_to_error::deserialize(document).map_err(|error| SettingsError {
        key: error.path().to_string(),
        line: line_of(text, error.inner()),
        message: match error.inner().message().trim() {
            _ if error.path().to_string() == "sources" => {
                "write [[sources]], in double brackets, for each source".into()
            }
            message => message.to_owned(),
        },
    })?;
    let mut names = BTreeSet::new();
    for (index, source) in document.sources.iter().enumerate() {
        let fault = |(key, message): (&str, String)| SettingsError {
            key: format!("sources[{index}].{key}"),
            line: None,
            message,
        };
        source.check().map_err(fault)?;
        if !names.insert(&source.name) {
            return Err(fault(("name", format!("{} is used twice", source.name))));
        }
    }
    Ok(document.sources)
}

fn line_of(text: &str, error: &toml::de::Error) -> Option<usize> {
    let start = error.span()?.start;
    Some(text.bytes().take(start).filter(|byte| *byte == b'\n').count() + 1)
}

fn rate_limit() -> u32 {
    RATE_LIMIT_PER_MINUTE
}

type Fault = (&'static str, String);

impl SourceSettings {
    fn check(&self) -> Result<(), Fault> {
        if !is_source_name(&self.name) {
            return Err(("name", SOURCE_NAME_WANTED.into()));
        }
        let scheme = self.scheme().as_str();
        if self.scheme == SchemeName::None && !self.secrets.is_empty() {
            return Err(("secrets", "scheme none takes no secrets; choose another scheme or leave them out".into()));
        }
        if self.scheme != SchemeName::None && self.secrets.is_empty() {
            return Err(("secrets", format!("scheme {scheme} needs one; write secrets = [{{ env = \"NAME\" }}]")));
        }
        self.check_header(scheme)?;
        if self.tolerance_seconds.is_some() && self.scheme != SchemeName::Standard {
            return Err(("tolerance_seconds", format!("scheme {scheme} does not sign a time; only standard does")));
        }
        if let Some(seconds) = self.tolerance_seconds.filter(|seconds| !(1..=3600).contains(seconds)) {
            return Err(("tolerance_seconds", format!("{seconds} is not between 1 and 3600")));
        }
        if !(1..=1_000_000).contains(&self.rate_limit_per_minute) {
            let message = format!("{} is not between 1 and 1000000", self.rate_limit_per_minute);
            return Err(("rate_limit_per_minute", message));
        }
        self.check_mapping()
    }

    fn check_header(&self, scheme: &str) -> Result<(), Fault> {
        let given = [
            ("header", self.header.is_some()),
            ("prefix", self.prefix.is_some()),
            ("encoding", self.encoding.is_some()),
            ("id_header", self.id_header.is_some()),
        ];
        if self.scheme != SchemeName::Hmac {
            let extra = given.into_iter().find(|(_, is_given)| *is_given);
            return extra.map_or(Ok(()), |(key, _)| {
                Err((key, format!("only for scheme hmac; scheme {scheme} defines its own header or has none")))
            });
        }
        if self.header.is_none() {
            return Err(("header", "scheme hmac needs the name of the header with the signature".into()));
        }
        for (key, header) in [("header", &self.header), ("id_header", &self.id_header)] {
            if header.as_ref().is_some_and(|name| !is_header_name(name)) {
                return Err((key, "not the name of a header; write it like X-Signature".into()));
            }
        }
        let is_prefix = |prefix: &String| prefix.len() <= 64 && prefix.bytes().all(|byte| byte.is_ascii_graphic());
        if self.prefix.as_ref().is_some_and(|prefix| !is_prefix(prefix)) {
            return Err(("prefix", "not a prefix; write up to 64 visible characters like sha256=".into()));
        }
        Ok(())
    }

    fn check_mapping(&self) -> Result<(), Fault> {
        if !matches!(self.source(), Source::Generic(_)) {
            let message = |key| format!("{} has fixed {key}; use another name for another source", self.name);
            if self.fields != Pointers::default() {
                return Err(("fields", message("fields")));
            }
            if !self.types.is_empty() {
                return Err(("types", message("types")));
            }
        }
        let is_type = |kind: &String| super::sources::is_type(kind);
        match self.types.keys().find(|kind| !is_type(kind)) {
            Some(_) => Err(("types", "a type is 1 to 100 characters on one line, without blanks around it".into())),
            None => Ok(()),
        }
    }

    /// The scheme with its parameters.
    pub fn scheme(&self) -> Scheme {
        match self.scheme {
            SchemeName::Standard => {
                Scheme::Standard { tolerance_seconds: self.tolerance_seconds.unwrap_or(TOLERANCE_SECONDS) }
            }
            SchemeName::Github => Scheme::Github,
            SchemeName::Twitter => Scheme::Twitter,
            SchemeName::Hmac => Scheme::Hmac(SignatureHeader {
                header: self.header.clone().unwrap_or_default(),
                prefix: self.prefix.clone().unwrap_or_default(),
                encoding: self.encoding.unwrap_or_default(),
                id_header: self.id_header.clone(),
            }),
            SchemeName::Token => Scheme::Token,
            SchemeName::None => Scheme::None,
        }
    }

    /// The scheme with its secrets, which are read now.
    ///
    /// # Errors
    /// [`SourceError`] names the source, and the variable or the file.
    pub fn verifier(&self) -> Result<Verifier, SourceError> {
        let fault = |source: Box<dyn std::error::Error + Send + Sync>| SourceError { name: self.name.clone(), source };
        let secrets = self.secrets.iter().map(SecretPlace::read).collect::<Result<_, _>>();
        let secrets = secrets.map_err(|error| fault(error.into()))?;
        Verifier::new(self.scheme(), secrets).map_err(|error| fault(error.into()))
    }

    /// How its deliveries are read.
    pub fn source(&self) -> Source {
        let is_signed = self.is_signed();
        match Source::of_name(&self.name) {
            Source::Generic(_) => Source::Generic(Box::new(Mapping {
                name: self.name.clone(),
                fields: self.fields.clone(),
                types: self.types.clone(),
                is_signed,
            })),
            Source::Eventbrite { .. } => Source::Eventbrite { is_signed },
            Source::Ticketmaster { .. } => Source::Ticketmaster { is_signed },
            known => known,
        }
    }

    /// How its deliveries are read if it is a source of the program's own.
    pub(super) fn custom_source(&self, source: CustomSource) -> Source {
        Source::Custom { source, is_signed: self.is_signed() }
    }

    /// Whether it says where fields are or what types mean.
    pub(super) fn maps(&self) -> bool {
        self.fields != Pointers::default() || !self.types.is_empty()
    }

    /// Whether its scheme signs bodies.
    fn is_signed(&self) -> bool {
        !matches!(self.scheme, SchemeName::Token | SchemeName::None)
    }
}

/// Whether a word can be the name of a source.
pub fn is_source_name(name: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    (1..=64).contains(&name.len()) && name.bytes().all(is_plain)
}

/// What to write where [`is_source_name`] is false.
pub const SOURCE_NAME_WANTED: &str = "write 1 to 64 of a-z, 0-9, - and _: it is a part of the address";

fn is_header_name(name: &str) -> bool {
    name.len() <= 64 && is_token(name)
}
