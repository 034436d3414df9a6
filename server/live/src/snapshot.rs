//! Snapshots: a tab's state, sealed so that any process with the same secret can open it and nobody else can make one.
//!
//! XChaCha20-Poly1305 under a key derived from a shared secret; session and tab are bound as associated data, so
//! that a snapshot opens only for the session and tab it was made for. Sealed with the newest secret, opened with any.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::policy::Refused;

/// How long after it was sealed a snapshot still opens. A laptop closed over a weekend comes back.
pub const LIFETIME_SECONDS: u64 = 7 * 24 * 3600;
/// A state is small; what is larger is a fault of the view and is not sealed. [`Seal::up_to`] changes that.
pub const MAX_BYTES: usize = 256 * 1024;

const NONCE_BYTES: usize = 24;

/// What a tab needs to go on elsewhere.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Snapshot<S, C> {
    /// The view's state.
    pub state: S,
    /// The newest event that is in it.
    pub event: u64,
    /// Which of the tab's snapshots this is, counted up.
    pub serial: u64,
    /// Commands that were not answered yet; they are performed again under their old keys.
    pub open: Vec<OpenCommand<C>>,
    /// Events that were not applied, as far as the browser may not know.
    pub refused: Vec<RefusedEvent>,
}

/// An event that was not applied. Its answer may be lost with the line, so it is told until it is known to have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedEvent {
    /// Its number.
    pub event: u64,
    /// Why.
    pub why: Refused,
    /// A browser that keeps the snapshot of this serial, or a newer one, knows it.
    pub serial: u64,
}

/// A command that was not answered when the snapshot was sealed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OpenCommand<C> {
    /// The event it came from.
    pub event: u64,
    /// Its place among the commands of that event.
    pub index: usize,
    /// The place of that event's next command.
    pub next: usize,
    /// It may only be confirmed, not done any more.
    pub confirm: bool,
    /// When it was first performed, in seconds since the Unix epoch.
    pub since: u64,
    /// What is to be done.
    pub command: C,
}

/// Why a snapshot was not opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum Refusal {
    /// Longer than any that is sealed.
    #[error("it is too long")]
    TooLong,
    /// Not made by us, or for another session or tab, or under a secret that is no longer known.
    #[error("it is forged, or of another session or tab")]
    Forged,
    /// Too old.
    #[error("it has expired")]
    Expired,
    /// Another release's state has another shape or meaning.
    #[error("another release of the program sealed it")]
    OtherVersion,
    /// The tab has confirmed a newer one.
    #[error("the tab has a newer one")]
    Replayed,
}

/// Seals and opens snapshots.
pub struct Seal {
    ciphers: Vec<XChaCha20Poly1305>,
    version: u32,
    most_bytes: usize,
}

#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    version: u32,
    expires: u64,
    snapshot: T,
}

/// Read first: another version's state may have any shape.
#[derive(Deserialize)]
struct Label {
    version: u32,
    expires: u64,
}

