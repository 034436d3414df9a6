//! Where tests play: a project, its shots, and who looks at them.

use api::ids::{ProjectId, ShotId, UserId};
use api::shot::Shot;
use client::{Key, Peek, Shots, Watch};

use super::{Bench, sample};

pub(crate) struct Stage {
    pub(crate) bench: Bench,
    pub(crate) viewer: UserId,
    pub(crate) project: ProjectId,
    pub(crate) shots: String,
}

pub(crate) async fn stage() -> Stage {
    let project = ProjectId::fresh();
    Stage {
        bench: Bench::new().await,
        viewer: UserId::fresh(),
        project,
        shots: format!("GET /v1/projects/{project}/shots"),
    }
}

impl Stage {
    pub(crate) fn names(&self) -> Vec<String> {
        match self.bench.client.peek(self.viewer, Shots(self.project)) {
            Peek::Loaded(shots) => shots.iter().map(|it| it.name.clone()).collect(),
            _ => vec![],
        }
    }
}

/// A project of three shots, on screen.
pub(crate) struct Grid {
    pub(crate) bench: Bench,
    pub(crate) viewer: UserId,
    pub(crate) project: ProjectId,
    pub(crate) shots: Vec<Shot>,
    pub(crate) list: String,
    _watch: Watch,
}

pub(crate) async fn grid() -> Grid {
    let bench = Bench::new().await;
    let (viewer, project) = (UserId::fresh(), ProjectId::fresh());
    let shots: Vec<Shot> = ["a", "b", "c"]
        .into_iter()
        .zip(0..)
        .map(|(name, position)| sample::shot(project, ShotId::fresh(), 1, position, name))
        .collect();
    let list = format!("GET /v1/projects/{project}/shots");
    bench.fake.answer(&list, &shots);
    let watch = bench.client.watch(viewer, Key::Shots(project));
    bench.client.get(viewer, Shots(project)).await.unwrap();
    Grid {
        bench,
        viewer,
        project,
        shots,
        list,
        _watch: watch,
    }
}

impl Grid {
    pub(crate) fn shown(&self) -> Vec<(u32, String)> {
        match self.bench.client.peek(self.viewer, Shots(self.project)) {
            Peek::Loaded(all) => all
                .iter()
                .map(|it| (it.position, it.name.clone()))
                .collect(),
            _ => vec![],
        }
    }

    pub(crate) fn names(&self) -> String {
        self.shown().into_iter().map(|(_, name)| name).collect()
    }
}
