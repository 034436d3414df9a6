//! Calls without a cache: what the backend says now.

use api::ids::UserId;
use reqwest::{Method, RequestBuilder};
use serde_json::Value;
use tests::api::assertion;

use super::SECRET;

pub(crate) struct Rest {
    pub(crate) base: String,
    http: reqwest::Client,
}

impl Rest {
    pub(crate) fn to(base: &str) -> Self {
        Self {
            base: base.to_owned(),
            http: reqwest::Client::new(),
        }
    }

    pub(crate) fn call(&self, subject: &str, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        request.bearer_auth(assertion(&SECRET, subject))
    }

    /// Status and body, null where there is none.
    pub(crate) async fn send(&self, call: RequestBuilder) -> (u16, Value) {
        let answer = call.send().await.expect("the backend answers");
        let status = answer.status().as_u16();
        let body = answer.bytes().await.expect("the answer arrives");
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// A fresh read; `None` where there is nothing for this viewer.
    pub(crate) async fn read(&self, viewer: UserId, path: &str) -> Option<Value> {
        let call = self.call(&format!("viewer:{viewer}"), Method::GET, path);
        match self.send(call).await {
            (200, value) => Some(value),
            (404, _) => None,
            (status, said) => panic!("{path}: {status} {said}"),
        }
    }
}
