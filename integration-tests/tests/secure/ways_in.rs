//! Every way in: an admin client makes a topic, a producer writes, a member of a group reads.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use futures::future::BoxFuture;
use kavka_client::admin::{Admin, AdminConfig, NewTopic, TokenOptions};
use kavka_client::net::{AccessToken, RefreshConfig, Sasl, TokenError, TokenProvider};
use kavka_client::producer::Record;
use kavka_client::{Consumer, Producer, Properties};
use kavka_integration_tests::harness::Listener;

use crate::certificates::PASSWORD;
use crate::cluster::{
    Cluster, USER_PASSWORD, admin, delegation_login, encrypted_identity, known_client, pairs, password_login,
    properties, token_login, unsecured_login,
};
use crate::provider::CLIENT;

const RECORDS: usize = 20;

type Settings = Vec<(String, String)>;

/// A topic of its own, written and read.
async fn all_clients(listener: &Listener, name: &str, settings: &Settings) -> Result<()> {
    let properties = properties(&listener.bootstrap(), settings);
    round_trip(&properties, name).await.with_context(|| name.to_owned())
}

async fn round_trip(properties: &Properties, topic: &str) -> Result<()> {
    let new = NewTopic { name: topic.to_owned(), partitions: Some(2), ..NewTopic::default() };
    admin(properties)?.create_topic(&new).await?;
    let producer = Producer::new(properties)?;
    let mut deliveries = Vec::new();
    for number in 0..RECORDS {
        deliveries.push(producer.send(&Record::new(topic, number.to_string())).await?);
    }
    for delivery in deliveries {
        delivery.await?;
    }
    producer.close().await;
    let mut properties = properties.clone();
    properties.insert("group.id".to_owned(), format!("{topic}-group"));
    properties.insert("auto.offset.reset".to_owned(), "earliest".to_owned());
    let mut consumer = Consumer::new(&properties)?;
    consumer.subscribe([topic.to_owned()])?;
    let mut numbers = Vec::new();
    let deadline = Instant::now() + Duration::from_secs(60);
    while numbers.len() < RECORDS {
        ensure!(Instant::now() < deadline, "{} of {RECORDS} records came", numbers.len());
        for record in consumer.poll(Duration::from_millis(200)).await? {
            numbers
                .push(String::from_utf8_lossy(record.value.as_deref().unwrap_or_default()).parse::<usize>()?);
        }
    }
    consumer.close().await;
    numbers.sort_unstable();
    ensure!(numbers.iter().copied().eq(0..RECORDS), "{numbers:?}");
    Ok(())
}

/// PEM and PKCS#12, with and without a certificate of the client, over both versions.
pub async fn tls(cluster: &Cluster) -> Result<()> {
    let pem = [pairs(&[("security.protocol", "SSL")]), cluster.trust("authority.pem")].concat();
    all_clients(&cluster.tls, "tls-pem", &pem).await?;
    let old = [pem.clone(), pairs(&[("ssl.enabled.protocols", "TLSv1.2")])].concat();
    all_clients(&cluster.tls, "tls-1.2", &old).await?;
    let store = cluster.certificates.path("trust.p12");
    let p12 = pairs(&[
        ("security.protocol", "ssl"),
        ("ssl.truststore.location", &store),
        ("ssl.truststore.password", PASSWORD),
    ]);
    all_clients(&cluster.tls, "tls-p12", &p12).await?;
    let known = [pem.clone(), encrypted_identity(&cluster.certificates)?].concat();
    all_clients(&cluster.mutual, "tls-mutual", &known).await?;
    let store = cluster.certificates.path("client.p12");
    let keystore = pairs(&[
        ("ssl.keystore.type", "PKCS12"),
        ("ssl.keystore.location", &store),
        ("ssl.keystore.password", PASSWORD),
    ]);
    all_clients(&cluster.mutual, "tls-mutual-1.2", &[old, keystore].concat()).await
}

/// PLAIN and SCRAM, with and without TLS.
pub async fn passwords(cluster: &Cluster) -> Result<()> {
    for mechanism in ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] {
        let open = password_login("SASL_PLAINTEXT", mechanism, USER_PASSWORD);
        all_clients(&cluster.sasl, &format!("sasl-{mechanism}"), &open).await?;
        let secret = password_login("SASL_SSL", mechanism, USER_PASSWORD);
        let secret = [secret, cluster.trust("authority.pem")].concat();
        all_clients(&cluster.both, &format!("both-{mechanism}"), &secret).await?;
    }
    Ok(())
}

