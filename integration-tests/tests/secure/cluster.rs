//! The broker of a run, its listeners, and what clients must be told to get in.

use anyhow::{Result, ensure};
use kavka_client::Properties;
use kavka_client::admin::{Admin, AdminConfig, ScramChange, ScramMechanism};
use kavka_integration_tests::harness::{Extras, Listener, Make, Node};

use crate::certificates::{Certificates, PASSWORD};
use crate::provider::{AUDIENCE, CLIENT, ISSUER, Provider, SECRET};

pub const USER: &str = "alice";
/// With characters that JAAS, SCRAM and URLs treat specially.
pub const USER_PASSWORD: &str = "it's=a,secret;";

const OAUTH: &str = "org.apache.kafka.common.security.oauthbearer";
/// How long sessions last at the listener `short`.
pub const SESSION_MS: u64 = 2000;

pub struct Cluster {
    pub node: Node,
    pub certificates: Certificates,
    pub provider: Provider,
    /// TLS; clients may stay unknown.
    pub tls: Listener,
    /// TLS; clients show a certificate.
    pub mutual: Listener,
    /// SASL without TLS; OAUTHBEARER without signatures.
    pub sasl: Listener,
    /// SASL over TLS; OAUTHBEARER with signed tokens.
    pub both: Listener,
    /// As `sasl`, with sessions of two seconds.
    pub short: Listener,
    pub files: tempfile::TempDir,
}

fn login(module: &str, options: &str) -> String {
    format!("org.apache.kafka.common.security.{module} required {options};")
}

fn with_tls(listener: Listener, certificates: &Certificates) -> Listener {
    listener
        .with("ssl.keystore.type", "PEM")
        .with("ssl.keystore.location", certificates.path("broker-both.pem"))
        .with("ssl.truststore.type", "PEM")
        .with("ssl.truststore.location", certificates.path("authority.pem"))
}

fn with_passwords(listener: Listener) -> Listener {
    let scram = login("scram.ScramLoginModule", "");
    let user = format!("user_{USER}=\"{USER_PASSWORD}\"");
    listener
        .with("plain.sasl.jaas.config", login("plain.PlainLoginModule", &user))
        .with("scram-sha-256.sasl.jaas.config", &scram)
        .with("scram-sha-512.sasl.jaas.config", &scram)
}

fn with_unsecured_tokens(listener: Listener) -> Listener {
    let broker = login("oauthbearer.OAuthBearerLoginModule", "unsecuredLoginStringClaim_sub=\"broker\"");
    listener.with("oauthbearer.sasl.jaas.config", broker)
}

fn with_signed_tokens(listener: Listener, provider: &Provider) -> Listener {
    let handler = format!("{OAUTH}.OAuthBearerValidatorCallbackHandler");
    listener
        .with("oauthbearer.sasl.jaas.config", login("oauthbearer.OAuthBearerLoginModule", ""))
        .with("oauthbearer.sasl.server.callback.handler.class", handler)
        .with("oauthbearer.sasl.oauthbearer.jwks.endpoint.url", provider.url("keys"))
        .with("oauthbearer.sasl.oauthbearer.expected.audience", AUDIENCE)
        .with("oauthbearer.sasl.oauthbearer.expected.issuer", ISSUER)
}

impl Cluster {
    pub async fn start() -> Result<Self> {
        let files = tempfile::tempdir()?;
        let certificates = Certificates::make(files.path())?;
        let provider = Provider::start().await?;
        let all = "PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER";
        let sasl = |name, protocol| {
            Ok::<_, anyhow::Error>(Listener::new(name, protocol)?.with("sasl.enabled.mechanisms", all))
        };
        let tls = with_tls(Listener::new("TLS", "SSL")?, &certificates);
        let mutual =
            with_tls(Listener::new("MUTUAL", "SSL")?, &certificates).with("ssl.client.auth", "required");
        let plain = with_unsecured_tokens(with_passwords(sasl("SASL", "SASL_PLAINTEXT")?));
        let both = with_passwords(with_tls(sasl("BOTH", "SASL_SSL")?, &certificates));
        let both = with_signed_tokens(both, &provider);
        let session = SESSION_MS.to_string();
        let short = ["plain", "scram-sha-256", "oauthbearer"].into_iter().fold(
            with_unsecured_tokens(with_passwords(sasl("SHORT", "SASL_PLAINTEXT")?)),
            |listener, mechanism| listener.with(&format!("{mechanism}.connections.max.reauth.ms"), &session),
        );
        let listeners = [tls, mutual, plain, both, short];
        let extras = Extras {
            lines: "group.initial.rebalance.delay.ms=0\ndelegation.token.secret.key=secret",
            listeners: &listeners,
            java: vec![format!("-Dorg.apache.kafka.sasl.oauthbearer.allowed.urls={}", provider.url("keys"))],
        };
        let node = tokio::task::block_in_place(|| Node::start_with(Make::Apache, extras))?;
        let [tls, mutual, sasl, both, short] = listeners;
        let this = Self { node, certificates, provider, tls, mutual, sasl, both, short, files };
        this.make_users().await?;
        Ok(this)
    }

