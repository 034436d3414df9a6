//! What the client is told at start. Limits have defaults with their reasons; tests and operators may set them.

use std::time::Duration;

#[derive(Clone, Debug)]
pub struct Config {
    /// `http://backend.internal:8081`, without a path. Plain HTTP on the internal name is the default.
    pub backend_url: url::Url,
    /// Shared by all roles; signs the assertions.
    pub secret: Secret,
    /// Bytes of cached values, as estimated by their weight. 64 MB is some hundred thousand shots.
    pub cache_bytes: u64,
    /// An entry that nobody asked for in this time is dropped, even when there is room.
    pub cache_idle: Duration,
    /// To reach the backend's port. On an internal network a second is already a fault.
    pub connect_timeout: Duration,
    /// For one attempt of an ordinary call, from its start to the last byte of its answer.
    pub call_timeout: Duration,
    /// The same for a write, which may wait for another's transaction or make a whole sample project.
    pub write_timeout: Duration,
    /// Silence of a browser in the middle of an upload, after which it is given up. A phone that changes its cell comes
    /// back within this.
    pub upload_silence: Duration,
    /// How long a topic stays watched after its last reader has gone, so that a change of page does not thrash.
    pub linger: Duration,
    /// How long a session that was looked up is believed without asking again.
    pub session_ttl: Duration,
}

/// The shared secret, kept out of logs.
#[derive(Clone)]
pub struct Secret(pub(crate) Vec<u8>);

impl Config {
    /// The defaults for a backend at `backend_url`.
    #[must_use]
    pub fn new(backend_url: url::Url, secret: impl Into<Vec<u8>>) -> Self {
        Self {
            backend_url,
            secret: Secret(secret.into()),
            cache_bytes: 64 * 1024 * 1024,
            cache_idle: Duration::from_secs(30 * 60),
            connect_timeout: Duration::from_secs(1),
            call_timeout: Duration::from_secs(5),
            write_timeout: Duration::from_secs(15),
            upload_silence: Duration::from_secs(15),
            linger: Duration::from_secs(10),
            session_ttl: Duration::from_secs(30),
        }
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}
