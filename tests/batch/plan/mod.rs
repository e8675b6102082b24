//! `pdpe plan`: the plans against every plan there is, and the command.

mod command;
mod every_plan;
mod properties;
mod small;
