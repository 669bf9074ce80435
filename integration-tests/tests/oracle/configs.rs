//! Reading and changing settings of every kind of resource.

use anyhow::Result;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::describe_configs_request::DescribeConfigsResource;
use kavka_protocol::messages::{
    AlterConfigsRequest, AlterConfigsResponse, DescribeConfigsRequest, DescribeConfigsResponse,
    IncrementalAlterConfigsRequest, IncrementalAlterConfigsResponse, ListConfigResourcesRequest,
    ListConfigResourcesResponse,
};
use kavka_protocol::messages::{
    alter_configs_request as legacy, incremental_alter_configs_request as incremental,
};

use crate::player::{Session, s};

const TOPIC: i8 = 2;
const BROKER: i8 = 4;
const LOGGER: i8 = 8;
const CLIENT_METRICS: i8 = 16;
const GROUP: i8 = 32;

pub(crate) fn script(session: &mut Session) -> Result<()> {
    session.topic("cfg", 1, &[("retention.ms", "5000"), ("cleanup.policy", "compact")])?;
    describe_all(session);
    describe_some(session);
    change(session);
    change_badly(session);
    replace(session)?;
    list(session);
    Ok(())
}

/// Settings whose values name places or come from how each node was started.
const PLACES: &[&str] = &[
    "listeners",
    "advertised.listeners",
    "controller.quorum.bootstrap.servers",
    "log.dirs",
    "log.dir",
    "metadata.log.dir",
];

fn tidy(response: &mut DescribeConfigsResponse) {
    for result in &mut response.results {
        result.configs.sort_by(|a, b| a.name.cmp(&b.name));
        for config in &mut result.configs {
            // Kavka describes settings in its own words.
            config.documentation = config.documentation.as_ref().map(|_| s("<words>"));
            if PLACES.contains(&config.name.as_str()) {
                config.value = config.value.as_ref().map(|_| s("<place>"));
                config.synonyms.iter_mut().for_each(|synonym| synonym.value = None);
            }
        }
    }
}

fn describe_after(session: &mut Session, label: &str, resource: (i8, &str), keys: Option<&[&str]>) {
    session.settle();
    describe(session, label, 4, resource, keys, true);
}

fn describe(
    session: &mut Session,
    label: &str,
    version: i16,
    resource: (i8, &str),
    keys: Option<&[&str]>,
    full: bool,
) {
    let resource = make!(DescribeConfigsResource {
        resource_type: resource.0,
        resource_name: s(resource.1),
        configuration_keys: keys.map(|keys| keys.iter().map(|key| s(key)).collect()),
    });
    let request = make!(DescribeConfigsRequest {
        resources: vec![resource],
        include_synonyms: full,
        include_documentation: full && version >= 3,
    });
    session.call_then(label, ApiKey::DescribeConfigs, version, &request, tidy);
}

fn describe_all(session: &mut Session) {
    for version in 1..=4 {
        describe(session, "topic", version, (TOPIC, "cfg"), None, false);
    }
    describe(session, "topic, in full", 4, (TOPIC, "cfg"), None, true);
    describe(session, "broker", 4, (BROKER, "1"), None, false);
    describe(session, "broker, in full", 4, (BROKER, "1"), None, true);
    describe(session, "all brokers", 4, (BROKER, ""), None, true);
    describe(session, "group", 4, (GROUP, "g"), None, true);
    describe(session, "client metrics", 4, (CLIENT_METRICS, "cm"), None, true);
}

fn describe_some(session: &mut Session) {
    for version in [1, 4] {
        describe(session, "one key", version, (TOPIC, "cfg"), Some(&["retention.ms"]), true);
        describe(session, "no keys", version, (TOPIC, "cfg"), Some(&[]), true);
        describe(session, "unknown key", version, (TOPIC, "cfg"), Some(&["nope", "retention.ms"]), true);
        for (kind, name) in [
            (TOPIC, "cfg-unknown"),
            (TOPIC, ""),
            (TOPIC, "a b"),
            (BROKER, "2"),
            (BROKER, "x"),
            (BROKER, "-1"),
            (LOGGER, "2"),
            (LOGGER, ""),
            (LOGGER, "x"),
            (GROUP, ""),
            (CLIENT_METRICS, ""),
            (0, "x"),
            (3, "x"),
            (64, "x"),
            (-1, "x"),
        ] {
            describe(session, &format!("{kind} {name:?}"), version, (kind, name), Some(&["nope"]), false);
        }
    }
}

/// Resource, and per config its name, operation (0 set, 1 delete, 2 append, 3 subtract) and value.
type Change<'a> = ((i8, &'a str), &'a [(&'a str, i8, Option<&'a str>)]);

