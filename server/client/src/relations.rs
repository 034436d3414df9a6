//! What is related to what: the one table from a change to all that shows it. Invalidation is derived from it and
//! nowhere else.
//!
//! Two halves that meet in [`Tag`]: [`shown`] says what a value shows, [`touched`] says what a change touches.

use api::feed::{Change, Fact, Subject, Topic};
use api::ids::{JobId, ProjectId, ShotId, UserId};
use uuid::Uuid;

use crate::Key;
use crate::places::{Place, Places};
use crate::value::{Row, Value};

/// Topics that one value depends on. A page of jobs or a list of projects beyond this many is still shown, but the
/// feed no longer vouches for it: it is read again when it is looked at.
pub(crate) const MAX_TOPICS: usize = 256;

/// Something that is shown in one or more values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Tag {
    /// Which projects a person has, and their order.
    Projects(UserId),
    /// A project's own row: name, frame size.
    Project(ProjectId),
    /// What a project's card sums up: counts, seconds, posters.
    ProjectSummary(ProjectId),
    /// Everything shown of a project's shots, in their list.
    Shots(ProjectId),
    /// A shot's own row: name, prompt, note.
    Shot(ShotId),
    /// The places of a project's shots: one that moves, comes or goes moves others, of which nothing is told.
    Places(ProjectId),
    /// What a shot sums up: counts, seconds, poster, latest take.
    ShotSummary(ShotId),
    Keyframes(ShotId),
    Takes(ShotId),
    /// Which jobs a person has.
    Jobs(UserId),
    Job(JobId),
    Queue(UserId),
    /// What there was nothing of for a person, and whose project is not known: what is restored may be it.
    Missing(UserId),
    /// Everything that depends on a topic.
    Topic(Topic),
}

/// What is known of a key's value.
#[derive(Clone, Copy)]
pub(crate) enum Find<'a> {
    Unknown,
    Found(&'a Value),
    /// There is none for this viewer.
    Missing,
}

/// What happened, as far as the table needs it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Happening {
    /// Whose topic tells it, where it is a person's.
    pub(crate) owner: Option<UserId>,
    pub(crate) subject: Subject,
    pub(crate) change: Change,
    pub(crate) id: Uuid,
    pub(crate) project: Option<ProjectId>,
    pub(crate) shot: Option<ShotId>,
    pub(crate) job: Option<JobId>,
    /// 1 for a row that is new and not one that was restored.
    pub(crate) version: i64,
}

impl Happening {
    /// `None` for an id that is not one of ours.
    pub(crate) fn of(fact: &Fact) -> Option<Self> {
        let id = fact.id.parse().ok()?;
        let (owner, project) = match fact.topic {
            Topic::User(owner) => (Some(owner), fact.project),
            Topic::Project(project) => (None, Some(project)),
        };
        Some(Self {
            owner,
            subject: fact.subject,
            change: fact.change,
            id,
            project,
            shot: fact.shot,
            job: fact.job,
            version: fact.version,
        })
    }

    /// What a value that was read after the change must show of it; a delete leaves nothing to show.
    pub(crate) fn row(&self) -> Option<Row> {
        (self.change != Change::Deleted).then_some(Row {
            id: self.id,
            version: self.version,
        })
    }

    /// The jobs of what is deleted are not listed; they are again when it is restored.
    fn hides_jobs(&self) -> bool {
        self.change == Change::Deleted || self.restores()
    }

    fn restores(&self) -> bool {
        self.change == Change::Created && self.version > 1
    }
}

/// What a change touches. A change inside a project is told on the project's topic and, for jobs and takes, on the
/// owner's as well: each topic answers for its own part, so that nothing is read twice for one change. `holders` are the
/// people here who look at something of the project.
pub(crate) fn touched(it: &Happening, holders: &[UserId]) -> Vec<Tag> {
    if let Some(owner) = it.owner {
        return touched_of_owner(it, owner);
    }
    let mut tags = touched_in_project(it);
    if it.subject == Subject::Shot && it.hides_jobs() {
        tags.extend(holders.iter().copied().map(Tag::Jobs));
    }
    tags
}

