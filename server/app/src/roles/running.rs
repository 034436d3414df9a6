//! What runs in this process, and the order in which it ends: pages first, so that nobody waits for an answer that
//! cannot come; then the worker, which gives its job back; the backend, which both of them call, last.

use super::{web, worker};
use crate::lock::Lock;
use crate::metrics::emf;

pub(super) struct Running {
    /// The one line for whoever started it.
    pub(super) announcement: String,
    web: Option<web::Running>,
    worker: Option<worker::Running>,
    backend: Option<backend::Running>,
    /// Of the backend.
    report: Option<emf::Running>,
    locks: Vec<Lock>,
}

impl Running {
    pub(super) fn new(announcement: String) -> Self {
        Self {
            announcement,
            web: None,
            worker: None,
            backend: None,
            report: None,
            locks: Vec::new(),
        }
    }

    /// What is held until all of it has ended.
    pub(super) fn with_locks(mut self, locks: impl IntoIterator<Item = Lock>) -> Self {
        self.locks.extend(locks);
        self
    }

    pub(super) fn with_web(mut self, web: web::Running) -> Self {
        self.web = Some(web);
        self
    }

    pub(super) fn with_worker(mut self, worker: worker::Running) -> Self {
        self.worker = Some(worker);
        self
    }

    pub(super) fn with_backend(mut self, backend: backend::Running) -> Self {
        self.backend = Some(backend);
        self
    }

    pub(super) fn with_report(mut self, report: Option<emf::Running>) -> Self {
        self.report = report;
        self
    }

    /// Comes back when a part ended that should run for ever.
    pub(super) async fn failed(&mut self) -> anyhow::Error {
        match &mut self.worker {
            Some(worker) => worker.failed().await,
            None => std::future::pending().await,
        }
    }

    pub(super) async fn stop(self) {
        if let Some(web) = self.web {
            web.stop().await;
        }
        if let Some(worker) = self.worker {
            worker.stop().await;
        }
        if let Some(report) = self.report {
            report.stop().await;
        }
        if let Some(backend) = self.backend {
            backend.stop().await;
        }
        drop(self.locks);
        tracing::info!("stopped");
    }
}
