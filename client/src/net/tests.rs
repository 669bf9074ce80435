//! Connections against a broker of a few lines in the same process.

use std::sync::Arc;
use std::time::Duration;

use bytes::{BufMut, Bytes, BytesMut};
use kavka_protocol::header::{RequestHeader, encode_response_header};
use kavka_protocol::messages::api_versions_response::ApiVersion;
use kavka_protocol::messages::{ApiVersionsResponse, MetadataRequest, MetadataResponse};
use kavka_protocol::wire::{self, Encodable};
use kavka_protocol::{ApiKey, ErrorCode};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpStream};

use super::frame::{frame_buffers, read_frame};
use super::{DialConfig, NetError, Pool, dial};
use crate::metrics::{ClientKind, Meter, Windows};

fn config() -> DialConfig {
    DialConfig {
        client_id: "test".to_string(),
        request_timeout: Duration::from_millis(500),
        connect_timeout: Duration::from_secs(5),
        tls: None,
        sasl: None,
    }
}

fn answer<T: Encodable>(header: &RequestHeader, version: i16, body: &T) -> Bytes {
    let mut frame = BytesMut::new();
    frame.put_i32(0);
    encode_response_header(header.api_key, version, header.correlation_id, &mut frame);
    wire::encode(body, version, &mut frame).unwrap();
    let size = frame.len() as i32 - 4;
    frame[..4].copy_from_slice(&size.to_be_bytes());
    frame.freeze()
}

fn versions(error: ErrorCode, apis: &[(ApiKey, i16, i16)]) -> ApiVersionsResponse {
    let mut response = ApiVersionsResponse::default();
    response.error_code = error.code();
    response.api_keys = apis
        .iter()
        .map(|(key, min, max)| {
            let mut api = ApiVersion::default();
            (api.api_key, api.min_version, api.max_version) = (key.code(), *min, *max);
            api
        })
        .collect();
    response
}

async fn next_request(stream: &mut TcpStream) -> Option<RequestHeader> {
    let mut frame = read_frame(stream, &mut frame_buffers()).await.ok()??;
    Some(RequestHeader::parse(&mut frame).unwrap())
}

/// Serves one connection: version handshake as an old broker does it, then `serve`.
async fn broker<F: Future<Output = ()> + Send + 'static>(
    serve: impl FnOnce(TcpStream) -> F + Send + 'static,
) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        while let Some(header) = next_request(&mut stream).await {
            assert_eq!(header.api_key, ApiKey::ApiVersions);
            let apis = [(ApiKey::ApiVersions, 0, 2), (ApiKey::Metadata, 0, 7), (ApiKey::Produce, 99, 100)];
            if header.api_version > 2 {
                let body = versions(ErrorCode::UnsupportedVersion, &apis);
                stream.write_all(&answer(&header, 0, &body)).await.unwrap();
            } else {
                let body = versions(ErrorCode::None, &apis);
                stream.write_all(&answer(&header, header.api_version, &body)).await.unwrap();
                break;
            }
        }
        serve(stream).await;
    });
    address
}

#[tokio::test]
async fn an_older_broker_is_spoken_to_in_its_versions() {
    let address = broker(async |mut stream: TcpStream| {
        let header = next_request(&mut stream).await.unwrap();
        assert_eq!((header.api_key, header.api_version), (ApiKey::Metadata, 7));
        let mut body = MetadataResponse::default();
        body.cluster_id = Some("mine".to_string().into());
        stream.write_all(&answer(&header, 7, &body)).await.unwrap();
    })
    .await;
    let connection = dial(&address, &config()).await.unwrap();
    assert_eq!(connection.version_of::<MetadataRequest>().unwrap(), 7);
    assert_eq!(connection.version_at_most::<MetadataRequest>(3).unwrap(), 3);
    let produce = connection.version_of::<kavka_protocol::messages::ProduceRequest>();
    assert!(matches!(produce, Err(NetError::UnsupportedVersion { .. })));
    let response = connection.call(&MetadataRequest::default()).await.unwrap();
    assert_eq!(response.cluster_id.as_deref(), Some("mine"));
}

