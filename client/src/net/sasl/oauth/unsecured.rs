//! Tokens without a signature, for development: made here of the options of `sasl.jaas.config`, as Kafka's
//! `OAuthBearerUnsecuredLoginCallbackHandler` makes them.

use std::time::{Duration, SystemTime};

use futures::future::BoxFuture;
use serde_json::{Map, Value, json};

use super::{AccessToken, TokenError, TokenProvider, jwt, message};

/// Claims and extensions of such tokens.
#[derive(Debug)]
pub(super) struct Unsecured {
    claims: Map<String, Value>,
    principal: String,
    lifetime: f64,
    extensions: std::collections::BTreeMap<String, String>,
}

const EXTENSION: &str = "unsecuredLoginExtension_";

impl Unsecured {
    /// # Errors
    /// What is wrong with the options.
    pub(super) fn from_options<'a>(
        options: impl Iterator<Item = (&'a str, &'a str)>,
    ) -> Result<Self, String> {
        let options: Vec<(&str, &str)> = options.collect();
        if options.is_empty() {
            return Err("it has no unsecuredLoginStringClaim_sub; for tokens of an identity provider set \
                        sasl.login.callback.handler.class=org.apache.kafka.common.security.oauthbearer.\
                        OAuthBearerLoginCallbackHandler"
                .to_owned());
        }
        if options.iter().all(|(name, _)| name.starts_with(EXTENSION)) {
            return Err("Extensions provided in login context without a token".to_owned());
        }
        let option = |name: &str| options.iter().find(|(key, _)| *key == name).map(|(_, value)| value.trim());
        let named = |name: &str, default: &str| {
            option(name).filter(|value| !value.is_empty()).unwrap_or(default).to_owned()
        };
        let lifetime = named("unsecuredLoginLifetimeSeconds", "3600");
        let lifetime = lifetime
            .parse::<i32>()
            .map_err(|_| format!("unsecuredLoginLifetimeSeconds is {lifetime}, not a number of seconds"))?;
        let mut this = Self {
            claims: Map::new(),
            principal: String::new(),
            lifetime: f64::from(lifetime),
            extensions: std::collections::BTreeMap::new(),
        };
        for (key, value) in &options {
            this.take(key, value)?;
        }
        message::check_extensions(&this.extensions)?;
        let principal = named("unsecuredLoginPrincipalClaimName", "sub");
        this.principal = this
            .claims
            .get(&principal)
            .and_then(Value::as_str)
            .filter(|subject| !subject.is_empty())
            .ok_or_else(|| {
                format!("it has no unsecuredLoginStringClaim_{principal}, which says who signs in")
            })?
            .to_owned();
        Ok(this)
    }

    fn take(&mut self, key: &str, value: &str) -> Result<(), String> {
        if let Some(name) = key.strip_prefix(EXTENSION) {
            self.extensions.insert(name.to_owned(), value.to_owned());
            return Ok(());
        }
        let claim = |kind: &str| {
            key.strip_prefix("unsecuredLogin")?.strip_prefix(kind).filter(|name| !name.is_empty())
        };
        let (name, value) = if let Some(name) = claim("StringClaim_") {
            (name, json!(value))
        } else if let Some(name) = claim("NumberClaim_") {
            let number: f64 =
                value.trim().parse().map_err(|_| format!("the claim {name} is {value}, not a number"))?;
            (name, json!(number))
        } else if let Some(name) = claim("ListClaim_") {
            (name, Value::from(list(value)))
        } else {
            return Ok(());
        };
        if matches!(name, "iat" | "exp") {
            return Err(format!("Cannot explicitly set the '{name}' claim"));
        }
        self.claims.insert(name.to_owned(), value);
        Ok(())
    }

    fn token_at(&self, now: SystemTime) -> AccessToken {
        let since = now.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        // Kafka's clock has milliseconds.
        let issued = Duration::from_millis(u64::try_from(since.as_millis()).unwrap_or(0)).as_secs_f64();
        let expires = (issued + self.lifetime).max(0.0);
        let mut claims = self.claims.clone();
        claims.insert("iat".to_owned(), json!(issued));
        claims.insert("exp".to_owned(), json!(expires));
        let header = jwt::encode(r#"{"alg":"none"}"#);
        AccessToken {
            value: format!("{header}.{}.", jwt::encode(Value::Object(claims).to_string())),
            principal: self.principal.clone(),
            starts: Some(now),
            expires: SystemTime::UNIX_EPOCH + Duration::from_secs_f64(expires),
            extensions: self.extensions.clone(),
        }
    }
}

