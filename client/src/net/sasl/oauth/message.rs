//! What is said on the wire: the first message with the token, and the broker's refusal.

use std::collections::BTreeMap;

use super::AccessToken;

/// The client's only message.
pub(in crate::net::sasl) fn client_first(token: &AccessToken) -> String {
    let mut message = format!("n,,\u{1}auth=Bearer {}\u{1}", token.value);
    for (name, value) in &token.extensions {
        message.push_str(&format!("{name}={value}\u{1}"));
    }
    message.push('\u{1}');
    message
}

/// What ends an exchange that the broker has answered with an error.
pub(in crate::net::sasl) const AFTER_ERROR: &[u8] = &[1];

/// Checks extensions by the grammar of RFC 7628.
///
/// # Errors
/// Kafka's text.
pub(super) fn check_extensions(extensions: &BTreeMap<String, String>) -> Result<(), String> {
    for (name, value) in extensions {
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphabetic());
        if !is_name || name == "auth" {
            return Err(format!("Extension name {name} is invalid"));
        }
        let may_stand = |byte: u8| matches!(byte, 0x20..=0x7e | b'\t' | b'\r' | b'\n');
        if value.is_empty() || !value.bytes().all(may_stand) {
            return Err(format!("Extension value ({value}) for extension {name} is invalid"));
        }
    }
    Ok(())
}

/// The broker's error in words, from its JSON: `{"status":"invalid_token","scope":"…","openid-configuration":"…"}`.
pub(in crate::net::sasl) fn refusal(challenge: &[u8]) -> String {
    let text = String::from_utf8_lossy(challenge);
    let Ok(json) = serde_json::from_slice::<serde_json::Value>(challenge) else {
        return format!("the broker answered {text:?}");
    };
    let field = |name: &str| json.get(name).and_then(serde_json::Value::as_str);
    let mut told = format!("the broker refused the token: {}", field("status").unwrap_or("no status"));
    for (name, what) in [("scope", "scope"), ("openid-configuration", "see")] {
        if let Some(value) = field(name) {
            told.push_str(&format!(", {what} {value}"));
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn the_message_has_token_and_extensions() {
        let token = AccessToken {
            value: "abc.def.".to_owned(),
            principal: "me".to_owned(),
            starts: None,
            expires: SystemTime::UNIX_EPOCH,
            extensions: [("traceId", "123"), ("x", "y z")].map(|(k, v)| (k.to_owned(), v.to_owned())).into(),
        };
        assert_eq!(client_first(&token), "n,,\u{1}auth=Bearer abc.def.\u{1}traceId=123\u{1}x=y z\u{1}\u{1}");
        assert!(!format!("{token:?}").contains("abc"));
    }

    #[test]
    fn extensions_follow_the_grammar() {
        let one = |name: &str, value: &str| check_extensions(&[(name.to_owned(), value.to_owned())].into());
        assert_eq!(one("traceId", "a 1"), Ok(()));
        assert_eq!(one("auth", "x").unwrap_err(), "Extension name auth is invalid");
        assert!(one("a1", "x").is_err() && one("", "x").is_err());
        assert!(one("a", "\u{1}").is_err() && one("a", "").is_err());
    }

    #[test]
    fn refusals_are_put_in_words() {
        assert_eq!(
            refusal(br#"{"status":"insufficient_scope","scope":"kafka"}"#),
            "the broker refused the token: insufficient_scope, scope kafka"
        );
        assert_eq!(refusal(b"{}"), "the broker refused the token: no status");
        assert_eq!(refusal(b"what"), "the broker answered \"what\"");
    }
}
