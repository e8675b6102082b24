//! `pdpe cities`: lists the known cities with their data.

use std::path::PathBuf;

use clap_complete::Shell;
use pdpe::output::{ColumnKind, Format, Table};
use pdpe::places::{Cities, Place, Unknown};
use pdpe::text::grouped;
use serde::Serialize;

use super::destination::{Destination, print};
use super::shared::{Talk, at_least_one};
use super::{Global, format};

const FORMATS: [Format; 3] = [Format::Table, Format::CSV, Format::JSON];

/// The greatest number of names for a shell's completion.
const COMPLETIONS: usize = 50;

/// List cities by name, with their data
///
/// Finds names that equal, start with or contain SEARCH, alternative names such as Bombay, ZIP codes and places
/// (LAT,LON). The best match is first. The output shows what --city uses: the box, the time zone, the number of ZIP
/// codes with residents in the box, the income whose factor is 1, and the student hotspots.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe cities austin
  pdpe cities \"springfield, mo\"
  pdpe cities 78705 --format json
  pdpe cities lyon --format csv -o lyon.csv")]
pub struct Args {
    /// A name or part of one, optionally with a state, region or country after a comma; a ZIP code; LAT,LON
    #[arg(value_name = "SEARCH", required_unless_present = "complete", num_args = 1..)]
    search: Vec<String>,
    /// List at most N cities
    #[arg(long, value_name = "N", default_value = "20", value_parser = at_least_one::<u32>)]
    top: u32,
    /// table, csv or json [default: by the extension of -o, else table]
    #[arg(long, value_name = "FORMAT", value_parser = format::one_of(&FORMATS), hide_possible_values = true, help_heading = "Output")]
    format: Option<Format>,
    /// Write to this file; a failed run leaves no partial file [default: standard output]
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// Names that start with this text, for shell completion
    #[arg(long, value_name = "START", hide = true, conflicts_with = "search")]
    complete: Option<String>,
}

/// A city as a record, with the values that `--city` uses.
#[derive(Serialize)]
struct Listed<'p> {
    name: &'p str,
    region: &'p str,
    country: &'p str,
    lat: f64,
    lon: f64,
    population: u32,
    timezone: &'static str,
    /// South, west, north, east.
    r#box: [f64; 4],
    zips: usize,
    reference_income: Option<u32>,
    hotspots: Vec<ListedHotspot<'p>>,
    unknown: Vec<&'static str>,
}

#[derive(Serialize)]
struct ListedHotspot<'p> {
    name: &'p str,
    lat: f64,
    lon: f64,
    students: Option<u32>,
    weight: f64,
}

impl<'p> Listed<'p> {
    fn new(place: &'p Place) -> Self {
        let (city, area) = (&place.city, &place.area);
        let hotspots = place.hotspots.iter().map(|known| ListedHotspot {
            name: &known.hotspot.name,
            lat: known.hotspot.lat,
            lon: known.hotspot.lon,
            students: known.students,
            weight: known.hotspot.weight,
        });
        Self {
            name: &city.name,
            region: &city.region,
            country: &city.country,
            lat: city.place.lat(),
            lon: city.place.lon(),
            population: city.population,
            timezone: place.timezone.name(),
            r#box: [area.south, area.west, area.north, area.east],
            zips: place.zips,
            reference_income: place.reference_income,
            hotspots: hotspots.collect(),
            unknown: place.unknown.iter().map(|unknown| Unknown::as_str(*unknown)).collect(),
        }
    }

    /// Hotspots as text: the name and number of students of each.
    fn hotspots(&self) -> String {
        let one = |hotspot: &ListedHotspot| match hotspot.students {
            Some(students) => format!("{} ({})", hotspot.name, grouped(students as usize)),
            None => hotspot.name.to_owned(),
        };
        self.hotspots.iter().map(one).collect::<Vec<_>>().join("; ")
    }
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let cities = Cities::load();
    if let Some(start) = &args.complete {
        return complete(cities, start);
    }
    let search = args.search.join(" ");
    let mut found = cities.search(&search);
    if found.is_empty() {
        found.push(cities.find(&search)?);
    }
    let all = found.len();
    found.truncate(args.top as usize);
    let places: Vec<Place> = found.iter().map(|city| Place::of_city(city, None)).collect();
    let listed: Vec<Listed> = places.iter().map(Listed::new).collect();
    let mut destination = Destination::open(args.output.as_deref(), [])?;
    let talk = Talk::new(global);
    match format::resolve(args.format, args.output.as_deref(), &FORMATS, Format::Table)? {
        Format::JSON => {
            let mut text = serde_json::to_vec_pretty(&listed)?;
            text.push(b'\n');
            destination.write(&text)?;
        }
        Format::CSV => destination.write(&csv(&listed)?)?,
        _ => {
            let style = destination.style();
            let table = table(&places, &listed);
            destination.write_styled(format!("{}\n", table.render(style)).as_bytes())?;
            talk.tell_left_out(&table.left_out(style), "--format csv");
        }
    }
    destination.finish()?;
    if all > places.len() {
        talk.say(format_args!("{} of {} cities are listed; --top N lists more", places.len(), grouped(all)));
    }
    Ok(())
}

