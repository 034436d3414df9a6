//! What every route works with: the store, the media, the bus and the small things kept in memory.

use std::sync::Arc;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::assertion::Verifier;
use crate::bus::Bus;
use crate::media::Media;
use crate::pace::Pace;
use crate::previews::Previews;
use crate::store::Store;
use crate::throttle::Throttle;

pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) media: Media,
    pub(crate) bus: Arc<Bus>,
    pub(crate) previews: Previews,
    pub(crate) pace: Pace,
    pub(crate) verifier: Verifier,
    pub(crate) throttle: Throttle,
    /// Whether the built-in person may sign in without a password.
    pub(crate) local: bool,
    /// Rung when a job was queued, claimed or ended.
    pub(crate) queue_moved: Arc<Notify>,
    /// Set when the server stops: whatever waits must end.
    pub(crate) stopping: CancellationToken,
}

impl State {
    pub(crate) fn new(store: Store, media: Media, verifier: Verifier, local: bool) -> Self {
        let bus = Bus::new();
        let queue_moved = Arc::new(Notify::new());
        crate::wake::on_commit(&store, &bus, &queue_moved);
        Self {
            store,
            media,
            bus,
            previews: Previews::default(),
            pace: Pace::default(),
            verifier,
            throttle: Throttle::new(),
            local,
            queue_moved,
            stopping: CancellationToken::new(),
        }
    }
}
