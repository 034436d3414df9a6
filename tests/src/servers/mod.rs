//! The servers around Rushes, from Debian's packages: a database, a balancer, a bus. And some of our own that behave as
//! others' servers do.

mod haproxy;
mod postgres;
mod redis;
pub mod tls;
pub mod web;

pub use haproxy::{Balance, Haproxy};
pub use postgres::{Database, Postgres};
pub use redis::Redis;

use std::path::{Path, PathBuf};

use tokio::net::TcpStream;

use crate::until::until;

/// A program of the system, also where root's PATH lacks the folder.
fn system_program(name: &str, folders: &[&str]) -> PathBuf {
    let path = std::env::var("PATH").unwrap_or_default();
    let found = folders
        .iter()
        .copied()
        .chain(path.split(':'))
        .map(|folder| Path::new(folder).join(name));
    let found = found.into_iter().find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("{name} is missing: `tests/run` installs it"))
}

async fn listening(port: u16, what: &str) {
    until(&format!("{what} listens"), async || {
        TcpStream::connect(("127.0.0.1", port)).await.ok()
    })
    .await;
}
