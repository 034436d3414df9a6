//! Whom a server's certificate is believed from.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use rustls::client::{Resumption, WebPkiServerVerifier};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use rustls_platform_verifier::Verifier;

/// What the system trusts, which is what the program's own calls go by; with `ca`, only that. Sessions are not resumed:
/// each new connection shall show what a first one costs. The error is a sentence.
pub(super) fn config(ca: Option<&Path>) -> Result<Arc<ClientConfig>, String> {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS cannot be set up: {error}."))?;
    let builder = match ca {
        Some(path) => {
            let roots = Arc::new(roots(path)?);
            let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider).build();
            builder.with_webpki_verifier(verifier.map_err(|error| unusable(path, &error))?)
        }
        None => {
            let verifier = Verifier::new(provider).map_err(|error| {
                format!("What this machine trusts cannot be read: {error}. Name an authority's certificate with --ca.")
            })?;
            let builder = builder.dangerous();
            builder.with_custom_certificate_verifier(Arc::new(verifier))
        }
    };
    let mut config = builder.with_no_client_auth();
    config.resumption = Resumption::disabled();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn roots(path: &Path) -> Result<RootCertStore, String> {
    let text = fs::read(path).map_err(|error| unusable(path, &error))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&text) {
        let certificate = certificate.map_err(|error| unusable(path, &error))?;
        roots
            .add(certificate)
            .map_err(|error| unusable(path, &error))?;
    }
    if roots.is_empty() {
        return Err(unusable(path, &"it holds no certificate in PEM form"));
    }
    Ok(roots)
}

fn unusable(path: &Path, why: &dyn std::fmt::Display) -> String {
    format!("--ca cannot be used: `{}`: {why}.", path.display())
}
