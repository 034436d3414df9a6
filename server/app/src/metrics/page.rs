//! Which numbers are told, under which names. Labels are few and fixed: routes are templates, never paths.

use client::Snapshot;
use studio::web::Counters;

use super::live_page;
use super::process::Process;
use super::text::{Text, labels};

pub(super) fn page(client: &Snapshot, web: &Counters, process: &Process) -> String {
    let mut text = Text::default();
    cache(&mut text, client);
    calls(&mut text, client);
    live_page::add(&mut text, web);
    let own = [
        (
            "process_resident_memory_bytes",
            "Memory that the process holds.",
            process.resident_bytes,
        ),
        (
            "process_open_fds",
            "Open files and sockets.",
            process.open_fds,
        ),
        ("process_threads", "Threads.", process.threads),
    ];
    for (name, help, value) in own {
        if let Some(value) = value {
            text.gauge(name, help, value);
        }
    }
    text.end()
}

fn cache(text: &mut Text, it: &Snapshot) {
    let counters = [
        ("hits", "Reads answered from memory.", it.hits),
        ("misses", "Reads for which nothing was known.", it.misses),
        (
            "coalesced",
            "Reads that joined a call already under way.",
            it.coalesced,
        ),
        (
            "stale",
            "Reads answered with a value that was being read again.",
            it.stale,
        ),
        (
            "revalidated",
            "Values that were read again and found as they were.",
            it.revalidated,
        ),
        (
            "overtaken",
            "Answers that were overtaken by a change, and read again.",
            it.overtaken,
        ),
    ];
    for (name, help, value) in counters {
        text.counter(&format!("rushes_client_cache_{name}_total"), help, value);
    }
    text.counters(
        "rushes_client_cache_invalidations_total",
        "Entries that became old, by what made them so: a fact of the feed, a write of this process, a gap in the feed.",
        [
            (labels(&[("cause", "fact")]), it.invalidated_by_fact),
            (labels(&[("cause", "write")]), it.invalidated_by_write),
            (labels(&[("cause", "gap")]), it.invalidated_by_gap),
        ],
    );
    text.gauge(
        "rushes_client_cache_entries",
        "Entries in memory.",
        it.entries,
    );
}

fn calls(text: &mut Text, it: &Snapshot) {
    text.counters(
        "rushes_client_calls_total",
        "Calls to the backend that ended, each try by itself, by route and status; `none` is no answer.",
        it.ended.iter().map(|((route, status), count)| {
            let status = status.map_or("none".to_owned(), |status| status.to_string());
            (labels(&[("route", route), ("status", &status)]), *count)
        }),
    );
    text.counters(
        "rushes_client_calls_started_total",
        "Calls to the backend that were sent, each try by itself, by route.",
        it.calls
            .iter()
            .map(|(route, count)| (labels(&[("route", route)]), *count)),
    );
    text.histograms(
        "rushes_client_call_phase_seconds",
        "Where the time of calls goes: `wait` for a turn, `connect` (look-up, connect and TLS, per connection), `head` (to the first of the answer, a connect included), `body` (to its end).",
        "phase",
        [
            ("wait", &it.waiting),
            ("connect", &it.connecting),
            ("head", &it.answering),
            ("body", &it.receiving),
        ],
    );
    text.counter(
        "rushes_client_retries_total",
        "Calls that were tried again.",
        it.retries,
    );
    text.counter(
        "rushes_client_failures_total",
        "Calls that failed after all their tries.",
        it.failures,
    );
    text.gauge(
        "rushes_client_breaker_open",
        "1 while the backend is away and calls are held back.",
        u64::from(it.away),
    );
    text.counter(
        "rushes_client_breaker_opened_total",
        "Times that the backend was found to be away.",
        it.outages,
    );
    text.counter(
        "rushes_client_breaker_refused_total",
        "Calls that were not made because the backend was away.",
        it.held_back,
    );
    text.counter(
        "rushes_client_feed_connects_total",
        "Times the feed of facts was connected.",
        it.feed_connects,
    );
    text.counter(
        "rushes_client_feed_gaps_total",
        "Times the feed could not tell what was missed.",
        it.feed_gaps,
    );
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use live::limits::Limit;
    use live::stats::Joins;

    use super::*;

    #[test]
    fn each_family_is_told_once_and_counters_end_in_total() {
        let mut client = Snapshot::default();
        client.ended.insert(("GET /v1/projects/{id}", Some(200)), 2);
        client.ended.insert(("GET /v1/projects/{id}", None), 1);
        let engine = live::Stats {
            tabs: 3,
            lines: 2,
            joined: Joins {
                page: 4,
                ..Joins::default()
            },
            limited: vec![(Limit::Frame, 5)],
            ..live::Stats::default()
        };
        let web = Counters {
            engine,
            uploads_refused: 6,
        };
        let page = page(&client, &web, &Process::default());
        let mut seen = BTreeSet::new();
        for line in page.lines().filter_map(|line| line.strip_prefix("# TYPE ")) {
            let (name, kind) = line.split_once(' ').expect("a name and a type");
            assert!(seen.insert(name.to_owned()), "{name} is told twice");
            assert_eq!(kind == "counter", name.ends_with("_total"), "{name}");
        }
        for sample in [
            "rushes_client_calls_total{route=\"GET /v1/projects/{id}\",status=\"200\"} 2",
            "rushes_client_calls_total{route=\"GET /v1/projects/{id}\",status=\"none\"} 1",
            "rushes_live_lines 2",
            "rushes_refused_total{limit=\"frame\"} 5",
            "rushes_refused_total{limit=\"uploads\"} 6",
            "rushes_live_joins_total{cause=\"page\"} 4",
            "rushes_live_seen_seconds_count{to=\"painted\"} 0",
            "rushes_client_cache_invalidations_total{cause=\"fact\"} 0",
            "rushes_client_call_phase_seconds_count{phase=\"connect\"} 0",
        ] {
            assert!(page.lines().any(|line| line == sample), "{sample}\n{page}");
        }
    }
}
