//! Exactly-once writes: the answer to a keyed request is stored in the transaction of its effect.
//!
//! Two requests with one key at the same time: the second waits for the first one's transaction and then reads its
//! answer, or, where the first was rolled back, does the work itself. Only success is kept; a refused request has
//! had no effect and may be sent again.

use api::ids::UserId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::sql::{query, read};
use super::tx::Tx;
use super::{Error, Result};

/// Longest `Idempotency-Key` taken: a tab's id, an event's number and a command's index need 60.
const MAX_KEY: usize = 128;
/// How long an answer is kept: longer than any browser tries again, short enough that the table stays small.
pub(super) const KEPT_MS: i64 = 24 * 60 * 60 * 1000;

/// One keyed request of one viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    key: String,
    fingerprint: String,
}

impl Once {
    /// `body` as it came: the same key with another method, path or body is [`Error::KeyReused`].
    pub fn new(key: &str, method: &str, path: &str, body: &[u8]) -> Result<Self> {
        let fits = (1..=MAX_KEY).contains(&key.len()) && key.bytes().all(|b| b.is_ascii_graphic());
        if !fits {
            return Err(Error::Invalid {
                field: "Idempotency-Key",
                sentence: format!("an Idempotency-Key is 1 to {MAX_KEY} visible ASCII characters"),
            });
        }
        let mut hash = Sha256::new();
        for part in [method.as_bytes(), path.as_bytes(), body] {
            // The length keeps the parts apart: "/a" + "b" is not "/" + "ab".
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        Ok(Self {
            key: key.to_owned(),
            fingerprint: hex(&hash.finalize()),
        })
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The answer that was given before, or `None`: then the key is this transaction's, and everybody else waits.
pub(super) async fn begin(tx: &mut Tx, viewer: UserId, once: &Once) -> Result<Option<String>> {
    let now = tx.now;
    // An answer past its time that was not swept yet is as good as gone.
    tx.run(query!(
        "DELETE FROM answers WHERE viewer_id = $1 AND request_key = $2 AND created_at < $3",
        viewer,
        once.key,
        now - KEPT_MS
    ))
    .await?;
    let new = tx
        .run(query!(
            "INSERT INTO answers (viewer_id, request_key, fingerprint, body, created_at) VALUES ($1, $2, $3, NULL, $4) \
             ON CONFLICT (viewer_id, request_key) DO NOTHING",
            viewer,
            once.key,
            once.fingerprint,
            now
        ))
        .await?;
    if new == 1 {
        return Ok(None);
    }
    let row = tx
        .one(query!(
            "SELECT fingerprint, body FROM answers WHERE viewer_id = $1 AND request_key = $2",
            viewer,
            once.key
        ))
        .await?;
    if read::<String>(&row, "fingerprint")? != once.fingerprint {
        return Err(Error::KeyReused);
    }
    read(&row, "body").map(Some)
}

pub(super) async fn finish(tx: &mut Tx, viewer: UserId, once: &Once, answer: String) -> Result<()> {
    tx.run(query!(
        "UPDATE answers SET body = $3 WHERE viewer_id = $1 AND request_key = $2",
        viewer,
        once.key,
        answer
    ))
    .await?;
    Ok(())
}

pub(super) fn encode<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.into()))
}

/// An answer that an older version of this program wrote may lack what this one's type holds.
pub(super) fn decode<T: DeserializeOwned>(answer: &str) -> Result<T> {
    serde_json::from_str(answer).map_err(|_| {
        Error::Conflict("this was done before Rushes was updated: reload to see it".to_owned())
    })
}
