//! One connection, and the calls on it, each part timed.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};
use tokio_rustls::TlsConnector;

use super::http::{self, Answer, Reader};
use super::order::Target;
use super::trouble::{Part, Trouble};

/// How long each part of a call took. What did not take place has no time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Times {
    pub(super) dns: Option<Duration>,
    pub(super) connect: Option<Duration>,
    pub(super) tls: Option<Duration>,
    /// To hand the request over.
    pub(super) request: Duration,
    /// From there to the first byte of the answer.
    pub(super) first_byte: Duration,
    /// From there to its last.
    pub(super) body: Duration,
}

impl Times {
    pub(super) fn total(&self) -> Duration {
        self.dns.unwrap_or_default()
            + self.connect.unwrap_or_default()
            + self.tls.unwrap_or_default()
            + self.request
            + self.first_byte
            + self.body
    }
}

trait Line: AsyncRead + AsyncWrite + Unpin {}
impl<T: AsyncRead + AsyncWrite + Unpin> Line for T {}

pub(super) struct Connection {
    line: Reader<Box<dyn Line>>,
    address: SocketAddr,
    patience: Duration,
    /// `TLSv1_3`, where it speaks TLS.
    pub(super) version: Option<String>,
}

impl Connection {
    /// Connects, and notes in `times` how long that took.
    pub(super) async fn open(
        target: &Target,
        address: SocketAddr,
        patience: Duration,
        times: &mut Times,
    ) -> Result<Self, Trouble> {
        let began = Instant::now();
        let stream = match timeout(patience, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Err(Trouble::connecting(address, &error)),
            Err(_) => return Err(Trouble::late(Part::Connect, address, patience)),
        };
        times.connect = Some(began.elapsed());
        // Else the last piece of a request may wait for an acknowledgement, which is no part of what is measured.
        stream
            .set_nodelay(true)
            .map_err(|error| Trouble::connecting(address, &error))?;
        let Some(config) = &target.tls else {
            return Ok(Self {
                line: Reader::new(Box::new(stream)),
                address,
                patience,
                version: None,
            });
        };
        let host = target.host.to_string();
        let name = ServerName::try_from(bare(&host).to_owned());
        let name = name.map_err(|error| Trouble::Handshake {
            address,
            reason: error.to_string(),
        })?;
        let began = Instant::now();
        let shaking = TlsConnector::from(Arc::clone(config)).connect(name, stream);
        let stream = match timeout(patience, shaking).await {
            Ok(Ok(stream)) => stream,
            Ok(Err(error)) => return Err(Trouble::shaking(address, host, error)),
            Err(_) => return Err(Trouble::late(Part::Tls, address, patience)),
        };
        times.tls = Some(began.elapsed());
        let version = stream.get_ref().1.protocol_version();
        Ok(Self {
            line: Reader::new(Box::new(stream)),
            address,
            patience,
            version: version.map(|it| format!("{it:?}")),
        })
    }

    /// One call.
    pub(super) async fn call(
        &mut self,
        target: &Target,
        times: &mut Times,
    ) -> Result<Answer, Trouble> {
        let address = self.address;
        let request = http::request(&target.url);
        let began = Instant::now();
        let sent = async {
            self.line.stream.write_all(request.as_bytes()).await?;
            self.line.stream.flush().await
        };
        let broken = |error: std::io::Error| Trouble::Broken {
            address,
            reason: error.to_string(),
        };
        match timeout(self.patience, sent).await {
            Ok(sent) => sent.map_err(broken)?,
            Err(_) => return Err(Trouble::late(Part::Answer, address, self.patience)),
        }
        times.request = began.elapsed();

        let began = Instant::now();
        match timeout(self.patience, self.line.more()).await {
            Ok(Ok(0)) => return Err(Trouble::Closed { address }),
            Ok(Ok(_)) => {}
            Ok(Err(error)) => return Err(broken(error)),
            Err(_) => return Err(Trouble::late(Part::Answer, address, self.patience)),
        }
        times.first_byte = began.elapsed();
        if self.line.begins_like_tls() {
            return Err(Trouble::OnlyTls { address });
        }

        let began = Instant::now();
        let answer = match timeout(self.patience, self.line.answer()).await {
            Ok(answer) => answer.map_err(|reason| Trouble::NotHttp { address, reason })?,
            Err(_) => return Err(Trouble::late(Part::Body, address, self.patience)),
        };
        times.body = began.elapsed();
        Ok(answer)
    }
}

/// An IPv6 address without its brackets.
fn bare(host: &str) -> &str {
    host.trim_start_matches('[').trim_end_matches(']')
}
