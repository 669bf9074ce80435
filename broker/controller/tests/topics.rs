//! Topics are made, changed and deleted with Kafka's checks and words, and are there after a restart.

mod common;

use common::{config, config_with, join};
use kavka_controller::Controller;
use kavka_controller::image::ConfigResource;
use kavka_protocol::messages::create_partitions_request::CreatePartitionsTopic;
use kavka_protocol::messages::create_topics_request::{
    CreatableReplicaAssignment, CreatableTopic, CreatableTopicConfig,
};
use kavka_protocol::messages::{
    CreatePartitionsRequest, CreateTopicsRequest, DeleteTopicsRequest, TopicName, create_topics_response,
    delete_topics_request,
};
use kavka_protocol::wire::StrBytes;

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

fn name(name: &str) -> TopicName {
    TopicName(text(name))
}

fn topic(topic: &str, partitions: i32, replicas: i16) -> CreatableTopic {
    CreatableTopic::default()
        .with_name(name(topic))
        .with_num_partitions(partitions)
        .with_replication_factor(replicas)
}

fn with_config(topic: CreatableTopic, key: &str, value: &str) -> CreatableTopic {
    topic.with_configs(vec![
        CreatableTopicConfig::default().with_name(text(key)).with_value(Some(text(value))),
    ])
}

async fn create(
    controller: &Controller,
    topics: Vec<CreatableTopic>,
) -> Vec<create_topics_response::CreatableTopicResult> {
    controller.create_topics(CreateTopicsRequest::default().with_topics(topics)).await.unwrap().topics
}

