//! `--add-scram`: credentials that a cluster begins with, so that brokers can sign in to each other.
//!
//! Source: KIP-900; `ScramParser` in Apache Kafka 4.3.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kavka_protocol::metadata_records::MetadataRecord;
use kavka_protocol::scram::ScramMechanism;

use crate::decide::credential_record;

const MIN_ITERATIONS: i32 = ScramMechanism::MIN_ITERATIONS;
const MAX_ITERATIONS: i32 = ScramMechanism::MAX_ITERATIONS;
/// Bytes of a salt where none is given.
const SALT_BYTES: usize = 32;

/// Why a credential cannot be read; the texts are Kafka's.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScramParseError {
    /// There is no `=`.
    #[error("Failed to find equals sign in SCRAM argument '{0}'")]
    NoEquals(String),
    /// No such mechanism.
    #[error("The add-scram mechanism {0} is not supported.")]
    Mechanism(String),
    /// The part after the `=` is not in brackets.
    #[error("Expected configuration string to start with [")]
    NoOpeningBracket,
    /// The bracket does not close.
    #[error("Expected configuration string to end with ]")]
    NoClosingBracket,
    /// A part within the brackets has no `=`.
    #[error("No equals sign found in SCRAM component: {0}")]
    Component(String),
    /// There is no `name`.
    #[error("You must supply 'name' to add-scram")]
    NoName,
    /// `salt` is not Base64.
    #[error("Failed to decode given salt: {0}")]
    Salt(String),
    /// `iterations` is no number.
    #[error("Failed to parse iterations count: {0}")]
    Iterations(String),
    /// There is no password in either form.
    #[error("You must supply one of 'password' or 'saltedpassword' to add-scram")]
    NoPassword,
    /// A salted password says nothing without its salt.
    #[error("You must supply 'salt' with 'saltedpassword' to add-scram")]
    NoSalt,
    /// `saltedpassword` is not Base64.
    #[error("Failed to decode given saltedPassword: {0}")]
    SaltedPassword(String),
    /// There are other keys.
    #[error("Unknown SCRAM configurations: {0}")]
    Unknown(String),
    /// Too few iterations.
    #[error("The 'iterations' value must be >= {MIN_ITERATIONS} for add-scram using {0}")]
    TooFew(&'static str),
    /// Too many iterations.
    #[error("The 'iterations' value must be <= {MAX_ITERATIONS} for add-scram using {0}")]
    TooMany(&'static str),
}

/// Reads `SCRAM-SHA-256=[name=alice,password=…]` with optional `salt`, `iterations` (4096) and, instead of a password,
/// `saltedpassword`.
///
/// # Errors
/// [`ScramParseError`]
pub fn parse_scram(text: &str) -> Result<MetadataRecord, ScramParseError> {
    use ScramParseError as E;
    let text = text.trim();
    let (name, rest) = text.split_once('=').ok_or_else(|| E::NoEquals(text.to_owned()))?;
    let mechanism = ScramMechanism::from_name(name).ok_or_else(|| E::Mechanism(name.to_owned()))?;
    let inner = rest.strip_prefix('[').ok_or(E::NoOpeningBracket)?;
    let inner = inner.strip_suffix(']').ok_or(E::NoClosingBracket)?;
    let mut parts = BTreeMap::new();
    for part in inner.split(',') {
        let (key, value) = part.split_once('=').ok_or_else(|| E::Component(part.to_owned()))?;
        let unquoted = value.strip_prefix('"').and_then(|value| value.strip_suffix('"'));
        parts.insert(key, unquoted.unwrap_or(value));
    }
    let user = parts.remove("name").ok_or(E::NoName)?;
    let decode = |text: &str| STANDARD.decode(text).ok();
    let salt = match parts.remove("salt") {
        None => None,
        Some(text) => Some(decode(text).ok_or_else(|| E::Salt(text.to_owned()))?),
    };
    let iterations = match parts.remove("iterations") {
        None => MIN_ITERATIONS,
        Some(text) => text.parse().map_err(|_| E::Iterations(text.to_owned()))?,
    };
    let (password, salted) = (parts.remove("password"), parts.remove("saltedpassword"));
    let salted = match (password, salted) {
        (Some(_), _) => None,
        (None, None) => return Err(E::NoPassword),
        (None, Some(_)) if salt.is_none() => return Err(E::NoSalt),
        (None, Some(text)) => Some(decode(text).ok_or_else(|| E::SaltedPassword(text.to_owned()))?),
    };
    if !parts.is_empty() {
        return Err(E::Unknown(parts.into_keys().collect::<Vec<_>>().join(", ")));
    }
    match iterations {
        ..MIN_ITERATIONS => return Err(E::TooFew(mechanism.name())),
        more if more > MAX_ITERATIONS => return Err(E::TooMany(mechanism.name())),
        _ => {}
    }
    let salt = salt.unwrap_or_else(|| rand::random::<[u8; SALT_BYTES]>().to_vec());
    let salted = salted.unwrap_or_else(|| {
        let password = password.unwrap_or_default().as_bytes();
        mechanism.salted_password(password, &salt, iterations.unsigned_abs())
    });
    Ok(credential_record(user, mechanism, &salt, &salted, iterations))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn credential(text: &str) -> kavka_protocol::metadata_records::UserScramCredentialRecord {
        match parse_scram(text).unwrap() {
            MetadataRecord::UserScramCredential(record) => record,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_password_and_what_it_is_salted_to_give_the_same_keys() {
        let salt = "W22ZaJ0SNY7soEsUEjb6gQ==";
        let with_password =
            credential(&format!("SCRAM-SHA-256=[name=\"a\",salt={salt},iterations=4096,password=pencil]"));
        let salted = ScramMechanism::Sha256.salted_password(b"pencil", &STANDARD.decode(salt).unwrap(), 4096);
        let salted = STANDARD.encode(salted);
        let with_salted = credential(&format!("SCRAM-SHA-256=[name=a,saltedpassword={salted},salt={salt}]"));
        assert_eq!(with_password, with_salted);
        let other = credential("SCRAM-SHA-512=[name=a,password=pencil,iterations=8192]");
        assert_eq!((other.salt.len(), other.stored_key.len(), other.iterations), (32, 64, 8192));
    }

    #[test]
    fn says_what_is_wrong() {
        use ScramParseError as E;
        for (text, expected) in [
            ("x", E::NoEquals("x".to_owned())),
            ("PLAIN=[name=a]", E::Mechanism("PLAIN".to_owned())),
            ("SCRAM-SHA-256=name=a", E::NoOpeningBracket),
            ("SCRAM-SHA-256=[name=a", E::NoClosingBracket),
            ("SCRAM-SHA-256=[name]", E::Component("name".to_owned())),
            ("SCRAM-SHA-256=[password=a]", E::NoName),
            ("SCRAM-SHA-256=[name=a]", E::NoPassword),
            ("SCRAM-SHA-256=[name=a,salt=%,password=x]", E::Salt("%".to_owned())),
            ("SCRAM-SHA-256=[name=a,iterations=x,password=x]", E::Iterations("x".to_owned())),
            ("SCRAM-SHA-256=[name=a,saltedpassword=AAAA]", E::NoSalt),
            ("SCRAM-SHA-256=[name=a,saltedpassword=%,salt=AAAA]", E::SaltedPassword("%".to_owned())),
            ("SCRAM-SHA-256=[name=a,password=x,b=1,a=2]", E::Unknown("a, b".to_owned())),
            ("SCRAM-SHA-256=[name=a,password=x,iterations=4095]", E::TooFew("SCRAM-SHA-256")),
            ("SCRAM-SHA-512=[name=a,password=x,iterations=16385]", E::TooMany("SCRAM-SHA-512")),
        ] {
            assert_eq!(parse_scram(text).unwrap_err(), expected, "{text}");
        }
    }
}
