//! The URL template of map tiles.

use std::str::FromStr;

/// A template such as `https://tiles.example/{z}/{x}/{y}.png`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiles {
    template: String,
    origin_end: usize,
}

/// A text that is not a URL template of tiles.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{template}` is not a URL of tiles: {fault}; write one like https://tiles.example/{{z}}/{{x}}/{{y}}.png")]
pub struct TilesError {
    template: String,
    fault: String,
}

impl Tiles {
    /// The template.
    #[must_use]
    pub fn template(&self) -> &str {
        &self.template
    }

    /// Scheme, host and port, as in a content security policy.
    #[must_use]
    pub fn origin(&self) -> &str {
        &self.template[..self.origin_end]
    }
}

impl FromStr for Tiles {
    type Err = TilesError;

    fn from_str(text: &str) -> Result<Self, TilesError> {
        let fault = |fault: String| TilesError { template: text.to_owned(), fault };
        let scheme = ["https://", "http://"].into_iter().find(|scheme| text.starts_with(scheme));
        let scheme = scheme.ok_or_else(|| fault("it does not start with https:// or http://".into()))?;
        let host_end = text[scheme.len()..].find('/').map_or(text.len(), |slash| scheme.len() + slash);
        let host = &text[scheme.len()..host_end];
        // It becomes part of the policy of the page, where a space or a semicolon would start another directive.
        let in_host = |char: char| char.is_ascii_alphanumeric() || ".-:[]".contains(char);
        if host.is_empty() || !host.chars().all(in_host) {
            return Err(fault(format!("`{host}` is not a host")));
        }
        if let Some(odd) = text.chars().find(|char| char.is_control() || char.is_whitespace()) {
            return Err(fault(format!("it contains {odd:?}")));
        }
        for place in ["{z}", "{x}", "{y}"] {
            if !text[host_end..].contains(place) {
                return Err(fault(format!("{place} is missing")));
            }
        }
        let bare = text.replace("{z}", "").replace("{x}", "").replace("{y}", "");
        if bare.contains(['{', '}']) {
            return Err(fault("only {z}, {x} and {y} are replaced".into()));
        }
        Ok(Self { template: text.to_owned(), origin_end: host_end })
    }
}
