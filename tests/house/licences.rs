//! Other people's code in the program: from crates.io alone, under licences that `.cargo/deny.toml` allows, and with its
//! notices in `src/cli/licences.txt`, which `pdpe licences` prints.
//!
//! `UPDATE_LICENCES=1 cargo test --test house licences` writes the file.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::common::pdpe;

const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// A package in the program.
struct Package {
    name: String,
    version: String,
    licence: String,
    folder: PathBuf,
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The packages that the program for Linux is built from, without those of tests.
fn packages() -> Vec<Package> {
    let args = ["metadata", "--locked", "--offline", "--format-version", "1"];
    let platform = ["--filter-platform", "x86_64-unknown-linux-gnu"];
    let told = Command::new(env!("CARGO")).current_dir(root()).args(args).args(platform).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    let metadata: Value = serde_json::from_slice(&told.stdout).unwrap();
    let nodes: BTreeMap<&str, &Value> = metadata["resolve"]["nodes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|node| (node["id"].as_str().unwrap(), &node["deps"]))
        .collect();
    let own = metadata["resolve"]["root"].as_str().unwrap();
    let (mut reached, mut next) = (BTreeSet::new(), vec![own]);
    while let Some(id) = next.pop() {
        if reached.insert(id) {
            let is_in_program =
                |of: &&Value| of["dep_kinds"].as_array().unwrap().iter().any(|kind| kind["kind"].is_null());
            let of = nodes[id].as_array().unwrap().iter().filter(is_in_program);
            next.extend(of.map(|of| of["pkg"].as_str().unwrap()));
        }
    }
    let all = metadata["packages"].as_array().unwrap().iter();
    let mut packages: Vec<Package> = all
        .filter(|package| package["id"] != own && reached.contains(package["id"].as_str().unwrap()))
        .map(|package| {
            let text = |key: &str| package[key].as_str().unwrap_or_default().to_owned();
            assert_eq!(package["source"], REGISTRY, "{}", text("name"));
            let folder = Path::new(package["manifest_path"].as_str().unwrap()).parent().unwrap().to_owned();
            Package { name: text("name"), version: text("version"), licence: text("license"), folder }
        })
        .collect();
    packages.sort_by(|one, other| (&one.name, &one.version).cmp(&(&other.name, &other.version)));
    packages
}

/// The notices that a package comes with.
fn notices(folder: &Path) -> Vec<String> {
    let is_notice = |name: &str| {
        let name = name.to_ascii_uppercase();
        ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE", "UNLICENSE"].iter().any(|word| name.starts_with(word))
    };
    let mut files: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file() && is_notice(path.file_name().unwrap().to_str().unwrap()))
        .collect();
    files.sort();
    let plain = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap();
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
    };
    files.iter().map(plain).filter(|text| !text.is_empty()).collect()
}

/// The file as it should be: who uses which licence, and each text once.
fn expected() -> String {
    let mut file = String::from(
        "pdpe contains code of the packages below, under their licences. Their notices follow, each text once.\n\n",
    );
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for package in packages() {
        let name = format!("{} {}", package.name, package.version);
        writeln!(file, "{name}: {}", package.licence).unwrap();
        for text in notices(&package.folder) {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    let mut texts: Vec<(Vec<String>, String)> = texts.into_iter().map(|(text, names)| (names, text)).collect();
    texts.sort();
    for (names, text) in texts {
        write!(file, "\n{}\n{}\n\n{text}\n", "-".repeat(79), names.join(", ")).unwrap();
    }
    file
}

#[test]
fn the_notices_of_all_packages_are_there() {
    let path = root().join("src/cli/licences.txt");
    let expected = expected();
    if std::env::var_os("UPDATE_LICENCES").is_some() {
        fs::write(&path, &expected).unwrap();
    }
    let hint = "write it anew: UPDATE_LICENCES=1 cargo test --test house licences";
    assert!(fs::read_to_string(&path).unwrap_or_default() == expected, "{} is outdated; {hint}", path.display());
}

#[test]
fn every_licence_is_allowed() {
    let deny: toml::Table = fs::read_to_string(root().join(".cargo/deny.toml")).unwrap().parse().unwrap();
    let allowed: Vec<&str> =
        deny["licenses"]["allow"].as_array().unwrap().iter().map(|licence| licence.as_str().unwrap()).collect();
    for Package { name, licence, .. } in packages() {
        let licence_text = licence.replace(['(', ')'], " ").replace('/', " OR ");
        let is_allowed = licence_text
            .split(" AND ")
            .all(|part| part.split(" OR ").any(|alternative| allowed.contains(&alternative.trim())));
        assert!(is_allowed, "{name}: {licence} is not among those that .cargo/deny.toml allows");
    }
}

#[test]
fn the_program_prints_its_notices() {
    let printed = pdpe(&["licences"]).ok().out;
    assert!(printed.contains("\ntiny_http 0.12.0: ") && printed.contains("\nrusqlite "), "{printed:.500}");
    assert_eq!(printed, fs::read_to_string(root().join("src/cli/licences.txt")).unwrap());
}