fn csv(listed: &[Listed]) -> anyhow::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([
        "name",
        "region",
        "country",
        "lat",
        "lon",
        "population",
        "timezone",
        "south",
        "west",
        "north",
        "east",
        "zips",
        "reference_income",
        "hotspots",
        "unknown",
    ])?;
    for city in listed {
        let numbers = [city.lat, city.lon].map(|degrees| degrees.to_string());
        let edges = city.r#box.map(|degrees| degrees.to_string());
        let mut row = vec![city.name.to_owned(), city.region.to_owned(), city.country.to_owned()];
        row.extend(numbers);
        row.extend([city.population.to_string(), city.timezone.to_owned()]);
        row.extend(edges);
        row.push(city.zips.to_string());
        row.push(city.reference_income.map(|income| income.to_string()).unwrap_or_default());
        row.extend([city.hotspots(), city.unknown.join("; ")]);
        writer.write_record(&row)?;
    }
    Ok(writer.into_inner()?)
}

fn table(places: &[Place], listed: &[Listed]) -> Table {
    let mut table = Table::new(vec![
        ("city", ColumnKind::Text),
        ("people", ColumnKind::Number),
        ("zone", ColumnKind::Word),
        ("box (S,W,N,E)", ColumnKind::Word),
        ("ZIPs", ColumnKind::Number),
        ("income", ColumnKind::Number),
        ("hotspots (students)", ColumnKind::Text),
    ])
    .dispensing(&[&["box (S,W,N,E)"], &["hotspots (students)"], &["ZIPs"], &["income"], &["zone"]]);
    for (place, listed) in places.iter().zip(listed) {
        table.row(&[
            place.to_string(),
            grouped(listed.population as usize),
            listed.timezone.to_owned(),
            place.area.to_string(),
            listed.zips.to_string(),
            listed.reference_income.map_or_else(|| "unknown".into(), |income| grouped(income as usize)),
            if listed.hotspots.is_empty() { "unknown".into() } else { listed.hotspots() },
        ]);
    }
    table
}

fn complete(cities: &Cities, start: &str) -> anyhow::Result<()> {
    let labels: Vec<String> = cities.search(start).iter().take(COMPLETIONS).map(|city| city.label() + "\n").collect();
    print(labels.concat())
}

/// Adds the completion of `--city` by `pdpe cities --complete` to a script.
pub fn complete_in(shell: Shell, script: String) -> String {
    match shell {
        Shell::Bash => {
            let files = "                --city)\n                    COMPREPLY=($(compgen -f \"${cur}\"))\n";
            let names = "                --city)\n                    _pdpe_cities\n";
            format!("{BASH}\n{}", script.replace(files, names))
        }
        // After the first line, which names the completed command, and before the call of the completion.
        Shell::Zsh => script.replace(":CITY:_default'", ":CITY:_pdpe_cities'").replacen('\n', ZSH, 1),
        Shell::Fish => {
            let with_names = |line: &str| {
                let names =
                    if line.contains(" -l city ") { " -f -a '(pdpe cities --complete (commandline -ct))'" } else { "" };
                format!("{line}{names}\n")
            };
            script.lines().map(with_names).collect()
        }
        _ => script,
    }
}

/// Names with escaped spaces, which bash would read as the ends of words.
const BASH: &str = r#"_pdpe_cities() {
    local name typed="${cur#[\"\']}"
    COMPREPLY=()
    while IFS= read -r name; do
        COMPREPLY+=("$(printf '%q' "$name")")
    done < <(pdpe cities --complete "$typed" 2>/dev/null)
}
"#;

const ZSH: &str = r#"
_pdpe_cities() {
    local -a names
    names=("${(@f)$(pdpe cities --complete "${(Q)PREFIX}" 2>/dev/null)}")
    compadd -U -a names
}
"#;
