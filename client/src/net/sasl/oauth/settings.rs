//! From settings to a source of tokens.

use std::collections::BTreeMap;
use std::sync::Arc;

use kavka_config::{ConfigError, ParsedConfig};

use super::super::jaas::Entry;
use super::file::File;
use super::jwt::Claims;
use super::unsecured::Unsecured;
use super::{RefreshConfig, TokenProvider, TokenSource, message};

const HANDLER: &str = "sasl.login.callback.handler.class";
const RETRIEVER: &str = "sasl.oauthbearer.jwt.retriever.class";
const VALIDATOR: &str = "sasl.oauthbearer.jwt.validator.class";
pub(super) const URL: &str = "sasl.oauthbearer.token.endpoint.url";

/// The part of a Java class name after its package.
fn simple_name(class: &str) -> &str {
    class.rsplit(['.', '$']).next().unwrap_or(class)
}

/// # Errors
/// [`ConfigError`] for what is missing or does not go together.
pub(in crate::net::sasl) fn from_parsed(
    parsed: &ParsedConfig,
    entry: Option<&Entry>,
) -> Result<TokenSource, ConfigError> {
    let refresh = RefreshConfig::from_parsed(parsed);
    let handler = parsed.optional_string(HANDLER);
    let provider: Arc<dyn TokenProvider> = match handler.map(simple_name) {
        None | Some("OAuthBearerUnsecuredLoginCallbackHandler") => {
            let options = entry.into_iter().flat_map(Entry::options);
            let wrong = |reason| ConfigError::invalid("sasl.jaas.config", "[hidden]", reason);
            Arc::new(Unsecured::from_options(options).map_err(wrong)?)
        }
        Some("OAuthBearerLoginCallbackHandler") => retriever(parsed, entry)?,
        Some(_) => {
            let told =
                "only Kafka's own handlers of OAUTHBEARER are known; a program may give a TokenProvider";
            return Err(ConfigError::invalid(HANDLER, handler.unwrap_or_default(), told));
        }
    };
    Ok(TokenSource::new(provider, refresh))
}

fn retriever(parsed: &ParsedConfig, entry: Option<&Entry>) -> Result<Arc<dyn TokenProvider>, ConfigError> {
    let validator = parsed.string(VALIDATOR);
    if !["DefaultJwtValidator", "ClientJwtValidator"].contains(&simple_name(validator)) {
        return Err(ConfigError::invalid(VALIDATOR, validator, "only Kafka's own for clients are known"));
    }
    let claims = Claims {
        subject: parsed.string("sasl.oauthbearer.sub.claim.name").trim().to_owned(),
        scope: parsed.string("sasl.oauthbearer.scope.claim.name").trim().to_owned(),
    };
    let url = parsed.optional_string(URL).map(str::trim).filter(|url| !url.is_empty());
    let url = url.ok_or_else(|| ConfigError::Rule(format!("{URL} must be set to fetch tokens")))?;
    let path = file_of(url);
    let class = parsed.string(RETRIEVER);
    let provider: Arc<dyn TokenProvider> = match (simple_name(class), path) {
        ("DefaultJwtRetriever" | "FileJwtRetriever", Some(path)) => {
            Arc::new(File { path: path.into(), claims })
        }
        ("FileJwtRetriever", None) => return Err(ConfigError::invalid(URL, url, "it must be a file: URL")),
        ("DefaultJwtRetriever" | "ClientCredentialsJwtRetriever" | "JwtBearerJwtRetriever", None) => {
            over_http(parsed, entry, url, claims)?
        }
        ("ClientCredentialsJwtRetriever" | "JwtBearerJwtRetriever", Some(_)) => {
            return Err(ConfigError::invalid(URL, url, "it must be an http: or https: URL"));
        }
        _ => return Err(ConfigError::invalid(RETRIEVER, class, "only Kafka's own retrievers are known")),
    };
    let extensions = entry
        .into_iter()
        .flat_map(Entry::options)
        .filter_map(|(key, value)| Some((key.strip_prefix("extension_")?.to_owned(), value.to_owned())));
    let extensions: BTreeMap<String, String> = extensions.collect();
    let wrong = |reason| ConfigError::invalid("sasl.jaas.config", "[hidden]", reason);
    message::check_extensions(&extensions).map_err(wrong)?;
    Ok(if extensions.is_empty() { provider } else { Arc::new(Extended { provider, extensions }) })
}

