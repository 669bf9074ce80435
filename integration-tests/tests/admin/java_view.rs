//! What our admin client sees is what the Java Admin sees of the same node.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Result, ensure};
use kavka_client::admin::{AclFilter, OffsetSpec, ResourceType, TransactionFilter};
use kavka_client::{Admin, TopicPartition};
use kavka_integration_tests::harness::{Node, apache_classpath, cache_dir, project_root, run};

use super::kafka_uuid;

fn joined(ids: &[i32]) -> String {
    ids.iter().map(ToString::to_string).collect::<Vec<_>>().join(",")
}

/// An absent value as Java prints it.
fn or_null(value: Option<&str>) -> &str {
    value.unwrap_or("null")
}

fn name_of(kind: ResourceType) -> &'static str {
    match kind {
        ResourceType::Topic => "TOPIC",
        ResourceType::Broker => "BROKER",
        ResourceType::BrokerLogger => "BROKER_LOGGER",
        ResourceType::ClientMetrics => "CLIENT_METRICS",
        ResourceType::Group => "GROUP",
    }
}

pub async fn agrees(admin: &Admin, node: &Node, topic: &str, group: &str) -> Result<()> {
    let arguments = [node.bootstrap(), topic.to_string(), group.to_string()];
    let java = tokio::task::spawn_blocking(move || {
        let classes = cache_dir("java-admin")?;
        let source = project_root().join("integration-tests/clients/java/AdminView.java");
        let (source, into) = (source.display().to_string(), classes.display().to_string());
        let limit = Duration::from_secs(120);
        run("javac", &["-cp", &apache_classpath()?, "-d", &into, &source], limit)?;
        let classpath = format!("{}:{into}", apache_classpath()?);
        let fixed = ["-Xmx128m", "-cp", &classpath, "AdminView"];
        run("java", &[&fixed[..], &arguments.each_ref().map(String::as_str)].concat(), limit)
    });
    let java: BTreeSet<String> =
        java.await??.lines().filter(|line| line.contains('|')).map(str::to_string).collect();
    let ours = view(admin, topic, group).await?;
    let (only_java, only_ours): (Vec<_>, Vec<_>) =
        (java.difference(&ours).collect(), ours.difference(&java).collect());
    ensure!(only_java.is_empty() && only_ours.is_empty(), "Java sees {only_java:#?}\nwe see {only_ours:#?}");
    Ok(())
}

async fn view(admin: &Admin, topic: &str, group: &str) -> Result<BTreeSet<String>> {
    let mut lines = BTreeSet::new();
    for listed in admin.list_topics_with(true).await? {
        lines.insert(format!("listed|{}|{}|{}", listed.name, kafka_uuid(listed.id), listed.is_internal));
    }
    let described = &admin.describe_topics(&[topic.to_string()], 2000).await?[0];
    for one in &described.partitions {
        lines.insert(format!(
            "partition|{topic}|{}|{}|{}|{}|{}",
            kafka_uuid(described.id),
            one.index,
            one.leader.unwrap_or(-1),
            joined(&one.replicas),
            joined(&one.isr)
        ));
        let at = TopicPartition::new(topic, one.index);
        for (name, spec) in [("earliest", OffsetSpec::Earliest), ("latest", OffsetSpec::Latest)] {
            let found = admin.list_offsets(&BTreeMap::from([(at.clone(), spec)]), false).await?;
            lines.insert(format!("{name}|{at}|{}", found[&at].clone()?.offset));
        }
        for producer in &admin.describe_producers(std::slice::from_ref(&at), None).await?[&at] {
            let (id, epoch) = (producer.producer_id, producer.producer_epoch);
            lines.insert(format!("producer|{at}|{id}|{epoch}|{}", producer.last_sequence));
        }
    }
    for entry in admin.describe_configs(ResourceType::Topic, topic).await? {
        lines.insert(format!(
            "config|{}|{}|{}|{}|{}",
            entry.name,
            or_null(entry.value.as_deref()),
            entry.source.name(),
            entry.is_sensitive,
            entry.is_read_only
        ));
    }
    for resource in admin.list_all_config_resources(&[]).await? {
        lines.insert(format!("resource|{}|{}", name_of(resource.kind), resource.name));
    }
    groups(admin, group, &mut lines).await?;
    for dir in admin.describe_log_dirs(1).await? {
        for replica in dir.replicas.iter().filter(|replica| replica.at.topic == topic) {
            let (size, lag, is_future) = (replica.size, replica.offset_lag, replica.is_future);
            lines.insert(format!("replica|{}|{size}|{lag}|{is_future}", replica.at));
        }
    }
    cluster(admin, &mut lines).await?;
    match admin.describe_acls(&AclFilter::default()).await {
        Ok(acls) => lines.extend(acls.iter().map(|acl| {
            let (what, pattern) = (acl.resource.name(), acl.pattern.name());
            let (operation, permission) = (acl.operation.name(), acl.permission.name());
            format!(
                "acl|{what}|{}|{pattern}|{}|{}|{operation}|{permission}",
                acl.name, acl.principal, acl.host
            )
        })),
        Err(_) => _ = lines.insert("acl|refused".to_string()),
    }
    Ok(lines)
}

