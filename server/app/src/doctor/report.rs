//! What was measured of one address: its connections, new and kept.

use std::time::Duration;

use url::Url;

use super::call::{Connection, Times};
use super::lookup::{Address, addresses, survey};
use super::order::{Order, Target};
use super::trouble::Trouble;

pub(super) struct Report {
    pub(super) url: Url,
    pub(super) addresses: Vec<Address>,
    /// Of the first answer.
    pub(super) status: u16,
    /// The version of TLS that was agreed on.
    pub(super) tls: Option<String>,
    /// Calls on a connection of their own, from the name to the last byte.
    pub(super) new: Vec<Times>,
    /// Second calls on these.
    pub(super) kept: Vec<Times>,
    /// Connections that were closed before they could be used again, although nobody had said so.
    pub(super) dropped: usize,
    /// Why calls failed after the first.
    pub(super) failed: Vec<Trouble>,
}

impl Report {
    /// Each sample is a new connection with two calls on it, so that both kinds see the same minute.
    pub(super) async fn of(target: &Target, order: &Order) -> Result<Self, Trouble> {
        let (all, _) = addresses(target, order).await?;
        let mut surveyed = survey(&all, order.patience).await;
        let Some(first) = surveyed.iter().position(|it| it.trouble.is_none()) else {
            let trouble = surveyed.swap_remove(0).trouble;
            return Err(trouble.expect("none of them took a connection"));
        };
        let address = surveyed[first].address;
        let mut report = Self {
            url: target.url.clone(),
            addresses: surveyed,
            status: 0,
            tls: None,
            new: Vec::new(),
            kept: Vec::new(),
            dropped: 0,
            failed: Vec::new(),
        };
        for number in 0..order.samples {
            match report.sample(target, order, address).await {
                Ok(()) => {}
                Err(trouble) if number == 0 => return Err(trouble),
                Err(trouble) => report.failed.push(trouble),
            }
        }
        Ok(report)
    }

    async fn sample(
        &mut self,
        target: &Target,
        order: &Order,
        address: std::net::SocketAddr,
    ) -> Result<(), Trouble> {
        let mut times = Times::default();
        let (_, dns) = addresses(target, order).await?;
        times.dns = dns;
        let mut line = Connection::open(target, address, order.patience, &mut times).await?;
        let answer = line.call(target, &mut times).await?;
        if self.new.is_empty() {
            self.status = answer.status;
            self.tls.clone_from(&line.version);
        }
        self.new.push(times);
        if !answer.keeps {
            return Ok(());
        }
        let mut times = Times::default();
        match line.call(target, &mut times).await {
            Ok(_) => self.kept.push(times),
            Err(Trouble::Closed { .. } | Trouble::Broken { .. }) => self.dropped += 1,
            Err(trouble) => return Err(trouble),
        }
        Ok(())
    }

    pub(super) fn new_total(&self) -> Vec<Duration> {
        self.new.iter().map(Times::total).collect()
    }
}
