//! Whole `server.properties` files: what is accepted and what one line an error says.

use kavka_broker_config::{
    BrokerConfig, Properties, Scope, TopicConfig, broker_synonyms, check_dynamic, topic_defaults,
    usable_dynamic, validate_group_config, validate_topic_config,
};

fn combined(extra: &[(&str, &str)]) -> Result<BrokerConfig, String> {
    let mut properties: Properties = [
        ("process.roles", "broker,controller"),
        ("node.id", "1"),
        ("listeners", "PLAINTEXT://:9092,CONTROLLER://localhost:9093"),
        ("controller.listener.names", "CONTROLLER"),
        ("controller.quorum.bootstrap.servers", "localhost:9093"),
    ]
    .iter()
    .map(|(k, v)| (k.to_string(), v.to_string()))
    .collect();
    properties.extend(extra.iter().map(|(k, v)| (k.to_string(), v.to_string())));
    BrokerConfig::from_properties(&properties).map_err(|error| error.to_string())
}

fn owned(pairs: &[(&str, &str)]) -> Properties {
    pairs.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect()
}

#[test]
fn a_plain_combined_node_is_accepted() {
    let config =
        combined(&[("log.dirs", "/a, /b"), ("no.such.key", "x"), ("listener.name.plaintext.x", "y")])
            .unwrap();
    assert!(config.is_broker() && config.is_controller());
    assert_eq!(config.log_dirs.len(), 2);
    assert_eq!(config.metadata_log_dir.to_str(), Some("/a"));
    assert_eq!(config.listeners.advertised.len(), 1);
    assert_eq!(config.listeners.advertised_controllers[0].to_string(), "CONTROLLER://localhost:9093");
    assert_eq!(config.unknown_keys().collect::<Vec<_>>(), ["no.such.key"]);
}

#[test]
fn bad_values_name_key_value_and_what_is_allowed() {
    let cases: [(&[(&str, &str)], &str); 8] = [
        (
            &[("num.partitions", "x")],
            "Invalid value x for configuration num.partitions: Not a number of type INT",
        ),
        (&[("node.id", "-2")], "Invalid value -2 for configuration node.id: Value must be at least 0"),
        (
            &[("listeners", "PLAINTEXT:9092")],
            "Invalid value PLAINTEXT:9092 for configuration listeners: each listener must have the form NAME://host:port",
        ),
        (
            &[("listener.security.protocol.map", "PLAINTEXT:FOO")],
            "Invalid security protocol `FOO` defined in listener.security.protocol.map",
        ),
        (
            &[("controller.quorum.voters", "2@h:1")],
            "If process.roles contains the 'controller' role, the node id 1 must be included in the set of voters controller.quorum.voters=[2]",
        ),
        (
            &[("inter.broker.listener.name", "X")],
            "Listener with name X defined in inter.broker.listener.name not found in listener.security.protocol.map.",
        ),
        (
            &[("queued.max.request.bytes", "10")],
            "queued.max.request.bytes must be larger or equal to socket.request.max.bytes",
        ),
        (
            &[("advertised.listeners", "PLAINTEXT://0.0.0.0:1")],
            "advertised.listeners cannot use the nonroutable meta-address 0.0.0.0. Use a routable IP address.",
        ),
    ];
    for (extra, text) in cases {
        assert_eq!(combined(extra).unwrap_err(), text);
    }
}

#[test]
fn required_keys_are_asked_for() {
    let error = BrokerConfig::from_properties(&Properties::new()).unwrap_err().to_string();
    assert!(error.starts_with("Missing required configuration \""), "{error}");
}

#[test]
fn listeners_share_a_port_only_across_ip_versions() {
    assert!(combined(&[("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://[::1]:9092")]).is_ok());
    assert!(combined(&[("listeners", "PLAINTEXT://127.0.0.1:9092,CONTROLLER://127.0.0.2:9092")]).is_err());
}

