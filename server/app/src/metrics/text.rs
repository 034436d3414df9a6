//! The text format of Prometheus, version 0.0.4: a help line, a type line, and the samples of each family together.

use std::fmt::{Display, Write};

use timing::Timing;

#[derive(Default)]
pub(super) struct Text(String);

impl Text {
    pub(super) fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.counters(name, help, [(String::new(), value)]);
    }

    /// One counter for each set of labels; [`labels`] writes them.
    pub(super) fn counters(
        &mut self,
        name: &str,
        help: &str,
        all: impl IntoIterator<Item = (String, u64)>,
    ) {
        self.head(name, help, "counter");
        for (labels, value) in all {
            self.sample(name, &labels, value);
        }
    }

    pub(super) fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, help, "gauge");
        self.sample(name, "", value);
    }

    /// Seconds by what took them.
    pub(super) fn histograms<'a>(
        &mut self,
        name: &str,
        help: &str,
        label: &str,
        all: impl IntoIterator<Item = (&'a str, &'a Timing)>,
    ) {
        self.head(name, help, "histogram");
        for (value, times) in all {
            self.times(name, &[(label, value)], times);
        }
    }

    /// The same of one kind alone.
    pub(super) fn histogram(&mut self, name: &str, help: &str, times: &Timing) {
        self.head(name, help, "histogram");
        self.times(name, &[], times);
    }

    fn times(&mut self, name: &str, of: &[(&str, &str)], times: &Timing) {
        let buckets = times.buckets.iter();
        let buckets = buckets.map(|(bound, count)| (bound.to_string(), *count));
        for (bound, count) in buckets.chain([("+Inf".to_owned(), times.count)]) {
            let labels = labels(&[of, &[("le", &bound)]].concat());
            self.sample(&format!("{name}_bucket"), &labels, count);
        }
        let labels = if of.is_empty() {
            String::new()
        } else {
            labels(of)
        };
        self.sample(&format!("{name}_sum"), &labels, times.sum.as_secs_f64());
        self.sample(&format!("{name}_count"), &labels, times.count);
    }

    pub(super) fn end(self) -> String {
        self.0
    }

    fn head(&mut self, name: &str, help: &str, kind: &str) {
        let _infallible = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn sample(&mut self, name: &str, labels: &str, value: impl Display) {
        let _infallible = writeln!(self.0, "{name}{labels} {value}");
    }
}

/// `{route="GET /v1/projects",status="200"}`
pub(super) fn labels(pairs: &[(&str, &str)]) -> String {
    let pairs = pairs.iter().map(|(name, value)| {
        let value = value
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n");
        format!("{name}=\"{value}\"")
    });
    format!("{{{}}}", pairs.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn families_are_written_as_scrapers_read_them() {
        let mut text = Text::default();
        text.counters(
            "calls_total",
            "Calls.",
            [(labels(&[("route", "GET /v1"), ("odd", "a\"b\\c\nd")]), 3)],
        );
        text.gauge("tabs", "Tabs.", 2);
        let timing = Timing {
            buckets: vec![(0.5, 1), (1.0, 2)],
            count: 3,
            sum: Duration::from_millis(4500),
        };
        text.histograms("wait_seconds", "Waits.", "part", [("head", &timing)]);
        assert_eq!(
            text.end(),
            r#"# HELP calls_total Calls.
# TYPE calls_total counter
calls_total{route="GET /v1",odd="a\"b\\c\nd"} 3
# HELP tabs Tabs.
# TYPE tabs gauge
tabs 2
# HELP wait_seconds Waits.
# TYPE wait_seconds histogram
wait_seconds_bucket{part="head",le="0.5"} 1
wait_seconds_bucket{part="head",le="1"} 2
wait_seconds_bucket{part="head",le="+Inf"} 3
wait_seconds_sum{part="head"} 4.5
wait_seconds_count{part="head"} 3
"#
        );
    }
}
