//! `[[sources]]` of pdpe.toml: who may send, how they sign, and where fields are in their bodies.
//!
//! ```toml
//! [[sources]]
//! name = "box-office"                          # POST /webhooks/generic/box-office
//! scheme = "hmac"                              # or standard, github, twitter, timestamped, token, bearer, basic, none
//! secrets = [{ env = "BOX_OFFICE_SECRET" }, { file = "/etc/pdpe/box-office.old" }]
//! header = "X-Signature"                       # these four for hmac and timestamped
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
    Scheme, SchemeError, Secret, SecretError, SecretPlace, SignatureHeader, SignedOrder, TOLERANCE_SECONDS, TimePlace,
    TimestampedSignature, Verifier,
};
pub use super::cors::{AllowedOrigin, OriginError};
pub use super::fetch::{FetchSettings, TOKEN_VARIABLE};
pub use super::sources::Source;

/// The default rate limit of a source.
pub const RATE_LIMIT_PER_MINUTE: u32 = 6000;

/// The usual keys of a list with a time and signatures, such as `t=1790000000,v1=…`.
const TIMESTAMP_KEY: &str = "t";
const SIGNATURE_KEY: &str = "v1";

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
    /// The header with the signature; for `hmac` and `timestamped`, as are the next four.
    pub header: Option<String>,
    /// The prefix of the signature, such as `sha256=`; default none.
    pub prefix: Option<String>,
    /// The encoding of the signature; default `hex`.
    pub encoding: Option<Encoding>,
    /// The header with the delivery's id; default none. Without one the same body counts once for as long as keys are
    /// kept, 90 days by default: a repeat cannot be told from a replay.
    pub id_header: Option<String>,
    /// The text that is signed before all else, such as the address of the listener; default none.
    pub signed_prefix: Option<String>,
    /// The header with the signed time; for `timestamped`, as are the next four. By default, the time is in a list with
    /// the signature.
    pub timestamp_header: Option<String>,
    /// The key of the time in that list; default `t`.
    pub timestamp_key: Option<String>,
    /// The key of the signature in that list; default `v1`.
    pub signature_key: Option<String>,
    /// The text between the time and the body; default `.`.
    pub separator: Option<String>,
    /// What is signed first; default `timestamp_first`.
    pub order: Option<SignedOrder>,
    /// The tolerance of the signed time, 1…3600; for `standard` and `timestamped`, default 300.
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
    /// [`Scheme::Timestamped`]
    Timestamped,
    /// [`Scheme::Token`]
    Token,
    /// [`Scheme::Bearer`]
    Bearer,
    /// [`Scheme::Basic`]
    Basic,
    /// [`Scheme::None`]
    None,
}

