//! Every way to stay outside: the error is the right one, and comes quickly.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use kavka_client::net::{NetError, TlsFailure};
use kavka_client::producer::Record;
use kavka_client::{ClientError, Consumer, Producer};
use kavka_integration_tests::harness::free_port;

use crate::cluster::{
    Cluster, USER_PASSWORD, admin, known_client, pairs, password_login, properties, token_login,
    unsecured_login,
};
use crate::provider::SECRET;

/// Generous for a loaded machine, and far below the minute that a call may take.
const QUICKLY: Duration = Duration::from_secs(20);

type Settings = Vec<(String, String)>;

async fn refusal(bootstrap: &str, settings: &Settings) -> Result<ClientError> {
    let admin = admin(&properties(bootstrap, settings))?;
    let started = Instant::now();
    let error = admin.list_topics().await.err().context("this must not work")?;
    ensure!(started.elapsed() < QUICKLY, "{error} after {:?}", started.elapsed());
    ensure!(!error.to_string().contains('\n'), "{error}");
    Ok(error)
}

fn is_tls(error: &ClientError, is_it: impl Fn(&TlsFailure) -> bool) -> bool {
    matches!(error, ClientError::Net(NetError::Tls { failure, .. }) if is_it(failure))
}

fn is_authentication(error: &ClientError) -> bool {
    matches!(error, ClientError::Net(NetError::Authentication { .. }))
}

pub async fn of_tls(cluster: &Cluster) -> Result<()> {
    let over_tls =
        |authority: &str| [pairs(&[("security.protocol", "SSL")]), cluster.trust(authority)].concat();
    let ours = over_tls("authority.pem");
    let error = refusal(&cluster.tls.bootstrap(), &over_tls("other-authority.pem")).await?;
    ensure!(is_tls(&error, |failure| *failure == TlsFailure::Untrusted), "{error}");
    let by_address = format!("127.0.0.1:{}", cluster.tls.port());
    let error = refusal(&by_address, &ours).await?;
    ensure!(is_tls(&error, |failure| matches!(failure, TlsFailure::WrongHost { .. })), "{error}");
    for version in ["TLSv1.2", "TLSv1.3"] {
        let ours = [ours.clone(), pairs(&[("ssl.enabled.protocols", version)])].concat();
        let error = refusal(&cluster.mutual.bootstrap(), &ours).await?;
        ensure!(
            is_tls(&error, |failure| matches!(failure, TlsFailure::ClientCertificate(_))),
            "{version}: {error}"
        );
        let stranger = pairs(&[
            ("ssl.keystore.type", "PEM"),
            ("ssl.keystore.location", &cluster.certificates.path("stranger-both.pem")),
        ]);
        let error = refusal(&cluster.mutual.bootstrap(), &[ours, stranger].concat()).await?;
        ensure!(
            is_tls(&error, |failure| matches!(failure, TlsFailure::ClientCertificate(_))),
            "{version}: {error}"
        );
    }
    Ok(())
}

/// One side speaks TLS or SASL, the other does not.
pub async fn of_the_wrong_protocol(cluster: &Cluster) -> Result<()> {
    let plaintext = pairs(&[]);
    let tls = [pairs(&[("security.protocol", "SSL")]), cluster.trust("authority.pem")].concat();
    let error = refusal(&cluster.tls.bootstrap(), &plaintext).await?;
    ensure!(error.to_string().contains("TLS") && error.to_string().contains("security.protocol"), "{error}");
    let error = refusal(&cluster.node.bootstrap(), &tls).await?;
    ensure!(error.to_string().contains("security.protocol"), "{error}");
    let sasl = password_login("SASL_PLAINTEXT", "PLAIN", USER_PASSWORD);
    let error = refusal(&cluster.node.bootstrap(), &sasl).await?;
    ensure!(is_authentication(&error) && error.to_string().contains("does not use SASL"), "{error}");
    let error = refusal(
        &cluster.sasl.bootstrap(),
        &[plaintext, pairs(&[("default.api.timeout.ms", "5000"), ("request.timeout.ms", "3000")])].concat(),
    )
    .await?;
    ensure!(error.to_string().contains("SASL") && error.to_string().contains("security.protocol"), "{error}");
    Ok(())
}

