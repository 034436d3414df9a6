//! What a person does: each event by its name. Values come from the browser and are untrusted; an event that makes
//! no sense is passed over.

use std::str::FromStr;

use api::ids::{FileId, ShotId};
use api::job::JobStatus;
use live::Event;

use super::asked::Asked;
use super::back::Undo;
use super::batch::Way;
use super::command::{Command, Thing};
use super::form::NewProjectForm;
use super::route::Route;
use super::toast::Tone;
use super::token::{Field, Row, Token};
use super::{State, Step};

/// Text longer than this is cut before it is sent: the backend's own limit is lower and it says so in a sentence.
const VALUE_LIMIT: usize = 20_000;
/// One drop of pictures.
const FILES_LIMIT: usize = 200;
/// Takes that are deleted by one press; whoever has more presses again.
const CLEAR_LIMIT: usize = 100;
/// Shots whose Generate is unanswered at once; beyond it the oldest may be pressed again.
const GENERATING_LIMIT: usize = 16;

impl State {
    /// A person did something.
    pub fn apply(&mut self, event: &Event) -> Step {
        self.handle(event).unwrap_or_else(Step::none)
    }

    fn handle(&mut self, event: &Event) -> Option<Step> {
        let (subject, verb) = event.name.split_once('.').unwrap_or((&event.name, ""));
        match subject {
            "project" => self.project(verb, event),
            "shot" => self.shot(verb, event),
            "keyframes" | "keyframe" => self.keyframe(verb, event),
            "take" => self.take(verb, event),
            "job" => self.job(verb, event),
            "edit" => self.edit(verb, event),
            "toast" => self.toast(verb, event),
            "activity" => self.activity(verb, event),
            "undo" => self.undo(event),
            _ => None,
        }
    }

    /// From a toast, the delete that it tells of; from the keys, the newest act of all.
    fn undo(&mut self, event: &Event) -> Option<Step> {
        if event.get("id").is_some() {
            let things = self.toasts.take_undo(event.parse("id")?)?;
            self.history.forget(&things);
            return self.restore(things);
        }
        match self.history.pop()? {
            Undo::Restore(things) => {
                self.toasts.forget(&things);
                self.restore(things)
            }
            Undo::PutBack(back) => Some(Step::command(Command::PutBack(back))),
        }
    }

    fn restore(&mut self, things: Vec<Thing>) -> Option<Step> {
        match things.as_slice() {
            [thing] => Some(Step::command(Command::Restore(*thing))),
            _ => self.batch(Way::Restore, things),
        }
    }

    fn batch(&mut self, way: Way, things: Vec<Thing>) -> Option<Step> {
        let commands = self.batches.begin(way, things)?;
        Some(commands.into_iter().fold(Step::none(), Step::and))
    }

    fn project(&mut self, verb: &str, event: &Event) -> Option<Step> {
        match verb {
            "new" => self.new_project = Some(NewProjectForm::default()),
            "close" => self.new_project = None,
            "size" | "typed" => {
                let form = self.new_project.as_mut()?;
                form.read(event);
                form.mend();
            }
            "create" => return self.create_project(event),
            "sample" => return Some(Step::command(Command::CreateSample)),
            "delete" => return delete(Thing::Project(event.parse("id")?)),
            "rename.begin" => self.naming = Some(Row::Project(event.parse("id")?)),
            "rename.cancel" => return self.cancel_naming(Row::Project(event.parse("id")?)),
            "rename" => return self.rename(event),
            _ => return None,
        }
        Some(Step::none())
    }

    fn create_project(&mut self, event: &Event) -> Option<Step> {
        let form = self.new_project.as_mut()?;
        form.read(event);
        match form.parse() {
            Ok(project) => {
                form.errors.clear();
                Some(Step::command(Command::CreateProject(project)))
            }
            Err(errors) => {
                form.errors = errors;
                Some(Step::none().focus(form.first_wrong()))
            }
        }
    }

