//! The report for machines: one line of JSON.

use serde_json::{Value, json};

use super::call::Times;
use super::findings::Finding;
use super::report::Report;
use super::table::spreads;

const NAMES: [&str; 7] = [
    "dns",
    "connect",
    "tls",
    "request",
    "first_byte",
    "body",
    "total",
];

pub(super) fn page(reports: &[Report], findings: &[Finding]) -> anyhow::Result<String> {
    let targets: Vec<Value> = reports.iter().map(target).collect();
    let findings: Vec<Value> = findings
        .iter()
        .map(|it| json!({ "code": it.code, "url": it.url, "sentence": it.sentence }))
        .collect();
    let page = json!({ "targets": targets, "findings": findings });
    Ok(format!("{}\n", serde_json::to_string(&page)?))
}

fn target(report: &Report) -> Value {
    let addresses = report.addresses.iter().map(|it| {
        let trouble = it.trouble.as_ref().map(ToString::to_string);
        json!({ "address": it.address.to_string(), "trouble": trouble })
    });
    json!({
        "url": report.url.as_str(),
        "addresses": addresses.collect::<Vec<Value>>(),
        "status": report.status,
        "tls": report.tls,
        "keep_alive": !report.kept.is_empty(),
        "failed": report.failed.len(),
        "new": calls(&report.new),
        "kept": calls(&report.kept),
    })
}

/// Each part's time in milliseconds; null for what did not take place.
fn calls(calls: &[Times]) -> Value {
    let mut parts = json!({ "calls": calls.len() });
    for (name, spread) in NAMES.into_iter().zip(spreads(calls)) {
        parts[name] = match spread {
            Some(it) => json!({ "median_ms": it.median, "p10_ms": it.low, "p90_ms": it.high }),
            None => Value::Null,
        };
    }
    parts
}
