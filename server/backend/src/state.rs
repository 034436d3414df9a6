//! What every route works with: the store, the media, the bus and the small things kept in memory.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use crate::assertion::Verifier;
use crate::bus::Bus;
use crate::media::Media;
use crate::pace::Pace;
use crate::previews::Previews;
use crate::store::Store;
use crate::throttle::Throttle;

/// Sign-in attempts per name: enough for a person who mistypes, few enough that a common-password list takes months.
const ATTEMPTS_PER_NAME: u32 = 10;
/// Per address: an office behind one address signs in on a Monday morning.
const ATTEMPTS_PER_ADDRESS: u32 = 60;
const ATTEMPTS_WINDOW: Duration = Duration::from_secs(15 * 60);

pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) media: Media,
    pub(crate) bus: Arc<Bus>,
    pub(crate) previews: Previews,
    pub(crate) pace: Pace,
    pub(crate) verifier: Verifier,
    pub(crate) attempts_by_name: Throttle,
    pub(crate) attempts_by_address: Throttle,
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
            attempts_by_name: Throttle::new(ATTEMPTS_PER_NAME, ATTEMPTS_WINDOW),
            attempts_by_address: Throttle::new(ATTEMPTS_PER_ADDRESS, ATTEMPTS_WINDOW),
            local,
            queue_moved,
            stopping: CancellationToken::new(),
        }
    }
}
