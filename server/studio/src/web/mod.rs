//! The HTTP around the engine: pages and their socket, sign-in, uploads, files, assets and health.
//!
//! Everything here is at the edge: it authenticates, checks where a request comes from, passes bytes on without
//! holding them, and leaves every page to the engine.

mod assets;
mod body;
mod busy;
mod error;
mod files;
mod gate;
mod health;
mod limits;
mod lines;
mod login;
mod pages;
mod session;
mod upload;

use std::io;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::{Compress, from_fn};
use actix_web::{App, HttpServer, web};
use client::Client;
use live::Engine;
use tokio::task::JoinHandle;
use url::Url;

use self::assets::Assets;
use self::busy::Busy;
use self::limits::UploadRate;
use crate::app::{Studio, engine_id};

pub use self::limits::Limits;

/// Which peers are believed about whom they speak for.
pub type IsProxy = Box<dyn Fn(IpAddr) -> bool + Send + Sync>;

/// What the web role is told at start.
pub struct WebConfig {
    /// Already bound, so that a port in use is the caller's error to word, and port 0 is possible.
    pub listener: TcpListener,
    /// The address people use, where it is not the one listened on. `https` makes cookies `Secure`.
    pub public_url: Option<Url>,
    /// Opens without a password, for loopback Host names only.
    pub local_mode: bool,
    pub client: Client,
    /// Seals snapshots; shared by all web processes.
    pub secret: Vec<u8>,
    /// What was sealed under these still opens.
    pub old_secrets: Vec<Vec<u8>>,
    /// Whether a peer is a proxy of ours: the person's address is then the last in `X-Forwarded-For`, which anybody
    /// else could have made up.
    pub is_proxy: IsProxy,
    /// Threads that serve; absent: one per core.
    pub workers: Option<usize>,
    /// Serves the files of this directory instead of those in the binary, for those who work on them.
    pub assets_dir: Option<PathBuf>,
    pub limits: Limits,
}

/// The web role.
pub struct Web;

/// A web role that runs.
pub struct Running {
    pub addr: SocketAddr,
    shared: Arc<Shared>,
    handle: ServerHandle,
    server: JoinHandle<io::Result<()>>,
}

/// What it counted since it started.
#[derive(Clone, Debug, Default)]
pub struct Counters {
    pub engine: live::Stats,
    /// Uploads that were too many of their person in a minute.
    pub uploads_refused: u64,
}

/// What every handler sees.
struct Shared {
    client: Client,
    engine: Engine<Studio>,
    assets: Assets,
    public_url: Option<Url>,
    local_mode: bool,
    is_proxy: IsProxy,
    cookies: session::Names,
    draining: AtomicBool,
    busy: Busy,
    uploads: UploadRate,
}

/// Where the pages' sockets are.
const LIVE: &str = "/live";
/// A browser that takes longer to say what it wants is not one.
const REQUEST_WITHIN: Duration = Duration::from_secs(10);
/// Just over the 60 s that balancers keep idle connections, so that it is the balancer that closes them.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// What answers get to finish in when the process stops. Sockets end at once: their tabs resume elsewhere.
const STOP_WITHIN: Duration = Duration::from_secs(5);

impl Web {
    /// Starts to serve. Must be called inside an actix system.
    ///
    /// # Errors
    /// Where the listener cannot be used or `assets_dir` cannot be read.
    pub fn start(config: WebConfig) -> io::Result<Running> {
        let addr = config.listener.local_addr()?;
        let assets = Assets::load(config.assets_dir)?;
        crate::components::asset::mount(assets.root());
        let studio = Arc::new(Studio::new(config.client.clone()));
        let cookies = session::Names::of(&config.secret, &config.old_secrets);
        let mut engine = live::Config::new(config.secret, assets.build());
        engine.old_secrets = config.old_secrets;
        let engine = Engine::new(studio, config.limits.engine(engine));
        let told = engine.clone();
        config.client.on_change(move |key| told.changed(key));
        let told = engine.clone();
        config
            .client
            .on_session_end(move |session| told.close_session(&engine_id(session)));
        let shared = Arc::new(Shared {
            client: config.client,
            engine,
            assets,
            public_url: config.public_url,
            local_mode: config.local_mode,
            is_proxy: config.is_proxy,
            cookies,
            draining: AtomicBool::new(false),
            busy: Busy::default(),
            uploads: UploadRate::new(config.limits.uploads_per_minute),
        });
        let data = web::Data::from(Arc::clone(&shared));
        let frame_bytes = config.limits.frame_bytes;
        let factory = move || {
            App::new()
                .app_data(data.clone())
                .app_data(error::path_config())
                .app_data(error::query_config())
                .wrap(from_fn(gate::guard))
                .configure(health::routes)
                .configure(files::routes)
                .configure(upload::routes)
                .configure(|config| lines::routes(config, frame_bytes))
                .configure(assets::routes)
                .service(
                    web::scope("")
                        .wrap(Compress::default())
                        .configure(login::routes)
                        .default_service(web::to(pages::page)),
                )
        };
        let mut server = HttpServer::new(factory)
            .listen(config.listener)?
            .on_connect(live::remember_connection)
            .client_request_timeout(REQUEST_WITHIN)
            .keep_alive(KEEP_ALIVE)
            .disable_signals();
        if let Some(workers) = config.workers {
            server = server.workers(workers);
        }
        let server = server.run();
        let handle = server.handle();
        Ok(Running {
            addr,
            shared,
            handle,
            server: tokio::spawn(server),
        })
    }
}

impl Running {
    /// From now on `/readyz` says no, and every tab is told to join again elsewhere within that time.
    pub fn drain(&self, within: Duration) {
        self.shared.draining.store(true, Ordering::Relaxed);
        self.shared.engine.drain(within);
    }

    /// Takes no more connections, lets answers finish for five seconds, and ends.
    ///
    /// # Errors
    /// What the server ended with.
    pub async fn stop(self) -> io::Result<()> {
        self.handle.pause().await;
        self.shared.busy.settle(STOP_WITHIN).await;
        self.handle.stop(false).await;
        self.server.await.map_err(io::Error::other)?
    }

    /// Tells the counters for as long as anybody asks.
    pub fn counters(&self) -> impl Fn() -> Counters + Clone + Send + Sync + 'static {
        let shared = Arc::clone(&self.shared);
        move || Counters {
            engine: shared.engine.stats(),
            uploads_refused: shared.uploads.refused(),
        }
    }

    /// Counters of the engine.
    #[must_use]
    pub fn stats(&self) -> live::Stats {
        self.shared.engine.stats()
    }
}
