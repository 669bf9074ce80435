//! Settings of the serializers that use a registry, by Confluent's names.

use std::sync::LazyLock;

use kavka_config::{
    ConfigDef, ConfigError, ConfigKey, ConfigType, Default, Importance, Properties, Validator,
};

use crate::{Part, Place};

/// Name, type, default, importance, what it does.
pub(super) type Row = (&'static str, &'static str, Option<&'static str>, &'static str, &'static str);

const TOPIC_NAME: &str = "io.confluent.kafka.serializers.subject.TopicNameStrategy";
const PREFIX_ID: &str = "io.confluent.kafka.serializers.schema.id.PrefixSchemaIdSerializer";

const TABLE: [Row; 9] = [
    (
        "auto.register.schemas",
        "BOOLEAN",
        Some("true"),
        "MEDIUM",
        "Whether schemas are registered that the subject does not have.",
    ),
    (
        "use.latest.version",
        "BOOLEAN",
        Some("false"),
        "LOW",
        "Whether data is written with the subject's latest schema, if schemas are not registered, and read into it.",
    ),
    (
        "normalize.schemas",
        "BOOLEAN",
        Some("false"),
        "MEDIUM",
        "Whether the registry brings schemas into a canonical form before it compares them.",
    ),
    (
        "key.subject.name.strategy",
        "STRING",
        Some(TOPIC_NAME),
        "MEDIUM",
        "How the subject of a key's schema is named: TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy.",
    ),
    (
        "value.subject.name.strategy",
        "STRING",
        Some(TOPIC_NAME),
        "MEDIUM",
        "How the subject of a value's schema is named: TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy.",
    ),
    (
        "key.schema.id.serializer",
        "STRING",
        Some(PREFIX_ID),
        "LOW",
        "Where the schema of a key is named: PrefixSchemaIdSerializer or HeaderSchemaIdSerializer.",
    ),
    (
        "value.schema.id.serializer",
        "STRING",
        Some(PREFIX_ID),
        "LOW",
        "Where the schema of a value is named: PrefixSchemaIdSerializer or HeaderSchemaIdSerializer.",
    ),
    (
        "json.fail.invalid.schema",
        "BOOLEAN",
        Some("false"),
        "MEDIUM",
        "Whether JSON is checked against its schema.",
    ),
    (
        "skip.known.types",
        "BOOLEAN",
        Some("true"),
        "LOW",
        "Whether imports that every Protobuf reader has (google/protobuf/…) are left out of the references.",
    ),
];

/// The settings of serializers that use a registry.
pub static SERDE: LazyLock<ConfigDef> = LazyLock::new(|| table(&TABLE));

/// The rows, which are part of the program.
pub(super) fn table(rows: &[Row]) -> ConfigDef {
    let mut definitions = ConfigDef::new();
    for &(name, kind, default, importance, documentation) in rows {
        let config_type = ConfigType::from_name(kind).unwrap_or_else(|| panic!("type of {name}"));
        let default = match default.map(|text| config_type.parse(name, text)) {
            None => Default::Null,
            Some(value) => Default::Value(value.unwrap_or_else(|error| panic!("default of {name}: {error}"))),
        };
        definitions.define(ConfigKey {
            name: name.into(),
            config_type,
            default,
            validator: Validator::from_notation("").unwrap_or_else(|| panic!("validator of {name}")),
            importance: match importance {
                "HIGH" => Importance::High,
                "MEDIUM" => Importance::Medium,
                _ => Importance::Low,
            },
            documentation: documentation.into(),
            internal: false,
        });
    }
    definitions
}

/// How the subject is named that a schema is registered under.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum SubjectNameStrategy {
    /// `TOPIC-key`, `TOPIC-value`: one record type for a topic.
    #[default]
    TopicName,
    /// The record's full name: the same for all topics.
    RecordName,
    /// `TOPIC-NAME`, with the record's full name.
    TopicRecordName,
}

impl SubjectNameStrategy {
    /// The subject; none where the strategy needs a name and the schema has none.
    pub fn subject(self, place: Place<'_>, record_name: Option<&str>) -> Option<String> {
        let topic = place.topic;
        match (self, place.part) {
            (Self::TopicName, Part::Key) => Some(format!("{topic}-key")),
            (Self::TopicName, Part::Value) => Some(format!("{topic}-value")),
            (Self::RecordName, _) => record_name.map(str::to_owned),
            (Self::TopicRecordName, _) => record_name.map(|name| format!("{topic}-{name}")),
        }
    }

    /// By the name of Confluent's class, with or without its package.
    fn from_class(key: &str, class: &str) -> Result<Self, ConfigError> {
        match simple_name(class) {
            "TopicNameStrategy" => Ok(Self::TopicName),
            "RecordNameStrategy" => Ok(Self::RecordName),
            "TopicRecordNameStrategy" => Ok(Self::TopicRecordName),
            _ => Err(ConfigError::invalid(
                key,
                class,
                "must be TopicNameStrategy, RecordNameStrategy or TopicRecordNameStrategy",
            )),
        }
    }
}

