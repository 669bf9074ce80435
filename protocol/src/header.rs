//! Request and response headers.

use bytes::{Buf, BufMut, Bytes, BytesMut};

use crate::api_key::ApiKey;
use crate::wire::StrBytes;
use crate::wire::codec::{CodecError, Store, get_i16, get_i32, get_tags, get_uvarint, put_tags};

/// What stands in front of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestHeader {
    /// Which request follows.
    pub api_key: ApiKey,
    /// Its version, as sent: it may be one that is not served.
    pub api_version: i16,
    /// Comes back in the response.
    pub correlation_id: i32,
    /// The client's name for itself.
    pub client_id: Option<StrBytes>,
}

/// Bytes that are not a header.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// A key Kafka 4.3 does not have. How its header goes on is unknown.
    #[error("api key {api_key} (version {api_version}) is unknown")]
    UnknownApiKey {
        /// As sent.
        api_key: i16,
        /// As sent.
        api_version: i16,
    },
    /// The header is cut off or says lengths that cannot be.
    #[error("malformed header: {0}")]
    Malformed(#[from] CodecError),
}

impl RequestHeader {
    /// Takes the header off the front of a frame and leaves the body.
    ///
    /// Any version of a known key is accepted, since a client may ask ApiVersions in one that
    /// this broker does not have and must be told so.
    ///
    /// # Errors
    /// The frame does not begin with a header.
    pub fn parse(frame: &mut Bytes) -> Result<RequestHeader, HeaderError> {
        let code = get_i16(frame)?;
        let api_version = get_i16(frame)?;
        let api_key =
            ApiKey::from_i16(code).ok_or(HeaderError::UnknownApiKey { api_key: code, api_version })?;
        let correlation_id = get_i32(frame)?;
        let client_id = client_id(frame)?;
        if api_key.request_header_version(api_version) >= 2 {
            get_tags(frame, |_, _| Ok(false))?;
        }
        Ok(RequestHeader { api_key, api_version, correlation_id, client_id })
    }

    /// Appends the header, in the form that `api_version` asks for.
    ///
    /// # Errors
    /// The client id is longer than its length field can say.
    pub fn encode(&self, out: &mut BytesMut) -> Result<(), CodecError> {
        out.put_i16(self.api_key.code());
        out.put_i16(self.api_version);
        out.put_i32(self.correlation_id);
        match &self.client_id {
            None => out.put_i16(-1),
            Some(id) => {
                out.put_i16(i16::try_from(id.len()).map_err(|_| CodecError::TooLong(id.len()))?);
                out.put_slice(id.as_bytes());
            }
        }
        if self.api_key.request_header_version(self.api_version) >= 2 {
            put_tags(&mut Store(out), &Default::default())?;
        }
        Ok(())
    }
}

/// The client id keeps its 16-bit length in every header version. Java replaces what is not UTF-8,
/// so that is not an error here either.
fn client_id(frame: &mut Bytes) -> Result<Option<StrBytes>, CodecError> {
    let length = get_i16(frame)?;
    if length == -1 {
        return Ok(None);
    }
    let needed = usize::try_from(length).map_err(|_| CodecError::NegativeLength(length.into()))?;
    if frame.remaining() < needed {
        return Err(CodecError::UnexpectedEnd { needed, remaining: frame.remaining() });
    }
    let bytes = frame.split_to(needed);
    Ok(Some(match StrBytes::from_utf8(bytes.clone()) {
        Ok(text) => text,
        Err(_) => StrBytes::from_string(String::from_utf8_lossy(&bytes).into_owned()),
    }))
}

/// Appends the header of a response to a request of this key and version.
pub fn encode_response_header(key: ApiKey, version: i16, correlation_id: i32, out: &mut BytesMut) {
    out.put_i32(correlation_id);
    if key.response_header_version(version) >= 1 {
        out.put_u8(0); // no tagged fields
    }
}

/// Takes the header off a response and returns its correlation id.
///
/// # Errors
/// The frame does not begin with a response header.
pub fn parse_response_header(key: ApiKey, version: i16, frame: &mut Bytes) -> Result<i32, HeaderError> {
    let correlation_id = get_i32(frame)?;
    if key.response_header_version(version) >= 1 {
        for _ in 0..get_uvarint(frame)? {
            get_uvarint(frame)?;
            let size = get_uvarint(frame)? as usize;
            if frame.remaining() < size {
                return Err(CodecError::UnexpectedEnd { needed: size, remaining: frame.remaining() }.into());
            }
            frame.advance(size);
        }
    }
    Ok(correlation_id)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn header_survives_a_round_trip_in_both_forms() {
        for version in [0, 11, 12, 99] {
            for client_id in [None, Some(StrBytes::from_static_str("rdkafka"))] {
                let header = RequestHeader {
                    api_key: ApiKey::Fetch,
                    api_version: version,
                    correlation_id: 7,
                    client_id,
                };
                let mut out = BytesMut::new();
                header.encode(&mut out).unwrap();
                out.put_slice(b"body");
                let mut frame = out.freeze();
                assert_eq!(RequestHeader::parse(&mut frame), Ok(header));
                assert_eq!(&frame[..], b"body");
            }
        }
    }

    #[test]
    fn client_id_that_is_not_utf8_is_kept_as_java_would() {
        let mut frame = Bytes::from_static(&[0, 3, 0, 1, 0, 0, 0, 1, 0, 2, b'a', 0xff]);
        let header = RequestHeader::parse(&mut frame).unwrap();
        assert_eq!(header.client_id.as_deref(), Some("a\u{fffd}"));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = RequestHeader::parse(&mut Bytes::from(bytes.clone()));
            let _ = parse_response_header(ApiKey::Fetch, 12, &mut Bytes::from(bytes));
        }
    }
}
