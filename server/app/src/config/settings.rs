//! The parsed configuration. A value of these types has been checked; nothing behind this point parses text.

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use studio::web::Limits;
use url::Url;

use super::network::Network;
use super::report::Report;
use super::secret::Secret;

/// What this process is asked to be.
#[derive(Debug)]
pub(crate) enum Plan {
    All {
        front: Front,
        storage: Storage,
        slots: usize,
        report: Option<Report>,
    },
    Web {
        front: Front,
        backend: Url,
        secret: Secret,
        report: Option<Report>,
    },
    Backend {
        listen: SocketAddr,
        storage: Storage,
        secret: Secret,
        report: Option<Report>,
    },
    Worker {
        backend: Url,
        secret: Secret,
        workshop: Workshop,
    },
    Migrate {
        storage: Storage,
    },
    User {
        storage: Storage,
        work: UserWork,
    },
}

#[derive(Debug)]
pub(crate) enum UserWork {
    Add { name: String, admin: bool },
    Disable { name: String },
    Reset { name: String },
    List,
}

/// Where the pages are served, and under which name.
#[derive(Debug)]
pub(crate) struct Front {
    pub(crate) listen: SocketAddr,
    /// Where the numbers are served.
    pub(crate) metrics: Option<SocketAddr>,
    pub(crate) public_url: Option<Url>,
    pub(crate) trusted_proxies: Vec<Network>,
    /// Where the browser's files are, if not in the binary.
    pub(crate) web_dir: Option<PathBuf>,
    pub(crate) limits: Limits,
}

impl Front {
    /// Whether only this machine can reach the pages. A loopback address behind a public name is reached by
    /// everybody through a proxy, so that it is not local.
    pub(crate) fn is_local(&self) -> bool {
        let public = self
            .public_url
            .as_ref()
            .is_some_and(|url| !network_is_loopback(url));
        self.listen.ip().is_loopback() && !public
    }
}

/// Whether the host of the address is this machine.
pub(crate) fn network_is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

#[derive(Debug)]
pub(crate) struct Storage {
    pub(crate) data_dir: PathBuf,
    pub(crate) database: Database,
}

/// Where and how much a worker works.
#[derive(Debug)]
pub(crate) struct Workshop {
    /// A folder of this worker alone.
    pub(crate) scratch: PathBuf,
    /// Jobs at once.
    pub(crate) slots: usize,
}

#[derive(Clone)]
pub(crate) enum Database {
    Sqlite(PathBuf),
    Postgres(Url),
}

impl Database {
    /// The address the store takes; it may hold a password, so that it is never printed.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite:{}", path.display()),
            Self::Postgres(url) => url.as_str().to_owned(),
        }
    }
}

impl fmt::Display for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
            Self::Postgres(url) => {
                // A failed redaction must not fall back to the whole address.
                let mut shown = url.clone();
                if shown.password().is_some() && shown.set_password(Some("***")).is_err() {
                    return f.write_str("postgres://***");
                }
                shown.set_query(None);
                write!(f, "{shown}")
            }
        }
    }
}

impl fmt::Debug for Database {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// What concerns the process whatever its role.
#[derive(Debug)]
pub(crate) struct Process {
    pub(crate) logs: Logs,
    pub(crate) stop_after: Duration,
    pub(crate) mode: Mode,
}

#[derive(Debug)]
pub(crate) struct Logs {
    pub(crate) format: LogFormat,
    pub(crate) filter: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LogFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mode {
    Run,
    Check,
    Print,
}
