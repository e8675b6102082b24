//! `pdpe send`: what arrives at a listener, whether it is believed there, and what is said of the answer.

#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::thread::JoinHandle;

use crate::common::{Run, command, run, temp_dir, write};
use chrono::Utc;
use pdpe::watch::testing::{AuthError, Headers, Scheme, Secret, Unverified, Verifier};

const SECRET: &str = "It's a Secret to Everybody";
const TOKEN: &str = "0123456789abcdef0123456789abcdef";
const BODY: &[u8] = b"{\"type\": \"show.new\",\n \"id\": 7}\n";

/// A request as it arrived.
struct Received {
    line: String,
    headers: Headers,
    body: Vec<u8>,
}

impl Received {
    fn path(&self) -> &str {
        self.line.strip_prefix("POST ").unwrap().strip_suffix(" HTTP/1.1").unwrap()
    }

    /// Whether a listener with this scheme and secret believes it; the token is what it found in the address.
    fn is_believed(&self, scheme: Scheme, secret: &str, token: Option<&str>) -> Result<(), AuthError> {
        let verifier = Verifier::new(scheme, vec![Secret::new(secret).unwrap()]).unwrap();
        let request = Unverified { headers: &self.headers, token, body: &self.body, received: Utc::now() };
        verifier.verify(&request).map(drop)
    }
}

/// A listener for one request, which it answers so.
fn listener(answer: &'static str) -> (SocketAddr, JoinHandle<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let heard = std::thread::spawn(move || {
        let mut reader = BufReader::new(listener.accept().unwrap().0);
        let mut lines = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line).unwrap();
            match line.trim_end() {
                "" => break,
                line => lines.push(line.to_owned()),
            }
        }
        let headers = Headers::new(lines[1..].iter().map(|line| line.split_once(": ").unwrap()));
        let mut body = vec![0; headers.only("content-length").unwrap().unwrap().parse().unwrap()];
        reader.read_exact(&mut body).unwrap();
        reader.get_mut().write_all(answer.as_bytes()).unwrap();
        Received { line: lines.remove(0), headers, body }
    });
    (address, heard)
}

