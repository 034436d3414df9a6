//! Who may call what: all routes of the OpenAPI document, one by one.

use api::ids::{FileId, JobId, KeyframeId, ProjectId, ShotId, TakeId};
use api::job::{JobPage, Queue};
use api::project::Project;
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

use super::{Bench, Caller, Reply};

/// The ids of one person's things, by the first part of the path that takes them.
pub(super) struct Things {
    pub(super) project: ProjectId,
    pub(super) shot: ShotId,
    pub(super) keyframe: KeyframeId,
    pub(super) take: TakeId,
    job: JobId,
    file: FileId,
}

impl Things {
    pub(super) async fn of(owner: &Caller) -> Self {
        let project = owner.project().await;
        let shot = owner.shot(project.id).await;
        let keyframe = owner.keyframe(project.id, shot.id).await;
        let take = owner.take(shot.id).await;
        Self {
            project: project.id,
            shot: shot.id,
            keyframe: keyframe.id,
            take: take.id,
            job: take.job,
            file: keyframe.picture.id,
        }
    }

    fn fresh() -> Self {
        Self {
            project: ProjectId::fresh(),
            shot: ShotId::fresh(),
            keyframe: KeyframeId::fresh(),
            take: TakeId::fresh(),
            job: JobId::fresh(),
            file: FileId::fresh(),
        }
    }

    fn fill(&self, path: &str) -> String {
        let id = match path.split('/').nth(2) {
            Some("projects") => self.project.to_string(),
            Some("shots") => self.shot.to_string(),
            Some("keyframes") => self.keyframe.to_string(),
            Some("takes") => self.take.to_string(),
            Some("jobs" | "worker") => self.job.to_string(),
            Some("files") => self.file.to_string(),
            _ => FileId::fresh().to_string(),
        };
        path.replace("{id}", &id)
            .replace("{hash}", "0123456789abcdef")
            .replace("{variant}", "original")
            .replace("{file}", &self.file.to_string())
    }
}

pub(super) struct Route {
    pub(super) method: Method,
    pub(super) path: String,
    pub(super) role: Option<String>,
    /// Whether it is described as taking a key.
    pub(super) is_keyed: bool,
    body: Option<String>,
}

impl Route {
    /// A body that the route accepts, so that it is not the body that is refused.
    fn example(&self) -> Option<Value> {
        let id = FileId::fresh();
        Some(match self.body.as_deref()? {
            "SignIn" => json!({"name": "n", "password": "p", "from": "::1"}),
            "SessionLookup" => json!({"token": "t"}),
            "NewProject" => json!({"name": "n", "width": 64, "height": 64}),
            "EditProject" | "EditShot" | "EditKeyframe" => json!({"version": 1}),
            "NewShot" => json!({"name": "n"}),
            "NewKeyframes" => json!({"files": [id]}),
            "Claim" => json!({"worker": "w", "generators": [], "wait_ms": 0}),
            "Report" => json!({"lease": "l", "fraction": 0.5, "step": "s"}),
            "Failure" => json!({"lease": "l", "message": "m", "retryable": false}),
            name if name.starts_with("Move") => json!({"before": null}),
            name => panic!("give an example of {name}"),
        })
    }

    pub(super) fn request(&self, caller: &Caller, things: &Things) -> RequestBuilder {
        let path = things.fill(&self.path);
        let request = caller.call(self.method.clone(), &path);
        match self.example() {
            Some(body) => request.json(&body),
            None => request,
        }
    }

    async fn call(&self, caller: &Caller, things: &Things) -> Reply {
        Reply::to(self.request(caller, things)).await
    }
}

pub(super) async fn routes(bench: &Bench) -> Vec<Route> {
    let document = bench.stranger().get("/v1/openapi.json").await.value();
    let mut routes = Vec::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let role = operation["security"][0].as_object();
            let body = &operation["requestBody"]["content"]["application/json"]["schema"]["$ref"];
            let parameters = operation["parameters"].as_array();
            routes.push(Route {
                is_keyed: parameters
                    .into_iter()
                    .flatten()
                    .any(|parameter| parameter["name"] == "idempotency-key"),
                method: method.to_uppercase().parse().unwrap(),
                path: path.clone(),
                role: role.map(|role| role.keys().next().unwrap().clone()),
                body: body
                    .as_str()
                    .map(|name| name.rsplit('/').next().unwrap().to_owned()),
            });
        }
    }
    assert!(routes.len() > 40, "only {} routes", routes.len());
    routes
}

const OPEN: [&str; 2] = ["/healthz", "/readyz"];

