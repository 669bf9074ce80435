//! What went wrong in a handshake, and what to do about it.

use std::io;

use rustls::pki_types::ServerName;
use rustls::{AlertDescription, CertificateError, Error, InvalidMessage};

/// Why a broker and this client do not come to a secure connection. Another try does not help.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlsFailure {
    /// No authority that we trust has signed the broker's certificate.
    #[error(
        "the broker's certificate is not signed by a trusted authority; put its issuer into ssl.truststore.location or \
         ssl.truststore.certificates"
    )]
    Untrusted,
    /// The broker's certificate is for other host names.
    #[error(
        "the broker's certificate is for {presented}, not for {expected}; connect by a name that it has, or leave \
         ssl.endpoint.identification.algorithm empty to do without this check"
    )]
    WrongHost {
        /// The host that was dialled.
        expected: String,
        /// The names of the certificate.
        presented: String,
    },
    /// The broker's certificate is too old or too new.
    #[error("the broker's certificate {0}; renew it, or set this machine's clock")]
    OutsideValidity(&'static str),
    /// The broker's certificate cannot be used for another reason.
    #[error("the broker's certificate cannot be used: {0}")]
    BadCertificate(String),
    /// The broker wants a certificate of this client, or does not trust the one it got.
    #[error(
        "the broker wants a certificate of this client and has got none that it trusts ({0}); set ssl.keystore.location, \
         or ssl.keystore.key and ssl.keystore.certificate.chain"
    )]
    ClientCertificate(String),
    /// TLS was begun with a listener that has none.
    #[error(
        "the listener does not speak TLS; set security.protocol to PLAINTEXT or SASL_PLAINTEXT, or take the port of a \
         TLS listener"
    )]
    NotTls,
    /// The listener wants TLS, and was spoken to without.
    #[error(
        "the listener speaks TLS; set security.protocol to SSL or SASL_SSL, or take the port of a plaintext listener"
    )]
    WantsTls,
    /// No version or cipher suite that both have.
    #[error(
        "the broker and this client have no TLS version or cipher suite in common ({0}); see ssl.enabled.protocols and \
         ssl.cipher.suites"
    )]
    NothingInCommon(String),
    /// Anything else.
    #[error("{0}")]
    Other(String),
}

/// The failure in an error of a TLS stream, if that is what it is.
pub(in crate::net) fn of_io_error(error: &io::Error) -> Option<TlsFailure> {
    let inner = error.get_ref()?;
    inner.downcast_ref::<TlsFailure>().cloned().or_else(|| inner.downcast_ref::<Error>().map(of_error))
}

fn of_error(error: &Error) -> TlsFailure {
    match error {
        Error::InvalidCertificate(error) => of_certificate(error),
        Error::AlertReceived(alert) => of_alert(*alert),
        Error::PeerIncompatible(what) => TlsFailure::NothingInCommon(format!("{what:?}")),
        Error::InvalidMessage(
            InvalidMessage::InvalidContentType | InvalidMessage::UnknownProtocolVersion,
        ) => TlsFailure::NotTls,
        other => TlsFailure::Other(other.to_string()),
    }
}

fn of_certificate(error: &CertificateError) -> TlsFailure {
    match error {
        // The signature is wrong where another authority has the name of one we trust, as one that was made anew.
        CertificateError::UnknownIssuer | CertificateError::BadSignature => TlsFailure::Untrusted,
        CertificateError::NotValidForNameContext { expected, presented } => TlsFailure::WrongHost {
            expected: host_of(expected),
            presented: match presented.as_slice() {
                [] => "no host name (a subjectAltName is needed)".to_owned(),
                names => names.join(", "),
            },
        },
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            TlsFailure::OutsideValidity("has expired")
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            TlsFailure::OutsideValidity("is not valid yet")
        }
        other => TlsFailure::BadCertificate(other.to_string()),
    }
}

fn host_of(name: &ServerName<'_>) -> String {
    name.to_str().into_owned()
}

/// What a broker that ends the handshake says by it.
fn of_alert(alert: AlertDescription) -> TlsFailure {
    match alert {
        AlertDescription::CertificateRequired
        | AlertDescription::BadCertificate
        | AlertDescription::UnknownCA
        | AlertDescription::CertificateUnknown
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateRevoked
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::AccessDenied => TlsFailure::ClientCertificate(format!("alert {alert:?}")),
        AlertDescription::HandshakeFailure
        | AlertDescription::ProtocolVersion
        | AlertDescription::InsufficientSecurity => TlsFailure::NothingInCommon(format!("alert {alert:?}")),
        other => TlsFailure::Other(format!("the broker ended the handshake with the alert {other:?}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_of_the_library_are_told_apart() {
        let told = |error: Error| of_io_error(&io::Error::new(io::ErrorKind::InvalidData, error)).unwrap();
        assert_eq!(told(Error::InvalidCertificate(CertificateError::UnknownIssuer)), TlsFailure::Untrusted);
        let expected = ServerName::try_from("a.example").unwrap();
        let presented = vec!["DnsName(\"b.example\")".to_owned()];
        let wrong = CertificateError::NotValidForNameContext { expected, presented };
        assert!(
            matches!(told(Error::InvalidCertificate(wrong)), TlsFailure::WrongHost { expected, .. } if expected == "a.example")
        );
        assert_eq!(told(Error::InvalidMessage(InvalidMessage::InvalidContentType)), TlsFailure::NotTls);
        let alert = told(Error::AlertReceived(AlertDescription::BadCertificate));
        assert!(matches!(alert, TlsFailure::ClientCertificate(_)));
        assert!(of_io_error(&io::ErrorKind::UnexpectedEof.into()).is_none());
    }
}
