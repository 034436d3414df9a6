//! Passwords: argon2id, checked in the same time whether or not the name exists.

use std::sync::{LazyLock, Mutex, PoisonError};

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::{Output, PasswordHash};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use tokio::sync::Semaphore;

pub(crate) const MIN_PASSWORD_CHARS: usize = 10;
/// Longer ones are refused, so that hashing cannot be made slow from outside.
pub(crate) const MAX_PASSWORD_BYTES: usize = 1024;

/// Checks under way at once: each takes 19 MB and a core for some 20 ms.
const CHECKS_AT_ONCE: usize = 2;
static CHECKS: Semaphore = Semaphore::const_new(CHECKS_AT_ONCE);
/// The memory of checks that are over, for those to come. Given back to the allocator, blocks of this size and alignment
/// were not used again: a process that had checked 55 passwords held a gigabyte.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

/// What a name that does not exist is checked against. Nobody knows its password.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let mut password = [0_u8; 32];
    let filled = getrandom::fill(&mut password);
    hash_bytes(&password)
        .ok()
        .filter(|_| filled.is_ok())
        .unwrap_or_default()
});

/// The OWASP minimum for argon2id: 19 MiB, two passes, one lane.
fn hasher() -> Argon2<'static> {
    Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::DEFAULT)
}

fn hash_bytes(password: &[u8]) -> anyhow::Result<String> {
    hasher()
        .hash_password(password)
        .map(|hash| hash.to_string())
        .map_err(|error| anyhow::anyhow!("password could not be hashed: {error}"))
}

/// The PHC string to store.
pub(crate) fn hash(password: &str) -> anyhow::Result<String> {
    hash_bytes(password.as_bytes())
}

fn is_right(password: &str, hash: Option<&str>) -> bool {
    let against = hash.unwrap_or(&NOBODY);
    let Ok(parsed) = PasswordHash::new(against) else {
        return false;
    };
    // Outputs are compared in constant time.
    let right = parsed.hash.is_some() && derive(password, &parsed) == parsed.hash;
    right && hash.is_some()
}

/// What the password gives under the salt and the costs of a hash that is stored.
fn derive(password: &str, stored: &PasswordHash) -> Option<Output> {
    let params = Params::try_from(stored).ok()?;
    let algorithm = Algorithm::try_from(stored.algorithm.as_str()).ok()?;
    let version = match stored.version {
        Some(version) => Version::try_from(version).ok()?,
        None => Version::default(),
    };
    let (salt, wanted) = (stored.salt.as_ref()?, stored.hash.as_ref()?);
    let mut output = vec![0; wanted.as_bytes().len()];
    let kept = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = kept().pop().unwrap_or_default();
    let blocks = usize::try_from(params.m_cost()).ok()?;
    if memory.len() < blocks {
        memory = vec![Block::new(); blocks];
    }
    let derived = Argon2::new(algorithm, version, params).hash_password_into_with_memory(
        password.as_bytes(),
        salt,
        &mut output,
        &mut memory[..],
    );
    let mut kept = kept();
    if kept.len() < CHECKS_AT_ONCE {
        kept.push(memory);
    }
    drop(kept);
    derived.ok()?;
    Output::new(&output).ok()
}

/// Whether `password` is the one behind `hash`; `None` takes as long and is never right.
pub(crate) async fn check(password: String, hash: Option<String>) -> anyhow::Result<bool> {
    let _permit = CHECKS.acquire().await?;
    Ok(tokio::task::spawn_blocking(move || is_right(&password, hash.as_deref())).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn only_the_right_password_of_a_known_name_passes() {
        let stored = hash("correct horse").unwrap();
        assert!(stored.starts_with("$argon2id$"));
        let right = check("correct horse".to_owned(), Some(stored.clone())).await;
        let wrong = check("wrong horse".to_owned(), Some(stored)).await;
        let nobody = check("correct horse".to_owned(), None).await;
        assert_eq!(
            (right.unwrap(), wrong.unwrap(), nobody.unwrap()),
            (true, false, false)
        );
    }

    #[tokio::test]
    async fn checks_use_the_memory_of_those_before_them() {
        let checks = (0..8).map(|_| check("some password".to_owned(), None));
        for check in checks.map(tokio::spawn).collect::<Vec<_>>() {
            assert!(!check.await.unwrap().unwrap());
        }
        let kept = MEMORY.lock().unwrap().len();
        assert!((1..=CHECKS_AT_ONCE).contains(&kept), "{kept}");
    }

    #[test]
    fn a_name_that_does_not_exist_is_checked_against_a_real_hash() {
        assert!(PasswordHash::new(&NOBODY).is_ok());
    }
}
