//! `pdpe plan`: the plans against every plan there is, and the command.

mod command;
#[path = "../common/mod.rs"]
mod common;
mod every_plan;
mod properties;
mod small;
