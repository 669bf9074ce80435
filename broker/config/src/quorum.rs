//! `controller.quorum.voters`: the static voters.

/// One `id@host:port`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuorumVoter {
    /// The voter's node id.
    pub id: i32,
    /// Its controller listener's host.
    pub host: String,
    /// Its controller listener's port.
    pub port: u16,
}

impl QuorumVoter {
    /// Reads one item; the table's validator has already refused malformed ones.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (id, address) = text.split_once('@')?;
        let (host, port) = split_address(address)?;
        Some(Self { id: id.parse().ok()?, host, port })
    }
}

/// Splits `host:port`, taking brackets off an IPv6 address.
pub(crate) fn split_address(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    Some((host.trim_matches(['[', ']']).to_owned(), port.parse().ok()?))
}
