//! The browser client's own suites, and that they prove every line of the list of behaviors.

use std::collections::BTreeSet;

use tests::suites::{Outcome, run};

const BEHAVIORS: &str = include_str!("../browser/engine/behaviors.md");
const BASELINE: &str = include_str!("../browser/engine/innerhtml.md");
/// Tests of lines that are not the browser client's alone.
const ELSEWHERE: [&str; 5] = [
    include_str!("../../server/live/src/testing/tests/mod.rs"),
    include_str!("connection.rs"),
    include_str!("crowds.rs"),
    include_str!("forgery.rs"),
    include_str!("handover.rs"),
];

/// The lines that a test proves by its name: `suite::b07_b12_fact`.
fn lines_of(test: &str) -> impl Iterator<Item = u32> {
    let fact = test.rsplit("::").next().unwrap_or_default();
    let numbers = fact.split('_').map_while(|word| {
        let digits = word.strip_prefix('b').filter(|digits| digits.len() == 2)?;
        digits.parse().ok()
    });
    numbers.collect::<Vec<_>>().into_iter()
}

fn unproven(outcomes: &[Outcome]) -> Vec<u32> {
    let listed = BEHAVIORS
        .lines()
        .filter_map(|line| line.split_once(". ")?.0.parse().ok());
    let mut lines: BTreeSet<u32> = listed.collect();
    assert_eq!(lines.len(), 64, "the list has lost lines");
    for outcome in outcomes {
        let proven: Vec<u32> = lines_of(&outcome.name).collect();
        lines.retain(|line| !proven.contains(line));
    }
    lines.retain(|line| {
        let test = format!("async fn b{line:02}_");
        ELSEWHERE.iter().all(|file| !file.contains(&test))
    });
    lines.into_iter().collect()
}

#[tokio::test]
async fn every_suite_of_the_browser_client_passes_and_every_behavior_has_a_test() {
    let outcomes = run("").await;
    let failed: Vec<String> = outcomes
        .iter()
        .filter(|outcome| !outcome.ok || outcome.skipped.is_some())
        .map(|outcome| {
            let why = outcome.error.as_ref().or(outcome.skipped.as_ref());
            format!("{}: {}", outcome.name, why.map_or("", |why| why))
        })
        .collect();
    assert!(
        failed.is_empty(),
        "{} of {} failed: {failed:#?}",
        failed.len(),
        outcomes.len()
    );
    assert_eq!(
        unproven(&outcomes),
        Vec::<u32>::new(),
        "lines without a test"
    );
    let gone: Vec<&str> = BASELINE
        .lines()
        .filter_map(|line| line.strip_prefix("- `")?.split('`').next())
        .filter(|name| outcomes.iter().all(|outcome| outcome.name != *name))
        .collect();
    assert!(
        gone.is_empty(),
        "innerhtml.md names tests that are gone: {gone:?}"
    );
}