/// Tokens made here, fetched, and found in a file.
pub async fn tokens(cluster: &Cluster) -> Result<()> {
    all_clients(&cluster.sasl, "token-unsecured", &unsecured_login(3600)).await?;
    let trust = cluster.trust("authority.pem");
    let before = cluster.provider.issued();
    let fetched = [known_client(&cluster.provider), trust.clone()].concat();
    all_clients(&cluster.both, "token-fetched", &fetched).await?;
    // One for each of the three clients, however many connections they have.
    ensure!(cluster.provider.issued() - before == 3, "{} tokens", cluster.provider.issued() - before);
    let file = cluster.file("token", &cluster.provider.token(3600)?)?;
    let kept = [token_login(&format!("file://{file}"), "unused"), trust].concat();
    all_clients(&cluster.both, "token-file", &kept).await
}

/// Tokens for a signed assertion, as a grant of its own and in place of a client's secret.
pub async fn assertions(cluster: &Cluster) -> Result<()> {
    let url = cluster.provider.url("token");
    let common = [token_login(&url, "unused"), cluster.trust("authority.pem")].concat();
    let key = cluster.certificates.path("client-key.pem");
    let signed = pairs(&[
        ("sasl.oauthbearer.assertion.algorithm", "ES256"),
        ("sasl.oauthbearer.assertion.private.key.file", &key),
        ("sasl.oauthbearer.assertion.claim.iss", CLIENT),
        ("sasl.oauthbearer.assertion.claim.jti.include", "true"),
    ]);
    let client = [common.clone(), signed.clone()].concat();
    all_clients(&cluster.both, "token-client-assertion", &client).await?;
    let bearer = "org.apache.kafka.common.security.oauthbearer.JwtBearerJwtRetriever";
    let bearer = pairs(&[("sasl.oauthbearer.jwt.retriever.class", bearer)]);
    all_clients(&cluster.both, "token-jwt-bearer", &[client, bearer.clone()].concat()).await?;
    // An assertion that somebody else has made.
    let path = cluster.file("assertion", "not.an.assertion")?;
    let false_one = [common, bearer, pairs(&[("sasl.oauthbearer.assertion.file", &path)])].concat();
    let refused = admin(&properties(&cluster.both.bootstrap(), &false_one))?.list_topics().await;
    let error = refused.err().context("a false assertion")?;
    ensure!(error.to_string().contains("invalid_grant"), "{error}");
    Ok(())
}

/// A user's delegation token lets its bearer in as that user.
pub async fn a_delegation_token(cluster: &Cluster) -> Result<()> {
    let user = password_login("SASL_PLAINTEXT", "SCRAM-SHA-512", USER_PASSWORD);
    let admin = admin(&properties(&cluster.sasl.bootstrap(), &user))?;
    let token = admin.create_delegation_token(&TokenOptions::default()).await?;
    let settings = delegation_login(&token.id, &token.hmac);
    // The broker learns of it a little later than the controller.
    let bearer = properties(&cluster.sasl.bootstrap(), &settings);
    let deadline = Instant::now() + Duration::from_secs(20);
    while let Err(error) = crate::cluster::admin(&bearer)?.list_topics().await {
        ensure!(Instant::now() < deadline, "{error}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    all_clients(&cluster.sasl, "delegation-token", &settings).await
}

struct Own<'a> {
    token: &'a str,
    calls: Arc<AtomicU32>,
}

impl TokenProvider for Own<'static> {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
        self.calls.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::ready(AccessToken::from_jwt(self.token)))
    }
}

/// A program brings its own tokens.
pub async fn a_providers_of_ones_own(cluster: &Cluster) -> Result<()> {
    let token: &'static str = cluster.provider.token(3600)?.leak();
    let calls = Arc::new(AtomicU32::new(0));
    let own = Own { token, calls: Arc::clone(&calls) };
    let settings = [pairs(&[("security.protocol", "SSL")]), cluster.trust("authority.pem")].concat();
    let mut config = AdminConfig::from_properties(&properties(&cluster.both.bootstrap(), &settings))?;
    config.common.dial.sasl = Some(Sasl::oauth_bearer(Arc::new(own), RefreshConfig::default()));
    Admin::new(config)?.list_topics().await?;
    ensure!(calls.load(Ordering::SeqCst) == 1);
    Ok(())
}
