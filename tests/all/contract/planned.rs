//! What is planned: metrics, drain, media, bus, the second address of the socket. Each plan is tried on the real program, so
//! that it cannot be met without being marked as met, nor the other way round.

use reqwest::header;
use tests::contract::{Contract, Plan, constant, source};
use tests::program::run;
use tests::roles::Roles;

use super::WEB;

#[test]
fn a_worker_is_protected_for_as_long_as_ecs_allows() {
    let minutes = Contract::read().planned["protection"].minutes;
    // It asks again well before that, while the job runs.
    assert!(minutes.is_some_and(|minutes| (2..=2880).contains(&minutes)));
}

#[test]
fn tabs_have_time_to_go_before_a_leaving_task_is_cut() {
    let contract = Contract::read();
    let reserve = contract.planned["drain"].reserve_seconds;
    // The last tab may need all of this to notice that it was not answered.
    assert!(reserve.is_some_and(|reserve| reserve >= contract.web.hand_over_seconds * 2));
}

#[test]
fn the_metrics_fit_what_cloudwatch_takes() {
    let contract = Contract::read();
    let metrics = &contract.planned["metrics"];
    // Of one line in the embedded metric format.
    assert!(metrics.names.len() <= 100 && metrics.dimensions.len() <= 30);
    for (name, metric) in &metrics.names {
        assert!(contract.environment.contains_key(&metric.role), "{name}");
        assert!(
            ["Count", "Milliseconds", "Seconds"].contains(&metric.unit.as_str()),
            "{name}"
        );
        assert!(!metric.what.is_empty(), "{name}");
    }
}

/// The status of a socket's handshake there.
async fn handshake(url: &str, path: &str) -> u16 {
    let answer = tests::api::http()
        .get(format!("{url}{path}"))
        .header(header::ORIGIN, url)
        .header(header::CONNECTION, "upgrade")
        .header(header::UPGRADE, "websocket")
        .header(header::SEC_WEBSOCKET_VERSION, "13")
        .header(header::SEC_WEBSOCKET_KEY, "dGhlIHNhbXBsZSBub25jZQ==")
        .send()
        .await;
    answer.expect("it answers").status().as_u16()
}

/// Whether the program does what the plan says, as far as it can be seen from outside or in its source.
async fn is_met(plan: &Plan, contract: &Contract, web: &str, source: &str) -> bool {
    for (name, roles) in &plan.environment {
        for role in roles {
            let mut args: Vec<&str> = role.split(' ').collect();
            args.push("--help");
            if !run(&args).await.out.contains(name) {
                return false;
            }
        }
    }
    if let Some(path) = &plan.path
        && handshake(web, path).await != handshake(web, &contract.web.sockets).await
    {
        return false;
    }
    let quoted = |text: &str| source.contains(&format!("{text}\""));
    let named = plan.names.keys().chain(&plan.call).chain(&plan.namespace);
    named.into_iter().all(|text| quoted(text))
        && plan
            .seconds
            .is_none_or(|seconds| constant(WEB, "KEEP_ALIVE") >= seconds)
}

#[tokio::test]
async fn what_is_planned_is_met_exactly_where_the_contract_says_so() {
    let contract = Contract::read();
    let source = source();
    let roles = Roles::start(None).await;
    let web = roles.web(&[]).await;
    let mut unmet = Vec::new();
    for (name, plan) in &contract.planned {
        let met = is_met(plan, &contract, &web.url, &source).await;
        assert_eq!(
            met, plan.met,
            "`{name}` in terraform/contract.json: {} Set `met` to {met}.",
            plan.what
        );
        if !met {
            unmet.push(format!("{name}: {}", plan.until_then));
        }
    }
    #[expect(
        clippy::print_stderr,
        reason = "shown by --no-capture, and with any failure"
    )]
    for line in unmet {
        eprintln!("not met yet: {line}");
    }
}
