//! Cached values of any kind as JSON, to be laid beside a fresh read.

use api::ids::UserId;
use client::{
    Client, Error, JobOf, Jobs, Key, Keyframes, Peek, ProjectOf, Projects, Query, QueueNow, ShotOf,
    Shots, Takes,
};
use serde::Serialize;
use serde_json::Value;

/// What a page sees: the value, that there is none, or that it is not known yet.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Seen {
    Value(Value),
    Nothing,
    Loading,
    Failed(String),
}

impl From<Option<Value>> for Seen {
    fn from(read: Option<Value>) -> Self {
        read.map_or(Self::Nothing, Self::Value)
    }
}

/// The path of a key's fresh read.
pub(crate) fn path(key: &Key) -> String {
    match key {
        Key::Projects => "/v1/projects".to_owned(),
        Key::Project(id) => format!("/v1/projects/{id}"),
        Key::Shots(id) => format!("/v1/projects/{id}/shots"),
        Key::Shot(id) => format!("/v1/shots/{id}"),
        Key::Keyframes(id) => format!("/v1/shots/{id}/keyframes"),
        Key::Takes(id) => format!("/v1/shots/{id}/takes"),
        Key::Job(id) => format!("/v1/jobs/{id}"),
        Key::Queue => "/v1/queue".to_owned(),
        Key::Jobs(filter) => match filter.project {
            Some(project) => format!("/v1/jobs?project={project}"),
            None => "/v1/jobs".to_owned(),
        },
        Key::Progress(_) | Key::Backend => unreachable!("told, never read"),
    }
}

/// What a page sees without waiting.
pub(crate) fn peeked(client: &Client, viewer: UserId, key: &Key) -> Seen {
    match key.clone() {
        Key::Projects => peek(client, viewer, Projects),
        Key::Project(id) => peek(client, viewer, ProjectOf(id)),
        Key::Shots(id) => peek(client, viewer, Shots(id)),
        Key::Shot(id) => peek(client, viewer, ShotOf(id)),
        Key::Keyframes(id) => peek(client, viewer, Keyframes(id)),
        Key::Takes(id) => peek(client, viewer, Takes(id)),
        Key::Jobs(filter) => peek(client, viewer, Jobs(filter)),
        Key::Job(id) => peek(client, viewer, JobOf(id)),
        Key::Queue => peek(client, viewer, QueueNow),
        Key::Progress(_) | Key::Backend => unreachable!("told, never read"),
    }
}

fn peek<Q: Query>(client: &Client, viewer: UserId, query: Q) -> Seen
where
    Q::Value: Serialize,
{
    match client.peek(viewer, query) {
        Peek::Loaded(value) => Seen::Value(serde_json::to_value(value.as_ref()).unwrap()),
        Peek::Loading => Seen::Loading,
        Peek::Failed(error) if *error == Error::NotFound => Seen::Nothing,
        Peek::Failed(error) => Seen::Failed(error.to_string()),
    }
}
