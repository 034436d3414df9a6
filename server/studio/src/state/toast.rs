//! Toasts: what happened, in a line that goes away by itself. The way back from a delete is in it.

use api::ids::ShotId;
use serde::{Deserialize, Serialize};

use super::command::{Command, Thing};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    Plain,
    Good,
    Bad,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Toast {
    pub id: u32,
    pub tone: Tone,
    pub text: String,
    /// Brings these back; empty where there is nothing to undo.
    pub undo: Vec<Thing>,
    /// The shot whose news it is: newer news of its kind take its place.
    pub queued: Option<ShotId>,
    /// Where to look.
    pub link: Option<String>,
    /// What to do once more, where trying again may help.
    pub again: Option<Command>,
}

/// More at once would cover the work; the oldest goes.
const LIMIT: usize = 4;
/// A toast is a line, whatever a name in it is.
const TEXT_LIMIT: usize = 240;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Toasts {
    next: u32,
    pub list: Vec<Toast>,
}

impl Toasts {
    pub fn plain(&mut self, text: impl Into<String>) {
        self.push(Toast::new(Tone::Plain, text));
    }

    pub fn plain_as(&mut self, tone: Tone, text: impl Into<String>) {
        self.push(Toast::new(tone, text));
    }

    pub fn bad(&mut self, text: impl Into<String>) {
        self.push(Toast::new(Tone::Bad, text));
    }

    pub fn undoable(&mut self, text: impl Into<String>, things: Vec<Thing>) {
        self.push(Toast {
            undo: things,
            ..Toast::new(Tone::Plain, text)
        });
    }

    /// A take of the shot waits behind others.
    pub fn queued(&mut self, number: u32, shot: ShotId) {
        self.list.retain(|old| old.queued != Some(shot));
        self.push(Toast {
            queued: Some(shot),
            ..Toast::new(Tone::Plain, format!("Take {number} is queued"))
        });
    }

    pub fn linked(&mut self, tone: Tone, text: impl Into<String>, url: String) {
        self.push(Toast {
            link: Some(url),
            ..Toast::new(tone, text)
        });
    }

    /// It failed for a reason that may pass.
    pub fn again(&mut self, text: impl Into<String>, command: Command) {
        self.push(Toast {
            again: Some(command),
            ..Toast::new(Tone::Bad, text)
        });
    }

    pub fn dismiss(&mut self, id: u32) {
        self.list.retain(|toast| toast.id != id);
    }

    /// Takes the way back out of a toast.
    pub fn take_undo(&mut self, id: u32) -> Option<Vec<Thing>> {
        let toast = self.list.iter().find(|toast| toast.id == id)?;
        let things = toast.undo.clone();
        if things.is_empty() {
            return None;
        }
        self.dismiss(id);
        Some(things)
    }

    /// They are brought back in another way.
    pub fn forget(&mut self, things: &[Thing]) {
        self.list.retain(|toast| toast.undo != things);
    }

    /// Takes the command out of a toast that offers to do it once more.
    pub fn take_again(&mut self, id: u32) -> Option<Command> {
        let command = self.list.iter().find(|toast| toast.id == id)?.again.clone();
        self.dismiss(id);
        command
    }

    fn push(&mut self, toast: Toast) {
        // The same complaint twice says no more than once.
        self.list
            .retain(|old| old.text != toast.text || !old.undo.is_empty() || old.queued.is_some());
        if self.list.len() >= LIMIT {
            self.list.remove(0);
        }
        self.next = self.next.wrapping_add(1);
        self.list.push(Toast {
            id: self.next,
            ..toast
        });
    }
}

impl Toast {
    fn new(tone: Tone, text: impl Into<String>) -> Self {
        let mut text = text.into();
        if text.chars().count() > TEXT_LIMIT {
            text = text.chars().take(TEXT_LIMIT - 1).chain(['…']).collect();
        }
        Self {
            id: 0,
            tone,
            text,
            undo: Vec::new(),
            queued: None,
            link: None,
            again: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_newest_take_in_the_queue_is_told_of() {
        let (a, b) = (ShotId::fresh(), ShotId::fresh());
        let mut toasts = Toasts::default();
        toasts.queued(2, a);
        toasts.queued(2, b);
        toasts.queued(3, a);
        let about: Vec<_> = toasts.list.iter().map(|toast| toast.queued).collect();
        assert_eq!(about, [Some(b), Some(a)]);
        assert_eq!(toasts.list[1].text, "Take 3 is queued");
    }

    #[test]
    fn there_are_never_more_than_a_few_and_each_is_short() {
        let mut toasts = Toasts::default();
        for n in 0..10 {
            toasts.bad(format!("{n}{}", "x".repeat(1000)));
        }
        assert_eq!(toasts.list.len(), LIMIT);
        assert!(
            toasts
                .list
                .iter()
                .all(|toast| toast.text.chars().count() <= TEXT_LIMIT)
        );
        assert!(toasts.list[0].text.starts_with('6'));
    }
}
