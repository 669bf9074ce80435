//! A formatted directory and a controller on it.

#![allow(dead_code, reason = "each test uses some of it")]

use std::path::Path;
use std::sync::Arc;

use kavka_broker_config::BrokerConfig;
use kavka_controller::image::VersionRange;
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

/// Settings for node 1 with its log in `dir`, and with `more` lines of `server.properties`.
pub fn config_with(dir: &Path, more: &str) -> ControllerConfig {
    let text = format!(
        "process.roles=broker,controller\nnode.id=1\ncontroller.quorum.voters=1@127.0.0.1:9093\n\
         listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093\ncontroller.listener.names=CONTROLLER\n\
         log.dirs={}\n{more}",
        dir.display()
    );
    let properties = kavka_config::parse_properties(text.as_bytes()).unwrap();
    let broker = BrokerConfig::from_properties(&properties).unwrap();
    let advertised = broker.listeners.advertised_controllers.clone();
    ControllerConfig::new(Arc::new(broker), CLUSTER_ID.into(), DIRECTORY, Uuid::new_v4(), &advertised)
}

/// Settings for node 1 with its log in `dir`.
pub fn config(dir: &Path) -> ControllerConfig {
    config_with(dir, "")
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
