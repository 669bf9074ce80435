//! Values good and bad, against what Apache Kafka 4.3.0 made of them.

use kavka_broker_config::{BROKER, GROUP, TOPIC};

#[test]
fn values_are_read_and_refused_as_in_kafka() {
    let mut checked = 0;
    for line in include_str!("golden/values.tsv").lines().filter(|line| !line.starts_with('#')) {
        let fields: Vec<&str> = line.split('\t').collect();
        let [table, name, value, verdict, text] = fields[..] else { panic!("malformed golden line {line}") };
        let table = match table {
            "broker" => &BROKER,
            "topic" => &TOPIC,
            _ => &GROUP,
        };
        let got = match table.key(name).unwrap_or_else(|| panic!("{name} is missing")).parse(value) {
            Ok(value) => ("ok", value.to_string()),
            Err(error) => ("bad", error.to_string()),
        };
        assert_eq!(got, (verdict, text.to_owned()), "{name}={value}");
        checked += 1;
    }
    assert!(checked > 1000);
}
