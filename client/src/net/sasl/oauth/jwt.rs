//! Claims of a JSON Web Token, as far as a client needs them (Kafka's `ClientJwtValidator`). Signatures are not checked.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::GeneralPurpose;
use base64::engine::general_purpose::{GeneralPurposeConfig, URL_SAFE_NO_PAD};
use serde_json::Value;

use super::{AccessToken, TokenError};

/// What the claims are called: `sasl.oauthbearer.sub.claim.name`, `sasl.oauthbearer.scope.claim.name`.
#[derive(Debug, Clone)]
pub(super) struct Claims {
    pub(super) subject: String,
    pub(super) scope: String,
}

impl Default for Claims {
    fn default() -> Self {
        Self { subject: "sub".to_owned(), scope: "scope".to_owned() }
    }
}

/// Base64 as in tokens; padding is borne.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &base64::alphabet::URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent),
);

/// Base64 of a part of a token.
pub(super) fn encode(bytes: impl AsRef<[u8]>) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

impl Claims {
    /// # Errors
    /// [`TokenError`] for what is not a token or lacks a claim. Says nothing of the token itself, which is secret.
    pub(super) fn read(&self, token: &str) -> Result<AccessToken, TokenError> {
        let token = token.trim();
        let malformed = || {
            TokenError::fatal(
                "Malformed JWT provided; expected three sections (header, payload, and signature)",
            )
        };
        let sections: Vec<&str> = token.split('.').collect();
        let [_, payload, _] = sections[..] else { return Err(malformed()) };
        if sections.iter().any(|section| section.trim().is_empty()) {
            return Err(malformed());
        }
        let payload = LENIENT.decode(payload).map_err(|_| malformed())?;
        let payload: Value = serde_json::from_slice(&payload)
            .map_err(|_| TokenError::fatal("Could not validate the access token: its payload is not JSON"))?;
        self.check_scope(payload.get(&self.scope))?;
        let principal = payload.get(&self.subject).and_then(Value::as_str).map(str::trim);
        let principal = principal.filter(|subject| !subject.is_empty()).ok_or_else(|| {
            TokenError::fatal(format!("the token's claim {} must be a non-empty string", self.subject))
        })?;
        let expires = time(&payload, "exp")?
            .ok_or_else(|| TokenError::fatal("the token has no claim exp, which says when it expires"))?;
        Ok(AccessToken {
            value: token.to_owned(),
            principal: principal.to_owned(),
            starts: time(&payload, "iat")?,
            expires,
            extensions: BTreeMap::new(),
        })
    }

    fn check_scope(&self, scope: Option<&Value>) -> Result<(), TokenError> {
        let scopes: Vec<&str> = match scope {
            Some(Value::String(scope)) => vec![scope],
            Some(Value::Array(scopes)) => scopes.iter().map(|scope| scope.as_str().unwrap_or("")).collect(),
            _ => Vec::new(),
        };
        if scopes.iter().any(|scope| scope.trim().is_empty()) {
            return Err(TokenError::fatal(format!("{} value must be non-empty", self.scope)));
        }
        if scopes.iter().map(|scope| scope.trim()).collect::<BTreeSet<_>>().len() < scopes.len() {
            return Err(TokenError::fatal(format!("{} value must not contain duplicates", self.scope)));
        }
        Ok(())
    }
}

/// A claim in seconds since 1970, whose fraction Kafka drops.
fn time(payload: &Value, name: &str) -> Result<Option<SystemTime>, TokenError> {
    let wrong =
        || TokenError::fatal(format!("the token's claim {name} must be a non-negative number of seconds"));
    match payload.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => {
            let seconds = value.as_f64().filter(|seconds| *seconds >= 0.0).ok_or_else(wrong)?;
            let since = Duration::try_from_secs_f64(seconds.trunc()).map_err(|_| wrong())?;
            SystemTime::UNIX_EPOCH.checked_add(since).map(Some).ok_or_else(wrong)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(payload: &str) -> Result<AccessToken, String> {
        let token = format!("{}.{}.c2ln", encode("{\"alg\":\"RS256\"}"), encode(payload));
        Claims::default().read(&token).map_err(|error| error.reason)
    }

    #[test]
    fn claims_are_read() {
        let token = read(r#"{"sub":" al ","exp":2000000000.5,"iat":1000,"scope":["a","b"]}"#).unwrap();
        assert_eq!(token.principal, "al");
        assert_eq!(token.expires, SystemTime::UNIX_EPOCH + Duration::from_secs(2_000_000_000));
        assert_eq!(token.starts, Some(SystemTime::UNIX_EPOCH + Duration::from_secs(1000)));
    }

    #[test]
    fn what_is_missing_is_named() {
        for (payload, told) in [
            (r#"{"exp":1}"#, "sub"),
            (r#"{"sub":"","exp":1}"#, "sub"),
            (r#"{"sub":"a"}"#, "exp"),
            (r#"{"sub":"a","exp":-1}"#, "exp"),
            (r#"{"sub":"a","exp":1e300}"#, "exp"),
            (r#"{"sub":"a","exp":1,"scope":""}"#, "scope"),
            (r#"{"sub":"a","exp":1,"scope":["x","x"]}"#, "duplicates"),
            ("[", "not JSON"),
        ] {
            let error = read(payload).unwrap_err();
            assert!(error.contains(told), "{payload}: {error}");
        }
        for token in ["", "a.b", "a..c", "a.b.c.d", "a.*.c"] {
            assert!(Claims::default().read(token).unwrap_err().reason.contains("three sections"), "{token}");
        }
    }
}
