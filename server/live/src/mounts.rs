//! What one tab shows: which regions, at which revision, and the patches that bring them up to date.
//!
//! Plain data and no actor: the tab asks for patches and sends them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use bytestring::ByteString;

use crate::cell::{Embedded, RegionCell, RenderError, Revision, patch_between, patch_from};
use crate::hub::Hub;
use crate::meter::Moment;
use crate::region::Spec;
use crate::topics::Marks;
use crate::tree::Element;
use crate::view::App;
use crate::wire::JoinedRegion;

mod table;

pub(crate) use table::{Html, Table};

pub(crate) struct Mounts<A: App> {
    hub: Arc<Hub<A>>,
    scope: A::Scope,
    marks: Arc<Marks>,
    table: Table<A>,
    /// The oldest of the changes that the patches since the last [`Mounts::bring`] show.
    pub(crate) since: Option<Moment>,
}

struct Mount<A: App> {
    cell: Arc<RegionCell<A>>,
    revision: Arc<Revision<A>>,
    parent: Option<u32>,
    depth: u32,
    browser: Browser,
}

/// What is known of the browser's copy of a region.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Browser {
    /// It shows the mounted revision.
    Shows,
    /// It shows something else and was asked for it.
    Asked,
    /// It does not have the region yet; a patch of the parent will bring it.
    Lacks,
}

/// What a rejoining browser has to do before patches make sense to it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Resync {
    /// Its numbers and ours, where they differ.
    pub(crate) map: Vec<(u32, u32)>,
    /// Regions (our numbers) whose tree it shall upload.
    pub(crate) want: Vec<u32>,
}

impl<A: App> Mounts<A> {
    pub(crate) fn open(
        hub: Arc<Hub<A>>,
        scope: A::Scope,
        marks: Arc<Marks>,
        spec: &Spec<A>,
    ) -> Result<Self, RenderError> {
        let cell = hub.cell(spec, &scope);
        let mut mounts = Self {
            hub,
            scope,
            marks,
            table: Table::new(cell.number),
            since: None,
        };
        let revision = cell.fresh()?;
        mounts.mount(&cell, revision, None, 0, &Vec::new())?;
        Ok(mounts)
    }

    /// The page is another region from now on (its inputs changed).
    pub(crate) fn set_root(
        &mut self,
        spec: &Spec<A>,
        out: &mut Vec<ByteString>,
    ) -> Result<(), RenderError> {
        let cell = self.hub.cell(spec, &self.scope);
        if cell.number != self.table.root {
            let old = std::mem::replace(&mut self.table.root, cell.number);
            self.become_cell(old, &cell, out)?;
        }
        Ok(())
    }

    /// Patches for the marked regions, outer ones first: what a parent removes needs no patch of its own.
    pub(crate) fn bring(
        &mut self,
        marked: HashSet<u32>,
        out: &mut Vec<ByteString>,
    ) -> Result<(), RenderError> {
        self.since = None;
        let mut order: Vec<(u32, u32)> = marked
            .into_iter()
            .filter_map(|number| Some((self.table.get(number)?.depth, number)))
            .collect();
        order.sort_unstable();
        for (_, number) in order {
            self.bring_one(number, out)?;
        }
        Ok(())
    }

    fn bring_one(&mut self, number: u32, out: &mut Vec<ByteString>) -> Result<(), RenderError> {
        let Some(mount) = self.table.get(number) else {
            return Ok(());
        };
        let revision = mount.cell.fresh()?;
        if revision.serial == mount.revision.serial || mount.browser == Browser::Asked {
            return Ok(());
        }
        let Some(mount) = self.table.get_mut(number) else {
            return Ok(());
        };
        let old = std::mem::replace(&mut mount.revision, Arc::clone(&revision));
        if mount.browser == Browser::Lacks {
            return self.reconcile(number, &old, &revision, &Vec::new(), out);
        }
        let step = mount.cell.step(&old, &revision, &self.hub.meter)?;
        if let Some(patch) = step.patch {
            let since = [self.since, mount.cell.since()];
            self.since = since.into_iter().flatten().min();
            out.push(patch);
        }
        self.reconcile(number, &old, &revision, &step.embedded, out)
    }

    fn become_cell(
        &mut self,
        old_number: u32,
        cell: &Arc<RegionCell<A>>,
        out: &mut Vec<ByteString>,
    ) -> Result<(), RenderError> {
        let revision = cell.fresh()?;
        let Some(old) = self.table.remove(old_number) else {
            return Ok(());
        };
        old.cell.unwatch(&self.marks);
        let mut embedded = Vec::new();
        // Where the browser was asked for its tree, the upload names a number that is gone, and it joins again.
        if old.browser == Browser::Shows {
            let renamed = Some(cell.number);
            let meter = &self.hub.meter;
            let (patch, inside) =
                patch_between(&old.revision, &revision, old_number, renamed, meter)?;
            embedded = inside;
            out.extend(patch.map(ByteString::from));
        }
        self.insert(
            cell,
            Arc::clone(&revision),
            old.parent,
            old.depth,
            old.browser,
        );
        for child in &old.revision.children {
            if let Some(mount) = self.table.get_mut(child.number) {
                mount.parent = Some(cell.number);
            }
        }
        self.reconcile(cell.number, &old.revision, &revision, &embedded, out)
    }

