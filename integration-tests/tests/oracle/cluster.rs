//! The cluster, its quorum and its features.

use anyhow::Result;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::describe_quorum_request::{PartitionData, TopicData};
use kavka_protocol::messages::update_features_request::FeatureUpdateKey;
use kavka_protocol::messages::{
    DescribeClusterRequest, DescribeClusterResponse, DescribeQuorumRequest, DescribeQuorumResponse,
    UpdateFeaturesRequest, UpdateFeaturesResponse,
};

use crate::player::{Session, s, topic};

pub(crate) fn script(session: &mut Session) -> Result<()> {
    describe_cluster(session);
    describe_quorum(session);
    update_features(session);
    Ok(())
}

fn describe_cluster(session: &mut Session) {
    let mut ask = |label: &str, version: i16, request: DescribeClusterRequest| {
        session.call::<_, DescribeClusterResponse>(label, ApiKey::DescribeCluster, version, &request);
    };
    for version in 0..=2 {
        ask("plain", version, DescribeClusterRequest::default());
        ask(
            "with authorized operations",
            version,
            make!(DescribeClusterRequest { include_cluster_authorized_operations: true }),
        );
    }
    for endpoint_type in [0, 2, 3] {
        let request = make!(DescribeClusterRequest { endpoint_type: endpoint_type });
        ask(&format!("endpoint type {endpoint_type}"), 1, request);
    }
    ask("with fenced brokers", 2, make!(DescribeClusterRequest { include_fenced_brokers: true }));
}

fn describe_quorum(session: &mut Session) {
    let request = |name: &str, partitions: &[i32]| {
        let partitions = partitions.iter().map(|p| make!(PartitionData { partition_index: *p })).collect();
        make!(DescribeQuorumRequest {
            topics: vec![make!(TopicData { topic_name: topic(name), partitions: partitions })],
        })
    };
    // Offsets and epochs of the quorum depend on how long a node has run.
    let tidy = |response: &mut DescribeQuorumResponse| {
        for partition in response.topics.iter_mut().flat_map(|t| &mut t.partitions) {
            partition.leader_epoch = partition.leader_epoch.min(0);
            partition.high_watermark = partition.high_watermark.min(0);
            for replica in partition.current_voters.iter_mut().chain(&mut partition.observers) {
                replica.log_end_offset = replica.log_end_offset.min(0);
                replica.last_fetch_timestamp = replica.last_fetch_timestamp.min(0);
                replica.last_caught_up_timestamp = replica.last_caught_up_timestamp.min(0);
            }
        }
    };
    for version in 0..=2 {
        let good = request("__cluster_metadata", &[0]);
        session.call_then("the metadata log", ApiKey::DescribeQuorum, version, &good, tidy);
        for (name, partitions) in
            [("foo", &[0][..]), ("__cluster_metadata", &[1]), ("__cluster_metadata", &[])]
        {
            let bad = request(name, partitions);
            let label = format!("{name} {partitions:?}");
            session.call_then(&label, ApiKey::DescribeQuorum, version, &bad, tidy);
        }
        session.call_then(
            "nothing",
            ApiKey::DescribeQuorum,
            version,
            &DescribeQuorumRequest::default(),
            tidy,
        );
    }
}

fn update_features(session: &mut Session) {
    let mut ask = |label: &str, version: i16, updates: &[(&str, i16, i8)], validate_only: bool| {
        let feature_updates = updates
            .iter()
            .map(|(name, level, kind)| {
                let mut update = make!(FeatureUpdateKey { feature: s(name), max_version_level: *level });
                if version >= 1 {
                    update.upgrade_type = *kind;
                }
                update
            })
            .collect();
        let mut request =
            make!(UpdateFeaturesRequest { feature_updates: feature_updates, timeout_ms: 10_000 });
        if version >= 1 {
            request.validate_only = validate_only;
        }
        session.call::<_, UpdateFeaturesResponse>(label, ApiKey::UpdateFeatures, version, &request);
    };
    for version in 0..=2 {
        ask("nothing", version, &[], false);
        ask("unknown feature", version, &[("foo.version", 1, 1)], false);
        ask("too high", version, &[("metadata.version", 1_000, 1)], false);
        ask("same level", version, &[("metadata.version", 30, 1)], false);
        ask("negative level", version, &[("group.version", -1, 1)], false);
    }
    ask("downgrade without leave", 1, &[("metadata.version", 25, 1)], true);
    ask("downgrade", 1, &[("group.version", 0, 2)], true);
    ask("unsafe downgrade", 1, &[("group.version", 0, 3)], true);
    ask("odd upgrade type", 1, &[("group.version", 0, 9)], true);
    ask("empty name", 1, &[("", 1, 1)], true);
    ask("twice the same", 2, &[("group.version", 1, 1), ("group.version", 1, 1)], true);
    ask("kraft.version", 2, &[("kraft.version", 1, 1)], true);
}
