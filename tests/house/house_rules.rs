//! The rules of the house, checked by reading the sources: who may use what, and how files begin.

#![allow(clippy::unwrap_used)]
#![allow(clippy::print_stderr)] // a check that cannot be made says so

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What may stand at the top of the repository, apart from names with a dot in front.
const AT_THE_TOP: [&str; 15] = [
    "Cargo.toml",
    "Cargo.lock",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Dockerfile",
    "LICENSE",
    "README.md",
    "benches",
    "completions",
    "docs",
    "examples",
    "fixtures",
    "fuzz",
    "src",
    "tests",
];

/// Crates, or modules of them, and their owners, as paths or folders in `src/`.
const OWNED_CRATES: [(&str, &[&str]); 29] = [
    ("clap", &["cli/"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("rayon", &["parallel.rs", "stream.rs"]),
    ("pulp", &["parallel.rs"]),
    ("std::thread", &["stream.rs", "cli/interrupt.rs", "fetch/caller.rs", "watch/"]),
    ("indicatif", &["progress.rs"]),
    ("lru", &["live/cache.rs"]),
    ("ab_glyph", &["output/png.rs"]),
    ("dejavu", &["output/png.rs"]),
    ("tiny_http", &["watch/door/print.rs"]),
    ("httparse", &["watch/door/head.rs"]),
    ("socket2", &["watch/door.rs"]),
    ("std::net::TcpListener", &["watch/door.rs", "watch/door/", "watch/run/opening.rs"]),
    ("std::net::TcpStream", &["watch/door/"]),
    ("std::os::unix::net", &[]),
    ("rlimit", &["watch/door.rs"]),
    ("std::time::Instant", &["clock.rs", "clock/pace.rs", "watch/"]),
    ("rusqlite", &["watch/journal.rs", "watch/journal/"]),
    ("hmac", &["watch/auth/"]),
    ("signal_hook", &["cli/interrupt.rs", "watch/signals.rs"]),
    ("form_urlencoded", &["fetch/", "watch/routes/"]),
    ("ureq", &["fetch/", "watch/checkup.rs", "watch/fetch/", "watch/send.rs"]),
    ("fastrand", &["fetch/caller.rs", "watch/fetch.rs"]),
    ("fdeflate", &["places/tables.rs"]),
    ("strsim", &["places/find.rs"]),
    ("tracing", &["watch/", "cli/watch.rs", "cli/watch/"]),
    ("tracing_subscriber", &["watch/log.rs", "watch/log/"]),
    ("vader_sentimental", &["watch/sources/twitter/sentiment.rs"]),
];

/// Modules that compute, and those they know nothing of.
const CORE: [&str; 11] =
    ["geo", "grid", "event", "model", "layers", "score", "explain", "places", "fit", "plan", "itinerary"];
const OUTER: [&str; 5] = ["cli", "live", "watch", "output", "listings"];

const CLOCK_READINGS: [&str; 4] = ["Utc::now", "Local::now", "SystemTime::now", "Instant::now"];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, with `/` between the parts of their names.
fn files(folder: &str) -> Vec<(String, PathBuf)> {
    let (mut found, mut folders) = (Vec::new(), vec![root().join(folder)]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(root().join(folder)).unwrap();
                let parts: Vec<_> = name.iter().map(|part| part.to_string_lossy()).collect();
                found.push((parts.join("/"), path));
            }
        }
    }
    found.sort();
    found
}

/// The Rust files of `src/`: name and code.
fn sources() -> Vec<(String, String)> {
    let sources: Vec<_> = files("src")
        .into_iter()
        .filter(|(name, _)| is_rust(name))
        .map(|(name, path)| (name, fs::read_to_string(path).unwrap()))
        .collect();
    assert!(sources.len() > 20, "only {} files in src", sources.len());
    sources
}

fn is_rust(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "rs")
}

