//! Whether a broker is who it says.

use std::collections::HashSet;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{DigitallySignedStruct, Error, RootCertStore, SignatureScheme};

/// Checks the chain, and the host name unless that is turned off.
///
/// As in Java, a broker's own certificate may stand in the truststore in place of its authority; it is then trusted as it
/// is. WebPKI alone would refuse that.
#[derive(Debug)]
pub(super) struct Verifier {
    authorities: RootCertStore,
    trusted: HashSet<CertificateDer<'static>>,
    checks_host: bool,
    algorithms: WebPkiSupportedAlgorithms,
}

impl Verifier {
    /// Trusts `trusted`. Those that cannot be authorities, as X.509 v1 certificates, are still trusted as themselves.
    pub(super) fn new(
        trusted: Vec<CertificateDer<'static>>,
        checks_host: bool,
        algorithms: WebPkiSupportedAlgorithms,
    ) -> Self {
        let mut authorities = RootCertStore::empty();
        let (_, ignored) = authorities.add_parsable_certificates(trusted.iter().cloned());
        if ignored > 0 {
            tracing::debug!("{ignored} trusted certificates cannot serve as authorities");
        }
        Self { authorities, trusted: trusted.into_iter().collect(), checks_host, algorithms }
    }
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let certificate = ParsedCertificate::try_from(end_entity)?;
        if !self.trusted.contains(end_entity) {
            let algorithms = self.algorithms.all;
            verify_server_cert_signed_by_trust_anchor(
                &certificate,
                &self.authorities,
                intermediates,
                now,
                algorithms,
            )?;
        }
        if self.checks_host {
            verify_server_name(&certificate, server_name)?;
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signature, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signature, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
