//! The repository itself: the house rules, the README, and what ships beside the source.

#[path = "../common/mod.rs"]
mod common;
mod completions;
mod deployment;
mod house_rules;
mod licences;
mod readme;
