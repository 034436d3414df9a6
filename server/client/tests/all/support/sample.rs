//! Values to answer with.

use api::account::{Role, Session, User};
use api::feed::{Change, Fact, FromBackend, Subject, Topic};
use api::ids::*;
use api::job::{Job, JobStatus, Progress};
use api::media::{FileKind, FileRef};
use api::problem::{Code, Problem};
use api::project::Project;
use api::shot::{CameraMove, Keyframe, Shot, Take};

pub(crate) fn problem(status: u16, code: Code) -> Problem {
    Problem {
        kind: "about:blank".to_owned(),
        title: "No".to_owned(),
        status,
        code,
        detail: "A sentence for the person.".to_owned(),
        field: None,
        current: None,
    }
}

pub(crate) fn project(id: ProjectId, version: i64, name: &str) -> Project {
    Project {
        id,
        version,
        name: name.to_owned(),
        width: 768,
        height: 512,
        shot_count: 0,
        seconds: 0.0,
        posters: vec![],
        created_at: 1,
        updated_at: 1,
    }
}

pub(crate) fn shot(
    project: ProjectId,
    id: ShotId,
    version: i64,
    position: u32,
    name: &str,
) -> Shot {
    Shot {
        id,
        version,
        project,
        position,
        name: name.to_owned(),
        prompt: String::new(),
        note: String::new(),
        keyframe_count: 0,
        take_count: 0,
        seconds: 0.0,
        poster: None,
        film: None,
        film_seconds: None,
        latest: None,
    }
}

pub(crate) fn picture() -> FileRef {
    FileRef {
        id: FileId::fresh(),
        kind: FileKind::Png,
        width: 8,
        height: 8,
        bytes: 99,
        name: "a.png".to_owned(),
    }
}

pub(crate) fn keyframe(shot: ShotId, id: KeyframeId, version: i64, position: u32) -> Keyframe {
    Keyframe {
        id,
        version,
        shot,
        position,
        picture: picture(),
        seconds: 2.0,
        camera: CameraMove::Still,
    }
}

pub(crate) fn take(
    project: ProjectId,
    shot: ShotId,
    job: JobId,
    number: u32,
    status: JobStatus,
) -> Take {
    Take {
        id: TakeId::fresh(),
        version: 1,
        project,
        shot,
        job,
        number,
        status,
        error: None,
        chosen: false,
        film: None,
        poster: None,
        seconds: 2.0,
        created_at: 1,
    }
}

pub(crate) fn job(take: &Take, version: i64) -> Job {
    Job {
        id: take.job,
        version,
        status: take.status,
        generator: "animatic".to_owned(),
        attempt: 1,
        project: take.project,
        project_name: "Film".to_owned(),
        shot: take.shot,
        shot_name: "Shot".to_owned(),
        take: take.id,
        take_number: take.number,
        prompt: String::new(),
        poster: None,
        error: None,
        created_at: 1,
        started_at: None,
        finished_at: None,
    }
}

pub(crate) fn progress(job: JobId, fraction: f64) -> Progress {
    Progress {
        job,
        fraction,
        step: "rendering".to_owned(),
        eta: None,
        preview: None,
    }
}

pub(crate) fn session(user: UserId) -> Session {
    Session {
        id: SessionId::fresh(),
        user: User {
            id: user,
            name: "Ada".to_owned(),
            role: Role::Creator,
            disabled: false,
        },
        expires_at: i64::MAX,
    }
}

/// A fact about a project itself.
pub(crate) fn project_fact(
    topic: Topic,
    number: i64,
    change: Change,
    id: ProjectId,
    version: i64,
) -> FromBackend {
    FromBackend::Fact(Fact {
        topic,
        number,
        change,
        subject: Subject::Project,
        id: id.to_string(),
        version,
        project: Some(id),
        shot: None,
        job: None,
    })
}

/// A fact inside a project.
pub(crate) fn shot_fact(number: i64, change: Change, shot: &Shot) -> FromBackend {
    FromBackend::Fact(Fact {
        topic: Topic::Project(shot.project),
        number,
        change,
        subject: Subject::Shot,
        id: shot.id.to_string(),
        version: shot.version,
        project: Some(shot.project),
        shot: Some(shot.id),
        job: None,
    })
}

pub(crate) fn keyframe_fact(
    number: i64,
    change: Change,
    project: ProjectId,
    it: &Keyframe,
) -> FromBackend {
    FromBackend::Fact(Fact {
        topic: Topic::Project(project),
        number,
        change,
        subject: Subject::Keyframe,
        id: it.id.to_string(),
        version: it.version,
        project: Some(project),
        shot: Some(it.shot),
        job: None,
    })
}

pub(crate) fn job_fact(topic: Topic, number: i64, job: &Job) -> FromBackend {
    FromBackend::Fact(Fact {
        topic,
        number,
        change: Change::Updated,
        subject: Subject::Job,
        id: job.id.to_string(),
        version: job.version,
        project: Some(job.project),
        shot: Some(job.shot),
        job: Some(job.id),
    })
}
