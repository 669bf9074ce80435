//! Creating, enlarging and deleting topics.

use anyhow::Result;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::create_partitions_request::{
    CreatePartitionsAssignment, CreatePartitionsTopic,
};
use kavka_protocol::messages::create_topics_request::{
    CreatableReplicaAssignment, CreatableTopic, CreatableTopicConfig,
};
use kavka_protocol::messages::delete_topics_request::DeleteTopicState;
use kavka_protocol::messages::{
    BrokerId, CreatePartitionsRequest, CreatePartitionsResponse, CreateTopicsRequest, CreateTopicsResponse,
    DeleteTopicsRequest, DeleteTopicsResponse,
};
use uuid::Uuid;

use crate::player::{Session, s, topic};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    create(session);
    create_badly(session);
    create_partitions(session)?;
    delete(session)
}

fn plain(name: &str, partitions: i32, replicas: i16) -> CreatableTopic {
    make!(CreatableTopic { name: topic(name), num_partitions: partitions, replication_factor: replicas })
}

fn assigned(name: &str, assignment: &[(i32, &[i32])]) -> CreatableTopic {
    let assignments = assignment
        .iter()
        .map(|(partition, brokers)| {
            make!(CreatableReplicaAssignment {
                partition_index: *partition,
                broker_ids: brokers.iter().map(|b| BrokerId(*b)).collect(),
            })
        })
        .collect();
    make!(CreatableTopic {
        name: topic(name),
        num_partitions: -1,
        replication_factor: -1,
        assignments: assignments
    })
}

fn configured(name: &str, configs: &[(&str, Option<&str>)]) -> CreatableTopic {
    let mut wanted = plain(name, 1, 1);
    wanted.configs = configs
        .iter()
        .map(|(name, value)| make!(CreatableTopicConfig { name: s(name), value: value.map(s) }))
        .collect();
    wanted
}

fn ask(session: &mut Session, label: &str, version: i16, topics: Vec<CreatableTopic>, validate_only: bool) {
    let request =
        make!(CreateTopicsRequest { topics: topics, timeout_ms: 30_000, validate_only: validate_only });
    session.call_then::<_, CreateTopicsResponse>(
        label,
        ApiKey::CreateTopics,
        version,
        &request,
        |response| {
            response.topics.sort_by(|a, b| a.name.cmp(&b.name));
            for made in &mut response.topics {
                if let Some(configs) = &mut made.configs {
                    configs.sort_by(|a, b| a.name.cmp(&b.name));
                }
            }
        },
    );
}

fn create(session: &mut Session) {
    for version in 2..=7 {
        ask(session, "plain", version, vec![plain(&format!("c-plain-{version}"), 3, 1)], false);
        ask(session, "again", version, vec![plain(&format!("c-plain-{version}"), 3, 1)], false);
        ask(session, "validate only", version, vec![plain(&format!("c-never-{version}"), 2, 1)], true);
        let name = format!("c-configs-{version}");
        let configs = [("cleanup.policy", Some("compact")), ("retention.ms", Some("1000"))];
        ask(session, "with configs", version, vec![configured(&name, &configs)], false);
        let name = format!("c-assigned-{version}");
        ask(session, "assigned", version, vec![assigned(&name, &[(0, &[1]), (1, &[1])])], false);
        ask(session, "nothing", version, vec![], false);
        ask(session, "default counts", version, vec![plain(&format!("c-default-{version}"), -1, -1)], false);
    }
    ask(session, "several", 7, vec![plain("c-a", 1, 1), plain("c-b", 2, 1), plain("c-plain-7", 1, 1)], false);
    ask(session, "the same twice", 7, vec![plain("c-twice", 1, 1), plain("c-twice", 2, 1)], false);
}

