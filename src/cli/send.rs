//! `pdpe send`: signs a delivery and posts it, to test a listener.

use std::path::PathBuf;
use std::time::Duration;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use pdpe::config::{Config, FILE_NAME};
use pdpe::model::Model;
use pdpe::text::terminal_lines;
use pdpe::watch::send::{Answered, SendError, Target, TrialDelivery};
use pdpe::watch::settings::{self, Scheme, SchemeError, SchemeName, SecretPlace, Verifier};

use super::destination::print;
use super::shared::{self, Talk};
use super::{Global, usage};

/// The timeout for the response; the limit of a listener is shorter.
const ANSWER_WITHIN: Duration = Duration::from_secs(40);

/// Sign a delivery and post it, to test a listener
///
/// Prints the status and the body of the response. Exits with 0 if the delivery was accepted. Scheme
/// and secret come from the options, or else from the source of that name in the configuration.
/// Otherwise the name of the source chooses the scheme (eventbrite: token, github, twitter), and a
/// delivery without a secret is unsigned.
#[derive(clap::Args)]
#[command(after_help = "Examples:
  pdpe send delivery.json --to http://127.0.0.1:8001 --source eventbrite
  pdpe send push.json --to https://pdpe.example --source github --secret-env GITHUB_SECRET
  echo '{\"type\":\"show.new\"}' | pdpe send - --to http://127.0.0.1:8001 --source box-office")]
pub struct Args {
    /// File with the body, or - for stdin
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// URL of the listener, such as http://127.0.0.1:8001, or the full URL of a source
    #[arg(long, value_name = "URL")]
    to: String,
    /// Source of the delivery: eventbrite, ticketmaster, twitter or another name
    #[arg(long, value_name = "NAME", value_parser = source)]
    source: String,
    /// standard, github, twitter, hmac, timestamped, token, bearer, basic or none
    #[arg(long, value_name = "SCHEME", value_parser = scheme(), hide_possible_values = true, help_heading = "Signature")]
    scheme: Option<SchemeName>,
    /// Environment variable with the secret
    #[arg(long, value_name = "VAR", conflicts_with = "secret_file", help_heading = "Signature")]
    secret_env: Option<String>,
    /// File with the secret, readable only by its owner
    #[arg(long, value_name = "FILE", help_heading = "Signature")]
    secret_file: Option<PathBuf>,
    /// Id of the delivery, for schemes that have one [default: a new one each time]
    #[arg(long, value_name = "ID", value_parser = id, help_heading = "Signature")]
    id: Option<String>,
    /// Additional header, such as X-Eventbrite-Event:event.updated (repeatable)
    #[arg(long, value_name = "NAME:VALUE", value_parser = header)]
    header: Vec<(String, String)>,
}

fn scheme() -> impl TypedValueParser<Value = SchemeName> {
    let all = SchemeName::ALL;
    let named = move |name: String| all.into_iter().find(|(known, _)| *known == name).map(|(_, scheme)| scheme);
    PossibleValuesParser::new(all.map(|(name, _)| name)).try_map(move |name| named(name).ok_or("no scheme"))
}

fn source(name: &str) -> Result<String, &'static str> {
    if settings::is_source_name(name) { Ok(name.to_owned()) } else { Err(settings::SOURCE_NAME_WANTED) }
}

fn id(id: &str) -> Result<String, &'static str> {
    let is_plain = |byte: u8| byte.is_ascii_graphic() && byte != b'.';
    let is_id = (1..=200).contains(&id.len()) && id.bytes().all(is_plain);
    if is_id { Ok(id.to_owned()) } else { Err("write 1 to 200 visible characters without a full stop") }
}

fn header(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) = text.split_once(':').ok_or("write NAME:VALUE")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// The longest body that is sent. Listeners accept less, and say so.
const LONGEST_BODY_MIB: u64 = 16;

