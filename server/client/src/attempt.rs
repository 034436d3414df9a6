//! Under which key a write is made, and whether it may still be made.

use reqwest::RequestBuilder;

/// One attempt at a write. All attempts under one key are one write to the backend, which does it once at most.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    key: String,
    wish: Wish,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Act,
    Confirm,
}

impl Attempt {
    /// To do it, unless it was done: then the answer is the first one.
    #[must_use]
    pub fn act(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            wish: Wish::Act,
        }
    }

    /// To hear whether it was done. If it was not, the answer is [`Error::Expired`](crate::Error::Expired), and it
    /// will not be done under this key any more, not even by an earlier attempt that is still on its way.
    #[must_use]
    pub fn confirm(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            wish: Wish::Confirm,
        }
    }

    pub(crate) fn put_on(&self, request: RequestBuilder) -> RequestBuilder {
        let request = request.header("idempotency-key", &self.key);
        match self.wish {
            Wish::Act => request,
            Wish::Confirm => request.header("idempotency-replay", "confirm"),
        }
    }
}
