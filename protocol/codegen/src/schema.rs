//! The fact tables as read: messages, fields, version ranges.

use std::collections::BTreeMap;

use anyhow::{Context, Result, bail, ensure};
use serde_json::Value;

/// An inclusive range of versions; empty when `min > max`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Versions {
    pub min: i16,
    pub max: i16,
}

impl Versions {
    pub(crate) const NONE: Versions = Versions { min: 0, max: -1 };

    pub(crate) fn parse(text: &str) -> Result<Versions> {
        let number = |s: &str| s.parse::<i16>().with_context(|| format!("version range {text}"));
        Ok(match text {
            "none" => Versions::NONE,
            _ if text.ends_with('+') => Versions { min: number(&text[..text.len() - 1])?, max: i16::MAX },
            _ => match text.split_once('-') {
                Some((min, max)) => Versions { min: number(min)?, max: number(max)? },
                None => Versions { min: number(text)?, max: number(text)? },
            },
        })
    }

    pub(crate) fn is_empty(self) -> bool {
        self.min > self.max
    }

    pub(crate) fn and(self, other: Versions) -> Versions {
        Versions { min: self.min.max(other.min), max: self.max.min(other.max) }
    }

    /// `self` without `other`, which must cover one of its ends.
    pub(crate) fn minus(self, other: Versions) -> Versions {
        let other = self.and(other);
        if other.is_empty() {
            self
        } else if other.min == self.min {
            Versions { min: other.max.saturating_add(1), max: self.max }
        } else {
            Versions { min: self.min, max: other.min - 1 }
        }
    }
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Type {
    Bool,
    Int8,
    Int16,
    Uint16,
    Int32,
    Uint32,
    Int64,
    Float64,
    String,
    Bytes,
    Records,
    Uuid,
    Struct(String),
    Array(Box<Type>),
}

impl Type {
    fn parse(text: &str) -> Type {
        if let Some(element) = text.strip_prefix("[]") {
            return Type::Array(Box::new(Type::parse(element)));
        }
        match text {
            "bool" => Type::Bool,
            "int8" => Type::Int8,
            "int16" => Type::Int16,
            "uint16" => Type::Uint16,
            "int32" => Type::Int32,
            "uint32" => Type::Uint32,
            "int64" => Type::Int64,
            "float64" => Type::Float64,
            "string" => Type::String,
            "bytes" => Type::Bytes,
            "records" => Type::Records,
            "uuid" => Type::Uuid,
            name => Type::Struct(name.to_string()),
        }
    }

    /// Bytes on the wire where they are always the same.
    pub(crate) fn fixed_size(&self) -> Option<u8> {
        match self {
            Type::Bool | Type::Int8 => Some(1),
            Type::Int16 | Type::Uint16 => Some(2),
            Type::Int32 | Type::Uint32 => Some(4),
            Type::Int64 | Type::Float64 => Some(8),
            Type::Uuid => Some(16),
            _ => None,
        }
    }
}

/// A field of a message or of a struct inside it.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub name: String,
    pub ty: Type,
    pub versions: Versions,
    pub nullable: Versions,
    pub tagged: Versions,
    pub tag: Option<u32>,
    pub default: Option<String>,
    pub entity: Option<String>,
    pub ignorable: bool,
    /// The request header's client id keeps its old form in flexible versions.
    pub never_flexible: bool,
}

/// A struct: the message itself or a part of it.
#[derive(Debug, Clone)]
pub(crate) struct Struct {
    pub name: String,
    pub versions: Versions,
    pub fields: Vec<Field>,
}

/// One message with all its structs; the first one is the message itself.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub name: String,
    pub group: String,
    pub kind: String,
    pub key: Option<i16>,
    pub versions: Versions,
    pub flexible: Versions,
    pub structs: Vec<Struct>,
}

impl Message {
    pub(crate) fn find(&self, name: &str) -> Result<&Struct> {
        self.structs
            .iter()
            .find(|s| s.name == name)
            .with_context(|| format!("{}: no struct {name}", self.name))
    }
}

pub(crate) fn parse_all(text: &str) -> Result<BTreeMap<String, Message>> {
    let value: Value = serde_json::from_str(text)?;
    let all = value.as_object().context("an object of messages")?;
    all.iter().map(|(name, v)| Ok((name.clone(), parse_message(v).with_context(|| name.clone())?))).collect()
}

fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key).and_then(Value::as_str)
}

/// Schemas give defaults as text (`"-1"`) and as bare numbers and booleans alike.
fn default_text(value: &Value) -> Option<String> {
    match value.get("default")? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn versions(value: &Value, key: &str) -> Result<Option<Versions>> {
    text(value, key).map(Versions::parse).transpose()
}

fn parse_message(value: &Value) -> Result<Message> {
    let name = text(value, "name").context("name")?.to_string();
    let valid = versions(value, "validVersions")?.context("validVersions")?;
    let mut structs = Vec::new();
    parse_struct(&name, valid, value, &mut structs)?;
    for common in value.get("commonStructs").and_then(Value::as_array).into_iter().flatten() {
        let range = versions(common, "versions")?.context("versions")?;
        parse_struct(text(common, "name").context("name")?, range.and(valid), common, &mut structs)?;
    }
    Ok(Message {
        group: text(value, "group").unwrap_or("").to_string(),
        kind: text(value, "type").unwrap_or("").to_string(),
        key: value.get("apiKey").and_then(Value::as_i64).map(i16::try_from).transpose()?,
        versions: valid,
        flexible: versions(value, "flexibleVersions")?.unwrap_or(Versions::NONE).and(valid),
        name,
        structs,
    })
}

fn parse_struct(name: &str, range: Versions, value: &Value, out: &mut Vec<Struct>) -> Result<()> {
    let at = out.len();
    ensure!(out.iter().all(|s| s.name != name), "struct {name} occurs twice");
    out.push(Struct { name: name.to_string(), versions: range, fields: Vec::new() });
    let mut fields = Vec::new();
    for field in value.get("fields").and_then(Value::as_array).into_iter().flatten() {
        let parsed = parse_field(field, range)?;
        if parsed.versions.is_empty() {
            continue; // only in versions that Kafka 4.3 no longer has
        }
        if field.get("fields").is_some() {
            let struct_name = match &parsed.ty {
                Type::Struct(n) => n.clone(),
                Type::Array(element) => match &**element {
                    Type::Struct(n) => n.clone(),
                    other => bail!("fields inside {other:?}"),
                },
                other => bail!("fields inside {other:?}"),
            };
            parse_struct(&struct_name, parsed.versions, field, out)?;
        }
        fields.push(parsed);
    }
    out[at].fields = fields;
    Ok(())
}

fn parse_field(value: &Value, valid: Versions) -> Result<Field> {
    let name = text(value, "name").context("name")?.to_string();
    let tagged = versions(value, "taggedVersions")?.unwrap_or(Versions::NONE);
    // A field without `versions` exists exactly where it is tagged.
    let range = versions(value, "versions")?.unwrap_or(tagged).and(valid);
    Ok(Field {
        ty: Type::parse(text(value, "type").with_context(|| name.clone())?),
        versions: range,
        nullable: versions(value, "nullableVersions")?.unwrap_or(Versions::NONE).and(range),
        tagged: tagged.and(range),
        tag: value.get("tag").and_then(Value::as_u64).map(u32::try_from).transpose()?,
        default: default_text(value),
        entity: text(value, "entityType").map(str::to_string),
        ignorable: value.get("ignorable").and_then(Value::as_bool).unwrap_or(false),
        never_flexible: text(value, "flexibleVersions") == Some("none"),
        name,
    })
}
