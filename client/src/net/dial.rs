//! Making a connection: resolve, connect, agree on versions, sign in.

use std::sync::Arc;
use std::time::Duration;

use kavka_protocol::messages::{ApiVersionsRequest, ApiVersionsResponse};
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};
use tokio::net::TcpStream;

use super::connection::{ApiVersions, Connection, FinalizedFeatures};
use super::{NetError, Sasl};
use crate::error::code_of;

/// How connections are made.
#[derive(Debug, Clone)]
pub struct DialConfig {
    /// `client.id`, sent with each request.
    pub client_id: String,
    /// `request.timeout.ms`: the limit for an answer.
    pub request_timeout: Duration,
    /// `socket.connection.setup.timeout.ms`: the limit for connecting to one address.
    pub connect_timeout: Duration,
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
            Ok(Ok(stream)) => return shake_hands(stream, address, config).await,
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

async fn shake_hands(stream: TcpStream, address: &str, config: &DialConfig) -> Result<Connection, NetError> {
    // Small requests must not wait for one another; a failure here only costs latency.
    let _ = stream.set_nodelay(true);
    let (reader, writer) = stream.into_split();
    let connection = Connection::over(
        reader,
        writer,
        address.to_string(),
        config.client_id.clone(),
        config.request_timeout,
    );
    let versions = learn_versions(&connection, address).await?;
    connection.set_versions(versions);
    if let Some(sasl) = &config.sasl
        && let Some(lifetime) = sasl.authenticate(&connection).await?
    {
        connection.set_lifetime(lifetime);
    }
    Ok(connection)
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