/// The code without comments and without what stands in quotes; line ends stay.
fn bare(code: &str) -> String {
    let (mut bare, mut rest) = (String::new(), code);
    while let Some(char) = rest.chars().next() {
        let skipped = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if rest.starts_with("r#\"") {
            rest.find("\"#").map_or(rest.len(), |end| end + 2)
        } else if char == '"' {
            let mut escaped = false;
            let closes = |&(_, char): &(usize, char)| {
                let closing = char == '"' && !escaped;
                escaped = char == '\\' && !escaped;
                closing
            };
            rest.char_indices().skip(1).find(closes).map_or(rest.len(), |(end, _)| end + 1)
        } else if let Some(end) = ["'\"'", "'\\\"'", "'\\''"].iter().find(|quote| rest.starts_with(**quote)) {
            end.len()
        } else {
            bare.push(char);
            rest = &rest[char.len_utf8()..];
            continue;
        };
        bare.extend(rest[..skipped].chars().filter(|char| *char == '\n'));
        bare.push(' ');
        rest = &rest[skipped..];
    }
    bare
}

/// All paths in bare code, `a::b`, with those in the braces of an import spelled out.
fn paths(bare: &str) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let (mut prefixes, mut path) = (Vec::<String>::new(), String::new());
    let mut in_import = false;
    let mut tokens = tokens(bare).into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token.as_str() {
            "use" => (in_import, path) = (true, String::new()),
            "as" if in_import => {
                paths.insert(path.clone());
            }
            ";" if in_import => {
                paths.insert(std::mem::take(&mut path));
                in_import = false;
            }
            "{" if in_import => prefixes.push(path.clone()),
            "," | "}" if in_import => {
                paths.insert(path.clone());
                path = prefixes.last().cloned().unwrap_or_default();
                if token == "}" {
                    path = prefixes.pop().unwrap_or_default();
                }
            }
            "::" => path.push_str("::"),
            word if word.starts_with(|char: char| char.is_alphabetic() || char == '_') => {
                if !path.ends_with("::") {
                    path.clear();
                }
                path.push_str(word);
                if !in_import && tokens.peek().is_none_or(|next| next != "::") {
                    paths.insert(std::mem::take(&mut path));
                }
            }
            _ if !in_import => path.clear(),
            _ => {}
        }
    }
    paths
}

fn tokens(bare: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    let mut in_word = false;
    for char in bare.chars() {
        let part_of_word = char.is_alphanumeric() || char == '_';
        let joins = part_of_word && in_word || char == ':' && tokens.last().is_some_and(|token| token == ":");
        match tokens.last_mut() {
            Some(last) if joins => last.push(char),
            _ if char.is_whitespace() => {}
            _ => tokens.push(char.into()),
        }
        in_word = part_of_word;
    }
    tokens
}

/// What a path in a file of `src/` means, counted from the crate: `super` and `crate` resolved.
fn from_crate(file: &str, path: &str) -> String {
    let mut module: Vec<&str> = file.trim_end_matches(".rs").split('/').filter(|part| *part != "mod").collect();
    if ["lib", "main"].contains(&module[0]) {
        module.clear();
    }
    let mut parts = path.split("::").filter(|part| !part.is_empty()).peekable();
    match parts.peek() {
        Some(&"crate" | &"pdpe") => {
            module.clear();
            parts.next();
        }
        Some(&"super" | &"self") => {
            while let Some(step) = parts.next_if(|part| ["super", "self"].contains(part)) {
                if step == "super" {
                    module.pop();
                }
            }
        }
        _ => return path.to_owned(),
    }
    module.into_iter().chain(parts).collect::<Vec<_>>().join("::")
}

/// Uses of crates by files that don't own them.
fn crate_thefts(file: &str, code: &str) -> Vec<String> {
    let all = paths(&bare(code));
    let owned =
        |owners: &[&str]| owners.iter().any(|owner| file == *owner || owner.ends_with('/') && file.starts_with(owner));
    let uses = |name: &str| {
        all.iter().any(|path| {
            let path = path.trim_start_matches("::");
            path.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::"))
        })
    };
    OWNED_CRATES
        .iter()
        .filter(|(name, owners)| !owned(owners) && uses(name))
        .map(|(name, owners)| format!("src/{file} uses {name}, which belongs to {}", owners.join(" and ")))
        .collect()
}

