//! The backend as its callers see it: booted for real on a port of its own, with its own database and folder.

mod access;
mod conflicts;
mod feed;
mod jobs;
mod media;
mod once;
mod orphans;
mod sessions;
mod uploads;
mod whole;

use std::io::Cursor;
use std::net::TcpListener;
use std::sync::Arc;

use api::account::Role;
use api::assertion::{AUDIENCE, Claims, LIFETIME_SECONDS};
use api::ids::{ProjectId, ShotId, UserId};
use api::media::FileRef;
use api::problem::Problem;
use api::project::Project;
use api::shot::{Keyframe, Shot, Take};
use api::worker::Order;
use bytes::Bytes;
use image::{ImageFormat, Rgb, RgbImage};
use jsonwebtoken::{Algorithm, EncodingKey, Header, encode, get_current_timestamp};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{Backend, Config, Running};

const SECRET: [u8; 32] = [7; 32];

/// A running backend.
pub(crate) struct Bench {
    pub(crate) running: Running,
    pub(crate) folder: Arc<TempDir>,
    http: reqwest::Client,
}

impl Bench {
    pub(crate) async fn start() -> Self {
        Self::on(Arc::new(tempfile::tempdir().unwrap())).await
    }

    /// A second process, as it were, on the same database and folder.
    pub(crate) async fn another(&self) -> Self {
        Self::on(Arc::clone(&self.folder)).await
    }

    async fn on(folder: Arc<TempDir>) -> Self {
        let running = Backend::start(Config {
            listener: TcpListener::bind("127.0.0.1:0").unwrap(),
            database: format!("sqlite:{}", folder.path().join("rushes.db").display()),
            media: folder.path().join("media"),
            secret: SECRET.to_vec(),
            old_secrets: Vec::new(),
            local: true,
        })
        .await
        .unwrap();
        Self {
            running,
            folder,
            http: reqwest::Client::new(),
        }
    }

    pub(crate) async fn person(&self, name: &str) -> Caller {
        let store = &self.running.state.store;
        let user = store.add_user(name, Role::Creator, "$none$").await.unwrap();
        self.viewer(user.id)
    }

    pub(crate) fn viewer(&self, user: UserId) -> Caller {
        self.caller(&format!("viewer:{user}"), Some(user))
    }

    pub(crate) fn web(&self) -> Caller {
        self.caller("web", None)
    }

    pub(crate) fn worker(&self) -> Caller {
        self.caller("worker", None)
    }

    pub(crate) fn stranger(&self) -> Caller {
        Caller {
            user: UserId::fresh(),
            token: None,
            base: self.running.url(),
            http: self.http.clone(),
        }
    }

    fn caller(&self, subject: &str, user: Option<UserId>) -> Caller {
        Caller {
            user: user.unwrap_or_else(UserId::fresh),
            token: Some(assertion(subject)),
            ..self.stranger()
        }
    }

    /// Claims the oldest job, as a worker would.
    pub(crate) async fn claim(&self) -> Order {
        let wish = json!({"worker": "w", "generators": ["animatic"], "wait_ms": 0});
        let reply = self.worker().post("/v1/worker/claim", &wish).await;
        assert_eq!(reply.status, 200);
        reply.json()
    }
}

pub(crate) fn assertion(subject: &str) -> String {
    let now = get_current_timestamp();
    let claims = Claims {
        sub: subject.to_owned(),
        aud: AUDIENCE.to_owned(),
        iat: now,
        exp: now + LIFETIME_SECONDS,
    };
    let key = EncodingKey::from_secret(&SECRET);
    encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap()
}

/// Somebody who calls.
#[derive(Clone)]
pub(crate) struct Caller {
    pub(crate) user: UserId,
    token: Option<String>,
    base: String,
    http: reqwest::Client,
}

