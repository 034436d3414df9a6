//! What the numbers mean, in sentences that a person can act on. Pure: reports in, sentences out.

use std::time::Duration;

use super::call::Times;
use super::report::Report;
use super::spread::Spread;
use crate::config::is_internal;

/// A look-up within a network takes about a millisecond, and none where a cache answers.
const SLOW_NAME_MS: f64 = 5.0;
/// Two zones of one region are 1 to 2 ms apart; what is farther is another region, or a full queue.
const SLOW_CONNECT_MS: f64 = 20.0;
/// What a health page takes to be made, by a server that is idle.
const SLOW_ANSWER_MS: f64 = 100.0;
/// How much longer one address takes than another before it is worth a sentence.
const MUCH: f64 = 1.2;

/// One thing that was found: a name for machines, a sentence for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) code: &'static str,
    pub(super) url: String,
    pub(super) sentence: String,
}

pub(super) fn of(reports: &[Report]) -> Vec<Finding> {
    let mut found = Vec::new();
    for report in reports {
        let mut say = |code, sentence| {
            found.push(Finding {
                code,
                url: report.url.to_string(),
                sentence,
            });
        };
        addresses(report, &mut say);
        answers(report, &mut say);
        phases(report, &mut say);
        connections(report, &mut say);
    }
    comparison(reports, &mut found);
    found
}

