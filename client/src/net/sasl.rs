//! Signing in on a new connection: SASL/PLAIN and SCRAM (KIP-43, KIP-84, KIP-152).
//!
//! A session that the broker limits (KIP-368) is renewed on its connection, ahead of its end. A broker wants no other
//! request between the halves of a sign-in, so those of others wait meanwhile; what was sent before is answered first. A
//! new connection instead would let later batches of a producer overtake earlier ones.

mod jaas;
mod scram;

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use kavka_config::{ConfigError, ParsedConfig};
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::{SaslAuthenticateRequest, SaslHandshakeRequest};
use kavka_protocol::scram::ScramMechanism;
use kavka_protocol::wire::StrBytes;

use super::{Connection, NetError};
use crate::error::code_of;
use scram::Exchange;

/// Share of a session's life after which it is renewed, as in Kafka's `SaslClientAuthenticator`: from this to a tenth more.
const RENEW_AFTER: f64 = 0.85;
const RENEW_JITTER: f64 = 0.1;

/// Limit for the first answer of a renewal: the broker may be holding back the answer to a request before it, as long as
/// `max.poll.interval.ms` for JoinGroup.
const BEHIND_OTHERS: Duration = Duration::from_secs(3600);

/// A user name and a password, and how they are shown to a broker.
#[derive(Clone, PartialEq, Eq)]
pub struct Sasl {
    mechanism: Mechanism,
    user: Arc<str>,
    password: Arc<str>,
    /// The user is a delegation token (KIP-48).
    is_token: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mechanism {
    Plain,
    Scram(ScramMechanism),
}

impl Mechanism {
    fn name(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Scram(mechanism) => mechanism.name(),
        }
    }
}

impl std::fmt::Debug for Sasl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sasl")
            .field("mechanism", &self.mechanism)
            .field("user", &self.user)
            .finish_non_exhaustive()
    }
}

impl Sasl {
    /// What `security.protocol`, `sasl.mechanism` and `sasl.jaas.config` ask for; `None` for no signing in.
    ///
    /// # Errors
    /// [`ConfigError`] where that is not to be had.
    pub(crate) fn from_parsed(parsed: &ParsedConfig) -> Result<Option<Self>, ConfigError> {
        let protocol = parsed.string("security.protocol");
        if !protocol.to_ascii_uppercase().starts_with("SASL_") {
            return Ok(None);
        }
        let name = parsed.string("sasl.mechanism");
        let mechanism = match name {
            "PLAIN" => Mechanism::Plain,
            name => Mechanism::Scram(ScramMechanism::from_name(name).ok_or_else(|| {
                let allowed = "only PLAIN, SCRAM-SHA-256 and SCRAM-SHA-512 are supported";
                ConfigError::invalid("sasl.mechanism", name, allowed)
            })?),
        };
        let text = parsed.optional_string("sasl.jaas.config").ok_or_else(|| {
            ConfigError::Rule(format!("sasl.jaas.config must be set with security.protocol={protocol}"))
        })?;
        // The text is a secret: only what is wrong with it may be shown.
        let wrong = |reason: String| ConfigError::invalid("sasl.jaas.config", "[hidden]", reason);
        let entry = jaas::parse(text).map_err(|error| wrong(error.to_string()))?;
        let option =
            |key: &str| entry.option(key).map(Arc::from).ok_or_else(|| wrong(format!("it has no {key}")));
        Ok(Some(Self {
            mechanism,
            user: option("username")?,
            password: option("password")?,
            is_token: entry.option("tokenauth") == Some("true"),
        }))
    }

    /// Signs in. The connection's versions must be known. Returns how long the session lasts, if the broker limits it.
    ///
    /// # Errors
    /// [`NetError::Authentication`] if the broker refuses, and those of requests.
    pub(super) async fn authenticate(&self, connection: &Connection) -> Result<Option<Duration>, NetError> {
        self.authenticate_within(connection, connection.request_timeout()).await
    }

