use std::collections::BTreeSet;
use std::fs;

use kavka_controller::format::{FeatureLevels, LevelOptions};

use super::*;

#[test]
fn the_bootstrap_line_is_kafkas() {
    let recorded = include_str!("../../../tests/golden/storage-format-info.txt");
    assert_eq!(format::bootstrap_line(&FeatureLevels::latest(), &[]), recorded.lines().nth(1).unwrap());
    let old = LevelOptions { release_version: Some(MetadataVersion(21)), ..LevelOptions::default() };
    let line = format::bootstrap_line(&FeatureLevels::decide(&old).unwrap(), &[]);
    assert!(line.contains("metadata.version', featureLevel=21"), "{line}");
}

#[test]
fn dependencies_read_as_kafkas() {
    let text = |name, level| dependencies(name, level).map_err(|error| error.to_string());
    assert_eq!(text("metadata.version", 20).unwrap(), "metadata.version=20 (3.8-IV0) has no dependencies.");
    assert_eq!(
        text("eligible.leader.replicas.version", 1).unwrap(),
        "eligible.leader.replicas.version=1 requires:\n    metadata.version=23 (4.0-IV1)"
    );
    assert_eq!(text("group.version", 1).unwrap(), "group.version=1 has no dependencies.");
    assert_eq!(text("nope", 1).unwrap_err(), "Unknown feature: nope");
    assert_eq!(text("metadata.version", 99).unwrap_err(), "Unknown metadata.version 99");
    assert_eq!(
        text("group.version", 9).unwrap_err(),
        "Feature level 9 is not supported for feature group.version"
    );
}

#[test]
fn unknown_releases_are_refused_with_the_list() {
    let latest = MetadataVersion::LATEST_PRODUCTION;
    assert_eq!(release_version("3.9", latest).unwrap(), MetadataVersion(21));
    for text in ["2.0", "4.4", "x"] {
        let error = release_version(text, latest).unwrap_err().to_string();
        assert!(error.starts_with(&format!("Unknown metadata.version '{text}'. Supported")), "{error}");
        assert!(error.ends_with("4.2-IV1, 4.3-IV0"), "{error}");
    }
}

#[test]
fn a_node_is_formatted_and_described() {
    let dir = tempfile::tempdir().unwrap();
    let (config, data) = (dir.path().join("server.properties"), dir.path().join("data"));
    let text = format!(
        "process.roles=broker,controller\nnode.id=1\ncontroller.listener.names=CONTROLLER\n\
         listeners=PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.1:9093\n\
         controller.quorum.bootstrap.servers=127.0.0.1:9093\nlog.dirs={}\n",
        data.display()
    );
    fs::write(&config, text).unwrap();
    let parsed = |line: &str| {
        let args: Vec<_> = line.split_whitespace().map(str::to_owned).collect();
        COMMANDS[1].parse(&args)
    };
    let config = config.display();
    let error = |line: String| format::run(&parsed(&line).unwrap()).unwrap_err().to_string();
    assert_eq!(parsed(&format!("-c {config}")).unwrap_err(), "argument --cluster-id/-t is required");
    assert!(error(format!("-c {config} -t x")).starts_with("Because controller.quorum.voters is not set"));
    assert_eq!(
        error(format!("-c {config} -t x -s -N")),
        "argument --no-initial-controllers/-N: not allowed with argument --standalone/-s"
    );
    assert_eq!(
        error(format!("-c {config} -t x -s -f group.version")),
        "Can't parse feature=level string group.version: equals sign not found."
    );
    let dirs = BTreeSet::from([data.clone()]);
    assert_eq!(info::look(&dirs).problems, [format!("{} does not exist", data.display())]);
    format::run(&parsed(&format!("-c {config} -t AAAAAAAAQACAAAAAAAAAAA -s")).unwrap()).unwrap();
    let found = info::look(&dirs);
    assert!(found.problems.is_empty());
    let text = found.text();
    let start = format!(
        "Found log directory:\n  {}\n\nFound metadata: {{cluster.id=AAAAAAAAQACAAAAAAAAAAA, directory.id=",
        data.display()
    );
    assert!(text.starts_with(&start) && text.ends_with(", node.id=1, version=1}\n\n"), "{text}");
    let again = error(format!("-c {config} -t AAAAAAAAQACAAAAAAAAAAA -s"));
    let expected = format!("Log directory {} is already formatted. Use --ignore-formatted", data.display());
    assert!(again.starts_with(&expected), "{again}");
}
