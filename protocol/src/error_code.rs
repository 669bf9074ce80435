//! The error codes of Kafka 4.3.

pub use crate::generated::error_code::ErrorCode;
use crate::generated::error_code::{ErrorInfo, INFO};

impl ErrorCode {
    fn info(self) -> &'static ErrorInfo {
        // The table starts at -1 and has no holes, which the generator checks.
        &INFO[(self as i16 + 1) as usize]
    }

    /// The code on the wire.
    pub fn code(self) -> i16 {
        self as i16
    }

    /// The error of a code; `None` for codes Kafka 4.3 does not have.
    pub fn from_code(code: i16) -> Option<ErrorCode> {
        let at = usize::try_from(i32::from(code) + 1).ok()?;
        INFO.get(at).map(|info| info.code)
    }

    /// Kafka's name, such as `UNKNOWN_TOPIC_OR_PARTITION`.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Whether the same request may succeed later.
    pub fn is_retriable(self) -> bool {
        self.info().retriable
    }

    /// Whether a client should ask for fresh metadata before it tries again.
    pub fn refreshes_metadata(self) -> bool {
        self.info().refreshes_metadata
    }

    /// Kafka's default text for the error.
    pub fn message(self) -> &'static str {
        self.info().message
    }

    /// Whether this is [`ErrorCode::None`].
    pub fn is_none(self) -> bool {
        self == ErrorCode::None
    }
}

impl std::fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_names_agree() {
        for code in -1..=133 {
            assert_eq!(ErrorCode::from_code(code).map(ErrorCode::code), Some(code));
        }
        for absent in [-2, 134, i16::MAX, i16::MIN] {
            assert_eq!(ErrorCode::from_code(absent), None);
        }
        assert_eq!(ErrorCode::NotLeaderOrFollower.name(), "NOT_LEADER_OR_FOLLOWER");
        assert!(ErrorCode::NotLeaderOrFollower.is_retriable());
        assert_eq!(
            ErrorCode::UnknownTopicOrPartition.message(),
            "This server does not host this topic-partition."
        );
    }
}
