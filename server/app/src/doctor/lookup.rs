//! The addresses of a host, and which of them take a connection.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use futures_util::future::join_all;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use url::Host;

use super::order::{Order, Target};
use super::trouble::{Part, Trouble};

/// More than a name in a private network has; the rest is not tried.
const MOST: usize = 16;

/// The addresses, and how long it took to hear them; no time where nobody was asked.
pub(super) async fn addresses(
    target: &Target,
    order: &Order,
) -> Result<(Vec<SocketAddr>, Option<Duration>), Trouble> {
    let at = |ip: IpAddr| SocketAddr::new(ip, target.port);
    if !order.addresses.is_empty() {
        return Ok((order.addresses.iter().copied().map(at).collect(), None));
    }
    let host = match &target.host {
        Host::Ipv4(ip) => return Ok((vec![at(IpAddr::V4(*ip))], None)),
        Host::Ipv6(ip) => return Ok((vec![at(IpAddr::V6(*ip))], None)),
        Host::Domain(host) => host.clone(),
    };
    let began = Instant::now();
    let looked_up = async {
        let found = tokio::net::lookup_host((host.as_str(), target.port)).await;
        found.map(|found| found.take(MOST).collect::<Vec<_>>())
    };
    let looked_up = timeout(order.patience, looked_up).await;
    let took = began.elapsed();
    let mut found = match looked_up {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => {
            let reason = error.to_string();
            return Err(Trouble::NoAddress { host, reason });
        }
        Err(_) => {
            let patience = order.patience;
            return Err(Trouble::SlowName { host, patience });
        }
    };
    // A resolver may tell one twice, and the order must stay: it is the one in which clients try.
    let mut seen = Vec::new();
    found.retain(|address| {
        let new = !seen.contains(address);
        seen.push(*address);
        new
    });
    if found.is_empty() {
        let reason = "the answer was empty".to_owned();
        return Err(Trouble::NoAddress { host, reason });
    }
    Ok((found, Some(took)))
}

/// An address of the host.
pub(super) struct Address {
    pub(super) address: SocketAddr,
    /// Why it takes no connection.
    pub(super) trouble: Option<Trouble>,
}

/// Tries each address once, all together.
pub(super) async fn survey(all: &[SocketAddr], patience: Duration) -> Vec<Address> {
    join_all(all.iter().map(async |&address| {
        let trouble = match timeout(patience, TcpStream::connect(address)).await {
            Ok(Ok(_)) => None,
            Ok(Err(error)) => Some(Trouble::connecting(address, &error)),
            Err(_) => Some(Trouble::late(Part::Connect, address, patience)),
        };
        Address { address, trouble }
    }))
    .await
}
