//! The 89 requests of Kafka 4.3: versions, where they are served, header versions.
//!
//! kafka-protocol's own table says more than its structs can do and less than Kafka 4.3 has, so
//! nothing here comes from it.

pub use crate::generated::api_key::ApiKey;
use crate::generated::api_key::{ALL, INFO, POSITION};

/// The listeners on which a request is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Listeners {
    /// Brokers only.
    Broker,
    /// Controllers only.
    Controller,
    /// Both.
    Both,
}

impl Listeners {
    /// Whether a broker's listener serves the request.
    pub fn broker(self) -> bool {
        self != Listeners::Controller
    }

    /// Whether a controller's listener serves the request.
    pub fn controller(self) -> bool {
        self != Listeners::Broker
    }
}

/// What Kafka 4.3 says of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ApiInfo {
    /// Kafka's name, as tools print it.
    pub name: &'static str,
    /// Lowest version served.
    pub min_version: i16,
    /// Highest stable version.
    pub max_version: i16,
    /// Highest version including one that is still unstable.
    pub max_version_with_unstable: i16,
    /// Whether the highest version is unstable.
    pub latest_version_unstable: bool,
    /// Where it is served.
    pub listeners: Listeners,
    /// Whether a broker passes it on to the controller.
    pub forwardable: bool,
    /// Whether it needs the cluster action permission: traffic between nodes.
    pub cluster_action: bool,
    /// First version with compact fields in the request; `i16::MAX` if none.
    pub request_flexible_since: i16,
    /// First version with compact fields in the response; `i16::MAX` if none.
    pub response_flexible_since: i16,
}

impl ApiKey {
    /// Every key, in the order of codes.
    pub const ALL: &'static [ApiKey] = &ALL;

    /// The key of a code; `None` for codes Kafka 4.3 does not have.
    pub fn from_i16(code: i16) -> Option<ApiKey> {
        let position = *POSITION.get(usize::try_from(code).ok()?)?;
        ALL.get(usize::try_from(position).ok()?).copied()
    }

    /// The code on the wire.
    pub fn code(self) -> i16 {
        self as i16
    }

    /// Kafka's name.
    pub fn name(self) -> &'static str {
        self.info().name
    }

    /// Versions, listeners and flags.
    pub fn info(self) -> &'static ApiInfo {
        &INFO[self.position()]
    }

    /// Position in [`ApiKey::ALL`].
    pub(crate) fn position(self) -> usize {
        // Every variant's code has a position; a test walks all of them.
        POSITION[self as usize] as usize
    }

    /// Whether Kafka 4.3 serves this version (unstable ones are not served).
    pub fn supports(self, version: i16) -> bool {
        let info = self.info();
        (info.min_version..=info.max_version).contains(&version)
    }

    /// Version of the header in front of a request; defined for every `version`, served or not.
    pub fn request_header_version(self, version: i16) -> i16 {
        if version >= self.info().request_flexible_since { 2 } else { 1 }
    }

    /// Version of the header in front of a response.
    pub fn response_header_version(self, version: i16) -> i16 {
        // A client that does not know the broker's versions yet must be able to read the answer,
        // so ApiVersions keeps the oldest header for ever (KIP-511).
        if self == ApiKey::ApiVersions {
            return 0;
        }
        if version >= self.info().response_flexible_since { 1 } else { 0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_leads_to_its_key_and_back() {
        for (at, key) in ApiKey::ALL.iter().enumerate() {
            assert_eq!(ApiKey::from_i16(key.code()), Some(*key));
            assert_eq!(key.position(), at);
        }
        assert_eq!(ApiKey::ALL.len(), 89);
        for absent in [-1, 4, 5, 6, 7, 93, i16::MAX, i16::MIN] {
            assert_eq!(ApiKey::from_i16(absent), None);
        }
    }

    #[test]
    fn versions_and_headers_are_those_of_kafka() {
        assert_eq!((ApiKey::Produce.info().min_version, ApiKey::Produce.info().max_version), (3, 13));
        assert_eq!(ApiKey::InitProducerId.info().max_version, 5);
        assert!(!ApiKey::InitProducerId.supports(6));
        assert_eq!(ApiKey::ApiVersions.request_header_version(3), 2);
        assert_eq!(ApiKey::ApiVersions.response_header_version(4), 0);
        assert_eq!(ApiKey::Fetch.response_header_version(11), 0);
        assert_eq!(ApiKey::Fetch.response_header_version(12), 1);
        assert_eq!(ApiKey::OffsetDelete.request_header_version(0), 1);
        assert!(!ApiKey::Vote.info().listeners.broker());
    }
}