impl Seal {
    /// The first secret seals, any opens. `version` is that of the state's shape and meaning.
    pub fn new<'a>(secrets: impl IntoIterator<Item = &'a [u8]>, version: u32) -> Self {
        let cipher = |secret: &[u8]| {
            let key = Sha256::new()
                .chain_update(b"rushes live snapshot v1")
                .chain_update(secret)
                .finalize();
            XChaCha20Poly1305::new(&key)
        };
        Self {
            ciphers: secrets.into_iter().map(cipher).collect(),
            version,
            most_bytes: MAX_BYTES,
        }
    }

    /// The same for states of up to so many bytes, in place of [`MAX_BYTES`].
    #[must_use]
    pub fn up_to(self, most_bytes: usize) -> Self {
        Self { most_bytes, ..self }
    }

    /// Seals a snapshot at `now` (seconds since the Unix epoch). Nothing where it is too large or no randomness can be had.
    pub fn seal<S: Serialize, C: Serialize>(
        &self,
        session: &str,
        tab: &str,
        snapshot: &Snapshot<S, C>,
        now: u64,
    ) -> Option<String> {
        let envelope = Envelope {
            version: self.version,
            expires: now + LIFETIME_SECONDS,
            snapshot,
        };
        let plain = serde_json::to_vec(&envelope).ok()?;
        if plain.len() > self.most_bytes {
            return None;
        }
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).ok()?;
        let aad = format!("{session}\0{tab}");
        let payload = Payload {
            msg: &plain,
            aad: aad.as_bytes(),
        };
        let cipher = self.ciphers.first()?;
        let cipher_text = cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        let mut out = nonce.to_vec();
        out.extend(cipher_text);
        Some(URL_SAFE_NO_PAD.encode(out))
    }

    /// What was sealed, if it is ours, of this session and tab, of this version and in time.
    ///
    /// # Errors
    /// Why not; a browser that sends such a snapshot gets a page without it.
    pub fn open<S: DeserializeOwned, C: DeserializeOwned>(
        &self,
        session: &str,
        tab: &str,
        sealed: &str,
        now: u64,
    ) -> Result<Snapshot<S, C>, Refusal> {
        if sealed.len() > self.most_bytes * 2 {
            return Err(Refusal::TooLong);
        }
        let plain = self.decrypt(session, tab, sealed).ok_or(Refusal::Forged)?;
        let label: Label = serde_json::from_slice(&plain).map_err(|_| Refusal::OtherVersion)?;
        if label.expires <= now {
            return Err(Refusal::Expired);
        }
        if label.version != self.version {
            return Err(Refusal::OtherVersion);
        }
        let envelope = serde_json::from_slice::<Envelope<Snapshot<S, C>>>(&plain);
        envelope
            .map(|envelope| envelope.snapshot)
            .map_err(|_| Refusal::OtherVersion)
    }

    fn decrypt(&self, session: &str, tab: &str, sealed: &str) -> Option<Vec<u8>> {
        let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let (nonce, cipher_text) = bytes.split_at_checked(NONCE_BYTES)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        let aad = format!("{session}\0{tab}");
        self.ciphers.iter().find_map(|cipher| {
            let payload = Payload {
                msg: cipher_text,
                aad: aad.as_bytes(),
            };
            cipher.decrypt(&XNonce::from(nonce), payload).ok()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Small = Snapshot<String, u8>;

    fn small() -> Small {
        Snapshot {
            state: "state".to_owned(),
            event: 7,
            serial: 3,
            open: vec![OpenCommand {
                event: 7,
                index: 0,
                next: 1,
                confirm: false,
                since: 990,
                command: 9,
            }],
            refused: Vec::new(),
        }
    }

    fn seal(secrets: &[&[u8]], version: u32) -> Seal {
        Seal::new(secrets.iter().copied(), version)
    }

    fn open(seal: &Seal, session: &str, tab: &str, text: &str, now: u64) -> Result<Small, Refusal> {
        seal.open(session, tab, text, now)
    }

    #[test]
    fn a_snapshot_opens_only_for_its_session_and_tab_and_in_time() {
        let ours = seal(&[b"secret"], 1);
        let text = ours.seal("s", "t", &small(), 1000).expect("it is small");
        assert_eq!(open(&ours, "s", "t", &text, 1000), Ok(small()));
        let forged = Err(Refusal::Forged);
        assert_eq!(open(&ours, "other", "t", &text, 1000), forged);
        assert_eq!(open(&ours, "s", "other", &text, 1000), forged);
        let end = 1000 + LIFETIME_SECONDS;
        assert_eq!(open(&ours, "s", "t", &text, end), Err(Refusal::Expired));
        assert_eq!(open(&seal(&[b"x"], 1), "s", "t", &text, 1000), forged);
        for at in 0..text.len() {
            let mut changed = text.clone().into_bytes();
            changed[at] = if changed[at] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(changed).expect("ascii");
            let opened = open(&ours, "s", "t", &changed, 1000);
            assert_eq!(opened, forged, "changed at {at}");
        }
        assert_eq!(open(&ours, "s", "t", "", 1000), forged);
        let long = "A".repeat(MAX_BYTES * 2 + 1);
        assert_eq!(open(&ours, "s", "t", &long, 1000), Err(Refusal::TooLong));
    }

    #[test]
    fn a_rotated_secret_still_opens_and_a_dropped_one_does_not() {
        let text = seal(&[b"old"], 1).seal("s", "t", &small(), 1000);
        let text = text.expect("it is small");
        let both = seal(&[b"new", b"old"], 1);
        assert_eq!(open(&both, "s", "t", &text, 1000), Ok(small()));
        let renewed = both.seal("s", "t", &small(), 1000).expect("it is small");
        assert_eq!(
            open(&seal(&[b"new"], 1), "s", "t", &renewed, 1000),
            Ok(small())
        );
        assert_eq!(
            open(&seal(&[b"old"], 1), "s", "t", &renewed, 1000),
            Err(Refusal::Forged)
        );
    }

    #[test]
    fn a_state_of_another_version_or_shape_is_refused_as_such() {
        let text = seal(&[b"k"], 1).seal("s", "t", &small(), 1000);
        let text = text.expect("it is small");
        let other = Err(Refusal::OtherVersion);
        assert_eq!(open(&seal(&[b"k"], 2), "s", "t", &text, 1000), other);
        let shape = seal(&[b"k"], 1).open::<(u8, u8), u8>("s", "t", &text, 1000);
        assert_eq!(shape, Err(Refusal::OtherVersion));
    }

    #[test]
    fn what_is_too_large_is_not_sealed() {
        let mut large = small();
        large.state = "x".repeat(MAX_BYTES);
        assert_eq!(seal(&[b"k"], 1).seal("s", "t", &large, 1000), None);
    }
}
