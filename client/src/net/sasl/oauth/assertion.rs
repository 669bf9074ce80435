//! Assertions (RFC 7523): tokens that this client signs itself, to show who it is to an identity provider (KIP-1139).

use std::path::PathBuf;
use std::time::{Duration, SystemTime};

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, RSA_PKCS1_SHA256, RsaKeyPair};
use kavka_config::{ConfigError, ParsedConfig};
use serde_json::{Map, Value, json};

use super::{TokenError, file, jwt};
use crate::net::private_key_from_pem;

/// `sasl.oauthbearer.assertion.*`: a finished assertion, or what one is made of.
pub(super) enum Assertion {
    File(PathBuf),
    Signed(Box<Recipe>),
}

/// How an assertion is made. Key and template are read anew for each, so they can be exchanged.
pub(super) struct Recipe {
    is_elliptic: bool,
    key: PathBuf,
    passphrase: Option<String>,
    template: Option<PathBuf>,
    /// Claims whose value is set.
    claims: Map<String, Value>,
    expires: Duration,
    not_before: Duration,
    has_id: bool,
}

const FILE: &str = "sasl.oauthbearer.assertion.file";
const ISSUER: &str = "sasl.oauthbearer.assertion.claim.iss";
const KEY: &str = "sasl.oauthbearer.assertion.private.key.file";

impl Assertion {
    /// Whether a client shows itself by an assertion rather than by a secret.
    pub(super) fn is_wanted(parsed: &ParsedConfig) -> bool {
        parsed.optional_string(FILE).is_some() || parsed.optional_string(ISSUER).is_some()
    }

    /// # Errors
    /// [`ConfigError`] where neither file nor key is set.
    pub(super) fn from_parsed(parsed: &ParsedConfig) -> Result<Self, ConfigError> {
        let text = |name: &str| parsed.optional_string(name).map(str::to_owned);
        if let Some(path) = text(FILE) {
            return Ok(Self::File(path.into()));
        }
        let key = text(KEY).ok_or_else(|| ConfigError::Rule(format!("{FILE} or {KEY} must be set")))?;
        let claims = ["aud", "iss", "sub"].into_iter().filter_map(|claim| {
            Some((claim.to_owned(), Value::from(text(&format!("sasl.oauthbearer.assertion.claim.{claim}"))?)))
        });
        let seconds = |name: &str| Duration::from_secs(u64::try_from(parsed.int(name)).unwrap_or(0));
        Ok(Self::Signed(Box::new(Recipe {
            is_elliptic: parsed.string("sasl.oauthbearer.assertion.algorithm").eq_ignore_ascii_case("ES256"),
            key: key.into(),
            passphrase: text("sasl.oauthbearer.assertion.private.key.passphrase"),
            template: text("sasl.oauthbearer.assertion.template.file").map(PathBuf::from),
            claims: claims.collect(),
            expires: seconds("sasl.oauthbearer.assertion.claim.exp.seconds"),
            not_before: seconds("sasl.oauthbearer.assertion.claim.nbf.seconds"),
            has_id: parsed.boolean("sasl.oauthbearer.assertion.claim.jti.include"),
        })))
    }

    /// The assertion for a request that is made now.
    pub(super) async fn make(&self) -> Result<String, TokenError> {
        match self {
            Self::File(path) => file::read(path).await,
            Self::Signed(recipe) => {
                let key = file::read(&recipe.key).await?;
                let template = match &recipe.template {
                    Some(path) => file::read(path).await?,
                    None => "{}".to_owned(),
                };
                recipe.sign(&key, &template, SystemTime::now()).map_err(TokenError::fatal)
            }
        }
    }
}

