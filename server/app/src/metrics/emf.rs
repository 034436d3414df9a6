//! Metrics for CloudWatch: one line of its embedded metric format on the standard output, once a minute and at the end.
//! Which there are, `terraform/contract.json` says. What is counted is told as its growth since the line before.

use std::time::{SystemTime, UNIX_EPOCH};

use backend::Waiting;
use client::{Client, Snapshot};
use futures_util::future::BoxFuture;
use live::limits::Limit;
use serde_json::{Map, Value, json};
use studio::web::Counters;
use timing::Timing;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{MissedTickBehavior, interval};

use crate::config::Report;

const NAMESPACE: &str = "Rushes";
/// Of one metric in one line.
const MOST_VALUES: u32 = 100;

/// A name, its unit, and its value or values.
type Metric = (&'static str, &'static str, Value);

pub(crate) struct Running {
    stop: oneshot::Sender<()>,
    task: JoinHandle<()>,
}

impl Running {
    /// Writes the last line.
    pub(crate) async fn stop(self) {
        // It may have ended already, and then nobody listens.
        let _ = self.stop.send(());
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the writing of metrics ended badly");
        }
    }
}

/// Writes the metrics of a web role.
pub(crate) fn web(
    report: &Report,
    client: Client,
    counters: impl Fn() -> Counters + Send + 'static,
) -> Running {
    let mut before = (Counters::default(), Snapshot::default());
    start(report, "web", move || {
        let now = (counters(), client.stats());
        let metrics = of_web(&before, &now);
        before = now;
        Box::pin(std::future::ready(Some(metrics)))
    })
}

/// Writes the metrics of a backend role; none while its database is away.
pub(crate) fn backend(
    report: &Report,
    waiting: impl Fn() -> BoxFuture<'static, Option<Waiting>> + Send + 'static,
) -> Running {
    start(report, "backend", move || {
        let waiting = waiting();
        Box::pin(async move { waiting.await.map(|waiting| of_backend(&waiting)) })
    })
}

fn start(
    report: &Report,
    role: &'static str,
    mut take: impl FnMut() -> BoxFuture<'static, Option<Vec<Metric>>> + Send + 'static,
) -> Running {
    let (stop, mut stopped) = oneshot::channel();
    let (stack, every) = (report.stack.clone(), report.every);
    let task = tokio::spawn(async move {
        let mut minutes = interval(every);
        minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
        // The first tick comes at once.
        minutes.tick().await;
        loop {
            let goes_on = tokio::select! {
                _ = minutes.tick() => true,
                // A sender that went away without a word asks for the same.
                _ = &mut stopped => false,
            };
            if let Some(metrics) = take().await {
                write(&stack, role, metrics);
            }
            if !goes_on {
                return;
            }
        }
    });
    Running { stop, task }
}

fn write(stack: &str, role: &str, metrics: Vec<Metric>) {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_millis());
    if let Err(error) = crate::tell(&line(stack, role, now, metrics)) {
        tracing::warn!(%error, "metrics could not be written");
    }
}

fn line(stack: &str, role: &str, now: u128, metrics: Vec<Metric>) -> String {
    let declared: Vec<Value> = metrics
        .iter()
        .map(|(name, unit, _)| json!({ "Name": name, "Unit": unit }))
        .collect();
    let mut line = Map::new();
    line.insert(
        "_aws".to_owned(),
        json!({
            "Timestamp": now,
            "CloudWatchMetrics": [{ "Namespace": NAMESPACE, "Dimensions": [["Stack", "Role"]], "Metrics": declared }],
        }),
    );
    line.insert("Stack".to_owned(), stack.into());
    line.insert("Role".to_owned(), role.into());
    let values = metrics.into_iter();
    line.extend(values.map(|(name, _, value)| (name.to_owned(), value)));
    format!("{}\n", Value::Object(line))
}

fn of_web(before: &(Counters, Snapshot), now: &(Counters, Snapshot)) -> Vec<Metric> {
    let grown = |of: fn(&(Counters, Snapshot)) -> u64| json!(of(now).saturating_sub(of(before)));
    let rejoins = |it: &(Counters, Snapshot)| {
        let joined = it.0.engine.joined;
        joined.line + joined.told + joined.reload + joined.moved
    };
    let refused = |it: &(Counters, Snapshot)| {
        let for_load = |limit: &Limit| matches!(limit, Limit::Joins | Limit::Sessions);
        let limited = it.0.engine.limited.iter();
        let limited = limited.filter(|(limit, _)| for_load(limit));
        limited.map(|(_, count)| count).sum()
    };
    let latency = (&before.0.engine.event_time, &now.0.engine.event_time);
    vec![
        ("Sessions", "Count", json!(now.0.engine.lines)),
        ("Joins", "Count", grown(|it| it.0.engine.joined.page)),
        ("Rejoins", "Count", grown(rejoins)),
        (
            "EventLatency",
            "Milliseconds",
            json!(spread(latency.0, latency.1)),
        ),
        ("Refused", "Count", grown(refused)),
        ("BackendFailures", "Count", grown(|it| it.1.failures)),
    ]
}

