//! The report for people.

use std::fmt::Write;

use super::call::Times;
use super::findings::Finding;
use super::report::Report;
use super::spread::Spread;

const PARTS: [&str; 7] = [
    "dns",
    "connect",
    "tls",
    "request",
    "first byte",
    "body",
    "total",
];

pub(super) fn page(reports: &[Report], findings: &[Finding]) -> String {
    let mut page = String::new();
    for report in reports {
        heading(&mut page, report);
        parts(&mut page, report);
        page.push('\n');
    }
    page.push_str("Milliseconds: the median, and from the tenth to the ninetieth percentile. `new` is a call on a connection of its own, `kept` a second one on the same.\n\n");
    if findings.is_empty() {
        page.push_str("Nothing stands out.\n");
    }
    for finding in findings {
        // Where there are several, the sentence alone does not say which one it is about.
        if reports.len() > 1 && !finding.sentence.contains(&finding.url) {
            let _infallible = writeln!(page, "- {}: {}", finding.url, finding.sentence);
        } else {
            let _infallible = writeln!(page, "- {}", finding.sentence);
        }
    }
    page
}

fn heading(page: &mut String, report: &Report) {
    let addresses: Vec<String> = report
        .addresses
        .iter()
        .map(|it| it.address.ip().to_string())
        .collect();
    let tls = report.tls.as_deref().unwrap_or("no TLS");
    let _infallible = write!(
        page,
        "{}\n{}, {tls}, answer {}, {} calls\n\n",
        report.url,
        addresses.join(", "),
        report.status,
        report.new.len() + report.kept.len(),
    );
}

fn parts(page: &mut String, report: &Report) {
    let _infallible = writeln!(page, "{:<12}{:<22}kept", "", "new");
    let (new, kept) = (spreads(&report.new), spreads(&report.kept));
    for (name, (new, kept)) in PARTS.into_iter().zip(new.into_iter().zip(kept)) {
        let _infallible = writeln!(page, "{name:<12}{:<22}{}", cell(new), cell(kept));
    }
}

fn cell(spread: Option<Spread>) -> String {
    spread.map_or("-".to_owned(), |it| {
        format!("{:.1} ({:.1}-{:.1})", it.median, it.low, it.high)
    })
}

/// In the order of [`PARTS`].
pub(super) fn spreads(calls: &[Times]) -> [Option<Spread>; 7] {
    [
        Spread::of(calls.iter().filter_map(|it| it.dns)),
        Spread::of(calls.iter().filter_map(|it| it.connect)),
        Spread::of(calls.iter().filter_map(|it| it.tls)),
        Spread::of(calls.iter().map(|it| it.request)),
        Spread::of(calls.iter().map(|it| it.first_byte)),
        Spread::of(calls.iter().map(|it| it.body)),
        Spread::of(calls.iter().map(Times::total)),
    ]
}