/// What a file of the core knows of the outer modules.
fn reaches_outward(file: &str, code: &str) -> Vec<String> {
    let module = file.trim_end_matches(".rs").split('/').next().unwrap();
    if !CORE.contains(&module) {
        return Vec::new();
    }
    let outward = |path: &String| {
        let absolute = from_crate(file, path);
        let is_ours = path.starts_with("crate") || path.starts_with("super") || path.starts_with("self");
        is_ours && OUTER.contains(&absolute.split("::").next().unwrap())
    };
    paths(&bare(code)).iter().filter(|path| outward(path)).map(|path| format!("src/{file} uses {path}")).collect()
}

fn none(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_what_a_reader_would() {
    let code = r##"
        // use clap::Parser;
        use std::{fmt, io::{self, Read}};
        use crate::{geo::LatLon, output as out, listings::native::{self as own, write}};
        const TEXT: &str = "use rayon::prelude; \" indicatif::Bar"; /* lru::Cache */
        fn f() -> tiny_http::Server { rayon::spawn(|| super::live::go()); let a: u8 = '"'; crate::watch::now() }
        const RAW: &str = r#"a " clap::x"#;
    "##;
    let found = paths(&bare(code));
    for path in [
        "std::io::Read",
        "crate::geo::LatLon",
        "crate::output",
        "crate::listings::native::write",
        "tiny_http::Server",
        "rayon::spawn",
        "super::live::go",
        "crate::watch::now",
    ] {
        assert!(found.contains(path), "{path} is missing in {found:?}");
    }
    assert!(
        !found.iter().any(|path| ["clap", "indicatif", "lru"].iter().any(|name| path.starts_with(name))),
        "{found:?}"
    );
    assert_eq!(crate_thefts("grid/read.rs", code).len(), 2);
    assert_eq!(crate_thefts("parallel.rs", code).len(), 1);
    assert_eq!(crate_thefts("watch/door/print.rs", "use tiny_http::Header; use clap::Parser;").len(), 1);
    assert_eq!(crate_thefts("grid/read.rs", "fn f() { std::thread::scope(|_| ()); }").len(), 1);
    assert_eq!(crate_thefts("grid/read.rs", "use std::thread_local; use rayons::x;").len(), 0);
    assert_eq!(reaches_outward("score.rs", code).len(), 6);
    assert_eq!(reaches_outward("cli/score.rs", code).len(), 0);
    assert_eq!(from_crate("geo/quadtree.rs", "super::super::live"), "live");
}

#[test]
fn crates_are_used_by_their_owners_alone() {
    let faults: Vec<String> = sources().iter().flat_map(|(file, code)| crate_thefts(file, code)).collect();
    none(&faults);
}

#[test]
fn the_core_knows_nothing_of_what_is_around_it() {
    let faults: Vec<String> = sources().iter().flat_map(|(file, code)| reaches_outward(file, code)).collect();
    none(&faults);
}

#[test]
fn only_clock_rs_reads_the_clock() {
    let reads = |code: &str| {
        let paths = paths(&bare(code));
        CLOCK_READINGS.into_iter().find(|reading| paths.iter().any(|path| path.ends_with(reading)))
    };
    let (clock, others): (Vec<_>, Vec<_>) = sources().into_iter().partition(|(file, _)| file == "clock.rs");
    assert_eq!(reads(&clock[0].1), Some("SystemTime::now"));
    let faults: Vec<String> =
        others.iter().filter_map(|(file, code)| Some(format!("src/{file} reads {}", reads(code)?))).collect();
    none(&faults);
}

#[test]
fn no_source_is_longer_than_500_lines() {
    let faults: Vec<String> = sources()
        .iter()
        .filter(|(_, code)| code.lines().count() > 500)
        .map(|(file, code)| format!("src/{file} has {} lines", code.lines().count()))
        .collect();
    none(&faults);
}

/// What a page must not do with text, nor call.
const NOT_IN_PAGES: [&str; 8] =
    ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "</script", "<!--"];

