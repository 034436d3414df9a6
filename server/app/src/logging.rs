//! Logs: one line per event on the standard error. The standard output carries only what was asked for.

use std::io::{self, IsTerminal};

use tracing_subscriber::EnvFilter;

use crate::config::{LogFormat, Logs};

/// To be called once, before anything logs.
pub(crate) fn start(logs: &Logs) {
    // The filter was parsed when the configuration was checked, so that the lossy form drops nothing here.
    let filter = EnvFilter::builder().parse_lossy(&logs.filter);
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(io::stderr().is_terminal())
        .with_writer(io::stderr);
    match logs.format {
        LogFormat::Text => builder.with_target(true).init(),
        LogFormat::Json => builder
            .json()
            .flatten_event(true)
            .with_current_span(true)
            .with_span_list(false)
            .init(),
    }
    // A panic must reach the log as one line too; the default hook writes several, in no format.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic
            .location()
            .map(ToString::to_string)
            .unwrap_or_default();
        let message = panic.payload_as_str().unwrap_or("it said nothing");
        tracing::error!(
            panic.place = place,
            panic.message = message,
            "a thread panicked"
        );
    }));
}