fn create_badly(session: &mut Session) {
    let long = "x".repeat(249);
    let longer = "x".repeat(250);
    for name in ["", ".", "..", "a b", "ä", "a/b", "a,b", "c:d", "\u{0}", longer.as_str()] {
        ask(session, &format!("name {name:?}"), 7, vec![plain(name, 1, 1)], false);
    }
    ask(session, "longest name", 7, vec![plain(&long, 1, 1)], true);
    ask(session, "internal name", 7, vec![plain("__cluster_metadata", 1, 1)], true);
    ask(session, "a name with a dot", 7, vec![plain("c.same.name", 1, 1)], false);
    ask(session, "a name that collides", 7, vec![plain("c_same.name", 1, 1)], false);
    ask(session, "a name that collides, validated", 7, vec![plain("c_same_name", 1, 1)], true);
    for (partitions, replicas) in
        [(0, 1), (-2, 1), (1, 0), (1, -2), (1, 2), (1, 1_000), (-1, 1), (1, -1), (100_000, 1)]
    {
        let label = format!("{partitions} partitions, {replicas} replicas");
        ask(session, &label, 7, vec![plain("c-counts", partitions, replicas)], true);
        ask(session, &label, 2, vec![plain("c-counts", partitions, replicas)], true);
    }
    let assignments: &[(&str, &[(i32, &[i32])])] = &[
        ("unknown broker", &[(0, &[7])]),
        ("a broker twice", &[(0, &[1, 1])]),
        ("no broker", &[(0, &[])]),
        ("not from 0 on", &[(1, &[1])]),
        ("a hole", &[(0, &[1]), (2, &[1])]),
        ("a partition twice", &[(0, &[1]), (0, &[1])]),
        ("a negative broker", &[(0, &[-1])]),
        ("uneven", &[(0, &[1]), (1, &[1, 2])]),
    ];
    for (label, assignment) in assignments {
        ask(session, &format!("assigned to {label}"), 7, vec![assigned("c-assign", assignment)], true);
    }
    let mut both = assigned("c-both", &[(0, &[1])]);
    both.num_partitions = 1;
    ask(session, "assignment and count", 7, vec![both.clone()], true);
    both.num_partitions = -1;
    both.replication_factor = 1;
    ask(session, "assignment and replication factor", 7, vec![both], true);
    for (name, value) in [
        ("no.such.config", Some("1")),
        ("retention.ms", Some("soon")),
        ("retention.ms", Some("-2")),
        ("retention.ms", None),
        ("retention.ms", Some("")),
        ("cleanup.policy", Some("shred")),
        ("cleanup.policy", Some("compact,delete")),
        ("cleanup.policy", Some("")),
        ("compression.type", Some("brotli")),
        ("segment.bytes", Some("13")),
        ("max.message.bytes", Some("-1")),
        ("max.message.bytes", Some("99999999999")),
        ("min.insync.replicas", Some("0")),
        ("min.cleanable.dirty.ratio", Some("1.5")),
        ("message.timestamp.type", Some("NoTime")),
        ("unclean.leader.election.enable", Some("yes")),
        ("preallocate", Some("TRUE")),
        ("", Some("x")),
        ("min.compaction.lag.ms", Some("10")),
        ("remote.storage.enable", Some("true")),
        ("message.format.version", Some("3.0")),
        ("compression.gzip.level", Some("10")),
        ("compression.zstd.level", Some("99")),
        ("leader.replication.throttled.replicas", Some("0:1")),
        ("leader.replication.throttled.replicas", Some("nonsense")),
    ] {
        let label = format!("{name}={value:?}");
        ask(session, &label, 7, vec![configured("c-config", &[(name, value)])], true);
    }
    let lags = [("min.compaction.lag.ms", Some("10")), ("max.compaction.lag.ms", Some("5"))];
    ask(session, "lags that contradict", 7, vec![configured("c-lags", &lags)], true);
    let twice = [("retention.ms", Some("1")), ("retention.ms", Some("2"))];
    ask(session, "a config twice", 7, vec![configured("c-config-twice", &twice)], true);
}

