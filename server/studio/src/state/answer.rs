//! What became of commands: a success changes what is open, a failure becomes a sentence where the person looks.

use api::problem::Code;
use api::shot::Take;
use serde_json::Value;

use super::apply::{name_id, thing_id};
use super::back::Back;
use super::batch::{Over, Way};
use super::command::{Answer, Command, Fault, Outcome, Thing};
use super::edit::Edit;
use super::route::Route;
use super::token::{Field, Row};
use super::{State, Step, WORK};

impl State {
    /// A command was performed.
    pub fn answer(&mut self, outcome: Outcome) -> Step {
        let Outcome {
            command,
            back,
            result,
        } = outcome;
        if let Command::Generate { shot } = &command {
            self.generating.retain(|waiting| waiting != shot);
        }
        if let (Some(back), Ok(_)) = (back, &result) {
            self.remember(back);
        }
        if let Some(over) = self.batches.answered(&command, &result) {
            return over.map_or_else(Step::none, |over| self.batch_over(over));
        }
        match (command, result) {
            (Command::Edit(edit), result) => self.edited(edit, result),
            (command, Ok(answer)) => self.succeeded(command, answer),
            (Command::CreateProject(_), Err(fault)) if self.new_project.is_some() => {
                self.refused(&fault)
            }
            (Command::Delete(thing), Err(fault)) if fault.code == Code::NotFound => {
                self.deleted(thing, None)
            }
            (command, Err(fault)) => {
                self.complain(command, fault);
                Step::none()
            }
        }
    }

    fn succeeded(&mut self, command: Command, answer: Answer) -> Step {
        match (command, answer) {
            (Command::CreateProject(_) | Command::CreateSample, Answer::Project(project)) => {
                self.go(Route::Storyboard(project.id));
                Step::none().focus(WORK)
            }
            (Command::AddShot { project, .. }, Answer::Shot(shot)) => {
                if self.route == Route::Storyboard(project) {
                    self.naming = Some(Row::Shot(shot.id));
                }
                Step::none()
            }
            (Command::Delete(thing), Answer::Deleted(name)) => {
                let text = format!("{} deleted", named(thing, name));
                self.deleted(thing, Some(text))
            }
            (Command::Restore(thing), Answer::Restored(name)) => {
                self.toasts.plain(format!("{} is back", named(thing, name)));
                // The way back was a button that is gone, or a key: the next key is meant for what is back.
                Step::none().focus(thing_id(thing))
            }
            (Command::PutBack(back), _) => {
                self.went_back(back);
                Step::none()
            }
            (Command::Generate { .. } | Command::Retry { .. }, Answer::Queued { take, others }) => {
                self.queued(&take, others);
                Step::none()
            }
            _ => Step::none(),
        }
    }

    /// The viewer turns to what is made, which with others before it is not this take yet.
    fn queued(&mut self, take: &Take, others: usize) {
        if self.route == Route::Shot(take.project, take.shot) {
            self.take = None;
            self.made = Some(take.id);
            self.enlarged = false;
        }
        if others > 0 {
            self.toasts.queued(take.number, take.shot);
        }
    }

    fn remember(&mut self, back: Back) {
        match &back {
            Back::Name { row, .. } if self.naming != Some(*row) => self.history.push_typed(back),
            _ => self.history.push(back),
        }
    }

    fn went_back(&mut self, back: Back) {
        match back {
            Back::Name { row, name, .. } => {
                // A field that still shows what was typed takes the former name.
                self.edits.take_theirs(row, Field::Name);
                self.toasts.plain(format!("Its name is “{name}” again"));
            }
            Back::Shot { .. } | Back::Keyframe { .. } => self.toasts.plain("Order put back"),
        }
    }

    fn refused(&mut self, fault: &Fault) -> Step {
        let Some(form) = self.new_project.as_mut() else {
            return Step::none();
        };
        form.refuse(fault);
        Step::none().focus(form.first_wrong())
    }

