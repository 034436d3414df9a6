//! A stretch of network that can be cut: a TCP relay between a browser and a server, with a switch and a meter.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// What the line does with the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Whole,
    /// Connections stay open and carry nothing, as in a tunnel.
    Silent,
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
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    let both = async {
        tokio::join!(
            pour(near_read, far_write, states.clone(), &meter.up),
            pour(far_read, near_write, states.clone(), &meter.down),
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

async fn pour(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut states: watch::Receiver<State>,
    count: &AtomicU64,
) {
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer).await {
        if states
            .wait_for(|state| *state != State::Silent)
            .await
            .is_err()
        {
            return;
        }
        count.fetch_add(read as u64, Ordering::Relaxed);
        if to.write_all(&buffer[..read]).await.is_err() {
            return;
        }
    }
}