fn simple_name(class: &str) -> &str {
    class.rsplit('.').next().unwrap_or(class)
}

fn names_id_in_header(key: &str, class: &str) -> Result<bool, ConfigError> {
    match simple_name(class) {
        "PrefixSchemaIdSerializer" => Ok(false),
        "HeaderSchemaIdSerializer" => Ok(true),
        _ => Err(ConfigError::invalid(
            key,
            class,
            "must be PrefixSchemaIdSerializer or HeaderSchemaIdSerializer",
        )),
    }
}

/// What a key's or a value's serializer and deserializer do.
#[derive(Debug, Clone)]
pub struct SerdeConfig {
    /// `auto.register.schemas`.
    pub auto_register: bool,
    /// `use.latest.version`.
    pub use_latest: bool,
    /// `normalize.schemas`.
    pub normalize: bool,
    /// `{key,value}.subject.name.strategy`.
    pub subject_names: SubjectNameStrategy,
    /// `{key,value}.schema.id.serializer` is that of headers: the schema's GUID goes into a header, and the data has no
    /// prefix. Readers take both.
    pub id_in_header: bool,
    /// `json.fail.invalid.schema`.
    pub validate_json: bool,
    /// `skip.known.types`.
    pub skip_known_types: bool,
}

impl std::default::Default for SerdeConfig {
    /// Confluent's defaults.
    fn default() -> Self {
        Self {
            auto_register: true,
            use_latest: false,
            normalize: false,
            subject_names: SubjectNameStrategy::default(),
            id_in_header: false,
            validate_json: false,
            skip_known_types: true,
        }
    }
}

impl SerdeConfig {
    /// What a serializer writes with: the latest schema of the subject, whatever the program's is.
    #[cfg(any(feature = "avro", feature = "protobuf", feature = "json-schema"))]
    pub(crate) fn writes_latest(&self) -> bool {
        self.use_latest && !self.auto_register
    }

    /// Reads properties; keys of other tables are left alone.
    ///
    /// # Errors
    /// [`ConfigError`] that names the key and what is allowed.
    pub fn from_properties(properties: &Properties, part: Part) -> Result<Self, ConfigError> {
        let parsed = SERDE.parse(properties.iter().map(|(name, value)| (name.as_str(), value.as_str())))?;
        let (strategy, id) = match part {
            Part::Key => ("key.subject.name.strategy", "key.schema.id.serializer"),
            Part::Value => ("value.subject.name.strategy", "value.schema.id.serializer"),
        };
        Ok(Self {
            auto_register: parsed.boolean("auto.register.schemas"),
            use_latest: parsed.boolean("use.latest.version"),
            normalize: parsed.boolean("normalize.schemas"),
            subject_names: SubjectNameStrategy::from_class(strategy, parsed.string(strategy))?,
            id_in_header: names_id_in_header(id, parsed.string(id))?,
            validate_json: parsed.boolean("json.fail.invalid.schema"),
            skip_known_types: parsed.boolean("skip.known.types"),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_named_as_confluent_does() {
        let (key, value) = (Place::key("orders"), Place::value("orders"));
        let name = Some("shop.Order");
        let cases = [
            (SubjectNameStrategy::TopicName, key, "orders-key"),
            (SubjectNameStrategy::TopicName, value, "orders-value"),
            (SubjectNameStrategy::RecordName, value, "shop.Order"),
            (SubjectNameStrategy::TopicRecordName, key, "orders-shop.Order"),
        ];
        for (strategy, place, subject) in cases {
            assert_eq!(strategy.subject(place, name).as_deref(), Some(subject));
        }
        assert_eq!(SubjectNameStrategy::RecordName.subject(value, None), None);
    }

    #[test]
    fn key_and_value_have_settings_of_their_own() {
        let properties = [
            ("value.subject.name.strategy", "io.confluent.kafka.serializers.subject.RecordNameStrategy"),
            ("value.schema.id.serializer", "HeaderSchemaIdSerializer"),
            ("auto.register.schemas", "false"),
        ];
        let properties: Properties =
            properties.map(|(name, value)| (name.to_owned(), value.to_owned())).into_iter().collect();
        let value = SerdeConfig::from_properties(&properties, Part::Value).unwrap();
        assert_eq!((value.subject_names, value.id_in_header), (SubjectNameStrategy::RecordName, true));
        let key = SerdeConfig::from_properties(&properties, Part::Key).unwrap();
        assert_eq!((key.subject_names, key.id_in_header), (SubjectNameStrategy::TopicName, false));
        assert!(!key.auto_register && !value.auto_register);
    }
}
