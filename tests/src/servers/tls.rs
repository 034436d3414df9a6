//! TLS before a server, as a balancer speaks it, and a private authority whose certificates it shows.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use tempfile::NamedTempFile;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;

/// Signs certificates that nobody trusts who does not know it.
pub struct Authority {
    certificate: Certificate,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    #[must_use]
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("it signs itself");
        let issuer = Issuer::new(params, key);
        Self {
            certificate,
            issuer,
        }
    }

    /// Its own certificate in PEM form.
    #[must_use]
    pub fn file(&self) -> NamedTempFile {
        let mut file = NamedTempFile::new().expect("a temporary file");
        let text = self.certificate.pem();
        file.write_all(text.as_bytes()).expect("there is room");
        file
    }

    /// A server that proves to be `name`.
    #[must_use]
    pub fn server(&self, name: &str) -> Arc<ServerConfig> {
        self.with(CertificateParams::new([name.to_owned()]).expect("a name"))
    }

    /// A server whose proof is out of date.
    #[must_use]
    pub fn expired(&self, name: &str) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new([name.to_owned()]).expect("a name");
        params.not_before = rcgen::date_time_ymd(2020, 1, 1);
        params.not_after = rcgen::date_time_ymd(2020, 4, 1);
        self.with(params)
    }

    fn with(&self, params: CertificateParams) -> Arc<ServerConfig> {
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("it is signed");
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key in PKCS #8");
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("the usual versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("the key fits the certificate");
        Arc::new(config)
    }
}

impl Default for Authority {
    fn default() -> Self {
        Self::new()
    }
}

/// Takes TLS and passes on what it holds.
#[derive(Debug)]
pub struct Terminator {
    pub address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Terminator {
    pub async fn before(target: SocketAddr, config: Arc<ServerConfig>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("it has an address");
        let acceptor = TlsAcceptor::from(config);
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(pass(acceptor.clone(), stream, target));
            }
        });
        Self { address, serving }
    }
}

impl Drop for Terminator {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(acceptor: TlsAcceptor, stream: TcpStream, target: SocketAddr) {
    let _ = stream.set_nodelay(true);
    let Ok(mut near) = acceptor.accept(stream).await else {
        return;
    };
    let Ok(mut far) = TcpStream::connect(target).await else {
        return;
    };
    let _ = far.set_nodelay(true);
    // However it ends, both sides hear of it when these go.
    let _ = tokio::io::copy_bidirectional(&mut near, &mut far).await;
}
