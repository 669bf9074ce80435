use std::time::{Duration, UNIX_EPOCH};

use kavka_protocol::record::{RecordView, Scratch, batches};

use super::*;
use crate::features::MetadataVersion;

const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden");

fn options(dirs: &[&Path], voters: Option<&str>) -> FormatOptions {
    FormatOptions {
        node_id: 1,
        cluster_id: "AAAAAAAAQACAAAAAAAAAAA".to_owned(),
        log_dirs: dirs.iter().map(|dir| dir.to_path_buf()).collect(),
        metadata_log_dir: dirs[0].to_path_buf(),
        levels: FeatureLevels::latest(),
        records: Vec::new(),
        controller_listener: "CONTROLLER".to_owned(),
        initial_voters: voters.map(|text| parse_voters(text).unwrap()),
        ignore_formatted: false,
        now: UNIX_EPOCH + Duration::from_millis(1_795_364_871_580),
    }
}

const VOTER: &str = "1@127.0.0.1:47193:c5Ka5A2uRfePz-OCoQLgOQ";

type Content = (i64, bool, Option<Vec<u8>>, Option<Vec<u8>>);

/// Keys and values of all records, with the offsets and kinds of their batches.
fn content(bytes: &[u8]) -> Vec<Content> {
    let mut scratch = Scratch::new();
    let mut found = Vec::new();
    for batch in batches(bytes) {
        let batch = batch.unwrap();
        batch.verify_crc().unwrap();
        for record in batch.records(&mut scratch).unwrap() {
            let RecordView { offset, key, value, .. } = record.unwrap();
            let owned = |bytes: Option<&[u8]>| bytes.map(<[u8]>::to_vec);
            found.push((offset, batch.header().is_control(), owned(key), owned(value)));
        }
    }
    found
}

#[test]
fn bootstrap_checkpoint_holds_what_kafkas_holds() {
    let golden = fs::read(format!("{GOLDEN}/{BOOTSTRAP_CHECKPOINT}")).unwrap();
    let ours = bootstrap_checkpoint(&FeatureLevels::latest(), &[], UNIX_EPOCH);
    assert_eq!(content(&ours), content(&golden));
    assert_eq!(ours.len(), golden.len());
}

#[test]
fn the_first_snapshot_holds_what_kafkas_holds() {
    let golden = fs::read(format!("{GOLDEN}/{FIRST_SNAPSHOT}")).unwrap();
    let now = UNIX_EPOCH + Duration::from_millis(1_795_364_871_580);
    let ours = first_snapshot(1, &parse_voters(VOTER).unwrap(), "CONTROLLER", now);
    assert_eq!(content(&ours), content(&golden));
    assert_eq!(ours.len(), golden.len());
}

#[test]
fn formats_all_directories_once() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    let mut events = Vec::new();
    let mut options = options(&[&a, &b], Some(VOTER));
    format(&options, |event| events.push(event)).unwrap();
    let formatting = [
        FormatEvent::Formatting(DirectoryKind::DynamicVoter, a.clone()),
        FormatEvent::Formatting(DirectoryKind::Log, b.clone()),
    ];
    assert_eq!(events, formatting);
    assert!(a.join(METADATA_LOG).join(FIRST_SNAPSHOT).exists());
    assert!(!b.join(METADATA_LOG).exists());
    let meta = [&a, &b].map(|dir| meta_properties::read(dir).unwrap().unwrap());
    assert_eq!(kafka_uuid::to_string(meta[0].directory_id.unwrap()), "c5Ka5A2uRfePz-OCoQLgOQ");
    assert_ne!(meta[0].directory_id, meta[1].directory_id);

    let again = format(&options, drop).unwrap_err();
    assert!(matches!(again, FormatError::AlreadyFormatted { dir } if dir == a));
    options.ignore_formatted = true;
    events.clear();
    format(&options, |event| events.push(event)).unwrap();
    assert_eq!(events, [FormatEvent::AllFormatted]);

    let c = dir.path().join("c");
    options.log_dirs.insert(c.clone());
    events.clear();
    format(&options, |event| events.push(event)).unwrap();
    assert_eq!(events, [FormatEvent::Formatting(DirectoryKind::Log, c)]);
}

#[test]
fn refuses_directories_of_another_cluster_or_node() {
    let dir = tempfile::tempdir().unwrap();
    let mut options = options(&[dir.path()], None);
    format(&options, drop).unwrap();
    assert!(!dir.path().join(METADATA_LOG).exists());
    options.ignore_formatted = true;
    options.node_id = 2;
    let error = format(&options, drop).unwrap_err();
    assert!(matches!(error, FormatError::Mismatch { key: "node.id", .. }), "{error}");
    options.cluster_id = "OTHER".to_owned();
    let error = format(&options, drop).unwrap_err();
    assert!(matches!(error, FormatError::Mismatch { key: "cluster.id", .. }), "{error}");
}

#[test]
fn an_unreadable_directory_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let (a, b) = (dir.path().join("a"), dir.path().join("b"));
    fs::create_dir(&a).unwrap();
    fs::write(a.join("meta.properties"), "version=77").unwrap();
    let mut events = Vec::new();
    format(&options(&[&a, &b], None), |event| events.push(event)).unwrap();
    assert_eq!(events[0], FormatEvent::Unreadable(a.clone()));
    assert!(!a.join(BOOTSTRAP_CHECKPOINT).exists());
    let error = format(&options(&[&a], None), drop).unwrap_err();
    assert!(matches!(error, FormatError::NoDirectories));
}

#[test]
fn levels_follow_release_features_and_quorum() {
    let decide = |release: Option<i16>, features: &[(&str, i16)], dynamic_quorum| {
        FeatureLevels::decide(&LevelOptions {
            release_version: release.map(MetadataVersion),
            features: features.iter().map(|(name, level)| (name.to_string(), *level)).collect(),
            dynamic_quorum,
            unstable: false,
        })
    };
    let old: Vec<_> = decide(Some(21), &[], false).unwrap().bootstrap_records().collect();
    assert_eq!(old, [("metadata.version", 21)]);
    assert_eq!(decide(None, &[], false).unwrap().kraft_version(), 0);
    assert_eq!(decide(None, &[], true).unwrap().kraft_version(), 1);
    let share = decide(None, &[("share.version", 0)], true).unwrap();
    assert!(share.bootstrap_records().all(|(name, _)| name != "share.version"));
    let elr = decide(Some(22), &[("eligible.leader.replicas.version", 1)], true);
    assert!(matches!(elr, Err(LevelError::Dependency { required: 23, .. })));
    use LevelError as E;
    assert_eq!(decide(Some(25), &[("metadata.version", 25)], true), Err(E::AmbiguousRelease));
    assert_eq!(decide(Some(31), &[], true), Err(E::Unstable("4.4-IV0")));
    assert_eq!(decide(None, &[("metadata.version", 99)], true), Err(E::UnknownMetadataVersion(99)));
    assert!(matches!(decide(None, &[("foo", 1)], true), Err(E::UnknownFeature { .. })));
    assert!(matches!(decide(None, &[("group.version", 7)], true), Err(E::UnknownLevel { level: 7, .. })));
    assert_eq!(decide(None, &[("kraft.version", 0)], true), Err(E::KRaftVersionTooLow(0)));
    assert_eq!(decide(None, &[("kraft.version", 1)], false), Err(E::KRaftVersionTooHigh(1)));
}
