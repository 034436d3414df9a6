//! What a page's first load costs.

use serde_json::json;

use super::{Arrival, Page};

impl Page {
    /// From now on Chromium asks for this encoding (`gzip`, `br`), and has nothing kept.
    pub async fn anew(&self, encoding: &str) {
        let params = json!({ "headers": { "Accept-Encoding": encoding } });
        self.call("Network.setExtraHTTPHeaders", params).await;
        self.call("Network.clearBrowserCache", json!({})).await;
    }

    /// From now on what it asks for at these addresses fails; a star stands for anything.
    pub async fn without(&self, addresses: &[&str]) {
        let params = json!({ "urls": addresses });
        self.call("Network.setBlockedURLs", params).await;
    }

    /// What the page has asked for after its first `from` requests.
    #[must_use]
    pub fn arrived(&self, from: usize) -> Vec<Arrival> {
        self.traffic(|traffic| traffic.arrivals[from..].to_vec())
    }

    #[must_use]
    pub fn asked(&self) -> usize {
        self.traffic(|traffic| traffic.arrivals.len())
    }
}