    fn shot(&mut self, verb: &str, event: &Event) -> Option<Step> {
        match verb {
            "add" => {
                let name = event.get("value").unwrap_or("New shot").to_owned();
                let project = event.parse("id")?;
                return Some(Step::command(Command::AddShot { project, name }));
            }
            "move" => {
                let (shot, before) = (event.parse("id")?, optional(event, "before")?);
                return Some(Step::command(Command::MoveShot { shot, before }));
            }
            "delete" => return delete(Thing::Shot(event.parse("id")?)),
            "restore" => {
                let things = vec![Thing::Shot(event.parse("id")?)];
                self.toasts.forget(&things);
                self.history.forget(&things);
                return self.restore(things);
            }
            "rename.begin" => self.naming = Some(Row::Shot(event.parse("id")?)),
            "rename.cancel" => return self.cancel_naming(Row::Shot(event.parse("id")?)),
            "rename" => return self.rename(event),
            "generate" => return self.generate(event.parse("id")?),
            _ => return None,
        }
        Some(Step::none())
    }

    fn generate(&mut self, shot: ShotId) -> Option<Step> {
        if self.generating.contains(&shot) {
            return None;
        }
        if self.generating.len() >= GENERATING_LIMIT {
            self.generating.remove(0);
        }
        self.generating.push(shot);
        Some(Step::command(Command::Generate { shot }))
    }

    fn keyframe(&mut self, verb: &str, event: &Event) -> Option<Step> {
        match verb {
            "add" => {
                let files: Vec<FileId> = event
                    .all("file")
                    .filter_map(|id| id.parse().ok())
                    .take(FILES_LIMIT)
                    .collect();
                let shot = event.parse("id")?;
                (!files.is_empty()).then(|| Step::command(Command::AddKeyframes { shot, files }))
            }
            "select" => {
                let id = event.parse("id")?;
                let put_away = self.enlarged && self.keyframe == Some(id);
                self.keyframe = (!put_away).then_some(id);
                self.enlarged = !put_away;
                Some(Step::none())
            }
            "leave" => {
                self.enlarged = false;
                let card = self.keyframe.map(|id| name_id(Row::Keyframe(id)));
                Some(card.map_or_else(Step::none, |card| Step::none().focus(card)))
            }
            "move" => {
                let (keyframe, before) = (event.parse("id")?, optional(event, "before")?);
                let among = match self.route {
                    Route::Shot(_, shot) => Some(shot),
                    _ => None,
                };
                Some(Step::command(Command::MoveKeyframe {
                    keyframe,
                    among,
                    before,
                }))
            }
            "delete" => delete(Thing::Keyframe(event.parse("id")?)),
            _ => None,
        }
    }

    fn take(&mut self, verb: &str, event: &Event) -> Option<Step> {
        if verb == "clear" {
            let takes = event.get("value")?.split(' ');
            let takes = takes.filter_map(|id| id.parse().ok().map(Thing::Take));
            return self.batch(Way::Delete, takes.take(CLEAR_LIMIT).collect());
        }
        let take = event.parse("id")?;
        match verb {
            "show" => {
                self.enlarged = false;
                self.take = Some(Asked {
                    id: Some(take),
                    number: event.parse("number"),
                });
                Some(Step::none())
            }
            "choose" => Some(Step::command(Command::Choose { take })),
            "delete" => delete(Thing::Take(take)),
            _ => None,
        }
    }

    fn job(&mut self, verb: &str, event: &Event) -> Option<Step> {
        match verb {
            "cancel" => Some(Step::command(Command::Cancel {
                job: event.parse("id")?,
            })),
            "retry" => Some(Step::command(Command::Retry {
                job: event.parse("id")?,
            })),
            "finished" => {
                self.finished(event)?;
                Some(Step::none())
            }
            _ => None,
        }
    }

    /// The browser saw that a job ended while this tab was open.
    fn finished(&mut self, event: &Event) -> Option<()> {
        let name = event.get("name")?;
        let take: u32 = event.parse("take")?;
        let route = Route::Shot(event.parse("project")?, event.parse("shot")?);
        let (tone, text) = match status(event.get("status")?)? {
            JobStatus::Succeeded => (Tone::Good, format!("Take {take} of “{name}” is ready")),
            JobStatus::Failed => (
                Tone::Bad,
                format!("Take {take} of “{name}” could not be generated"),
            ),
            _ => return None,
        };
        if route == self.route {
            self.toasts.plain_as(tone, text);
        } else {
            self.toasts.linked(tone, text, route.url());
        }
        Some(())
    }