#[test]
fn scripts_of_the_page_are_short_say_what_they_own_and_take_text_for_text() {
    let mut faults = Vec::new();
    let scripts = files("src/output/html")
        .into_iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|end| end == "js"));
    let scripts: Vec<_> = scripts.map(|(name, path)| (name, fs::read_to_string(path).unwrap())).collect();
    assert!(scripts.len() > 5, "only {} scripts", scripts.len());
    for (name, code) in scripts {
        if !code.starts_with("// ") {
            faults.push(format!("{name} does not open with //"));
        }
        if code.lines().count() > 350 {
            faults.push(format!("{name} has {} lines", code.lines().count()));
        }
        let found = NOT_IN_PAGES.into_iter().filter(|word| code.contains(word));
        faults.extend(found.map(|word| format!("{name} uses {word}")));
    }
    let page = fs::read_to_string(root().join("src/output/html/page.html")).unwrap();
    // Handlers and styles within elements would need a laxer policy.
    for attribute in [" onclick=", " oninput=", " onload=", " onerror=", " style="] {
        faults.extend(page.contains(attribute).then(|| format!("page.html has{attribute}")));
    }
    none(&faults);
}

#[test]
fn every_rust_file_begins_by_saying_what_it_owns() {
    let mut faults = Vec::new();
    for folder in ["src", "tests", "benches", "examples", "fuzz/fuzz_targets"] {
        for (name, path) in files(folder).into_iter().filter(|(name, _)| is_rust(name)) {
            let text = fs::read_to_string(path).unwrap();
            let says = text.strip_prefix("//! ").and_then(|says| says.lines().next()).unwrap_or_default();
            if says.len() < 4 {
                faults.push(format!("{folder}/{name} does not open with //!"));
            }
        }
    }
    none(&faults);
}

#[test]
fn nothing_is_left_to_do() {
    let mut faults = Vec::new();
    for folder in ["src", "benches", "examples"] {
        for (name, path) in files(folder).into_iter().filter(|(name, _)| is_rust(name)) {
            let tokens = tokens(&bare(&fs::read_to_string(path).unwrap()));
            let macros = tokens.windows(2).filter(|pair| pair[1] == "!").map(|pair| pair[0].as_str());
            faults.extend(
                macros
                    .filter(|name| ["todo", "unimplemented", "dbg"].contains(name))
                    .map(|left| format!("{folder}/{name} has {left}!")),
            );
        }
    }
    none(&faults);
}

#[test]
fn only_known_names_stand_at_the_top_of_the_repository() {
    let listed = Command::new("git").arg("ls-files").current_dir(root()).output();
    let Some(listed) = listed.ok().filter(|listed| listed.status.success() && !listed.stdout.is_empty()) else {
        eprintln!("SKIPPED: git cannot list the files here, so the top of the repository is not checked");
        return;
    };
    let listed = String::from_utf8(listed.stdout).unwrap();
    let top: BTreeSet<&str> = listed.lines().map(|path| path.split('/').next().unwrap()).collect();
    let known = |name: &str| name.starts_with('.') || AT_THE_TOP.contains(&name);
    let faults: Vec<String> =
        top.iter().filter(|name| !known(name)).map(|name| format!("{name} does not belong there")).collect();
    none(&faults);
}

