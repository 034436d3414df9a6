//! Exactly-once writes: the answer to a keyed request is stored in the transaction of its effect.
//!
//! Two requests with one key at the same time: the second waits for the first one's transaction and then reads its
//! answer, or, where the first was rolled back, does the work itself. Only success is kept; a refused request has
//! had no effect and may be sent again.
//!
//! Whoever does not know whether a request arrived, and would rather not have it done by now, asks under the same key
//! ([`Once::confirming`]). If it was done, that is its answer. If not, the key is used up: a row without an answer
//! stays, so that the original, should it still be on its way, finds it and does nothing either. Between the two
//! whoever writes the key's row first decides, and nobody can tell two stories.

use api::ids::UserId;
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};

use super::sql::{query, read};
use super::tx::Tx;
use super::{Error, Result};

/// Longest `Idempotency-Key` taken: a tab's id, an event's number and a command's index need 60.
const MAX_KEY: usize = 128;
/// How long an answer is kept: a day longer than a tab's snapshot opens, so that whatever a tab asks again finds it.
pub(super) const KEPT_MS: i64 = 8 * 24 * 60 * 60 * 1000;

/// One keyed request of one viewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Once {
    key: String,
    fingerprint: String,
    wish: Wish,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wish {
    /// Do it, unless it was done.
    Act,
    /// Say whether it was done; if not, never do it.
    Confirm,
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
            wish: Wish::Act,
        })
    }

    /// The same request, asked about: it is answered with what it was answered, or with [`Error::Expired`], and not
    /// done in either case.
    #[must_use]
    pub fn confirming(self) -> Self {
        Self {
            wish: Wish::Confirm,
            ..self
        }
    }

    pub(super) fn wish(&self) -> Wish {
        self.wish
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What the key's row says.
enum Known {
    /// There was none: it is this transaction's now, and everybody else waits.
    Nothing,
    Answer(String),
    Expired,
}

/// The answer that was given before, or `None`: then the work is this transaction's.
pub(super) async fn begin(tx: &mut Tx, viewer: UserId, once: &Once) -> Result<Option<String>> {
    match look(tx, viewer, once).await? {
        Known::Nothing => Ok(None),
        Known::Answer(answer) => Ok(Some(answer)),
        Known::Expired => Err(Error::Expired),
    }
}

/// The answer that was given before, or `None`: then the key is used up when this transaction commits.
pub(super) async fn confirm(tx: &mut Tx, viewer: UserId, once: &Once) -> Result<Option<String>> {
    match look(tx, viewer, once).await? {
        Known::Answer(answer) => Ok(Some(answer)),
        Known::Nothing | Known::Expired => Ok(None),
    }
}

async fn look(tx: &mut Tx, viewer: UserId, once: &Once) -> Result<Known> {
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
        return Ok(Known::Nothing);
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
    Ok(match read(&row, "body")? {
        Some(answer) => Known::Answer(answer),
        None => Known::Expired,
    })
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