    fn activity(&mut self, verb: &str, event: &Event) -> Option<Step> {
        let Route::Activity(filter) = &mut self.route else {
            return None;
        };
        if verb != "project" {
            return None;
        }
        filter.project = optional(event, "project")?;
        filter.page = 0;
        Some(Step::none())
    }

    fn edit(&mut self, verb: &str, event: &Event) -> Option<Step> {
        let token: Token = event.parse("id")?;
        match verb {
            "" => {
                let value = normal(token.field, event.get("value")?);
                Some(commands(self.edits.submit(token, value)))
            }
            "theirs" => {
                self.edits.take_theirs(token.row, token.field);
                Some(if token.field == Field::Name {
                    self.stop_naming()
                } else {
                    Step::none()
                })
            }
            "mine" => Some(commands(self.edits.keep_mine(token.row, token.field))),
            _ => None,
        }
    }

    fn rename(&mut self, event: &Event) -> Option<Step> {
        let token: Token = event.parse("id")?;
        // A form that is taken away sends what was in it once more, after Escape as well.
        if token.field != Field::Name || self.naming != Some(token.row) {
            return None;
        }
        let name = normal(Field::Name, event.get("name")?);
        match self.edits.insist(token, name) {
            Some(command) => Some(Step::command(command)),
            // The name it has already.
            None => Some(self.stop_naming()),
        }
    }

    fn stop_naming(&mut self) -> Step {
        let Some(row) = self.naming.take() else {
            return Step::none();
        };
        self.edits.cancel(row, Field::Name);
        Step::none().focus(name_id(row))
    }

    fn cancel_naming(&mut self, row: Row) -> Option<Step> {
        (self.naming == Some(row)).then(|| self.stop_naming())
    }

    fn toast(&mut self, verb: &str, event: &Event) -> Option<Step> {
        let id = event.parse("id")?;
        match verb {
            "dismiss" => {
                self.toasts.dismiss(id);
                Some(Step::none())
            }
            "again" => self.toasts.take_again(id).map(Step::command),
            _ => None,
        }
    }
}

/// The element that shows a row's name, for the focus to go back to.
#[must_use]
pub(super) fn name_id(row: Row) -> String {
    match row {
        Row::Project(id) => format!("project-{id}"),
        Row::Shot(id) => format!("shot-{id}"),
        Row::Keyframe(id) => format!("keyframe-{id}"),
    }
}

/// The element of a thing in its list.
#[must_use]
pub(super) fn thing_id(thing: Thing) -> String {
    match thing {
        Thing::Project(id) => name_id(Row::Project(id)),
        Thing::Shot(id) => name_id(Row::Shot(id)),
        Thing::Keyframe(id) => name_id(Row::Keyframe(id)),
        Thing::Take(id) => format!("take-{id}"),
    }
}

fn delete(thing: Thing) -> Option<Step> {
    Some(Step::command(Command::Delete(thing)))
}

fn commands(command: Option<Command>) -> Step {
    command.map_or_else(Step::none, Step::command)
}

/// `Some(None)` where the value is absent or empty, `None` where it is there and cannot be read.
fn optional<T: FromStr>(event: &Event, key: &str) -> Option<Option<T>> {
    match event.get(key) {
        None | Some("") => Some(None),
        Some(text) => text.parse().ok().map(Some),
    }
}

/// The value as the backend would tell it back, so that equal values are equal text.
fn normal(field: Field, value: &str) -> String {
    match field {
        Field::Seconds => match value.trim().parse::<f64>() {
            Ok(seconds) if seconds.is_finite() => seconds.to_string(),
            // As it was typed, to be refused by its field's rule.
            _ => value.chars().take(VALUE_LIMIT).collect(),
        },
        Field::Name => value.trim().chars().take(VALUE_LIMIT).collect(),
        Field::Prompt | Field::Note | Field::Camera => value
            .replace("\r\n", "\n")
            .chars()
            .take(VALUE_LIMIT)
            .collect(),
    }
}

fn status(word: &str) -> Option<JobStatus> {
    match word {
        "succeeded" => Some(JobStatus::Succeeded),
        "failed" => Some(JobStatus::Failed),
        _ => None,
    }
}
