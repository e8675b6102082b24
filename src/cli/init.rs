//! `pdpe init`: writes a pdpe.toml for a city, with comments.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pdpe::config::{Config, FILE_NAME};
use pdpe::model::{BuiltIn, Holiday};
use pdpe::places::{Cities, HolidayDays, Place, PublicHoliday, REFERENCE_KM, Unknown, public_holidays};
use pdpe::text::grouped;

use super::destination::{Destination, is_stdout};
use super::shared::Talk;
use super::{Global, usage};

/// Write a pdpe.toml for a city, with comments
///
/// Contains the city's time zone, public holidays, reference income and student hotspots, if known, as changes to the
/// measured model or to the one of --model.
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
    /// Overwrite an existing file
    #[arg(long)]
    force: bool,
}

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let cities = Cities::load();
    let city = cities.find(&args.city).map_err(usage)?;
    let path: &Path = &args.output;
    if !args.force && !is_stdout(path) && path.exists() {
        return Err(usage(format!("{} already exists; choose another file with -o, or add --force", path.display())));
    }
    let place = Place::of_city(&city, None);
    let base = Config::of_model(global.model.as_ref()).map_err(usage)?.model.base;
    let mut destination = Destination::open(Some(path), [])?;
    // If a region has two cities with this name, only the coordinates identify the city.
    let own_name = Some(city.label()).filter(|label| cities.find(label).is_ok_and(|found| found == city));
    let name = own_name.unwrap_or_else(|| format!("{},{}", city.place.lat(), city.place.lon()));
    destination.write(text(&place, &name, base).as_bytes())?;
    destination.finish()?;
    let talk = Talk::new(global);
    if !is_stdout(path) {
        talk.say(format_args!("{}: {place}; edit it, then check it with `pdpe config check`", path.display()));
    }
    if !place.unknown.is_empty() {
        let unknown: Vec<&str> = place.unknown.iter().map(|unknown| Unknown::consequence(*unknown)).collect();
        talk.say(format_args!("{place}: {}", unknown.join("; ")));
    }
    Ok(())
}

/// The text of the file. Unknown values are comments that show the syntax.
fn text(place: &Place, name: &str, base: BuiltIn) -> String {
    let mut toml = String::new();
    let mut line = |text: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(toml, "{text}");
    };
    let area = place.area;
    line(format!(
        "# {place}: its known values. Edit them as needed. All other values are those of the {} model",
        base.name()
    ));
    line("# (`pdpe config show` prints all of them).".into());
    line(format!("# Its box: --bbox {area}"));
    line(String::new());
    line("# Commands use the cells and incomes of this city, unless --city, --bbox or --grid is given.".into());
    line(format!("city = {}", quoted(name)));
    line(String::new());
    line("# The model that this file changes: \"measured\" or \"published\".".into());
    line(format!("model = {}", quoted(base.name())));
    line(String::new());
    line("# Wall times (--at, hours, weekdays) are in this time zone.".into());
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
            "# The incomes of this city are not known. If your grid has a column `income`, set the income whose factor is 1:"
                .into(),
        );
        line("# reference_income = 30000.0".into());
    }
    line(String::new());
    line("[college]".into());
    line(
        "# Student hotspots. The weight is the points at distance zero: 1.5 for a campus of 7,500 students or more."
            .into(),
    );
    line("# Add districts with nightlife here too; no open data set has them.".into());
    if place.hotspots.is_empty() {
        line("# No hotspots of this city are known. Without hotspots, college presence is 0. The syntax is:".into());
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

/// Whether a public holiday is already a special day.
fn is_special(holiday: &PublicHoliday, special: &[Holiday]) -> bool {
    let HolidayDays::Rule(rule) = holiday.days else { return false };
    special.iter().any(|other| other.rule == rule)
}

/// A public holiday as a comment: a rule without its factor, or the dates of a holiday without a rule.
fn commented(holiday: &PublicHoliday) -> String {
    match &holiday.days {
        HolidayDays::Rule(rule) => inline(&Holiday { name: holiday.name.clone(), factor: 1.0, rule: *rule }) + ",",
        HolidayDays::Dates(dates) => {
            let dates: Vec<String> = dates.iter().map(ToString::to_string).collect();
            format!("{} has no rule in pdpe; its dates: {}", holiday.name, dates.join(", "))
        }
    }
}