fn touched_of_owner(it: &Happening, owner: UserId) -> Vec<Tag> {
    let mut tags = Vec::new();
    match it.subject {
        Subject::Project => {
            tags.extend([Tag::Projects(owner), Tag::Project(ProjectId(it.id))]);
            if it.hides_jobs() {
                tags.extend([Tag::Jobs(owner), Tag::Queue(owner)]);
            }
        }
        Subject::Shot | Subject::Keyframe => {
            tags.extend(it.project.map(Tag::ProjectSummary));
            tags.push(Tag::Jobs(owner));
        }
        Subject::Take => {
            // A job's row in Activity shows its take's number and poster.
            tags.extend(it.job.map(Tag::Job));
        }
        Subject::Job => {
            tags.extend([Tag::Job(JobId(it.id)), Tag::Jobs(owner), Tag::Queue(owner)]);
        }
        Subject::Session => (),
    }
    if it.restores() {
        tags.push(Tag::Missing(owner));
    }
    tags
}

fn touched_in_project(it: &Happening) -> Vec<Tag> {
    let mut tags = Vec::new();
    let Some(project) = it.project else {
        return tags;
    };
    let shot = match it.subject {
        Subject::Shot => Some(ShotId(it.id)),
        _ => it.shot,
    };
    match it.subject {
        Subject::Project => {
            tags.push(Tag::Project(project));
            if it.change != Change::Updated {
                tags.push(Tag::Topic(Topic::Project(project)));
            }
        }
        Subject::Shot => {
            tags.extend([Tag::Shots(project), Tag::ProjectSummary(project)]);
            tags.extend(shot.map(Tag::Shot));
            tags.push(Tag::Places(project));
            if it.change != Change::Updated {
                tags.extend(
                    shot.into_iter()
                        .flat_map(|s| [Tag::Keyframes(s), Tag::Takes(s)]),
                );
            }
        }
        Subject::Keyframe => {
            tags.extend([Tag::Shots(project), Tag::ProjectSummary(project)]);
            tags.extend(
                shot.into_iter()
                    .flat_map(|s| [Tag::Keyframes(s), Tag::ShotSummary(s)]),
            );
        }
        Subject::Take => {
            tags.extend([Tag::Shots(project), Tag::ProjectSummary(project)]);
            tags.extend(
                shot.into_iter()
                    .flat_map(|s| [Tag::Takes(s), Tag::ShotSummary(s)]),
            );
        }
        Subject::Job => {
            tags.push(Tag::Shots(project));
            tags.extend(
                shot.into_iter()
                    .flat_map(|s| [Tag::Takes(s), Tag::ShotSummary(s)]),
            );
        }
        Subject::Session => (),
    }
    tags
}

/// What a key shows; more of it is known once its value is.
pub(crate) fn shown(viewer: UserId, key: &Key, find: Find<'_>) -> Vec<Tag> {
    let mut tags = match key {
        Key::Projects => vec![Tag::Projects(viewer)],
        Key::Project(id) => vec![Tag::Project(*id), Tag::ProjectSummary(*id)],
        Key::Shots(project) => vec![Tag::Shots(*project)],
        Key::Shot(id) => vec![Tag::Shot(*id), Tag::ShotSummary(*id)],
        Key::Keyframes(shot) => vec![Tag::Keyframes(*shot)],
        Key::Takes(shot) => vec![Tag::Takes(*shot)],
        Key::Jobs(_) => vec![Tag::Jobs(viewer)],
        Key::Job(id) => vec![Tag::Job(*id)],
        Key::Queue => vec![Tag::Queue(viewer)],
        Key::Progress(_) | Key::Backend => vec![],
    };
    let job = |it: &api::job::Job| {
        [
            Tag::Job(it.id),
            Tag::Project(it.project),
            Tag::Shot(it.shot),
        ]
    };
    match find {
        Find::Found(Value::Projects(all)) => {
            let both = |id| [Tag::Project(id), Tag::ProjectSummary(id)];
            tags.extend(all.iter().flat_map(|it| both(it.id)));
        }
        Find::Found(Value::Jobs(page)) => tags.extend(page.jobs.iter().flat_map(job)),
        Find::Found(Value::Job(it)) => tags.extend(job(it)),
        Find::Found(Value::Shot(it)) => tags.push(Tag::Places(it.project)),
        Find::Missing => tags.push(Tag::Missing(viewer)),
        Find::Found(_) | Find::Unknown => (),
    }
    tags.sort_unstable_by_key(order);
    tags.dedup();
    tags
}

