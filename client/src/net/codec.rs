//! Requests and responses as frames.

use bytes::{BufMut, Bytes, BytesMut};
use kavka_protocol::header::{RequestHeader, parse_response_header};
use kavka_protocol::wire::{self, Request, StrBytes};
use kavka_protocol::{ApiKey, guard};

/// A request frame, size included.
pub(super) fn encode_request<R: Request>(
    request: &R,
    api_key: ApiKey,
    api_version: i16,
    correlation_id: i32,
    client_id: &str,
) -> Result<Bytes, String> {
    let client_id = Some(StrBytes::from_string(client_id.to_string()));
    let mut frame = BytesMut::with_capacity(256);
    frame.put_i32(0);
    let header = RequestHeader { api_key, api_version, correlation_id, client_id };
    header.encode(&mut frame).map_err(|error| error.to_string())?;
    wire::encode(request, api_version, &mut frame).map_err(|error| error.to_string())?;
    let size = i32::try_from(frame.len() - 4).map_err(|_| format!("request of {} bytes", frame.len()))?;
    frame[..4].copy_from_slice(&size.to_be_bytes());
    Ok(frame.freeze())
}

/// Size and header of a request frame whose body is `body`.
pub(super) fn encode_head(
    api_key: ApiKey,
    api_version: i16,
    correlation_id: i32,
    client_id: &str,
    body: &[Bytes],
) -> Result<Bytes, String> {
    let client_id = Some(StrBytes::from_string(client_id.to_string()));
    let mut head = BytesMut::with_capacity(64);
    head.put_i32(0);
    let header = RequestHeader { api_key, api_version, correlation_id, client_id };
    header.encode(&mut head).map_err(|error| error.to_string())?;
    let length = head.len() - 4 + body.iter().map(Bytes::len).sum::<usize>();
    let size = i32::try_from(length).map_err(|_| format!("request of {length} bytes"))?;
    head[..4].copy_from_slice(&size.to_be_bytes());
    Ok(head.freeze())
}

/// The body of a response frame, checked before anything is allocated for its counts.
pub(super) fn decode_response<R: Request>(
    api: ApiKey,
    version: i16,
    frame: Bytes,
) -> Result<R::Response, String> {
    let mut rest = frame;
    parse_response_header(api, version, &mut rest).map_err(|error| error.to_string())?;
    guard::check_response(api, version, &rest).map_err(|error| error.to_string())?;
    wire::decode::<R::Response>(&mut rest, version).map_err(|error| error.to_string())
}

/// The versions of `R` that we can write and that are stable in Kafka.
pub(super) fn own_versions<R: Request>(api: ApiKey) -> (i16, i16) {
    let info = api.info();
    (R::VERSIONS.min.max(info.min_version), R::VERSIONS.max.min(info.max_version))
}
