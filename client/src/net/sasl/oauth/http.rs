//! Tokens from the token endpoint of an identity provider (RFC 6749, RFC 7523): Kafka's `ClientCredentialsJwtRetriever`
//! and `JwtBearerJwtRetriever`.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures::future::BoxFuture;
use kavka_config::{ConfigError, ParsedConfig, Properties};
use reqwest::{Client, StatusCode, Url};
use serde_json::Value;

use super::super::jaas::Entry;
use super::assertion::Assertion;
use super::jwt::Claims;
use super::settings::URL;
use super::{AccessToken, TokenError, TokenProvider};
use crate::config::{ADMIN, millis, parse};
use crate::net::Tls;

const ID: &str = "sasl.oauthbearer.client.credentials.client.id";
const SECRET: &str = "sasl.oauthbearer.client.credentials.client.secret";
const SCOPE: &str = "sasl.oauthbearer.scope";

/// Where Kafka sets no limit: nobody waits longer for an identity provider.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(30);

/// The most that is read of an answer.
const ANSWER_BYTES_MAX: usize = 1024 * 1024;

/// How this client shows itself to the endpoint.
enum Grant {
    Secret {
        id: String,
        secret: String,
    },
    /// A signed assertion in place of a secret.
    ClientAssertion {
        id: Option<String>,
        assertion: Assertion,
    },
    JwtBearer {
        assertion: Assertion,
    },
}

/// A token endpoint.
pub(super) struct Http {
    client: Client,
    url: Url,
    grant: Grant,
    scope: Option<String>,
    claims: Claims,
    /// `sasl.login.retry.backoff.ms` and `.max.ms`: the first pause, and the time for all tries.
    backoff: (Duration, Duration),
}

impl Http {
    /// # Errors
    /// [`ConfigError`] that names the setting.
    pub(super) fn from_parsed(
        parsed: &ParsedConfig,
        entry: Option<&Entry>,
        url: &str,
        claims: Claims,
        is_bearer: bool,
    ) -> Result<Self, ConfigError> {
        let invalid = || ConfigError::invalid(URL, url, "it must be an http:, https: or file: URL");
        let url = Url::parse(url).map_err(|_| invalid())?;
        if !["http", "https"].contains(&url.scheme()) {
            return Err(invalid());
        }
        let options = Options { parsed, entry };
        let grant = if is_bearer {
            Grant::JwtBearer { assertion: Assertion::from_parsed(parsed)? }
        } else if Assertion::is_wanted(parsed) {
            Grant::ClientAssertion {
                id: options.get(ID, "clientId"),
                assertion: Assertion::from_parsed(parsed)?,
            }
        } else {
            let is_encoded = parsed.boolean("sasl.oauthbearer.header.urlencode");
            let encoded = |text: String| if is_encoded { encode(&text) } else { text };
            Grant::Secret {
                id: encoded(options.required(ID, "clientId")?),
                secret: encoded(options.required(SECRET, "clientSecret")?),
            }
        };
        let limit =
            |name: &str| parsed.optional_int(name).map_or(DEFAULT_TIMEOUT, |ms| millis(i64::from(ms)));
        let client = Client::builder()
            .tls_backend_preconfigured(tls(&url, entry)?.client_config())
            // The answer to a POST with a secret is a token or an error.
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(limit("sasl.login.connect.timeout.ms"))
            .read_timeout(limit("sasl.login.read.timeout.ms"))
            .build()
            .map_err(|error| ConfigError::Rule(format!("no HTTP client: {}", chain(&error))))?;
        let backoff = (
            millis(parsed.long("sasl.login.retry.backoff.ms")),
            millis(parsed.long("sasl.login.retry.backoff.max.ms")),
        );
        Ok(Self { client, url, grant, scope: options.get(SCOPE, "scope"), claims, backoff })
    }

    /// Tries until the time for tries is over, as Kafka's `Retry`.
    async fn fetch(&self) -> Result<AccessToken, TokenError> {
        let started = tokio::time::Instant::now();
        let (mut pause, limit) = self.backoff;
        loop {
            let error = match self.fetch_once().await {
                Ok(token) => return Ok(token),
                Err(error) => error,
            };
            let left = limit.saturating_sub(started.elapsed());
            if !error.is_retriable || left.min(pause).is_zero() {
                return Err(error);
            }
            tracing::warn!(%error, "trying again in {:?}", left.min(pause));
            tokio::time::sleep(left.min(pause)).await;
            pause *= 2;
        }
    }

