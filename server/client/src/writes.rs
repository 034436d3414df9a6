//! Typed writes. A write's answer is in the cache before its future resolves.

use api::ids::{JobId, KeyframeId, ProjectId, ShotId, TakeId, UserId};
use api::job::Job;
use api::project::{EditProject, NewProject, Project};
use api::shot::{EditKeyframe, EditShot, Keyframe, Move, NewKeyframes, NewShot, Shot, Take};

use crate::{Client, Error};

impl Client {
    pub async fn create_project(
        &self,
        _viewer: UserId,
        _new: NewProject,
        _key: &str,
    ) -> Result<Project, Error> {
        unimplemented!()
    }

    pub async fn create_sample(&self, _viewer: UserId, _key: &str) -> Result<Project, Error> {
        unimplemented!()
    }

    pub async fn edit_project(
        &self,
        _viewer: UserId,
        _id: ProjectId,
        _edit: EditProject,
        _key: &str,
    ) -> Result<Project, Error> {
        unimplemented!()
    }

    pub async fn delete_project(
        &self,
        _viewer: UserId,
        _id: ProjectId,
        _key: &str,
    ) -> Result<(), Error> {
        unimplemented!()
    }

    pub async fn restore_project(
        &self,
        _viewer: UserId,
        _id: ProjectId,
        _key: &str,
    ) -> Result<Project, Error> {
        unimplemented!()
    }

    pub async fn create_shot(
        &self,
        _viewer: UserId,
        _project: ProjectId,
        _new: NewShot,
        _key: &str,
    ) -> Result<Shot, Error> {
        unimplemented!()
    }

    pub async fn edit_shot(
        &self,
        _viewer: UserId,
        _id: ShotId,
        _edit: EditShot,
        _key: &str,
    ) -> Result<Shot, Error> {
        unimplemented!()
    }

    pub async fn delete_shot(&self, _viewer: UserId, _id: ShotId, _key: &str) -> Result<(), Error> {
        unimplemented!()
    }

    pub async fn restore_shot(
        &self,
        _viewer: UserId,
        _id: ShotId,
        _key: &str,
    ) -> Result<Shot, Error> {
        unimplemented!()
    }

    pub async fn move_shot(
        &self,
        _viewer: UserId,
        _id: ShotId,
        _to: Move<ShotId>,
        _key: &str,
    ) -> Result<Shot, Error> {
        unimplemented!()
    }

    pub async fn add_keyframes(
        &self,
        _viewer: UserId,
        _shot: ShotId,
        _new: NewKeyframes,
        _key: &str,
    ) -> Result<Vec<Keyframe>, Error> {
        unimplemented!()
    }

    pub async fn edit_keyframe(
        &self,
        _viewer: UserId,
        _id: KeyframeId,
        _edit: EditKeyframe,
        _key: &str,
    ) -> Result<Keyframe, Error> {
        unimplemented!()
    }

    pub async fn delete_keyframe(
        &self,
        _viewer: UserId,
        _id: KeyframeId,
        _key: &str,
    ) -> Result<(), Error> {
        unimplemented!()
    }

    pub async fn restore_keyframe(
        &self,
        _viewer: UserId,
        _id: KeyframeId,
        _key: &str,
    ) -> Result<Keyframe, Error> {
        unimplemented!()
    }

    pub async fn move_keyframe(
        &self,
        _viewer: UserId,
        _id: KeyframeId,
        _to: Move<KeyframeId>,
        _key: &str,
    ) -> Result<Keyframe, Error> {
        unimplemented!()
    }

    pub async fn generate(
        &self,
        _viewer: UserId,
        _shot: ShotId,
        _key: &str,
    ) -> Result<Take, Error> {
        unimplemented!()
    }

    pub async fn choose_take(
        &self,
        _viewer: UserId,
        _id: TakeId,
        _key: &str,
    ) -> Result<Take, Error> {
        unimplemented!()
    }

    pub async fn delete_take(&self, _viewer: UserId, _id: TakeId, _key: &str) -> Result<(), Error> {
        unimplemented!()
    }

    pub async fn restore_take(
        &self,
        _viewer: UserId,
        _id: TakeId,
        _key: &str,
    ) -> Result<Take, Error> {
        unimplemented!()
    }

    pub async fn cancel_job(&self, _viewer: UserId, _id: JobId, _key: &str) -> Result<Job, Error> {
        unimplemented!()
    }

    pub async fn retry_job(&self, _viewer: UserId, _id: JobId, _key: &str) -> Result<Take, Error> {
        unimplemented!()
    }
}
