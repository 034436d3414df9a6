//! `rushes doctor` against real servers: what it measures, what it makes of it, and what it says where it cannot.

use std::net::SocketAddr;
use std::time::Duration;

use serde_json::Value;
use tests::far::Far;
use tests::program::{Said, free_port, run};
use tests::roles::Roles;
use tests::servers::tls::{Authority, Terminator};
use tests::servers::web::{Manner, Server};

/// One way; a round trip takes twice as long.
const LATE: Duration = Duration::from_millis(10);
const ROUND_TRIP_MS: f64 = 20.0;

async fn doctor(args: &[&str]) -> Said {
    run(&[&["doctor"], args].concat()).await
}

/// The report for machines.
async fn report(args: &[&str]) -> Value {
    let said = doctor(&[args, &["--json"]].concat()).await;
    assert_eq!(
        (said.code, said.err.as_str()),
        (Some(0), ""),
        "{}",
        said.out
    );
    serde_json::from_str(&said.out).expect("one line of JSON")
}

/// The sentence of a finding.
fn found<'a>(report: &'a Value, code: &str) -> Option<&'a str> {
    let findings = report["findings"].as_array().expect("a list");
    let finding = findings.iter().find(|finding| finding["code"] == code);
    finding.map(|finding| finding["sentence"].as_str().expect("text"))
}

fn median(calls: &Value, part: &str) -> f64 {
    calls[part]["median_ms"]
        .as_f64()
        .unwrap_or_else(|| panic!("no {part}: {calls}"))
}

fn address(url: &str) -> SocketAddr {
    url.trim_start_matches("http://")
        .parse()
        .expect("http://<ip>:<port>")
}

#[tokio::test]
async fn a_backend_over_plain_http_has_no_tls_to_pay_for_and_keeps_its_connections() {
    let roles = Roles::start(None).await;
    let report = report(&["--backend", &roles.url]).await;
    let target = &report["targets"][0];
    assert_eq!(target["url"], format!("{}/healthz", roles.url));
    assert_eq!(target["status"], 200);
    assert_eq!(target["tls"], Value::Null);
    assert_eq!(target["keep_alive"], true);
    assert_eq!(
        (&target["new"]["calls"], &target["kept"]["calls"]),
        (&20.into(), &20.into())
    );
    assert_eq!(target["new"]["tls"], Value::Null);
    assert_eq!(target["kept"]["connect"], Value::Null);
    assert!(median(&target["new"], "total") >= median(&target["new"], "first_byte"));
    assert_eq!(found(&report, "tls_cost"), None);
    assert_eq!(found(&report, "no_keep_alive"), None);
}

#[tokio::test]
async fn over_a_line_of_20_ms_a_new_call_with_tls_takes_a_round_trip_more_than_a_plain_one() {
    let roles = Roles::start(None).await;
    let authority = Authority::new();
    let terminator =
        Terminator::before(address(&roles.url), authority.server("backend.internal")).await;
    let far_plain = Far::from(address(&roles.url), LATE).await;
    let far_tls = Far::from(terminator.address, LATE).await;
    let (plain, tls) = (
        format!("http://backend.internal:{}", far_plain.address.port()),
        format!("https://backend.internal:{}", far_tls.address.port()),
    );
    let ca = authority.file();
    let args = [
        "--backend-url",
        &plain,
        "--backend-url",
        &tls,
        "--address",
        "127.0.0.1",
        "--ca",
        ca.path().to_str().expect("text"),
    ];
    let report = report(&args).await;
    let (plain, tls) = (&report["targets"][0], &report["targets"][1]);
    assert_eq!(tls["tls"], "TLSv1_3");
    assert!(median(&tls["new"], "tls") >= ROUND_TRIP_MS, "{tls}");
    assert!(
        median(&plain["new"], "first_byte") >= ROUND_TRIP_MS,
        "{plain}"
    );
    assert!(median(&tls["new"], "total") >= 2.0 * ROUND_TRIP_MS, "{tls}");
    // Once the connection stands, TLS is no longer what a call waits for.
    assert!(
        median(&tls["kept"], "total") < median(&tls["new"], "total") - 0.9 * ROUND_TRIP_MS,
        "{tls}"
    );
    let cost = found(&report, "tls_cost").expect("TLS is named");
    assert!(
        cost.starts_with("TLS inside the private network costs "),
        "{cost}"
    );
    let slower = found(&report, "slower_new").expect("they are compared");
    assert!(
        slower.contains("On new connections a call to https://backend.internal:"),
        "{slower}"
    );
    assert!(found(&report, "kept_is_faster").is_some());

    // The same for people.
    let said = doctor(&[&args[..], &["--samples", "3"]].concat()).await;
    assert_eq!(said.code, Some(0), "{}", said.err);
    for part in [
        "first byte",
        " new  ",
        " kept\n",
        "TLSv1_3, answer 200, 6 calls",
        &format!(
            "- https://backend.internal:{}/healthz: TLS inside",
            far_tls.address.port()
        ),
    ] {
        assert!(said.out.contains(part), "`{part}` is not in\n{}", said.out);
    }
}