    fn deleted(&mut self, thing: Thing, text: Option<String>) -> Step {
        if let Some(text) = text {
            self.toasts.undoable(text, vec![thing]);
            self.history.push_deleted(vec![thing]);
        }
        let parent = match (thing, &self.route) {
            (Thing::Project(id), route) if route.project() == Some(id) => Some(Route::Projects),
            (Thing::Shot(id), Route::Shot(project, shot)) if *shot == id => {
                Some(Route::Storyboard(*project))
            }
            _ => None,
        };
        self.let_go(thing);
        let Some(parent) = parent else {
            return Step::none();
        };
        self.go(parent);
        Step::none().focus(WORK)
    }

    /// What is gone is looked at no more.
    fn let_go(&mut self, thing: Thing) {
        match thing {
            Thing::Keyframe(id) if self.keyframe == Some(id) => {
                self.keyframe = None;
                self.enlarged = false;
            }
            Thing::Take(id) if self.take.is_some_and(|take| take.id == Some(id)) => {
                self.take = None;
            }
            _ => {}
        }
    }

    /// One sentence for all of it, and one way back.
    fn batch_over(&mut self, Over { way, done, failed }: Over) -> Step {
        if let Some(sentence) = failed {
            self.toasts.bad(sentence);
        }
        let (Some(words), Some(first)) = (counted(&done), done.first()) else {
            return Step::none();
        };
        let first = thing_id(*first);
        match way {
            Way::Restore => {
                let are = if done.len() == 1 { "is" } else { "are" };
                self.toasts.plain(format!("{words} {are} back"));
                Step::none().focus(first)
            }
            Way::Delete => {
                for thing in &done {
                    self.let_go(*thing);
                }
                self.toasts
                    .undoable(format!("{words} deleted"), done.clone());
                self.history.push_deleted(done);
                Step::none()
            }
        }
    }

    fn edited(&mut self, edit: Edit, result: Result<Answer, Fault>) -> Step {
        let (row, field) = (edit.row, edit.field);
        let saved = result.is_ok();
        let next = match result {
            Ok(answer) => self.edits.answered(edit, Ok(row_of(answer))),
            Err(fault) => {
                let next = self.edits.answered(edit, Err(&fault));
                if self.edits.draft(row, field).trouble.is_some() && !self.shows(row, field) {
                    self.toasts.bad(fault.sentence);
                }
                next
            }
        };
        let mut step = next.map_or_else(Step::none, Step::command);
        if saved && field == Field::Name && self.naming == Some(row) {
            self.naming = None;
            step = step.focus(name_id(row));
        }
        step
    }

    /// Whether the page shows that field's control, so that what went wrong can be read there.
    fn shows(&self, row: Row, field: Field) -> bool {
        match (row, field) {
            (_, Field::Name) if self.naming == Some(row) => true,
            (Row::Shot(id), _) => matches!(self.route, Route::Shot(_, shot) if shot == id),
            (Row::Keyframe(id), _) => self.keyframe == Some(id),
            (Row::Project(_), _) => false,
        }
    }

    fn complain(&mut self, command: Command, fault: Fault) {
        match fault.code {
            Code::Unavailable | Code::Internal | Code::TooMany => {
                self.toasts.again(fault.sentence, command)
            }
            _ => self.toasts.bad(fault.sentence),
        }
    }
}

fn named(thing: Thing, name: Option<String>) -> String {
    match name {
        Some(name) => format!("{} “{name}”", thing.word()),
        None => thing.word().to_owned(),
    }
}

/// `3 takes`, `1 take`; nothing where there is none.
fn counted(things: &[Thing]) -> Option<String> {
    let word = things.first()?.word().to_lowercase();
    let ending = if things.len() == 1 { "" } else { "s" };
    Some(format!("{} {word}{ending}", things.len()))
}

/// The edited row as JSON, of which a field's value and the version are read by their names.
fn row_of(answer: Answer) -> Value {
    let row = match answer {
        Answer::Project(row) => serde_json::to_value(row),
        Answer::Shot(row) => serde_json::to_value(row),
        Answer::Keyframe(row) => serde_json::to_value(row),
        _ => return Value::Null,
    };
    row.unwrap_or_default()
}