/// The path of a `file:` URL.
fn file_of(url: &str) -> Option<&str> {
    let (scheme, rest) = url.split_once(':')?;
    scheme.eq_ignore_ascii_case("file").then(|| match rest.strip_prefix("//") {
        // Between the slashes may stand a host: this one.
        Some(rest) => rest.find('/').map_or(rest, |at| &rest[at..]),
        None => rest,
    })
}

/// Tokens with the extensions of `sasl.jaas.config`.
struct Extended {
    provider: Arc<dyn TokenProvider>,
    extensions: BTreeMap<String, String>,
}

impl TokenProvider for Extended {
    fn token(&self) -> futures::future::BoxFuture<'_, Result<super::AccessToken, super::TokenError>> {
        Box::pin(async {
            let mut token = self.provider.token().await?;
            token.extensions.clone_from(&self.extensions);
            Ok(token)
        })
    }
}

#[cfg(feature = "oauth-http")]
fn over_http(
    parsed: &ParsedConfig,
    entry: Option<&Entry>,
    url: &str,
    claims: Claims,
) -> Result<Arc<dyn TokenProvider>, ConfigError> {
    let is_bearer = simple_name(parsed.string(RETRIEVER)) == "JwtBearerJwtRetriever";
    Ok(Arc::new(super::http::Http::from_parsed(parsed, entry, url, claims, is_bearer)?))
}

#[cfg(not(feature = "oauth-http"))]
fn over_http(
    _parsed: &ParsedConfig,
    _entry: Option<&Entry>,
    url: &str,
    _claims: Claims,
) -> Result<Arc<dyn TokenProvider>, ConfigError> {
    Err(ConfigError::invalid(URL, url, "this program was built without the feature oauth-http"))
}

#[cfg(test)]
mod tests {
    use super::super::super::jaas;
    use super::*;
    use crate::config::{PRODUCER, parse};

    fn built(jaas: &str, settings: &[(&str, &str)]) -> Result<(), String> {
        let properties = settings.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
        let parsed = parse(&PRODUCER, &properties).map_err(|error| error.to_string())?;
        let entry = jaas::parse(jaas).map_err(|error| error.to_string())?;
        from_parsed(&parsed, Some(&entry)).map(drop).map_err(|error| error.to_string())
    }

    #[test]
    fn files_are_named_by_urls() {
        assert_eq!(file_of("file:///tmp/t"), Some("/tmp/t"));
        assert_eq!(file_of("file://localhost/tmp/t"), Some("/tmp/t"));
        assert_eq!(file_of("FILE:/tmp/t"), Some("/tmp/t"));
        assert_eq!(file_of("https://x/t"), None);
    }

    #[test]
    fn each_way_to_a_token_has_its_settings() {
        const SECURED: (&str, &str) =
            (HANDLER, "org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler");
        let (none, client) =
            ("M required;", "M required clientId=\"a\" clientSecret=\"b\" extension_x=\"y\";");
        let bearer = (RETRIEVER, "org.apache.kafka.common.security.oauthbearer.JwtBearerJwtRetriever");
        let (web, file) = ((URL, "http://127.0.0.1:1/token"), (URL, "file:///tmp/token"));
        built("M required unsecuredLoginStringClaim_sub=\"a\";", &[]).unwrap();
        built(none, &[SECURED, file]).unwrap();
        built(client, &[SECURED, web]).unwrap();
        let id = ("sasl.oauthbearer.client.credentials.client.id", "a");
        let secret = ("sasl.oauthbearer.client.credentials.client.secret", "b");
        built(none, &[SECURED, web, id, secret]).unwrap();
        let assertion = ("sasl.oauthbearer.assertion.file", "/tmp/assertion");
        built(none, &[SECURED, web, bearer, assertion]).unwrap();
        for (jaas, settings, told) in [
            (none, &[][..], "unsecuredLoginStringClaim_sub"),
            (none, &[SECURED], URL),
            (none, &[SECURED, web], "client.id"),
            (none, &[SECURED, web, id], "client.secret"),
            (none, &[SECURED, (URL, "ftp://x")], "http"),
            (none, &[SECURED, file, bearer], "http"),
            (none, &[SECURED, web, bearer], "private.key.file"),
            (none, &[(HANDLER, "org.apache.kafka.Mine")], "TokenProvider"),
            (none, &[SECURED, web, (RETRIEVER, "org.apache.kafka.Mine")], "retrievers"),
            (none, &[SECURED, web, (VALIDATOR, "org.apache.kafka.Mine")], "for clients"),
            ("M required clientId=a clientSecret=b extension_auth=c;", &[SECURED, web], "auth"),
        ] {
            let error = built(jaas, settings).unwrap_err();
            assert!(error.contains(told), "{jaas} {settings:?}: {error}");
        }
    }
}