/// The first character separates the elements of the rest, as in `|a|b`. Java's `split` drops empty elements at the end
/// and Kafka's handler adds one for any that are empty.
fn list(value: &str) -> Vec<String> {
    let mut rest = value.chars();
    let Some(separator) = rest.next() else { return Vec::new() };
    let rest = rest.as_str();
    if rest.is_empty() {
        return Vec::new();
    }
    let mut elements: Vec<String> = rest.split(separator).map(str::to_owned).collect();
    while elements.last().is_some_and(String::is_empty) {
        elements.pop();
    }
    let doubled: String = [separator, separator].iter().collect();
    if rest.starts_with(separator) || rest.ends_with(separator) || rest.contains(&doubled) {
        elements.push(String::new());
    }
    elements
}

impl TokenProvider for Unsecured {
    fn token(&self) -> BoxFuture<'_, Result<AccessToken, TokenError>> {
        Box::pin(std::future::ready(Ok(self.token_at(SystemTime::now()))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_have_the_claims_of_the_options() {
        let options = [
            ("unsecuredLoginStringClaim_sub", "al\"ice"),
            ("unsecuredLoginNumberClaim_n", "7"),
            ("unsecuredLoginListClaim_scope", "|a|b"),
            ("unsecuredLoginExtension_traceId", "123"),
            ("unsecuredLoginLifetimeSeconds", "60"),
        ];
        let unsecured = Unsecured::from_options(options.into_iter()).unwrap();
        let now = SystemTime::UNIX_EPOCH + Duration::from_millis(1_700_000_000_500);
        let token = unsecured.token_at(now);
        assert_eq!(token.principal, "al\"ice");
        assert_eq!(token.expires, now + Duration::from_secs(60));
        assert_eq!(token.extensions["traceId"], "123");
        let sections: Vec<&str> = token.value.split('.').collect();
        assert_eq!(sections[2], "");
        let claims = base64::Engine::decode(&base64::engine::general_purpose::URL_SAFE_NO_PAD, sections[1]);
        let claims: Value = serde_json::from_slice(&claims.unwrap()).unwrap();
        let expected = json!({
            "sub": "al\"ice", "n": 7.0, "scope": ["a", "b"], "iat": 1_700_000_000.5, "exp": 1_700_000_060.5
        });
        assert_eq!(claims, expected);
    }

    #[test]
    fn what_is_wrong_with_options_is_said() {
        let told = |options: &[(&'static str, &'static str)]| {
            Unsecured::from_options(options.iter().copied()).unwrap_err()
        };
        assert!(told(&[]).contains("sasl.login.callback.handler.class"));
        assert!(told(&[("unsecuredLoginExtension_a", "b")]).contains("without a token"));
        assert!(told(&[("unsecuredLoginStringClaim_x", "y")]).contains("StringClaim_sub"));
        let sub = ("unsecuredLoginStringClaim_sub", "a");
        assert!(told(&[sub, ("unsecuredLoginNumberClaim_exp", "1")]).contains("'exp'"));
        assert!(told(&[sub, ("unsecuredLoginNumberClaim_n", "x")]).contains("not a number"));
        assert!(told(&[sub, ("unsecuredLoginLifetimeSeconds", "x")]).contains("seconds"));
        assert!(told(&[sub, ("unsecuredLoginExtension_auth", "x")]).contains("auth"));
    }

    #[test]
    fn lists_are_split_as_java_does() {
        for (text, expected) in [
            ("", &[][..]),
            ("|", &[]),
            ("|a", &["a"]),
            ("|a|b", &["a", "b"]),
            ("|a|b|", &["a", "b", ""]),
            ("|a||b", &["a", "", "b", ""]),
        ] {
            assert_eq!(list(text), expected, "{text}");
        }
    }
}
