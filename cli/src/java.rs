//! Texts as Java writes them.

use base64::Engine;
use uuid::Uuid;

/// A uuid as Kafka writes it: 22 characters of url-safe base64.
pub fn uuid_text(id: Uuid) -> String {
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(id.as_bytes())
}

/// Reads what [`uuid_text`] writes.
pub fn parse_uuid(text: &str) -> Option<Uuid> {
    let bytes = base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(text).ok()?;
    Uuid::from_slice(&bytes).ok()
}

/// The simple name of the exception Java raises for an error code: `NOT_LEADER_OR_FOLLOWER` is
/// `NotLeaderOrFollowerException`. Where the names of code and class differ, so does this.
pub fn exception_name(code: kavka_protocol::ErrorCode) -> String {
    use kavka_protocol::ErrorCode;
    let words = match code {
        ErrorCode::InvalidConfig => "INVALID_CONFIGURATION",
        ErrorCode::TopicAlreadyExists => "TOPIC_EXISTS",
        ErrorCode::NonEmptyGroup => "GROUP_NOT_EMPTY",
        ErrorCode::UnknownServerError => "UNKNOWN_SERVER",
        ErrorCode::RequestTimedOut => "TIMEOUT",
        ErrorCode::MessageTooLarge => "RECORD_TOO_LARGE",
        ErrorCode::InvalidTopicException => "INVALID_TOPIC",
        other => other.name(),
    };
    let mut name: String = words.split('_').map(capitalized).collect();
    name.push_str("Exception");
    name
}

/// With the package, as it stands in Java's messages.
pub fn exception_class(code: kavka_protocol::ErrorCode) -> String {
    format!("org.apache.kafka.common.errors.{}", exception_name(code))
}

fn capitalized(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().chain(letters.flat_map(char::to_lowercase)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use kavka_protocol::ErrorCode;

    #[test]
    fn uuids_are_url_safe_base64() {
        let id = parse_uuid("je3Cb9gkShmnDhcnt_e7Qg").unwrap();
        assert_eq!(uuid_text(id), "je3Cb9gkShmnDhcnt_e7Qg");
        assert!(parse_uuid("short").is_none());
    }

    #[test]
    fn exceptions_are_named_as_in_java() {
        for (code, name) in [
            (ErrorCode::InvalidConfig, "InvalidConfigurationException"),
            (ErrorCode::GroupIdNotFound, "GroupIdNotFoundException"),
            (ErrorCode::TopicAlreadyExists, "TopicExistsException"),
            (ErrorCode::NonEmptyGroup, "GroupNotEmptyException"),
        ] {
            assert_eq!(exception_name(code), name);
        }
    }
}
