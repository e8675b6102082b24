//! `pdpe fetch ticketmaster` and `pdpe fetch seatgeek`.

use pdpe::fetch::{self, Answer, Caller, FetchError, Key, Search};
use pdpe::listings::{ListingFormat, ListingOptions};
use pdpe::places::{Cities, Place};

use super::super::shared::{self, Talk};
use super::super::{Global, usage};
use super::{Common, caller, failed, instants};

/// The options of a ticket service.
#[derive(clap::Args)]
pub struct Args {
    /// City: Austin, "Austin, TX", a ZIP code or LAT,LON [default: `city` of pdpe.toml]
    #[arg(long, value_name = "NAME", env = "PDPE_CITY", hide_env_values = true)]
    city: Option<String>,
    /// Distance from the centre of the city, in kilometres
    #[arg(long, value_name = "KM", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=300))]
    radius: u32,
    #[command(flatten)]
    common: Common,
}

/// A ticket service.
pub struct Tickets {
    format: ListingFormat,
    key_variable: &'static str,
    base_variable: &'static str,
    base: &'static str,
    search: SearchFn,
}

type SearchFn = fn(&mut Caller, &str, &Search, &mut dyn FnMut(Answer)) -> Result<(), FetchError>;

pub const TICKETMASTER: Tickets = Tickets {
    format: ListingFormat::Ticketmaster,
    key_variable: fetch::ticketmaster::KEY_VARIABLE,
    base_variable: "TICKETMASTER_BASE",
    base: fetch::ticketmaster::BASE,
    search: fetch::ticketmaster::search,
};

pub const SEATGEEK: Tickets = Tickets {
    format: ListingFormat::Seatgeek,
    key_variable: fetch::seatgeek::KEY_VARIABLE,
    base_variable: "SEATGEEK_BASE",
    base: fetch::seatgeek::BASE,
    search: fetch::seatgeek::search,
};

/// Runs the command.
pub fn run(global: &Global, args: &Args, service: &Tickets) -> anyhow::Result<()> {
    let (talk, common) = (Talk::new(global), &args.common);
    let mut config = shared::config_of(global, |file| match &args.city {
        Some(name) => {
            let city = Cities::load().find(name).map_err(anyhow::Error::from)?;
            Ok(Some(Place::of_city(&city, None)))
        }
        None => shared::place_of(file).map_err(anyhow::Error::from),
    })?;
    let Some(place) = config.place.clone() else {
        return Err(usage("--city NAME says where; pdpe cities lists names"));
    };
    if global.tz.is_none() && !config.names_zone {
        config.set_zone(place.timezone);
    }
    let key = service.key()?;
    let base = service.base()?;
    let span = common.span(global, &config)?;
    let (from, until) = instants(span);
    let search = Search { place: place.city.place, radius_km: args.radius, from, until };
    let output = common.destination()?;
    let question = format!("{} {} {} km {from} {until}", service.format, search.place, args.radius);
    talk.say(format_args!(
        "{}: events within {} km of {}, from {} to {}",
        service.format,
        args.radius,
        place.city.label(),
        span.0.to_rfc3339(),
        span.1.to_rfc3339()
    ));
    let (mut answers, mut say) = (Vec::new(), |line: &str| talk.say(line));
    let mut caller = caller(common, Some(key), common.store(&question, "json")?, &mut say);
    let found = (service.search)(&mut caller, &base, &search, &mut |answer| answers.push(answer));
    found.map_err(|error| failed(error, common))?;
    caller.finish()?;
    let options = ListingOptions {
        format: Some(service.format),
        has_all_pages: true,
        ..ListingOptions::new(config.model.timezone)
    };
    common.write(&answers, &options, |_| service.format.to_string(), output, talk)
}

impl Tickets {
    fn key(&self) -> anyhow::Result<Key> {
        let name = self.key_variable;
        let text = std::env::var(name).unwrap_or_default();
        if text.trim().is_empty() {
            return Err(usage(format!("{name} is not set; it holds the key of the service (pdpe fetch --help)")));
        }
        Key::new(&text).ok_or_else(|| usage(format!("{name} has characters that no key has; copy the key again")))
    }

    /// The address of the service. The key goes only over https, or to this machine.
    fn base(&self) -> anyhow::Result<String> {
        let Ok(base) = std::env::var(self.base_variable) else { return Ok(self.base.to_owned()) };
        if base.is_empty() {
            return Ok(self.base.to_owned());
        }
        if fetch::is_private(&base) {
            return Ok(base);
        }
        let name = self.base_variable;
        Err(usage(format!("{name}: the key would be sent unencrypted; plain http is for this machine alone")))
    }
}
