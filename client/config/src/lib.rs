//! Settings with Kafka's names, types, validators and error texts, and `.properties` files.
//!
//! A [`ConfigDef`] is a table of [`ConfigKey`]s. [`ConfigDef::parse`] turns the strings of a file or
//! of a request into typed [`ConfigValue`]s, or says what is wrong in Kafka's words.

mod definition;
mod error;
mod parsed;
mod properties;
mod provider;
mod validator;
mod value;

pub use definition::{ConfigDef, ConfigKey, Default, Importance};
pub use error::ConfigError;
pub use parsed::ParsedConfig;
pub use properties::{Properties, PropertiesError, parse_properties, read as read_properties};
pub use provider::{ProviderError, resolve_references};
pub use validator::Validator;
pub use value::{ConfigType, ConfigValue, java_double};
