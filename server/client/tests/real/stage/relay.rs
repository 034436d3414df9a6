//! A relay between one web process and the backend, in the hands of a test: answers can be slowed down and cut off, and
//! the feed held back, shuffled, repeated, thinned out or cut.
//!
//! It knows what it was told and what it passed on, so that a test can tell when nothing is under way any more.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use api::feed::{FromBackend, ToBackend, Topic};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinHandle;

use super::frames::{self, Frame, PING, PONG, TEXT};

pub(crate) struct Relay {
    pub(crate) url: String,
    shared: Arc<Shared>,
    accepting: JoinHandle<()>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    /// Rises when all connections, or those of the feed, are to end.
    severed: watch::Sender<u64>,
    cut: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    held: bool,
    /// The longest an answer is kept back.
    delay: Duration,
    /// The feed's way to the client; `None` while there is no line.
    feed: Option<mpsc::UnboundedSender<Vec<u8>>>,
    pending: Vec<(Vec<u8>, FromBackend)>,
    /// The number up to which the backend has told each watched topic.
    told: HashMap<Topic, i64>,
    /// Watches that were asked for and not answered yet.
    open: HashMap<Topic, usize>,
    /// Topics of which facts were dropped.
    lost: Vec<Topic>,
    pings: u64,
    pongs: u64,
    /// Counts everything that passes on the feed.
    traffic: u64,
}

/// What is done to frames that were held back, before they are let go.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Mischief {
    /// In another order.
    pub(crate) shuffle: Option<u64>,
    pub(crate) twice: bool,
    /// Every so many facts, one is lost.
    pub(crate) lose_each: Option<u8>,
}

impl Relay {
    pub(crate) async fn to(backend: &str) -> Self {
        let backend: SocketAddr = backend.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let shared = Arc::<Shared>::default();
        let mine = Arc::clone(&shared);
        let accepting = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let shared = Arc::clone(&mine);
                tokio::spawn(async move {
                    let mut severed = shared.severed.subscribe();
                    severed.mark_unchanged();
                    tokio::select! {
                        _ = carry(near, backend, &shared) => {}
                        _ = severed.changed() => {}
                    }
                });
            }
        });
        Self {
            url,
            shared,
            accepting,
        }
    }

    /// Keeps the feed's words back until [`Relay::release`].
    pub(crate) fn hold(&self) {
        self.shared.lock().held = true;
    }

    pub(crate) fn release(&self, mischief: Mischief) {
        let mut state = self.shared.lock();
        state.held = false;
        let mut pending = std::mem::take(&mut state.pending);
        if let Some(each) = mischief.lose_each {
            let mut facts = 0_u32;
            pending.retain(|(_, word)| {
                let FromBackend::Fact(fact) = word else {
                    return true;
                };
                facts += 1;
                let stays = !facts.is_multiple_of(u32::from(each));
                if !stays {
                    state.lost.push(fact.topic);
                }
                stays
            });
        }
        if let Some(seed) = mischief.shuffle {
            let mut random = seed | 1;
            for place in (1..pending.len()).rev() {
                random = next(random);
                pending.swap(place, (random % (place as u64 + 1)) as usize);
            }
        }
        if mischief.twice {
            // But for refusals: each answers one order, of a person it does not name.
            let times = |word: &FromBackend| match word {
                FromBackend::Refused { .. } => 1,
                _ => 2,
            };
            let again = |it: (Vec<u8>, FromBackend)| std::iter::repeat_n(it.clone(), times(&it.1));
            pending = pending.into_iter().flat_map(again).collect();
        }
        for (bytes, _) in pending {
            state.pass(bytes);
        }
    }

    /// Tells of what was lost, as a backend does that cannot tell it any more.
    pub(crate) fn confess(&self) {
        let mut state = self.shared.lock();
        for topic in std::mem::take(&mut state.lost) {
            let head = state.told.get(&topic).copied().unwrap_or(0);
            let gap = serde_json::to_vec(&FromBackend::Gap { topic, head }).unwrap();
            state.pass(frames::write(TEXT, &gap));
        }
    }

    /// The longest that an answer is kept back from now on.
    pub(crate) fn delay(&self, most: Duration) {
        self.shared.lock().delay = most;
    }

    /// Ends the feed's line; what was held back is gone with it.
    pub(crate) fn cut(&self) {
        self.shared.lock().forget_line();
        self.shared.cut.send_modify(|count| *count += 1);
    }

    /// Ends every connection.
    pub(crate) fn sever(&self) {
        self.shared.lock().forget_line();
        self.shared.severed.send_modify(|count| *count += 1);
    }

    /// A number that stays as long as nothing passes on the feed.
    pub(crate) fn traffic(&self) -> u64 {
        self.shared.lock().traffic
    }

    /// The topics that are watched, and how far each has been told; `None` while any word is still under way.
    pub(crate) fn told(&self) -> Option<Vec<(Topic, i64)>> {
        let state = self.shared.lock();
        let idle = state.feed.is_some()
            && !state.held
            && state.pending.is_empty()
            && state.open.is_empty()
            && state.lost.is_empty();
        idle.then(|| {
            state
                .told
                .iter()
                .map(|(topic, told)| (*topic, *told))
                .collect()
        })
    }

    /// Sends a ping behind everything that was passed on; [`Relay::ponged`] says when the client has read that far.
    pub(crate) fn ping(&self) -> u64 {
        let mut state = self.shared.lock();
        state.pings += 1;
        let number = state.pings;
        if let Some(feed) = &state.feed {
            // A line that just ended does not answer; whoever waits asks anew.
            let _ = feed.send(frames::write(PING, &number.to_be_bytes()));
        }
        number
    }

    pub(crate) fn ponged(&self) -> u64 {
        self.shared.lock().pongs
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.accepting.abort();
        self.sever();
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }
}