    async fn fetch_once(&self) -> Result<AccessToken, TokenError> {
        let failed = |error: reqwest::Error| {
            TokenError::retriable(format!("no answer from {}: {}", self.url, chain(&error)))
        };
        let mut request = self
            .client
            .post(self.url.clone())
            .header("Accept", "application/json")
            .header("Cache-Control", "no-cache")
            .header("Content-Type", "application/x-www-form-urlencoded")
            .body(self.body().await?);
        if let Grant::Secret { id, secret } = &self.grant {
            let credentials = STANDARD.encode(format!("{id}:{secret}"));
            request = request.header("Authorization", format!("Basic {credentials}"));
        }
        let mut response = request.send().await.map_err(failed)?;
        let status = response.status();
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            body.extend_from_slice(&chunk);
            if body.len() > ANSWER_BYTES_MAX {
                return Err(TokenError::fatal(format!("the answer of {} is too long", self.url)));
            }
        }
        if status != StatusCode::OK && status != StatusCode::CREATED {
            let reason = format!("{} answered {status}: {}", self.url, told(&body));
            return Err(TokenError { reason, is_retriable: !is_final(status) });
        }
        let token = token_of(&body).ok_or_else(|| {
            // What is in it may be secret.
            TokenError::fatal(format!("the answer of {} has no access_token", self.url))
        })?;
        self.claims.read(&token)
    }

    async fn body(&self) -> Result<String, TokenError> {
        let mut pairs = match &self.grant {
            Grant::Secret { .. } => vec![("grant_type", "client_credentials".to_owned())],
            Grant::ClientAssertion { id, assertion } => {
                let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
                let mut pairs = vec![
                    ("client_assertion_type", kind.to_owned()),
                    ("client_assertion", assertion.make().await?),
                    ("grant_type", "client_credentials".to_owned()),
                ];
                pairs.extend(id.clone().map(|id| ("client_id", id)));
                pairs
            }
            Grant::JwtBearer { assertion } => vec![
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer".to_owned()),
                ("assertion", assertion.make().await?),
            ],
        };
        pairs.extend(self.scope.clone().map(|scope| ("scope", scope)));
        Ok(form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
    }
}

impl TokenProvider for Http {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
        Box::pin(self.fetch())
    }
}

/// Settings that were options of `sasl.jaas.config` before they were settings; those win.
struct Options<'a> {
    parsed: &'a ParsedConfig,
    entry: Option<&'a Entry>,
}

impl Options<'_> {
    fn get(&self, setting: &str, option: &str) -> Option<String> {
        let given = self.parsed.optional_string(setting).or_else(|| self.entry?.option(option));
        given.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn required(&self, setting: &str, option: &str) -> Result<String, ConfigError> {
        let missing = || ConfigError::Rule(format!("{setting} must be set to fetch tokens from {URL}"));
        self.get(setting, option).ok_or_else(missing)
    }
}

/// TLS to the endpoint: the `ssl.*` options of `sasl.jaas.config`, not the settings, which are about brokers.
fn tls(url: &Url, entry: Option<&Entry>) -> Result<Tls, ConfigError> {
    if url.scheme() != "https" {
        return Ok(Tls::trusting_nobody());
    }
    let options = entry.into_iter().flat_map(Entry::options).filter(|(key, _)| key.starts_with("ssl."));
    let properties: Properties = options.map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    crate::net::tls_from_parsed(&parse(&ADMIN, &properties)?)
}

fn encode(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// Whether another try would get the same answer: Kafka's list.
fn is_final(status: StatusCode) -> bool {
    matches!(status.as_u16(), 400..=407 | 409..=415 | 501 | 505)
}

fn token_of(body: &[u8]) -> Option<String> {
    let json: Value = serde_json::from_slice(body).ok()?;
    let field =
        |name: &str| json.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    field("access_token").or(field("id_token")).map(str::to_owned)
}

/// An error of RFC 6749, section 5.2, or the beginning of what came instead.
fn told(body: &[u8]) -> String {
    let json: Value = serde_json::from_slice(body).unwrap_or_default();
    let field = |name: &str| json.get(name).and_then(Value::as_str);
    match field("error").or(field("errorCode")) {
        Some(error) => match field("error_description").or(field("errorSummary")) {
            Some(description) => format!("{error} ({description})"),
            None => error.to_owned(),
        },
        None => String::from_utf8_lossy(body).chars().filter(|c| !c.is_control()).take(200).collect(),
    }
}

/// An error with its causes: reqwest names them apart.
fn chain(error: &dyn std::error::Error) -> String {
    let causes = std::iter::successors(error.source(), |error| error.source());
    causes.fold(error.to_string(), |told, cause| format!("{told}: {cause}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_read() {
        assert_eq!(token_of(br#"{"access_token":" a.b.c "}"#).as_deref(), Some("a.b.c"));
        assert_eq!(token_of(br#"{"id_token":"x"}"#).as_deref(), Some("x"));
        assert_eq!(token_of(b"{}"), None);
        assert_eq!(token_of(b"<html>"), None);
        assert_eq!(told(br#"{"error":"invalid_client","error_description":"no"}"#), "invalid_client (no)");
        assert_eq!(told(b"<html>\n"), "<html>");
        assert!(is_final(StatusCode::UNAUTHORIZED) && !is_final(StatusCode::REQUEST_TIMEOUT));
        assert!(!is_final(StatusCode::INTERNAL_SERVER_ERROR) && is_final(StatusCode::NOT_IMPLEMENTED));
    }

    #[test]
    fn names_are_encoded_as_javas_url_encoder_does() {
        assert_eq!(encode("a b*c-d_e.f~ü/"), "a+b*c-d_e.f%7E%C3%BC%2F");
    }
}
