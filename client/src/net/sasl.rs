//! Signing in on a new connection: SASL/PLAIN, SCRAM and OAUTHBEARER (KIP-43, KIP-84, KIP-152, KIP-255).
//!
//! A session that the broker limits (KIP-368) is renewed on its connection, ahead of its end. A broker wants no other
//! request between the halves of a sign-in, so those of others wait meanwhile; what was sent before is answered first. A
//! new connection instead would let later batches of a producer overtake earlier ones.

mod jaas;
mod oauth;
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
use oauth::TokenSource;
pub use oauth::{AccessToken, RefreshConfig, TokenError, TokenProvider};
use scram::Exchange;

/// Share of a session's life after which it is renewed, as in Kafka's `SaslClientAuthenticator`: from this to a tenth more.
const RENEW_AFTER: f64 = 0.85;
const RENEW_JITTER: f64 = 0.1;

/// A broker takes no renewal within a second of the last (`KafkaChannel`).
const RENEW_PAUSE: Duration = Duration::from_secs(1);

/// Limit for the first answer of a renewal: the broker may be holding back the answer to a request before it, as long as
/// `max.poll.interval.ms` for JoinGroup.
const BEHIND_OTHERS: Duration = Duration::from_secs(3600);

/// Who to sign in as, and how that is shown to a broker; cheap to clone.
#[derive(Clone)]
pub struct Sasl {
    way: Way,
}

#[derive(Clone)]
enum Way {
    Password(Arc<Login>),
    Token(TokenSource),
}

/// A user name and a password.
struct Login {
    mechanism: Mechanism,
    user: String,
    password: String,
    /// The user is a delegation token (KIP-48).
    is_token: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mechanism {
    Plain,
    Scram(ScramMechanism),
}

/// What one sign-in shows.
enum Proof<'a> {
    Password(&'a Login),
    Token(AccessToken),
}

impl Proof<'_> {
    fn mechanism(&self) -> &'static str {
        match self {
            Self::Password(Login { mechanism: Mechanism::Plain, .. }) => "PLAIN",
            Self::Password(Login { mechanism: Mechanism::Scram(mechanism), .. }) => mechanism.name(),
            Self::Token(_) => "OAUTHBEARER",
        }
    }
}

impl std::fmt::Debug for Sasl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Sasl");
        match &self.way {
            Way::Password(login) => shown.field("mechanism", &login.mechanism).field("user", &login.user),
            Way::Token(_) => shown.field("mechanism", &"OAUTHBEARER"),
        };
        shown.finish_non_exhaustive()
    }
}

impl Sasl {
    /// Tokens of the program's own, for what the settings cannot say. It belongs in
    /// [`DialConfig::sasl`](super::DialConfig) of any client's configuration, where it takes the place of what the settings
    /// say; `security.protocol` is then PLAINTEXT or SSL, for the rest:
    ///
    /// ```
    /// use std::sync::Arc;
    ///
    /// use futures::future::BoxFuture;
    /// use kavka_client::Admin;
    /// use kavka_client::config::AdminConfigBuilder;
    /// use kavka_client::net::{AccessToken, RefreshConfig, Sasl, TokenError, TokenProvider};
    ///
    /// struct Vault;
    ///
    /// impl TokenProvider for Vault {
    ///     fn token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
    ///         Box::pin(async { AccessToken::from_jwt("header.payload.signature") })
    ///     }
    /// }
    ///
    /// let mut config = AdminConfigBuilder::new().bootstrap_servers("broker:9093").build()?;
    /// config.common.dial.sasl = Some(Sasl::oauth_bearer(Arc::new(Vault), RefreshConfig::default()));
    /// let admin = Admin::new(config)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn oauth_bearer(provider: Arc<dyn TokenProvider>, refresh: RefreshConfig) -> Self {
        Self { way: Way::Token(TokenSource::new(provider, refresh)) }
    }

    /// What `security.protocol` and the `sasl.*` settings ask for; `None` for no signing in.
    ///
    /// # Errors
    /// [`ConfigError`] where that is not to be had.
    pub(crate) fn from_parsed(parsed: &ParsedConfig) -> Result<Option<Self>, ConfigError> {
        let protocol = parsed.string("security.protocol");
        if !protocol.to_ascii_uppercase().starts_with("SASL_") {
            return Ok(None);
        }
        // The text is a secret: only what is wrong with it may be shown.
        let wrong = |reason: String| ConfigError::invalid("sasl.jaas.config", "[hidden]", reason);
        let entry = parsed.optional_string("sasl.jaas.config").map(jaas::parse).transpose();
        let entry = entry.map_err(|error| wrong(error.to_string()))?;
        let name = parsed.string("sasl.mechanism");
        let mechanism = match name {
            "OAUTHBEARER" => {
                let source = oauth::from_parsed(parsed, entry.as_ref())?;
                return Ok(Some(Self { way: Way::Token(source) }));
            }
            "PLAIN" => Mechanism::Plain,
            name => Mechanism::Scram(ScramMechanism::from_name(name).ok_or_else(|| {
                let allowed = "only PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 and OAUTHBEARER are supported";
                ConfigError::invalid("sasl.mechanism", name, allowed)
            })?),
        };
        let entry = entry.ok_or_else(|| {
            ConfigError::Rule(format!("sasl.jaas.config must be set with security.protocol={protocol}"))
        })?;
        let option =
            |key: &str| entry.option(key).map(str::to_owned).ok_or_else(|| wrong(format!("it has no {key}")));
        let (user, password) = (option("username")?, option("password")?);
        let is_token = entry.option("tokenauth").is_some_and(|value| value.eq_ignore_ascii_case("true"));
        Ok(Some(Self { way: Way::Password(Arc::new(Login { mechanism, user, password, is_token })) }))
    }

    /// Signs in. The connection's versions must be known. Returns how long the session lasts, if the broker limits it.
    ///
    /// # Errors
    /// [`NetError::Authentication`] if the broker refuses, [`NetError::NoToken`], and those of requests.
    pub(super) async fn authenticate(&self, connection: &Connection) -> Result<Option<Duration>, NetError> {
        self.proof(connection).await?.show(connection, connection.request_timeout()).await
    }

    async fn proof(&self, connection: &Connection) -> Result<Proof<'_>, NetError> {
        let source = match &self.way {
            Way::Password(login) => return Ok(Proof::Password(login)),
            Way::Token(source) => source,
        };
        source.token().await.map(Proof::Token).map_err(|error| {
            let address = connection.address().to_owned();
            match error.is_retriable {
                true => NetError::NoToken { address, reason: error.reason },
                false => NetError::Authentication { address, reason: error.reason },
            }
        })
    }
}

