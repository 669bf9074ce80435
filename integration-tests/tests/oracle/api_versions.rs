//! ApiVersions, keys and versions that are not there, frames that are no requests.

use anyhow::Result;
use kavka_protocol::ApiKey;
use kavka_protocol::messages::{ApiVersionsRequest, ApiVersionsResponse};

use crate::player::{Session, s};

/// Requests that Kavka does not serve yet and so does not list; each goes when its requests come.
const NOT_SERVED: &[ApiKey] = &[
    ApiKey::AddPartitionsToTxn,
    ApiKey::AddOffsetsToTxn,
    ApiKey::EndTxn,
    ApiKey::WriteTxnMarkers,
    ApiKey::TxnOffsetCommit,
    ApiKey::CreateDelegationToken,
    ApiKey::RenewDelegationToken,
    ApiKey::ExpireDelegationToken,
    ApiKey::DescribeDelegationToken,
    ApiKey::AlterUserScramCredentials,
    ApiKey::DescribeTransactions,
    ApiKey::ListTransactions,
    ApiKey::GetTelemetrySubscriptions,
    ApiKey::PushTelemetry,
    ApiKey::ShareGroupHeartbeat,
    ApiKey::ShareGroupDescribe,
    ApiKey::ShareFetch,
    ApiKey::ShareAcknowledge,
    ApiKey::AddRaftVoter,
    ApiKey::RemoveRaftVoter,
    ApiKey::InitializeShareGroupState,
    ApiKey::ReadShareGroupState,
    ApiKey::WriteShareGroupState,
    ApiKey::DeleteShareGroupState,
    ApiKey::ReadShareGroupStateSummary,
    ApiKey::StreamsGroupHeartbeat,
    ApiKey::StreamsGroupDescribe,
    ApiKey::DescribeShareGroupOffsets,
    ApiKey::AlterShareGroupOffsets,
    ApiKey::DeleteShareGroupOffsets,
];

fn tidy(response: &mut ApiVersionsResponse) {
    response.api_keys.retain(|api| !NOT_SERVED.iter().any(|key| key.code() == api.api_key));
    response.api_keys.sort_by_key(|api| api.api_key);
    response.supported_features.sort_by(|a, b| a.name.cmp(&b.name));
    response.finalized_features.sort_by(|a, b| a.name.cmp(&b.name));
}

pub(crate) fn script(session: &mut Session) -> Result<()> {
    let named = |name: &str, version: &str| {
        make!(ApiVersionsRequest { client_software_name: s(name), client_software_version: s(version) })
    };
    for version in 0..=4 {
        let request = if version >= 3 { named("kavka-oracle", "1.0") } else { ApiVersionsRequest::default() };
        session.call_then("plain", ApiKey::ApiVersions, version, &request, tidy);
    }
    for (name, version) in [("", "1"), ("a", ""), ("-a", "1"), ("a b", "1"), ("a.b-c", "1-2.3"), ("a", "1_")]
    {
        session.call_then(
            &format!("client {name:?} {version:?}"),
            ApiKey::ApiVersions,
            3,
            &named(name, version),
            tidy,
        );
    }
    // A client newer than the broker is told so in the oldest form. Which versions of ApiVersions itself is all it says.
    for version in [5, 99, i16::MAX] {
        session.raw("newer than the broker", ApiKey::ApiVersions, version, &[0, 2, b'a', 2, b'1', 0]);
    }
    session.raw("negative version", ApiKey::ApiVersions, -1, &[]);
    session.raw("cut off", ApiKey::ApiVersions, 3, &[2]);
    session.raw("bytes behind the request", ApiKey::DeleteGroups, 0, &[0, 0, 0, 0, 1, 2, 3]);

    for (label, frame) in [
        ("unknown key", &[0x7f, 0xff, 0, 0, 0, 0, 0, 1, 0xff, 0xff][..]),
        ("key removed in Kafka 4", &[0, 4, 0, 0, 0, 0, 0, 1, 0xff, 0xff]),
        ("key of controllers", &[0, 52, 0, 0, 0, 0, 0, 1, 0xff, 0xff, 0]),
        ("old version of Produce", &[0, 0, 0, 2, 0, 0, 0, 1, 0xff, 0xff, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0]),
        ("version of Metadata to come", &[0, 3, 0, 99, 0, 0, 0, 1, 0xff, 0xff, 0, 0, 0]),
        ("half a header", &[0, 3, 0]),
        ("an empty frame", &[]),
        ("client id longer than the frame", &[0, 3, 0, 1, 0, 0, 0, 1, 0x7f, 0xff, b'a']),
        ("count larger than the frame", &[0, 3, 0, 1, 0, 0, 0, 1, 0xff, 0xff, 0x7f, 0xff, 0xff, 0xff, 0]),
        ("string larger than the frame", &[0, 3, 0, 1, 0, 0, 0, 1, 0xff, 0xff, 0, 0, 0, 1, 0x7f, 0xff]),
    ] {
        session.bytes(label, frame);
    }
    // The broker still serves others.
    session.call_then("afterwards", ApiKey::ApiVersions, 0, &ApiVersionsRequest::default(), tidy);
    Ok(())
}
