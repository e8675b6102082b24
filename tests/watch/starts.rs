//! How it starts, and why it does not: each says what to do.

use crate::common::Run;
use crate::schemes::guarded;
use crate::support::{Listener, Setup};

fn source(scheme: &str, rest: &str) -> String {
    format!("[[sources]]\nname = \"shop\"\nscheme = \"{scheme}\"\n{rest}\n")
}

/// Has it read its sources again, and waits until it says so in these words.
fn hang_up(listener: &Listener, words: &str) {
    let before = listener.said().matches(words).count();
    let told = std::process::Command::new("kill").args(["-HUP", &listener.process().to_string()]).status();
    assert!(told.unwrap().success());
    crate::support::wait_until(words, || listener.said().matches(words).count() > before);
}

fn fails(setup: Setup, code: i32, words: &[&str]) -> Run {
    setup.run().fails(code, words)
}

#[test]
fn a_secret_that_is_missing_is_named_with_the_way_out() {
    let from_variable = || Setup::new(&[]).config(&source("github", "secrets = [{ env = \"TEST_NOT_SET\" }]"));
    fails(from_variable(), 2, &["source shop", "TEST_NOT_SET is not set", "put the secret there"]);
    fails(from_variable().variable("TEST_NOT_SET", ""), 2, &["source shop", "TEST_NOT_SET is empty"]);
    fails(from_variable().variable("TEST_NOT_SET", " \n"), 2, &["source shop", "TEST_NOT_SET is empty"]);

    let from_file = || Setup::new(&[]).config(&source("github", "secrets = [{ file = \"shop.secret\" }]"));
    fails(from_file(), 2, &["source shop", "shop.secret", "No such file"]);
    fails(from_file().file("shop.secret", ""), 2, &["source shop", "shop.secret", "empty"]);
    let exposed = from_file().file("shop.secret", "hidden-hidden");
    std::fs::set_permissions(
        exposed.folder.path().join("shop.secret"),
        std::os::unix::fs::PermissionsExt::from_mode(0o644),
    )
    .unwrap();
    let run = fails(exposed, 2, &["source shop", "can be read by others", "chmod 600"]);
    assert!(!run.err.contains("hidden"), "{run:?}");
}

#[test]
fn a_secret_of_no_use_is_told_and_not_shown() {
    for (scheme, secret, words) in [
        ("token", "hidden", &["shorter than 16", "openssl rand"][..]),
        ("token", "hidden/0123456789abcdef", &["characters other than"]),
        ("standard", "whsec_hidden*", &["not base64"]),
    ] {
        let setup = Setup::new(&[])
            .config(&source(scheme, "secrets = [{ env = \"TEST_SECRET\" }]"))
            .variable("TEST_SECRET", secret);
        let run = fails(setup, 2, words);
        assert!(!run.err.contains("hidden"), "{run:?}");
    }
    let in_settings = Setup::new(&[]).config(&source("github", "secrets = [\"hidden-0123456789\"]"));
    let run = fails(in_settings, 2, &["sources[0].secrets", "a secret is not written here"]);
    assert!(!run.err.contains("hidden"), "{run:?}");
    for token in ["hidden", "hidden hidden hidden", "hidden-ä-0123456789"] {
        let run = fails(Setup::new(&[]).variable("PDPE_TOKEN", token), 2, &["PDPE_TOKEN", "openssl rand"]);
        assert!(!run.err.contains("hidden"), "{run:?}");
    }
}

