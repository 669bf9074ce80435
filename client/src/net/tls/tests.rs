//! Handshakes with a server in the same process, and the stores that settings name.

use std::sync::Arc;

use kavka_config::Properties;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;

use super::{TlsFailure, of_io_error};
use crate::config::{PRODUCER, parse};

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/tls");

type Authority = CertifiedIssuer<'static, KeyPair>;

fn authority() -> Authority {
    let mut params = CertificateParams::default();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// A certificate for a host, with its key.
fn issue(authority: &Authority, host: &str) -> (rcgen::Certificate, KeyPair) {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![host.to_owned()]).unwrap();
    (params.signed_by(&key, authority).unwrap(), key)
}

fn server(identity: &(rcgen::Certificate, KeyPair), clients: Option<&Authority>) -> ServerConfig {
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .unwrap();
    let builder = match clients {
        None => builder.with_no_client_auth(),
        Some(authority) => {
            let mut roots = RootCertStore::empty();
            roots.add(authority.der().clone()).unwrap();
            let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider).build();
            builder.with_client_cert_verifier(verifier.unwrap())
        }
    };
    let chain: Vec<CertificateDer<'static>> = vec![identity.0.der().clone()];
    let key = PrivateKeyDer::try_from(identity.1.serialize_der()).unwrap();
    builder.with_single_cert(chain, key).unwrap()
}

/// What comes of a connection to such a server as the settings say: it greets whoever has shaken hands.
async fn outcome(config: ServerConfig, settings: &[(&str, &str)]) -> Result<(), TlsFailure> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        if let Ok(mut stream) = TlsAcceptor::from(Arc::new(config)).accept(stream).await {
            let _ = stream.write_all(b"hello").await;
            let _ = stream.shutdown().await;
        }
    });
    let stream = TcpStream::connect(address).await.unwrap();
    let tls = tls(settings).unwrap();
    let talk = async {
        let mut stream = tls.connect("localhost", stream).await?;
        let mut greeting = [0; 5];
        stream.read_exact(&mut greeting).await
    };
    talk.await.map(drop).map_err(|error| of_io_error(&error).unwrap_or_else(|| panic!("{error}")))
}

fn tls(settings: &[(&str, &str)]) -> Result<super::Tls, String> {
    let properties: Properties = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    let parsed = parse(&PRODUCER, &properties).map_err(|error| error.to_string())?;
    super::from_parsed(&parsed).map_err(|error| error.to_string())
}

const PEM: (&str, &str) = ("ssl.truststore.type", "PEM");

#[tokio::test]
async fn a_broker_is_known_by_its_authority_and_its_name() {
    let (ours, other) = (authority(), authority());
    let (ours_pem, other_pem) = (ours.pem(), other.pem());
    let trusting = |pem| [PEM, ("ssl.truststore.certificates", pem)];
    let local = issue(&ours, "localhost");
    assert_eq!(outcome(server(&local, None), &trusting(&ours_pem)).await, Ok(()));
    assert_eq!(outcome(server(&local, None), &trusting(&other_pem)).await, Err(TlsFailure::Untrusted));
    let remote = issue(&ours, "elsewhere.example");
    let wrong = outcome(server(&remote, None), &trusting(&ours_pem)).await.unwrap_err();
    assert!(
        wrong.to_string().contains("elsewhere.example") && wrong.to_string().contains("localhost"),
        "{wrong}"
    );
    // Without the check of the name, that of the authority stays.
    let lax = ("ssl.endpoint.identification.algorithm", "");
    let [kind, certificates] = trusting(&ours_pem);
    assert_eq!(outcome(server(&remote, None), &[kind, certificates, lax]).await, Ok(()));
    let [kind, certificates] = trusting(&other_pem);
    let untrusted = outcome(server(&remote, None), &[kind, certificates, lax]).await;
    assert_eq!(untrusted, Err(TlsFailure::Untrusted));
}

#[tokio::test]
async fn a_brokers_own_certificate_may_be_trusted_itself() {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    // As openssl makes them: an authority that is its own end entity.
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let certificate = params.self_signed(&key).unwrap();
    let pem = certificate.pem();
    let config = server(&(certificate, key), None);
    assert_eq!(outcome(config, &[PEM, ("ssl.truststore.certificates", &pem)]).await, Ok(()));
}

#[tokio::test]
async fn brokers_may_want_to_know_the_client() {
    let ours = authority();
    let local = issue(&ours, "localhost");
    let trusted = ours.pem();
    let trust = [PEM, ("ssl.truststore.certificates", trusted.as_str())];
    for version in ["TLSv1.2", "TLSv1.3"] {
        let versions = ("ssl.enabled.protocols", version);
        let nobody = outcome(server(&local, Some(&ours)), &[trust[0], trust[1], versions]).await;
        assert!(matches!(nobody, Err(TlsFailure::ClientCertificate(_))), "{version}: {nobody:?}");
        for (issuer, is_known) in [(&ours, true), (&authority(), false)] {
            let (certificate, key) = issue(issuer, "client");
            let (chain, key) = (certificate.pem(), key.serialize_pem());
            let settings = [
                trust[0],
                trust[1],
                versions,
                ("ssl.keystore.type", "PEM"),
                ("ssl.keystore.certificate.chain", chain.as_str()),
                ("ssl.keystore.key", key.as_str()),
            ];
            let result = outcome(server(&local, Some(&ours)), &settings).await;
            assert_eq!(result.is_ok(), is_known, "{version}: {result:?}");
        }
    }
}

