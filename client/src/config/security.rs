//! The security settings: what connections are made of, and one line about those that have no effect.

use kavka_config::{ConfigError, ParsedConfig};

use crate::net::{Sasl, Tls, tls_from_parsed};

/// Settings that name something of Java's, or that only brokers use. They are taken and have no effect.
const WITHOUT_EFFECT: [&str; 20] = [
    "sasl.client.callback.handler.class",
    "sasl.kerberos.kinit.cmd",
    "sasl.kerberos.min.time.before.relogin",
    "sasl.kerberos.service.name",
    "sasl.kerberos.ticket.renew.jitter",
    "sasl.kerberos.ticket.renew.window.factor",
    "sasl.login.class",
    "sasl.oauthbearer.clock.skew.seconds",
    "sasl.oauthbearer.expected.audience",
    "sasl.oauthbearer.expected.issuer",
    "sasl.oauthbearer.jwks.endpoint.refresh.ms",
    "sasl.oauthbearer.jwks.endpoint.retry.backoff.max.ms",
    "sasl.oauthbearer.jwks.endpoint.retry.backoff.ms",
    "sasl.oauthbearer.jwks.endpoint.url",
    "security.providers",
    "ssl.engine.factory.class",
    "ssl.keymanager.algorithm",
    "ssl.provider",
    "ssl.secure.random.implementation",
    "ssl.trustmanager.algorithm",
];

/// How connections are secured, as the settings say.
///
/// # Errors
/// [`ConfigError`] for settings that do not go together, and stores that cannot be read.
pub(super) fn from_parsed(parsed: &ParsedConfig) -> Result<(Option<Tls>, Option<Sasl>), ConfigError> {
    let protocol = parsed.string("security.protocol").to_ascii_uppercase();
    let (has_tls, has_sasl) = (protocol.ends_with("SSL"), protocol.starts_with("SASL_"));
    for (why, names) in idle(parsed, has_tls, has_sasl) {
        tracing::warn!("{why}: {}", names.join(", "));
    }
    let tls = has_tls.then(|| tls_from_parsed(parsed)).transpose()?;
    Ok((tls, Sasl::from_parsed(parsed)?))
}

/// Settings that were given and change nothing, and why.
fn idle(parsed: &ParsedConfig, has_tls: bool, has_sasl: bool) -> Vec<(String, Vec<&str>)> {
    let given = || parsed.originals().keys().map(String::as_str);
    let unused =
        |name: &str| (!has_tls && name.starts_with("ssl.")) || (!has_sasl && name.starts_with("sasl."));
    let protocol = parsed.string("security.protocol");
    let idle = [
        (
            format!("with security.protocol={protocol} these settings have no effect"),
            given().filter(|name| unused(name)).collect::<Vec<_>>(),
        ),
        (
            "these settings are for Java or for brokers, and have no effect".to_owned(),
            given().filter(|name| WITHOUT_EFFECT.contains(name) && !unused(name)).collect(),
        ),
    ];
    idle.into_iter().filter(|(_, names)| !names.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ADMIN, parse};

    #[test]
    fn settings_without_effect_are_named() {
        let pairs = [
            ("security.protocol", "SASL_PLAINTEXT"),
            ("ssl.key.password", "x"),
            ("sasl.login.class", "org.apache.kafka.Login"),
            ("sasl.mechanism", "PLAIN"),
        ];
        let properties = pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).into();
        let parsed = parse(&ADMIN, &properties).unwrap();
        let [(unused, of_ssl), (_, of_java)] = &idle(&parsed, false, true)[..] else { panic!("two lines") };
        assert!(unused.contains("SASL_PLAINTEXT"), "{unused}");
        assert_eq!(
            (of_ssl.as_slice(), of_java.as_slice()),
            (&["ssl.key.password"][..], &["sasl.login.class"][..])
        );
        assert!(idle(&parsed, true, true).len() == 1);
    }

    #[test]
    fn every_security_setting_is_accounted_for() {
        let source = [
            include_str!("../net/tls/settings.rs"),
            include_str!("../net/sasl.rs"),
            include_str!("../net/sasl/oauth/settings.rs"),
            include_str!("../net/sasl/oauth/refresh.rs"),
            include_str!("../net/sasl/oauth/http.rs"),
            include_str!("../net/sasl/oauth/assertion.rs"),
        ]
        .concat();
        for key in ADMIN
            .keys()
            .map(|key| &*key.name)
            .filter(|name| name.starts_with("sasl.") || name.starts_with("ssl."))
        {
            let is_store = key.starts_with("ssl.keystore.") || key.starts_with("ssl.truststore.");
            let is_claim = key.starts_with("sasl.oauthbearer.assertion.claim.");
            let is_used =
                is_store || is_claim || key == "ssl.key.password" || source.contains(&format!("\"{key}\""));
            assert!(is_used || WITHOUT_EFFECT.contains(&key), "{key} has neither an effect nor a warning");
        }
    }
}
