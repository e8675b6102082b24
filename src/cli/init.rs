//! `pdpe init`: writes a pdpe.toml for a city, with comments.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use pdpe::config::FILE_NAME;
use pdpe::model::Holiday;
use pdpe::places::{Cities, HolidayDays, Place, PublicHoliday, REFERENCE_KM, Unknown, public_holidays};
use pdpe::text::grouped;

use super::destination::{Destination, is_stdout};
use super::shared::Talk;
use super::{Global, usage};

/// Write a pdpe.toml for a city, with comments
///
/// Contains the city's time zone, special days, reference income and student hotspots, if known.
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
    let mut destination = Destination::open(Some(path), [])?;
    // If a region has two cities with this name, only the coordinates identify the city.
    let own_name = Some(city.label()).filter(|label| cities.find(label).is_ok_and(|found| found == city));
    let name = own_name.unwrap_or_else(|| format!("{},{}", city.place.lat(), city.place.lon()));
    destination.write(text(&place, &name).as_bytes())?;
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
fn text(place: &Place, name: &str) -> String {
    let mut toml = String::new();
    let mut line = |text: String| {
        // Writing to a String cannot fail.
        let _ = writeln!(toml, "{text}");
    };
    let area = place.area;
    line(format!(
        "# {place}: its known values. Edit them as needed. All other values are those of the published model"
    ));
    line("# (`pdpe config show` prints all of them).".into());
    line(format!("# Its box: --bbox {area}"));
    line(String::new());
    line("# Commands use the cells and incomes of this city, unless --city, --bbox or --grid is given.".into());
    line(format!("city = {}", quoted(name)));
    line(String::new());
    line("# Wall times (--at, hours, weekdays) are in this time zone.".into());
    line(format!("timezone = {}", quoted(place.timezone.name())));
    line(String::new());
    line("[spending]".into());
    line("# Special days and their factor on spending. If two are on the same day, the first applies.".into());
    line("holidays = [".into());
    for holiday in &place.holidays {
        line(format!("    {},", inline(holiday)));
    }
    let country = if place.city.is_american() { "US" } else { &place.city.country };
    let others: Vec<PublicHoliday> =
        public_holidays(country).into_iter().filter(|holiday| !is_special(holiday, &place.holidays)).collect();
    if !others.is_empty() {
        line("    # Other public holidays, without a factor in the published model. To use one, set its factor and remove the #.".into());
    }
    for holiday in others {
        line(format!("    # {}", commented(&holiday)));
    }
    line("]".into());
    line(String::new());
    if !place.is_published() {
        line("[spending.public_holidays]".into());
        line("# All public holidays of this country have one factor, 1.0 in the published model.".into());
        line(format!("country = {}", quoted(country)));
        line(String::new());
    }
    line("[spending.income]".into());
    if let Some(income) = place.reference_income {
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
