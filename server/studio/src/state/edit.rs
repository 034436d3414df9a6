//! Edits of rows that have a version: one field at a time, one request per row at a time.
//!
//! A field's control carries a [`Token`]: which row and field it is, the version it was drawn from and a digest of
//! the value it showed. While an edit of a row is under way, newer ones wait here and replace each other, so that
//! saves cannot overtake each other. When the backend says that the version is stale, the digest tells the two cases
//! apart: the field is as the person saw it (another field changed: send again), or it is not (a true conflict: both
//! values are kept and offered). Whatever fails, the person's value stays in a [`Trouble`] until they decide.

use api::problem::Code;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::command::{Command, Fault};
use super::draft::{Draft, Trouble};
use super::token::{Field, Row, Token, digest};

/// One value for one field, as it is asked of the backend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edit {
    pub row: Row,
    pub field: Field,
    pub version: i64,
    /// Digest of the value that the person replaced.
    pub was: String,
    pub value: String,
    /// How often it was sent again because another field of the row changed meanwhile.
    pub again: u8,
}

/// Somebody who edits another field of the same row this often within one save is a program.
const AGAIN_LIMIT: u8 = 5;
/// Rows remembered per tab. Beyond it the oldest is forgotten, at the cost of one needless conflict at worst.
const ROW_LIMIT: usize = 48;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Change {
    field: Field,
    was: String,
    value: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct RowEdits {
    row: Row,
    /// The newest version known from answers to this tab, or from a token.
    version: i64,
    sending: bool,
    waiting: Vec<Change>,
    /// Digests of the fields as this tab saved them last, at `version`.
    saved: Vec<(Field, String)>,
    troubles: Vec<Trouble>,
    /// The field whose edit under way the person gave up: nobody waits to hear that it failed.
    canceled: Option<Field>,
    /// Goes up when the server's value must be taken into the control over what was typed.
    revision: u64,
}

/// All edits of a tab.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edits {
    rows: Vec<RowEdits>,
}

impl Edits {
    #[must_use]
    pub fn draft(&self, row: Row, field: Field) -> Draft {
        let Some(edits) = self.rows.iter().find(|edits| edits.row == row) else {
            return Draft::default();
        };
        let trouble = edits.troubles.iter().find(|trouble| trouble.field == field);
        Draft {
            trouble: trouble.cloned(),
            revision: edits.revision,
        }
    }

    /// A person set a field. `None` where nothing is to be sent now.
    pub fn submit(&mut self, token: Token, value: String) -> Option<Command> {
        let edits = self.row(token.row, token.version);
        let conflict =
            |trouble: &&mut Trouble| trouble.field == token.field && trouble.theirs.is_some();
        if let Some(trouble) = edits.troubles.iter_mut().find(conflict) {
            // Who writes on has not decided yet; a save now would bury the other's value unseen.
            trouble.value = value;
            return None;
        }
        edits
            .troubles
            .retain(|trouble| trouble.field != token.field);
        let mut change = Change {
            field: token.field,
            was: token.was,
            value,
        };
        if token.version < edits.version {
            // The control was drawn before the answer to this tab's own last save arrived.
            if let Some((_, saved)) = edits.saved.iter().find(|(field, _)| *field == change.field) {
                change.was.clone_from(saved);
            }
        } else if token.version > edits.version {
            edits.version = token.version;
            edits.saved.clear();
        }
        if edits.sending {
            edits
                .waiting
                .retain(|waiting| waiting.field != change.field);
            edits.waiting.push(change);
            return None;
        }
        edits.send(change)
    }

    /// The backend's answer to an edit: the row as it is now, or why not. The command to send next, if any.
    pub fn answered(&mut self, edit: Edit, result: Result<Value, &Fault>) -> Option<Command> {
        let edits = self.row(edit.row, edit.version);
        edits.sending = false;
        let canceled = edits.canceled.take() == Some(edit.field);
        match result {
            Ok(row) => edits.saved_as(edit.field, &row),
            Err(_) if canceled => {}
            Err(fault) => {
                if let Some(again) = edits.failed(edit, fault) {
                    edits.sending = true;
                    return Some(Command::Edit(again));
                }
            }
        }
        while !edits.waiting.is_empty() {
            let next = edits.waiting.remove(0);
            if let Some(command) = edits.send(next) {
                return Some(command);
            }
        }
        None
    }

    /// As [`Edits::submit`], by an act that decides: in a conflict the person's value goes over the other's.
    pub fn insist(&mut self, token: Token, value: String) -> Option<Command> {
        let (row, field) = (token.row, token.field);
        let conflict = self
            .draft(row, field)
            .trouble
            .is_some_and(|trouble| trouble.theirs.is_some());
        let sent = self.submit(token, value);
        if conflict {
            self.keep_mine(row, field)
        } else {
            sent
        }
    }