#[test]
fn where_anybody_can_come_in_everybody_has_to_prove_who_he_is() {
    let open = || Setup::new(&["--host", "0.0.0.0"]);
    fails(open(), 2, &["no source has a secret", "[[sources]]", "127.0.0.1", "--insecure"]);
    fails(open().config(&source("none", "")), 2, &["shop", "[[sources]]", "--insecure"]);

    let signed = guarded().with(&["--host", "0.0.0.0"]);
    let run = fails(signed, 2, &["open", "[[sources]]", "--insecure"]);
    assert!(!run.err.contains("shop or"), "{run:?}");

    let insecure = Listener::start(&["--host", "0.0.0.0", "--insecure"]);
    assert_eq!(insecure.post("/webhooks/generic/shop", "{}").status, 200);
    // Sending was allowed, reading was not.
    assert_eq!(insecure.get("/health").status, 200);
    assert_eq!(insecure.get("/").text().trim(), r#"{"status":"ok"}"#);
    for target in ["/stats", "/events", "/cells", "/stream"] {
        let answer = insecure.get(target);
        assert_eq!(answer.status, 401, "{target}");
        assert!(answer.text().contains("PDPE_TOKEN"), "{answer:?}");
    }
}

#[test]
fn with_secrets_it_listens_everywhere_and_readers_need_a_token() {
    let toml = source("github", "secrets = [{ env = \"TEST_SECRET\" }]");
    let setup = || Setup::new(&["--host", "0.0.0.0"]).config(&toml).variable("TEST_SECRET", "a secret of some length");
    let listener = setup().start();
    assert_eq!(listener.get("/stats").status, 401);
    assert_eq!(listener.post("/webhooks/generic/shop", "{}").status, 401);
    let listener = setup().variable("PDPE_TOKEN", "0123456789abcdef").start();
    assert_eq!(listener.get("/stats").status, 401);
    let shown = [("Authorization", "Bearer 0123456789abcdef"), ("Host", "any.example")];
    assert_eq!(listener.get_with("/stats", &shown).status, 200);
}

#[test]
fn a_second_listener_on_one_journal_and_a_port_in_use() {
    let first = Listener::start(&[]);
    let port = first.address.port().to_string();
    let journal = first.folder().join("pdpe.db");
    let second = Setup::new(&["--journal", journal.to_str().unwrap()]);
    fails(second, 1, &["already writes to the journal", "--journal"]);
    fails(Setup::new(&["--port", &port]), 1, &["another program uses this port", "--port"]);
    assert_eq!(first.get("/health").status, 200);
    // The last port has no next one. Whoever has it, it is taken.
    let last = std::net::TcpListener::bind("127.0.0.1:65535");
    fails(Setup::new(&["--port", "65535"]), 1, &["another program uses this port", "--port 8001"]);
    drop(last);
    fails(Setup::new(&["--host", "203.0.113.1", "--insecure"]), 1, &["this machine has no such address"]);
    fails(Setup::new(&["--host", "no host"]), 2, &["--host no host", "127.0.0.1"]);
}

#[test]
fn sources_are_read_again_at_a_hangup_and_what_is_wrong_changes_nothing() {
    let toml = |name: &str, scheme: &str| format!("[[sources]]\nname = \"{name}\"\nscheme = \"{scheme}\"\n");
    let listener = Setup::new(&[]).config(&toml("first", "none")).start();
    let hang_up = |config: &str, word: &str| {
        std::fs::write(listener.folder().join("pdpe.toml"), config).unwrap();
        hang_up(&listener, word);
    };
    let statuses = || ["first", "second"].map(|name| listener.post(&format!("/webhooks/generic/{name}"), "{}").status);
    assert_eq!(statuses(), [200, 404]);
    hang_up(&(toml("first", "none") + &toml("second", "none")), "were read again");
    assert_eq!(statuses(), [200, 200]);
    hang_up(&toml("first", "github"), "stay as they are");
    assert_eq!(statuses(), [200, 200]);
    // The sender of a source that is gone would get 404 and give up: that takes a restart.
    hang_up(&toml("second", "none"), "stay as they are");
    assert_eq!(statuses(), [200, 200]);
    hang_up("not toml", "stay as they are");
    assert_eq!(statuses(), [200, 200]);
}

#[test]
fn a_hangup_never_opens_the_door_to_those_who_prove_nothing() {
    let config = source("github", "secrets = [{ file = \"shop.secret\" }]");
    let listener = Setup::new(&[]).config(&config).file("shop.secret", "the secret of the shop").start();
    let path = listener.folder().join("pdpe.toml");
    let hang_up = |word: &str| hang_up(&listener, word);
    let unsigned = || ["shop", "anybody"].map(|name| listener.post(&format!("/webhooks/generic/{name}"), "{}").status);
    assert_eq!(unsigned(), [401, 404]);
    std::fs::remove_file(&path).unwrap();
    hang_up("sources stay as they are: pdpe.toml was removed; to run without it, restart");
    assert_eq!(unsigned(), [401, 404]);
    for cut in ["", "[live]\n", "# nothing yet"] {
        std::fs::write(&path, cut).unwrap();
        hang_up("sources stay as they are: there are no [[sources]] any more, so anyone could send");
        assert_eq!(unsigned(), [401, 404], "{cut}");
    }
    std::fs::write(&path, source("none", "")).unwrap();
    hang_up("sources stay as they are: shop could send unsigned deliveries from now on");
    assert_eq!(unsigned(), [401, 404]);
    // Another one who proves nothing, spelled out, is no accident.
    std::fs::write(&path, format!("{config}\n[[sources]]\nname = \"anybody\"\nscheme = \"none\"\n")).unwrap();
    hang_up("sources and secrets were read again");
    assert_eq!(unsigned(), [401, 200]);
}

#[test]
fn a_configuration_that_never_was_is_not_missed_and_one_that_came_is() {
    let listener = Setup::new(&[]).start();
    let path = listener.folder().join("pdpe.toml");
    let hang_up = |word: &str| hang_up(&listener, word);
    hang_up("were read again");
    std::fs::write(&path, "[live]\n").unwrap();
    hang_up("were read again");
    std::fs::remove_file(&path).unwrap();
    hang_up("pdpe.toml was removed; to run without it, restart");
}

#[cfg(target_os = "linux")] // others have one loopback address alone
#[test]
fn a_quiet_listener_tells_what_is_wrong_at_a_hangup() {
    use crate::common::{command, temp_dir, write};
    use crate::support::{Brief, wait_until};
    use std::io::BufRead as _;
    use std::process::{Command, Stdio};

    let folder = temp_dir();
    // It does not say where it listens, and nobody else takes a port of this address.
    let free = std::net::TcpListener::bind("127.0.0.77:0").unwrap().local_addr().unwrap();
    let mut watch = command(folder.path());
    watch.args(["watch", "-q", "--host", "127.0.0.77", "--port", &free.port().to_string()]).stderr(Stdio::piped());
    let mut watch = Brief(watch.spawn().unwrap());
    wait_until("it listens", || std::net::TcpStream::connect(free).is_ok());
    write(folder.path(), "pdpe.toml", "[[source]]\n");
    assert!(Command::new("kill").args(["-HUP", &watch.0.id().to_string()]).status().unwrap().success());
    let (teller, told) = std::sync::mpsc::channel();
    let lines = std::io::BufReader::new(watch.0.stderr.take().unwrap()).lines();
    std::thread::spawn(move || lines.map_while(Result::ok).try_for_each(|line| teller.send(line)));
    let line = told.recv_timeout(crate::PATIENCE).unwrap();
    assert!(line.contains("WARN  watch::console: sources stay as they are: pdpe.toml: "), "{line}");
}

#[test]
fn a_secret_is_changed_while_it_runs() {
    use crate::signing;
    use crate::support::{JSON, wait_until};
    let listener = Setup::new(&[])
        .config(&source("github", "secrets = [{ file = \"shop.secret\" }]"))
        .file("shop.secret", "the old secret")
        .start();
    let post = |secret: &str| {
        let signature = signing::github(secret, b"{}");
        listener.post_with("/webhooks/generic/shop", &[JSON, ("X-Hub-Signature-256", &signature)], "{}").status
    };
    assert_eq!((post("the old secret"), post("the new secret")), (200, 401));
    std::fs::write(listener.folder().join("shop.secret"), "the new secret\n").unwrap();
    assert_eq!((post("the old secret"), post("the new secret")), (200, 401), "not before it is told to");
    let told = std::process::Command::new("kill").args(["-HUP", &listener.process().to_string()]).status();
    assert!(told.unwrap().success());
    wait_until("they are read again", || listener.said().contains("were read again"));
    assert_eq!((post("the old secret"), post("the new secret")), (401, 200));
}

#[test]
fn a_secret_that_may_be_found_by_trying_is_told_of_and_never_shown() {
    let config = source("github", "secrets = [{ file = \"shop.secret\" }]");
    let listener = Setup::new(&[]).config(&config).file("shop.secret", "0123456789abcde").start();
    let words = "the secret of source shop is shorter than 16 bytes";
    crate::support::wait_until(words, || listener.said().contains(words));
    std::fs::write(listener.folder().join("shop.secret"), "another secret").unwrap();
    hang_up(&listener, words);
    std::fs::write(listener.folder().join("shop.secret"), "0123456789abcdef").unwrap();
    hang_up(&listener, "were read again");
    listener.json("/health");
    assert!(listener.said().trim_end().ends_with("were read again"), "{}", listener.said());
    assert!(!listener.said().contains("0123") && !listener.said().contains("another"), "{}", listener.said());
}

#[test]
fn a_model_that_is_another_one_now_asks_for_a_restart() {
    let listener = Setup::new(&["--tz", "America/Chicago"]).variable("MIN_RECALC_INTERVAL", "60");
    let listener = listener.config("[weights]\nspending_propensity = 0.4\n").start();
    let path = listener.folder().join("pdpe.toml");
    hang_up(&listener, "were read again");
    listener.json("/health");
    assert!(!listener.said().contains("has changed: restart"), "{}", listener.said());
    for other in ["[weights]\nspending_propensity = 0.5\n", "[live]\ncache_enabled = false\n"] {
        std::fs::write(&path, other).unwrap();
        hang_up(&listener, "the model or [live] has changed: restart to use it");
    }
    assert_eq!(listener.json("/score?lat=39.1&lon=-94.58")["timezone"], "America/Chicago");
    let told = listener.said().matches("has changed: restart").count();
    std::fs::write(&path, "# as it was\n").unwrap();
    hang_up(&listener, "were read again");
    listener.json("/health");
    assert_eq!(listener.said().matches("has changed: restart").count(), told);
}

#[test]
fn what_an_operator_should_know_is_in_the_log_file_too() {
    let listener = Setup::new(&[]).variable("LOG_FILE", "pdpe.log").start();
    std::fs::write(listener.folder().join("pdpe.toml"), "nonsense").unwrap();
    hang_up(&listener, "sources stay as they are");
    let log = std::fs::read_to_string(listener.folder().join("pdpe.log")).unwrap();
    for (level, words) in [
        ("INFO ", "listening on http://"),
        ("INFO ", "unsigned deliveries are accepted"),
        ("WARN ", "sources stay as they are"),
    ] {
        let line = log.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}: {log}"));
        assert!(line.contains(&format!("Z {level} ")), "{line}");
    }
}