#[test]
fn settings_changed_at_run_time_win_the_narrower_scope_first() {
    let config =
        combined(&[("max.connections", "10"), ("log.retention.ms", "1"), ("log.cleaner.threads", "3")])
            .unwrap();
    let none = Properties::new();
    let of_all = owned(&[("max.connections", "5"), ("log.retention.ms", "7")]);
    let of_broker = owned(&[("max.connections", "6")]);
    let max = |of_all, of_broker| config.with_dynamic(of_all, of_broker).unwrap().max_connections;
    assert_eq!([max(&none, &none), max(&of_all, &none), max(&of_all, &of_broker)], [10, 5, 6]);
    let changed = config.with_dynamic(&of_all, &of_broker).unwrap();
    assert_eq!((changed.log_retention_ms(), changed.values().int("log.cleaner.threads")), (7, 3));
    assert!(config.with_dynamic(&none, &owned(&[("max.connections", "-1")])).is_err());
}

#[test]
fn what_may_be_set_at_run_time_depends_on_the_key_and_for_whom() {
    let check = |scope, key: &str, value: &str| {
        check_dynamic(scope, &owned(&[(key, value)])).err().map(|error| error.to_string())
    };
    let all = |key: &str| check(Scope::AllBrokers, key, "1");
    assert_eq!(all("log.cleaner.threads"), None);
    assert_eq!(all("listener.name.plaintext.max.connections"), None);
    assert_eq!(all("my.own.key"), None, "a plugin may know it");
    assert_eq!(all("node.id").unwrap(), "Cannot update these configs dynamically: [node.id]");
    let scope = "Cannot update these configs at default cluster level, broker id must be specified: ";
    assert_eq!(
        all("listener.name.x.ssl.keystore.location").unwrap(),
        format!("{scope}[listener.name.x.ssl.keystore.location]")
    );
    assert_eq!(all("sasl.jaas.config").unwrap(), format!("{scope}[sasl.jaas.config]"));
    assert_eq!(check(Scope::Broker, "sasl.jaas.config", "x"), None);
    assert_eq!(
        check(Scope::Broker, "ssl.keystore.location", "x").unwrap(),
        "These security configs can be dynamically updated only per-listener using the listener prefix: [ssl.keystore.location]"
    );
    assert_eq!(
        check(Scope::Broker, "listener.name.x.max.connections", "x").unwrap(),
        "Invalid value x for configuration max.connections: Not a number of type INT"
    );
    let kept = usable_dynamic(
        Scope::AllBrokers,
        owned(&[("node.id", "3"), ("max.connections", "x"), ("sasl.jaas.config", "x"), ("log.roll.ms", "5")]),
    );
    assert_eq!(kept, owned(&[("log.roll.ms", "5")]));
}

#[test]
fn a_running_broker_takes_some_changes_only_in_small_steps_and_others_not_at_all() {
    let config = combined(&[("log.cleaner.threads", "4"), ("num.io.threads", "8")]).unwrap();
    let change = |key: &str, value: &str| {
        let new = config.with_dynamic(&Properties::new(), &owned(&[(key, value)])).unwrap();
        config.check_change(&new).err().map(|error| error.to_string())
    };
    for (key, value) in [
        ("log.cleaner.threads", "2"),
        ("log.cleaner.threads", "8"),
        ("num.io.threads", "16"),
        ("listener.name.plaintext.max.connections", "1"),
        ("log.retention.ms", "-1"),
    ] {
        assert_eq!(change(key, value), None, "{key}={value}");
    }
    for (key, value, reason) in [
        (
            "log.cleaner.threads",
            "1",
            "Log cleaner threads cannot be reduced to less than half the current value 4",
        ),
        (
            "log.cleaner.threads",
            "9",
            "Log cleaner threads cannot be increased to more than double the current value 4",
        ),
        (
            "num.io.threads",
            "17",
            "Dynamic thread count update validation failed for num.io.threads=17, value should not be greater than double the current value 8",
        ),
        ("listener.name.plaintext.max.connections", "0", "Invalid max.connections 0"),
        (
            "log.local.retention.ms",
            "-1",
            "Invalid value -1 for configuration log.local.retention.ms: Value must not be -1 as log.retention.ms value is set as 604800000.",
        ),
    ] {
        let text = format!(
            "Invalid value org.apache.kafka.common.config.ConfigException: {reason} for configuration Invalid dynamic configuration"
        );
        assert_eq!(change(key, value), Some(text));
    }
}