impl SchemeName {
    /// All of them, with their names.
    pub const ALL: [(&'static str, Self); 9] = [
        ("standard", Self::Standard),
        ("github", Self::Github),
        ("twitter", Self::Twitter),
        ("hmac", Self::Hmac),
        ("timestamped", Self::Timestamped),
        ("token", Self::Token),
        ("bearer", Self::Bearer),
        ("basic", Self::Basic),
        ("none", Self::None),
    ];

    /// The scheme, unless it needs the name of a header.
    pub fn plain(self) -> Option<Scheme> {
        match self {
            Self::Standard => Some(Scheme::Standard { tolerance_seconds: TOLERANCE_SECONDS }),
            Self::Github => Some(Scheme::Github),
            Self::Twitter => Some(Scheme::Twitter),
            Self::Hmac | Self::Timestamped => None,
            Self::Token => Some(Scheme::Token),
            Self::Bearer => Some(Scheme::Bearer),
            Self::Basic => Some(Scheme::Basic),
            Self::None => Some(Scheme::None),
        }
    }
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
        let signs_a_time = matches!(self.scheme, SchemeName::Standard | SchemeName::Timestamped);
        if self.tolerance_seconds.is_some() && !signs_a_time {
            let message = format!("scheme {scheme} does not sign a time; only standard and timestamped do");
            return Err(("tolerance_seconds", message));
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
        let of_signatures = [
            ("header", self.header.is_some()),
            ("prefix", self.prefix.is_some()),
            ("encoding", self.encoding.is_some()),
            ("id_header", self.id_header.is_some()),
            ("signed_prefix", self.signed_prefix.is_some()),
        ];
        let of_times = [
            ("timestamp_header", self.timestamp_header.is_some()),
            ("timestamp_key", self.timestamp_key.is_some()),
            ("signature_key", self.signature_key.is_some()),
            ("separator", self.separator.is_some()),
            ("order", self.order.is_some()),
        ];
        let given = |keys: &[(&'static str, bool)]| keys.iter().find(|(_, is_given)| *is_given).map(|(key, _)| *key);
        let (is_hmac, is_timestamped) = (self.scheme == SchemeName::Hmac, self.scheme == SchemeName::Timestamped);
        if let Some(key) = given(&of_times).filter(|_| !is_timestamped) {
            return Err((key, "only for scheme timestamped".into()));
        }
        if !is_hmac && !is_timestamped {
            return given(&of_signatures).map_or(Ok(()), |key| {
                let message = "only for schemes hmac and timestamped; scheme";
                Err((key, format!("{message} {scheme} defines its own header or has none")))
            });
        }
        if self.header.is_none() {
            return Err(("header", format!("scheme {scheme} needs the name of the header with the signature")));
        }
        let headers =
            [("header", &self.header), ("id_header", &self.id_header), ("timestamp_header", &self.timestamp_header)];
        if let Some((key, _)) =
            headers.into_iter().find(|(_, name)| name.as_ref().is_some_and(|name| !is_header_name(name)))
        {
            return Err((key, "not the name of a header; write it like X-Signature".into()));
        }
        let is_text =
            |text: &String, longest: usize| text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_graphic());
        if self.prefix.as_ref().is_some_and(|prefix| !is_text(prefix, 64)) {
            return Err(("prefix", "not a prefix; write up to 64 visible characters like sha256=".into()));
        }
        if self.signed_prefix.as_ref().is_some_and(|prefix| !is_text(prefix, 512)) {
            return Err((
                "signed_prefix",
                "write up to 512 visible characters, such as the address of the listener".into(),
            ));
        }
        if self.separator.as_ref().is_some_and(|separator| !is_text(separator, 8)) {
            return Err(("separator", "write up to 8 visible characters, or \"\" for none".into()));
        }
        for (key, name) in [("timestamp_key", &self.timestamp_key), ("signature_key", &self.signature_key)] {
            let Some(name) = name else { continue };
            if self.timestamp_header.is_some() {
                return Err((key, "not used with timestamp_header, where the header holds only the signature".into()));
            }
            if !is_header_name(name) {
                return Err((key, "not a key; write it like v1".into()));
            }
        }
        if self.timestamp_key.as_deref().unwrap_or(TIMESTAMP_KEY)
            == self.signature_key.as_deref().unwrap_or(SIGNATURE_KEY)
        {
            return Err(("signature_key", "the same as timestamp_key".into()));
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
        let tolerance_seconds = self.tolerance_seconds.unwrap_or(TOLERANCE_SECONDS);
        match self.scheme {
            SchemeName::Standard => Scheme::Standard { tolerance_seconds },
            SchemeName::Timestamped => Scheme::Timestamped(TimestampedSignature {
                signature: self.signature_header(),
                time: match &self.timestamp_header {
                    Some(name) => TimePlace::Header(name.clone()),
                    None => TimePlace::List {
                        time_key: self.timestamp_key.clone().unwrap_or_else(|| TIMESTAMP_KEY.into()),
                        signature_key: self.signature_key.clone().unwrap_or_else(|| SIGNATURE_KEY.into()),
                    },
                },
                separator: self.separator.clone().unwrap_or_else(|| ".".into()),
                order: self.order.unwrap_or_default(),
                tolerance_seconds,
            }),
            name => name.plain().unwrap_or_else(|| Scheme::Hmac(self.signature_header())),
        }
    }

    fn signature_header(&self) -> SignatureHeader {
        SignatureHeader {
            header: self.header.clone().unwrap_or_default(),
            prefix: self.prefix.clone().unwrap_or_default(),
            encoding: self.encoding.unwrap_or_default(),
            id_header: self.id_header.clone(),
            signed_prefix: self.signed_prefix.clone().unwrap_or_default(),
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
        let is_signed = self.scheme().is_signature();
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
        Source::Custom { source, is_signed: self.scheme().is_signature() }
    }

    /// Whether it says where fields are or what types mean.
    pub(super) fn maps(&self) -> bool {
        self.fields != Pointers::default() || !self.types.is_empty()
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
