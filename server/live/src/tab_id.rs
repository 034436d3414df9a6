//! Tab ids: random, and bound to the session they were made for, so that what a browser kept of one session's tab is of
//! no use in another session.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Longest id taken from a browser.
const MAX: usize = 64;
const RANDOM: usize = 20;
const PROOF: usize = 12;

/// Makes and checks tab ids under the secrets that all processes share.
pub(crate) struct TabIds {
    keys: Vec<[u8; 32]>,
}

impl TabIds {
    /// The first secret makes ids; those made under any are known.
    pub(crate) fn new<'a>(secrets: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let key = |secret: &[u8]| {
            let hash = Sha256::new()
                .chain_update(b"rushes live tab v1")
                .chain_update(secret);
            hash.finalize().into()
        };
        Self {
            keys: secrets.into_iter().map(key).collect(),
        }
    }

    pub(crate) fn make(&self, session: &str) -> String {
        let mut id = Uuid::new_v4().simple().to_string();
        id.truncate(RANDOM);
        let proof = self.keys.first().map(|key| proof(key, session, &id));
        id + &proof.unwrap_or_default()
    }

    /// Whether the id was made for this session. A browser tab that duplicates another appends `~` and a name of its own.
    pub(crate) fn is_of(&self, session: &str, id: &str) -> bool {
        let (made, own) = id.split_once('~').unwrap_or((id, ""));
        let fits = id.len() <= MAX && own.bytes().all(|b| b.is_ascii_alphanumeric());
        let Some((random, shown)) = made.split_at_checked(RANDOM) else {
            return false;
        };
        let known = |key: &[u8; 32]| proof(key, session, random) == shown;
        fits && self.keys.iter().any(known)
    }
}

/// Nested as in HMAC, so that nobody can append to what was hashed.
fn proof(key: &[u8; 32], session: &str, random: &str) -> String {
    let inner = Sha256::new()
        .chain_update(key)
        .chain_update(random)
        .chain_update(session)
        .finalize();
    let outer = Sha256::new().chain_update(key).chain_update(inner);
    let hex = outer
        .finalize()
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect::<String>();
    hex[..PROOF].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_known_for_its_session_alone_and_after_a_rotation() {
        let ids = |secrets: &[&[u8]]| TabIds::new(secrets.iter().copied());
        let old = ids(&[b"old"]);
        let id = old.make("alice");
        assert!(old.is_of("alice", &id));
        assert!(old.is_of("alice", &format!("{id}~k3j")));
        assert!(ids(&[b"new", b"old"]).is_of("alice", &id));
        assert!(!ids(&[b"new"]).is_of("alice", &id));
        assert!(!old.is_of("bob", &id));
        for bad in [
            "",
            "~",
            "x",
            &id[1..],
            &format!("{id}~a b"),
            &format!("{id}~{}", "a".repeat(64)),
            "é".repeat(16).as_str(),
        ] {
            assert!(!old.is_of("alice", bad), "{bad} was taken");
        }
    }
}