/// Code and message of the only topic of a request.
async fn refused(controller: &Controller, topic: CreatableTopic) -> (i16, String) {
    let results = create(controller, vec![topic]).await;
    (results[0].error_code, results[0].error_message.as_deref().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn topics_survive_a_restart_with_their_configs() {
    let dir = tempfile::tempdir().unwrap();
    let controller = Controller::start(config(dir.path())).unwrap();
    join(&controller).await;
    let made = create(
        &controller,
        vec![with_config(topic("t1", 3, 1), "retention.ms", "1000"), topic("t2", -1, -1)],
    )
    .await;
    assert_eq!(made.iter().map(|t| t.error_code).collect::<Vec<_>>(), [0, 0]);
    assert_eq!((made[0].num_partitions, made[1].num_partitions), (3, 1));
    let configs = made[0].configs.as_ref().unwrap();
    let retention = configs.iter().find(|c| *c.name == *"retention.ms").unwrap();
    assert_eq!((retention.value.as_deref(), retention.config_source), (Some("1000"), 1));
    let policy = configs.iter().find(|c| *c.name == *"cleanup.policy").unwrap();
    assert_eq!((policy.value.as_deref(), policy.config_source), (Some("delete"), 5));

    let add = CreatePartitionsTopic::default().with_name(name("t2")).with_count(4).with_assignments(None);
    let added = controller
        .create_partitions(CreatePartitionsRequest::default().with_topics(vec![add]))
        .await
        .unwrap();
    assert_eq!(added.results[0].error_code, 0);
    let before = controller.image();
    assert_eq!(before.topics.by_name("t2").unwrap().partitions.len(), 4);
    controller.shutdown().await;

    let controller = Controller::start(config(dir.path())).unwrap();
    assert_eq!(controller.image().topics, before.topics);
    assert_eq!(controller.image().configs, before.configs);
    // The broker starts anew: its partitions get a new leader epoch.
    join(&controller).await;
    let partition = controller.image().topics.partition("t1", 0).cloned().unwrap();
    assert_eq!((partition.leader, partition.leader_epoch, &partition.isr[..]), (1, 2, &[1][..]));
    assert!(partition.elr.is_empty() && partition.last_known_elr.is_empty());

    let delete = delete_topics_request::DeleteTopicState::default().with_name(Some(name("t1")));
    let request = DeleteTopicsRequest::default().with_topics(vec![delete]);
    assert_eq!(controller.delete_topics(request.clone(), 6).await.unwrap().responses[0].error_code, 0);
    assert_eq!(controller.delete_topics(request, 6).await.unwrap().responses[0].error_code, 3);
    let image = controller.image();
    assert!(image.topics.by_name("t1").is_none() && image.configs.of(&ConfigResource::topic("t1")).is_none());
}

#[tokio::test]
async fn bad_topics_are_refused_in_kafkas_words() {
    let dir = tempfile::tempdir().unwrap();
    let controller = Controller::start(config(dir.path())).unwrap();
    let (code, message) = refused(&controller, topic("early", 1, 1)).await;
    assert_eq!(
        (code, &*message),
        (
            38,
            "Unable to replicate the partition 1 time(s): All brokers are currently fenced, or have all their log directories cordoned."
        )
    );
    join(&controller).await;
    create(&controller, vec![topic("a.b", 1, 1)]).await;
    let assigned = |ids: &[i32]| {
        let ids = ids.iter().map(|id| (*id).into()).collect();
        topic("m", -1, -1).with_assignments(vec![
            CreatableReplicaAssignment::default().with_partition_index(0).with_broker_ids(ids),
        ])
    };
    let cases = [
        (topic("", 1, 1), 17, "Topic name is invalid: the empty string is not allowed"),
        (topic("..", 1, 1), 17, "Topic name is invalid: '..' is not allowed"),
        (
            topic("a b", 1, 1),
            17,
            "Topic name is invalid: 'a b' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'",
        ),
        (topic("a_b", 1, 1), 17, "Topic 'a_b' collides with existing topic: a.b"),
        (topic("a.b", 1, 1), 36, "Topic 'a.b' already exists."),
        (topic("x", 0, 1), 37, "Number of partitions was set to an invalid non-positive value."),
        (topic("x", 1, 0), 38, "Replication factor must be larger than 0, or -1 to use the default value."),
        (
            topic("x", 1, 2),
            38,
            "Unable to replicate the partition 2 time(s): The target replication factor of 2 cannot be reached because only 1 broker(s) are registered or some brokers have all their log directories cordoned.",
        ),
        (
            assigned(&[7]),
            39,
            "The manual partition assignment includes broker 7, but no such broker is registered.",
        ),
        (assigned(&[1, 1]), 39, "The manual partition assignment includes the broker 1 more than once."),
        (assigned(&[]), 39, "The manual partition assignment includes an empty replica list."),
        (with_config(topic("x", 1, 1), "no.such", "1"), 40, "Unknown topic config name: no.such"),
        (
            topic("__cluster_metadata", 1, 1),
            42,
            "Creation of internal topic __cluster_metadata is prohibited.",
        ),
    ];
    for (topic, code, message) in cases {
        assert_eq!(refused(&controller, topic).await, (code, message.to_owned()));
    }
    let twice = create(&controller, vec![topic("d", 1, 1), topic("d", 1, 1)]).await;
    assert_eq!(twice.len(), 1);
    assert_eq!((twice[0].error_code, twice[0].error_message.as_deref()), (42, Some("Duplicate topic name.")));
    assert_eq!(controller.image().topics.len(), 1);
}

#[tokio::test]
async fn a_snapshot_and_the_log_after_it_give_the_same_image() {
    let dir = tempfile::tempdir().unwrap();
    let small = "metadata.log.max.record.bytes.between.snapshots=2000\nmetadata.log.segment.bytes=8388608\n";
    let controller = Controller::start(config_with(dir.path(), small)).unwrap();
    join(&controller).await;
    for i in 0..60 {
        let made =
            create(&controller, vec![with_config(topic(&format!("t{i}"), 2, 1), "retention.ms", "5000")])
                .await;
        assert_eq!(made[0].error_code, 0);
    }
    let before = controller.image();
    controller.shutdown().await;
    let snapshots = std::fs::read_dir(dir.path().join("__cluster_metadata-0"))
        .unwrap()
        .filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().ends_with(".checkpoint"))
        .count();
    assert!(snapshots > 0);
    let controller = Controller::start(config_with(dir.path(), small)).unwrap();
    let after = controller.image();
    assert_eq!(after.topics, before.topics);
    assert_eq!(after.configs, before.configs);
    assert_eq!(after.cluster.brokers, before.cluster.brokers);
}
