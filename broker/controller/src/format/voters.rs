//! The voters a dynamic quorum starts with (KIP-853).

use kavka_log::kafka_uuid;
use uuid::Uuid;

/// A voter of the first voter set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InitialVoter {
    /// `node.id`
    pub id: i32,
    /// Id of its metadata directory.
    pub directory_id: Uuid,
    /// Host of its controller listener.
    pub host: String,
    /// Port of its controller listener.
    pub port: u16,
}

/// Why a list of voters cannot be read; the texts are Kafka's.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum VoterParseError {
    /// The text is empty.
    #[error("No voters given.")]
    Empty,
    /// There is no `@`.
    #[error("No @ found in dynamic voter string.")]
    NoAt,
    /// The part before the `@` is no number.
    #[error("Failed to parse node id in dynamic voter string.")]
    NodeId,
    /// The node id is negative.
    #[error("Invalid negative node id {0} in dynamic voter string.")]
    NegativeNodeId(i32),
    /// The address is empty.
    #[error("No hostname found after node id.")]
    NoHostname,
    /// An IPv6 address does not end.
    #[error("Hostname began with left bracket, but no right bracket was found.")]
    OpenBracket,
    /// There is no colon after the host name.
    #[error("No colon following hostname could be found.")]
    NoPort,
    /// The port is no number.
    #[error("Failed to parse port in dynamic voter string.")]
    Port,
    /// The port is out of range.
    #[error("Invalid port {0} in dynamic voter string.")]
    PortRange(i64),
    /// There is no colon after the port.
    #[error("No colon following port could be found.")]
    NoDirectoryId,
    /// The directory id is no uuid.
    #[error("Failed to parse directory ID in dynamic voter string.")]
    DirectoryId,
    /// Two voters have the same node id.
    #[error("Node id {0} was specified more than once.")]
    Duplicate(i32),
}

/// Reads `id@host:port:directory,…`; the answer is sorted by id.
///
/// # Errors
/// [`VoterParseError`]
pub fn parse_voters(text: &str) -> Result<Vec<InitialVoter>, VoterParseError> {
    if text.trim().is_empty() {
        return Err(VoterParseError::Empty);
    }
    let mut voters = text.split(',').map(parse_voter).collect::<Result<Vec<_>, _>>()?;
    voters.sort_by_key(|voter| voter.id);
    match voters.windows(2).find(|pair| pair[0].id == pair[1].id) {
        Some(pair) => Err(VoterParseError::Duplicate(pair[0].id)),
        None => Ok(voters),
    }
}

fn parse_voter(text: &str) -> Result<InitialVoter, VoterParseError> {
    let (id, address) = text.trim().split_once('@').ok_or(VoterParseError::NoAt)?;
    let id: i32 = id.parse().map_err(|_| VoterParseError::NodeId)?;
    if id < 0 {
        return Err(VoterParseError::NegativeNodeId(id));
    }
    if address.is_empty() {
        return Err(VoterParseError::NoHostname);
    }
    let (host, rest) = match address.strip_prefix('[') {
        Some(bracketed) => {
            let (host, rest) = bracketed.split_once(']').ok_or(VoterParseError::OpenBracket)?;
            (host, rest.strip_prefix(':').ok_or(VoterParseError::NoPort)?)
        }
        None => address.split_once(':').ok_or(VoterParseError::NoPort)?,
    };
    let (port, directory_id) = rest.split_once(':').ok_or(VoterParseError::NoDirectoryId)?;
    let port: i64 = port.parse().map_err(|_| VoterParseError::Port)?;
    let port = u16::try_from(port).map_err(|_| VoterParseError::PortRange(port))?;
    let directory_id = kafka_uuid::parse(directory_id).ok_or(VoterParseError::DirectoryId)?;
    Ok(InitialVoter { id, directory_id, host: host.to_owned(), port })
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "JEXY6aqzQY-32P5TStzaFg";

    #[test]
    fn reads_a_list_in_any_order() {
        let voters = parse_voters(&format!("2@[::1]:8083:{A}, 0@example.com:8082:{A}")).unwrap();
        let found: Vec<_> = voters.iter().map(|v| (v.id, v.host.as_str(), v.port)).collect();
        assert_eq!(found, [(0, "example.com", 8082), (2, "::1", 8083)]);
    }

    #[test]
    fn says_what_is_wrong() {
        use VoterParseError as E;
        for (text, expected) in [
            ("", E::Empty),
            ("1:x", E::NoAt),
            ("x@a:1:b", E::NodeId),
            ("-1@a:1:b", E::NegativeNodeId(-1)),
            ("1@", E::NoHostname),
            ("1@[::1", E::OpenBracket),
            ("1@a", E::NoPort),
            ("1@a:1", E::NoDirectoryId),
            ("1@a:x:b", E::Port),
            ("1@a:70000:b", E::PortRange(70_000)),
            ("1@a:1:b", E::DirectoryId),
        ] {
            assert_eq!(parse_voters(text), Err(expected), "{text}");
        }
        let twice = format!("1@a:1:{A},1@b:2:{A}");
        assert_eq!(parse_voters(&twice), Err(E::Duplicate(1)));
    }
}
