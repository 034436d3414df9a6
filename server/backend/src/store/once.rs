//! Exactly-once writes: the answer to a keyed request is stored in the transaction of its effect.
//!
//! Two requests with one key at the same time: the second waits for the first one's transaction and then reads its
//! answer, or, where the first was rolled back, does the work itself. Only success is kept; a refused request has
//! had no effect and may be sent again.

use sha2::{Digest, Sha256};

use super::{Error, Result};

/// Longest `Idempotency-Key` taken: a tab's id, an event's number and a command's index need 60.
const MAX_KEY: usize = 128;

/// One keyed request of one viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    pub(super) key: String,
    pub(super) fingerprint: String,
}

impl Once {
    /// `body` as it came: the same key with another method, path or body is [`Error::KeyReused`].
    pub fn new(key: &str, method: &str, path: &str, body: &[u8]) -> Result<Self> {
        let fits =
            !key.is_empty() && key.len() <= MAX_KEY && key.bytes().all(|b| b.is_ascii_graphic());
        if !fits {
            return Err(Error::Invalid {
                field: "Idempotency-Key",
                sentence: format!("an Idempotency-Key is 1 to {MAX_KEY} visible ASCII characters"),
            });
        }
        let mut hash = Sha256::new();
        for part in [method.as_bytes(), path.as_bytes(), body] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Ok(Self {
            key: key.to_owned(),
            fingerprint: hash.finalize().iter().map(|b| format!("{b:02x}")).collect(),
        })
    }
}