pub async fn of_passwords(cluster: &Cluster) -> Result<()> {
    for mechanism in ["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512"] {
        let wrong = password_login("SASL_PLAINTEXT", mechanism, "wrong");
        let error = refusal(&cluster.sasl.bootstrap(), &wrong).await?;
        ensure!(is_authentication(&error), "{mechanism}: {error}");
        ensure!(error.to_string().contains("Authentication failed"), "{mechanism}: {error}");
    }
    Ok(())
}

pub async fn of_tokens(cluster: &Cluster) -> Result<()> {
    let trust = cluster.trust("authority.pem");
    let error = refusal(&cluster.sasl.bootstrap(), &unsecured_login(-100)).await?;
    ensure!(is_authentication(&error), "an unsecured token that has expired: {error}");
    let expired = [token_login(&cluster.provider.url("expired"), SECRET), trust.clone()].concat();
    let error = refusal(&cluster.both.bootstrap(), &expired).await?;
    ensure!(is_authentication(&error) && error.to_string().contains("invalid_token"), "{error}");
    let unsigned =
        [unsecured_login(3600), trust.clone(), pairs(&[("security.protocol", "SASL_SSL")])].concat();
    let error = refusal(&cluster.both.bootstrap(), &unsigned).await?;
    ensure!(is_authentication(&error), "a token without a signature: {error}");
    let stranger = [token_login(&cluster.provider.url("token"), "wrong"), trust.clone()].concat();
    let error = refusal(&cluster.both.bootstrap(), &stranger).await?;
    ensure!(
        is_authentication(&error) && error.to_string().contains("invalid_client (who is that?)"),
        "{error}"
    );
    let nowhere = token_login(&format!("http://localhost:{}/token", free_port()?), SECRET);
    let nowhere = [nowhere, trust.clone(), pairs(&[("sasl.login.retry.backoff.max.ms", "1000")])].concat();
    let error = refusal(&cluster.both.bootstrap(), &nowhere).await?;
    ensure!(matches!(error, ClientError::Net(NetError::NoToken { .. })), "{error}");
    let no_file = [token_login("file:///nowhere/token", SECRET), trust].concat();
    let error = refusal(&cluster.both.bootstrap(), &no_file).await?;
    ensure!(error.to_string().contains("/nowhere/token"), "{error}");
    Ok(())
}

/// The other clients say the same, as quickly.
pub async fn of_producers_and_consumers(cluster: &Cluster) -> Result<()> {
    let wrong = password_login("SASL_PLAINTEXT", "SCRAM-SHA-256", "wrong");
    let mut outside = properties(&cluster.sasl.bootstrap(), &wrong);
    outside.insert("group.id".to_owned(), "outside".to_owned());
    let started = Instant::now();
    let mut consumer = Consumer::new(&outside)?;
    consumer.subscribe(["t".to_owned()])?;
    let error = loop {
        match consumer.poll(Duration::from_millis(200)).await {
            Err(error) => break error,
            Ok(_) => ensure!(started.elapsed() < QUICKLY, "polls go on"),
        }
    };
    ensure!(error.to_string().contains("Authentication failed"), "{error}");
    outside.shift_remove("group.id");
    let started = Instant::now();
    let producer = Producer::new(&outside)?;
    let error = producer.send(&Record::new("t", "v")).await.err().context("this must not work")?;
    ensure!(error.to_string().contains("Authentication failed"), "{error}");
    ensure!(started.elapsed() < QUICKLY, "{error} after {:?}", started.elapsed());
    producer.close().await;
    // A good client beside them is not disturbed.
    let fine = [known_client(&cluster.provider), cluster.trust("authority.pem")].concat();
    admin(&properties(&cluster.both.bootstrap(), &fine))?.list_topics().await?;
    Ok(())
}