#[test]
fn without_a_journal_it_says_that_a_restart_forgets() {
    let listener = Listener::start(&["--no-journal"]);
    assert_eq!(listener.post("/webhooks/generic/shop", "{}").status, 200);
    assert!(listener.said().contains("a restart forgets"), "{}", listener.said());
    assert_eq!(std::fs::read_dir(listener.folder()).unwrap().count(), 0);
}

#[test]
#[cfg(target_os = "linux")] // it looks at the memory of its process
fn without_a_journal_no_bodies_are_held() {
    let listener = Listener::start(&["--no-journal"]);
    let mut before = 0;
    for number in 1..=150 {
        let id = number % 2; // that of an event, or of nothing
        let text = "x".repeat(1_000_000);
        let body =
            format!(r#"{{"type":"updated","id":"{id}","lat":39.1,"lon":-94.58,"number":{number},"text":"{text}"}}"#);
        assert_eq!(listener.post("/webhooks/generic/shop", body).status, 200);
        if number == 50 {
            before = listener.number("VmRSS:");
        }
    }
    let gone = listener.number("VmRSS:").saturating_sub(before);
    assert!(gone < 60_000, "100 MB of bodies left {gone} kB");
    assert_eq!((listener.stat("/journal/committed"), listener.stat("/webhooks/received")), (150, 150));
    crate::support::wait_until("all are done", || listener.stat("/journal/applied") == 150);
    assert_eq!(listener.messages("webhook_received").len(), 150);
}

#[test]
fn a_file_that_cannot_be_made_is_named_once_with_the_way_out() {
    let said =
        fails(Setup::new(&["--journal", "nowhere/pdpe.db"]), 1, &["folder nowhere", "another with --journal"]).err;
    assert_eq!(said.matches("os error").count(), 1, "{said}");
}

#[cfg(target_os = "linux")] // it looks at the threads of its process
#[test]
fn who_is_told_to_stop_before_it_listens_ends_at_once() {
    use crate::common::{command, temp_dir};
    use crate::support::{Brief, wait_until};
    use std::fs;
    use std::process::{Command, Stdio};

    for (signal, code) in [("-INT", 130), ("-TERM", 0)] {
        let folder = temp_dir();
        let mut watch = command(folder.path());
        // Nothing ever comes there, and no end.
        watch.args(["watch", "--port", "0", "--events", "-"]).stdin(Stdio::piped());
        let mut watch = Brief(watch.spawn().unwrap());
        let id = watch.0.id().to_string();
        wait_until("it hears signals", || {
            let threads = fs::read_dir(format!("/proc/{id}/task")).unwrap().map_while(Result::ok);
            let mut names = threads.filter_map(|thread| fs::read_to_string(thread.path().join("comm")).ok());
            names.any(|name| name == "signals\n")
        });
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        wait_until("it ends", || watch.0.try_wait().unwrap().is_some());
        assert_eq!(watch.0.wait().unwrap().code(), Some(code), "{signal}");
    }
}

#[test]
fn nothing_is_put_into_the_folder_for_temporary_files() {
    let folder = crate::common::temp_dir();
    let listener = Setup::new(&[]).variable("TMPDIR", &folder.path().display().to_string()).start();
    assert_eq!(listener.get("/health").status, 200);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    assert_eq!(listener.stop().code, 0);

    let listener = Setup::new(&[]).variable("TMPDIR", "/nowhere").start();
    assert_eq!(listener.get("/health").status, 200);
}
