//! The metrics that a stack's alarms and scaling stand on are written by its roles, under the contract's names.

use std::collections::BTreeMap;

use serde_json::Value;
use tempfile::TempDir;
use tests::contract::{Contract, Plan};
use tests::program::{Program, command};
use tests::roles::SECRET;
use tests::until;
use tests::wire_tab::sign_in;

const STACK: &str = "rushes-test";

/// A role that is told to write metrics as its container is, but each second.
async fn started(args: &[&str], says: &str) -> Program {
    let mut role = command(args);
    role.env("RUSHES_METRICS", "emf")
        .env("RUSHES_STACK", STACK)
        .env("RUSHES_METRICS_SECONDS", "1");
    // With everything in one process the secret is its own.
    if args[0] == "web" || args[0] == "backend" {
        role.env("RUSHES_SECRET", SECRET);
    }
    let mut program = Program::start(role);
    program.says(says).await;
    program
}

/// The lines of metrics that a role has written.
fn lines(program: &Program, role: &str) -> Vec<Value> {
    let lines = program.out().into_iter();
    let lines = lines.filter(|line| line.starts_with('{'));
    let lines = lines.map(|line| serde_json::from_str(&line).expect("a line is JSON"));
    lines.filter(|line: &Value| line["Role"] == role).collect()
}

/// Holds a line against the contract, and gives its values by their names.
fn read(line: &Value, role: &str, plan: &Plan) -> BTreeMap<String, Vec<f64>> {
    assert_eq!(line["Stack"], STACK);
    let about = &line["_aws"];
    assert!(
        about["Timestamp"]
            .as_u64()
            .is_some_and(|at| at > 1_700_000_000_000)
    );
    let [declared] = &about["CloudWatchMetrics"].as_array().expect("a list")[..] else {
        panic!("{about}");
    };
    assert_eq!(declared["Namespace"].as_str(), plan.namespace.as_deref());
    assert_eq!(declared["Dimensions"], serde_json::json!([plan.dimensions]));
    let units = declared["Metrics"].as_array().expect("a list").iter();
    let text = |value: &Value| value.as_str().expect("text").to_owned();
    let units: BTreeMap<String, String> = units
        .map(|metric| (text(&metric["Name"]), text(&metric["Unit"])))
        .collect();
    let agreed = plan.names.iter().filter(|(_, it)| it.role == role);
    let agreed: BTreeMap<String, String> = agreed
        .map(|(name, it)| (name.clone(), it.unit.clone()))
        .collect();
    assert_eq!(units, agreed);
    let fields = line.as_object().expect("an object");
    assert_eq!(fields.len(), agreed.len() + 1 + plan.dimensions.len());
    let values = agreed.into_keys().map(|name| {
        let values = match &line[&name] {
            Value::Array(values) => values.clone(),
            value => vec![value.clone()],
        };
        assert!((1..=100).contains(&values.len()), "{name}: {line}");
        let values = values.iter().map(|it| it.as_f64().expect("a number"));
        (name, values.collect())
    });
    values.collect()
}

/// What a web role has told of under that name.
fn told(web: &Program, name: &str, plan: &Plan) -> Vec<f64> {
    let lines = lines(web, "web");
    let values = lines
        .iter()
        .map(|line| read(line, "web", plan)[name].clone());
    values.flatten().collect()
}

#[tokio::test]
async fn roles_write_the_metrics_of_the_contract_zeros_too() {
    let plan = &Contract::read().planned["metrics"];
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("text");
    let backend = ["backend", "--listen", "127.0.0.1:0", "--data-dir", data];
    let backend = started(&backend, "is at").await;
    let url = backend.out()[0]
        .rsplit(' ')
        .next()
        .expect("an address")
        .to_owned();
    tests::roles::user(
        &["user", "add", "ann", "--data-dir", data],
        tests::roles::PASSWORD,
    )
    .await;
    let web = ["web", "--listen", "127.0.0.1:0", "--backend-url", &url];
    let mut web = started(&web, "is at").await;
    let address = web.out()[0]
        .rsplit(' ')
        .next()
        .expect("an address")
        .to_owned();

    let first = async |program: &Program, role: &str| {
        let line = until("metrics are written", async || {
            lines(program, role).into_iter().next()
        });
        read(&line.await, role, plan)
    };
    for values in [first(&backend, "backend").await, first(&web, "web").await] {
        for (name, values) in values {
            assert_eq!(values, [0.0], "{name}");
        }
    }

    // A tab comes, and is told of in one line; how many there are, in each.
    let cookie = sign_in(&address, "ann").await;
    let tab = tests::wire_tab::WireTab::open(&address, "/", &cookie).await;
    let acts = vec![(String::new(), serde_json::json!(["none", []])); 1_000];
    let working = tokio::spawn(tab.run(acts, tests::program::SOON));
    until("the tab is told of", async || {
        let both =
            told(&web, "Sessions", plan).contains(&1.0) && told(&web, "Joins", plan).contains(&1.0);
        (both
            && told(&web, "EventLatency", plan)
                .iter()
                .any(|latency| *latency > 0.0))
        .then_some(())
    })
    .await;
    working.abort();
    let before = lines(&web, "web").len();
    web.stop().await;
    assert!(lines(&web, "web").len() > before, "the end is told of too");
    assert_eq!(told(&web, "Joins", plan).iter().sum::<f64>(), 1.0);
}

#[tokio::test]
async fn a_process_of_all_roles_writes_for_each() {
    let plan = &Contract::read().planned["metrics"];
    let folder = TempDir::new().expect("a folder");
    let data = folder.path().to_str().expect("text");
    let all = started(&["--listen", "127.0.0.1:0", "--data-dir", data], "is at").await;
    for role in ["web", "backend"] {
        let line = until("metrics are written", async || {
            lines(&all, role).into_iter().next()
        });
        read(&line.await, role, plan);
    }
}