const ACCEPTED: &str = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 21\r\n\r\n{\"status\":\"received\"}";

/// Sends `BODY` with these options and the environment's `SECRET` and `TOKEN`.
fn send(to: &str, args: &[&str]) -> Run {
    let dir = temp_dir();
    let file = write(dir.path(), "delivery.json", BODY);
    let mut pdpe = command(dir.path());
    pdpe.arg("send").arg(file).args(["--to", to]).args(args);
    run(pdpe.env("A_SECRET", SECRET).env("A_TOKEN", TOKEN).env("EMPTY", ""), b"")
}

/// What arrives when that goes well; neither output shows a secret.
fn sent(path: &str, args: &[&str]) -> Received {
    let (address, heard) = listener(ACCEPTED);
    let run = send(&format!("http://{address}{path}"), args).ok();
    assert_eq!((run.out.as_str(), run.err.as_str()), ("200 OK\n{\"status\":\"received\"}\n", ""));
    let received = heard.join().unwrap();
    assert_eq!(received.body, BODY);
    received
}

#[test]
fn a_source_that_signs_nothing_gets_its_path_and_json() {
    for (source, path) in [
        ("eventbrite", "/webhooks/eventbrite"),
        ("ticketmaster", "/webhooks/ticketmaster"),
        ("twitter", "/webhooks/twitter"),
        ("box-office", "/webhooks/generic/box-office"),
    ] {
        let received = sent("", &["--source", source]);
        assert_eq!(received.path(), path);
        assert_eq!(received.headers.only("content-type"), Ok(Some("application/json")));
    }
    assert_eq!(sent("/", &["--source", "eventbrite"]).path(), "/webhooks/eventbrite");
    assert_eq!(sent("/hooks/x?y=1", &["--source", "eventbrite"]).path(), "/hooks/x?y=1");
}

#[test]
fn each_scheme_is_believed_by_a_listener_that_checks_it() {
    let signed = |args: &[&str]| sent("", &[args, &["--secret-env", "A_SECRET"]].concat());
    let github = signed(&["--source", "github"]);
    assert_eq!(github.is_believed(Scheme::Github, SECRET, None), Ok(()));
    assert_eq!(github.is_believed(Scheme::Github, "another", None), Err(AuthError::WrongSignature));
    assert!(github.headers.get("x-github-delivery").unwrap().starts_with("trial-"));
    assert_eq!(signed(&["--source", "twitter"]).is_believed(Scheme::Twitter, SECRET, None), Ok(()));
    assert_eq!(signed(&["--source", "x", "--scheme", "github"]).is_believed(Scheme::Github, SECRET, None), Ok(()));

    let standard = ["--source", "x", "--scheme", "standard", "--secret-env", "A_TOKEN", "--id", "msg_1"];
    let received = sent("", &standard);
    let scheme = Scheme::Standard { tolerance_seconds: 300 };
    assert_eq!(received.is_believed(scheme.clone(), TOKEN, None), Ok(()));
    assert_eq!(received.headers.only("webhook-id"), Ok(Some("msg_1")));
    // Signed at the time that --now pins.
    let old = sent("", &[&standard[..], &["--now", "2020-01-01T00:00Z"]].concat());
    assert_eq!(old.headers.only("webhook-timestamp"), Ok(Some("1577836800")));
    assert_eq!(old.is_believed(scheme, TOKEN, None), Err(AuthError::TooOld));
}

#[test]
fn a_token_stands_where_the_source_has_it() {
    let token = ["--secret-env", "A_TOKEN"];
    let path = |path: &str, args: &[&str]| sent(path, &[args, &token].concat()).path().to_owned();
    assert_eq!(path("", &["--source", "eventbrite"]), format!("/webhooks/eventbrite/{TOKEN}"));
    assert_eq!(path("/a/b/?c=1", &["--source", "eventbrite"]), format!("/a/b/{TOKEN}?c=1"));
    let other = ["--source", "x", "--scheme", "token"];
    assert_eq!(path("", &other), format!("/webhooks/generic/x?token={TOKEN}"));
    assert_eq!(path("/a?c=1", &other), format!("/a?c=1&token={TOKEN}"));
}

#[test]
fn the_configuration_knows_scheme_and_secrets_of_a_source() {
    let configuration = r#"
        [[sources]]
        name = "box-office"
        scheme = "hmac"
        secrets = [{ env = "A_SECRET" }]
        header = "X-Signature"
        prefix = "v0="
    "#;
    let sent = |args: &[&str]| {
        let dir = temp_dir();
        write(dir.path(), "pdpe.toml", configuration);
        let (address, heard) = listener(ACCEPTED);
        let mut pdpe = command(dir.path());
        pdpe.args(["send", "-", "--source", "box-office", "--to", &format!("http://{address}")]).args(args);
        run(pdpe.env("A_SECRET", SECRET).env("A_TOKEN", TOKEN), BODY).ok();
        heard.join().unwrap()
    };
    let dir = temp_dir();
    let file = write(dir.path(), "pdpe.toml", configuration);
    let scheme = pdpe::watch::settings::from_toml(&std::fs::read_to_string(file).unwrap()).unwrap()[0].scheme();
    assert_eq!(sent(&[]).is_believed(scheme.clone(), SECRET, None), Ok(()));
    assert_eq!(sent(&["--secret-env", "A_TOKEN"]).is_believed(scheme.clone(), TOKEN, None), Ok(()));
    assert_eq!(sent(&["--scheme", "hmac"]).is_believed(scheme.clone(), SECRET, None), Ok(()));
    let unsigned = sent(&["--scheme", "none"]);
    assert_eq!(unsigned.is_believed(scheme, SECRET, None), Err(AuthError::MissingSignature));
}

#[test]
fn a_secret_may_be_in_a_file_that_only_its_owner_reads() {
    let dir = temp_dir();
    let file = write(dir.path(), "secret", format!("{SECRET}\n"));
    let path = file.to_str().unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let chmod = |mode| std::fs::set_permissions(&file, std::fs::Permissions::from_mode(mode)).unwrap();
        chmod(0o644);
        let run = send("http://127.0.0.1:1", &["--source", "github", "--secret-file", path]);
        assert!(!run.err.contains(SECRET));
        run.fails(2, &["chmod 600"]);
        chmod(0o600);
    }
    let received = sent("", &["--source", "github", "--secret-file", path]);
    assert_eq!(received.is_believed(Scheme::Github, SECRET, None), Ok(()));
}

#[test]
fn more_headers_are_sent_and_none_that_frame_or_break_the_request() {
    let received = sent(
        "",
        &[
            "--source",
            "eventbrite",
            "--header",
            "X-Eventbrite-Event: event.updated",
            "--header",
            "content-type:text/plain",
        ],
    );
    assert_eq!(received.headers.only("x-eventbrite-event"), Ok(Some("event.updated")));
    assert_eq!(received.headers.only("content-type"), Ok(Some("text/plain")));
    let with = |header: &str| send("http://127.0.0.1:1", &["--source", "x", "--header", header]);
    for (header, words) in [
        ("Content-Length:3", &["content-length", "cannot be set"][..]),
        ("Host: other", &["host"]),
        ("Transfer-Encoding: chunked", &["transfer-encoding"]),
        ("X-A: b\r\nX-B: c", &["X-A", "cannot be sent"]),
        ("X A: b", &["X A", "cannot be sent"]),
        (": b", &["cannot be sent"]),
    ] {
        with(header).fails(2, words);
    }
    with("X-A").fails(2, &["NAME:VALUE"]);
}

