//! A call, before it is made.

use bytes::Bytes;
use reqwest::Method;

use crate::Attempt;
use crate::assertion::Caller;

/// Whether a call may be made again after it may have arrived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Again {
    /// It reads, or the backend knows it by its key.
    Safe,
    /// Only when it surely never left.
    OnlyIfUnsent,
}

/// What to ask for.
#[derive(Clone, Debug)]
pub(crate) struct Call {
    pub(crate) caller: Caller,
    pub(crate) method: Method,
    /// Its name in the counters.
    pub(crate) name: &'static str,
    /// Path and query.
    pub(crate) path: String,
    pub(crate) body: Option<Bytes>,
    pub(crate) attempt: Option<Attempt>,
    pub(crate) again: Again,
}

impl Call {
    pub(crate) fn get(caller: Caller, name: &'static str, path: String) -> Self {
        Self {
            caller,
            method: Method::GET,
            name,
            path,
            body: None,
            attempt: None,
            again: Again::Safe,
        }
    }
}