    /// `limit` is for the first answer.
    async fn authenticate_within(
        &self,
        connection: &Connection,
        limit: Duration,
    ) -> Result<Option<Duration>, NetError> {
        let mut request = SaslHandshakeRequest::default();
        request.mechanism = StrBytes::from_static_str(self.mechanism.name());
        let version = connection.version_of::<SaslHandshakeRequest>()?;
        let response = connection.call_within(version, &request, limit).await?;
        let code = code_of(response.error_code);
        if code == ErrorCode::IllegalSaslState {
            let told = "the listener does not use SASL; set security.protocol to PLAINTEXT or SSL";
            return Err(refused(connection, told.to_owned()));
        }
        if code != ErrorCode::None {
            let offered: Vec<&str> = response.mechanisms.iter().map(|name| &**name).collect();
            let name = self.mechanism.name();
            return Err(refused(
                connection,
                format!("the broker does not offer {name}, but [{}]", offered.join(", ")),
            ));
        }
        match self.mechanism {
            Mechanism::Plain => {
                let token = format!("\0{}\0{}", self.user, self.password);
                Ok(send(connection, token.into_bytes()).await?.1)
            }
            Mechanism::Scram(mechanism) => self.scram(connection, mechanism).await,
        }
    }

    async fn scram(
        &self,
        connection: &Connection,
        mechanism: ScramMechanism,
    ) -> Result<Option<Duration>, NetError> {
        let bad = |error: scram::ScramError| refused(connection, error.to_string());
        let exchange = Exchange::begin(mechanism, &self.user, self.is_token, &scram::nonce());
        let (server_first, _) = send(connection, exchange.client_first().into_bytes()).await?;
        let password = Arc::clone(&self.password);
        // The password is hashed some thousand times.
        let answered = tokio::task::spawn_blocking(move || exchange.answer(&server_first, &password));
        let answered = answered.await.map_err(|error| refused(connection, error.to_string()))?;
        let (client_final, expected) = answered.map_err(bad)?;
        let (server_final, session) = send(connection, client_final.into_bytes()).await?;
        expected.check(&server_final).map_err(bad)?;
        Ok(session)
    }
}

/// Signs in again ahead of each end of the session, until the connection ends.
pub(super) fn keep_signed_in(sasl: Sasl, connection: &Connection, lifetime: Duration) {
    let connection = connection.downgrade();
    tokio::spawn(async move {
        let mut lifetime = Some(lifetime);
        while let Some(session) = lifetime {
            let share = RENEW_AFTER + RENEW_JITTER * rand::random::<f64>();
            tokio::select! {
                () = tokio::time::sleep(session.mul_f64(share)) => {}
                () = connection.closed() => return,
            }
            let Some(connection) = connection.upgrade() else { return };
            match renew(&sasl, &connection).await {
                Ok(next) => lifetime = next,
                // Those who wait try again on a new connection, which tells what is wrong if it stays so.
                Err(error) => return connection.close_for(format!("the session was not renewed: {error}")),
            }
        }
    });
}

async fn renew(sasl: &Sasl, connection: &Connection) -> Result<Option<Duration>, NetError> {
    let alone = connection.alone().await?;
    let session = sasl.authenticate_within(&alone, BEHIND_OTHERS).await?;
    tracing::debug!(address = connection.address(), ?session, "signed in again");
    Ok(session)
}

/// One step: the broker's bytes, and for how long the session may be used.
async fn send(connection: &Connection, bytes: Vec<u8>) -> Result<(Bytes, Option<Duration>), NetError> {
    let mut request = SaslAuthenticateRequest::default();
    request.auth_bytes = bytes.into();
    let response = connection.call(&request).await?;
    let code = code_of(response.error_code);
    if code != ErrorCode::None {
        let reason = response.error_message.as_deref().unwrap_or(code.message());
        return Err(refused(connection, reason.to_owned()));
    }
    let lifetime = u64::try_from(response.session_lifetime_ms).ok().filter(|ms| *ms > 0);
    Ok((response.auth_bytes, lifetime.map(Duration::from_millis)))
}

fn refused(connection: &Connection, reason: String) -> NetError {
    NetError::Authentication { address: connection.address().to_owned(), reason }
}
