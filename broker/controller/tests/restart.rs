//! What a controller wrote is there again after a restart, in order or not.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use common::{config, join};
use kavka_controller::{Controller, MetadataUpdate};

#[tokio::test]
async fn a_new_cluster_begins_with_its_features_and_leads_another_epoch_after_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let controller = Controller::start(config(dir.path())).unwrap();
    assert_eq!(controller.image().features.metadata_version, 30);
    assert_eq!(controller.quorum_status().epoch, 1);
    let epoch = join(&controller).await;
    let first = controller.image();
    assert!(first.cluster.alive_broker(1).is_some_and(|b| b.epoch == epoch));
    controller.shutdown().await;

    let controller = Controller::start(config(dir.path())).unwrap();
    assert_eq!(controller.quorum_status().epoch, 2);
    let again = controller.image();
    assert_eq!(again.cluster.brokers, first.cluster.brokers);
    assert_eq!(again.features, first.features);
    assert_eq!(again.configs, first.configs);
    assert!(join(&controller).await > epoch);
}

#[tokio::test]
async fn listeners_hear_of_what_is_there_and_of_what_comes_before_the_answer() {
    let dir = tempfile::tempdir().unwrap();
    let controller = Controller::start(config(dir.path())).unwrap();
    let heard = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&heard);
    controller
        .subscribe(move |update: &MetadataUpdate| {
            assert!(update.delta.features || update.delta.brokers.contains(&1));
            count.fetch_add(1, Ordering::SeqCst);
        })
        .await
        .unwrap();
    assert_eq!(heard.load(Ordering::SeqCst), 1);
    join(&controller).await;
    assert_eq!(heard.load(Ordering::SeqCst), 3);
}
