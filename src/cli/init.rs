//! `pdpe init`: a pdpe.toml for a city, with comments, to be edited.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pdpe::config::{Config, FILE_NAME};
use pdpe::model::{BuiltIn, Holiday};
use pdpe::places::{Cities, HolidayDays, Place, PublicHoliday, REFERENCE_KM, Unknown, public_holidays};
use pdpe::text::grouped;

use super::destination::{Destination, is_stdout};
use super::shared::Talk;
use super::{Global, usage};

/// Write a pdpe.toml for a city, with comments, to be edited
///
/// It has the city's zone, public holidays, reference income and student hotspots as far as they are known, as changes to
/// the measured model, or to the one of --model.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe init --city \"Austin, TX\"
  pdpe init --city Lyon -o lyon.toml
  pdpe init --city 78705 -o -          print it")]
pub struct Args {
    /// The city: Austin, "Austin, TX", "Lyon, France", a ZIP code or LAT,LON
    #[arg(long, value_name = "CITY", allow_hyphen_values = true)]
    city: String,
    /// Write to this file, - for stdout
    #[arg(short, long, value_name = "FILE", default_value = FILE_NAME)]
    output: PathBuf,
    /// Overwrite the file if it is there
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let cities = Cities::load();
    let city = cities.find(&args.city).map_err(usage)?;
    let path: &Path = &args.output;
    if !args.force && !is_stdout(path) && path.exists() {
        return Err(usage(format!("{} is there already; name another file with -o, or give --force", path.display())));
    }
    let place = Place::of_city(&city, None);
    let base = Config::of_model(global.model.as_ref()).map_err(usage)?.model.base;
    let mut destination = Destination::open(Some(path), [])?;
    // Of two of one name in a region only its place tells which is meant.
    let own_name = Some(city.label()).filter(|label| cities.find(label).is_ok_and(|found| found == city));
    let name = own_name.unwrap_or_else(|| format!("{},{}", city.place.lat(), city.place.lon()));
    destination.write(text(&place, &name, base).as_bytes())?;
    destination.finish()?;
    let talk = Talk::new(global);
    if !is_stdout(path) {
        talk.say(format_args!(
            "{}: {place}; edit it, and `pdpe config check` says whether it is right",
            path.display()
        ));
    }
    if !place.unknown.is_empty() {
        let unknown: Vec<&str> = place.unknown.iter().map(|unknown| Unknown::consequence(*unknown)).collect();
        talk.say(format_args!("{place}: {}", unknown.join("; ")));
    }
    Ok(())
}

/// The file: parts that are not known are comments that show how to write them.
fn text(place: &Place, name: &str, base: BuiltIn) -> String {
    let mut toml = String::new();
    let mut line = |text: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(toml, "{text}");
    };
    let area = place.area;
    line(format!(
        "# {place}: what pdpe knows of it, as changes to the {} model. Change what you know better.",
        base.name()
    ));
    line("# `pdpe config show` prints all keys.".into());
    line(format!("# Its box: --bbox {area}"));
    line(String::new());
    line(
        "# Commands that score take the cells and incomes of this city, unless --city, --bbox or --grid is given."
            .into(),
    );
    line(format!("city = {}", quoted(name)));
    line(String::new());
    line("# The model that this file changes: \"measured\" or \"published\".".into());
    line(format!("model = {}", quoted(base.name())));
    line(String::new());
    line("# Wall times (--at, hours, weekdays) are read in this zone.".into());
    line(format!("timezone = {}", quoted(place.timezone.name())));
    line(String::new());
    holidays(place, base).into_iter().for_each(&mut line);
    line("[spending.income]".into());
    if let Some(income) = place.reference_income {
        if base == BuiltIn::Measured {
            line(
                "# No count says how incomes matter, so they do not count. To let them, give minimum = 0.5 and".into(),
            );
            line("# maximum = 2.0 here, and maximum = 8.0 in [spending].".into());
        }
        line(format!(
            "# The income whose factor is 1: household-weighted median of the ZIP codes within {REFERENCE_KM} km, US\n\
             # dollars (Census, ACS 5-year 2022)."
        ));
        line(format!("reference_income = {income}.0"));
    } else {
        line(
            "# No incomes are known here. If your grid has a column `income`, this is the one whose factor is 1:"
                .into(),
        );
        line("# reference_income = 30000.0".into());
    }
    line(String::new());
    line("[college]".into());
    line(
        "# Where students are. A weight is the points at distance zero: 1.5 for a campus of 7,500 students and more."
            .into(),
    );
    line("# Districts that are lively at night belong here too; no open table has them.".into());
    if place.hotspots.is_empty() {
        line("# No hotspots are known here; without any, college presence is 0. They are written so:".into());
        let (lat, lon) = (place.city.place.lat(), place.city.place.lon());
        line(format!("# hotspots = [{{ name = \"Main campus\", lat = {lat:?}, lon = {lon:?}, weight = 1.5 }}]"));
        line("hotspots = []".into());
        return toml;
    }
    line("hotspots = [".into());
    for known in &place.hotspots {
        let students = known.students.map(|count| format!(" # {} students", grouped(count as usize)));
        let hotspot = &known.hotspot;
        line(format!(
            "    {{ name = {}, lat = {:?}, lon = {:?}, weight = {:?} }},{}",
            quoted(&hotspot.name),
            hotspot.lat,
            hotspot.lon,
            hotspot.weight,
            students.unwrap_or_default()
        ));
    }
    line("]".into());
    toml
}

