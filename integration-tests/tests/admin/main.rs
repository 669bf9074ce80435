//! Goal: every call of the admin client is understood by Apache Kafka 4.3 and by Kavka.
//! Method: one walk through all calls on a fresh node of each make. What a make refuses by design is
//! named in the walk; anything else must succeed.

mod groups;
mod java_view;
mod security;

use std::collections::BTreeMap;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use kavka_client::admin::{
    AbortSpec, AclOperation, AdminConfig, AlterOp, CommittedOffset, ConfigChange, ConfigEntry,
    ConfigResource, DescribeConfigsOptions, ElectionType, FeatureUpdate, NewPartitions, NewTopic, OffsetSpec,
    Outcomes, ResourceType, TopicChangeOptions, TransactionFilter, UpgradeType,
};
use kavka_client::net::NetError;
use kavka_client::producer::Record;
use kavka_client::{Admin, ClientError, Producer, Properties, TopicPartition};
use kavka_integration_tests::harness::{Make, Node, free_port};
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

/// What the walk needs of a node: an authorizer, and a listener that authenticates, where the make has them.
fn extra(make: Make, sasl_port: u16) -> String {
    match make {
        Make::Kavka => String::new(),
        Make::Apache => format!(
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer\n\
             super.users=User:ANONYMOUS;User:admin\n\
             listeners=PLAINTEXT://127.0.0.1:{{port}},SASL_PLAINTEXT://127.0.0.1:{sasl_port},\
             CONTROLLER://127.0.0.1:{{controller_port}}\n\
             advertised.listeners=PLAINTEXT://127.0.0.1:{{port}},SASL_PLAINTEXT://127.0.0.1:{sasl_port}\n\
             listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SASL_PLAINTEXT:SASL_PLAINTEXT,\
             CONTROLLER:PLAINTEXT\n\
             sasl.enabled.mechanisms=PLAIN\n\
             listener.name.sasl_plaintext.plain.sasl.jaas.config=\
             org.apache.kafka.common.security.plain.PlainLoginModule required user_admin=\"pw\";\n\
             delegation.token.secret.key=secret"
        ),
    }
}

/// What a call gave; nothing where it is one that Kavka does not serve yet, which must be told by its name.
fn served<T: std::fmt::Debug>(make: Make, api: &str, outcome: Result<T, ClientError>) -> Result<Option<T>> {
    match outcome {
        Ok(given) => Ok(Some(given)),
        Err(ClientError::Net(NetError::UnsupportedVersion { api: named, .. })) if make == Make::Kavka => {
            ensure!(named == api, "{named} in place of {api}");
            Ok(None)
        }
        // Neither is configured on the node.
        Err(error)
            if make == Make::Kavka
                && matches!(
                    error.code(),
                    Some(ErrorCode::SecurityDisabled | ErrorCode::DelegationTokenAuthDisabled)
                ) =>
        {
            Ok(None)
        }
        Err(error) => Err(error).with_context(|| api.to_string()),
    }
}

/// The outcome of the only thing that a call was about.
fn one<K: Ord, V>(outcomes: Outcomes<K, V>) -> Result<V, ClientError> {
    let nothing = || Err(ClientError::Invalid("no outcome".to_string()));
    outcomes.into_values().next().unwrap_or_else(nothing)
}