    /// SCRAM passwords are in the metadata; they are set through the plain listener.
    async fn make_users(&self) -> Result<()> {
        let admin = admin(&properties(&self.node.bootstrap(), &[]))?;
        // Apache Kafka takes one change of a user in a request.
        for mechanism in [ScramMechanism::Sha256, ScramMechanism::Sha512] {
            let password = USER_PASSWORD.to_owned();
            let change = ScramChange::Set { mechanism, iterations: 4096, password };
            admin.alter_scram_credentials(USER, &[change]).await?;
        }
        let users = [USER.to_owned()];
        for _ in 0..100 {
            let known = admin.describe_scram_credentials(&users).await?;
            if known.iter().any(|(_, credentials)| credentials.as_ref().is_ok_and(|all| all.len() == 2)) {
                return Ok(());
            }
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        ensure!(false, "the users are not known");
        Ok(())
    }

    /// Trust in the authority of a PEM file.
    pub fn trust(&self, authority: &str) -> Vec<(String, String)> {
        pairs(&[
            ("ssl.truststore.type", "PEM"),
            ("ssl.truststore.location", &self.certificates.path(authority)),
        ])
    }

    /// A file with this content.
    pub fn file(&self, name: &str, text: &str) -> Result<String> {
        let path = self.files.path().join(name);
        std::fs::write(&path, text)?;
        Ok(path.display().to_string())
    }
}

pub fn pairs(settings: &[(&str, &str)]) -> Vec<(String, String)> {
    settings.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// Settings of a client.
pub fn properties(bootstrap: &str, settings: &[(String, String)]) -> Properties {
    let mut properties = Properties::from([("bootstrap.servers".to_owned(), bootstrap.to_owned())]);
    properties.extend(settings.iter().cloned());
    properties
}

pub fn admin(properties: &Properties) -> Result<Admin> {
    Ok(Admin::new(AdminConfig::from_properties(properties)?)?)
}

/// A user with a password.
pub fn password_login(protocol: &str, mechanism: &str, password: &str) -> Vec<(String, String)> {
    let module = if mechanism == "PLAIN" { "plain.PlainLoginModule" } else { "scram.ScramLoginModule" };
    let jaas = login(module, &format!("username=\"{USER}\" password=\"{password}\""));
    pairs(&[("security.protocol", protocol), ("sasl.mechanism", mechanism), ("sasl.jaas.config", &jaas)])
}

/// A delegation token (KIP-48): its id and HMAC are user and password of SCRAM.
pub fn delegation_login(id: &str, hmac: &[u8]) -> Vec<(String, String)> {
    let password = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, hmac);
    let options = format!("username=\"{id}\" password=\"{password}\" tokenauth=\"true\"");
    let jaas = login("scram.ScramLoginModule", &options);
    pairs(&[
        ("security.protocol", "SASL_PLAINTEXT"),
        ("sasl.mechanism", "SCRAM-SHA-256"),
        ("sasl.jaas.config", &jaas),
    ])
}

/// A token without a signature that holds for so many seconds.
pub fn unsecured_login(seconds: i32) -> Vec<(String, String)> {
    let options = format!(
        "unsecuredLoginStringClaim_sub=\"{USER}\" unsecuredLoginLifetimeSeconds=\"{seconds}\" \
         unsecuredLoginExtension_traceId=\"1\""
    );
    let jaas = login("oauthbearer.OAuthBearerLoginModule", &options);
    pairs(&[
        ("security.protocol", "SASL_PLAINTEXT"),
        ("sasl.mechanism", "OAUTHBEARER"),
        ("sasl.jaas.config", &jaas),
    ])
}

/// A token from a token endpoint or a file.
pub fn token_login(url: &str, secret: &str) -> Vec<(String, String)> {
    pairs(&[
        ("security.protocol", "SASL_SSL"),
        ("sasl.mechanism", "OAUTHBEARER"),
        ("sasl.jaas.config", &login("oauthbearer.OAuthBearerLoginModule", "")),
        ("sasl.login.callback.handler.class", &format!("{OAUTH}.OAuthBearerLoginCallbackHandler")),
        ("sasl.oauthbearer.token.endpoint.url", url),
        ("sasl.oauthbearer.client.credentials.client.id", CLIENT),
        ("sasl.oauthbearer.client.credentials.client.secret", secret),
        ("sasl.oauthbearer.scope", "to write"),
    ])
}

/// That of the client the provider knows.
pub fn known_client(provider: &Provider) -> Vec<(String, String)> {
    token_login(&provider.url("token"), SECRET)
}

/// A client's certificate, its key behind a password.
pub fn encrypted_identity(certificates: &Certificates) -> Result<Vec<(String, String)>> {
    Ok(pairs(&[
        ("ssl.keystore.type", "PEM"),
        ("ssl.keystore.certificate.chain", &certificates.text("client.pem")?),
        ("ssl.keystore.key", &certificates.text("client-key-encrypted.pem")?),
        ("ssl.key.password", PASSWORD),
    ]))
}
