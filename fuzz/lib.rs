//! What the fuzz targets share: the bodies, which `cargo test` runs as well.

#[path = "../tests/fuzz_bodies/bodies/mod.rs"]
pub mod bodies;
