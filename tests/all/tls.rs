//! A backend behind TLS, as an address of a balancer: pages, edits and the feed go through it.

use serde_json::json;
use tests::program::{Program, command};
use tests::roles::{Roles, SECRET};
use tests::servers::tls::{Authority, Terminator};
use tests::until;
use tests::wire_tab::{WireTab, sign_in};

use crate::budget::storyboard;

#[tokio::test]
async fn calls_and_facts_of_a_backend_behind_tls_arrive_where_its_authority_is_trusted() {
    let roles = Roles::start(None).await;
    roles.account("ann").await;
    let ann = roles.person("ann").await;
    let (project, shots) = storyboard(&ann, 2).await;
    let authority = Authority::new();
    let backend = roles
        .url
        .trim_start_matches("http://")
        .parse()
        .expect("an address");
    let tls = Terminator::before(backend, authority.server("localhost")).await;
    let ca = authority.file();
    let upstream = format!("https://localhost:{}", tls.address.port());
    let mut web = command(&[
        "web",
        "--listen",
        "127.0.0.1:0",
        "--backend-url",
        &upstream,
        "--log",
        "info",
        "--metrics-listen",
        "127.0.0.1:0",
    ]);
    web.env("RUSHES_SECRET", SECRET)
        .env("SSL_CERT_FILE", ca.path());
    let mut web = Program::start(web);
    let line = web.says("Rushes is at ").await;
    let url = line.rsplit(' ').next().expect("an address").to_owned();
    let numbers = tests::metrics::address(&mut web).await;

    let cookie = sign_in(&url, "ann").await;
    let path = format!("/projects/{}", project.id);
    let tab = WireTab::open(&url, &path, &cookie).await;
    let ledger = tab.ledger();
    let moves = json!(["shot.move", [["id", shots[1].id], ["before", shots[0].id]]]);
    tab.run(vec![("moves".to_owned(), moves)], tests::program::SOON)
        .await;
    assert_eq!(
        ledger
            .lock()
            .expect("nobody panics over a ledger")
            .done
            .len(),
        1
    );
    until("the feed is connected", async || {
        let numbers = tests::metrics::Numbers::at(&numbers).await;
        (numbers.one("rushes_client_feed_connects_total") == 1.0).then_some(())
    })
    .await;
    assert!(
        web.err().iter().all(|line| !line.contains("panicked")),
        "{:?}",
        web.err()
    );
}
