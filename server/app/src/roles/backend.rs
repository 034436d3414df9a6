//! The backend role: the REST API over a database and a folder of media.

use std::net::TcpListener;

use backend::{Backend, Config, Running, StartError};

use super::{about, media_dir};
use crate::config::{Secret, Storage};

pub(super) async fn start(
    listener: TcpListener,
    storage: &Storage,
    secret: &Secret,
    local: bool,
) -> anyhow::Result<Running> {
    let config = Config {
        listener,
        database: storage.database.url(),
        media: media_dir(storage),
        secret: secret.newest(),
        old_secrets: secret.older(),
        local,
    };
    Backend::start(config).await.map_err(|error| match error {
        StartError::Store(error) => about(storage, error),
        other => other.into(),
    })
}
