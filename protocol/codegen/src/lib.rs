//! Writes the Rust sources of `protocol/src/generated` from the fact tables in `protocol/schemas`.
//!
//! The output is checked in, so that building Kavka needs no generator run; a test of the
//! `protocol` crate fails when the two differ. `cargo run -p kavka-protocol-codegen` rewrites it.

mod emit;
mod guard;
mod records;
mod schema;
mod tables;
mod types;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The `protocol` crate's directory, as seen from this crate's own.
pub fn protocol_dir() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// All generated files: path below `protocol/src/generated` and text.
///
/// # Errors
/// A fact table is missing or says something this generator has no rule for.
pub fn generate(schemas: &Path) -> Result<BTreeMap<PathBuf, String>> {
    let read = |name: &str| {
        let path = schemas.join(name);
        std::fs::read_to_string(&path).with_context(|| path.display().to_string())
    };
    let messages = schema::parse_all(&read("messages.json")?)?;
    let records = schema::parse_all(&read("records.json")?)?;
    let apis = tables::parse_apis(&read("api-keys.tsv")?)?;

    let mut files = BTreeMap::new();
    types::emit_messages(&messages, &apis, &mut files)?;
    records::emit_records(&records, &mut files)?;
    files.insert("guard_tables.rs".into(), guard::emit(&messages, &apis)?);
    files.insert("api_key.rs".into(), tables::emit_api_keys(&apis));
    files.insert("error_code.rs".into(), tables::emit_error_codes(&read("error-codes.tsv")?)?);
    files.insert("mod.rs".into(), GENERATED_MOD.to_string());
    Ok(files)
}

/// First line of each generated file.
pub(crate) const BANNER: &str =
    "// Written by protocol/codegen from protocol/schemas; run it again instead of editing.\n\n";

const GENERATED_MOD: &str = "// Written by protocol/codegen from protocol/schemas; run it again instead of editing.\n\n\
pub(crate) mod api_key;\npub(crate) mod control;\npub(crate) mod embedded;\npub(crate) mod error_code;\n\
pub(crate) mod group;\npub(crate) mod guard_tables;\npub(crate) mod messages;\npub(crate) mod metadata;\n\
pub(crate) mod share;\npub(crate) mod storage;\npub(crate) mod transaction;\n";
