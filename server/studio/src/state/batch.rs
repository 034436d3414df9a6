//! Many things deleted or brought back by one press: told of once when the last is answered, and undone at once.

use api::problem::Code;
use serde::{Deserialize, Serialize};

use super::command::{Answer, Command, Fault, Thing};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Way {
    Delete,
    Restore,
}

/// What one press began and is not answered yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batch {
    way: Way,
    waiting: Vec<Thing>,
    done: Vec<Thing>,
    /// Why some were not done.
    failed: Option<String>,
}

/// What came of all of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Over {
    pub way: Way,
    pub done: Vec<Thing>,
    pub failed: Option<String>,
}

/// More presses than this at once wait for nobody's answer.
const LIMIT: usize = 4;

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Batches {
    list: Vec<Batch>,
}

impl Batches {
    /// Begins one; nothing if too many are under way, or if these things are in one of them already.
    pub fn begin(&mut self, way: Way, named: Vec<Thing>) -> Option<Vec<Command>> {
        let mut things: Vec<Thing> = Vec::new();
        for thing in named {
            if !things.contains(&thing) {
                things.push(thing);
            }
        }
        let known = |thing| self.list.iter().any(|batch| batch.waiting.contains(thing));
        if self.list.len() >= LIMIT || things.is_empty() || things.iter().any(known) {
            return None;
        }
        let commands = things.iter().map(|thing| match way {
            Way::Delete => Command::Delete(*thing),
            Way::Restore => Command::Restore(*thing),
        });
        let commands = commands.collect();
        self.list.push(Batch {
            way,
            waiting: things,
            done: Vec::new(),
            failed: None,
        });
        Some(commands)
    }

    /// Whether the command belongs to one of them, and what came of all of it if this was its last answer.
    pub fn answered(
        &mut self,
        command: &Command,
        result: &Result<Answer, Fault>,
    ) -> Option<Option<Over>> {
        let (way, thing) = match command {
            Command::Delete(thing) => (Way::Delete, *thing),
            Command::Restore(thing) => (Way::Restore, *thing),
            _ => return None,
        };
        let mine = |batch: &Batch| batch.way == way && batch.waiting.contains(&thing);
        let at = self.list.iter().position(mine)?;
        let batch = &mut self.list[at];
        batch.waiting.retain(|waiting| *waiting != thing);
        match result {
            Ok(_) => batch.done.push(thing),
            // Somebody was faster.
            Err(fault) if way == Way::Delete && fault.code == Code::NotFound => {}
            Err(fault) => batch.failed = Some(fault.sentence.clone()),
        }
        if !batch.waiting.is_empty() {
            return Some(None);
        }
        let Batch {
            way, done, failed, ..
        } = self.list.remove(at);
        Some(Some(Over { way, done, failed }))
    }
}
