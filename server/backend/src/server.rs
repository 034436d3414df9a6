//! Puts the backend together and runs it, alone or inside another process.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpServer, web};
use futures_util::future::BoxFuture;
use tokio::task::JoinHandle;
use utoipa_actix_web::AppExt;

use crate::assertion::Verifier;
use crate::call::MAX_JSON_BYTES;
use crate::media::Media;
use crate::problem::Refusal;
use crate::state::State;
use crate::store::{self, Store, Waiting};
use crate::{feed, log, openapi, routes, wake};

/// Longer than the idle timeouts of callers and balancers (60 s), so that they close a connection, never we: a
/// connection closed from this side may lose the call that is just being sent on it.
const KEEP_ALIVE: Duration = Duration::from_secs(75);
/// How long a stop waits for calls under way.
const STOP_SECONDS: u64 = 10;
/// Event loops. The work is the database's and the blocking pool's; more would be idle.
const WORKERS: usize = 2;

pub struct Config {
    /// Bound already, so that a port in use is told before anything starts.
    pub listener: TcpListener,
    /// `sqlite:<path>` or `postgres://…`.
    pub database: String,
    /// The folder for pictures and films; made where it is missing.
    pub media: PathBuf,
    /// What assertions are signed with; the same for all roles.
    pub secret: Vec<u8>,
    /// Assertions made with these are believed as well, while the secret is being changed.
    pub old_secrets: Vec<Vec<u8>>,
    /// Whether the built-in person may sign in without a password: only where nobody else can reach the web role.
    pub local: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum StartError {
    #[error(transparent)]
    Store(#[from] store::Error),
    #[error("the media folder {} cannot be used: {source}", path.display())]
    Media { path: PathBuf, source: io::Error },
    #[error("the server could not start: {0}")]
    Server(#[from] io::Error),
    #[error("the secret is shorter than 32 bytes")]
    Secret,
}

/// HS256 is as strong as its key; shorter ones can be guessed.
const MIN_SECRET_BYTES: usize = 32;

pub struct Backend;

impl Backend {
    /// Opens the database and the media folder and serves on the listener.
    ///
    /// # Errors
    /// [`StartError`], each with a sentence for the operator.
    pub async fn start(config: Config) -> Result<Running, StartError> {
        if config.secret.len() < MIN_SECRET_BYTES {
            return Err(StartError::Secret);
        }
        let addr = config.listener.local_addr()?;
        let store = Store::open(&config.database).await?;
        let media = Media::open(&config.media).map_err(|source| StartError::Media {
            path: config.media,
            source,
        })?;
        let secrets = std::iter::once(&config.secret).chain(&config.old_secrets);
        let verifier = Verifier::new(secrets.map(|secret| &**secret));
        let state = State::new(store, media, verifier, config.local);
        let state = web::Data::new(state);

        let shared = state.clone();
        let server = HttpServer::new(move || {
            App::new()
                .wrap(from_fn(log::calls))
                .app_data(shared.clone())
                .app_data(web::PayloadConfig::new(MAX_JSON_BYTES))
                .app_data(
                    // An id that is none cannot exist.
                    web::PathConfig::default().error_handler(|_, _| Refusal::not_found().into()),
                )
                .app_data(web::QueryConfig::default().error_handler(|error, _| {
                    let said =
                        format!("The address holds a value that is not understood: {error}.");
                    Refusal::invalid("query", said).into()
                }))
                .default_service(web::to(|| async {
                    Err::<&'static str, Refusal>(Refusal::not_found())
                }))
                .into_utoipa_app()
                .openapi(openapi::base())
                .configure(routes::all)
                .openapi_service(openapi::service)
                .into_app()
        })
        .on_connect(feed::remember)
        // A fact that follows another would wait until that is acknowledged.
        .tcp_nodelay(true)
        .workers(WORKERS)
        .keep_alive(KEEP_ALIVE)
        .shutdown_timeout(STOP_SECONDS)
        .disable_signals()
        .listen(config.listener)?
        .run();

        let handle = server.handle();
        Ok(Running {
            addr,
            handle,
            server: tokio::spawn(server),
            loops: wake::start(&state),
            state,
        })
    }
}

/// A backend that runs.
pub struct Running {
    addr: SocketAddr,
    handle: ServerHandle,
    server: JoinHandle<io::Result<()>>,
    loops: Vec<JoinHandle<()>>,
    pub(crate) state: web::Data<State>,
}

impl Running {
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Where to call it.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Puts the jobs of a worker that is known to be gone back into the queue, and answers how many.
    ///
    /// # Errors
    /// Where the database fails.
    pub async fn reclaim(&self, worker: &str) -> crate::store::Result<u32> {
        self.state.store.reclaim(worker).await
    }

    /// Tells what waits for a worker, for as long as anybody asks.
    pub fn waiting(
        &self,
    ) -> impl Fn() -> BoxFuture<'static, crate::store::Result<Waiting>> + Send + 'static {
        let state = self.state.clone().into_inner();
        move || {
            let state = Arc::clone(&state);
            Box::pin(async move { state.store.waiting().await })
        }
    }

    /// Ends waiting claims and feeds, lets calls under way end, then closes the database.
    pub async fn stop(self) {
        self.state.stopping.cancel();
        self.handle.stop(true).await;
        for task in self.loops {
            let _ = task.await;
        }
        match self.server.await {
            Ok(Ok(())) => (),
            Ok(Err(error)) => tracing::error!(error = %error, "the server ended badly"),
            Err(error) => tracing::error!(error = %error, "the server ended badly"),
        }
        self.state.store.close().await;
    }
}