    /// The person takes the other's value.
    pub fn take_theirs(&mut self, row: Row, field: Field) {
        let Some(edits) = self.rows.iter_mut().find(|edits| edits.row == row) else {
            return;
        };
        edits.troubles.retain(|trouble| trouble.field != field);
        edits.revision += 1;
    }

    /// The person gave up an edit: what of it waits is not sent, and what is under way may fail unheard.
    pub fn cancel(&mut self, row: Row, field: Field) {
        self.take_theirs(row, field);
        if let Some(edits) = self.rows.iter_mut().find(|edits| edits.row == row) {
            edits.waiting.retain(|waiting| waiting.field != field);
            edits.canceled = edits.sending.then_some(field);
        }
    }

    /// The person insists on their own value, or tries again after a failure.
    pub fn keep_mine(&mut self, row: Row, field: Field) -> Option<Command> {
        let edits = self.rows.iter_mut().find(|edits| edits.row == row)?;
        let at = edits
            .troubles
            .iter()
            .position(|trouble| trouble.field == field)?;
        let trouble = edits.troubles.remove(at);
        let was = match trouble.theirs {
            Some(theirs) => digest(&theirs),
            // Nothing is known of the present value; if it changed, that is a conflict like any other.
            None => edits
                .saved
                .iter()
                .find(|(saved, _)| *saved == field)
                .map(|(_, was)| was.clone())
                .unwrap_or_default(),
        };
        edits.send(Change {
            field,
            was,
            value: trouble.value,
        })
    }

    fn row(&mut self, row: Row, version: i64) -> &mut RowEdits {
        if let Some(at) = self.rows.iter().position(|edits| edits.row == row) {
            return &mut self.rows[at];
        }
        if self.rows.len() >= ROW_LIMIT {
            let settled = self
                .rows
                .iter()
                .position(|edits| !edits.sending && edits.troubles.is_empty());
            self.rows.remove(settled.unwrap_or(0));
        }
        self.rows.push(RowEdits {
            row,
            version,
            sending: false,
            waiting: Vec::new(),
            saved: Vec::new(),
            troubles: Vec::new(),
            canceled: None,
            revision: 0,
        });
        let last = self.rows.len() - 1;
        &mut self.rows[last]
    }
}

impl RowEdits {
    fn send(&mut self, change: Change) -> Option<Command> {
        let Change { field, was, value } = change;
        if digest(&value) == was {
            return None;
        }
        self.sending = true;
        Some(Command::Edit(Edit {
            row: self.row,
            field,
            version: self.version,
            was,
            value,
            again: 0,
        }))
    }

    fn saved_as(&mut self, field: Field, row: &Value) {
        self.version = self.version.max(version_of(row));
        let now = digest(&field.of(row));
        for waiting in self
            .waiting
            .iter_mut()
            .filter(|waiting| waiting.field == field)
        {
            waiting.was.clone_from(&now);
        }
        self.saved.retain(|(saved, _)| *saved != field);
        self.saved.push((field, now));
    }

    /// The edit to send again, or `None` when the person has to decide.
    fn failed(&mut self, edit: Edit, fault: &Fault) -> Option<Edit> {
        if let (Code::StaleVersion, Some(row)) = (fault.code, &fault.current) {
            let now = edit.field.of(row);
            self.version = self.version.max(version_of(row));
            if now == edit.value {
                self.saved_as(edit.field, row);
                return None;
            }
            if digest(&now) == edit.was && edit.again < AGAIN_LIMIT {
                return Some(Edit {
                    version: self.version,
                    again: edit.again + 1,
                    ..edit
                });
            }
            let mine = self.newest(edit.field, edit.value);
            self.troubles.push(Trouble {
                field: edit.field,
                value: mine,
                sentence: "Somebody changed this meanwhile. Your text is kept.".to_owned(),
                theirs: Some(now),
                refused: false,
            });
            return None;
        }
        if self
            .waiting
            .iter()
            .any(|waiting| waiting.field == edit.field)
        {
            // What the person wrote since may be acceptable where this was not.
            return None;
        }
        self.troubles.push(Trouble {
            field: edit.field,
            value: edit.value,
            sentence: fault.sentence.clone(),
            theirs: None,
            refused: fault.code == Code::Invalid,
        });
        None
    }

    /// What the person wrote last for a field, taken out of the wait.
    fn newest(&mut self, field: Field, sent: String) -> String {
        match self
            .waiting
            .iter()
            .position(|waiting| waiting.field == field)
        {
            Some(at) => self.waiting.remove(at).value,
            None => sent,
        }
    }
}

fn version_of(row: &Value) -> i64 {
    row.get("version")
        .and_then(Value::as_i64)
        .unwrap_or_default()
}
