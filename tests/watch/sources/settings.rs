//! `[[sources]]`: what may stand there, and errors that name the key.

use chrono_tz::America::Chicago;
use pdpe::watch::settings::{RATE_LIMIT_PER_MINUTE, from_toml};
use pdpe::watch::testing::Headers;
use pdpe::watch::testing::Source;
use pdpe::watch::testing::{Encoding, Scheme, SecretPlace, SignatureHeader};

use super::line;

const WHOLE: &str = r#"
[weights]
event_proximity = 0.5

[[sources]]
name = "box-office"
scheme = "hmac"
secrets = [{ env = "BOX_OFFICE" }, { file = "/etc/pdpe/key" }]
header = "X-Signature"
prefix = "sha256="
encoding = "base64"
id_header = "X-Delivery"
rate_limit_per_minute = 60

[sources.fields]
type = "/kind"
id = "/show/number"
name = "/show/title"
lat = "/show/hall/0"
lon = "/show/hall/1"
start = "/show/from"
end = "/show/to"
attendance = "/show/sold"

[sources.types]
"show.new" = "added"
"show.changed" = "updated"
"show.off" = "removed"

[[sources]]
name = "stripe_like"
scheme = "standard"
secrets = [{ env = "S" }]
tolerance_seconds = 60

[[sources]]
name = "eventbrite"
scheme = "none"
"#;

#[test]
fn everything_that_can_be_said() {
    let sources = from_toml(WHOLE).unwrap();
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, ["box-office", "stripe_like", "eventbrite"]);
    let header = SignatureHeader {
        header: "X-Signature".into(),
        prefix: "sha256=".into(),
        encoding: Encoding::Base64,
        id_header: Some("X-Delivery".into()),
        signed_prefix: String::new(),
    };
    assert_eq!(sources[0].scheme(), Scheme::Hmac(header));
    assert_eq!(sources[0].secrets, [SecretPlace::Env("BOX_OFFICE".into()), SecretPlace::File("/etc/pdpe/key".into())]);
    assert_eq!(sources[0].rate_limit_per_minute, 60);
    assert_eq!(sources[1].scheme(), Scheme::Standard { tolerance_seconds: 60 });
    assert_eq!(sources[1].rate_limit_per_minute, RATE_LIMIT_PER_MINUTE);
    assert_eq!(sources[2].source(), Source::Eventbrite { is_signed: false });
    assert!(sources[2].verifier().is_ok());
}

