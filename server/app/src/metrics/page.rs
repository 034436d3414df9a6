//! Which numbers are told, under which names. Labels are few and fixed: routes are templates, never paths.

use client::Snapshot;
use live::engine::Stats;

use super::process::Process;
use super::text::{Text, labels};

pub(super) fn page(client: &Snapshot, engine: &Stats, process: &Process) -> String {
    let mut text = Text::default();
    cache(&mut text, client);
    calls(&mut text, client);
    live(&mut text, engine);
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

fn live(text: &mut Text, it: &Stats) {
    let gauges = [
        (
            "tabs",
            "Tabs that are alive, with or without a line.",
            it.tabs,
        ),
        ("lines", "Tabs whose browser has a line.", it.lines),
        ("regions", "Regions that some tab shows.", it.regions),
    ];
    for (name, help, value) in gauges {
        text.gauge(&format!("rushes_live_{name}"), help, value as u64);
    }
    let counters = [
        ("renders", "Regions that were rendered.", it.renders),
        (
            "diffs",
            "Comparisons of two revisions of a region.",
            it.diffs,
        ),
        ("patches", "Patch frames handed to lines.", it.patches),
        (
            "patch_bytes",
            "Bytes of patch frames, without their headers.",
            it.patch_bytes,
        ),
        (
            "heals",
            "Regions brought in line from what a browser uploaded.",
            it.heals as u64,
        ),
        ("joins", "Joins that were taken.", it.joins),
        (
            "joins_put_off",
            "Joins that were told to come again later.",
            it.joins_put_off,
        ),
    ];
    for (name, help, value) in counters {
        text.counter(&format!("rushes_live_{name}_total"), help, value);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_family_is_told_once_and_counters_end_in_total() {
        let mut client = Snapshot::default();
        client.ended.insert(("GET /v1/projects/{id}", Some(200)), 2);
        client.ended.insert(("GET /v1/projects/{id}", None), 1);
        let engine = Stats {
            tabs: 3,
            lines: 2,
            regions: 0,
            renders: 0,
            diffs: 0,
            patches: 0,
            patch_bytes: 0,
            heals: 0,
            joins: 4,
            joins_put_off: 0,
        };
        let page = page(&client, &engine, &Process::default());
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
            "rushes_live_joins_total 4",
            "rushes_client_cache_invalidations_total{cause=\"fact\"} 0",
            "rushes_client_call_phase_seconds_count{phase=\"connect\"} 0",
        ] {
            assert!(page.lines().any(|line| line == sample), "{sample}\n{page}");
        }
    }
}