impl Caller {
    pub(crate) fn call(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        Reply::to(self.call(Method::GET, path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: &impl Serialize) -> Reply {
        Reply::to(self.call(Method::POST, path).json(body)).await
    }

    pub(crate) async fn send(&self, path: &str) -> Reply {
        Reply::to(self.call(Method::POST, path)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: &impl Serialize) -> Reply {
        Reply::to(self.call(Method::PATCH, path).json(body)).await
    }

    pub(crate) async fn delete(&self, path: &str) -> Reply {
        Reply::to(self.call(Method::DELETE, path)).await
    }

    pub(crate) async fn upload(&self, path: &str, body: impl Into<reqwest::Body>) -> Reply {
        Reply::to(self.call(Method::POST, path).body(body)).await
    }

    /// Adds a file to a project; `name` as it stands in the header.
    pub(crate) async fn add(&self, project: ProjectId, name: &str, bytes: Vec<u8>) -> Reply {
        let call = self.call(Method::POST, &format!("/v1/projects/{project}/files"));
        Reply::to(call.header("File-Name", name).body(bytes)).await
    }

    pub(crate) async fn project(&self) -> Project {
        let new = json!({"name": "Film", "width": 640, "height": 360});
        self.post("/v1/projects", &new).await.created()
    }

    pub(crate) async fn shot(&self, project: ProjectId) -> Shot {
        let path = format!("/v1/projects/{project}/shots");
        self.post(&path, &json!({"name": "Shot"})).await.created()
    }

    pub(crate) async fn file(&self, project: ProjectId) -> FileRef {
        self.add(project, "sea.png", picture(ImageFormat::Png, 64, 48))
            .await
            .created()
    }

    pub(crate) async fn keyframe(&self, project: ProjectId, shot: ShotId) -> Keyframe {
        let file = self.file(project).await;
        let path = format!("/v1/shots/{shot}/keyframes");
        let made = self.post(&path, &json!({"files": [file.id]})).await;
        made.created::<Vec<Keyframe>>().remove(0)
    }

    pub(crate) async fn take(&self, shot: ShotId) -> Take {
        self.send(&format!("/v1/shots/{shot}/takes"))
            .await
            .created()
    }

    /// A project with a shot of one keyframe and a queued take.
    pub(crate) async fn film(&self) -> (Project, Shot, Take) {
        let project = self.project().await;
        let shot = self.shot(project.id).await;
        self.keyframe(project.id, shot.id).await;
        let take = self.take(shot.id).await;
        (project, shot, take)
    }
}

#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Reply {
    pub(crate) async fn to(request: RequestBuilder) -> Self {
        let response = request.send().await.unwrap();
        Self {
            status: response.status(),
            headers: response.headers().clone(),
            body: response.bytes().await.unwrap(),
        }
    }

    #[track_caller]
    pub(crate) fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            let body = String::from_utf8_lossy(&self.body);
            panic!("{error} in {} {body}", self.status)
        })
    }

    #[track_caller]
    pub(crate) fn ok<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 200, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    #[track_caller]
    pub(crate) fn created<T: DeserializeOwned>(&self) -> T {
        assert_eq!(self.status, 201, "{}", String::from_utf8_lossy(&self.body));
        self.json()
    }

    /// The refusal, which must be one, with the status it says.
    #[track_caller]
    pub(crate) fn problem(&self) -> Problem {
        let kind = self.header("content-type");
        assert_eq!(kind, "application/problem+json", "{}", self.status);
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status.as_u16());
        assert!(problem.detail.ends_with('.'), "{}", problem.detail);
        problem
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn value(&self) -> Value {
        self.json()
    }
}

/// A picture that is not one color, so that it compresses like one.
pub(crate) fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let picture = RgbImage::from_fn(width, height, |x, y| {
        Rgb([(x % 256) as u8, (y % 256) as u8, ((x + y) % 256) as u8])
    });
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

/// What stands in for a film: its first box is the one of an MP4.
pub(crate) fn film(bytes: usize) -> Vec<u8> {
    let mut film = b"\0\0\0\x18ftypisom".to_vec();
    film.resize(bytes, 1);
    film
}

#[tokio::test]
async fn liveness_and_readiness_answer_without_an_assertion() {
    let bench = Bench::start().await;
    let stranger = bench.stranger();
    assert_eq!(stranger.get("/healthz").await.status, 200);
    assert_eq!(stranger.get("/readyz").await.status, 200);
    bench.running.stop().await;
}

#[tokio::test]
async fn an_address_that_is_not_served_is_a_problem_too() {
    let bench = Bench::start().await;
    let reply = bench.stranger().get("/v2/nothing").await;
    assert_eq!(reply.problem().status, 404);
}
