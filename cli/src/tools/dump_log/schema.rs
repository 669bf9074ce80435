//! Records of Kafka's own topics as JSON, by their schemas, as Kafka's JSON converters write them.

use std::collections::HashMap;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

use super::bytes::{Reader, Short};

type Schemas = HashMap<String, Schema>;

static SCHEMAS: LazyLock<Schemas> = LazyLock::new(|| {
    serde_json::from_str(kavka_protocol::RECORD_SCHEMAS).expect("the schemas are well formed")
});

/// A schema of a record, or of a struct in it.
#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Schema {
    /// Such as `TopicRecord`.
    pub name: String,
    #[serde(default, rename = "type")]
    kind: String,
    /// Id of the record type.
    #[serde(default)]
    pub api_key: Option<i16>,
    #[serde(default)]
    valid_versions: String,
    #[serde(default)]
    flexible_versions: String,
    fields: Vec<Field>,
    #[serde(default)]
    common_structs: Vec<Schema>,
}

#[derive(Debug, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
struct Field {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    /// Where none are named, a tagged field is in the versions where it is tagged.
    #[serde(default)]
    versions: Option<String>,
    #[serde(default)]
    nullable_versions: String,
    #[serde(default)]
    tagged_versions: String,
    #[serde(default)]
    tag: Option<u32>,
    #[serde(default)]
    default: Option<Value>,
    #[serde(default)]
    fields: Vec<Field>,
}

impl Field {
    fn is_in(&self, version: i16) -> bool {
        let tagged = if self.tagged_versions.is_empty() { "0+" } else { &self.tagged_versions };
        includes(self.versions.as_deref().unwrap_or(tagged), version)
    }
}

/// Why a record cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum SchemaError {
    /// There is no such record type.
    #[error("unknown record type {0}")]
    UnknownType(i16),
    /// The record type has no such version.
    #[error("unsupported version {version} of {name}")]
    UnsupportedVersion {
        /// The record.
        name: String,
        /// The version.
        version: i16,
    },
    /// A key or a value ends before its version, or its type.
    #[error("Could not read version from {0}'s buffer.")]
    NoVersion(&'static str),
    /// The bytes are not such a record.
    #[error("{0}")]
    Short(#[from] Short),
}

/// The schema with this name.
pub fn by_name(name: &str) -> Option<&'static Schema> {
    SCHEMAS.get(name)
}

/// The schema of a kind (`metadata`, `coordinator-key`, …) with this id, in one of `groups` by name prefix.
pub fn by_id(kind: &str, id: i16, is_wanted: impl Fn(&str) -> bool) -> Option<&'static Schema> {
    SCHEMAS
        .values()
        .find(|schema| schema.kind == kind && schema.api_key == Some(id) && is_wanted(&schema.name))
}

impl Schema {
    /// Reads a record of this schema.
    ///
    /// # Errors
    /// [`SchemaError`]
    pub fn read(&self, version: i16, input: &mut Reader<'_>) -> Result<Value, SchemaError> {
        if !includes(&self.valid_versions, version) {
            return Err(SchemaError::UnsupportedVersion { name: self.name.clone(), version });
        }
        let context = Context {
            version,
            flexible: includes(&self.flexible_versions, version),
            structs: &self.common_structs,
        };
        Ok(context.read_struct(&self.fields, input)?)
    }
}

struct Context<'a> {
    version: i16,
    flexible: bool,
    structs: &'a [Schema],
}