#[tokio::test]
async fn a_server_that_closes_after_each_answer_is_found_out() {
    for (manner, code, part) in [
        (
            Manner::Closing,
            "no_keep_alive",
            "No keep-alive: the server closes the connection after each answer",
        ),
        (
            Manner::Dropping,
            "connections_dropped",
            "says that it keeps connections and closes each",
        ),
    ] {
        let server = Server::start(manner).await;
        let report = report(&["--backend-url", &server.url]).await;
        let sentence = found(&report, code).unwrap_or_else(|| panic!("{report}"));
        assert!(sentence.contains(part), "{sentence}");
        assert_eq!(report["targets"][0]["kept"]["calls"], 0);
    }
}

#[tokio::test]
async fn an_address_that_does_not_answer_is_named_beside_one_that_does() {
    let server = Server::start(Manner::Keeping).await;
    let url = format!("http://backend.internal:{}", address(&server.url).port());
    let report = report(&["--backend-url", &url, "--address", "127.0.0.2,127.0.0.1"]).await;
    let sentence = found(&report, "dead_address").expect("it is named");
    assert!(
        sentence.starts_with("`backend.internal` has 2 addresses, and 127.0.0.2 takes no connection: Nothing listens at 127.0.0.2:"),
        "{sentence}"
    );
    assert_eq!(report["targets"][0]["new"]["calls"], 20);
}

#[tokio::test]
async fn an_answer_that_is_no_success_is_measured_and_named() {
    let roles = Roles::start(None).await;
    let report = report(&["--backend-url", &roles.url, "--path", "/v1/projects"]).await;
    assert_eq!(report["targets"][0]["status"], 401);
    let sentence = found(&report, "status").expect("it is named");
    assert!(
        sentence.starts_with("It answered 401 to /v1/projects."),
        "{sentence}"
    );
}

#[tokio::test]
async fn each_failure_is_one_sentence_and_exit_code_1() {
    let authority = Authority::new();
    let ca = authority.file();
    let ca = ca.path().to_str().expect("text");
    let plain = Server::start(Manner::Keeping).await;
    let (silent, odd) = (
        Server::start(Manner::Silent).await,
        Server::start(Manner::Odd).await,
    );
    let tls = Terminator::before(address(&plain.url), authority.server("backend.internal")).await;
    let old = Terminator::before(address(&plain.url), authority.expired("backend.internal")).await;
    let https = |port: u16| format!("https://backend.internal:{port}");
    let here = ["--address", "127.0.0.1"];
    let table: [(String, &[&str], &str); 10] = [
        (
            "http://nowhere.invalid".to_owned(),
            &[],
            "`nowhere.invalid` has no address",
        ),
        (
            format!("http://127.0.0.1:{}", free_port()),
            &[],
            "the connection was refused",
        ),
        (
            silent.url.clone(),
            &[],
            "took the connection and gave no answer in 1 s",
        ),
        (
            silent.url.replace("http", "https"),
            &[],
            "said nothing to the TLS handshake for 1 s",
        ),
        (odd.url.clone(), &[], "does not answer in HTTP/1.1"),
        (
            plain.url.replace("http", "https"),
            &[],
            "does not speak TLS at this port. Ask it with http://",
        ),
        (
            format!("http://{}", tls.address),
            &[],
            "speaks TLS at this port. Ask it with https://",
        ),
        (
            https(tls.address.port()),
            &here,
            "nobody whom this machine trusts signed its certificate",
        ),
        (
            format!("https://{}", tls.address),
            &["--ca", ca],
            "its certificate is for backend.internal only.",
        ),
        (
            https(old.address.port()),
            &["--address", "127.0.0.1", "--ca", ca],
            "its certificate has expired",
        ),
    ];
    for (url, more, part) in &table {
        let said =
            doctor(&[&["--backend-url", url.as_str(), "--timeout", "1"], *more].concat()).await;
        assert_eq!(
            (said.code, said.out.as_str()),
            (Some(1), ""),
            "{url}: {}",
            said.err
        );
        assert!(said.err.contains(part), "{url}: {}", said.err);
        assert!(
            said.err.starts_with("rushes: ") && said.err.trim_end().ends_with('.'),
            "{}",
            said.err
        );
        assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    }
}

#[tokio::test]
async fn a_question_that_cannot_be_meant_names_every_mistake_and_asks_nobody() {
    let none = doctor(&[]).await;
    assert_eq!(
        (none.code, none.err.lines().count()),
        (Some(2), 1),
        "{}",
        none.err
    );
    let said = doctor(&[
        "--backend-url",
        "ftp://backend",
        "--samples",
        "0",
        "--timeout",
        "soon",
        "--ca",
        "/nowhere/ca.pem",
        "--address",
        "here",
    ])
    .await;
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    for name in [
        "--backend-url",
        "--samples",
        "--timeout",
        "--ca",
        "--address",
    ] {
        assert_eq!(
            said.err
                .lines()
                .filter(|line| line.contains(&format!("{name} ")))
                .count(),
            1,
            "{name}: {}",
            said.err
        );
    }
    assert_eq!(said.err.lines().count(), 5, "{}", said.err);
}
