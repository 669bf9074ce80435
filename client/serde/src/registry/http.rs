//! One request to a registry, over all its URLs, with retries.

use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use kavka_config::ConfigError;
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use reqwest::redirect::Policy;
use reqwest::{Client, Method, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::config::{Auth, RegistryConfig};
use super::error::{RegistryError, is_retriable_status};
use super::tls;

const CONTENT: &str = "application/vnd.schemaregistry.v1+json";
const ACCEPTED: &str =
    "application/vnd.schemaregistry.v1+json, application/vnd.schemaregistry+json, application/json";
/// More than any schema: the most that is read of an answer, in bytes.
const ANSWER_MAX: usize = 64 << 20;

/// What is asked.
#[derive(Debug, Clone)]
pub(super) struct Request {
    pub method: Method,
    /// Segments of the path below the base URL, not yet escaped.
    pub path: Vec<String>,
    pub query: Vec<(&'static str, String)>,
    pub body: Option<Value>,
}

impl Request {
    pub fn get<const N: usize>(path: [&str; N]) -> Self {
        let path = path.map(str::to_owned).to_vec();
        Self { method: Method::GET, path, query: Vec::new(), body: None }
    }

    pub fn post<const N: usize>(path: [&str; N], body: Value) -> Self {
        Self { method: Method::POST, body: Some(body), ..Self::get(path) }
    }

    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.query.push((name, value.to_string()));
        self
    }
}

/// The connections.
#[derive(Debug)]
pub(super) struct Http {
    client: Client,
    config: RegistryConfig,
}

impl Http {
    pub fn new(config: RegistryConfig) -> Result<Self, ConfigError> {
        let client = Client::builder()
            .tls_backend_preconfigured(tls::configuration(&config)?)
            .default_headers(headers(&config.auth)?)
            .connect_timeout(config.connect_timeout)
            .timeout(config.connect_timeout.saturating_add(config.read_timeout))
            .redirect(Policy::limited(5))
            .build()
            .map_err(|error| ConfigError::Rule(format!("the registry's client cannot be set up: {error}")))?;
        Ok(Self { client, config })
    }

    pub fn config(&self) -> &RegistryConfig {
        &self.config
    }

    /// Asks, and reads the answer.
    pub async fn ask<T: DeserializeOwned>(&self, request: &Request) -> Result<T, RegistryError> {
        let mut last = None;
        for (at, url) in self.config.urls.iter().enumerate() {
            // The pause of retries is for the last one: before it there is another registry to ask.
            let retries = if at + 1 == self.config.urls.len() { self.config.max_retries } else { 0 };
            match self.ask_one(url, request, retries).await {
                Err(error) if error.is_retriable() => last = Some(error),
                decided => return decided,
            }
        }
        Err(last.unwrap_or_else(|| RegistryError::Unusable("no URL of a registry is set".to_owned())))
    }

    async fn ask_one<T: DeserializeOwned>(
        &self,
        base: &str,
        request: &Request,
        retries: u32,
    ) -> Result<T, RegistryError> {
        let mut tries = 0;
        loop {
            match self.try_once(base, request).await {
                Err(error) if error.is_retriable() && tries < retries => {
                    let pause = pause(self.config.retry_wait, self.config.retry_wait_max, tries);
                    tokio::time::sleep(pause.mul_f64(rand::random())).await;
                    tries += 1;
                }
                decided => return decided,
            }
        }
    }

    async fn try_once<T: DeserializeOwned>(&self, base: &str, request: &Request) -> Result<T, RegistryError> {
        let unreachable = |error: reqwest::Error| RegistryError::Unreachable {
            url: base.to_owned(),
            reason: causes(&error.without_url()),
        };
        let mut asked = self.client.request(request.method.clone(), address(base, request)?);
        if let Some(body) = &request.body {
            asked = asked.header(CONTENT_TYPE, CONTENT).body(body.to_string());
        }
        let mut answer = asked.send().await.map_err(unreachable)?;
        let status = answer.status();
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(unreachable)? {
            if body.len() + piece.len() > ANSWER_MAX {
                return Err(malformed(base, format!("more than {ANSWER_MAX} bytes")));
            }
            body.extend_from_slice(&piece);
        }
        if status.is_success() {
            return serde_json::from_slice(&body).map_err(|error| malformed(base, error.to_string()));
        }
        Err(refused(base, status.as_u16(), &body))
    }
}

fn address(base: &str, request: &Request) -> Result<Url, RegistryError> {
    let mut url = Url::parse(base).map_err(|error| malformed(base, error.to_string()))?;
    match url.path_segments_mut() {
        Ok(mut segments) => {
            segments.pop_if_empty().extend(&request.path);
        }
        Err(()) => return Err(malformed(base, "the URL has no path".to_owned())),
    }
    if !request.query.is_empty() {
        url.query_pairs_mut().extend_pairs(request.query.iter().map(|(name, value)| (*name, value.as_str())));
    }
    Ok(url)
}

fn malformed(base: &str, reason: String) -> RegistryError {
    RegistryError::Malformed { url: base.to_owned(), reason }
}

fn refused(base: &str, status: u16, body: &[u8]) -> RegistryError {
    let told: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = told["error_code"].as_i64().and_then(|code| i32::try_from(code).ok());
    let message = told["message"]
        .as_str()
        .map_or_else(|| String::from_utf8_lossy(&body[..body.len().min(200)]).into_owned(), str::to_owned);
    // A proxy's page says nothing that a program could use but its status.
    let usual = if is_retriable_status(status) { "the registry is not available" } else { "refused" };
    let message = if message.trim().is_empty() { usual.to_owned() } else { message };
    RegistryError::Refused { url: base.to_owned(), status, code: code.unwrap_or(i32::from(status)), message }
}

/// The error and what caused it, in one line.
fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}