#[test]
fn every_fixture_says_where_it_came_from() {
    let origins = fs::read_to_string(root().join("fixtures/README.md")).unwrap();
    // `…_placed.json` names a file by its end.
    let endings: Vec<&str> = origins.split('`').filter_map(|word| word.strip_prefix('…')).collect();
    let named = |file: &str| origins.contains(file) || endings.iter().any(|ending| file.ends_with(ending));
    let faults: Vec<String> = files("fixtures")
        .iter()
        .filter(|(name, _)| name != "README.md" && !named(name.rsplit('/').next().unwrap()))
        .map(|(name, _)| format!("fixtures/README.md says nothing of {name}"))
        .collect();
    none(&faults);
}

/// Files that may name built-in layers beside `layers/` and `model/`: the keys that set limits of caches,
/// and what ships for cities: incomes, hotspots and holidays are keys of those layers.
const MAY_NAME_LAYERS: [&str; 3] = ["live/cache/settings.rs", "places/", "cli/init.rs"];

/// The point calls, the positions of their layers, and the variables in the help.
const NAMES_THAT_STAY: [&str; 6] = [
    "spending_propensity(",
    "college_presence(",
    "layers::SPENDING_PROPENSITY",
    "layers::COLLEGE_PRESENCE",
    "CACHE_TTL_SPENDING",
    "CACHE_TTL_COLLEGE",
];

/// The built-in layers that a source names outside comments.
fn layers_named(file: &str, code: &str) -> Vec<String> {
    let model = pdpe::model::Model::published();
    // `events` is also the word for events.
    let shorts = |layer: &pdpe::layers::Layer| (!layer.is_of_events()).then(|| layer.short.to_owned());
    let names: BTreeSet<String> = model
        .layers()
        .iter()
        .flat_map(|layer| [Some(layer.name.to_owned()), Some(layer.column.to_string()), shorts(layer)])
        .flatten()
        .collect();
    let mut code: String = code.lines().map(|line| line.split("// ").next().unwrap().to_owned() + "\n").collect();
    code = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    for kept in NAMES_THAT_STAY.iter().filter(|_| file.starts_with("live/") || file.starts_with("cli/")) {
        code = code.replace(kept, "");
    }
    let code = code.to_lowercase();
    let is_in = |name: &&String| code.contains(*name) || code.contains(&name.replace('_', ""));
    names.iter().filter(is_in).map(|name| format!("src/{file} names the layer {name}")).collect()
}

#[test]
fn no_file_outside_the_table_names_a_layer() {
    assert_eq!(layers_named("score.rs", "let x = scores.college_presence;").len(), 2);
    assert_eq!(layers_named("score.rs", "LayerType::EventProximity // spending").len(), 1);
    assert_eq!(layers_named("live/engine.rs", "    pub fn spending_propensity(&mut self) {").len(), 0);
    let is_exempt = |file: &str| {
        let may = |owner: &&str| file == *owner || owner.ends_with('/') && file.starts_with(*owner);
        ["layers/", "model/"].iter().chain(&MAY_NAME_LAYERS).any(may)
    };
    let scripts = files("src")
        .into_iter()
        .filter(|(name, _)| Path::new(name).extension().is_some_and(|end| end == "js" || end == "html"));
    let scripts = scripts.map(|(name, path)| (name, fs::read_to_string(path).unwrap()));
    let all = sources().into_iter().chain(scripts).filter(|(file, _)| !is_exempt(file));
    none(&all.flat_map(|(file, code)| layers_named(&file, &code)).collect::<Vec<_>>());
}

/// Circles that are known: files of one folder, or top-level modules, to be taken apart.
const KNOWN_CIRCLES: [&[&str]; 1] = [&["watch/auth/secret", "watch/auth/signature"]];