/// Runs the command.
pub fn run(global: &Global, args: &Args) -> anyhow::Result<()> {
    let target = Target::new(&args.to, &args.source).map_err(usage)?;
    let signer = signer(global, args)?;
    if target.is_exposed() && !signer.scheme().is_signature() && *signer.scheme() != Scheme::None {
        Talk::new(global).say(format_args!("the secret is sent unencrypted to {target}; use https"));
    }
    let body = shared::read_unchanged_up_to(&args.file, LONGEST_BODY_MIB)?;
    let at = shared::now(global, global.tz.unwrap_or(Model::default().timezone))?;
    let id = args.id.clone().unwrap_or_else(|| format!("trial-{}", pdpe::clock::now().timestamp_micros()));
    let delivery = TrialDelivery { id: &id, headers: &args.header, body: &body };
    let answered = delivery.post(&target, &signer, at, ANSWER_WITHIN).map_err(|error| match error {
        SendError::Header(_) | SendError::Framing(_) => usage(error),
        other => other.into(),
    })?;

    print(shown(&answered))?;
    if answered.is_success() {
        return Ok(());
    }
    anyhow::bail!("{target} answered {}{}", status(&answered), advice(answered.status))
}

/// The signer: the configured source, changed by the options.
fn signer(global: &Global, args: &Args) -> anyhow::Result<Verifier> {
    let sources = Config::load(global.config.as_deref(), global.model.as_ref()).map_err(usage)?.sources;
    let configured = sources.into_iter().find(|source| source.name == args.source);
    let place = args.secret_env.clone().map(SecretPlace::Env);
    let place = place.or_else(|| args.secret_file.clone().map(SecretPlace::File));
    let configured = configured.filter(|source| args.scheme.is_none_or(|scheme| scheme == source.scheme));
    let scheme = match &configured {
        Some(source) => source.scheme(),
        None => plain_scheme(args, place.is_some())?,
    };
    let places = place.map_or_else(|| configured.map(|source| source.secrets).unwrap_or_default(), |place| vec![place]);
    let secrets = places.iter().map(SecretPlace::read).collect::<Result<_, _>>().map_err(usage)?;
    Verifier::new(scheme, secrets).map_err(|error| match error {
        SchemeError::NoSecret(_) => usage(format!("{error}; name its variable with --secret-env")),
        other => usage(other),
    })
}

/// The scheme of `--scheme`, else the usual one of the source.
fn plain_scheme(args: &Args, has_secret: bool) -> anyhow::Result<Scheme> {
    let by_name = match args.source.as_str() {
        _ if !has_secret => Some(SchemeName::None),
        "eventbrite" => Some(SchemeName::Token),
        "github" => Some(SchemeName::Github),
        "twitter" => Some(SchemeName::Twitter),
        _ => None,
    };
    let Some(scheme) = args.scheme.or(by_name) else {
        return Err(usage(format!(
            "the scheme of {} is not known; set it with --scheme, or in {FILE_NAME}",
            args.source
        )));
    };
    scheme.plain().ok_or_else(|| {
        let name = SchemeName::ALL.into_iter().find(|(_, known)| *known == scheme).map_or("", |(name, _)| name);
        usage(format!("scheme {name} needs the name of a header; put {} into [[sources]] of {FILE_NAME}", args.source))
    })
}

fn status(answered: &Answered) -> String {
    format!("{} {}", answered.status, answered.reason()).trim_end().to_owned()
}

/// Status and body, without control characters.
fn shown(answered: &Answered) -> String {
    let body = String::from_utf8_lossy(&answered.body);
    let end = if body.is_empty() || body.ends_with('\n') { "" } else { "\n" };
    format!("{}\n{}{end}", status(answered), terminal_lines(body))
}

fn advice(status: u16) -> &'static str {
    match status {
        300..=399 => "; redirects are not followed: use the address that it redirects to",
        401 | 403 => "; it rejects the signature: check scheme and secret against its [[sources]]",
        404 => "; it does not know this source or address",
        429 => "; too many deliveries from this source, try again later",
        503 => "; it cannot store deliveries now, try again later",
        _ => "",
    }
}
