//! The worker role: takes jobs from a backend and renders them.

use anyhow::anyhow;
use backend::worker::{self, Config, WorkerError};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use url::Url;

use crate::config::{Secret, Workshop};

pub(super) struct Running {
    stop: oneshot::Sender<()>,
    work: JoinHandle<Result<(), WorkerError>>,
}

/// The worker of a process that has its database to itself: there is only ever one of this name.
pub(super) const OWN: &str = "worker-own";

/// Containers are told apart by their host name; on one machine the process is what differs.
pub(super) fn name() -> String {
    format!("worker-{}", std::process::id())
}

pub(super) fn start(backend: Url, secret: &Secret, name: String, workshop: Workshop) -> Running {
    let config = Config {
        backend_url: backend,
        secret: secret.newest(),
        name,
        scratch: workshop.scratch,
        slots: workshop.slots,
    };
    let (stop, stopped) = oneshot::channel();
    // A sender that went away without a word asks for the same.
    let work = worker::run(config, async { drop(stopped.await) });
    Running {
        stop,
        work: tokio::spawn(work),
    }
}

impl Running {
    /// Comes back when it could not start or go on.
    pub(super) async fn failed(&mut self) -> anyhow::Error {
        match (&mut self.work).await {
            Ok(Ok(())) => anyhow!("the worker ended by itself"),
            Ok(Err(error)) => error.into(),
            Err(error) => error.into(),
        }
    }

    /// Gives back the jobs under way.
    pub(super) async fn stop(self) {
        // It may have ended already, and then nobody listens.
        let _ = self.stop.send(());
        if self.work.is_finished() {
            return;
        }
        if let Err(error) = self.work.await {
            tracing::error!(error = %error, "the worker ended badly");
        }
    }
}