/// The special days and the public holidays. Only the published model has factors of special days.
fn holidays(place: &Place, base: BuiltIn) -> Vec<String> {
    let country = if place.city.is_american() { "US" } else { &place.city.country };
    let (special, of_special, of_others, of_all): (&[Holiday], _, _, _) = match base {
        BuiltIn::Published => (
            &place.holidays,
            "# Special days and their factor on how freely people spend; of two on one day the first counts.",
            "# Other public holidays. The published model has no factor for them; give them one and take the # away.",
            "# All public holidays of this country have one factor, 1.0 in the published model.",
        ),
        BuiltIn::Measured => (
            &[],
            "# Days with a factor of their own; of two on one day the first counts. No such factor is measured.",
            "# Public holidays. If you know the factor of one, write it and take the # away.",
            "# All other public holidays of this country have one factor, 0.71 in the measured model, and Sunday's hours.",
        ),
    };
    let mut lines = vec!["[spending]".to_owned(), of_special.into(), "holidays = [".into()];
    lines.extend(special.iter().map(|holiday| format!("    {},", inline(holiday))));
    let is_other = |holiday: &PublicHoliday| !is_special(holiday, special);
    let others: Vec<PublicHoliday> = public_holidays(country).into_iter().filter(is_other).collect();
    if !others.is_empty() {
        lines.push(format!("    {of_others}"));
    }
    lines.extend(others.iter().map(|holiday| format!("    # {}", commented(holiday))));
    lines.extend(["]".into(), String::new()]);
    if !place.is_published() {
        lines.extend(["[spending.public_holidays]".into(), of_all.into()]);
        lines.extend([format!("country = {}", quoted(country)), String::new()]);
    }
    lines
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A holiday as an inline table, its name and factor first.
fn inline(holiday: &Holiday) -> String {
    let rule = toml::Table::try_from(holiday).unwrap_or_default();
    let rule = rule.iter().filter(|(key, _)| !["name", "factor"].contains(&key.as_str()));
    let rule: Vec<String> = rule.map(|(key, value)| format!("{key} = {value}")).collect();
    format!("{{ name = {}, factor = {:?}, {} }}", quoted(&holiday.name), holiday.factor, rule.join(", "))
}

/// Whether a public holiday is among the special days already.
fn is_special(holiday: &PublicHoliday, special: &[Holiday]) -> bool {
    let HolidayDays::Rule(rule) = holiday.days else { return false };
    special.iter().any(|other| other.rule == rule)
}

/// A public holiday as a comment: a rule to be given a factor, or the dates of one that follows none.
fn commented(holiday: &PublicHoliday) -> String {
    match &holiday.days {
        HolidayDays::Rule(rule) => inline(&Holiday { name: holiday.name.clone(), factor: 1.0, rule: *rule }) + ",",
        HolidayDays::Dates(dates) => {
            let dates: Vec<String> = dates.iter().map(ToString::to_string).collect();
            format!("{} follows no rule that pdpe has: {}", holiday.name, dates.join(", "))
        }
    }
}
