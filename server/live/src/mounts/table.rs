//! What is shown at one time: regions and their revisions. Tabs that show the same hold the same table, and whoever changes
//! it meanwhile changes a copy.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Browser, Mount, Mounts, Resync};
use crate::cell::RenderError;
use crate::hub::Hub;
use crate::markup::parse_page;
use crate::topics::Marks;
use crate::tree::write_html;
use crate::view::App;
use crate::wire::JoinedRegion;

/// It is not marked, and keeps its regions alive.
pub(crate) struct Table<A: App> {
    by_number: Arc<HashMap<u32, Mount<A>>>,
    pub(super) root: u32,
}

/// A page in two pieces, between which the id of the tab goes.
#[derive(Clone)]
pub(crate) struct Html {
    head: Arc<str>,
    rest: Arc<str>,
}

/// Where the id of the tab goes. No markup holds it: it is refused where a view is read.
const GAP: char = '\0';

impl Html {
    pub(crate) fn of(&self, tab: &str) -> String {
        [&*self.head, " data-tab=\"", tab, "\"", &*self.rest].concat()
    }
}

impl<A: App> Clone for Table<A> {
    fn clone(&self) -> Self {
        Self {
            by_number: Arc::clone(&self.by_number),
            root: self.root,
        }
    }
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

impl<A: App> Table<A> {
    pub(super) fn new(root: u32) -> Self {
        Self {
            by_number: Arc::default(),
            root,
        }
    }

    pub(super) fn get(&self, number: u32) -> Option<&Mount<A>> {
        self.by_number.get(&number)
    }

    pub(super) fn get_mut(&mut self, number: u32) -> Option<&mut Mount<A>> {
        Arc::make_mut(&mut self.by_number).get_mut(&number)
    }

    pub(super) fn insert(&mut self, mount: Mount<A>) {
        Arc::make_mut(&mut self.by_number).insert(mount.cell.number, mount);
    }

    pub(super) fn remove(&mut self, number: u32) -> Option<Mount<A>> {
        Arc::make_mut(&mut self.by_number).remove(&number)
    }

    pub(super) fn mounts(&self) -> impl Iterator<Item = &Mount<A>> {
        self.by_number.values()
    }

    /// Whether both are the very same, not only equal.
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.by_number, &other.by_number)
    }

    /// Whether both hold the same regions at the same revisions.
    pub(crate) fn equals(&self, other: &Self) -> bool {
        let same = |mount: &Mount<A>| {
            let other = other.get(mount.cell.number);
            other.is_some_and(|other| {
                Arc::ptr_eq(&mount.revision, &other.revision) && mount.parent == other.parent
            })
        };
        self.is(other)
            || self.root == other.root
                && self.by_number.len() == other.by_number.len()
                && self.mounts().all(same)
    }

    /// Whether some region still shows a skeleton.
    pub(crate) fn loading(&self) -> bool {
        self.mounts().any(|mount| mount.revision.loading)
    }

    /// Whether its browser shows all of it.
    pub(crate) fn is_shown(&self) -> bool {
        self.mounts().all(|mount| mount.browser == Browser::Shows)
    }

    /// Whether the browser has to upload its tree of a region; nothing where the region is not on the page.
    pub(crate) fn asks(&self, number: u32) -> Option<bool> {
        let mount = self.get(number)?;
        Some(mount.browser == Browser::Asked)
    }

    /// Whether some element of the page has this id.
    pub(crate) fn holds(&self, id: &str) -> bool {
        self.mounts().any(|mount| mount.revision.root.holds(id))
    }

    /// The whole page, with the numbers of its regions.
    ///
    /// A region is read alone, so that what only two of them together make wrong (a form in a form) is not seen then. A
    /// development build reads the page as a whole; elsewhere such a page is healed from what the browser uploads.
    pub(crate) fn html(&self) -> Result<Html, RenderError> {
        let mut out = String::from("<!DOCTYPE html>");
        self.write(self.root, &GAP.to_string(), &mut out);
        let (head, rest) = out.split_once(GAP).unwrap_or_default();
        let html = Html {
            head: head.into(),
            rest: rest.into(),
        };
        if cfg!(debug_assertions)
            && let Err(error) = parse_page(&html.of(""))
        {
            let name = self.get(self.root).map_or("", |mount| mount.cell.key());
            return Err(RenderError::new(name, &error.to_string()));
        }
        Ok(html)
    }

    fn write(&self, number: u32, extra: &str, out: &mut String) {
        let Some(mount) = self.get(number) else {
            return;
        };
        // With how many numbers its tree takes, so that a browser whose page was changed before its script ran notices.
        let size = mount.revision.root.size();
        let extra = format!(" data-r=\"{number}:{size}\"{extra}");
        let children = &mount.revision.children;
        // Most stand where they were drawn: after the one before.
        let mut next = 0;
        write_html(&mount.revision.root, &extra, out, &mut |key, out| {
            let mut from = (next..children.len()).chain(0..next);
            if let Some(at) = from.find(|at| children[*at].key() == key) {
                next = at + 1;
                self.write(children[at].number, "", out);
            }
        });
    }

    /// What a rejoining browser has to do that says it shows this, and for which regions that is news.
    pub(crate) fn compare(&self, shown: &[JoinedRegion]) -> (Resync, Vec<(u32, Browser)>) {
        let by_id: HashMap<&str, &JoinedRegion> =
            shown.iter().map(|region| (&*region.id, region)).collect();
        let mut resync = Resync::default();
        let mut changes = Vec::new();
        let mut mounts: Vec<&Mount<A>> = self.mounts().collect();
        mounts.sort_by_key(|mount| (mount.depth, mount.cell.number));
        for mount in mounts {
            let number = mount.cell.number;
            let browser = match by_id.get(mount.cell.key()) {
                None => Browser::Lacks,
                Some(region) if region.hash == mount.revision.hash() => Browser::Shows,
                Some(_) => Browser::Asked,
            };
            if let Some(region) = by_id.get(mount.cell.key())
                && region.number != number
            {
                resync.map.push((region.number, number));
            }
            if browser == Browser::Asked {
                resync.want.push(number);
            }
            if browser != mount.browser {
                changes.push((number, browser));
            }
        }
        (resync, changes)
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
        for mount in table.mounts() {
            mount.cell.watch(&marks);
            // Nobody told us of marks while it was put down.
            marks.add(mount.cell.number);
        }
        Self {
            hub,
            scope,
            marks,
            table,
            since: None,
        }
    }

    /// What is shown now.
    pub(crate) fn table(&self) -> &Table<A> {
        &self.table
    }

    /// The region that the page is.
    pub(crate) fn root(&self) -> u32 {
        self.table.root
    }

    /// Whether others show the same page.
    pub(crate) fn is_shared(&self) -> bool {
        let root = self.table.get(self.table.root);
        root.is_some_and(|mount| mount.cell.watchers() > 1)
    }
}