impl Recipe {
    fn sign(&self, key: &str, template: &str, now: SystemTime) -> Result<String, String> {
        let template: Value = serde_json::from_str(template)
            .map_err(|error| format!("sasl.oauthbearer.assertion.template.file: {error}"))?;
        let part = |name: &str| template.get(name).and_then(Value::as_object).cloned().unwrap_or_default();
        let now = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        // Settings, then the template over them, then what only this moment can say.
        let mut payload = self.claims.clone();
        payload.extend(part("payload"));
        payload.insert("iat".to_owned(), json!(now.as_secs()));
        payload.insert("exp".to_owned(), json!((now + self.expires).as_secs()));
        payload.insert("nbf".to_owned(), json!(now.saturating_sub(self.not_before).as_secs()));
        if self.has_id {
            payload.insert("jti".to_owned(), json!(uuid::Uuid::new_v4().to_string()));
        }
        let mut header = part("header");
        header.insert("alg".to_owned(), json!(if self.is_elliptic { "ES256" } else { "RS256" }));
        header.insert("typ".to_owned(), json!("JWT"));
        let encoded = |part: Map<String, Value>| jwt::encode(Value::Object(part).to_string());
        let message = format!("{}.{}", encoded(header), encoded(payload));
        let signature = self.signature(key, message.as_bytes()).map_err(|error| format!("{KEY}: {error}"))?;
        Ok(format!("{message}.{}", jwt::encode(signature)))
    }

    fn signature(&self, key: &str, message: &[u8]) -> Result<Vec<u8>, String> {
        let key = private_key_from_pem(key, self.passphrase.as_deref())?;
        let failed = |_: aws_lc_rs::error::Unspecified| "it cannot sign".to_owned();
        let rejected =
            |error: aws_lc_rs::error::KeyRejected| format!("not a key for this algorithm ({error})");
        let random = SystemRandom::new();
        if self.is_elliptic {
            let key = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, key.secret_der());
            let signature = key.map_err(rejected)?.sign(&random, message).map_err(failed)?;
            return Ok(signature.as_ref().to_vec());
        }
        let key = RsaKeyPair::from_pkcs8(key.secret_der()).map_err(rejected)?;
        let mut signature = vec![0; key.public_modulus_len()];
        key.sign(&RSA_PKCS1_SHA256, &random, message, &mut signature).map_err(failed)?;
        Ok(signature)
    }
}

#[cfg(test)]
mod tests {
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED, UnparsedPublicKey};
    use base64::Engine;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;

    use super::*;

    #[test]
    fn assertions_have_their_claims_and_a_signature() {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut recipe = Recipe {
            is_elliptic: true,
            key: PathBuf::new(),
            passphrase: None,
            template: None,
            claims: [("iss".to_owned(), json!("me")), ("aud".to_owned(), json!("old"))].into_iter().collect(),
            expires: Duration::from_secs(300),
            not_before: Duration::from_secs(60),
            has_id: true,
        };
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1000);
        let template = r#"{"header":{"kid":"k"},"payload":{"aud":"new"}}"#;
        let assertion = recipe.sign(&key.serialize_pem(), template, now).unwrap();
        let (message, signature) = assertion.rsplit_once('.').unwrap();
        let decode = |part: &str| URL_SAFE_NO_PAD.decode(part).unwrap();
        UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key.public_key_raw())
            .verify(message.as_bytes(), &decode(signature))
            .unwrap();
        let (header, payload) = message.split_once('.').unwrap();
        let header: Value = serde_json::from_slice(&decode(header)).unwrap();
        assert_eq!(header, json!({"kid": "k", "alg": "ES256", "typ": "JWT"}));
        let payload: Value = serde_json::from_slice(&decode(payload)).unwrap();
        for (claim, value) in [
            ("iss", json!("me")),
            ("aud", json!("new")),
            ("iat", json!(1000)),
            ("exp", json!(1300)),
            ("nbf", json!(940)),
        ] {
            assert_eq!(payload[claim], value, "{claim}");
        }
        assert!(payload["jti"].is_string());
        recipe.is_elliptic = false;
        let error = recipe.sign(&key.serialize_pem(), "{}", now).unwrap_err();
        assert!(error.contains("not a key for this algorithm"), "{error}");
        assert!(recipe.sign("", "{}", now).unwrap_err().contains("no private key"));
        assert!(recipe.sign("", "[", now).unwrap_err().contains("template"));
    }
}
