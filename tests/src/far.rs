//! A stretch of network that is long: a TCP relay that brings everything later by so much, in the order it came.
//!
//! Only bytes are late. The kernel takes a connection for the relay at once, so that no client sees a slow connect.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

#[derive(Debug)]
pub struct Far {
    pub address: SocketAddr,
    relay: JoinHandle<()>,
}

impl Far {
    /// A relay to `target`; each byte takes `late` longer, there as well as back.
    pub async fn from(target: SocketAddr, late: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let relay = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, target, late));
            }
        });
        Self { address, relay }
    }
}

impl Drop for Far {
    fn drop(&mut self) {
        self.relay.abort();
    }
}

async fn carry(near: TcpStream, target: SocketAddr, late: Duration) {
    let Ok(far) = TcpStream::connect(target).await else {
        return;
    };
    // Else the kernel adds a lateness of its own.
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    tokio::join!(
        pour(near_read, far_write, late),
        pour(far_read, near_write, late)
    );
}

/// What is under way does not wait for what was sent before it to arrive.
async fn pour(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, late: Duration) {
    let (underway, mut arriving) = mpsc::channel::<(Instant, Vec<u8>)>(64);
    let reading = async move {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer).await {
            let due = Instant::now() + late;
            if underway.send((due, buffer[..read].to_vec())).await.is_err() {
                return;
            }
        }
    };
    let writing = async move {
        while let Some((due, bytes)) = arriving.recv().await {
            sleep_until(due).await;
            if to.write_all(&bytes).await.is_err() {
                return;
            }
        }
        // The other side is gone; whoever reads must hear of it.
        let _ = to.shutdown().await;
    };
    tokio::join!(reading, writing);
}
