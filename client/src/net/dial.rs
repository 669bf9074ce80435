//! Making a connection: resolve, connect, TLS, agree on versions, sign in.

use std::sync::Arc;
use std::time::Duration;

use kavka_protocol::messages::{ApiVersionsRequest, ApiVersionsResponse};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};
use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;

use super::connection::{ApiVersions, Connection, FinalizedFeatures};
use super::sasl::keep_signed_in;
use super::tls::of_io_error;
use super::{NetError, Sasl, Tls};
use crate::error::code_of;

/// How connections are made.
#[derive(Debug, Clone)]
pub struct DialConfig {
    /// `client.id`, sent with each request.
    pub client_id: String,
    /// `request.timeout.ms`: the limit for an answer.
    pub request_timeout: Duration,
    /// `socket.connection.setup.timeout.ms`: the limit for connecting to one address, and for the TLS handshake.
    pub connect_timeout: Duration,
    /// `ssl.*`, with `security.protocol` SSL or SASL_SSL.
    pub tls: Option<Tls>,
    /// Who to sign in as, where the listener wants that.
    pub sasl: Option<Sasl>,
}

/// Connects to `host:port` and learns which versions the broker serves.
///
/// All addresses of the host are tried in turn.
///
/// # Errors
/// [`NetError`], that of the last address tried.
pub async fn dial(address: &str, config: &DialConfig) -> Result<Connection, NetError> {
    let (host, port) = split_address(address)?;
    let resolve_error = |source| NetError::Resolve { address: address.to_string(), source: Arc::new(source) };
    let found = tokio::net::lookup_host((host, port)).await.map_err(resolve_error)?;
    let mut last_error = None;
    for candidate in found {
        let connecting = tokio::time::timeout(config.connect_timeout, TcpStream::connect(candidate));
        match connecting.await {
            Ok(Ok(stream)) => return shake_hands(stream, address, host, config).await,
            Ok(Err(source)) => {
                last_error =
                    Some(NetError::Connect { address: address.to_string(), source: Arc::new(source) });
            }
            Err(_) => {
                let after = config.connect_timeout;
                last_error = Some(NetError::ConnectTimeout { address: address.to_string(), after });
            }
        }
    }
    Err(last_error.unwrap_or_else(|| resolve_error(std::io::ErrorKind::NotFound.into())))
}

/// Splits `host:port`; an IPv6 host is in brackets.
pub(crate) fn split_address(address: &str) -> Result<(&str, u16), NetError> {
    let invalid = || NetError::InvalidAddress { address: address.to_string() };
    let (host, port) = address.rsplit_once(':').ok_or_else(invalid)?;
    let host = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let port = port.parse().map_err(|_| invalid())?;
    if host.is_empty() { Err(invalid()) } else { Ok((host, port)) }
}

async fn shake_hands(
    stream: TcpStream,
    address: &str,
    host: &str,
    config: &DialConfig,
) -> Result<Connection, NetError> {
    // Small requests must not wait for one another; a failure here only costs latency.
    let _ = stream.set_nodelay(true);
    let (client_id, timeout) = (config.client_id.clone(), config.request_timeout);
    let connection = match &config.tls {
        None => {
            let (reader, writer) = stream.into_split();
            Connection::over(reader, writer, address.to_string(), client_id, timeout)
        }
        Some(tls) => {
            let stream = encrypt(tls, stream, address, host, config.connect_timeout).await?;
            let (reader, writer) = tokio::io::split(stream);
            Connection::over(reader, writer, address.to_string(), client_id, timeout)
        }
    };
    let versions = learn_versions(&connection, address).await;
    connection.set_versions(versions.map_err(|error| with_hint(error, config.tls.is_some()))?);
    if let Some(sasl) = &config.sasl
        && let Some(lifetime) = sasl.authenticate(&connection).await?
    {
        keep_signed_in(sasl.clone(), &connection, lifetime);
    }
    Ok(connection)
}

async fn encrypt(
    tls: &Tls,
    stream: TcpStream,
    address: &str,
    host: &str,
    limit: Duration,
) -> Result<TlsStream<TcpStream>, NetError> {
    let address = || address.to_string();
    match tokio::time::timeout(limit, tls.connect(host, stream)).await {
        Ok(Ok(stream)) => Ok(stream),
        Ok(Err(error)) => Err(match of_io_error(&error) {
            Some(failure) => NetError::Tls { address: address(), failure },
            // A plaintext listener takes the first bytes for an impossible size, and closes.
            None => cannot_connect(
                address(),
                error.kind(),
                format!(
                    "the TLS handshake was broken off ({error}); does the listener speak TLS (security.protocol)?"
                ),
            ),
        }),
        Err(_) => Err(NetError::ConnectTimeout { address: address(), after: limit }),
    }
}

fn cannot_connect(address: String, kind: std::io::ErrorKind, told: String) -> NetError {
    NetError::Connect { address, source: Arc::new(std::io::Error::new(kind, told)) }
}

/// What may be wrong with a listener that closes a new connection without an answer.
fn with_hint(error: NetError, is_tls: bool) -> NetError {
    let NetError::Closed { address, reason } = error else { return error };
    let hint = if is_tls {
        "does the listener want a certificate of this client (ssl.keystore.location)?"
    } else {
        "does the listener want TLS (security.protocol)?"
    };
    let told = format!("closed before the first answer ({reason}); {hint}");
    cannot_connect(address, std::io::ErrorKind::ConnectionAborted, told)
}

/// Asks at our newest version. A broker that does not know it answers in version 0 and says which
/// versions it has (KIP-511).
async fn learn_versions(connection: &Connection, address: &str) -> Result<ApiVersions, NetError> {
    let mut version = ApiKey::ApiVersions.info().max_version;
    loop {
        let mut request = ApiVersionsRequest::default();
        request.client_software_name = StrBytes::from_static_str("kavka");
        request.client_software_version = StrBytes::from_static_str(env!("CARGO_PKG_VERSION"));
        let response = connection.api_versions_at(version, &request).await?;
        let code = code_of(response.error_code);
        if code == ErrorCode::None {
            connection.set_features(features(&response));
            return Ok(ranges(&response));
        }
        let served = ranges(&response).get(&ApiKey::ApiVersions.code()).map_or(0, |(_, max)| *max);
        if code != ErrorCode::UnsupportedVersion || served >= version {
            let reason = format!("{} ({})", code.name(), response.error_code);
            return Err(NetError::BadResponse { api: "ApiVersions", address: address.to_string(), reason });
        }
        version = served;
    }
}

fn ranges(response: &ApiVersionsResponse) -> ApiVersions {
    response.api_keys.iter().map(|api| (api.api_key, (api.min_version, api.max_version))).collect()
}

fn features(response: &ApiVersionsResponse) -> FinalizedFeatures {
    let levels = response.finalized_features.iter();
    FinalizedFeatures {
        epoch: response.finalized_features_epoch,
        levels: levels.map(|feature| (feature.name.to_string(), feature.max_version_level)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_need_a_host_and_a_port() {
        assert_eq!(split_address("localhost:9092").unwrap(), ("localhost", 9092));
        assert_eq!(split_address("[::1]:9092").unwrap(), ("::1", 9092));
        for bad in ["localhost", "localhost:", ":9092", "localhost:99999", ""] {
            assert!(split_address(bad).is_err(), "{bad}");
        }
    }
}