#[test]
fn an_answer_that_says_no_is_shown_and_a_failure() {
    for (answer, out, words) in [
        (
            "HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 3\r\n\r\nno\n",
            "401 Unauthorized\nno\n",
            &["answered 401 Unauthorized", "scheme and secret"][..],
        ),
        (
            "HTTP/1.1 404 X\r\nConnection: close\r\nContent-Length: 0\r\n\r\n",
            "404 Not Found\n",
            &["it does not know this source or address"],
        ),
        (
            "HTTP/1.1 302 X\r\nConnection: close\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n",
            "302 Found\n",
            &["redirects are not followed"],
        ),
        (
            "HTTP/1.1 503 X\r\nConnection: close\r\nContent-Length: 5\r\n\r\n\x1b[31m",
            "503 Service Unavailable\n\u{fffd}[31m\n",
            &["try again later"],
        ),
    ] {
        let (address, heard) = listener(answer);
        let run = send(&format!("http://{address}"), &["--source", "eventbrite", "--secret-env", "A_TOKEN"]);
        assert!(!run.err.contains(TOKEN), "{run:?}");
        assert_eq!(run.out, out);
        run.fails(1, words);
        heard.join().unwrap();
    }
}

#[test]
fn no_answer_says_what_to_do() {
    let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let run = send(&format!("http://{free}"), &["--source", "eventbrite", "--secret-env", "A_TOKEN"]);
    assert!(!run.err.contains(TOKEN), "{run:?}");
    run.fails(1, &["nothing listens at http://127.0.0.1:", "is `pdpe watch` running there?"]);

    let (address, heard) = listener("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
    let run = send(&format!("http://{address}"), &["--source", "eventbrite", "--secret-env", "A_TOKEN"]);
    assert!(!run.err.contains(TOKEN), "{run:?}");
    run.fails(1, &["no answer from http://127.0.0.1:"]);
    heard.join().unwrap();
}

#[test]
fn a_listener_without_tls_is_told_to_be_one() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let answering = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        stream.write_all(b"HTTP/1.1 400 Bad Unverified\r\nContent-Length: 0\r\n\r\n").unwrap();
        // Closing with the greeting unread would reset the connection before the answer is seen.
        let _ = stream.read_to_end(&mut Vec::new());
    });
    let run = send(&format!("https://{address}"), &["--source", "a"]);
    run.fails(1, &[&format!("no answer from https://{address}/"), ": it does not use TLS; try http://\n"]);
    answering.join().unwrap();
}

#[test]
fn proxies_are_not_asked_for_the_way_to_this_machine() {
    let (address, heard) = listener(ACCEPTED);
    let dir = temp_dir();
    let mut pdpe = command(dir.path());
    pdpe.args(["send", "-", "--source", "x", "--to", &format!("http://{address}")]);
    for name in ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "ALL_PROXY", "all_proxy"] {
        pdpe.env(name, "http://127.0.0.1:1");
    }
    run(pdpe.env_remove("NO_PROXY").env_remove("no_proxy"), BODY).ok();
    assert_eq!(heard.join().unwrap().body, BODY);
}

#[test]
fn wrong_usage_says_what_is_wanted() {
    let to = "http://127.0.0.1:1";
    for (args, words) in [
        (&["--source", "x", "--secret-env", "A_SECRET"][..], &["the scheme of x is not known", "--scheme"][..]),
        (&["--source", "x", "--scheme", "hmac", "--secret-env", "A_SECRET"], &["[[sources]]"]),
        (&["--source", "x", "--scheme", "github"], &["needs a secret", "--secret-env"]),
        (&["--source", "x", "--scheme", "none", "--secret-env", "A_SECRET"], &["none takes no secrets"]),
        (&["--source", "github", "--secret-env", "NOT_SET"], &["NOT_SET is not set"]),
        (&["--source", "github", "--secret-env", "EMPTY"], &["EMPTY is empty"]),
        (&["--source", "eventbrite", "--secret-env", "A_SECRET"], &["openssl rand -hex 16"]),
        (&["--source", "../x"], &["a-z"]),
        (&["--source", "x", "--scheme", "rot13"], &["rot13", "standard"]),
        (&["--source", "x", "--id", "a.b"], &["full stop"]),
        (&["--source", "x", "--secret-env", "A", "--secret-file", "b"], &["--secret-file"]),
        (&["--source", "x", "--config", "none.toml"], &["none.toml"]),
        (&[], &["--source"]),
    ] {
        let run = send(to, args);
        assert!(!run.err.contains(SECRET), "{run:?}");
        run.fails(2, words);
    }
    for to in ["127.0.0.1:8001", "ftp://127.0.0.1/", "", "http://", "http://a b/", "/webhooks/eventbrite"] {
        send(to, &["--source", "x"]).fails(2, &["http://127.0.0.1:8001"]);
    }
    for to in ["http://user:password@127.0.0.1/", "http://127.0.0.1/#x"] {
        let run = send(to, &["--source", "x"]);
        assert!(!run.err.contains("password"), "{run:?}");
        run.fails(2, &["neither a user nor a fragment"]);
    }
    let dir = temp_dir();
    write(dir.path(), "pdpe.toml", "[[sources]]\nname = \"x\"\nscheme = \"token\"\n");
    run(command(dir.path()).args(["send", "-", "--to", to, "--source", "x"]), BODY).fails(2, &["sources[0].secrets"]);
    run(command(temp_dir().path()).args(["send", "absent.json", "--to", to, "--source", "x"]), b"")
        .fails(1, &["absent.json"]);
}