/// Who imports whom among the files and folders right below a folder of `src/` (`""`: those at its top).
fn imports_within(folder: &str, sources: &[(String, String)]) -> BTreeMap<String, BTreeSet<String>> {
    let module = folder.replace('/', "::");
    let below = |path: &str, separator: &str, folder: &str| {
        let rest = if folder.is_empty() { Some(path) } else { path.strip_prefix(folder)?.strip_prefix(separator) };
        rest.and_then(|rest| rest.split(separator).next().map(str::to_owned))
    };
    let unit = |file: &str| below(file.trim_end_matches(".rs"), "/", folder).filter(|unit| unit != "mod");
    let units: BTreeSet<String> = sources.iter().filter_map(|(file, _)| unit(file)).collect();
    let is_table_of_contents = |file: &str| file == format!("{folder}.rs") || file == format!("{folder}/mod.rs");
    // What the folder's own file brings in of its parts has a second path.
    let contents = sources.iter().filter(|(file, _)| !folder.is_empty() && is_table_of_contents(file));
    let second_paths: BTreeMap<String, String> = contents
        .flat_map(|(_, code)| paths(&bare(code)))
        .filter_map(|path| {
            let path = path.strip_prefix("self::").unwrap_or(&path).to_owned();
            let (owner, name) = path.split_once("::")?;
            units.contains(owner).then(|| (name.to_owned(), owner.to_owned()))
        })
        .collect();
    let mut imports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, code) in sources {
        let Some(importer) = unit(file).filter(|unit| !["lib", "main"].contains(&unit.as_str())) else { continue };
        for path in paths(&bare(code)) {
            if !["crate", "super", "self", "pdpe"].iter().any(|start| path.starts_with(start)) {
                continue;
            }
            let Some(part) = below(&from_crate(file, &path), "::", &module) else { continue };
            let target = second_paths.get(&part).unwrap_or(&part);
            if units.contains(target) && *target != importer {
                imports.entry(importer.clone()).or_default().insert(target.clone());
            }
        }
    }
    imports
}

/// Sets of names of which each is reached from each other.
fn circles(imports: &BTreeMap<String, BTreeSet<String>>) -> BTreeSet<BTreeSet<String>> {
    let reached = |from: &String| {
        let (mut found, mut open) = (BTreeSet::new(), vec![from.clone()]);
        while let Some(next) = open.pop() {
            let unseen = imports.get(&next).into_iter().flatten().filter(|name| found.insert((*name).clone()));
            open.extend(unseen.cloned().collect::<Vec<_>>());
        }
        found
    };
    let all: BTreeMap<&String, BTreeSet<String>> = imports.keys().map(|name| (name, reached(name))).collect();
    let circle = |name: &&String| {
        let own: BTreeSet<String> = all[*name]
            .iter()
            .filter(|other| all.get(other).is_some_and(|back| back.contains(*name)))
            .cloned()
            .collect();
        (own.len() > 1).then_some(own)
    };
    imports.keys().collect::<Vec<_>>().iter().filter_map(circle).collect()
}

#[test]
fn nothing_imports_in_a_circle() {
    let file = |name: &str, code: &str| (name.to_owned(), code.to_owned());
    let sample = [
        file("a.rs", "use crate::b::X;"),
        file("b/mod.rs", "pub use one::One; use crate::c::Y;"),
        file("b/one.rs", "use super::two::Two;"),
        file("b/two.rs", "use super::One;"),
        file("c.rs", "// use crate::a\nfn f() { crate::d::g() }"),
        file("d.rs", "use crate::b::two;"),
    ];
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<String>>();
    assert_eq!(circles(&imports_within("", &sample)), [names(&["b", "c", "d"])].into());
    assert_eq!(circles(&imports_within("b", &sample)), [names(&["one", "two"])].into());

    let sources = sources();
    let folders: BTreeSet<&str> =
        sources.iter().filter_map(|(file, _)| Some(file.rsplit_once('/')?.0)).chain([""]).collect();
    let mut faults = Vec::new();
    for folder in folders {
        for circle in circles(&imports_within(folder, &sources)) {
            let parts: Vec<String> = circle.iter().map(|name| format!("{folder}/{name}")).collect();
            if !KNOWN_CIRCLES.iter().any(|known| *known == parts) {
                faults.push(format!("a circle of imports: {parts:?}"));
            }
        }
    }
    none(&faults);
}