impl Context<'_> {
    fn read_struct(&self, fields: &[Field], input: &mut Reader<'_>) -> Result<Value, Short> {
        let present: Vec<_> = fields.iter().filter(|field| field.is_in(self.version)).collect();
        let mut values = HashMap::new();
        for field in present.iter().filter(|field| !self.is_tagged(field)) {
            values.insert(field.name.as_str(), self.read_field(field, input)?);
        }
        if self.flexible {
            for _ in 0..input.unsigned_varint()? {
                let (tag, size) = (input.unsigned_varint()?, input.unsigned_varint()?);
                let mut body = Reader::new(input.take(size as usize)?);
                let Some(field) =
                    present.iter().find(|field| self.is_tagged(field) && field.tag == Some(tag))
                else {
                    continue;
                };
                let value = self.read_field(field, &mut body)?;
                if !is_default(field, &value) {
                    values.insert(field.name.as_str(), value);
                }
            }
        }
        let in_order =
            present.iter().filter_map(|field| Some((camel(&field.name), values.remove(&*field.name)?)));
        Ok(Value::Object(in_order.collect::<Map<_, _>>()))
    }

    fn is_tagged(&self, field: &Field) -> bool {
        includes(&field.tagged_versions, self.version)
    }

    fn read_field(&self, field: &Field, input: &mut Reader<'_>) -> Result<Value, Short> {
        let nullable = includes(&field.nullable_versions, self.version);
        match field.kind.strip_prefix("[]") {
            None => self.read_value(&field.kind, field, nullable, input),
            Some(element) => {
                let Some(count) = self.read_array_length(input)? else { return null(nullable) };
                // Nothing is set aside for the count: it may lie, and then the input ends first.
                let mut elements = Vec::new();
                for _ in 0..count {
                    elements.push(self.read_value(element, field, false, input)?);
                }
                Ok(Value::Array(elements))
            }
        }
    }

    fn read_value(
        &self,
        kind: &str,
        field: &Field,
        nullable: bool,
        input: &mut Reader<'_>,
    ) -> Result<Value, Short> {
        Ok(match kind {
            "bool" => json!(input.i8()? != 0),
            "int8" => json!(input.i8()?),
            "int16" => json!(input.i16()?),
            "uint16" => json!(input.u16()?),
            "int32" => json!(input.i32()?),
            "uint32" => json!(input.u32()?),
            "int64" => json!(input.i64()?),
            "float64" => json!(input.f64()?),
            "uuid" => json!(kavka_log::kafka_uuid::to_string(input.uuid()?)),
            "string" => match self.read_length(input, true)? {
                Some(length) => json!(String::from_utf8_lossy(input.take(length)?)),
                None => null(nullable)?,
            },
            "bytes" | "records" => match self.read_length(input, false)? {
                Some(length) => json!(STANDARD.encode(input.take(length)?)),
                None => null(nullable)?,
            },
            // A nullable struct has a byte before it that tells: below 1 is null in a tag, below 0 elsewhere.
            _ if nullable && input.i8()? < i8::from(self.is_tagged(field)) => Value::Null,
            name => self.read_struct(self.struct_fields(name, field), input)?,
        })
    }

    fn struct_fields<'b>(&'b self, name: &str, field: &'b Field) -> &'b [Field] {
        match self.structs.iter().find(|schema| schema.name == name) {
            Some(schema) => &schema.fields,
            None => &field.fields,
        }
    }

    fn read_length(&self, input: &mut Reader<'_>, is_string: bool) -> Result<Option<usize>, Short> {
        let length = match (self.flexible, is_string) {
            (true, _) => i64::from(input.unsigned_varint()?) - 1,
            (false, true) => i64::from(input.i16()?),
            (false, false) => i64::from(input.i32()?),
        };
        Ok(usize::try_from(length).ok())
    }

    fn read_array_length(&self, input: &mut Reader<'_>) -> Result<Option<usize>, Short> {
        self.read_length(input, false)
    }
}

/// Null, where a field may be so; elsewhere these are other bytes than they seem.
fn null(is_allowed: bool) -> Result<Value, Short> {
    if is_allowed { Ok(Value::Null) } else { Err(Short) }
}

/// Tagged fields with their default are not shown.
fn is_default(field: &Field, value: &Value) -> bool {
    match &field.default {
        Some(Value::String(text)) => match value {
            Value::Null => text == "null",
            Value::String(value) => value == text,
            Value::Bool(value) => text.parse() == Ok(*value),
            Value::Number(value) => *text == value.to_string(),
            _ => false,
        },
        Some(default) => default == value,
        None => match value {
            Value::Null => false,
            Value::Bool(value) => !value,
            Value::Number(value) => value.as_f64() == Some(0.0),
            Value::String(text) => {
                text.is_empty() || (field.kind == "uuid" && text.bytes().all(|byte| byte == b'A'))
            }
            Value::Array(elements) => elements.is_empty(),
            Value::Object(_) => false,
        },
    }
}

/// Whether a range such as `0+`, `1-3` or `2` includes a version; an empty one and `none` do not.
fn includes(versions: &str, version: i16) -> bool {
    let number = |text: &str| text.parse::<i16>().ok();
    match (versions.strip_suffix('+'), versions.split_once('-')) {
        (Some(from), _) => number(from).is_some_and(|from| version >= from),
        (None, Some((from, to))) => {
            number(from).is_some_and(|from| version >= from) && number(to).is_some_and(|to| version <= to)
        }
        (None, None) => number(versions) == Some(version),
    }
}

fn camel(name: &str) -> String {
    let mut chars = name.chars();
    let first = chars.next().map(|first| first.to_ascii_lowercase());
    first.into_iter().chain(chars).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_ranges() {
        assert!(includes("0+", 7) && includes("1-3", 3) && includes("2", 2));
        assert!(!includes("2+", 1) && !includes("1-3", 4) && !includes("2", 3));
        assert!(!includes("none", 0) && !includes("", 0));
    }

    #[test]
    fn a_lying_count_ends_with_the_input() {
        let schema = by_name("VotersRecord").unwrap();
        let bytes = [0, 0, 0xff, 0xff, 0xff, 0xff, 0x0f];
        assert!(schema.read(0, &mut Reader::new(&bytes)).is_err());
    }
}
