//! Who leads, told beside an error that says that we do not (KIP-951).

use kavka_controller::MetadataImage;
use kavka_protocol::wire::StrBytes;

/// Where a leader can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LeaderNode {
    pub(crate) id: i32,
    pub(crate) host: StrBytes,
    pub(crate) port: i32,
    pub(crate) rack: Option<StrBytes>,
}

/// The leader's address on the listener that the client came by, if it is alive there.
pub(crate) fn leader_node(image: &MetadataImage, leader: i32, listener: &str) -> Option<LeaderNode> {
    let broker = image.cluster.alive_broker(leader)?;
    let endpoint = broker.endpoint(listener)?;
    Some(LeaderNode {
        id: leader,
        host: StrBytes::from_string(endpoint.host.to_string()),
        port: i32::from(endpoint.port),
        rack: broker.rack.as_ref().map(|rack| StrBytes::from_string(rack.to_string())),
    })
}
