//! A region of the process: rendered and diffed once, whoever shows it.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, OnceLock, Weak};
use std::time::Instant;

use bytestring::ByteString;
use thiserror::Error;

use crate::diff;
use crate::hub::{Hub, locked};
use crate::markup;
use crate::meter::{Meter, Moment, Since};
use crate::region::{Cx, Spec};
use crate::topics::{Marks, Subscription};
use crate::tree::{Element, Place};
use crate::view::App;

/// Why a region has no tree.
#[derive(Clone, Debug, Error)]
#[error("region `{region}` could not be rendered: {reason}")]
pub struct RenderError {
    region: String,
    reason: String,
}

impl RenderError {
    pub(crate) fn new(region: &str, reason: &str) -> Self {
        Self {
            region: region.to_owned(),
            reason: reason.to_owned(),
        }
    }
}

pub(crate) struct RegionCell<A: App> {
    hub: Weak<Hub<A>>,
    pub(crate) number: u32,
    scope: A::Scope,
    spec: Spec<A>,
    dirty: AtomicBool,
    /// Of the change that the newest revision shows, or that the next one will.
    since: Since,
    inner: Mutex<Inner<A>>,
    watchers: Mutex<HashMap<usize, Arc<Marks>>>,
    /// The tags around it, from the outermost.
    place: Mutex<Place>,
}

/// As many revisions back a tab may be for its patch to be shared; one further back gets one of its own.
const MAX_STEPS: usize = 8;

struct Inner<A: App> {
    current: Option<Arc<Revision<A>>>,
    reads: HashMap<A::Key, Arc<Subscription<A>>>,
    /// The patches that lead to the current revision, by the serial of the one that they begin at.
    steps: Vec<(u64, Shared<A>)>,
    /// The render made a step, which its own tab has not fetched yet.
    own: bool,
}

/// What a region looked like at one time.
pub(crate) struct Revision<A: App> {
    pub(crate) serial: u64,
    pub(crate) root: Element,
    /// The regions inside, in the order of rendering.
    pub(crate) children: Vec<Arc<RegionCell<A>>>,
    pub(crate) loading: bool,
    hash: OnceLock<String>,
}

impl<A: App> Revision<A> {
    /// Of its tree, as browsers count it.
    pub(crate) fn hash(&self) -> &str {
        self.hash.get_or_init(|| self.root.wire_hash())
    }
}

/// A patch from one revision to another, the same bytes for every tab.
pub(crate) struct Shared<A: App> {
    pub(crate) patch: Option<ByteString>,
    pub(crate) embedded: Embedded<A>,
}

impl<A: App> Clone for Shared<A> {
    fn clone(&self) -> Self {
        Self {
            patch: self.patch.clone(),
            embedded: self.embedded.clone(),
        }
    }
}

/// Regions whose whole content went into a patch, and at which revision.
pub(crate) type Embedded<A> = Vec<(Arc<RegionCell<A>>, Arc<Revision<A>>)>;

impl<A: App> RegionCell<A> {
    pub(crate) fn new(hub: Weak<Hub<A>>, number: u32, scope: A::Scope, spec: Spec<A>) -> Self {
        Self {
            hub,
            number,
            scope,
            spec,
            dirty: AtomicBool::new(true),
            since: Since::default(),
            inner: Mutex::new(Inner {
                current: None,
                reads: HashMap::new(),
                steps: Vec::new(),
                own: false,
            }),
            watchers: Mutex::default(),
            place: Mutex::new(Arc::from([])),
        }
    }

    pub(crate) fn key(&self) -> &str {
        &self.spec.key
    }

    pub(crate) fn since(&self) -> Option<Moment> {
        self.since.at()
    }

    /// Something that it read changed then.
    pub(crate) fn mark(&self, at: Moment) {
        if !self.dirty.swap(true, Ordering::AcqRel) {
            self.since.set(at);
        }
        for marks in locked(&self.watchers).values() {
            marks.add(self.number);
        }
    }

