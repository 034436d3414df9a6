//! Whether and how a role writes its metrics.

use std::time::Duration;

use clap::Args;

use super::check::{Problems, said};
use super::limits::whole;

#[derive(Debug, Args)]
#[command(next_help_heading = "Metrics")]
pub(crate) struct ReportArgs {
    /// `emf` writes metrics for CloudWatch on the standard output, one line of its embedded metric format at a time; `none` writes none.
    #[arg(
        long,
        env = "RUSHES_METRICS",
        value_name = "FORMAT",
        default_value = "none"
    )]
    metrics: String,
    /// The name of the deployment, by which those metrics are told from another's.
    #[arg(long, env = "RUSHES_STACK", value_name = "NAME")]
    stack: Option<String>,
    /// How often they are written.
    #[arg(
        long,
        env = "RUSHES_METRICS_SECONDS",
        value_name = "SECONDS",
        default_value = "60"
    )]
    metrics_seconds: String,
}

/// Metrics are written.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) stack: String,
    pub(crate) every: Duration,
}

/// `None` where something is wrong, `Some(None)` where no metrics are wanted.
pub(super) fn report(args: ReportArgs, p: &mut Problems) -> Option<Option<Report>> {
    let every = whole("metrics-seconds", &args.metrics_seconds, 1..=3_600, p);
    match args.metrics.as_str() {
        "none" | "" => Some(None),
        "emf" => {
            let Some(stack) = said(args.stack) else {
                return p.say("--stack (RUSHES_STACK) must name the deployment whose metrics --metrics (RUSHES_METRICS) writes.".to_owned());
            };
            let every = Duration::from_secs(every?.into());
            Some(Some(Report { stack, every }))
        }
        other => p.say(format!(
            "--metrics (RUSHES_METRICS) must be emf or none, and `{other}` is neither."
        )),
    }
}

pub(super) fn rows(report: Option<&Report>, rows: &mut Vec<(&str, String)>) {
    let Some(report) = report else {
        return rows.push(("metrics", "none".to_owned()));
    };
    rows.push(("metrics", "emf".to_owned()));
    rows.push(("stack", report.stack.clone()));
    rows.push(("metrics-seconds", report.every.as_secs().to_string()));
}
