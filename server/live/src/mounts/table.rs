//! What a tab shows, put down and taken up again: tabs that show the same share it.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Browser, Mount, Mounts};
use crate::hub::Hub;
use crate::topics::Marks;
use crate::view::App;

/// What was shown at one time. It is not marked, and keeps its regions alive.
pub(crate) struct Table<A: App> {
    by_number: HashMap<u32, Mount<A>>,
    root: u32,
}

impl<A: App> Clone for Mount<A> {
    fn clone(&self) -> Self {
        Self {
            cell: Arc::clone(&self.cell),
            revision: Arc::clone(&self.revision),
            ..*self
        }
    }
}

impl<A: App> Mounts<A> {
    /// Goes on from what was shown. All of it may have moved on since.
    pub(crate) fn go_on(
        hub: Arc<Hub<A>>,
        scope: A::Scope,
        marks: Arc<Marks>,
        table: Table<A>,
    ) -> Self {
        for mount in table.by_number.values() {
            mount.cell.watch(&marks);
            // Nobody told us of marks while it was put down.
            marks.add(mount.cell.number);
        }
        Self {
            hub,
            scope,
            marks,
            by_number: table.by_number,
            root: table.root,
        }
    }

    /// A copy of what is shown.
    pub(crate) fn table(&self) -> Table<A> {
        Table {
            by_number: self.by_number.clone(),
            root: self.root,
        }
    }

    pub(crate) fn root(&self) -> u32 {
        self.root
    }

    /// Whether others show the same page.
    pub(crate) fn is_shared(&self) -> bool {
        let root = self.by_number.get(&self.root);
        root.is_some_and(|mount| mount.cell.watchers() > 1)
    }

    /// Whether its browser shows all of it.
    pub(crate) fn is_shown(&self) -> bool {
        let mut mounts = self.by_number.values();
        mounts.all(|mount| mount.browser == Browser::Shows)
    }

    /// Whether both hold the same regions at the same revisions.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        let same = |(number, mount): (&u32, &Mount<A>)| {
            let other = other.by_number.get(number);
            other.is_some_and(|other| {
                Arc::ptr_eq(&mount.revision, &other.revision) && mount.parent == other.parent
            })
        };
        self.root == other.root
            && self.by_number.len() == other.by_number.len()
            && self.by_number.iter().all(same)
    }
}
