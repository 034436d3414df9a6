//! The web role: the studio's pages over a client of the backend.

use std::net::TcpListener;
use std::time::Duration;

use client::Client;
use studio::web::{Web, WebConfig};
use url::Url;

use crate::config::{Front, Report, Secret};
use crate::metrics;

/// How long the tabs get to join again when this process is restarted in place: nothing else can take them.
pub(super) const RESTART: Duration = Duration::from_millis(200);
/// How long the tabs get to join another process, spread over this time so that it is not asked by all at once.
pub(super) const HAND_OVER: Duration = Duration::from_secs(5);

pub(super) struct Running {
    web: studio::web::Running,
    client: Client,
    metrics: Option<metrics::Running>,
    report: Option<metrics::emf::Running>,
    rejoin: Duration,
}

/// `rejoin`: how long the tabs get to go elsewhere when it stops.
pub(super) fn start(
    front: Front,
    listener: TcpListener,
    backend: Url,
    secret: &Secret,
    local: bool,
    rejoin: Duration,
    report: Option<&Report>,
) -> anyhow::Result<Running> {
    let numbers = match front.metrics {
        Some(address) => Some(super::bind_as("--metrics-listen", address)?),
        None => None,
    };
    let client = Client::start(client::Config::new(backend, secret.newest()));
    let proxies = front.trusted_proxies;
    let config = WebConfig {
        listener,
        local_mode: local,
        is_proxy: Box::new(move |peer| proxies.iter().any(|network| network.contains(peer))),
        public_url: front.public_url,
        client: client.clone(),
        secret: secret.newest(),
        old_secrets: secret.older(),
        workers: None,
        assets_dir: front.web_dir,
        limits: front.limits,
    };
    let web = Web::start(config)?;
    let metrics = match numbers {
        Some(listener) => Some(metrics::start(listener, client.clone(), web.counters())?),
        None => None,
    };
    let report = report.map(|report| metrics::emf::web(report, client.clone(), web.counters()));
    Ok(Running {
        web,
        client,
        metrics,
        report,
        rejoin,
    })
}

impl Running {
    /// Says so to the balancer and to the tabs, lets them go, and ends.
    pub(super) async fn stop(self) {
        self.web.drain(self.rejoin);
        if self.web.stats().tabs > 0 {
            tokio::time::sleep(self.rejoin).await;
        }
        if let Some(report) = self.report {
            report.stop().await;
        }
        if let Err(error) = self.web.stop().await {
            tracing::error!(error = %error, "the pages' server ended badly");
        }
        self.client.stop();
        // Last, so that how it ended can be seen.
        if let Some(metrics) = self.metrics {
            metrics.stop().await;
        }
    }
}