impl State {
    fn pass(&mut self, bytes: Vec<u8>) {
        self.traffic += 1;
        if let Some(feed) = &self.feed {
            // A line that just ended asks again for what it missed.
            let _ = feed.send(bytes);
        }
    }

    fn forget_line(&mut self) {
        self.feed = None;
        self.pending.clear();
        self.told.clear();
        self.open.clear();
        self.lost.clear();
    }

    fn told_by_backend(&mut self, bytes: Vec<u8>, word: FromBackend) {
        match &word {
            FromBackend::Watching { topic, head } => {
                self.answered(*topic);
                self.told.insert(*topic, *head);
            }
            FromBackend::Gap { topic, head } => {
                self.told.insert(*topic, *head);
            }
            FromBackend::Refused { topic, .. } => {
                self.answered(*topic);
                self.told.remove(topic);
            }
            FromBackend::Fact(fact) => {
                self.told.insert(fact.topic, fact.number);
            }
            FromBackend::Progress { .. } | FromBackend::QueueMoved { .. } => (),
        }
        if self.held {
            self.pending.push((bytes, word));
        } else {
            self.pass(bytes);
        }
    }

    fn answered(&mut self, topic: Topic) {
        if let Some(open) = self.open.get_mut(&topic) {
            *open -= 1;
            if *open == 0 {
                self.open.remove(&topic);
            }
        }
    }

    fn ordered(&mut self, frame: &Frame) {
        self.traffic += 1;
        match serde_json::from_slice(&frame.payload) {
            Ok(ToBackend::Watch { topic, .. }) => *self.open.entry(topic).or_default() += 1,
            Ok(ToBackend::Unwatch { topic }) => {
                self.told.remove(&topic);
            }
            Err(error) => panic!("the client said what is no order: {error}"),
        }
    }
}

fn next(random: u64) -> u64 {
    // Xorshift: any order will do.
    let random = random ^ (random << 13);
    let random = random ^ (random >> 7);
    random ^ (random << 17)
}

async fn carry(near: TcpStream, backend: SocketAddr, shared: &Shared) -> std::io::Result<()> {
    let feed = b"GET /v1/feed ";
    let mut start = [0; 13];
    let is_feed = near.peek(&mut start).await? == start.len() && start == *feed;
    let far = TcpStream::connect(backend).await?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    if is_feed {
        return carry_feed(near, far, shared).await;
    }
    let (mut near_read, mut near_write) = near.into_split();
    let (mut far_read, mut far_write) = far.into_split();
    let up = tokio::io::copy(&mut near_read, &mut far_write);
    let down = async {
        let mut buffer = vec![0; 64 * 1024];
        let mut random = std::time::SystemTime::now()
            .duration_since(std::time::UNIX_EPOCH)
            .map_or(1, |it| u64::from(it.subsec_nanos()) | 1);
        loop {
            let read = far_read.read(&mut buffer).await?;
            if read == 0 {
                return Ok(());
            }
            let most = shared.lock().delay;
            if !most.is_zero() {
                random = next(random);
                tokio::time::sleep(most.mul_f64((random % 1000) as f64 / 1000.0)).await;
            }
            near_write.write_all(&buffer[..read]).await?;
        }
    };
    tokio::select! {
        up = up => up.map(drop),
        down = down => down,
    }
}

async fn carry_feed(near: TcpStream, far: TcpStream, shared: &Shared) -> std::io::Result<()> {
    let mut cut = shared.cut.subscribe();
    let (mut near_read, mut near_write) = near.into_split();
    let (mut far_read, mut far_write) = far.into_split();
    far_write
        .write_all(&frames::head(&mut near_read).await?)
        .await?;
    near_write
        .write_all(&frames::head(&mut far_read).await?)
        .await?;
    let (send, mut words) = mpsc::unbounded_channel::<Vec<u8>>();
    {
        let mut state = shared.lock();
        state.forget_line();
        state.feed = Some(send.clone());
    }
    let down = async {
        while let Some(frame) = frames::read(&mut far_read).await? {
            if frame.kind == TEXT {
                let word = serde_json::from_slice(&frame.payload).expect("a word of the backend");
                shared.lock().told_by_backend(frame.bytes, word);
            } else if send.send(frame.bytes).is_err() {
                break;
            }
        }
        Ok(())
    };
    let out = async {
        while let Some(bytes) = words.recv().await {
            near_write.write_all(&bytes).await?;
        }
        Ok(())
    };
    let up = async {
        while let Some(frame) = frames::read(&mut near_read).await? {
            match frame.kind {
                TEXT => shared.lock().ordered(&frame),
                // An answer to a ping of ours, which the backend knows nothing of.
                PONG => {
                    if let Ok(number) = frame.payload.as_slice().try_into() {
                        shared.lock().pongs = u64::from_be_bytes(number);
                        continue;
                    }
                }
                _ => (),
            }
            far_write.write_all(&frame.bytes).await?;
        }
        Ok(())
    };
    let end = tokio::select! {
        end = down => end,
        end = out => end,
        end = up => end,
        _ = cut.changed() => Ok(()),
    };
    let mut state = shared.lock();
    if state
        .feed
        .as_ref()
        .is_some_and(|feed| feed.same_channel(&send))
    {
        state.forget_line();
    }
    end
}
