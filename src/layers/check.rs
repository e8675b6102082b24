//! Errors in a model, and the checks that several layers share.

/// Why a model is not valid.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{}{key}: {message}", line.map(|line| format!("line {line}: ")).unwrap_or_default())]
pub struct ModelError {
    /// Path of the key, such as `spending.hours[2].to`.
    pub key: String,
    /// Line in the text, if known.
    pub line: Option<usize>,
    /// What was found and what is expected.
    pub message: String,
}

/// The largest number in a model. It keeps every product, and so every score, finite.
pub const LARGEST: f64 = 1e12;

pub fn fault<T>(key: impl Into<String>, message: impl Into<String>) -> Result<T, ModelError> {
    Err(ModelError { key: key.into(), line: None, message: message.into() })
}

pub fn not_negative(key: impl Into<String>, value: f64) -> Result<(), ModelError> {
    if !value.is_finite() {
        return fault(key, format!("{value} is not a finite number"));
    }
    if value < 0.0 {
        return fault(key, format!("{value} is negative; it must be 0 or more"));
    }
    if value > LARGEST {
        return fault(key, format!("{value} is too large; it must be at most {LARGEST}"));
    }
    Ok(())
}

pub fn positive(key: impl Into<String>, value: f64) -> Result<(), ModelError> {
    let key = key.into();
    not_negative(key.as_str(), value)?;
    if value == 0.0 { fault(key, "0 is too small; it must be above 0") } else { Ok(()) }
}

pub fn hours_in_order(key: &str, from: u8, to: u8) -> Result<(), ModelError> {
    if to > 23 {
        return fault(format!("{key}.to"), format!("there is no hour {to}; hours are 0-23"));
    }
    if from > to {
        return fault(key, format!("from = {from} is after to = {to}; split a range that passes midnight"));
    }
    Ok(())
}
