//! Addresses: which page of the studio a URL names, and back.
//!
//! A URL holds what a reload should keep: the page, the thing it shows, filters and the page number. An address
//! that names nothing becomes [`Route::Lost`], a page like any other.

use api::ids::{ProjectId, ShotId};
use api::job::JobStatus;
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Route {
    Projects,
    Storyboard(ProjectId),
    Shot(ProjectId, ShotId),
    Activity(Filter),
    Settings,
    /// Every component in every state, for those who build them.
    Kit,
    /// The address as it was asked for, cut to [`LOST_LIMIT`].
    Lost(String),
}

/// What Activity shows.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    pub status: Option<JobStatus>,
    pub project: Option<ProjectId>,
    /// 0 for the newest jobs.
    pub page: u32,
}

/// An unknown address is kept to show it; longer than this nobody reads it, and the state stays small.
const LOST_LIMIT: usize = 200;

impl Route {
    /// Never fails: what is not an address of ours is [`Route::Lost`].
    #[must_use]
    pub fn parse(url: &str) -> Self {
        let (path, query) = url.split_once('?').unwrap_or((url, ""));
        let query = query.split('#').next().unwrap_or_default();
        let path = path.split('#').next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        let found = match parts.as_slice() {
            [] | ["projects"] => Some(Self::Projects),
            ["projects", project] => project.parse().ok().map(Self::Storyboard),
            ["projects", project, "shots", shot] => both(project.parse(), shot.parse()),
            ["activity"] => Some(Self::Activity(Filter::parse(query))),
            ["settings"] => Some(Self::Settings),
            ["ops", "kit"] => Some(Self::Kit),
            _ => None,
        };
        // Two slashes would name another host.
        let own = path.trim_start_matches(['/', '\\']);
        let lost = || "/".chars().chain(own.chars()).take(LOST_LIMIT).collect();
        found.unwrap_or_else(|| Self::Lost(lost()))
    }

    /// The one address of this page.
    #[must_use]
    pub fn url(&self) -> String {
        match self {
            Self::Projects => "/".to_owned(),
            Self::Storyboard(project) => format!("/projects/{project}"),
            Self::Shot(project, shot) => format!("/projects/{project}/shots/{shot}"),
            Self::Activity(filter) => filter.url(),
            Self::Settings => "/settings".to_owned(),
            Self::Kit => "/ops/kit".to_owned(),
            Self::Lost(path) => path.clone(),
        }
    }

    /// The project whose pages these are, if they are one's.
    #[must_use]
    pub fn project(&self) -> Option<ProjectId> {
        match self {
            Self::Storyboard(project) | Self::Shot(project, _) => Some(*project),
            _ => None,
        }
    }
}

fn both<E>(project: Result<ProjectId, E>, shot: Result<ShotId, E>) -> Option<Route> {
    Some(Route::Shot(project.ok()?, shot.ok()?))
}

impl Filter {
    fn parse(query: &str) -> Self {
        let mut filter = Self::default();
        for (key, value) in form_urlencoded::parse(query.as_bytes()) {
            match key.as_ref() {
                "status" => filter.status = status(&value),
                "project" => filter.project = value.parse().ok(),
                // People count from 1.
                "page" => filter.page = value.parse().unwrap_or(1).max(1) - 1,
                _ => {}
            }
        }
        filter
    }

    #[must_use]
    pub fn url(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        if let Some(status) = self.status {
            query.append_pair("status", status_word(status));
        }
        if let Some(project) = self.project {
            query.append_pair("project", &project.to_string());
        }
        if self.page > 0 {
            query.append_pair("page", &(self.page + 1).to_string());
        }
        let query = query.finish();
        if query.is_empty() {
            "/activity".to_owned()
        } else {
            format!("/activity?{query}")
        }
    }
}

#[must_use]
pub fn status_word(status: JobStatus) -> &'static str {
    match status {
        JobStatus::Queued => "queued",
        JobStatus::Running => "running",
        JobStatus::Succeeded => "succeeded",
        JobStatus::Failed => "failed",
        JobStatus::Canceled => "canceled",
    }
}

fn status(word: &str) -> Option<JobStatus> {
    use JobStatus::{Canceled, Failed, Queued, Running, Succeeded};
    [Queued, Running, Succeeded, Failed, Canceled]
        .into_iter()
        .find(|status| status_word(*status) == word)
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "018f0000-0000-7000-8000-00000000000a";
    const B: &str = "018f0000-0000-7000-8000-00000000000b";

    #[test]
    fn every_address_comes_back_as_it_was() {
        let shot = format!("/projects/{A}/shots/{B}");
        let filtered = format!("/activity?status=failed&project={A}&page=3");
        for url in [
            "/",
            &format!("/projects/{A}"),
            &shot,
            "/activity",
            &filtered,
            "/settings",
            "/ops/kit",
        ] {
            assert_eq!(Route::parse(url).url(), url);
            assert!(!matches!(Route::parse(url), Route::Lost(_)), "{url}");
        }
    }

    #[test]
    fn an_address_that_names_nothing_is_lost_and_stays_in_the_bar() {
        for url in [
            "/projects/12",
            "/nowhere",
            "/projects/x/shots/y",
            "/activity/more",
        ] {
            assert_eq!(Route::parse(url), Route::Lost(url.to_owned()));
            assert_eq!(Route::parse(url).url(), url);
        }
        for url in ["//elsewhere.example/x", "/\\elsewhere.example/x"] {
            assert_eq!(Route::parse(url).url(), "/elsewhere.example/x");
        }
        let long = format!("/{}", "x".repeat(10_000));
        assert_eq!(Route::parse(&long).url().len(), LOST_LIMIT);
    }

    #[test]
    fn a_filter_that_is_nonsense_shows_everything() {
        let route = Route::parse("/activity?status=lost&project=no&page=0&x=y");
        assert_eq!(route, Route::Activity(Filter::default()));
        assert_eq!(
            Route::parse("/activity?page=99999999999"),
            Route::Activity(Filter::default())
        );
    }

    #[test]
    fn a_query_or_fragment_does_not_hide_the_page() {
        assert_eq!(Route::parse("/?x=1"), Route::Projects);
        assert_eq!(Route::parse("/settings#keys"), Route::Settings);
    }
}