    /// Says where it stands; elsewhere than before, what it draws is looked at again.
    fn stands_in(&self, place: Place) {
        let before = std::mem::replace(&mut *locked(&self.place), Arc::clone(&place));
        if before != place && !before.is_empty() {
            self.mark(Moment::now());
        }
    }

    pub(crate) fn watch(&self, marks: &Arc<Marks>) {
        let id = Arc::as_ptr(marks) as usize;
        locked(&self.watchers).insert(id, Arc::clone(marks));
    }

    pub(crate) fn unwatch(&self, marks: &Arc<Marks>) {
        locked(&self.watchers).remove(&(Arc::as_ptr(marks) as usize));
    }

    /// How many are told of its marks.
    pub(crate) fn watchers(&self) -> usize {
        locked(&self.watchers).len()
    }

    /// The region as it is now, rendered if it was marked.
    pub(crate) fn fresh(self: &Arc<Self>) -> Result<Arc<Revision<A>>, RenderError> {
        let mut inner = locked(&self.inner);
        // Cleared before the render: a change that falls into it marks the region again.
        let dirty = self.dirty.swap(false, Ordering::AcqRel);
        if let (Some(current), false) = (&inner.current, dirty) {
            return Ok(Arc::clone(current));
        }
        let result = self.render(&mut inner);
        if result.is_err() {
            self.dirty.store(true, Ordering::Release);
        }
        result?;
        let current = inner.current.as_ref().expect("it was just rendered");
        Ok(Arc::clone(current))
    }

    /// The patch from an older revision to `new`. Whoever comes first has it made, the others get the same.
    pub(crate) fn step(
        &self,
        old: &Revision<A>,
        new: &Arc<Revision<A>>,
        meter: &Meter,
    ) -> Result<Shared<A>, RenderError> {
        let mut inner = locked(&self.inner);
        let current = inner.current.as_ref();
        let is_current = current.is_some_and(|current| Arc::ptr_eq(current, new));
        let made = inner.steps.iter().find(|(from, _)| *from == old.serial);
        if let (Some((_, step)), true) = (made, is_current) {
            let step = step.clone();
            if !std::mem::take(&mut inner.own) {
                meter.shared.add(1);
            }
            return Ok(step);
        }
        let step = self.compare(old, new)?;
        if is_current && old.serial + MAX_STEPS as u64 >= new.serial {
            inner.steps.push((old.serial, step.clone()));
        }
        Ok(step)
    }

    fn compare(&self, old: &Revision<A>, new: &Revision<A>) -> Result<Shared<A>, RenderError> {
        let hub = self.hub.upgrade();
        let hub = hub.ok_or_else(|| self.error("the engine is gone"))?;
        hub.diffs.fetch_add(1, Ordering::Relaxed);
        let (patch, embedded) = patch_between(old, new, self.number, None, &hub.meter)?;
        Ok(Shared {
            patch: patch.map(ByteString::from),
            embedded,
        })
    }

    fn error(&self, reason: impl Into<String>) -> RenderError {
        RenderError::new(&self.spec.key, &reason.into())
    }

