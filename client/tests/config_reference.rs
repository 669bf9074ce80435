//! The table of settings against Apache Kafka 4.3's own: names, types, defaults, valid values and importance.

use std::collections::BTreeMap;

use kavka_client::config::{ADMIN, CONSUMER, PRODUCER};
use kavka_config::{ConfigDef, Default, Importance};

/// Where a client in Rust cannot be as Java's: serializers are types, and a missing address gets an error of its own.
const REQUIRED_IN_JAVA: [&str; 5] =
    ["bootstrap.servers", "key.serializer", "value.serializer", "key.deserializer", "value.deserializer"];

type Row = [String; 4];

fn reference(text: &str) -> BTreeMap<String, Row> {
    let rows = text.lines().filter(|line| !line.starts_with('#')).skip(1);
    rows.map(|line| {
        let fields: Vec<&str> = line.split('\t').collect();
        let row = [fields[1], fields[2], fields[3], fields[4]].map(str::to_string);
        (fields[0].to_string(), row)
    })
    .collect()
}

fn ours(definitions: &ConfigDef) -> BTreeMap<String, Row> {
    definitions
        .keys()
        .map(|key| {
            let default = match &key.default {
                Default::Null => "null".to_string(),
                Default::Required => "<required>".to_string(),
                Default::Value(value) => value.to_string(),
            };
            let importance = match key.importance {
                Importance::High => "HIGH",
                Importance::Medium => "MEDIUM",
                Importance::Low => "LOW",
            };
            let row =
                [key.config_type.to_string(), default, key.validator.to_string(), importance.to_string()];
            (key.name.to_string(), row)
        })
        .collect()
}

#[test]
fn settings_are_those_of_apache_kafka() {
    for (definitions, text) in [
        (&*PRODUCER, include_str!("golden/configs/producer.tsv")),
        (&*CONSUMER, include_str!("golden/configs/consumer.tsv")),
        (&*ADMIN, include_str!("golden/configs/admin.tsv")),
    ] {
        let (mut theirs, ours) = (reference(text), ours(definitions));
        for (name, row) in &mut theirs {
            if row[1] == "<required>" && REQUIRED_IN_JAVA.contains(&name.as_str()) {
                row[1] = if row[0] == "LIST" { String::new() } else { "null".to_string() };
            }
        }
        assert_eq!(ours.keys().collect::<Vec<_>>(), theirs.keys().collect::<Vec<_>>());
        let differing: Vec<_> = theirs
            .iter()
            .filter(|(name, row)| ours[*name] != **row)
            .map(|(name, row)| (name, row, &ours[name]))
            .collect();
        assert!(differing.is_empty(), "(key, theirs, ours): {differing:#?}");
    }
}

#[test]
fn every_setting_is_documented() {
    for definitions in [&*PRODUCER, &*CONSUMER, &*ADMIN] {
        for key in definitions.keys() {
            let text = &key.documentation;
            assert!(text.ends_with('.') && text.len() > 10, "{}: {text:?}", key.name);
        }
    }
}
