//! The guard of a watched key.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use api::feed::Topic;
use api::ids::UserId;

use crate::cache::Entry;
use crate::inner::Inner;
use crate::topics::Hold;
use crate::{Key, WatchKey};

/// Keeps a key current. Dropping it ends that, some seconds later.
#[must_use]
pub struct Watch {
    _kept: Kept,
}

enum Kept {
    /// Read again whenever it changes.
    Entry {
        _shown: OnScreen,
    },
    /// Told over the topic.
    Topic {
        _hold: Option<Hold>,
    },
    Banner {
        _shown: Banner,
    },
}

struct OnScreen(Arc<Entry>);

impl Drop for OnScreen {
    fn drop(&mut self) {
        let mut slot = self.0.slot();
        // Counted under the lock, so that a read that ends now does not take new holds for nobody.
        if self.0.watchers.fetch_sub(1, Ordering::SeqCst) == 1 {
            let holds = std::mem::take(&mut slot.holds);
            drop(slot);
            drop(holds);
        }
    }
}

struct Banner {
    inner: Arc<Inner>,
    viewer: UserId,
}

impl Drop for Banner {
    fn drop(&mut self) {
        self.inner.reach.unwatch(self.viewer);
    }
}

impl Watch {
    pub(crate) fn new(inner: &Arc<Inner>, viewer: UserId, key: Key) -> Self {
        let kept = match key {
            Key::Backend => {
                inner.reach.watch(viewer);
                let inner = Arc::clone(inner);
                Kept::Banner {
                    _shown: Banner { inner, viewer },
                }
            }
            Key::Progress(_) => Kept::Topic {
                _hold: inner.topics.hold(Topic::User(viewer), viewer),
            },
            key => Kept::Entry {
                _shown: on_screen(inner, WatchKey { viewer, key }),
            },
        };
        Self { _kept: kept }
    }
}

fn on_screen(inner: &Arc<Inner>, key: WatchKey) -> OnScreen {
    let entry = inner.cache.entry(&key);
    let mut slot = entry.slot();
    if !inner.is_current(&entry, &mut slot) {
        inner.doubt(&entry, &mut slot);
    }
    if entry.watchers.fetch_add(1, Ordering::SeqCst) == 0 {
        inner.relink(&entry, &mut slot);
        inner.hold_watched(&entry, &mut slot);
    }
    // A value that changed before it came on screen is read now; one that was never read, when it is looked at.
    if slot.value.is_some() && !inner.is_current(&entry, &mut slot) {
        inner.refresh(&entry, &mut slot);
    }
    drop(slot);
    OnScreen(entry)
}
