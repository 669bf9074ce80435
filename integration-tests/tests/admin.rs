//! Goal: every call of the admin client is understood by Apache Kafka 4.3 and by Kavka.
//! Method: one walk through all calls on a fresh node of each make. What a make refuses by design is
//! named in the walk; anything else must succeed.

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use kavka_client::admin::{
    AbortSpec, AdminConfig, AlterOp, CommittedOffset, ConfigChange, ConfigEntry, ElectionType, FeatureUpdate,
    NewTopic, OffsetSpec, QuotaEntity, QuotaMatch, ResourceType, ScramChange, ScramCredential,
    ScramMechanism, TransactionFilter, UpgradeType,
};
use kavka_client::producer::Record;
use kavka_client::{Admin, ClientError, Producer, Properties, TopicPartition};
use kavka_integration_tests::harness::{Make, Node};
use kavka_protocol::ErrorCode;

fn properties(node: &Node) -> Properties {
    Properties::from([("bootstrap.servers".to_string(), node.bootstrap())])
}

fn code<T>(outcome: &Result<T, ClientError>) -> Option<ErrorCode> {
    outcome.as_ref().err().and_then(ClientError::code)
}

/// Asks until the answer is the expected one: Apache Kafka answers a change when the controller has
/// decided, and its broker learns of it a little later.
async fn eventually<T: std::fmt::Debug>(
    mut ask: impl AsyncFnMut() -> Result<T, ClientError>,
    is_expected: impl Fn(&T) -> bool,
) -> Result<T> {
    let started = Instant::now();
    loop {
        let found = ask().await?;
        if is_expected(&found) {
            return Ok(found);
        }
        ensure!(started.elapsed() < Duration::from_secs(20), "{found:?}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn apache_kafka_understands_every_call() -> Result<()> {
    walk(Make::Apache).await
}

#[tokio::test(flavor = "multi_thread")]
async fn kavka_understands_every_call() -> Result<()> {
    walk(Make::Kavka).await
}

async fn walk(make: Make) -> Result<()> {
    let node = tokio::task::spawn_blocking(move || Node::start(make, "")).await??;
    let admin = Admin::new(AdminConfig::from_properties(&properties(&node))?)?;
    topics_and_records(&admin, &node).await.context("topics and records")?;
    configs(&admin).await.context("configs")?;
    groups(&admin).await.context("groups")?;
    cluster(&admin).await.context("cluster")?;
    credentials_and_quotas(&admin).await.context("credentials and quotas")?;
    transactions(&admin).await.context("transactions")
}

async fn topics_and_records(admin: &Admin, node: &Node) -> Result<()> {
    let topic = NewTopic { name: "t".to_string(), partitions: Some(2), ..NewTopic::default() };
    admin.create_topic(&topic).await?;
    let again = admin.create_topic(&topic).await;
    ensure!(code(&again) == Some(ErrorCode::TopicAlreadyExists), "{again:?}");
    admin.create_partitions("t", 3, None).await?;
    ensure!(admin.list_topics().await?.iter().any(|(name, _)| name == "t"));
    let names = ["t".to_string()];
    let ask = async || admin.describe_topics(&names, 2).await;
    let described = eventually(ask, |found| found[0].partitions.len() == 3).await?;
    ensure!(admin.topic_name_of(described[0].id).await? == "t");
    let unknown = admin.describe_topics(&["nope".to_string()], 2).await;
    ensure!(code(&unknown) == Some(ErrorCode::UnknownTopicOrPartition), "{unknown:?}");
    let producer = Producer::new(&properties(node))?;
    for number in 0..10 {
        producer.send(&Record::new("t", number.to_string()).with_partition(0)).await?.await?;
    }
    producer.close().await;
    let at = TopicPartition::new("t", 0);
    let offsets = admin.list_offsets(&BTreeMap::from([(at.clone(), OffsetSpec::Latest)]), false).await?;
    ensure!(offsets[&at].as_ref().is_ok_and(|found| found.offset == 10), "{offsets:?}");
    ensure!(admin.delete_records(&at, 4).await? == 4);
    ensure!(admin.describe_producers(std::slice::from_ref(&at), None).await?[&at].len() == 1);
    let partitions = [at.clone()];
    let elected = admin.elect_leaders(ElectionType::Preferred, Some(&partitions)).await?;
    ensure!(code(&elected[&at].clone()) == Some(ErrorCode::ElectionNotNeeded), "{elected:?}");
    ensure!(admin.reassignments().await?.is_empty());
    let cancelled = admin.alter_reassignments(&BTreeMap::from([(at.clone(), None)]), true).await?;
    ensure!(cancelled[&at].is_err(), "{cancelled:?}");
    let dirs = admin.describe_log_dirs(admin.brokers().await?[0].id).await?;
    ensure!(dirs.iter().any(|dir| dir.replicas.iter().any(|replica| replica.at == at)), "{dirs:?}");
    let moved = BTreeMap::from([(at.clone(), "/nowhere".to_string())]);
    let moved = admin.alter_replica_log_dirs(1, &moved).await?;
    ensure!(code(&moved[&at].clone()) == Some(ErrorCode::LogDirNotFound), "{moved:?}");
    Ok(())
}

async fn configs(admin: &Admin) -> Result<()> {
    let set = |name: &str, value: &str| ConfigChange {
        name: name.to_string(),
        op: AlterOp::Set,
        value: Some(value.to_string()),
    };
    admin.alter_configs(ResourceType::Topic, "t", &[set("retention.ms", "5000000")]).await?;
    let is_changed = |entries: &Vec<ConfigEntry>| {
        let retention = entries.iter().find(|entry| entry.name == "retention.ms");
        retention.and_then(|entry| entry.value.as_deref()) == Some("5000000")
    };
    eventually(async || admin.describe_configs(ResourceType::Topic, "t").await, is_changed).await?;
    let wrong = admin.alter_configs(ResourceType::Topic, "t", &[set("retention.ms", "x")]).await;
    ensure!(code(&wrong) == Some(ErrorCode::InvalidConfig), "{wrong:?}");
    admin.alter_configs(ResourceType::Broker, "", &[set("log.cleaner.threads", "2")]).await?;
    ensure!(!admin.describe_configs(ResourceType::Broker, "1").await?.is_empty());
    ensure!(!admin.describe_configs(ResourceType::BrokerLogger, "1").await?.is_empty());
    admin.alter_configs(ResourceType::ClientMetrics, "cm", &[set("interval.ms", "1000")]).await?;
    let ask = async || admin.list_config_resources(ResourceType::ClientMetrics).await;
    eventually(ask, |names| *names == ["cm"]).await?;
    admin.alter_configs(ResourceType::Group, "g", &[set("consumer.session.timeout.ms", "50000")]).await?;
    let ask = async || admin.list_config_resources(ResourceType::Group).await;
    eventually(ask, |names| names.contains(&"g".to_string())).await?;
    Ok(())
}

async fn groups(admin: &Admin) -> Result<()> {
    let at = TopicPartition::new("t", 0);
    let committed = CommittedOffset { offset: 7, leader_epoch: -1, metadata: "m".to_string() };
    admin.alter_group_offsets("g", &BTreeMap::from([(at.clone(), committed.clone())])).await?;
    ensure!(admin.group_offsets("g").await?[&at] == committed);
    ensure!(admin.stable_group_offsets("g").await?[&at] == committed);
    let listed = admin.list_groups(&[], &[]).await?;
    let group = listed.iter().find(|group| group.id == "g").context("g is not listed")?;
    ensure!((group.group_type.as_str(), group.is_of_consumers()) == ("Classic", true), "{group:?}");
    ensure!(admin.list_groups(&["Stable".to_string()], &[]).await?.is_empty());
    let described = admin.describe_group("g").await?;
    ensure!((described.state.as_str(), described.members.len()) == ("Empty", 0), "{described:?}");
    ensure!(admin.describe_classic_group("g").await?.id == "g");
    ensure!(admin.remove_members("g", &["x".to_string()], "test").await?[0].1 == ErrorCode::UnknownMemberId);
    ensure!(admin.delete_group_offsets("g", std::slice::from_ref(&at)).await?[&at] == ErrorCode::None);
    // A simple group goes with its last offset.
    let deleted = admin.delete_group("g").await;
    ensure!(matches!(code(&deleted), None | Some(ErrorCode::GroupIdNotFound)), "{deleted:?}");
    let unknown = admin.describe_group("nope").await;
    ensure!(code(&unknown) == Some(ErrorCode::GroupIdNotFound), "{unknown:?}");
    Ok(())
}

async fn cluster(admin: &Admin) -> Result<()> {
    let described = admin.describe_cluster(true).await?;
    ensure!(described.nodes.len() == 1 && !described.nodes[0].is_fenced, "{described:?}");
    ensure!(admin.broker_apis().await?[0].apis.is_ok());
    let features = admin.describe_features(Some(1)).await?;
    ensure!(features.finalized.iter().any(|feature| feature.name == "metadata.version"), "{features:?}");
    let level = |name: &str, level| FeatureUpdate {
        name: name.to_string(),
        level,
        upgrade_type: UpgradeType::Upgrade,
    };
    admin.update_features(&[level("share.version", 1)], true).await?;
    ensure!(admin.update_features(&[level("nope", 1)], true).await.is_err());
    let quorum = admin.describe_quorum().await?;
    ensure!(quorum.leader_id == 1 && quorum.voters.len() == 1, "{quorum:?}");
    let unregistered = admin.unregister_broker(9).await;
    ensure!(code(&unregistered) == Some(ErrorCode::BrokerIdNotRegistered), "{unregistered:?}");
    Ok(())
}

async fn credentials_and_quotas(admin: &Admin) -> Result<()> {
    let mechanism = ScramMechanism::Sha256;
    let set = ScramChange::Set { mechanism, iterations: 4096, password: "pw".to_string() };
    admin.alter_scram_credentials("alice", &[set]).await?;
    let ask = async || admin.describe_scram_credentials(&[]).await;
    let is_there = |found: &Vec<(String, Result<Vec<ScramCredential>, ClientError>)>| {
        found.len() == 1 && found[0].1.as_ref().is_ok_and(|all| all[0].iterations == 4096)
    };
    eventually(ask, is_there).await?;
    admin.alter_scram_credentials("alice", &[ScramChange::Delete(mechanism)]).await?;
    eventually(ask, Vec::is_empty).await?;
    let entity = QuotaEntity::from([("user".to_string(), Some("alice".to_string()))]);
    let change = [("producer_byte_rate".to_string(), Some(1024.0))];
    admin.alter_client_quotas(&entity, &change, true).await?;
    admin.alter_client_quotas(&entity, &change, false).await?;
    let filter = [("user".to_string(), QuotaMatch::Any)];
    let expected = vec![(entity, BTreeMap::from([("producer_byte_rate".to_string(), 1024.0)]))];
    eventually(async || admin.describe_client_quotas(&filter, true).await, |found| *found == expected)
        .await?;
    Ok(())
}

async fn transactions(admin: &Admin) -> Result<()> {
    let (producer_id, epoch) = admin.fence_producer("tx").await?;
    ensure!(admin.fence_producer("tx").await? != (producer_id, epoch), "the epoch is raised each time");
    admin.force_terminate_transaction("tx").await?;
    let listed = admin.list_transactions(&TransactionFilter::default()).await?;
    ensure!(listed.len() == 1 && listed[0].id == "tx", "{listed:?}");
    let none = TransactionFilter { id_pattern: Some("x.*".to_string()), ..TransactionFilter::default() };
    ensure!(admin.list_transactions(&none).await?.is_empty());
    let described = admin.describe_transaction("tx").await?;
    ensure!(described.producer_id == producer_id && described.state == "Empty", "{described:?}");
    let unknown = admin.describe_transaction("nope").await;
    ensure!(code(&unknown) == Some(ErrorCode::TransactionalIdNotFound), "{unknown:?}");
    let at = TopicPartition::new("t", 0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_millis();
    ensure!(admin.find_hanging(std::slice::from_ref(&at), None, 0, i64::try_from(now)?).await?.is_empty());
    // An epoch below the producer's is refused.
    let known = admin.describe_producers(std::slice::from_ref(&at), None).await?;
    let spec = AbortSpec {
        at: at.clone(),
        producer_id: known[&at][0].producer_id,
        producer_epoch: -1,
        coordinator_epoch: 0,
    };
    let aborted = admin.abort_transaction(&spec).await;
    ensure!(aborted.is_err(), "{aborted:?}");
    Ok(())
}