/// The longest pause before the try after `tries` others.
fn pause(first: Duration, max: Duration, tries: u32) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(tries)).min(max)
}

fn headers(auth: &Auth) -> Result<HeaderMap, ConfigError> {
    let secret = |key: &str, text: String| {
        let told = |_| ConfigError::invalid(key, "[hidden]", "cannot be sent in an HTTP header");
        let mut value = HeaderValue::try_from(text).map_err(told)?;
        value.set_sensitive(true);
        Ok::<_, ConfigError>(value)
    };
    let mut headers = HeaderMap::new();
    headers.insert(ACCEPT, HeaderValue::from_static(ACCEPTED));
    match auth {
        Auth::None => {}
        Auth::Basic { user, password } => {
            let login = BASE64.encode(format!("{user}:{password}"));
            headers.insert(AUTHORIZATION, secret("basic.auth.user.info", format!("Basic {login}"))?);
        }
        Auth::Bearer { token, logical_cluster, identity_pool } => {
            headers.insert(AUTHORIZATION, secret("bearer.auth.token", format!("Bearer {token}"))?);
            let others =
                [("target-sr-cluster", logical_cluster), ("confluent-identity-pool-id", identity_pool)];
            for (name, value) in others {
                if let Some(value) = value {
                    headers.insert(HeaderName::from_static(name), secret("bearer.auth", value.clone())?);
                }
            }
        }
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_are_escaped_in_the_path() {
        let request = Request::get(["subjects", "a/b c.proto", "versions"]).with("normalize", true);
        let url = address("http://h:1/base", &request).unwrap();
        assert_eq!(url.as_str(), "http://h:1/base/subjects/a%2Fb%20c.proto/versions?normalize=true");
    }

    #[test]
    fn pauses_grow_up_to_their_limit() {
        let pause = |tries| pause(Duration::from_secs(1), Duration::from_secs(20), tries).as_secs();
        assert_eq!([0, 1, 4, 5, 99].map(pause), [1, 2, 16, 20, 20]);
    }

    #[test]
    fn refusals_keep_the_registrys_code() {
        let told = br#"{"error_code":40403,"message":"Schema 5 not found"}"#;
        let error = refused("http://r", 404, told);
        assert!(error.is_not_found() && !error.is_retriable());
        assert!(error.to_string().starts_with("Schema 5 not found; error code: 40403"), "{error}");
        assert!(refused("http://r", 503, b"<html>").is_retriable());
    }
}