fn of_backend(waiting: &Waiting) -> Vec<Metric> {
    let oldest = waiting.oldest.as_secs_f64();
    vec![
        ("QueueLength", "Count", json!(waiting.jobs)),
        ("QueueOldest", "Seconds", json!(oldest)),
    ]
}

/// Milliseconds that are spread as the times between two counts were, as far as their buckets tell; zero where there were
/// none. A line takes no more of one metric than [`MOST_VALUES`], so that these stand for all.
fn spread(before: &Timing, now: &Timing) -> Vec<f64> {
    let count = now.count.saturating_sub(before.count);
    let below = |at: usize| {
        let earlier = before.buckets.get(at).map_or(0, |(_, count)| *count);
        now.buckets[at].1.saturating_sub(earlier)
    };
    let values = u32::try_from(count).map_or(MOST_VALUES, |count| count.min(MOST_VALUES));
    let value = |number: u32| {
        let rank = (f64::from(number) + 0.5) / f64::from(values) * count as f64;
        let mut from = (0.0, 0.0);
        for (at, (bound, _)) in now.buckets.iter().enumerate() {
            let to = (*bound, below(at) as f64);
            if to.1 >= rank {
                let part = (rank - from.1) / (to.1 - from.1);
                return from.0 + (to.0 - from.0) * part;
            }
            from = to;
        }
        from.0
    };
    if values == 0 {
        return vec![0.0];
    }
    (0..values).map(|number| value(number) * 1000.0).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn timing(buckets: &[(f64, u64)], count: u64) -> Timing {
        Timing {
            buckets: buckets.to_vec(),
            count,
            sum: Duration::ZERO,
        }
    }

    #[test]
    fn a_line_is_what_cloudwatch_reads() {
        let metrics = of_backend(&Waiting {
            jobs: 2,
            oldest: Duration::from_millis(1500),
        });
        let expected = r#"{"_aws":{"CloudWatchMetrics":[{"Dimensions":[["Stack","Role"]],"Metrics":[{"Name":"QueueLength","Unit":"Count"},{"Name":"QueueOldest","Unit":"Seconds"}],"Namespace":"Rushes"}],"Timestamp":7},"Stack":"rushes","Role":"backend","QueueLength":2,"QueueOldest":1.5}"#;
        let expected: Value = serde_json::from_str(expected).expect("it is JSON");
        let line = line("rushes", "backend", 7, metrics);
        assert!(line.ends_with("}\n") && line.lines().count() == 1, "{line}");
        assert_eq!(serde_json::from_str(&line).ok(), Some(expected));
    }

    #[test]
    fn values_lie_where_the_times_of_the_last_minute_did() {
        let before = timing(&[(0.01, 5), (0.1, 5)], 5);
        assert_eq!(spread(&before, &before), [0.0]);
        let now = timing(&[(0.01, 5), (0.1, 7)], 7);
        assert_eq!(spread(&before, &now), [32.5, 77.5]);
        let longer = timing(&[(0.01, 5), (0.1, 5)], 6);
        assert_eq!(spread(&before, &longer), [100.0]);
        let many = timing(&[(0.01, 1_000_000), (0.1, 1_000_000)], 1_000_000);
        let values = spread(&Timing::default(), &many);
        assert_eq!(values.len(), 100);
        assert!(values.iter().all(|value| (0.0..10.0).contains(value)));
    }

    #[test]
    fn what_is_counted_is_told_as_its_growth() {
        let mut before = (Counters::default(), Snapshot::default());
        before.0.engine.joined.page = 3;
        before.1.failures = 1;
        let mut now = before.clone();
        now.0.engine.lines = 4;
        now.0.engine.joined.page = 5;
        now.0.engine.joined.told = 1;
        now.0.engine.joined.moved = 2;
        now.0.engine.limited = vec![(Limit::Joins, 2), (Limit::Frame, 9), (Limit::Sessions, 1)];
        let told = of_web(&before, &now);
        let told: Vec<_> = told.iter().map(|(name, _, value)| (*name, value)).collect();
        let expected = [
            ("Sessions", &json!(4)),
            ("Joins", &json!(2)),
            ("Rejoins", &json!(3)),
            ("EventLatency", &json!([0.0])),
            ("Refused", &json!(3)),
            ("BackendFailures", &json!(0)),
        ];
        assert_eq!(told, expected);
    }
}
