//! Snapshots: a tab's state, sealed so that any process with the same secret can open it and nobody else can make one.
//!
//! XChaCha20-Poly1305 under a key derived from the shared secret; session and tab are bound as associated data, so
//! that a snapshot opens only for the session and tab it was made for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How long after it was sealed a snapshot still opens. A laptop closed over a weekend comes back.
pub const LIFETIME_SECONDS: u64 = 7 * 24 * 3600;
/// A state is small; what is larger is a fault of the view and is not sealed.
pub const MAX_BYTES: usize = 64 * 1024;

const NONCE_BYTES: usize = 24;

/// Seals and opens snapshots.
pub struct Seal {
    cipher: XChaCha20Poly1305,
    build: String,
}

#[derive(Serialize, Deserialize)]
struct Sealed<S> {
    state: S,
    event: u64,
    expires: u64,
    build: String,
}

impl Seal {
    pub(crate) fn new(secret: &[u8], build: String) -> Self {
        let key = Sha256::new()
            .chain_update(b"rushes live snapshot v1")
            .chain_update(secret)
            .finalize();
        Self {
            cipher: XChaCha20Poly1305::new(&key),
            build,
        }
    }

    /// Seals the state after event number `event`. Nothing where it is too large or no randomness can be had.
    pub fn seal<S: Serialize>(
        &self,
        session: &str,
        tab: &str,
        state: &S,
        event: u64,
        now: u64,
    ) -> Option<String> {
        let sealed = Sealed {
            state,
            event,
            expires: now + LIFETIME_SECONDS,
            build: self.build.clone(),
        };
        let plain = serde_json::to_vec(&sealed).ok()?;
        if plain.len() > MAX_BYTES {
            return None;
        }
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).ok()?;
        let aad = format!("{session}\0{tab}");
        let payload = Payload {
            msg: &plain,
            aad: aad.as_bytes(),
        };
        let cipher_text = self.cipher.encrypt(&XNonce::from(nonce), payload).ok()?;
        let mut out = nonce.to_vec();
        out.extend(cipher_text);
        Some(URL_SAFE_NO_PAD.encode(out))
    }

    /// The state and the number of the last event in it, if the snapshot is ours, of this session and tab, and in time.
    pub fn open<S: DeserializeOwned>(
        &self,
        session: &str,
        tab: &str,
        snapshot: &str,
        now: u64,
    ) -> Option<(S, u64)> {
        if snapshot.len() > MAX_BYTES * 2 {
            return None;
        }
        let bytes = URL_SAFE_NO_PAD.decode(snapshot).ok()?;
        let (nonce, cipher_text) = bytes.split_at_checked(NONCE_BYTES)?;
        let nonce: [u8; NONCE_BYTES] = nonce.try_into().ok()?;
        let aad = format!("{session}\0{tab}");
        let payload = Payload {
            msg: cipher_text,
            aad: aad.as_bytes(),
        };
        let plain = self.cipher.decrypt(&XNonce::from(nonce), payload).ok()?;
        let sealed: Sealed<S> = serde_json::from_slice(&plain).ok()?;
        (sealed.expires > now).then_some((sealed.state, sealed.event))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_snapshot_opens_only_for_its_session_and_tab_and_in_time() {
        let seal = Seal::new(b"secret", "b1".to_owned());
        let text = seal.seal("s", "t", &"state", 7, 1000).expect("it is small");
        let open = |seal: &Seal, session, tab, text: &str, now| {
            seal.open::<String>(session, tab, text, now)
        };
        assert_eq!(
            open(&seal, "s", "t", &text, 1000),
            Some(("state".to_owned(), 7))
        );
        assert_eq!(open(&seal, "other", "t", &text, 1000), None);
        assert_eq!(open(&seal, "s", "other", &text, 1000), None);
        assert_eq!(open(&seal, "s", "t", &text, 1000 + LIFETIME_SECONDS), None);
        assert_eq!(
            open(&Seal::new(b"x", "b1".to_owned()), "s", "t", &text, 1000),
            None
        );
        for at in 0..text.len() {
            let mut forged = text.clone().into_bytes();
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).expect("ascii");
            assert_eq!(
                open(&seal, "s", "t", &forged, 1000),
                None,
                "changed at {at}"
            );
        }
        assert_eq!(open(&seal, "s", "t", "", 1000), None);
    }
}
