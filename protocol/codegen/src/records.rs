//! Records of the metadata log and of the coordinators' topics, control records, embedded blobs.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::BANNER;
use crate::emit::snake;
use crate::schema::Message;
use crate::types::emit_module;

pub(crate) fn emit_records(
    records: &BTreeMap<String, Message>,
    files: &mut BTreeMap<PathBuf, String>,
) -> Result<()> {
    let groups: BTreeSet<&str> = records.values().map(|m| m.group.as_str()).collect();
    for group in groups {
        let members: Vec<&Message> =
            records.values().filter(|m| m.group == group && !m.name.ends_with("Header")).collect();
        let mut list = String::from(BANNER);
        for message in &members {
            let module = snake(&message.name);
            files.insert(format!("{group}/{module}.rs").into(), emit_module(message, false)?);
            writeln!(list, "/// Kafka's `{0}`.\npub mod {module};\npub use {module}::{0};", message.name)?;
        }
        let keyed = |kind: &str| -> Result<Vec<(i16, &Message)>> {
            let mut found = Vec::new();
            for message in members.iter().filter(|m| m.kind == kind) {
                found.push((message.key.with_context(|| message.name.clone())?, *message));
            }
            found.sort_by_key(|(key, _)| *key);
            Ok(found)
        };
        let prefix = match group {
            "group" => "Group",
            "transaction" => "Transaction",
            "share" => "ShareState",
            _ => "",
        };
        match group {
            "metadata" => list.push_str(&emit_enum(
                "MetadataRecord",
                "A record of the metadata log.",
                &keyed("metadata")?,
            )?),
            _ if !prefix.is_empty() => {
                let doc = |what: &str| format!("The {what} of a coordinator's record, by record type.");
                list.push_str(&emit_enum(&format!("{prefix}Key"), &doc("key"), &keyed("coordinator-key")?)?);
                list.push_str(&emit_enum(
                    &format!("{prefix}Value"),
                    &doc("value"),
                    &keyed("coordinator-value")?,
                )?);
            }
            _ => {}
        }
        files.insert(format!("{group}/mod.rs").into(), list);
    }
    Ok(())
}

/// One enum over record types, with what its hand-written framing needs.
fn emit_enum(name: &str, doc: &str, members: &[(i16, &Message)]) -> Result<String> {
    let mut out = format!(
        "\n/// {doc}\n#[derive(Debug, Clone, PartialEq)]\n#[allow(clippy::large_enum_variant, reason = \"records are short-lived; boxing each costs more\")]\npub enum {name} {{\n"
    );
    let variant = |m: &Message| {
        let base = m.name.as_str();
        let base = base.strip_suffix("Record").unwrap_or(base);
        let base = if name.ends_with("Key") { base.strip_suffix("Key").unwrap_or(base) } else { base };
        if name.ends_with("Value") {
            base.strip_suffix("Value").unwrap_or(base).to_string()
        } else {
            base.to_string()
        }
    };
    for (id, m) in members {
        writeln!(
            out,
            "    /// Type {id}, versions {}-{}.\n    {}({}),",
            m.versions.min,
            m.versions.max,
            variant(m),
            m.name
        )?;
    }
    writeln!(
        out,
        "}}\n\nimpl {name} {{\n    /// The record's type as written in front of it.\n    pub fn id(&self) -> i16 {{\n        match self {{"
    )?;
    for (id, m) in members {
        writeln!(out, "            Self::{}(_) => {id},", variant(m))?;
    }
    writeln!(
        out,
        "        }}\n    }}\n\n    /// Lowest and highest version of records of type `id`, if there are such.\n    pub fn versions(id: i16) -> Option<(i16, i16)> {{\n        Some(match id {{"
    )?;
    for (id, m) in members {
        writeln!(out, "            {id} => ({}, {}),", m.versions.min, m.versions.max)?;
    }
    writeln!(
        out,
        "            _ => return None,\n        }})\n    }}\n\n    /// The record's name in Kafka.\n    pub fn name(&self) -> &'static str {{\n        match self {{"
    )?;
    for (_, m) in members {
        writeln!(out, "            Self::{}(_) => \"{}\",", variant(m), m.name)?;
    }
    writeln!(
        out,
        "        }}\n    }}\n\n    /// Kafka's name of the records of type `id`.\n    pub fn name_of(id: i16) -> Option<&'static str> {{\n        Some(match id {{"
    )?;
    for (id, m) in members {
        writeln!(out, "            {id} => \"{}\",", m.name)?;
    }
    writeln!(
        out,
        "            _ => return None,\n        }})\n    }}\n\n    pub(crate) fn read_body<B: crate::wire::ByteBuf>(id: i16, version: i16, buf: &mut B) -> Result<Self, crate::wire::CodecError> {{\n        use crate::wire::codec::Wire;\n        Ok(match id {{"
    )?;
    for (id, m) in members {
        writeln!(out, "            {id} => Self::{}({}::read(buf, version)?),", variant(m), m.name)?;
    }
    writeln!(
        out,
        "            other => return Err(crate::wire::CodecError::UnknownType(other)),\n        }})\n    }}\n\n    pub(crate) fn write_body<W: crate::wire::codec::Sink>(&self, version: i16, w: &mut W) -> Result<(), crate::wire::CodecError> {{\n        use crate::wire::codec::Wire;\n        match self {{"
    )?;
    for (_, m) in members {
        writeln!(out, "            Self::{}(record) => record.write(w, version),", variant(m))?;
    }
    writeln!(out, "        }}\n    }}\n}}")?;
    for (_, m) in members {
        writeln!(
            out,
            "\nimpl From<{}> for {name} {{\n    fn from(record: {0}) -> Self {{\n        Self::{}(record)\n    }}\n}}",
            m.name,
            variant(m)
        )?;
    }
    Ok(out)
}
