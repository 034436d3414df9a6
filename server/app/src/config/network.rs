//! A network in CIDR notation, for the proxies whose forwarded headers are believed.

use std::fmt;
use std::net::IpAddr;

/// `10.0.0.0/8`, or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let widest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse().ok()?,
            None => widest,
        };
        (prefix <= widest).then_some(Self { address, prefix })
    }

    pub(crate) fn contains(&self, ip: IpAddr) -> bool {
        match (self.address, ip.to_canonical()) {
            (IpAddr::V4(net), IpAddr::V4(ip)) => {
                let shift = 32 - u32::from(self.prefix);
                u32::from(net).checked_shr(shift) == u32::from(ip).checked_shr(shift)
            }
            (IpAddr::V6(net), IpAddr::V6(ip)) => {
                let shift = 128 - u32::from(self.prefix);
                u128::from(net).checked_shr(shift) == u128::from(ip).checked_shr(shift)
            }
            _ => false,
        }
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_holds_its_addresses_and_no_others() {
        let vpc = Network::parse("10.1.0.0/16").expect("a network");
        assert!(vpc.contains("10.1.255.7".parse().expect("an address")));
        assert!(vpc.contains("::ffff:10.1.2.3".parse().expect("an address")));
        assert!(!vpc.contains("10.2.0.1".parse().expect("an address")));
        assert!(!vpc.contains("::1".parse().expect("an address")));
        let all = Network::parse("0.0.0.0/0").expect("a network");
        assert!(all.contains("203.0.113.9".parse().expect("an address")));
        assert_eq!(Network::parse("10.1.0.0/33"), None);
        assert_eq!(Network::parse("vpc"), None);
    }
}