#[tokio::test]
async fn requests_are_pipelined_and_answered_in_order() {
    let address = broker(async |mut stream: TcpStream| {
        let headers = [next_request(&mut stream).await.unwrap(), next_request(&mut stream).await.unwrap()];
        for (controller, header) in (1..).zip(&headers) {
            let mut body = MetadataResponse::default();
            body.controller_id = controller.into();
            stream.write_all(&answer(header, 7, &body)).await.unwrap();
        }
    })
    .await;
    let connection = dial(&address, &config()).await.unwrap();
    let request = MetadataRequest::default();
    let (first, second) = tokio::join!(connection.call(&request), connection.call(&request));
    assert_eq!((first.unwrap().controller_id.0, second.unwrap().controller_id.0), (1, 2));
}

#[tokio::test]
async fn silence_ends_the_connection_for_all_who_wait() {
    let address =
        broker(async |mut stream: TcpStream| while next_request(&mut stream).await.is_some() {}).await;
    let connection = dial(&address, &config()).await.unwrap();
    let error = connection.call(&MetadataRequest::default()).await.unwrap_err();
    assert!(matches!(error, NetError::RequestTimeout { .. }) && error.outcome_is_unknown(), "{error}");
    assert!(connection.is_closed());
    let error = connection.call(&MetadataRequest::default()).await.unwrap_err();
    assert!(matches!(error, NetError::Closed { .. }), "{error}");
}

#[tokio::test]
async fn an_answer_to_something_else_or_nonsense_is_an_error() {
    for nonsense in [&[0, 0, 0, 4, 0, 0, 0, 99][..], &[0, 0, 0, 0], &[0xff, 0, 0, 0], &[0, 0, 0, 2, 1]] {
        let address = broker(async |mut stream: TcpStream| {
            next_request(&mut stream).await.unwrap();
            stream.write_all(nonsense).await.unwrap();
        })
        .await;
        let connection = dial(&address, &config()).await.unwrap();
        let error = connection.call(&MetadataRequest::default()).await.unwrap_err();
        assert!(matches!(error, NetError::Closed { .. }), "{error}");
    }
    // The right answer's header, then an array of two thousand million topics.
    let address = broker(async |mut stream: TcpStream| {
        let header = next_request(&mut stream).await.unwrap();
        let mut frame = vec![0, 0, 0, 12];
        frame.extend(header.correlation_id.to_be_bytes());
        frame.extend([0, 0, 0, 0, 0x7f, 0xff, 0xff, 0xff]);
        stream.write_all(&frame).await.unwrap();
    })
    .await;
    let connection = dial(&address, &config()).await.unwrap();
    let error = connection.call(&MetadataRequest::default()).await.unwrap_err();
    assert!(matches!(error, NetError::BadResponse { .. }), "{error}");
}

#[tokio::test]
async fn what_cannot_be_reached_is_named() {
    let free = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().to_string();
    let error = dial(&free, &config()).await.unwrap_err();
    assert!(matches!(error, NetError::Connect { .. }) && error.to_string().contains(&free), "{error}");
    let error = dial("no-such-host.invalid:9092", &config()).await.unwrap_err();
    assert!(matches!(error, NetError::Resolve { .. }) && !error.is_retriable(), "{error}");
}

#[tokio::test]
async fn the_pool_dials_once_for_all_callers() {
    let address =
        broker(async |mut stream: TcpStream| while next_request(&mut stream).await.is_some() {}).await;
    let meter = Arc::new(Meter::new(ClientKind::Admin, "me", Windows::default()));
    let pool = Pool::new(config(), Duration::from_millis(10), meter);
    // A second dial would find nobody: the broker takes one connection.
    let (first, second) = tokio::join!(pool.get(&address), pool.get(&address));
    let (first, second) = (first.unwrap(), second.unwrap());
    first.close();
    assert!(second.is_closed());
}