async fn walk(make: Make) -> Result<()> {
    let sasl_port = free_port()?;
    let node = tokio::task::spawn_blocking(move || Node::start(make, &extra(make, sasl_port))).await??;
    let admin = Admin::new(AdminConfig::from_properties(&properties(&node))?)?;
    topics_and_records(&admin, &node).await.context("topics and records")?;
    many_topics(&admin).await.context("many topics")?;
    offsets_by_rule(&admin).await.context("offsets by rule")?;
    configs(&admin).await.context("configs")?;
    groups::of_consumers(&admin).await.context("groups")?;
    groups::of_shares(make, &admin).await.context("share groups")?;
    groups::of_streams(make, &admin).await.context("streams groups")?;
    cluster(&admin).await.context("cluster")?;
    security::acls(make, &admin).await.context("ACLs")?;
    security::tokens(make, &admin, sasl_port).await.context("delegation tokens")?;
    security::credentials_and_quotas(&admin).await.context("credentials and quotas")?;
    transactions(&admin).await.context("transactions")?;
    quorum(make, &admin, &node).await.context("the quorum and its controllers")?;
    let at = TopicPartition::new("t", 1);
    let committed = CommittedOffset { offset: 3, leader_epoch: -1, metadata: "seen".to_string() };
    admin.alter_group_offsets("seen", &BTreeMap::from([(at, committed)])).await?;
    java_view::agrees(&admin, &node, "t", "seen").await.context("the Java Admin's view")
}

/// An id as Java prints it.
fn kafka_uuid(id: uuid::Uuid) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(id.as_bytes())
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
    let replica = (at.clone(), 1);
    let placed = admin.describe_replica_log_dirs(std::slice::from_ref(&replica)).await;
    let placed = placed[&replica].clone()?;
    ensure!(placed.current.is_some() && placed.future.is_none(), "{placed:?}");
    let moving = admin.reassignments_of(Some(&partitions)).await?;
    ensure!(moving.is_empty(), "{moving:?}");
    Ok(())
}

/// Calls about many topics have an outcome for each.
async fn many_topics(admin: &Admin) -> Result<()> {
    let new = |name: &str| NewTopic { name: name.to_string(), partitions: Some(1), ..NewTopic::default() };
    let check = TopicChangeOptions { validate_only: true, ..TopicChangeOptions::default() };
    let created = admin.create_topics(&[new("many-0"), new("t")], check).await;
    ensure!(created["many-0"].is_ok(), "{created:?}");
    ensure!(code(&created["t"]) == Some(ErrorCode::TopicAlreadyExists), "{created:?}");
    ensure!(!admin.list_topics().await?.iter().any(|(name, _)| name == "many-0"));
    let placed = NewTopic { assignments: vec![vec![1], vec![1]], ..new("many-1") };
    let topics = [new("many-0"), placed, new("not/a/name")];
    let created = admin.create_topics(&topics, TopicChangeOptions::default()).await;
    ensure!(created["many-1"].as_ref().is_ok_and(|topic| topic.partitions == 2), "{created:?}");
    ensure!(code(&created["not/a/name"]) == Some(ErrorCode::InvalidTopicException), "{created:?}");
    let id = created["many-0"].clone()?.id;
    let described = async || Ok(admin.describe_topics_by_id(&[id, uuid::Uuid::from_u128(7)]).await);
    let described = eventually(described, |found| found[&id].is_ok()).await?;
    ensure!(described[&id].as_ref().is_ok_and(|topic| topic.name == "many-0"), "{described:?}");
    let unknown = &described[&uuid::Uuid::from_u128(7)];
    ensure!(code(unknown) == Some(ErrorCode::UnknownTopicId), "{described:?}");
    let names = ["many-0", "nope"].map(str::to_string);
    let described = admin.describe_each_topic(&names, 1).await?;
    ensure!(described["many-0"].is_ok(), "{described:?}");
    ensure!(code(&described["nope"]) == Some(ErrorCode::UnknownTopicOrPartition), "{described:?}");
    let more = |topic: &str, count| NewPartitions { topic: topic.to_string(), count, assignments: None };
    let grown = [more("many-0", 3), more("many-1", 1)];
    let grown = admin.create_partitions_of(&grown, TopicChangeOptions::default()).await;
    ensure!(grown["many-0"].is_ok(), "{grown:?}");
    ensure!(code(&grown["many-1"]) == Some(ErrorCode::InvalidPartitions), "{grown:?}");
    ensure!(admin.list_topics_with(false).await?.iter().all(|topic| !topic.is_internal));
    let at = |partition| TopicPartition::new("t", partition);
    let cut = admin.delete_records_of(&BTreeMap::from([(at(0), 5), (at(1), 9)])).await;
    ensure!(cut[&at(0)].as_ref().is_ok_and(|start| *start == 5), "{cut:?}");
    ensure!(code(&cut[&at(1)]) == Some(ErrorCode::OffsetOutOfRange), "{cut:?}");
    ensure!(one(admin.delete_topics_by_id(&[id], TopicChangeOptions::default()).await).is_ok());
    let names = ["many-1", "nope"].map(str::to_string);
    let deleted = admin.delete_topics(&names, TopicChangeOptions::default()).await;
    ensure!(deleted["many-1"].is_ok(), "{deleted:?}");
    ensure!(code(&deleted["nope"]) == Some(ErrorCode::UnknownTopicOrPartition), "{deleted:?}");
    Ok(())
}

