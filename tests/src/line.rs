//! A stretch of network that can be cut: a TCP relay between a browser and a server, with a switch and a meter.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

const SIPS_PER_SECOND: usize = 10;

/// What the line does with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Whole,
    /// Connections stay open and carry nothing, as in a tunnel.
    Silent,
    /// What the browser says arrives, and what it is told does not.
    Deaf,
    /// As [`State::Whole`], but a websocket that is opened waits at the door.
    NoSockets,
    /// So many bytes a second reach the browser on each of its connections.
    Slow(u32),
    /// Connections break, and new ones are refused.
    Cut,
}

#[derive(Debug, Default)]
struct Meter {
    up: AtomicU64,
    down: AtomicU64,
}

#[derive(Debug)]
pub struct Line {
    pub url: String,
    state: watch::Sender<State>,
    target: watch::Sender<SocketAddr>,
    meter: Arc<Meter>,
    relay: JoinHandle<()>,
}

impl Line {
    /// A relay to the server at `url`.
    pub async fn to(url: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let here = listener.local_addr().expect("it has an address");
        let (state, states) = watch::channel(State::Whole);
        let (target, targets) = watch::channel(address(url));
        let meter = Arc::new(Meter::default());
        let counted = Arc::clone(&meter);
        let relay = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let to = *targets.borrow();
                tokio::spawn(carry(near, to, states.clone(), Arc::clone(&counted)));
            }
        });
        Self {
            url: format!("http://{here}"),
            state,
            target,
            meter,
            relay,
        }
    }

    pub fn set(&self, state: State) {
        self.state.send_replace(state);
    }

    /// New connections go to another server from now on.
    pub fn retarget(&self, url: &str) {
        self.target.send_replace(address(url));
    }

    /// Whether new connections go to this server.
    #[must_use]
    pub fn leads_to(&self, url: &str) -> bool {
        *self.target.borrow() == address(url)
    }

    /// Bytes from the server to the browser so far.
    #[must_use]
    pub fn down(&self) -> u64 {
        self.meter.down.load(Ordering::Relaxed)
    }

    /// Bytes from the browser to the server so far.
    #[must_use]
    pub fn up(&self) -> u64 {
        self.meter.up.load(Ordering::Relaxed)
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.relay.abort();
        self.state.send_replace(State::Cut);
    }
}

fn address(url: &str) -> SocketAddr {
    url.trim_start_matches("http://")
        .trim_end_matches('/')
        .parse()
        .expect("http://<ip>:<port>")
}

async fn carry(near: TcpStream, to: SocketAddr, states: watch::Receiver<State>, meter: Arc<Meter>) {
    if *states.borrow() == State::Cut {
        return;
    }
    let Ok(far) = TcpStream::connect(to).await else {
        return;
    };
    let is_socket = starts_with(&near, b"GET /live ").await;
    let opens = |state: &State| !is_socket || *state != State::NoSockets;
    if states.clone().wait_for(opens).await.is_err() {
        return;
    }
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    let both = async {
        tokio::join!(
            pour(Way::Up, near_read, far_write, states.clone(), &meter.up),
            pour(Way::Down, far_read, near_write, states.clone(), &meter.down),
        )
    };
    tokio::select! {
        _ = both => {}
        _ = cut(states.clone()) => {}
    }
}

async fn cut(mut states: watch::Receiver<State>) {
    // A closed channel means the line itself is gone, which is a cut as well.
    let _ = states.wait_for(|state| *state == State::Cut).await;
}

/// Whether that is what the browser says first on this connection.
async fn starts_with(near: &TcpStream, text: &[u8]) -> bool {
    let mut start = vec![0; text.len()];
    matches!(near.peek(&mut start).await, Ok(read) if start[..read] == *text)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Up,
    Down,
}

async fn pour(
    way: Way,
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut states: watch::Receiver<State>,
    count: &AtomicU64,
) {
    let mut buffer = vec![0; 16 * 1024];
    loop {
        // A slow reader takes little out of the network's buffers, so that they fill up behind it.
        let slow = match *states.borrow() {
            State::Slow(rate) if way == Way::Down => Some(rate),
            _ => None,
        };
        let most = slow.map_or(buffer.len(), |rate| rate as usize / SIPS_PER_SECOND + 1);
        let Ok(read @ 1..) = from.read(&mut buffer[..most]).await else {
            return;
        };
        let carries = |state: &State| match state {
            State::Silent => false,
            State::Deaf => way == Way::Up,
            _ => true,
        };
        if states.wait_for(carries).await.is_err() {
            return;
        }
        count.fetch_add(read as u64, Ordering::Relaxed);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
        if slow.is_some() {
            tokio::time::sleep(Duration::from_secs(1) / SIPS_PER_SECOND as u32).await;
        }
    }
}
