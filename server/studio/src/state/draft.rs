//! Drafts: what a control shows of an edit that is not saved.

use serde::{Deserialize, Serialize};

use super::token::Field;

/// What a control needs to know about the edits of its field. Part of a region's inputs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Draft {
    pub trouble: Option<Trouble>,
    pub revision: u64,
}

/// An edit that did not succeed. The person's value is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    pub field: Field,
    pub value: String,
    pub sentence: String,
    /// The value that somebody else saved meanwhile.
    pub theirs: Option<String>,
    /// The value itself is not acceptable: to send it again would not help.
    pub refused: bool,
}
