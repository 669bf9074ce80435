//! One blocking connection that speaks requests as they are: no retries, no metadata, no version negotiation.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bytes::{Bytes, BytesMut};
use kavka_protocol::ApiKey;
use kavka_protocol::header::{RequestHeader, parse_response_header};
use kavka_protocol::wire::{self, Decodable, Encodable, StrBytes};

/// A connection to a broker.
#[derive(Debug)]
pub struct Raw {
    stream: TcpStream,
    next_correlation_id: i32,
}

impl Raw {
    /// Connects; reads and writes fail after 30 s.
    ///
    /// # Errors
    /// Where nobody listens.
    pub fn connect(bootstrap: &str) -> Result<Self> {
        let stream = TcpStream::connect(bootstrap).with_context(|| format!("connect to {bootstrap}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_secs(30)))?;
        stream.set_write_timeout(Some(Duration::from_secs(30)))?;
        Ok(Self { stream, next_correlation_id: 0 })
    }

    /// Another handle on the same connection, so that one thread sends and another receives.
    ///
    /// # Errors
    /// Where the system has no descriptor left.
    pub fn try_clone(&self) -> Result<Self> {
        Ok(Self { stream: self.stream.try_clone()?, next_correlation_id: self.next_correlation_id })
    }

    /// Lets reads wait that long instead.
    ///
    /// # Errors
    /// Where the socket is gone.
    pub fn wait_up_to(&self, limit: Duration) -> Result<()> {
        Ok(self.stream.set_read_timeout(Some(limit))?)
    }

    /// A second connection to the same broker.
    ///
    /// # Errors
    /// Where it does not listen any more.
    pub fn again(&self) -> Result<Self> {
        Self::connect(&self.stream.peer_addr()?.to_string())
    }

    /// Sends a request and gives its correlation id, without waiting.
    ///
    /// # Errors
    /// Where the request does not fit its version or the connection broke.
    pub fn send<T: Encodable>(&mut self, key: ApiKey, version: i16, request: &T) -> Result<i32> {
        let correlation_id = self.next_correlation_id;
        self.next_correlation_id += 1;
        let client_id = Some(StrBytes::from_static_str("raw"));
        let mut frame = BytesMut::zeroed(4);
        RequestHeader { api_key: key, api_version: version, correlation_id, client_id }.encode(&mut frame)?;
        wire::encode(request, version, &mut frame)?;
        let length = u32::try_from(frame.len() - 4)?;
        frame[..4].copy_from_slice(&length.to_be_bytes());
        self.stream.write_all(&frame)?;
        Ok(correlation_id)
    }

    /// Reads the next response, which must be the one to a request of this key and version.
    ///
    /// # Errors
    /// Where the connection broke, or the bytes are not that response.
    pub fn receive<T: Decodable>(&mut self, key: ApiKey, version: i16) -> Result<(i32, T)> {
        let mut frame = self.receive_frame()?;
        let correlation_id = parse_response_header(key, version, &mut frame)?;
        let response = wire::decode(&mut frame, version)?;
        ensure!(frame.is_empty(), "{} bytes behind the response", frame.len());
        Ok((correlation_id, response))
    }

    /// Reads one frame.
    ///
    /// # Errors
    /// Where the connection broke.
    pub fn receive_frame(&mut self) -> Result<Bytes> {
        let mut length = [0; 4];
        self.stream.read_exact(&mut length)?;
        let mut frame = BytesMut::zeroed(u32::from_be_bytes(length) as usize);
        self.stream.read_exact(&mut frame)?;
        Ok(frame.freeze())
    }

    /// Sends a request and waits for its response.
    ///
    /// # Errors
    /// As [`Self::send`] and [`Self::receive`].
    pub fn call<Q: Encodable, S: Decodable>(&mut self, key: ApiKey, version: i16, request: &Q) -> Result<S> {
        let sent = self.send(key, version, request)?;
        let (received, response) = self.receive(key, version)?;
        ensure!(sent == received, "the response to request {received}, not to {sent}");
        Ok(response)
    }

    /// Writes bytes as they are.
    ///
    /// # Errors
    /// Where the connection broke.
    pub fn write(&mut self, bytes: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(bytes)?)
    }
}