#[test]
fn the_fields_and_types_said_are_those_used() {
    let source = from_toml(WHOLE).unwrap()[0].source();
    let read = |body: &str| line(&source.read(&Headers::default(), body.as_bytes(), Chicago).unwrap());
    let show = r#""show":{"number":7,"title":"A","hall":["39.1",-94.5],"from":"2026-10-03T19:00","sold":120}"#;
    assert_eq!(
        read(&format!(r#"{{"kind":"show.new",{show}}}"#)),
        "show.new: put 7 scheduled 39.100000,-94.500000 box-office"
    );
    assert_eq!(read(r#"{"kind":"show.off","show":{"number":7}}"#), "show.off: remove 7 Deleted");
    assert_eq!(
        read(r#"{"kind":"show.changed","show":{"number":"7","sold":"121"}}"#),
        r#"show.changed: update 7 {"attendance":"121","id":"7","source":"box-office"}"#
    );
    assert_eq!(
        read(r#"{"kind":"show.new","show":{"number":7,"hall":[39.1]},"lon":-94.5}"#),
        "show.new: unusable 7: no place: lon is missing"
    );
    // A type that is not in the table changes nothing, not even one that usually would.
    assert_eq!(read(&format!(r#"{{"kind":"created",{show}}}"#)), "created: unknown");
    assert_eq!(read(&format!(r#"{{"type":"show.new",{show}}}"#)), "unknown: unknown");
}

#[test]
fn without_sources_there_are_none() {
    assert_eq!(from_toml("").unwrap(), []);
    assert_eq!(from_toml("[weights]\nevent_proximity = 0.5").unwrap(), []);
}

#[test]
fn faults_name_the_key() {
    let hmac = "name='a'\nscheme='hmac'\nsecrets=[{env='S'}]\n";
    let none = "name='a'\nscheme='none'\n";
    for (lines, expected) in [
        ("scheme='none'".into(), "line 1: sources[0]: missing field `name`"),
        ("name='a'".into(), "line 1: sources[0]: missing field `scheme`"),
        ("name='a'\nscheme='digest'".into(), "line 3: sources[0].scheme: unknown variant `digest`, expected one of"),
        ("name='A'\nscheme='none'".into(), "sources[0].name: write 1 to 64 of a-z, 0-9, - and _"),
        ("name='a/b'\nscheme='none'".into(), "sources[0].name: write 1 to 64"),
        ("name=''\nscheme='none'".into(), "sources[0].name: write 1 to 64"),
        (format!("{none}colour='red'"), "line 4: sources[0].colour: unknown field `colour`, expected one of `name`"),
        (format!("{none}secrets=[{{env='S'}}]"), "sources[0].secrets: scheme none takes no secrets"),
        ("name='a'\nscheme='github'".into(), "sources[0].secrets: scheme github needs one"),
        (hmac.into(), "sources[0].header: scheme hmac needs the name of the header"),
        (format!("{hmac}header='X Y'"), "sources[0].header: not the name of a header"),
        (format!("{hmac}header='X'\nid_header=''"), "sources[0].id_header: not the name of a header"),
        (format!("{hmac}header='X'\nprefix='a b'"), "sources[0].prefix: not a prefix"),
        (format!("{hmac}header='X'\nencoding='rot13'"), "line 6: sources[0].encoding: unknown variant `rot13`"),
        (format!("{none}header='X'"), "sources[0].header: only for schemes hmac and timestamped"),
        (format!("{none}encoding='hex'"), "sources[0].encoding: only for schemes hmac and timestamped"),
        (format!("{none}tolerance_seconds=5"), "sources[0].tolerance_seconds: scheme none does not sign a time"),
        (format!("{none}rate_limit_per_minute=0"), "sources[0].rate_limit_per_minute: 0 is not between"),
        (format!("{none}rate_limit_per_minute=-1"), "line 4: sources[0].rate_limit_per_minute: invalid value"),
        (format!("{none}[sources.fields]\nid='id'"), "line 5: sources[0].fields.id: `id` is not a JSON pointer"),
        (
            format!("{none}[sources.fields]\nlatitude='/a'"),
            "line 5: sources[0].fields.latitude: unknown field `latitude`",
        ),
        (format!("{none}[sources.fields]\nid='/a~2'"), "line 5: sources[0].fields.id: `/a~2` is not a JSON pointer"),
        (
            format!("{none}[sources.types]\nx='new'"),
            "line 5: sources[0].types.x: unknown variant `new`, expected one of",
        ),
        (format!("{none}[sources.types]\n' x'='added'"), "sources[0].types: a type is 1 to 100 characters"),
        (format!("{none}[[sources]]\n{none}"), "sources[1].name: a is used twice"),
        (
            "name='twitter'\nscheme='none'\n[sources.types]\nx='added'".into(),
            "sources[0].types: twitter has fixed types",
        ),
        (
            "name='eventbrite'\nscheme='none'\n[sources.fields]\nid='/id'".into(),
            "sources[0].fields: eventbrite has fixed fields",
        ),
    ] {
        let error = from_toml(&format!("[[sources]]\n{lines}")).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{lines}\n{error}\n{expected}");
    }
    let error = from_toml("[[sources]]\nname='a'\nscheme='standard'\nsecrets=[{env='S'}]\ntolerance_seconds=0");
    assert!(error.unwrap_err().to_string().starts_with("sources[0].tolerance_seconds: 0 is not between 1 and 3600"));
    assert!(from_toml("[[sources]\n").unwrap_err().to_string().starts_with("line 1: not TOML"));
    assert!(from_toml("sources = 5").unwrap_err().to_string().starts_with("line 1: sources: "));
}

#[test]
fn a_secret_written_into_the_file_is_refused_and_not_repeated() {
    for secrets in [
        "'whsec_hidden'",
        "['whsec_hidden']",
        "[{ value = 'whsec_hidden' }]",
        "[{ env = 'whsec_hidden!' }]",
        "[{ env = 'A', file = 'whsec_hidden' }]",
        "{ env = 'whsec_hidden' }",
    ] {
        let text = format!("[[sources]]\nname='a'\nscheme='github'\nsecrets={secrets}");
        let error = from_toml(&text).unwrap_err().to_string();
        assert!(error.starts_with("line 4: sources[0].secrets: ") && !error.contains("hidden"), "{secrets}\n{error}");
    }
}

#[test]
fn a_missing_secret_names_source_and_place() {
    let text = "[[sources]]\nname='a'\nscheme='github'\nsecrets=[{env='PDPE_TEST_NO_SUCH_SECRET'}]";
    let error = from_toml(text).unwrap()[0].verifier().unwrap_err();
    assert_eq!(
        error.to_string(),
        "source a: the environment variable PDPE_TEST_NO_SUCH_SECRET is not set; put the secret there"
    );
}
