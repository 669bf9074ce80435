//! An identity provider of few lines: it issues signed tokens for a client id and secret, and shows its keys.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, anyhow};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub const CLIENT: &str = "the client";
pub const SECRET: &str = "s3cret:%";
pub const ISSUER: &str = "https://issuer.test";
pub const AUDIENCE: &str = "kafka";

/// A provider that serves until it is dropped.
pub struct Provider {
    port: u16,
    shared: Arc<Shared>,
    task: tokio::task::JoinHandle<()>,
}

struct Shared {
    key: EcdsaKeyPair,
    issued: AtomicU32,
}

impl Provider {
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let key = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| anyhow!("no key"))?;
        let shared = Arc::new(Shared { key, issued: AtomicU32::new(0) });
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&serving);
                tokio::spawn(async move {
                    if let Err(error) = shared.serve(stream).await {
                        eprintln!("identity provider: {error:#}");
                    }
                });
            }
        });
        Ok(Self { port, shared, task })
    }

    /// The address of a page: `keys`, `token`, or `expired` for tokens of yesterday.
    pub fn url(&self, page: &str) -> String {
        format!("http://localhost:{}/{page}", self.port)
    }

    /// How many tokens it has issued.
    pub fn issued(&self) -> u32 {
        self.shared.issued.load(Ordering::SeqCst)
    }

    /// A token that holds for so many seconds.
    pub fn token(&self, seconds: i64) -> Result<String> {
        self.shared.token(seconds)
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    /// One request, one answer.
    async fn serve(&self, mut stream: TcpStream) -> Result<()> {
        let mut request = Vec::new();
        loop {
            let read = stream.read_buf(&mut request).await?;
            let text = String::from_utf8_lossy(&request);
            if let Some((head, body)) = text.split_once("\r\n\r\n") {
                let length =
                    header(head, "content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
                if body.len() >= length {
                    let (status, answer) = self.answer(head, body)?;
                    let answer = answer.to_string();
                    let head = format!(
                        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
                         Connection: close\r\n\r\n",
                        answer.len()
                    );
                    stream.write_all(format!("{head}{answer}").as_bytes()).await?;
                    return Ok(());
                }
            }
            anyhow::ensure!(read > 0, "a request without an end");
        }
    }

    fn answer(&self, head: &str, body: &str) -> Result<(&'static str, Value)> {
        let page = head.split(' ').nth(1).context("a path")?;
        if page == "/keys" {
            let public = self.key.public_key().as_ref();
            let part = |range: std::ops::Range<usize>| URL_SAFE_NO_PAD.encode(&public[range]);
            let (x, y) = (part(1..33), part(33..65));
            let key = json!({"kty": "EC", "crv": "P-256", "x": x, "y": y, "kid": "one", "alg": "ES256", "use": "sig"});
            return Ok(("200 OK", json!({"keys": [key]})));
        }
        if let Some(grant) = assertion_grant(body) {
            let (is_it, scope) = (is_the_clients(&grant), pair(body, "scope"));
            if !is_it || scope != Some("to+write") {
                return Ok(("400 Bad Request", json!({"error": "invalid_grant", "error_description": body})));
            }
            self.issued.fetch_add(1, Ordering::SeqCst);
            return Ok(("200 OK", json!({"access_token": self.token(3600)?})));
        }
        let wanted = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
        if header(head, "authorization") != Some(wanted.as_str()) {
            let error = json!({"error": "invalid_client", "error_description": "who is that?"});
            return Ok(("401 Unauthorized", error));
        }
        if pair(body, "grant_type") != Some("client_credentials") || pair(body, "scope") != Some("to+write") {
            return Ok(("400 Bad Request", json!({"error": "invalid_request", "error_description": body})));
        }
        self.issued.fetch_add(1, Ordering::SeqCst);
        let seconds = if page == "/expired" { -86400 } else { 3600 };
        Ok(("200 OK", json!({"access_token": self.token(seconds)?, "token_type": "Bearer"})))
    }

    fn token(&self, seconds: i64) -> Result<String> {
        let now = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
        let claims = json!({
            "sub": "alice", "iss": ISSUER, "aud": AUDIENCE, "scope": "to write",
            "iat": now.min(now + seconds - 60), "exp": now + seconds
        });
        let encode = |part: Value| URL_SAFE_NO_PAD.encode(part.to_string());
        let header = json!({"alg": "ES256", "kid": "one", "typ": "JWT"});
        let message = format!("{}.{}", encode(header), encode(claims));
        let signature = self.key.sign(&SystemRandom::new(), message.as_bytes());
        let signature = signature.map_err(|_| anyhow!("no signature"))?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref())))
    }
}

/// A value of a form, still encoded.
fn pair<'a>(form: &'a str, name: &str) -> Option<&'a str> {
    form.split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

/// The assertion of a JWT bearer grant, or of a client that shows itself by one.
fn assertion_grant(form: &str) -> Option<String> {
    let urn = "urn%3Aietf%3Aparams%3Aoauth%3A";
    let is_bearer = pair(form, "grant_type") == Some(&format!("{urn}grant-type%3Ajwt-bearer"));
    let is_client =
        pair(form, "client_assertion_type") == Some(&format!("{urn}client-assertion-type%3Ajwt-bearer"));
    let name = if is_bearer { "assertion" } else { "client_assertion" };
    (is_bearer || is_client).then(|| pair(form, name).map(str::to_owned)).flatten()
}

/// Whether an assertion has three parts and is issued by the client. Its signature is another test's.
fn is_the_clients(assertion: &str) -> bool {
    let parts: Vec<&str> = assertion.split('.').collect();
    let [_, payload, signature] = parts[..] else { return false };
    let payload = URL_SAFE_NO_PAD.decode(payload).unwrap_or_default();
    let payload: Value = serde_json::from_slice(&payload).unwrap_or_default();
    payload["iss"] == CLIENT && !signature.is_empty()
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines()
        .filter_map(|line| line.split_once(": "))
        .find(|(key, _)| key.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}
