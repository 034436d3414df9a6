//! The tabs: bare sockets that speak the wire's join and acknowledgements as `web/live` does, and count what comes.
//! They parse no JSON, so that a thousand of them leave the machine to the server that is measured.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Notify, Semaphore};
use tokio::task::{JoinHandle, spawn_local};

/// Tabs that are on their way in at once.
const DOOR: usize = 64;
/// As in `web/live/line.js`.
const ACK_FRAMES: u64 = 8;
const BEAT: Duration = Duration::from_secs(20);
/// What a slow tab takes at a time, and how often: 1 KB a second.
const SIP: usize = 128;
const SIP_EVERY: Duration = Duration::from_millis(125);
/// What the system keeps of what a slow tab has not taken; Linux doubles it.
const SLOW_BUFFER: u32 = 2048;

const TEXT: u8 = 1;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;

/// Where tabs go, and what they say there.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) address: String,
    pub(crate) path: &'static str,
    /// The first frame of each; none where there is no join.
    pub(crate) joins: Vec<String>,
    /// How many of them read slowly: the first ones.
    pub(crate) slow: usize,
    /// Whether they say now and then that they are there, as a browser does. Only long runs need it.
    pub(crate) beats: bool,
}

/// What all of them together have received.
#[derive(Default)]
pub(crate) struct Board {
    /// By tick: tabs that have it, and when the last got it.
    ticks: RefCell<Vec<(usize, Option<Instant>)>>,
    done: Cell<usize>,
    bytes: Cell<u64>,
    joined: Cell<usize>,
    moved: Notify,
}

impl Board {
    /// Ticks that every tab has.
    pub(crate) fn done(&self) -> usize {
        self.done.get()
    }

    /// Bytes that all but the slow ones received, headers of frames included.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.get()
    }

    pub(crate) fn arrival(&self, tick: usize) -> Option<Instant> {
        self.ticks.borrow().get(tick)?.1
    }

    pub(crate) async fn until(&self, reached: impl Fn(&Self) -> bool) {
        while !reached(self) {
            self.moved.notified().await;
        }
    }

    fn got(&self, tick: usize, tabs: usize) {
        let mut ticks = self.ticks.borrow_mut();
        if ticks.len() <= tick {
            ticks.resize(tick + 1, (0, None));
        }
        ticks[tick].0 += 1;
        if ticks[tick].0 == tabs {
            ticks[tick].1 = Some(Instant::now());
            // Each tab gets them in order, so the last of a tick is the last of all before it.
            self.done.set(tick + 1);
            self.moved.notify_one();
        }
    }
}

pub(crate) struct Tabs {
    pub(crate) board: Rc<Board>,
    /// How many of them read as fast as they can.
    pub(crate) quick: usize,
    /// From the first connect to the last join's answer.
    pub(crate) joined_in: f64,
    tasks: Vec<JoinHandle<()>>,
}

impl Drop for Tabs {
    fn drop(&mut self) {
        self.tasks.iter().for_each(JoinHandle::abort);
    }
}

impl Tabs {
    /// So many join and stay.
    pub(crate) async fn join(place: &Place, count: usize) -> io::Result<Self> {
        let board = Rc::new(Board::default());
        let quick = count - place.slow;
        let door = Rc::new(Semaphore::new(DOOR));
        let began = Instant::now();
        let mut tasks = Vec::new();
        for number in 0..count {
            let (board, door, place) = (Rc::clone(&board), Rc::clone(&door), place.clone());
            tasks.push(spawn_local(async move {
                let line = async {
                    let _place = door.acquire().await;
                    Line::open(&place, number).await
                };
                let line = line.await.expect("a tab connects");
                let stays = line.stay(&board, quick);
                stays.await.expect("the line holds");
            }));
        }
        board.until(|board| board.joined.get() == count).await;
        let joined_in = began.elapsed().as_secs_f64();
        Ok(Self {
            board,
            quick,
            joined_in,
            tasks,
        })
    }
}

struct Line {
    read: OwnedReadHalf,
    write: OwnedWriteHalf,
    buffer: Vec<u8>,
    joins: bool,
    phase: u64,
    slow: bool,
    beats: bool,
}

