//! What the configuration refuses, and in how many sentences.

use clap::Parser;

use super::args::Cli;
use super::{Problems, plan, print};

const SECRET: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

/// Each wrong setting must be named by exactly one sentence.
#[track_caller]
fn refused(line: &str, secret: Option<&str>, named: &[&str]) {
    let cli = Cli::try_parse_from(
        format!("rushes {line}")
            .split(' ')
            .filter(|word| !word.is_empty()),
    );
    let cli = cli.expect("clap takes it");
    let Err(Problems(sentences)) = plan(cli, secret.map(str::to_owned)) else {
        panic!("`{line}` was taken");
    };
    assert_eq!(sentences.len(), named.len(), "{sentences:?}");
    for (sentence, name) in sentences.iter().zip(named) {
        assert!(sentence.contains(name), "`{name}` is not in: {sentence}");
        assert!(sentence.ends_with('.'), "{sentence}");
    }
}

#[track_caller]
fn shown(line: &str, secret: Option<&str>) -> String {
    let cli = Cli::try_parse_from(
        format!("rushes {line}")
            .split(' ')
            .filter(|word| !word.is_empty()),
    );
    let (plan, process) =
        plan(cli.expect("clap takes it"), secret.map(str::to_owned)).expect("a plan");
    print::lines(&plan, &process)
}

#[test]
fn every_wrong_setting_is_named_at_once() {
    refused(
        "--listen nowhere --public-url ftp://a --trusted-proxies x,y --data-dir= --log-format xml --stop-seconds 0",
        None,
        &[
            "--listen",
            "--public-url",
            "`x`",
            "`y`",
            "--data-dir",
            "--log-format",
            "--stop-seconds",
        ],
    );
    refused("web", None, &["--backend-url", "RUSHES_SECRET"]);
    refused(
        "worker --backend-url ftp://b",
        Some("ab"),
        &["--backend-url", "64 hex digits"],
    );
    refused(
        "backend --database mysql://h/x --listen :80",
        Some(SECRET),
        &["--listen", "--database"],
    );
}

#[test]
fn a_database_must_be_one_that_keeps_the_work() {
    refused("migrate --database sqlite::memory:", None, &["in memory"]);
    refused(
        "migrate --database postgres://host",
        None,
        &["name of the database"],
    );
}

#[test]
fn a_public_backend_needs_tls_and_an_internal_one_does_not() {
    refused(
        "worker --backend-url http://api.example.com",
        Some(SECRET),
        &["https://"],
    );
    for url in [
        "http://backend:8081",
        "http://10.0.3.4:8081",
        "http://b.rushes.internal:8081",
        "https://api.example.com",
    ] {
        shown(&format!("worker --backend-url {url}"), Some(SECRET));
    }
}

#[test]
fn a_public_url_is_a_whole_site() {
    refused(
        "--public-url https://example.com/rushes",
        None,
        &["whole of a site"],
    );
    refused(
        "--public-url https://me:pw@example.com",
        None,
        &["--public-url"],
    );
}

#[test]
fn no_secret_is_printed() {
    let text = shown(
        "backend --database postgres://ann:hunter2@db/rushes?sslpassword=hunter3",
        Some(SECRET),
    );
    assert!(text.contains("postgres://ann:***@db/rushes\n"), "{text}");
    assert!(!text.contains("hunter") && !text.contains("0102"), "{text}");
}

#[test]
fn a_loopback_address_behind_a_public_name_is_not_local() {
    assert!(shown("", None).contains("accounts = none"));
    assert!(
        shown(
            "--listen localhost:9000 --public-url http://localhost:3000",
            None
        )
        .contains("accounts = none")
    );
    assert!(shown("--public-url https://rushes.example.com", None).contains("accounts = needed"));
    assert!(shown("--listen 0.0.0.0:8080", None).contains("accounts = needed"));
}
