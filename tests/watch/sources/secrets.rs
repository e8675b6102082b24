//! Secrets: fetched from where they may be, refused from where they may not, never shown.

use std::path::Path;

use pdpe::watch::testing::Headers;
use pdpe::watch::testing::{Scheme, Secret, SecretError, SecretPlace, Unverified, Verifier};

use super::{at_second, headers};

#[test]
fn nothing_shows_a_secret() {
    let hidden = "hidden-0123456789abcdef";
    let verifier = Verifier::new(Scheme::Token, vec![Secret::new(hidden).unwrap()]).unwrap();
    let secret = Secret::new(hidden).unwrap();
    for shown in [format!("{secret}"), format!("{secret:?}"), format!("{secret:#?}"), format!("{verifier:?}")] {
        assert!(!shown.contains("hidden"), "{shown}");
    }
    let sent = Headers::new(headers(&[("Authorization", hidden)]));
    assert_eq!(format!("{sent:?}"), "{\"Authorization\"}");
}

#[cfg(unix)]
fn with_mode(folder: &Path, name: &str, content: impl AsRef<[u8]>, mode: u32) -> SecretPlace {
    use std::os::unix::fs::PermissionsExt;
    let path = folder.join(name);
    std::fs::write(&path, content).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    SecretPlace::File(path)
}

/// Whether a token in a file opens.
fn opens(place: &SecretPlace, token: &str) -> bool {
    let verifier = Verifier::new(Scheme::Token, vec![place.read().unwrap()]).unwrap();
    let headers = Headers::default();
    verifier.verify(&Unverified { headers: &headers, token: Some(token), body: b"{}", received: at_second(0) }).is_ok()
}

#[cfg(unix)]
#[test]
fn a_file_that_only_its_owner_reads() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content, mode) in [
        ("plain", "0123456789abcdef", 0o600),
        ("line", "0123456789abcdef\n", 0o400),
        ("lines", "0123456789abcdef \r\n\n", 0o700),
    ] {
        assert!(opens(&with_mode(folder.path(), name, content, mode), "0123456789abcdef"), "{name}");
    }
    for mode in [0o640, 0o604, 0o644, 0o660, 0o610, 0o601, 0o622] {
        let place = with_mode(folder.path(), "exposed", "0123456789abcdef", mode);
        let error = place.read().unwrap_err();
        assert!(matches!(error, SecretError::Exposed { mode: found, .. } if found == mode), "{error}");
        let text = error.to_string();
        assert!(text.contains("chmod 600") && !text.contains("0123456789"), "{text}");
    }
}

/// In a process of its own, since the variable belongs to all tests.
#[cfg(unix)]
#[test]
fn a_credential_of_systemd_may_look_readable_by_the_group() {
    let Some(credentials) = std::env::var_os("CREDENTIALS_DIRECTORY") else {
        let folder = tempfile::tempdir().unwrap();
        let mut again = std::process::Command::new(std::env::current_exe().unwrap());
        again.args(["--exact", "sources::secrets::a_credential_of_systemd_may_look_readable_by_the_group"]);
        let output = again.env("CREDENTIALS_DIRECTORY", folder.path()).output().unwrap();
        let said = String::from_utf8(output.stdout).unwrap();
        return assert!(output.status.success() && said.contains("1 passed"), "{said}");
    };
    let credentials = Path::new(&credentials);
    assert!(opens(&with_mode(credentials, "token", "0123456789abcdef", 0o440), "0123456789abcdef"));
    for mode in [0o460, 0o444] {
        let exposed = with_mode(credentials, "token", "0123456789abcdef", mode).read();
        assert!(matches!(exposed, Err(SecretError::Exposed { .. })), "{mode:o}");
    }
    let (elsewhere, below) = (tempfile::tempdir().unwrap(), tempfile::tempdir_in(credentials).unwrap());
    for folder in [elsewhere.path(), below.path()] {
        let exposed = with_mode(folder, "token", "0123456789abcdef", 0o440).read();
        assert!(matches!(exposed, Err(SecretError::Exposed { .. })), "{}", folder.display());
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_secret_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let read = |name: &str, content: &[u8]| with_mode(folder.path(), name, content, 0o600).read().unwrap_err();
    assert!(matches!(read("empty", b""), SecretError::EmptyFile(_)));
    assert!(matches!(read("blank", b" \n"), SecretError::EmptyFile(_)));
    assert!(matches!(read("long", &[b'x'; 4097]), SecretError::TooLong(_)));
    assert!(with_mode(folder.path(), "longest", [b'x'; 4096], 0o600).read().is_ok());
    let missing = SecretPlace::File(folder.path().join("missing")).read().unwrap_err();
    assert!(missing.to_string().contains("missing"), "{missing}");
    assert!(matches!(SecretPlace::File(folder.path().into()).read(), Err(SecretError::NotAFile(_))));
    assert!(matches!(SecretPlace::File("/dev/zero".into()).read(), Err(SecretError::NotAFile(_))));
    assert!(matches!(Secret::new(""), Err(SecretError::Empty)));
}

#[test]
fn an_environment_variable() {
    // Cargo sets this for every test.
    assert!(SecretPlace::Env("CARGO_PKG_NAME".into()).read().is_ok());
    let error = SecretPlace::Env("PDPE_TEST_NO_SUCH_SECRET".into()).read().unwrap_err();
    assert_eq!(error.to_string(), "the environment variable PDPE_TEST_NO_SUCH_SECRET is not set; put the secret there");
}