impl Line {
    async fn open(place: &Place, number: usize) -> io::Result<Self> {
        let slow = number < place.slow;
        let mut socket = connect(&place.address, slow).await?;
        socket.set_nodelay(true)?;
        let (path, address) = (place.path, &place.address);
        let hello = format!(
            "GET {path} HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nUpgrade: websocket\r\n\
             Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        );
        socket.write_all(hello.as_bytes()).await?;
        let mut buffer = Vec::with_capacity(1024);
        let end = loop {
            if let Some(at) = buffer.windows(4).position(|it| it == b"\r\n\r\n") {
                break at + 4;
            }
            if socket.read_buf(&mut buffer).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        };
        if !buffer.starts_with(b"HTTP/1.1 101") {
            let told = String::from_utf8_lossy(&buffer).into_owned();
            return Err(io::Error::other(told));
        }
        buffer.drain(..end);
        let (read, write) = socket.into_split();
        let mut line = Self {
            read,
            write,
            buffer,
            joins: !place.joins.is_empty(),
            phase: number as u64 % ACK_FRAMES,
            slow,
            beats: place.beats,
        };
        if let Some(join) = place.joins.get(number) {
            line.say(TEXT, join.as_bytes()).await?;
        }
        Ok(line)
    }

    async fn stay(mut self, board: &Board, tabs: usize) -> io::Result<()> {
        if !self.joins {
            enter(board);
        }
        let (mut ticks, mut frames) = (0, 0);
        let mut beat = tokio::time::interval(BEAT);
        loop {
            while let Some((kind, payload, size)) = frame(&self.buffer) {
                let payload = payload.to_vec();
                self.buffer.drain(..size);
                if !self.slow {
                    board.bytes.set(board.bytes.get() + size as u64);
                }
                match kind {
                    PING => self.say(PONG, &payload).await?,
                    CLOSE => return Err(io::Error::other("the server closed the line")),
                    TEXT if payload.starts_with(b"[\"j\"") => enter(board),
                    TEXT if payload.starts_with(b"[\"x\"") => {
                        return Err(io::Error::other("the server sent the tab away"));
                    }
                    TEXT if payload.starts_with(b"[\"") => (),
                    TEXT => {
                        for _ in (0..patches(&payload)).filter(|_| !self.slow) {
                            board.got(ticks, tabs);
                            ticks += 1;
                        }
                        frames += 1;
                        if self.joins && (frames + self.phase).is_multiple_of(ACK_FRAMES) {
                            let told = format!("[\"a\",{frames},0]");
                            self.say(TEXT, told.as_bytes()).await?;
                        }
                    }
                    _ => (),
                }
            }
            let size = tokio::select! {
                size = sip(&mut self.read, &mut self.buffer, self.slow) => size?,
                _ = beat.tick(), if self.beats => {
                    self.say(TEXT, b"[\"p\"]").await?;
                    continue;
                }
            };
            if size == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }

    /// A client's frame is masked; a mask of zeros leaves it as it is.
    async fn say(&mut self, kind: u8, payload: &[u8]) -> io::Result<()> {
        let mut out = vec![0x80 | kind];
        match u8::try_from(payload.len()) {
            Ok(short) if short < 126 => out.push(0x80 | short),
            _ => {
                out.push(0x80 | 126);
                let long = u16::try_from(payload.len()).map_err(io::Error::other)?;
                out.extend(long.to_be_bytes());
            }
        }
        out.extend([0; 4]);
        out.extend(payload);
        self.write.write_all(&out).await
    }
}

async fn connect(address: &str, slow: bool) -> io::Result<TcpStream> {
    if !slow {
        return TcpStream::connect(address).await;
    }
    let socket = TcpSocket::new_v4()?;
    socket.set_recv_buffer_size(SLOW_BUFFER)?;
    socket
        .connect(address.parse().map_err(io::Error::other)?)
        .await
}

/// Reads what there is, or a little of it after a while.
async fn sip(read: &mut OwnedReadHalf, buffer: &mut Vec<u8>, slow: bool) -> io::Result<usize> {
    if !slow {
        return read.read_buf(buffer).await;
    }
    tokio::time::sleep(SIP_EVERY).await;
    let mut some = [0; SIP];
    let size = read.read(&mut some).await?;
    buffer.extend(&some[..size]);
    Ok(size)
}

fn enter(board: &Board) {
    board.joined.set(board.joined.get() + 1);
    board.moved.notify_one();
}

/// The first whole frame: what kind, what it says, how long it is.
fn frame(bytes: &[u8]) -> Option<(u8, &[u8], usize)> {
    let (kind, short) = (bytes.first()? & 15, usize::from(bytes.get(1)? & 127));
    let (at, len) = match short {
        126 => (
            4,
            usize::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?)),
        ),
        127 => {
            let long = u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?);
            (10, usize::try_from(long).ok()?)
        }
        short => (2, short),
    };
    Some((kind, bytes.get(at..at + len)?, at + len))
}

/// How many patches a frame holds: it is one, or a list of them. Strings hold no brackets on the page that is measured.
fn patches(payload: &[u8]) -> usize {
    if !payload.starts_with(b"[[") {
        return 1;
    }
    let mut depth = 0;
    let mut found = 0;
    for byte in payload {
        match byte {
            b'[' => {
                depth += 1;
                found += usize::from(depth == 2);
            }
            b']' => depth -= 1,
            _ => (),
        }
    }
    found
}