fn addresses(report: &Report, say: &mut impl FnMut(&'static str, String)) {
    let (dead, alive): (Vec<_>, Vec<_>) =
        report.addresses.iter().partition(|it| it.trouble.is_some());
    let host = report.url.host_str().unwrap_or_default();
    for address in dead {
        let Some(trouble) = &address.trouble else {
            continue;
        };
        say(
            "dead_address",
            format!(
                "`{host}` has {} addresses, and {} takes no connection: {trouble} Each client that tries it first waits before it tries the next.",
                report.addresses.len(),
                address.address.ip(),
            ),
        );
    }
    if let [first, _, ..] = alive[..] {
        say(
            "several_addresses",
            format!(
                "`{host}` has {} addresses that take connections; the calls here all went to {}.",
                alive.len(),
                first.address.ip(),
            ),
        );
    }
    if report.tls.is_none() && !is_internal(&report.url) {
        say(
            "public_and_plain",
            format!(
                "`{host}` is a public name and its calls are not encrypted. Use an internal name, or https://."
            ),
        );
    }
}

fn answers(report: &Report, say: &mut impl FnMut(&'static str, String)) {
    if !(200..300).contains(&report.status) {
        say(
            "status",
            format!(
                "It answered {} to {}. The times are real, but another path may show what its calls take; name one with --path.",
                report.status,
                report.url.path(),
            ),
        );
    }
    if let Some(last) = report.failed.last() {
        let whole = report.new.len() + report.failed.len();
        say(
            "failed_calls",
            format!(
                "{} of {whole} calls failed. The last: {last}",
                report.failed.len()
            ),
        );
    }
}

fn phases(report: &Report, say: &mut impl FnMut(&'static str, String)) {
    let median = |phase: fn(&Times) -> Option<Duration>| {
        Spread::of(report.new.iter().filter_map(phase)).map(|it| it.median)
    };
    let total = Spread::of(report.new_total()).map_or(0.0, |it| it.median);
    if let Some(tls) = median(|it| it.tls) {
        let share = 100.0 * tls / total.max(f64::MIN_POSITIVE);
        let whose = if is_internal(&report.url) {
            " inside the private network"
        } else {
            ""
        };
        say(
            "tls_cost",
            format!(
                "TLS{whose} costs {tls:.1} ms on each new connection, {share:.0} % of such a call. Plain HTTP on an internal name saves it; kept connections pay it once."
            ),
        );
    }
    if let Some(dns) = median(|it| it.dns).filter(|dns| *dns >= SLOW_NAME_MS) {
        say(
            "slow_name",
            format!(
                "To look the name up takes {dns:.1} ms, on each new connection. Keep connections, or put a caching resolver on the machine."
            ),
        );
    }
    if let Some(connect) = median(|it| it.connect).filter(|it| *it >= SLOW_CONNECT_MS) {
        say(
            "slow_connect",
            format!(
                "To connect takes {connect:.1} ms. Within one network it is 1 or 2: the server is far away, or takes its connections late."
            ),
        );
    }
    let calls = if report.kept.is_empty() {
        &report.new
    } else {
        &report.kept
    };
    let answer = Spread::of(calls.iter().map(|it| it.first_byte));
    if let Some(answer) = answer.filter(|it| it.median >= SLOW_ANSWER_MS) {
        say(
            "slow_answer",
            format!(
                "The first byte of an answer takes {:.1} ms after the call was sent. That is the server's own time and one way there and back; no connection setting helps.",
                answer.median
            ),
        );
    }
}

fn connections(report: &Report, say: &mut impl FnMut(&'static str, String)) {
    let Some(new) = Spread::of(report.new_total()) else {
        return;
    };
    let cost = |it: &Times| it.total() - it.request - it.first_byte - it.body;
    let opening = Spread::of(report.new.iter().map(cost)).map_or(0.0, |it| it.median);
    match Spread::of(report.kept.iter().map(Times::total)) {
        None if report.dropped > 0 => say(
            "connections_dropped",
            format!(
                "The server says that it keeps connections and closes each after its first answer. Look at its keep-alive time, and at the balancer's: calls will fail on connections that just close, and each new one costs {opening:.1} ms."
            ),
        ),
        None => say(
            "no_keep_alive",
            format!(
                "No keep-alive: the server closes the connection after each answer, so each call pays {opening:.1} ms for a new one. Turn keep-alive on at the server, or at the balancer before it."
            ),
        ),
        Some(kept) if new.median > kept.median * MUCH => say(
            "kept_is_faster",
            format!(
                "A call on a kept connection takes {:.1} ms, on a new one {:.1} ms: {:.1} times as long. Keep connections open between calls.",
                kept.median,
                new.median,
                new.median / kept.median,
            ),
        ),
        Some(_) => {}
    }
}

/// The slowest against the fastest, on new connections and on kept ones.
fn comparison(reports: &[Report], found: &mut Vec<Finding>) {
    let new = |it: &Report| Spread::of(it.new_total());
    let kept = |it: &Report| Spread::of(it.kept.iter().map(Times::total));
    let new: Vec<_> = reports.iter().map(new).collect();
    let kept: Vec<_> = reports.iter().map(kept).collect();
    for (code, kind, totals) in [("slower_new", "new", new), ("slower_kept", "kept", kept)] {
        let measured = reports.iter().zip(totals);
        let measured = measured.filter_map(|(it, total)| Some((total?.median, &it.url)));
        let mut measured: Vec<_> = measured.collect();
        measured.sort_by(|(one, _), (other, _)| one.total_cmp(other));
        let [(fast, near), .., (slow, far)] = measured[..] else {
            continue;
        };
        if slow < fast * MUCH {
            continue;
        }
        found.push(Finding {
            code,
            url: far.to_string(),
            sentence: format!(
                "On {kind} connections a call to {far} takes {:.1} times as long as one to {near}: {slow:.1} ms against {fast:.1} ms.",
                slow / fast,
            ),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::lookup::Address;
    use super::super::trouble::Trouble;
    use super::*;

    fn ms(count: u64) -> Duration {
        Duration::from_millis(count)
    }

    /// A near server that leaves nothing to say.
    fn report(url: &str) -> Report {
        let kept = Times {
            first_byte: ms(1),
            ..Times::default()
        };
        Report {
            url: url.parse().expect("an address"),
            addresses: vec![alive("10.0.0.7:8081")],
            status: 200,
            tls: None,
            new: vec![kept; 3],
            kept: vec![kept; 3],
            dropped: 0,
            failed: vec![],
        }
    }

    fn alive(address: &str) -> Address {
        Address {
            address: address.parse().expect("an address"),
            trouble: None,
        }
    }

    #[track_caller]
    fn check(reports: &[Report], expected: &[(&str, &str)]) {
        let found = of(reports);
        let codes: Vec<_> = found.iter().map(|it| it.code).collect();
        let wanted: Vec<_> = expected.iter().map(|(code, _)| *code).collect();
        assert_eq!(codes, wanted);
        for (finding, (_, part)) in found.iter().zip(expected) {
            assert!(finding.sentence.contains(part), "{}", finding.sentence);
            assert!(finding.sentence.ends_with('.'), "{}", finding.sentence);
        }
    }

    const URL: &str = "http://backend.internal:8081/healthz";

    #[test]
    fn of_a_near_server_that_keeps_connections_nothing_is_said() {
        check(&[report(URL)], &[]);
    }

    #[test]
    fn each_slow_part_of_a_call_is_named_with_its_time() {
        let times = Times {
            dns: Some(ms(12)),
            connect: Some(ms(30)),
            tls: Some(ms(61)),
            first_byte: ms(140),
            ..Times::default()
        };
        let mut slow = report("https://backend.internal/healthz");
        slow.tls = Some("TLSv1_3".to_owned());
        slow.new = vec![times; 3];
        slow.kept = vec![];
        check(
            &[slow],
            &[
                (
                    "tls_cost",
                    "TLS inside the private network costs 61.0 ms on each new connection, 25 %",
                ),
                ("slow_name", "12.0 ms"),
                ("slow_connect", "30.0 ms"),
                ("slow_answer", "140.0 ms"),
                ("no_keep_alive", "pays 103.0 ms for a new one"),
            ],
        );
    }

    #[test]
    fn an_address_that_takes_no_connection_is_named_with_its_reason() {
        let mut half = report(URL);
        let dead = "10.0.0.9:8081".parse().expect("an address");
        half.addresses.push(Address {
            address: dead,
            trouble: Some(Trouble::NoConnection {
                address: dead,
                patience: ms(5000),
            }),
        });
        half.addresses.push(alive("10.0.0.11:8081"));
        check(
            &[half],
            &[
                (
                    "dead_address",
                    "has 3 addresses, and 10.0.0.9 takes no connection: 10.0.0.9:8081 did not take a connection in 5 s.",
                ),
                (
                    "several_addresses",
                    "2 addresses that take connections; the calls here all went to 10.0.0.7",
                ),
            ],
        );
    }

    #[test]
    fn refusals_failures_and_dropped_connections_are_named() {
        let mut bad = report("http://rushes.example.com/v1");
        bad.status = 401;
        bad.failed = vec![Trouble::Refused("10.0.0.7:80".parse().expect("an address"))];
        bad.kept = vec![];
        bad.dropped = 3;
        check(
            &[bad],
            &[
                ("public_and_plain", "`rushes.example.com` is a public name"),
                ("status", "It answered 401 to /v1."),
                (
                    "failed_calls",
                    "1 of 4 calls failed. The last: Nothing listens at 10.0.0.7:80",
                ),
                ("connections_dropped", "says that it keeps connections"),
            ],
        );
    }

    #[test]
    fn two_addresses_are_compared_on_new_and_on_kept_connections() {
        let mut slow = report("https://api.internal/healthz");
        let times = Times {
            connect: Some(ms(20)),
            first_byte: ms(25),
            ..Times::default()
        };
        slow.new = vec![times; 3];
        slow.kept = vec![
            Times {
                connect: None,
                ..times
            };
            3
        ];
        check(
            &[report(URL), slow],
            &[
                ("slow_connect", "20.0 ms"),
                ("kept_is_faster", "25.0 ms, on a new one 45.0 ms: 1.8 times"),
                (
                    "slower_new",
                    "takes 45.0 times as long as one to http://backend.internal:8081/healthz: 45.0 ms against 1.0 ms",
                ),
                ("slower_kept", "25.0 times"),
            ],
        );
    }
}
