//! The tables of API keys and error codes.

use std::fmt::Write;

use anyhow::{Context, Result};

use crate::BANNER;
use crate::emit::snake;

/// One line of `api-keys.tsv`.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    pub key: i16,
    pub name: String,
    pub min: i16,
    pub max: i16,
    /// Including a version that is still unstable.
    pub max_unstable: i16,
    pub unstable: bool,
    pub listeners: String,
    pub request_flexible: Option<i16>,
    pub response_flexible: Option<i16>,
    pub cluster_action: bool,
    pub forwardable: bool,
}

pub(crate) fn parse_apis(text: &str) -> Result<Vec<Api>> {
    let mut out = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#') && !l.starts_with("key\t")) {
        let cells: Vec<&str> = line.split('\t').collect();
        let cell = |i: usize| cells.get(i).copied().unwrap_or("");
        if cell(2) == "-" {
            continue; // removed in Kafka 4.0
        }
        let number = |i: usize| cell(i).parse::<i16>().with_context(|| format!("column {i} of {line}"));
        out.push(Api {
            key: number(0)?,
            name: cell(1).to_string(),
            min: number(2)?,
            max: number(3)?,
            max_unstable: number(4)?,
            unstable: cell(5) == "y",
            listeners: cell(6).to_string(),
            request_flexible: cell(7).parse().ok(),
            response_flexible: cell(8).parse().ok(),
            cluster_action: cell(11) == "y",
            forwardable: cell(12) == "y",
        });
    }
    Ok(out)
}

pub(crate) fn emit_api_keys(apis: &[Api]) -> String {
    let mut out = String::from(BANNER);
    out.push_str("use crate::api_key::{ApiInfo, Listeners};\n\n");
    out.push_str("/// The requests Kafka 4.3 knows.\n#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]\n#[repr(i16)]\npub enum ApiKey {\n");
    for api in apis {
        let _ = writeln!(
            out,
            "    /// `{}`, versions {}-{}.\n    {0} = {},",
            api.name, api.min, api.max, api.key
        );
    }
    out.push_str("}\n\n/// Every key, in the order of codes.\npub(crate) const ALL: [ApiKey; ");
    let _ = writeln!(out, "{}] = [", apis.len());
    for api in apis {
        let _ = writeln!(out, "    ApiKey::{},", api.name);
    }
    out.push_str("];\n\n/// By position in [`ALL`].\npub(crate) static INFO: [ApiInfo; ALL.len()] = [\n");
    for api in apis {
        let listeners = match (api.listeners.contains("broker"), api.listeners.contains("controller")) {
            (true, true) => "Both",
            (false, true) => "Controller",
            _ => "Broker",
        };
        let _ = writeln!(
            out,
            "    ApiInfo {{ name: \"{}\", min_version: {}, max_version: {}, max_version_with_unstable: {}, latest_version_unstable: {}, listeners: Listeners::{listeners}, forwardable: {}, cluster_action: {}, request_flexible_since: {}, response_flexible_since: {} }},",
            api.name,
            api.min,
            api.max,
            api.max_unstable,
            api.unstable,
            api.forwardable,
            api.cluster_action,
            api.request_flexible.unwrap_or(i16::MAX),
            api.response_flexible.unwrap_or(i16::MAX)
        );
    }
    let last = apis.last().map_or(0, |a| a.key);
    let _ = writeln!(
        out,
        "];\n\n/// Position in [`ALL`] by code; -1 for codes that Kafka no longer has.\npub(crate) static POSITION: [i8; {}] = [",
        last + 1
    );
    for key in 0..=last {
        let position = apis.iter().position(|a| a.key == key).map_or(-1, |p| p as i64);
        let _ = write!(out, "{position}, ");
    }
    out.push_str("\n];\n");
    out
}

pub(crate) fn emit_error_codes(text: &str) -> Result<String> {
    let mut rows = Vec::new();
    for line in text.lines().filter(|l| !l.starts_with('#')) {
        let cells: Vec<&str> = line.splitn(5, '\t').collect();
        let [code, name, retriable, refresh, message] = cells[..] else {
            anyhow::bail!("error-codes.tsv: {line}");
        };
        let camel: String = name.split('_').map(capital).collect();
        rows.push((code.parse::<i16>()?, name, camel, retriable == "true", refresh == "true", message));
    }
    let mut out = String::from(BANNER);
    out.push_str("/// What a response says went wrong.\n#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]\n#[repr(i16)]\npub enum ErrorCode {\n");
    for (code, name, camel, ..) in &rows {
        let _ = writeln!(out, "    /// `{name}`.\n    {camel} = {code},");
    }
    out.push_str("}\n\npub(crate) struct ErrorInfo {\n    pub(crate) code: ErrorCode,\n    pub(crate) name: &'static str,\n    pub(crate) retriable: bool,\n    pub(crate) refreshes_metadata: bool,\n    pub(crate) message: &'static str,\n}\n\n");
    let _ = writeln!(
        out,
        "/// In the order of codes, the first being -1.\npub(crate) static INFO: [ErrorInfo; {}] = [",
        rows.len()
    );
    for (at, (code, name, camel, retriable, refresh, message)) in rows.iter().enumerate() {
        anyhow::ensure!(i16::try_from(at)? == code + 1, "error codes have a hole at {code}");
        let _ = writeln!(
            out,
            "    ErrorInfo {{ code: ErrorCode::{camel}, name: \"{name}\", retriable: {retriable}, refreshes_metadata: {refresh}, message: {message:?} }},"
        );
    }
    out.push_str("];\n");
    Ok(out)
}

/// `NOT_LEADER` has words `NOT` and `LEADER`; each becomes `Not`, `Leader`.
fn capital(word: &str) -> String {
    let lower = snake(&word.to_ascii_lowercase());
    let lower = lower.trim_start_matches('_');
    let mut chars = lower.chars();
    chars.next().map(|c| c.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}
