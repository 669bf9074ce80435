//! A formatted directory and a controller on it.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use kavka_controller::decide::Settings;
use kavka_controller::image::{Endpoint, VersionRange};
use kavka_controller::raft::{MetadataLogConfig, ReplicaKey, Voter};
use kavka_controller::{Controller, ControllerConfig};
use kavka_protocol::messages::{
    BrokerHeartbeatRequest, BrokerRegistrationRequest, broker_registration_request,
};
use kavka_protocol::wire::StrBytes;
use uuid::Uuid;

/// The cluster of these tests.
pub const CLUSTER_ID: &str = "AAAAAAAAQACAAAAAAAAAAA";
/// The directory of these tests.
pub const DIRECTORY: Uuid = Uuid::from_u128(0x1234_5678_0000);

/// A controller's listener.
pub fn endpoint(port: u16) -> Endpoint {
    Endpoint { name: "CONTROLLER".into(), host: "127.0.0.1".into(), port, security_protocol: 0 }
}

/// Settings for node 1 with its log in `dir`.
pub fn config(dir: &Path) -> ControllerConfig {
    ControllerConfig {
        settings: Settings {
            node_id: 1,
            cluster_id: CLUSTER_ID.into(),
            num_partitions: 1,
            default_replication_factor: 1,
            static_configs: BTreeMap::new(),
        },
        log: MetadataLogConfig {
            log_dir: dir.to_owned(),
            segment_bytes: 1 << 20,
            segment_ms: i64::MAX,
            retention_bytes: -1,
            retention_ms: -1,
        },
        directory_id: DIRECTORY,
        incarnation_id: Uuid::new_v4(),
        endpoints: vec![endpoint(9093)],
        static_voters: vec![Voter {
            key: ReplicaKey { id: 1, directory_id: Uuid::nil() },
            listeners: vec![endpoint(9093)],
            kraft_version: VersionRange { min: 0, max: 1 },
        }],
        snapshot_bytes: u64::MAX,
        snapshot_interval: Some(Duration::from_secs(3600)),
    }
}

/// Registers broker 1 and lifts its fence. Returns its epoch.
pub async fn join(controller: &Controller) -> i64 {
    let text = |s: &str| StrBytes::from_string(s.to_owned());
    let feature = |(name, range): (&str, VersionRange)| {
        broker_registration_request::Feature::default()
            .with_name(text(name))
            .with_min_supported_version(range.min)
            .with_max_supported_version(range.max)
    };
    let listener = broker_registration_request::Listener::default()
        .with_name(text("PLAINTEXT"))
        .with_host(text("127.0.0.1"))
        .with_port(9092);
    let request = BrokerRegistrationRequest::default()
        .with_broker_id(1.into())
        .with_cluster_id(text(CLUSTER_ID))
        .with_incarnation_id(Uuid::new_v4())
        .with_listeners(vec![listener])
        .with_features(kavka_controller::features::supported_features().map(feature).collect())
        .with_log_dirs(vec![DIRECTORY]);
    let response = controller.register_broker(request).await.unwrap();
    assert_eq!(response.error_code, 0);
    let heartbeat = BrokerHeartbeatRequest::default()
        .with_broker_id(1.into())
        .with_broker_epoch(response.broker_epoch)
        .with_current_metadata_offset(i64::MAX);
    let lifted = controller.broker_heartbeat(heartbeat).await.unwrap();
    assert_eq!((lifted.error_code, lifted.is_fenced), (0, false));
    response.broker_epoch
}
