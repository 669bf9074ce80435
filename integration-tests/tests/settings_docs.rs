//! `docs/configuration` is the declared tables of settings, written out. `KAVKA_UPDATE_DOCS=1` writes it anew.

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use kavka_broker_config::{BROKER, CLIENT_METRICS, GROUP, TOPIC, UpdateMode};
use kavka_client::config::{ADMIN, CONSUMER, PRODUCER};
#[cfg(feature = "registry")]
use kavka_client::serde::registry::{REGISTRY, SERDE};
use kavka_config::{ConfigDef, ConfigKey, Default};
use kavka_integration_tests::harness::project_root;

/// One page: its file, its heading, its settings, and what a row says of when a change takes effect.
struct Page {
    file: &'static str,
    heading: &'static str,
    settings: &'static ConfigDef,
    changes: Option<fn(&str) -> &'static str>,
    /// Whose settings they are.
    maker: &'static str,
}

const APACHE: &str = "Apache Kafka 4.3";

fn pages() -> Vec<Page> {
    let page = |file, heading, settings| Page { file, heading, settings, changes: None, maker: APACHE };
    vec![
        Page {
            file: "broker.md",
            heading: "Settings of a broker",
            settings: BROKER.def(),
            changes: Some(|name| match BROKER.update_mode(name) {
                UpdateMode::ReadOnly => "at restart",
                UpdateMode::PerBroker => "at run time, per broker",
                UpdateMode::ClusterWide => "at run time, per broker or for all",
            }),
            maker: APACHE,
        },
        page("topic.md", "Settings of a topic", TOPIC.def()),
        page("group.md", "Settings of a group", GROUP.def()),
        page("client-metrics.md", "Settings of a client metrics subscription", CLIENT_METRICS.def()),
        page("producer.md", "Settings of the producer", &PRODUCER),
        page("consumer.md", "Settings of the consumer", &CONSUMER),
        page("admin.md", "Settings of the admin client", &ADMIN),
        #[cfg(feature = "registry")]
        Page {
            maker: "Confluent's serializers (stores are PEM here)",
            ..page("schema-registry.md", "Settings of a schema registry's client", &REGISTRY)
        },
        #[cfg(feature = "registry")]
        Page {
            maker: "Confluent's serializers (stores are PEM here)",
            ..page("schema-serializers.md", "Settings of serializers that use a schema registry", &SERDE)
        },
    ]
}

/// Text as it may stand in a cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

fn default_value(key: &ConfigKey) -> String {
    match &key.default {
        Default::Required => "(must be given)".to_owned(),
        Default::Null => "null".to_owned(),
        Default::Value(value) => match value.to_config_string() {
            text if text.is_empty() => "(empty)".to_owned(),
            text => format!("`{text}`"),
        },
    }
}

fn render(page: &Page) -> Result<String> {
    let mut out = format!("# {}\n\n", page.heading);
    out.push_str("Written out from the table that the program itself reads; names, types, defaults and valid values are\n");
    write!(out, "those of {}.\n\n", page.maker)?;
    out.push_str("| name | type | default | valid values | importance |");
    out.push_str(if page.changes.is_some() { " change takes effect |" } else { "" });
    out.push_str(" what it does |\n|---|---|---|---|---|");
    out.push_str(if page.changes.is_some() { "---|---|\n" } else { "---|\n" });
    for key in page.settings.keys().filter(|key| !key.internal) {
        let kind = format!("{:?}", key.config_type).to_lowercase();
        let (importance, valid) = (format!("{:?}", key.importance).to_lowercase(), key.validator.to_string());
        write!(out, "| `{}` | {kind} | {} |", key.name, cell(&default_value(key)))?;
        write!(out, " {} | {importance} |", cell(&valid))?;
        if let Some(changes) = page.changes {
            write!(out, " {} |", changes(&key.name))?;
        }
        writeln!(out, " {} |", cell(&key.documentation))?;
    }
    Ok(out)
}

fn path(page: &Page) -> PathBuf {
    project_root().join("docs/configuration").join(page.file)
}

#[test]
fn pages_show_the_tables() -> Result<()> {
    let update = std::env::var_os("KAVKA_UPDATE_DOCS").is_some();
    for page in pages() {
        let (path, wanted) = (path(&page), render(&page)?);
        if update {
            std::fs::create_dir_all(path.parent().context("a folder")?)?;
            std::fs::write(&path, &wanted)?;
        }
        let found = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
        ensure!(found == wanted, "{} is stale: run this test with KAVKA_UPDATE_DOCS=1", path.display());
    }
    Ok(())
}

#[test]
fn every_setting_is_explained() {
    for page in pages() {
        let settings = page.settings.keys().filter(|key| !key.internal);
        let silent: Vec<_> =
            settings.filter(|key| key.documentation.is_empty()).map(|key| &key.name).collect();
        assert!(silent.is_empty(), "{}: {} settings without a sentence: {silent:?}", page.file, silent.len());
    }
}
