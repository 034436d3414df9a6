//! A whole project in one transaction: the sample that ships with Rushes.

use std::collections::HashSet;

use api::ids::{ProjectId, UserId};
use api::project::{NewProject, Project};
use api::shot::CameraMove;

use super::files::NewFile;
use super::parse::{FrameSize, ProjectName, Seconds, ShotName, Text};
use super::sql::{query, read};
use super::tx::Tx;
use super::{Once, Result, Store, files, keyframes, projects, shots};

#[derive(Clone, Debug)]
pub struct Sample {
    /// Where the person has a project of this name, a number is added to it.
    pub project: NewProject,
    pub shots: Vec<SampleShot>,
}

#[derive(Clone, Debug)]
pub struct SampleShot {
    pub name: String,
    pub prompt: String,
    pub note: String,
    pub keyframes: Vec<SampleKeyframe>,
}

#[derive(Clone, Debug)]
pub struct SampleKeyframe {
    pub file: NewFile,
    pub seconds: f64,
    pub camera: CameraMove,
}

impl Store {
    pub async fn add_sample(
        &self,
        viewer: UserId,
        sample: Sample,
        once: Option<Once>,
    ) -> Result<Project> {
        self.write_once(viewer, once, move |tx| {
            Box::pin(async move {
                let id = insert(tx, viewer, sample).await?;
                projects::find(tx.connection(), viewer, id).await
            })
        })
        .await
    }
}

async fn insert(tx: &mut Tx, viewer: UserId, sample: Sample) -> Result<ProjectId> {
    let name = free_name(tx, viewer, &sample.project.name).await?;
    let size = FrameSize::parse(sample.project.width, sample.project.height)?;
    let project = projects::insert(tx, viewer, &name, size).await?;
    for shot in sample.shots {
        let id = shots::insert(
            tx,
            project,
            &ShotName::parse(&shot.name)?,
            &Text::parse("prompt", &shot.prompt)?,
            &Text::parse("note", &shot.note)?,
        )
        .await?;
        for keyframe in shot.keyframes {
            let file = files::insert(tx, project, &keyframe.file).await?;
            let seconds = Seconds::parse(keyframe.seconds)?;
            keyframes::insert(tx, project, id, file.id, seconds, keyframe.camera).await?;
        }
    }
    Ok(project)
}

/// The name, or with the first number that makes it free.
async fn free_name(tx: &mut Tx, viewer: UserId, name: &str) -> Result<ProjectName> {
    let rows = tx
        .all(query!(
            "SELECT name_key FROM projects WHERE owner_id = $1 AND deleted_at IS NULL",
            viewer
        ))
        .await?;
    let taken = rows
        .iter()
        .map(|row| read(row, "name_key"))
        .collect::<Result<HashSet<String>>>()?;
    let mut candidate = ProjectName::parse(name)?;
    let mut number = 2;
    while taken.contains(&projects::name_key(&candidate)) {
        candidate = ProjectName::parse(&format!("{name} {number}"))?;
        number += 1;
    }
    Ok(candidate)
}