/// Every rule by which an offset is found.
async fn offsets_by_rule(admin: &Admin) -> Result<()> {
    let at = TopicPartition::new("t", 0);
    let rules = [
        (OffsetSpec::Latest, 10),
        (OffsetSpec::Earliest, 5),
        (OffsetSpec::EarliestLocal, 5),
        (OffsetSpec::LatestTiered, -1),
        (OffsetSpec::EarliestPendingUpload, -1),
        (OffsetSpec::Timestamp(0), 5),
        (OffsetSpec::Timestamp(i64::MAX), -1),
    ];
    for read_committed in [false, true] {
        for (rule, expected) in rules {
            let found = admin.list_offsets(&BTreeMap::from([(at.clone(), rule)]), read_committed).await?;
            let offset = found[&at].as_ref().map(|found| found.offset);
            ensure!(offset.as_ref().is_ok_and(|offset| *offset == expected), "{rule:?}: {found:?}");
        }
        let newest = BTreeMap::from([(at.clone(), OffsetSpec::MaxTimestamp)]);
        let found = admin.list_offsets(&newest, read_committed).await?;
        ensure!(found[&at].as_ref().is_ok_and(|found| (5..10).contains(&found.offset)), "{found:?}");
    }
    let missing = TopicPartition::new("t", 99);
    let wanted = BTreeMap::from([(at.clone(), OffsetSpec::Latest), (missing.clone(), OffsetSpec::Latest)]);
    let found = admin.within(Duration::from_secs(2)).list_offsets(&wanted, false).await?;
    ensure!(found[&at].is_ok(), "{found:?}");
    ensure!(matches!(found[&missing], Err(ClientError::Timeout { .. })), "{found:?}");
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
    let all = admin.list_all_config_resources(&[]).await?;
    ensure!(
        all.iter().any(|resource| resource.kind == ResourceType::Topic && resource.name == "t"),
        "{all:?}"
    );
    let (topic, broker) =
        (ConfigResource::new(ResourceType::Topic, "t"), ConfigResource::new(ResourceType::Broker, "1"));
    let missing = ConfigResource::new(ResourceType::Topic, "nope");
    let options = DescribeConfigsOptions { include_synonyms: false, include_documentation: true };
    let resources = [topic.clone(), broker.clone(), missing.clone()];
    let described = admin.describe_configs_of(&resources, &options).await;
    let is_documented = |entry: &ConfigEntry| {
        entry.documentation.is_some() && entry.config_type > 0 && entry.synonyms.is_empty()
    };
    ensure!(described[&topic].as_ref().is_ok_and(|all| all.iter().all(is_documented)), "{described:?}");
    ensure!(described[&broker].as_ref().is_ok_and(|all| !all.is_empty()), "{described:?}");
    ensure!(code(&described[&missing]) == Some(ErrorCode::UnknownTopicOrPartition), "{described:?}");
    let changes = BTreeMap::from([
        (topic.clone(), vec![set("retention.ms", "6000000")]),
        (missing.clone(), vec![set("retention.ms", "1")]),
    ]);
    let altered = admin.incremental_alter_configs(&changes, true).await;
    ensure!(altered[&topic].is_ok() && altered[&missing].is_err(), "{altered:?}");
    let after = admin.describe_configs(ResourceType::Topic, "t").await?;
    ensure!(is_changed(&after), "a check changes nothing");
    let logger = ConfigResource::new(ResourceType::BrokerLogger, "1");
    let loggers = admin.describe_configs(ResourceType::BrokerLogger, "1").await?;
    let name = loggers.first().context("no logger")?.name.clone();
    let changes = BTreeMap::from([(logger.clone(), vec![set(&name, "DEBUG")])]);
    ensure!(admin.incremental_alter_configs(&changes, false).await[&logger].is_ok());
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
    let allowed = admin.describe_cluster_with_operations(false).await?.authorized_operations;
    ensure!(allowed.as_ref().is_some_and(|all| all.contains(&AclOperation::Alter)), "{allowed:?}");
    let unregistered = admin.unregister_broker(9).await;
    ensure!(code(&unregistered) == Some(ErrorCode::BrokerIdNotRegistered), "{unregistered:?}");
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
    let described = admin.describe_transactions(&["tx", "nope"].map(str::to_string)).await;
    ensure!(described["tx"].is_ok(), "{described:?}");
    ensure!(code(&described["nope"]) == Some(ErrorCode::TransactionalIdNotFound), "{described:?}");
    let fenced = admin.fence_producers(&["tx", "tx2"].map(str::to_string)).await;
    ensure!(fenced.values().all(Result::is_ok), "{fenced:?}");
    let on_broker = admin.describe_each_producer(&[TopicPartition::new("t", 0)], Some(1)).await;
    ensure!(one(on_broker)?.len() == 1);
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

/// The quorum's own calls, and those that controllers answer themselves (KIP-919).
async fn quorum(make: Make, admin: &Admin, node: &Node) -> Result<()> {
    let voter = uuid::Uuid::from_u128(5);
    let endpoint = [("CONTROLLER".to_string(), "127.0.0.1".to_string(), 1)];
    let added = admin.within(Duration::from_secs(5)).add_voter(7, voter, &endpoint, None).await;
    ensure!(added.is_err(), "there is no such controller to be added");
    let removed = served(
        make,
        "RemoveRaftVoter",
        admin.remove_voter(7, voter, None).await.map_err(|error| {
            if error.code() == Some(ErrorCode::VoterNotFound) {
                ClientError::Invalid("not found".into())
            } else {
                error
            }
        }),
    );
    ensure!(removed.is_err() || make == Make::Kavka, "{removed:?}");
    let both = Properties::from([
        ("bootstrap.servers".to_string(), node.bootstrap()),
        ("bootstrap.controllers".to_string(), node.controller_bootstrap()),
    ]);
    ensure!(AdminConfig::from_properties(&both).is_err());
    let only = Properties::from([("bootstrap.controllers".to_string(), node.controller_bootstrap())]);
    let admin = Admin::new(AdminConfig::from_properties(&only)?)?;
    let described = admin.describe_cluster(false).await?;
    ensure!(described.controller_id == 1 && described.nodes.len() == 1, "{described:?}");
    ensure!(admin.describe_quorum().await?.leader_id == 1);
    ensure!(!admin.describe_features(None).await?.finalized.is_empty());
    if make == Make::Apache {
        ensure!(!admin.describe_configs(ResourceType::Broker, "1").await?.is_empty());
        ensure!(admin.reassignments().await?.is_empty());
    }
    // Controllers have no groups.
    let groups = admin.describe_groups(&["g".to_string()]).await;
    ensure!(matches!(groups["g"], Err(ClientError::Net(NetError::UnsupportedVersion { .. }))), "{groups:?}");
    Ok(())
}
