//! The client: memory, one request for many, retries, other URLs, logins.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use kavka_client::serde::registry::wire::SchemaName;
use kavka_client::serde::registry::{Registry, RegistryConfig, RegistryError, Schema, SchemaKind};
use kavka_integration_tests::harness::{SchemaRegistry, free_port};

use super::{asked, properties, registry, shared};

fn number() -> Schema {
    Schema::new(SchemaKind::Avro, r#""int""#)
}

#[tokio::test]
async fn a_schema_is_asked_for_once_by_however_many() -> Result<()> {
    let server = SchemaRegistry::start()?;
    server.register("s", number());
    let registry = registry(&server, &[])?;
    let all = (0..50).map(|_| registry.schema(SchemaName::Id(1)));
    for found in futures::future::join_all(all).await {
        ensure!(*found? == number());
    }
    registry.schema(SchemaName::Id(1)).await?;
    ensure!(asked(&server, "GET /schemas/ids/1") == 1, "{:?}", server.requests());
    for _ in 0..3 {
        let registered = registry.register("s", shared(number()), false).await?;
        ensure!((registered.id, registered.version) == (1, Some(1)), "{registered:?}");
    }
    ensure!(asked(&server, "POST /subjects/s/versions") == 1);
    Ok(())
}

#[tokio::test]
async fn what_can_pass_is_tried_again_and_what_cannot_is_not() -> Result<()> {
    let server = SchemaRegistry::start()?;
    server.register("s", number());
    let registry = registry(&server, &[("max.retries", "2")])?;
    server.fail_next(&[503, 429]);
    ensure!(*registry.schema(SchemaName::Id(1)).await? == number());
    ensure!(server.requests().len() == 3);
    server.fail_next(&[500, 500, 500]);
    let error = registry.schema(SchemaName::Id(2)).await.unwrap_err();
    ensure!(error.is_retriable(), "{error}");
    let error = registry.schema(SchemaName::Id(2)).await.unwrap_err();
    ensure!(error.is_not_found() && !error.is_retriable(), "{error}");
    ensure!(matches!(error, RegistryError::Refused { code: 40403, .. }), "{error}");
    ensure!(server.requests().len() == 7, "an unknown id is asked for once: {:?}", server.requests());
    Ok(())
}

#[tokio::test]
async fn an_unknown_id_is_remembered_as_long_as_the_setting_says() -> Result<()> {
    let server = SchemaRegistry::start()?;
    let registry = registry(&server, &[("missing.id.cache.ttl.sec", "1")])?;
    for _ in 0..5 {
        ensure!(registry.schema(SchemaName::Id(1)).await.is_err());
    }
    ensure!(server.requests().len() == 1);
    server.register("s", number());
    let deadline = Instant::now() + Duration::from_secs(60);
    while registry.schema(SchemaName::Id(1)).await.is_err() {
        ensure!(Instant::now() < deadline, "it never asked again");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    ensure!(server.requests().len() == 2);
    Ok(())
}

#[tokio::test]
async fn the_next_url_is_asked_where_one_is_gone() -> Result<()> {
    let server = SchemaRegistry::start()?;
    server.register("s", number());
    let gone = format!("http://127.0.0.1:{}", free_port()?);
    let registry = Registry::new(RegistryConfig::at(&[gone.as_str(), server.url()])?)?;
    ensure!(registry.latest("s").await?.id == 1);
    let alone = RegistryConfig::from_properties(&properties(&[
        ("schema.registry.url", gone.as_str()),
        ("retries.wait.ms", "1"),
    ]))?;
    let error = Registry::new(alone)?.latest("s").await.unwrap_err();
    ensure!(error.is_retriable() && error.to_string().contains(&gone), "{error}");
    Ok(())
}

#[tokio::test]
async fn logins_are_sent() -> Result<()> {
    let basic: &[_] =
        &[("basic.auth.credentials.source", "USER_INFO"), ("basic.auth.user.info", "Aladdin:open sesame")];
    let bearer: &[_] = &[("bearer.auth.credentials.source", "STATIC_TOKEN"), ("bearer.auth.token", "abc")];
    for (wanted, settings) in [("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", basic), ("Bearer abc", bearer)] {
        let server = SchemaRegistry::start()?;
        server.register("s", number());
        server.require(wanted);
        ensure!(registry(&server, settings)?.latest("s").await?.id == 1);
        let error = registry(&server, &[])?.latest("s").await.unwrap_err();
        ensure!(error.to_string().contains("HTTP 401") && !error.is_retriable(), "{error}");
    }
    Ok(())
}

#[tokio::test]
async fn the_latest_is_asked_for_again_when_its_time_is_over() -> Result<()> {
    let server = SchemaRegistry::start()?;
    server.register("s", number());
    let registry = registry(&server, &[("latest.cache.ttl.sec", "0")])?;
    ensure!(registry.latest("s").await?.version == Some(1));
    server.register("s", Schema::new(SchemaKind::Avro, r#""long""#));
    ensure!(registry.latest("s").await?.version == Some(2));
    Ok(())
}