async fn groups(admin: &Admin, group: &str, lines: &mut BTreeSet<String>) -> Result<()> {
    for listed in admin.list_groups(&[], &[]).await? {
        let (kind, protocol, state) = (listed.group_type, listed.protocol_type, listed.state);
        lines.insert(format!("group|{}|{kind}|{protocol}|{state}", listed.id));
    }
    for (at, committed) in admin.group_offsets(group).await? {
        lines.insert(format!("committed|{group}|{at}|{}|{}", committed.offset, committed.metadata));
    }
    let described = admin.describe_group(group).await?;
    let (members, coordinator) = (described.members.len(), described.coordinator.id);
    lines.insert(format!("described|{group}|{}|{members}|{coordinator}", described.state));
    Ok(())
}

async fn cluster(admin: &Admin, lines: &mut BTreeSet<String>) -> Result<()> {
    let features = admin.describe_features(None).await?;
    let finalized = features.finalized.iter();
    lines.extend(finalized.map(|feature| format!("finalized|{}|{}", feature.name, feature.level)));
    let supported = features.supported.iter();
    lines.extend(
        supported.map(|feature| format!("supported|{}|{}|{}", feature.name, feature.min, feature.max)),
    );
    let quorum = admin.describe_quorum().await?;
    let voter = |voter: &kavka_client::admin::QuorumReplica| {
        format!("{}:{}", voter.id, kafka_uuid(voter.directory_id))
    };
    let voters: Vec<String> = quorum.voters.iter().map(voter).collect();
    lines.insert(format!("quorum|{}|{}", quorum.leader_id, voters.join(",")));
    for (entity, quotas) in admin.describe_client_quotas(&[], false).await? {
        let entity = entity.iter().map(|(kind, name)| format!("{kind}={}", or_null(name.as_deref())));
        let quotas = quotas.iter().map(|(key, value)| format!("{key}={value:?}"));
        let (entity, quotas): (Vec<_>, Vec<_>) = (entity.collect(), quotas.collect());
        lines.insert(format!("quota|{{{}}}|{{{}}}", entity.join(", "), quotas.join(", ")));
    }
    for (user, credentials) in admin.describe_scram_credentials(&[]).await? {
        for credential in credentials? {
            lines.insert(format!("scram|{user}|{}|{}", credential.mechanism.name(), credential.iterations));
        }
    }
    for listed in admin.list_transactions(&TransactionFilter::default()).await? {
        lines.insert(format!("transaction|{}|{}|{}", listed.id, listed.producer_id, listed.state));
    }
    Ok(())
}