impl Proof<'_> {
    /// One sign-in; `limit` is for the first answer.
    async fn show(&self, connection: &Connection, limit: Duration) -> Result<Option<Duration>, NetError> {
        let name = self.mechanism();
        let mut request = SaslHandshakeRequest::default();
        request.mechanism = StrBytes::from_static_str(name);
        let version = connection.version_of::<SaslHandshakeRequest>()?;
        let response = connection.call_within(version, &request, limit).await?;
        match code_of(response.error_code) {
            ErrorCode::None => {}
            ErrorCode::IllegalSaslState => {
                let told = "the listener does not use SASL; set security.protocol to PLAINTEXT or SSL";
                return Err(refused(connection, told.to_owned()));
            }
            _ => {
                let offered: Vec<&str> = response.mechanisms.iter().map(|name| &**name).collect();
                let told = format!("the broker does not offer {name}, but [{}]", offered.join(", "));
                return Err(refused(connection, told));
            }
        }
        match self {
            Self::Password(login) => match login.mechanism {
                Mechanism::Plain => {
                    let token = format!("\0{}\0{}", login.user, login.password);
                    Ok(send(connection, token.into_bytes()).await?.1)
                }
                Mechanism::Scram(mechanism) => login.scram(connection, mechanism).await,
            },
            Self::Token(token) => bearer(connection, token).await,
        }
    }
}

/// Shows a token. A broker that refuses it says why in its first answer, and wants to hear that we have heard.
async fn bearer(connection: &Connection, token: &AccessToken) -> Result<Option<Duration>, NetError> {
    let message = oauth::message::client_first(token);
    let (challenge, session) = send(connection, message.into_bytes()).await?;
    if challenge.is_empty() {
        return Ok(session);
    }
    let told = oauth::message::refusal(&challenge);
    match send(connection, oauth::message::AFTER_ERROR.to_vec()).await {
        Err(NetError::Authentication { reason, .. }) => {
            Err(refused(connection, format!("{told} ({reason})")))
        }
        _ => Err(refused(connection, told)),
    }
}

impl Login {
    async fn scram(
        &self,
        connection: &Connection,
        mechanism: ScramMechanism,
    ) -> Result<Option<Duration>, NetError> {
        let bad = |error: scram::ScramError| refused(connection, error.to_string());
        let exchange = Exchange::begin(mechanism, &self.user, self.is_token, &scram::nonce());
        let (server_first, _) = send(connection, exchange.client_first().into_bytes()).await?;
        let password = self.password.clone();
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
                () = tokio::time::sleep(session.mul_f64(share).max(RENEW_PAUSE)) => {}
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
    let proof = sasl.proof(connection).await?;
    let alone = connection.alone().await?;
    let session = proof.show(&alone, BEHIND_OTHERS).await?;
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
