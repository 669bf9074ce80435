//! Files written by Apache Kafka 4.3.0 are read, and written again to the same bytes.

use std::fs;
use std::path::{Path, PathBuf};

use kavka_controller::features::MetadataVersion;
use kavka_controller::image::{ConfigResource, MetadataDelta, MetadataImage, TopicImage};
use kavka_controller::raft::batch::{
    BatchError, BatchPosition, Control, Entry, control_batch, data_batch, read_batches,
};
use kavka_controller::raft::{bootstrap, snapshot};
use kavka_protocol::metadata_records::MetadataRecord;
use kavka_protocol::record::batches;

fn golden(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name)
}

/// Reads every batch of a file, writes it anew and compares.
fn written_again_to_the_same_bytes(name: &str) -> Vec<Entry> {
    let bytes = fs::read(golden(name)).unwrap();
    let mut all = Vec::new();
    for batch in batches(&bytes) {
        let batch = batch.unwrap();
        let header = *batch.header();
        let mut entries = Vec::new();
        read_batches::<BatchError>(batch.bytes(), |_, _, entry| {
            entries.push(entry);
            Ok(())
        })
        .unwrap();
        let position = BatchPosition {
            base_offset: header.base_offset,
            epoch: header.partition_leader_epoch,
            timestamp: header.max_timestamp,
        };
        let controls: Vec<Control> = entries
            .iter()
            .filter_map(|e| if let Entry::Control(c) = e { Some(c.clone()) } else { None })
            .collect();
        let records: Vec<MetadataRecord> = entries
            .iter()
            .filter_map(|e| if let Entry::Data(r) = e { Some((**r).clone()) } else { None })
            .collect();
        let again = if header.is_control() {
            control_batch(position, &controls)
        } else {
            data_batch(position, &records, MetadataVersion::LATEST_PRODUCTION)
        };
        assert_eq!(again.unwrap(), batch.bytes(), "batch at offset {}", header.base_offset);
        all.extend(entries);
    }
    all
}

#[test]
fn metadata_log_keeps_its_bytes() {
    let entries = written_again_to_the_same_bytes("metadata.log");
    assert!(entries.len() > 150, "{}", entries.len());
}

#[test]
fn checkpoints_keep_their_bytes() {
    let entries = written_again_to_the_same_bytes("00000000000000000000-0000000000.checkpoint");
    let Some(Entry::Control(Control::Voters(voters))) = entries.get(2) else { panic!("{entries:?}") };
    let voter = voters.get(1).unwrap();
    assert_eq!(voter.listeners[0].port, 47193);
    assert!(voters.is_only(&voter.key));
    written_again_to_the_same_bytes("bootstrap.checkpoint");
}

#[test]
fn metadata_log_gives_the_image_that_apache_kafka_shows() {
    let bytes = fs::read(golden("metadata.log")).unwrap();
    let mut image = MetadataImage::default();
    let mut delta = MetadataDelta::default();
    read_batches::<BatchError>(&bytes, |_, offset, entry| {
        if let Entry::Data(record) = entry {
            image.apply(&record, &mut delta).unwrap_or_else(|e| panic!("offset {offset}: {e}"));
        }
        Ok(())
    })
    .unwrap();
    assert_eq!(image.features.metadata_version, 30);
    assert_eq!(image.features.level("transaction.version"), 2);
    let broker = image.cluster.alive_broker(1).unwrap();
    assert_eq!(broker.epoch, 16);
    assert_eq!(broker.endpoint("PLAINTEXT").unwrap().port, 47192);
    assert_eq!(
        &**image.configs.value(&ConfigResource::default_broker(), "min.insync.replicas").unwrap(),
        "1"
    );
    let topic: &TopicImage = image.topics.by_name("connect-offsets").unwrap();
    assert_eq!(image.topics.by_id(&topic.id).unwrap().name, topic.name);
    let partition = &topic.partitions[&0];
    assert_eq!((partition.leader, &partition.isr[..], partition.directories.len()), (1, &[1][..], 1));

    // The records of the image make the same image.
    let mut again = MetadataImage::default();
    for record in image.records() {
        again.apply(&record, &mut MetadataDelta::default()).unwrap();
    }
    again.provenance = image.provenance;
    assert_eq!(again, image);
}

#[test]
fn bootstrap_records_come_from_the_checkpoint_or_are_the_defaults() {
    let dir = tempfile::tempdir().unwrap();
    let defaults = bootstrap::read(dir.path()).unwrap();
    fs::copy(golden("bootstrap.checkpoint"), dir.path().join("bootstrap.checkpoint")).unwrap();
    assert_eq!(bootstrap::read(dir.path()).unwrap(), defaults);
    assert_eq!(defaults.len(), 6);
}

#[test]
fn damaged_snapshots_are_refused() {
    let bytes = fs::read(golden("bootstrap.checkpoint")).unwrap();
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("x.checkpoint");
    for cut in 0..bytes.len() {
        fs::write(&path, &bytes[..cut]).unwrap();
        assert!(snapshot::read(&path, |_| ()).is_err(), "cut at {cut}");
    }
    for at in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x55;
        fs::write(&path, &damaged).unwrap();
        // Base offset and leader epoch are outside the checksum.
        let _ = snapshot::read(&path, |_| ());
    }
}
