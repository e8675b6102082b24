//! Columns of numbers for the page: little-endian bytes in base64.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Floats, 8 bytes each.
pub fn numbers(values: impl Iterator<Item = f64>) -> String {
    STANDARD.encode(values.flat_map(f64::to_le_bytes).collect::<Vec<u8>>())
}

/// Indices, 4 bytes each.
pub fn positions(values: impl Iterator<Item = u32>) -> String {
    STANDARD.encode(values.flat_map(u32::to_le_bytes).collect::<Vec<u8>>())
}