fn create_partitions(session: &mut Session) -> Result<()> {
    session.topic("p-grow", 2, &[])?;
    let mut ask = |label: &str,
                   version: i16,
                   wanted: &[(&str, i32, Option<&[&[i32]]>)],
                   validate_only: bool| {
        let topics = wanted
            .iter()
            .map(|(name, count, assignments)| {
                let assignments = assignments.map(|all| {
                    all.iter()
                        .map(|brokers| {
                            make!(CreatePartitionsAssignment {
                                broker_ids: brokers.iter().map(|b| BrokerId(*b)).collect(),
                            })
                        })
                        .collect()
                });
                make!(CreatePartitionsTopic { name: topic(name), count: *count, assignments: assignments })
            })
            .collect();
        let request = make!(CreatePartitionsRequest {
            topics: topics,
            timeout_ms: 30_000,
            validate_only: validate_only
        });
        session.call_then::<_, CreatePartitionsResponse>(
            label,
            ApiKey::CreatePartitions,
            version,
            &request,
            |response| response.results.sort_by(|a, b| a.name.cmp(&b.name)),
        );
    };
    for version in 0..=3 {
        ask("fewer", version, &[("p-grow", 1, None)], false);
        ask("as many", version, &[("p-grow", 2 + i32::from(version), None)], false);
        ask("none", version, &[("p-grow", 0, None)], false);
        ask("unknown topic", version, &[("p-unknown", 3, None)], false);
        ask("validate only", version, &[("p-grow", 50, None)], true);
        ask("one more", version, &[("p-grow", 3 + i32::from(version), None)], false);
    }
    ask("negative", 3, &[("p-grow", -1, None)], false);
    ask("empty name", 3, &[("", 9, None)], false);
    ask("far too many", 3, &[("p-grow", 100_000, None)], true);
    ask("twice the same", 3, &[("p-grow", 9, None), ("p-grow", 10, None)], true);
    ask("assigned", 3, &[("p-grow", 8, Some(&[&[1], &[1]]))], true);
    ask("too few assigned", 3, &[("p-grow", 8, Some(&[&[1]]))], true);
    ask("nothing assigned", 3, &[("p-grow", 8, Some(&[]))], true);
    ask("unknown broker assigned", 3, &[("p-grow", 7, Some(&[&[9]]))], true);
    ask("broker assigned twice", 3, &[("p-grow", 7, Some(&[&[1, 1]]))], true);
    ask("no broker assigned", 3, &[("p-grow", 7, Some(&[&[]]))], true);
    Ok(())
}

fn delete(session: &mut Session) -> Result<()> {
    fn tidy(response: &mut DeleteTopicsResponse) {
        response.responses.sort_by(|a, b| a.name.cmp(&b.name));
    }
    for version in 1..=5 {
        let name = format!("d-{version}");
        session.topic(&name, 1, &[])?;
        for (label, names) in [
            ("unknown", vec!["d-unknown"]),
            ("existing", vec![name.as_str()]),
            ("gone", vec![name.as_str()]),
            ("twice unknown", vec!["d-x", "d-x"]),
            ("empty name", vec![""]),
            ("nothing", vec![]),
        ] {
            let names = names.into_iter().map(topic).collect();
            let request = make!(DeleteTopicsRequest { topic_names: names, timeout_ms: 30_000 });
            session.call_then(label, ApiKey::DeleteTopics, version, &request, tidy);
        }
    }
    let id = session.topic("d-by-id", 1, &[])?;
    session.topic("d-by-name", 1, &[])?;
    let named = |name: &str| make!(DeleteTopicState { name: Some(topic(name)) });
    let by_id = |id: Uuid| make!(DeleteTopicState { name: None, topic_id: id });
    for (label, states) in [
        ("unknown name", vec![named("d-unknown")]),
        ("unknown id", vec![by_id(Uuid::from_u128(77))]),
        ("zero id", vec![by_id(Uuid::nil())]),
        ("name and id", vec![make!(DeleteTopicState { name: Some(topic("d-by-id")), topic_id: id })]),
        ("name and id of it twice", vec![named("d-by-id"), by_id(id)]),
        ("by id", vec![by_id(id)]),
        ("by id again", vec![by_id(id)]),
        ("by name", vec![named("d-by-name")]),
        ("nothing", vec![]),
    ] {
        let request = make!(DeleteTopicsRequest { topics: states, timeout_ms: 30_000 });
        session.call_then(label, ApiKey::DeleteTopics, 6, &request, tidy);
    }
    Ok(())
}
