//! The backend role: the REST API over a database and a folder of media.

use std::net::TcpListener;

use backend::{Backend, Config, Running};

use super::media_dir;
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
        secret: secret.bytes().to_vec(),
        local,
    };
    Ok(Backend::start(config).await?)
}