#[tokio::test]
async fn versions_and_suites_are_those_of_the_settings() {
    let ours = authority();
    let local = issue(&ours, "localhost");
    let trusted = ours.pem();
    let trust = [PEM, ("ssl.truststore.certificates", trusted.as_str())];
    let with = |name, value| [trust[0], trust[1], (name, value)];
    let suite = with("ssl.cipher.suites", "TLS_AES_128_GCM_SHA256");
    assert_eq!(outcome(server(&local, None), &suite).await, Ok(()));
    // A suite of TLS 1.2 alone leaves no suite for TLS 1.3.
    let old = [trust[0], trust[1], suite[2], ("ssl.enabled.protocols", "TLSv1.2")];
    assert!(tls(&old).unwrap_err().contains("ssl settings"), "{:?}", tls(&old));
    for (name, value, told) in [
        ("ssl.enabled.protocols", "TLSv9", "TLSv1.2 or TLSv1.3"),
        ("ssl.enabled.protocols", "TLSv1", "must be among them"),
        ("ssl.protocol", "x", "TLSv1.3"),
        ("ssl.cipher.suites", "TLS_X", "TLS_AES_256_GCM_SHA384"),
        ("ssl.endpoint.identification.algorithm", "ldaps", "https"),
    ] {
        let error = tls(&with(name, value)).unwrap_err();
        assert!(error.contains(name) && error.contains(told), "{error}");
    }
}

#[test]
fn stores_are_read_in_every_form() {
    let path = |name: &str| format!("{GOLDEN}/{name}");
    let (pem, p12, key) = (path("certificate.pem"), path("trust.p12"), path("key.p12"));
    let both = format!(
        "{}{}",
        std::fs::read_to_string(path("encrypted-key.pem")).unwrap(),
        std::fs::read_to_string(&pem).unwrap()
    );
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &both).unwrap();
    let file = file.path().to_str().unwrap();
    let location = "ssl.truststore.location";
    let (trust_password, password) =
        (("ssl.truststore.password", "secret"), ("ssl.keystore.password", "secret"));
    let trust = [PEM, (location, pem.as_str())];
    tls(&trust).unwrap();
    tls(&[("ssl.truststore.type", "PKCS12"), (location, &p12), trust_password]).unwrap();
    // The default type is JKS, which in Java stands for PKCS#12 too.
    tls(&[(location, &p12), trust_password]).unwrap();
    tls(&[trust[0], trust[1], ("ssl.keystore.location", &key), password]).unwrap();
    let pem_key = [trust[0], trust[1], ("ssl.keystore.type", "PEM"), ("ssl.keystore.location", file)];
    let with = |more: (&'static str, &'static str)| tls(&[&pem_key[..], &[more]].concat());
    with(("ssl.key.password", "secret")).unwrap();
    assert!(with(("ssl.key.password", "wrong")).unwrap_err().contains("ssl.key.password"));
    assert!(tls(&pem_key).unwrap_err().contains("set ssl.key.password"));
}

#[test]
fn what_does_not_go_together_is_said_in_one_line() {
    let path = |name: &str| format!("{GOLDEN}/{name}");
    let (pem, p12, jks) = (path("certificate.pem"), path("trust.p12"), path("trust.jks"));
    let location = "ssl.truststore.location";
    let password = ("ssl.truststore.password", "secret");
    let cases: &[(&[(&str, &str)], &str)] = &[
        (&[("ssl.truststore.certificates", "x")], "only for PEM"),
        (&[PEM, ("ssl.truststore.certificates", "x"), (location, "y")], "Both SSL trust store location"),
        (&[PEM, ("ssl.truststore.certificates", "x"), password], "cannot be specified for PEM"),
        (&[PEM, ("ssl.truststore.certificates", "x")], "BEGIN CERTIFICATE"),
        (&[password], "trust store is not specified"),
        (&[(location, &pem), password], "set ssl.truststore.type=PEM"),
        (&[(location, &jks), password], "keytool -importkeystore"),
        (&[(location, &p12)], "needs ssl.truststore.password"),
        (&[(location, &p12), ("ssl.truststore.password", "wrong")], "is ssl.truststore.password right?"),
        (&[(location, "/nowhere"), password], "/nowhere"),
        (&[PEM, (location, &p12)], "PKCS12"),
        (&[("ssl.truststore.type", "BKS"), (location, &p12), password], "use PEM or PKCS12"),
        (&[PEM, (location, &pem), ("ssl.keystore.key", "x")], "only for PEM"),
        (
            &[PEM, (location, &pem), ("ssl.keystore.type", "PEM"), ("ssl.keystore.key", "x")],
            "certificate chain is not specified",
        ),
        (&[PEM, (location, &pem), ("ssl.keystore.certificate.chain", "x")], "private key is not specified"),
        (&[PEM, (location, &pem), ("ssl.keystore.location", "x")], "key store password is not specified"),
    ];
    for (settings, told) in cases {
        let error = tls(settings).unwrap_err();
        assert!(error.contains(told) && !error.contains('\n'), "{settings:?}: {error}");
    }
}