#[test]
fn times_follow_their_precedence() {
    let config = combined(&[("log.retention.hours", "1"), ("log.retention.minutes", "2")]).unwrap();
    assert_eq!(config.log_retention_ms(), 120_000);
    assert_eq!(combined(&[("log.retention.ms", "-5")]).unwrap().log_retention_ms(), -1);
    assert_eq!(
        broker_synonyms("log.retention.ms").map(|s| s.factor).collect::<Vec<_>>(),
        [1, 60_000, 3_600_000]
    );
}

#[test]
fn topics_take_defaults_from_the_broker_and_from_dynamic_settings() {
    let broker = combined(&[("log.retention.hours", "2"), ("log.cleanup.policy", "compact")]).unwrap();
    let defaults = topic_defaults(&broker, &owned(&[("min.insync.replicas", "2")]));
    let topic = TopicConfig::new(&defaults, &owned(&[("cleanup.policy", "compact,delete")])).unwrap();
    assert_eq!(topic.values().long("retention.ms"), 7_200_000);
    assert_eq!(topic.min_insync_replicas(), 2);
    assert!(topic.is_compacted() && topic.is_deleted());
}

#[test]
fn topic_settings_are_checked_alone_and_together() {
    let broker = combined(&[]).unwrap();
    let defaults = topic_defaults(&broker, &Properties::new());
    let check =
        |pairs: &[(&str, &str)]| validate_topic_config(&owned(pairs), &defaults).map_err(|e| e.to_string());
    assert_eq!(check(&[("retention.ms", "100")]), Ok(()));
    assert_eq!(check(&[("x", "1")]), Err("Unknown topic config name: x".to_owned()));
    assert_eq!(
        check(&[("min.compaction.lag.ms", "10"), ("max.compaction.lag.ms", "5")]),
        Err("conflict topic config setting min.compaction.lag.ms (10) > max.compaction.lag.ms (5)".to_owned())
    );
}

#[test]
fn group_settings_stay_within_the_brokers_bounds() {
    let broker = combined(&[]).unwrap();
    let check =
        |pairs: &[(&str, &str)]| validate_group_config(&owned(pairs), &broker).map_err(|e| e.to_string());
    assert_eq!(check(&[("consumer.session.timeout.ms", "50000")]), Ok(()));
    assert_eq!(
        check(&[("consumer.session.timeout.ms", "1000")]),
        Err("consumer.session.timeout.ms must be greater than or equal to group.consumer.min.session.timeout.ms".to_owned())
    );
    assert_eq!(check(&[("nope", "1")]), Err("Unknown group config name: nope".to_owned()));
}

#[test]
fn every_setting_is_described_and_no_description_is_stray() {
    use kavka_broker_config::{BROKER, CLIENT_METRICS, GROUP, TOPIC};
    for table in [&BROKER, &TOPIC, &GROUP, &CLIENT_METRICS] {
        for key in table.def().keys() {
            assert!(!key.documentation.is_empty(), "{}", key.name);
        }
    }
    for line in include_str!("../facts/broker-docs.tsv").lines() {
        let (name, text) = line.split_once('\t').unwrap();
        assert_eq!(
            kavka_broker_config::BROKER.key(name).map(|key| &*key.documentation),
            Some(text),
            "{name}"
        );
    }
}
