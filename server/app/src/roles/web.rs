//! The web role: the studio's pages over a client of the backend.

use std::net::TcpListener;
use std::time::Duration;

use client::Client;
use studio::web::{Running, Web, WebConfig};
use url::Url;

use crate::config::{Front, Secret};

/// How long the tabs get to join again when this process is restarted in place: nothing else can take them.
pub(super) const RESTART: Duration = Duration::from_millis(200);
/// How long the tabs get to join another process, spread over this time so that it is not asked by all at once.
pub(super) const HAND_OVER: Duration = Duration::from_secs(5);

pub(super) fn start(
    front: Front,
    listener: TcpListener,
    backend: Url,
    secret: &Secret,
    local: bool,
) -> anyhow::Result<Running> {
    let client = Client::start(client::Config::new(backend, secret.bytes()));
    let config = WebConfig {
        listener,
        public_url: front.public_url,
        local_mode: local,
        client,
        secret: secret.bytes().to_vec(),
        behind_proxy: !front.trusted_proxies.is_empty(),
        workers: None,
        assets_dir: None,
    };
    Ok(Web::start(config)?)
}
