//! What can be read, as a value: the key of the cache and of a region's record of what it read.

use api::ids::{JobId, ProjectId, ShotId, UserId};
use api::job::{JobFilter, JobStatus};

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Key {
    Projects,
    Project(ProjectId),
    Shots(ProjectId),
    Shot(ShotId),
    Keyframes(ShotId),
    Takes(ShotId),
    Jobs(JobFilter),
    Job(JobId),
    Queue,
    Progress(JobId),
    /// Whether the backend can be reached, for a banner.
    Backend,
}

/// A key as one person sees it. Nothing is shared between viewers.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct WatchKey {
    pub viewer: UserId,
    pub key: Key,
}

/// A call: its name in the counters, and its path.
pub(crate) struct Route {
    pub(crate) name: &'static str,
    pub(crate) path: String,
}

impl Key {
    /// How the key is read; `None` for what is told and never read.
    pub(crate) fn route(&self) -> Option<Route> {
        let (name, path) = match self {
            Self::Projects => ("GET /v1/projects", "/v1/projects".to_owned()),
            Self::Project(id) => ("GET /v1/projects/{id}", format!("/v1/projects/{id}")),
            Self::Shots(id) => (
                "GET /v1/projects/{id}/shots",
                format!("/v1/projects/{id}/shots"),
            ),
            Self::Shot(id) => ("GET /v1/shots/{id}", format!("/v1/shots/{id}")),
            Self::Keyframes(id) => (
                "GET /v1/shots/{id}/keyframes",
                format!("/v1/shots/{id}/keyframes"),
            ),
            Self::Takes(id) => ("GET /v1/shots/{id}/takes", format!("/v1/shots/{id}/takes")),
            Self::Jobs(filter) => ("GET /v1/jobs", jobs_path(filter)),
            Self::Job(id) => ("GET /v1/jobs/{id}", format!("/v1/jobs/{id}")),
            Self::Queue => ("GET /v1/queue", "/v1/queue".to_owned()),
            Self::Progress(_) | Self::Backend => return None,
        };
        Some(Route { name, path })
    }
}

fn jobs_path(filter: &JobFilter) -> String {
    let mut query = url::form_urlencoded::Serializer::for_suffix("/v1/jobs?".to_owned(), 9);
    if let Some(status) = filter.status {
        let name = match status {
            JobStatus::Queued => "queued",
            JobStatus::Running => "running",
            JobStatus::Succeeded => "succeeded",
            JobStatus::Failed => "failed",
            JobStatus::Canceled => "canceled",
        };
        query.append_pair("status", name);
    }
    if let Some(project) = filter.project {
        query.append_pair("project", &project.to_string());
    }
    if let Some(limit) = filter.limit {
        query.append_pair("limit", &limit.to_string());
    }
    query.append_pair("offset", &filter.offset.to_string());
    query.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_becomes_a_query_string() {
        let mut filter = JobFilter::default();
        let path = |filter: &JobFilter| Key::Jobs(filter.clone()).route().unwrap().path;
        assert_eq!(path(&filter), "/v1/jobs?offset=0");
        filter.status = Some(JobStatus::Canceled);
        filter.limit = Some(20);
        assert_eq!(path(&filter), "/v1/jobs?status=canceled&limit=20&offset=0");
    }
}
