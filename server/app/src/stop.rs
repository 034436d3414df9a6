//! Being asked to stop: Ctrl-C or SIGTERM, and the deadline that follows.

use std::io;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};

/// Signals are caught from the moment this exists; before that they end the process, which is right while it starts.
pub(crate) struct Signals {
    interrupt: Signal,
    terminate: Signal,
}

impl Signals {
    pub(crate) fn catch() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

/// Why the process must end although its parts have not all stopped.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Forced {
    #[error("stopping took longer than {} seconds; what was under way will be taken up again at the next start", .0.as_secs())]
    Deadline(Duration),
    #[error(
        "asked to stop a second time; what was under way will be taken up again at the next start"
    )]
    Again,
}

/// Drives the orderly stop, but no longer than the deadline and only until the person insists.
pub(crate) async fn within(
    deadline: Duration,
    signals: &mut Signals,
    orderly: impl Future<Output = ()>,
) -> Result<(), Forced> {
    tokio::select! {
        () = orderly => Ok(()),
        () = tokio::time::sleep(deadline) => Err(Forced::Deadline(deadline)),
        () = signals.next() => Err(Forced::Again),
    }
}