fn alter(session: &mut Session, label: &str, version: i16, changes: &[Change<'_>], validate_only: bool) {
    let resources = changes
        .iter()
        .map(|((kind, name), configs)| {
            let configs = configs
                .iter()
                .map(|(name, operation, value)| {
                    make!(incremental::AlterableConfig {
                        name: s(name),
                        config_operation: *operation,
                        value: value.map(s),
                    })
                })
                .collect();
            make!(incremental::AlterConfigsResource {
                resource_type: *kind,
                resource_name: s(name),
                configs: configs
            })
        })
        .collect();
    let request =
        make!(IncrementalAlterConfigsRequest { resources: resources, validate_only: validate_only });
    session.call_then::<_, IncrementalAlterConfigsResponse>(
        label,
        ApiKey::IncrementalAlterConfigs,
        version,
        &request,
        |response| response.responses.sort_by(|a, b| a.resource_name.cmp(&b.resource_name)),
    );
}

fn change(session: &mut Session) {
    let cfg = (TOPIC, "cfg");
    for version in [0, 1] {
        alter(session, "set", version, &[(cfg, &[("retention.ms", 0, Some("7000"))])], false);
        alter(session, "validate only", version, &[(cfg, &[("retention.ms", 0, Some("1"))])], true);
        alter(session, "append", version, &[(cfg, &[("cleanup.policy", 2, Some("delete"))])], false);
        alter(session, "append again", version, &[(cfg, &[("cleanup.policy", 2, Some("delete"))])], false);
        describe_after(session, "after appending", cfg, Some(&["cleanup.policy", "retention.ms"]));
        alter(session, "subtract", version, &[(cfg, &[("cleanup.policy", 3, Some("delete"))])], false);
        alter(session, "delete", version, &[(cfg, &[("retention.ms", 1, None)])], false);
        describe_after(session, "after deleting", cfg, Some(&["cleanup.policy", "retention.ms"]));
        alter(session, "delete what is not set", version, &[(cfg, &[("flush.ms", 1, None)])], false);
        alter(session, "nothing", version, &[(cfg, &[])], false);
    }
    let broker: Change<'_> = ((BROKER, "1"), &[("log.cleaner.threads", 0, Some("2"))]);
    let everywhere: Change<'_> = ((BROKER, ""), &[("log.retention.ms", 0, Some("86400000"))]);
    alter(session, "broker", 1, &[broker], false);
    alter(session, "all brokers", 1, &[everywhere], false);
    describe_after(
        session,
        "broker after",
        (BROKER, "1"),
        Some(&["log.cleaner.threads", "log.retention.ms"]),
    );
    describe_after(session, "all brokers after", (BROKER, ""), None);
    describe_after(session, "topic after", cfg, Some(&["retention.ms"]));
    alter(session, "undo", 1, &[((BROKER, "1"), &[("log.cleaner.threads", 1, None)])], false);
    alter(session, "undo everywhere", 1, &[((BROKER, ""), &[("log.retention.ms", 1, None)])], false);
    let group: Change<'_> = ((GROUP, "cfg-g"), &[("consumer.session.timeout.ms", 0, Some("50000"))]);
    let metrics: Change<'_> =
        ((CLIENT_METRICS, "cfg-cm"), &[("interval.ms", 0, Some("5000")), ("metrics", 0, Some("a.b"))]);
    alter(session, "group", 1, &[group], false);
    alter(session, "client metrics", 1, &[metrics], false);
    describe_after(session, "group after", (GROUP, "cfg-g"), None);
    describe_after(session, "client metrics after", (CLIENT_METRICS, "cfg-cm"), None);
}

fn change_badly(session: &mut Session) {
    let cfg = (TOPIC, "cfg");
    let bad: &[Change<'_>] = &[
        (cfg, &[("no.such.config", 0, Some("1"))]),
        (cfg, &[("no.such.config", 1, None)]),
        (cfg, &[("retention.ms", 0, Some("soon"))]),
        (cfg, &[("retention.ms", 0, None)]),
        (cfg, &[("retention.ms", 2, Some("1"))]),
        (cfg, &[("retention.ms", 3, Some("1"))]),
        (cfg, &[("retention.ms", 9, Some("1"))]),
        (cfg, &[("", 0, Some("1"))]),
        (cfg, &[("retention.ms", 0, Some("1")), ("retention.ms", 0, Some("2"))]),
        (cfg, &[("cleanup.policy", 0, Some("shred"))]),
        (cfg, &[("cleanup.policy", 3, Some("compact"))]),
        ((TOPIC, "cfg-unknown"), &[("retention.ms", 0, Some("1"))]),
        ((TOPIC, ""), &[("retention.ms", 0, Some("1"))]),
        ((BROKER, "2"), &[("log.cleaner.threads", 0, Some("2"))]),
        ((BROKER, "x"), &[("log.cleaner.threads", 0, Some("2"))]),
        ((BROKER, "1"), &[("node.id", 0, Some("7"))]),
        ((BROKER, "1"), &[("log.cleaner.threads", 0, Some("0"))]),
        ((BROKER, "1"), &[("log.cleaner.threads", 0, Some("100"))]),
        ((BROKER, "1"), &[("unknown.to.kafka", 0, Some("x"))]),
        ((BROKER, ""), &[("ssl.keystore.location", 0, Some("x"))]),
        ((GROUP, "cfg-g"), &[("no.such", 0, Some("1"))]),
        ((GROUP, "cfg-g"), &[("consumer.session.timeout.ms", 0, Some("1"))]),
        ((GROUP, ""), &[("consumer.session.timeout.ms", 0, Some("50000"))]),
        ((CLIENT_METRICS, "cfg-cm"), &[("interval.ms", 0, Some("1"))]),
        ((CLIENT_METRICS, "cfg-cm"), &[("match", 0, Some("nonsense"))]),
        ((CLIENT_METRICS, ""), &[("interval.ms", 0, Some("5000"))]),
        ((0, "x"), &[("a", 0, Some("b"))]),
        ((64, "x"), &[("a", 0, Some("b"))]),
    ];
    for change in bad {
        alter(session, &format!("{change:?}"), 1, &[*change], false);
        alter(session, &format!("{change:?}, validated"), 1, &[*change], true);
    }
    let good: Change<'_> = (cfg, &[("flush.ms", 0, Some("1000"))]);
    alter(session, "a good one beside a bad one", 1, &[good, ((TOPIC, "cfg-unknown"), good.1)], false);
    alter(session, "a resource twice", 1, &[good, good], false);
    alter(session, "no resources", 1, &[], false);
    describe_after(session, "after all that", cfg, None);
}

fn replace(session: &mut Session) -> Result<()> {
    session.topic("cfg-legacy", 1, &[("retention.ms", "5000"), ("cleanup.policy", "compact")])?;
    let mut ask = |label: &str, version: i16, kind: i8, name: &str, configs: &[(&str, Option<&str>)]| {
        let configs = configs
            .iter()
            .map(|(name, value)| make!(legacy::AlterableConfig { name: s(name), value: value.map(s) }))
            .collect();
        let resource = make!(legacy::AlterConfigsResource {
            resource_type: kind,
            resource_name: s(name),
            configs: configs
        });
        let request = make!(AlterConfigsRequest { resources: vec![resource] });
        session.call::<_, AlterConfigsResponse>(label, ApiKey::AlterConfigs, version, &request);
    };
    for version in 0..=2 {
        ask("all of it", version, TOPIC, "cfg-legacy", &[("retention.ms", Some("9000"))]);
        ask("unknown config", version, TOPIC, "cfg-legacy", &[("nope", Some("9000"))]);
        ask("bad value", version, TOPIC, "cfg-legacy", &[("retention.ms", Some("x"))]);
        ask("null", version, TOPIC, "cfg-legacy", &[("retention.ms", None)]);
        ask("unknown topic", version, TOPIC, "cfg-unknown", &[("retention.ms", Some("9000"))]);
        ask("broker logger", version, LOGGER, "1", &[("root", Some("INFO"))]);
        ask("unknown kind", version, 5, "x", &[("root", Some("INFO"))]);
    }
    describe_after(
        session,
        "after replacing",
        (TOPIC, "cfg-legacy"),
        Some(&["retention.ms", "cleanup.policy"]),
    );
    Ok(())
}

fn list(session: &mut Session) {
    let mut ask = |label: &str, version: i16, kinds: &[i8]| {
        let request = make!(ListConfigResourcesRequest { resource_types: kinds.to_vec() });
        session.call_then::<_, ListConfigResourcesResponse>(
            label,
            ApiKey::ListConfigResources,
            version,
            &request,
            |response| {
                // Other scripts make topics of their own.
                response
                    .config_resources
                    .retain(|found| found.resource_type != TOPIC || found.resource_name.starts_with("cfg"));
                response.config_resources.sort_by(|a, b| {
                    (a.resource_type, &a.resource_name).cmp(&(b.resource_type, &b.resource_name))
                });
            },
        );
    };
    ask("client metrics", 0, &[]);
    ask("all", 1, &[]);
    for kind in [TOPIC, BROKER, LOGGER, CLIENT_METRICS, GROUP, 0, 3, 64, -1] {
        ask(&format!("kind {kind}"), 1, &[kind]);
    }
    ask("two kinds", 1, &[GROUP, CLIENT_METRICS]);
}
