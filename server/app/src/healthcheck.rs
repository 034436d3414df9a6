//! `rushes healthcheck`: asks a running role over plain HTTP, because the container has no shell and no curl.

use std::io::{Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

use anyhow::{Context, bail};
use url::Url;

/// Under the five seconds that container checks usually wait.
const PATIENCE: Duration = Duration::from_secs(3);

/// Ok if the role answered 200.
pub(crate) fn ask(url: &str) -> anyhow::Result<()> {
    let url = Url::parse(url)
        .ok()
        .filter(|url| url.scheme() == "http" && url.has_host());
    let url = url.context("--url must be an http:// address")?;
    let (host, port) = (
        url.host_str().unwrap_or_default(),
        url.port_or_known_default().unwrap_or(80),
    );
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let address = (bare, port)
        .to_socket_addrs()?
        .next()
        .with_context(|| format!("`{host}` has no address"))?;
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)
        .with_context(|| format!("nothing listens at {address}"))?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    write!(
        stream,
        "GET {} HTTP/1.1\r\nHost: {host}:{port}\r\nConnection: close\r\n\r\n",
        url.path()
    )?;
    // Only the first line matters: `HTTP/1.1 200 OK`.
    let mut start = [0; 12];
    stream
        .read_exact(&mut start)
        .with_context(|| format!("{url} did not answer"))?;
    let status = String::from_utf8_lossy(&start[9..]).into_owned();
    if status == "200" {
        Ok(())
    } else {
        bail!("{url} answered {status}")
    }
}