/// Any total order will do: it only brings equal tags together.
fn order(tag: &Tag) -> (u8, Uuid) {
    match *tag {
        Tag::Projects(id) => (0, id.0),
        Tag::Project(id) => (1, id.0),
        Tag::ProjectSummary(id) => (2, id.0),
        Tag::Shots(id) => (3, id.0),
        Tag::Shot(id) => (4, id.0),
        Tag::ShotSummary(id) => (5, id.0),
        Tag::Keyframes(id) => (6, id.0),
        Tag::Takes(id) => (7, id.0),
        Tag::Jobs(id) => (8, id.0),
        Tag::Job(id) => (9, id.0),
        Tag::Queue(id) => (10, id.0),
        Tag::Topic(Topic::User(id)) => (11, id.0),
        Tag::Topic(Topic::Project(id)) => (12, id.0),
        Tag::Places(id) => (13, id.0),
        Tag::Missing(id) => (14, id.0),
    }
}

/// The topics whose facts touch a key: only while all of them are watched is the feed's silence worth anything.
/// `None` while the project around a shot is not known yet; where there is no such shot, its person's topic tells of one
/// that is restored. At most [`MAX_TOPICS`] and one more.
pub(crate) fn topics(
    viewer: UserId,
    key: &Key,
    find: Find<'_>,
    places: &Places,
) -> Option<Vec<Topic>> {
    let project_of = |shot: &ShotId| places.project_of(viewer, *shot);
    let mine = Topic::User(viewer);
    let mut projects: Vec<ProjectId> = match find {
        Find::Found(Value::Projects(all)) => all.iter().map(|it| it.id).collect(),
        Find::Found(Value::Jobs(page)) => page.jobs.iter().map(|it| it.project).collect(),
        Find::Found(Value::Job(it)) => vec![it.project],
        _ => vec![],
    };
    projects.sort_unstable();
    projects.dedup();
    projects.truncate(MAX_TOPICS);
    let learnt = projects.into_iter().map(Topic::Project);
    Some(match key {
        Key::Projects | Key::Jobs(_) | Key::Job(_) => std::iter::once(mine).chain(learnt).collect(),
        Key::Project(id) | Key::Shots(id) => vec![Topic::Project(*id)],
        Key::Shot(shot) | Key::Keyframes(shot) | Key::Takes(shot) => {
            match (project_of(shot), find) {
                (Some(project), _) => vec![Topic::Project(project)],
                (None, Find::Missing) => vec![mine],
                (None, _) => return None,
            }
        }
        Key::Queue | Key::Progress(_) => vec![mine],
        Key::Backend => vec![],
    })
}

/// A write of ours as the happenings that its facts will tell, before they arrive.
pub(crate) fn written(
    viewer: UserId,
    subject: Subject,
    change: Change,
    row: Row,
    place: Place,
) -> [Happening; 2] {
    let in_project = Happening {
        owner: None,
        subject,
        change,
        id: row.id,
        project: place.project,
        shot: place.shot,
        job: place.job,
        version: row.version,
    };
    let of_owner = Happening {
        owner: Some(viewer),
        ..in_project
    };
    [in_project, of_owner]
}
