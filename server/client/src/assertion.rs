//! Proof of who calls: short-lived signed assertions, minted per caller and used again for half their life.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use api::assertion::{AUDIENCE, Claims, LIFETIME_SECONDS};
use api::ids::UserId;
use jsonwebtoken::{EncodingKey, Header};
use reqwest::header::HeaderValue;

use crate::Error;

/// Half of an assertion's life: what is left is enough for a call to wait and for clocks that differ.
const REUSE: Duration = Duration::from_secs(LIFETIME_SECONDS / 2);
/// Callers remembered at once; beyond it the old ones are dropped. An assertion is some 300 bytes.
const MAX_KEPT: usize = 10_000;

/// On whose behalf a call is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Caller {
    Web,
    Viewer(UserId),
}

pub(crate) struct Minter {
    key: EncodingKey,
    kept: Mutex<HashMap<Caller, (Instant, HeaderValue)>>,
}

impl Minter {
    pub(crate) fn new(secret: &[u8]) -> Self {
        Self {
            key: EncodingKey::from_secret(secret),
            kept: Mutex::default(),
        }
    }

    /// The value of the `Authorization` header.
    pub(crate) fn bearer(&self, caller: Caller) -> Result<HeaderValue, Error> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((minted, value)) = kept.get(&caller)
            && minted.elapsed() < REUSE
        {
            return Ok(value.clone());
        }
        let value = self.mint(caller)?;
        if kept.len() >= MAX_KEPT {
            kept.retain(|_, (minted, _)| minted.elapsed() < REUSE);
        }
        if kept.len() < MAX_KEPT {
            kept.insert(caller, (Instant::now(), value.clone()));
        }
        Ok(value)
    }

    fn mint(&self, caller: Caller) -> Result<HeaderValue, Error> {
        let broken = |reason: String| Error::Broken { reason };
        let iat = jsonwebtoken::get_current_timestamp();
        let claims = Claims {
            sub: match caller {
                Caller::Web => "web".to_owned(),
                Caller::Viewer(user) => format!("viewer:{user}"),
            },
            aud: AUDIENCE.to_owned(),
            iat,
            exp: iat + LIFETIME_SECONDS,
        };
        let token = jsonwebtoken::encode(&Header::default(), &claims, &self.key)
            .map_err(|error| broken(format!("cannot sign an assertion: {error}")))?;
        let mut value = HeaderValue::try_from(format!("Bearer {token}"))
            .map_err(|error| broken(format!("cannot send an assertion: {error}")))?;
        value.set_sensitive(true);
        Ok(value)
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{DecodingKey, Validation};

    use super::*;

    #[test]
    fn an_assertion_names_its_caller_and_is_used_again() {
        let minter = Minter::new(b"secret");
        let user = UserId::fresh();
        let value = minter.bearer(Caller::Viewer(user)).unwrap();
        let token = value.to_str().unwrap().strip_prefix("Bearer ").unwrap();
        let mut rules = Validation::default();
        rules.set_audience(&[AUDIENCE]);
        let key = DecodingKey::from_secret(b"secret");
        let claims = jsonwebtoken::decode::<Claims>(token, &key, &rules)
            .unwrap()
            .claims;
        assert_eq!(claims.sub, format!("viewer:{user}"));
        assert_eq!(claims.exp - claims.iat, LIFETIME_SECONDS);
        assert_eq!(minter.bearer(Caller::Viewer(user)).unwrap(), value);
        assert_ne!(minter.bearer(Caller::Web).unwrap(), value);
    }
}