    /// Brings the mounted children in line with a region's new revision.
    fn reconcile(
        &mut self,
        number: u32,
        old: &Revision<A>,
        new: &Revision<A>,
        embedded: &Embedded<A>,
        out: &mut Vec<ByteString>,
    ) -> Result<(), RenderError> {
        let depth = self.table.get(number).map_or(0, |m| m.depth) + 1;
        // A page may have thousands of regions: by key, not each with each.
        let entered: HashSet<&str> = embedded.iter().map(|(cell, _)| cell.key()).collect();
        let after: HashSet<&str> = new.children.iter().map(|child| child.key()).collect();
        let mut before = HashMap::with_capacity(old.children.len());
        for child in &old.children {
            if after.contains(child.key()) && !entered.contains(child.key()) {
                before.insert(child.key(), child.number);
            } else {
                self.unmount(child.number, number);
            }
        }
        for child in &new.children {
            match before.get(child.key()) {
                Some(before) => {
                    if *before != child.number {
                        self.become_cell(*before, child, out)?;
                    }
                }
                _ => {
                    let revision = child.fresh()?;
                    self.mount(child, revision, Some(number), depth, embedded)?;
                }
            }
        }
        Ok(())
    }

    fn mount(
        &mut self,
        cell: &Arc<RegionCell<A>>,
        fresh: Arc<Revision<A>>,
        parent: Option<u32>,
        depth: u32,
        embedded: &Embedded<A>,
    ) -> Result<(), RenderError> {
        let sent = embedded.iter().find(|(c, _)| Arc::ptr_eq(c, cell));
        let revision = sent.map_or(fresh, |(_, revision)| Arc::clone(revision));
        let lacks = parent
            .and_then(|parent| self.table.get(parent))
            .is_some_and(|parent| parent.browser != Browser::Shows);
        let browser = if lacks && sent.is_none() {
            Browser::Lacks
        } else {
            Browser::Shows
        };
        self.insert(cell, Arc::clone(&revision), parent, depth, browser);
        for child in &revision.children {
            let fresh = child.fresh()?;
            self.mount(child, fresh, Some(cell.number), depth + 1, embedded)?;
        }
        Ok(())
    }

    fn insert(
        &mut self,
        cell: &Arc<RegionCell<A>>,
        revision: Arc<Revision<A>>,
        parent: Option<u32>,
        depth: u32,
        browser: Browser,
    ) {
        cell.watch(&self.marks);
        // It may have moved on since this revision was rendered, when nobody told us of marks.
        self.marks.add(cell.number);
        let mount = Mount {
            cell: Arc::clone(cell),
            revision,
            parent,
            depth,
            browser,
        };
        self.table.insert(mount);
    }

    fn unmount(&mut self, number: u32, parent: u32) {
        // A region that has since been mounted elsewhere is another's child now.
        let ours = |mount: &Mount<A>| mount.parent == Some(parent);
        if !self.table.get(number).is_some_and(ours) {
            return;
        }
        let Some(mount) = self.table.remove(number) else {
            return;
        };
        mount.cell.unwatch(&self.marks);
        for child in &mount.revision.children {
            self.unmount(child.number, number);
        }
    }

    /// Compares with what a rejoining browser says it shows.
    pub(crate) fn resync(&mut self, shown: &[JoinedRegion]) -> Resync {
        let (resync, changes) = self.table.compare(shown);
        for (number, browser) in changes {
            if let Some(mount) = self.table.get_mut(number) {
                mount.browser = browser;
            }
        }
        resync
    }

    /// The browser uploaded the tree it has for a region: patches it from there.
    pub(crate) fn heal(
        &mut self,
        number: u32,
        shown: &Element,
        out: &mut Vec<ByteString>,
    ) -> Result<bool, RenderError> {
        let Some(mount) = self.table.get_mut(number) else {
            return Ok(false);
        };
        self.since = None;
        let old = Arc::clone(&mount.revision);
        let revision = mount.cell.fresh()?;
        // It shows regions that have only now come up here, so that nobody has compared them.
        let compared: HashSet<&str> = old.children.iter().map(|child| child.key()).collect();
        let children = revision.children.iter().map(|child| child.key());
        let came_up: HashSet<&str> = children.filter(|key| !compared.contains(key)).collect();
        if shown.holes().into_iter().any(|key| came_up.contains(key)) {
            return Ok(false);
        }
        let (patch, embedded) = patch_from(shown, &revision, number, None, &self.hub.meter)?;
        mount.revision = Arc::clone(&revision);
        mount.browser = Browser::Shows;
        out.extend(patch.map(ByteString::from));
        for (cell, revision) in &embedded {
            if let Some(mount) = self.table.get_mut(cell.number) {
                mount.browser = Browser::Shows;
                mount.revision = Arc::clone(revision);
                self.marks.add(cell.number);
            }
        }
        self.reconcile(number, &old, &revision, &embedded, out)?;
        Ok(true)
    }
}

impl<A: App> Drop for Mounts<A> {
    fn drop(&mut self) {
        for mount in self.table.mounts() {
            mount.cell.unwatch(&self.marks);
        }
    }
}