#[tokio::test]
async fn every_route_refuses_a_caller_without_an_assertion_or_of_another_role() {
    let bench = Bench::start().await;
    let things = Things::fresh();
    let mut forged = bench.worker();
    forged.token = Some("eyJhbGciOiJub25lIn0.e30.".to_owned());
    for route in routes(&bench).await {
        let name = format!("{} {}", route.method, route.path);
        let Some(role) = &route.role else {
            assert!(OPEN.contains(&route.path.as_str()), "{name} is open");
            continue;
        };
        for nobody in [&bench.stranger(), &forged] {
            let refused = route.call(nobody, &things).await;
            assert_eq!(refused.problem().status, 401, "{name}");
        }
        let callers = [
            ("viewer", bench.viewer(super::UserId::fresh())),
            ("web", bench.web()),
            ("worker", bench.worker()),
        ];
        for (other, caller) in callers.iter().filter(|(other, _)| other != role) {
            let refused = route.call(caller, &things).await;
            assert_eq!(refused.problem().status, 403, "{name} as {other}");
        }
    }
}

#[tokio::test]
async fn every_route_with_an_id_hides_what_belongs_to_somebody_else() {
    let bench = Bench::start().await;
    let owner = bench.person("Owner").await;
    let other = bench.person("Other").await;
    let things = Things::of(&owner).await;
    let before = owner.get(&format!("/v1/projects/{}", things.project)).await;
    let before: Project = before.ok();
    let mut walked = 0;
    for route in routes(&bench).await {
        let is_theirs = route.role.as_deref() == Some("viewer") && route.path.contains('{');
        if !is_theirs {
            continue;
        }
        let name = format!("{} {}", route.method, route.path);
        let foreign = route.call(&other, &things).await;
        assert_eq!(foreign.problem().status, 404, "{name} of somebody else");
        let absent = route.call(&owner, &Things::fresh()).await;
        assert_eq!(absent.problem().status, 404, "{name} of nothing");
        walked += 1;
    }
    assert!(walked > 20, "only {walked} routes");
    let after = owner.get(&format!("/v1/projects/{}", things.project)).await;
    assert_eq!(after.ok::<Project>(), before);
}

#[tokio::test]
async fn the_document_names_each_operation_once_and_only_what_it_describes() {
    let bench = Bench::start().await;
    let document = bench.stranger().get("/v1/openapi.json").await.value();
    let mut names = std::collections::HashSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let name = operation["operationId"].as_str().unwrap();
            assert!(names.insert(name), "{name} twice");
            for (status, response) in operation["responses"].as_object().unwrap() {
                assert!(response["description"].is_string(), "{name} {status}");
            }
        }
    }
    let text = document.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap();
        assert!(
            document["components"]["schemas"][name].is_object(),
            "{name}"
        );
    }
}

#[tokio::test]
async fn no_address_holds_a_secret_or_what_somebody_wrote() {
    let bench = Bench::start().await;
    let document = bench.stranger().get("/v1/openapi.json").await.value();
    let mut queried = std::collections::BTreeSet::new();
    for item in document["paths"].as_object().unwrap().values() {
        for operation in item.as_object().unwrap().values() {
            let parameters = operation["parameters"].as_array();
            for parameter in parameters.into_iter().flatten() {
                if parameter["in"] == "query" {
                    queried.insert(parameter["name"].as_str().unwrap().to_owned());
                }
            }
        }
    }
    let plain = [
        "download",
        "limit",
        "offset",
        "poster_bytes",
        "project",
        "seconds",
        "status",
    ];
    assert_eq!(Vec::from_iter(queried), plain);
}

#[tokio::test]
async fn lists_hold_only_what_is_the_viewers() {
    let bench = Bench::start().await;
    let owner = bench.person("Owner").await;
    let other = bench.person("Other").await;
    let things = Things::of(&owner).await;
    let projects: Vec<Project> = other.get("/v1/projects").await.ok();
    assert!(projects.is_empty());
    for path in [
        "/v1/jobs".to_owned(),
        format!("/v1/jobs?project={}", things.project),
    ] {
        let page: JobPage = other.get(&path).await.ok();
        assert_eq!((page.total, page.jobs.len()), (0, 0));
    }
    let queue: Queue = other.get("/v1/queue").await.ok();
    assert_eq!(queue, Queue::default());
}

#[tokio::test]
async fn a_keyframe_cannot_be_made_of_somebody_elses_picture() {
    let bench = Bench::start().await;
    let owner = bench.person("Owner").await;
    let other = bench.person("Other").await;
    let things = Things::of(&owner).await;
    let project = other.project().await;
    let shot = other.shot(project.id).await;
    let path = format!("/v1/shots/{}/keyframes", shot.id);
    let refused = other.post(&path, &json!({"files": [things.file]})).await;
    assert!(refused.status.is_client_error(), "{}", refused.status);
}

#[tokio::test]
async fn a_path_that_holds_no_id_is_not_found() {
    let bench = Bench::start().await;
    let owner = bench.person("Owner").await;
    for path in ["/v1/projects/1", "/v1/shots/..%2f..", "/v1/files/x/thumb"] {
        assert_eq!(owner.get(path).await.problem().status, 404, "{path}");
    }
}
