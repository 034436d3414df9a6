//! Why a call came to nothing, in a sentence that a person can act on.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use rustls::CertificateError;

/// What was under way when nothing came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Connect,
    Tls,
    Answer,
    Body,
}

#[derive(Debug, thiserror::Error)]
pub(super) enum Trouble {
    #[error(
        "`{host}` has no address: {reason}. Look at the name, and whether this machine asks the resolver of the private network."
    )]
    NoAddress { host: String, reason: String },
    #[error("The name `{host}` was not resolved in {} s. Look at the resolver this machine asks.", .patience.as_secs())]
    SlowName { host: String, patience: Duration },
    #[error(
        "Nothing listens at {0}: the connection was refused. Look at the port, and whether the server runs."
    )]
    Refused(SocketAddr),
    #[error("{address} did not take a connection in {} s. A firewall or a security group may drop it, or the machine is gone.", .patience.as_secs())]
    NoConnection {
        address: SocketAddr,
        patience: Duration,
    },
    #[error("{address} cannot be reached: {reason}.")]
    Unreachable { address: SocketAddr, reason: String },
    #[error("{address} took the connection and said nothing to the TLS handshake for {} s. Perhaps it does not speak TLS at this port: try http://.", .patience.as_secs())]
    SilentTls {
        address: SocketAddr,
        patience: Duration,
    },
    #[error(
        "{address} does not speak TLS at this port. Ask it with http://, or take the port of its TLS listener."
    )]
    NotTls { address: SocketAddr },
    #[error(
        "{address} ended the connection during the TLS handshake. Perhaps it does not speak TLS at this port: try http://."
    )]
    EndedTls { address: SocketAddr },
    #[error("{address} does not prove to be `{host}`: {reason}.")]
    Certificate {
        address: SocketAddr,
        host: String,
        reason: String,
    },
    #[error("The TLS handshake with {address} failed: {reason}.")]
    Handshake { address: SocketAddr, reason: String },
    #[error("{address} took the connection and gave no answer in {} s.", .patience.as_secs())]
    Silent {
        address: SocketAddr,
        patience: Duration,
    },
    #[error("{address} stopped in the middle of its answer for {} s.", .patience.as_secs())]
    Stopped {
        address: SocketAddr,
        patience: Duration,
    },
    #[error("{address} speaks TLS at this port. Ask it with https://.")]
    OnlyTls { address: SocketAddr },
    #[error("{address} closed the connection without an answer.")]
    Closed { address: SocketAddr },
    #[error("{address} does not answer in HTTP/1.1: {reason}.")]
    NotHttp { address: SocketAddr, reason: String },
    #[error("The line to {address} broke: {reason}.")]
    Broken { address: SocketAddr, reason: String },
}

impl Trouble {
    pub(super) fn late(part: Part, address: SocketAddr, patience: Duration) -> Self {
        match part {
            Part::Connect => Self::NoConnection { address, patience },
            Part::Tls => Self::SilentTls { address, patience },
            Part::Answer => Self::Silent { address, patience },
            Part::Body => Self::Stopped { address, patience },
        }
    }

    pub(super) fn connecting(address: SocketAddr, error: &io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::ConnectionRefused => Self::Refused(address),
            _ => Self::Unreachable {
                address,
                reason: error.to_string(),
            },
        }
    }

    pub(super) fn shaking(address: SocketAddr, host: String, error: io::Error) -> Self {
        let kind = error.kind();
        let inner = error.into_inner().map(|it| it.downcast::<rustls::Error>());
        match inner {
            Some(Ok(tls)) => match *tls {
                rustls::Error::InvalidMessage(_) => Self::NotTls { address },
                rustls::Error::InvalidCertificate(why) => Self::Certificate {
                    address,
                    reason: certificate(&why),
                    host,
                },
                other => Self::Handshake {
                    address,
                    reason: other.to_string(),
                },
            },
            Some(Err(other)) if kind != io::ErrorKind::UnexpectedEof => Self::Handshake {
                address,
                reason: other.to_string(),
            },
            _ => Self::EndedTls { address },
        }
    }
}

/// What is wrong with a certificate.
fn certificate(why: &CertificateError) -> String {
    match why {
        CertificateError::UnknownIssuer => {
            "nobody whom this machine trusts signed its certificate; for a private authority name the authority's own certificate with --ca".to_owned()
        }
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet; look at this machine's clock".to_owned()
        }
        CertificateError::NotValidForNameContext { presented, .. } if !presented.is_empty() => {
            let names: Vec<&str> = presented.iter().map(|name| quoted(name)).collect();
            format!("its certificate is for {} only", names.join(", "))
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            "its certificate is for another name".to_owned()
        }
        other => format!("its certificate cannot be used ({other})"),
    }
}

/// The name itself of what the library writes as `DnsName("backend.internal")`.
fn quoted(name: &str) -> &str {
    name.split('"').nth(1).unwrap_or(name)
}
