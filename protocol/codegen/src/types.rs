//! The message modules: ours where kafka-protocol 0.18 is behind Kafka 4.3, re-exports elsewhere.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, Result};

use crate::BANNER;
use crate::emit::{Emitter, snake};
use crate::schema::Message;
use crate::tables::Api;

/// APIs whose structs kafka-protocol 0.18 (made from Kafka 4.1) lacks in their 4.3 form.
const OURS: [&str; 14] = [
    "AddRaftVoter",
    "BrokerHeartbeat",
    "DescribeLogDirs",
    "DescribeShareGroupOffsets",
    "ListOffsets",
    "OffsetCommit",
    "OffsetFetch",
    "ReadShareGroupStateSummary",
    "ShareAcknowledge",
    "ShareFetch",
    "StreamsGroupDescribe",
    "StreamsGroupHeartbeat",
    "WriteShareGroupState",
    "WriteTxnMarkers",
];

/// Text of the module that holds all structs of one message.
pub(crate) fn emit_module(message: &Message, newtypes: bool) -> Result<String> {
    let mut body = String::new();
    let emitter = Emitter { message, newtypes };
    for item in &message.structs {
        emitter.emit(item, &mut body).with_context(|| format!("{}.{}", message.name, item.name))?;
    }
    let mut out = String::from(BANNER);
    writeln!(
        out,
        "#![allow(unused_imports, unused_variables, reason = \"one frame for all generated modules\")]\n"
    )?;
    writeln!(out, "use std::collections::BTreeMap;\n\nuse bytes::Bytes;\nuse uuid::Uuid;\n")?;
    if newtypes {
        writeln!(
            out,
            "use kafka_protocol::messages::{{BrokerId, GroupId, ProducerId, TopicName, TransactionalId}};\n"
        )?;
    }
    writeln!(out, "use crate::wire::codec::*;\n")?;
    out.push_str(body.trim_end());
    out.push('\n');
    Ok(out)
}

pub(crate) fn emit_messages(
    messages: &BTreeMap<String, Message>,
    apis: &[Api],
    files: &mut BTreeMap<PathBuf, String>,
) -> Result<()> {
    let mut list = String::from(BANNER);
    for api in apis {
        for side in ["Request", "Response"] {
            let name = format!("{}{side}", api.name);
            let module = snake(&name);
            if OURS.contains(&api.name.as_str()) {
                let message = messages.get(&name).with_context(|| name.clone())?;
                let mut text = emit_module(message, true)?;
                let since = if side == "Request" { api.request_flexible } else { api.response_flexible };
                let (flexible, plain) = if side == "Request" { (2, 1) } else { (1, 0) };
                writeln!(
                    text,
                    "\nimpl HeaderVersion for {name} {{\n    fn header_version(version: i16) -> i16 {{"
                )?;
                writeln!(
                    text,
                    "        if version >= {} {{ {flexible} }} else {{ {plain} }}\n    }}\n}}",
                    since.unwrap_or(i16::MAX)
                )?;
                if side == "Request" {
                    writeln!(
                        text,
                        "\nimpl Request for {name} {{\n    const KEY: i16 = {};\n    type Response = super::{}Response;\n}}",
                        api.key, api.name
                    )?;
                }
                files.insert(format!("messages/{module}.rs").into(), text);
                writeln!(list, "/// `{name}` of Kafka 4.3.\npub mod {module};\npub use {module}::{name};")?;
            } else {
                writeln!(list, "pub use kafka_protocol::messages::{{{module}, {name}}};")?;
            }
        }
    }
    writeln!(
        list,
        "pub use kafka_protocol::messages::{{BrokerId, GroupId, ProducerId, TopicName, TransactionalId}};"
    )?;
    writeln!(
        list,
        "\n/// Calls macro `$then` with `Key Request Response;` for each API.\n#[macro_export]\nmacro_rules! for_each_api {{\n    ($then:ident) => {{\n        $then! {{"
    )?;
    for api in apis {
        writeln!(list, "            {0} {0}Request {0}Response;", api.name)?;
    }
    writeln!(list, "        }}\n    }};\n}}")?;
    files.insert("messages/mod.rs".into(), list);
    Ok(())
}