    fn render(self: &Arc<Self>, inner: &mut Inner<A>) -> Result<(), RenderError> {
        let hub = self
            .hub
            .upgrade()
            .ok_or_else(|| self.error("the engine is gone"))?;
        let draw = || {
            Cx::render(
                &hub,
                &self.scope,
                self.number,
                &inner.reads,
                &*self.spec.render,
            )
        };
        hub.renders.fetch_add(1, Ordering::Relaxed);
        let began = Instant::now();
        let rendered =
            catch_unwind(AssertUnwindSafe(draw)).map_err(|_| self.error("the view panicked"))?;
        let keys: Vec<&str> = rendered.children.iter().map(|spec| &*spec.key).collect();
        let unique: HashSet<&str> = keys.iter().copied().collect();
        if unique.len() < keys.len() {
            return Err(self.error("two regions inside have the same key"));
        }
        let place = Arc::clone(&locked(&self.place));
        let mut root = markup::parse_in(&place, &rendered.markup.0, &keys)
            .map_err(|error| self.error(error.to_string()))?;
        hub.meter.render.took(began.elapsed());
        match root.attr("id") {
            Some(id) if id == self.spec.key => {}
            None => root.set_attr("id", &self.spec.key),
            Some(id) => {
                let reason = format!("its root has the id `{id}` instead of its key");
                return Err(self.error(reason));
            }
        }
        let specs = rendered.children.iter();
        let mut children: Vec<_> = specs.map(|spec| hub.cell(spec, &self.scope)).collect();
        let cells = children.iter().map(|child| (child.key(), child));
        let mut cells: HashMap<&str, _> = cells.collect();
        for (key, place) in root.places(&place) {
            let Some(child) = cells.remove(key) else {
                return Err(self.error(format!("its region `{key}` stands in it twice")));
            };
            child.stands_in(place);
        }
        // One that was made and not placed is on no page.
        let left: HashSet<String> = cells.into_keys().map(str::to_owned).collect();
        children.retain(|child: &Arc<Self>| !left.contains(child.key()));
        // Subscriptions that were not renewed end here, after the new ones stand.
        inner.reads = rendered.reads;
        let Some(old) = inner.current.take() else {
            inner.current = Some(Arc::new(Revision {
                serial: 1,
                root,
                children,
                loading: rendered.loading,
                hash: OnceLock::new(),
            }));
            return Ok(());
        };
        let same_children = same_cells(&old.children, &children);
        let revision = Arc::new(Revision {
            serial: old.serial + 1,
            root,
            children,
            loading: rendered.loading,
            hash: OnceLock::new(),
        });
        let step = self.compare(&old, &revision)?;
        if step.patch.is_none() && same_children && old.loading == revision.loading {
            inner.current = Some(old);
            return Ok(());
        }
        inner.steps.clear();
        inner.steps.push((old.serial, step));
        inner.own = true;
        inner.current = Some(revision);
        Ok(())
    }
}

impl<A: App> Drop for RegionCell<A> {
    fn drop(&mut self) {
        if let Some(hub) = self.hub.upgrade() {
            hub.forget_cell(self.number, &self.scope, &self.spec.identity);
        }
    }
}

fn same_cells<A: App>(a: &[Arc<RegionCell<A>>], b: &[Arc<RegionCell<A>>]) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b))
}

/// The patch that turns one revision into another, with the regions that it contains whole.
pub(crate) fn patch_between<A: App>(
    old: &Revision<A>,
    new: &Revision<A>,
    number: u32,
    renamed: Option<u32>,
    meter: &Meter,
) -> Result<(Option<String>, Embedded<A>), RenderError> {
    patch_from(&old.root, new, number, renamed, meter)
}

/// The same from a tree alone: what a browser uploaded.
pub(crate) fn patch_from<A: App>(
    old: &Element,
    new: &Revision<A>,
    number: u32,
    renamed: Option<u32>,
    meter: &Meter,
) -> Result<(Option<String>, Embedded<A>), RenderError> {
    let began = Instant::now();
    let ops = diff::diff(old, &new.root);
    meter.compared(began, &ops);
    let mut embedded = Vec::new();
    let mut failed = None;
    let patch = diff::encode(&ops, number, renamed, &mut |key, out| {
        if let Err(error) = embed(key, &new.children, out, &mut embedded) {
            failed = Some(error);
        }
    });
    match failed {
        Some(error) => Err(error),
        None => Ok((patch, embedded)),
    }
}

fn embed<A: App>(
    key: &str,
    children: &[Arc<RegionCell<A>>],
    out: &mut String,
    embedded: &mut Embedded<A>,
) -> Result<(), RenderError> {
    let found = children.iter().find(|cell| cell.key() == key);
    let cell = found.expect("a hole is parsed from a placeholder of one of these");
    let revision = cell.fresh()?;
    embedded.push((Arc::clone(cell), Arc::clone(&revision)));
    let mut failed = None;
    diff::encode_region(cell.number, &revision.root, out, &mut |key, out| {
        if let Err(error) = embed(key, &revision.children, out, embedded) {
            failed = Some(error);
        }
    });
    failed.map_or(Ok(()), Err)
}

#[cfg(test)]
mod tests;
