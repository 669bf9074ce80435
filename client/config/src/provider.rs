//! `${provider:path:key}` references in values, as Kafka's config providers resolve them.

use std::path::Path;

use crate::{Properties, properties};

/// Why a reference could not be resolved.
#[derive(Debug, thiserror::Error)]
pub enum ProviderError {
    /// The class of a provider is none of Kafka's three.
    #[error(
        "Invalid value {class} for configuration config.providers.{name}.class: known are EnvVarConfigProvider, FileConfigProvider and DirectoryConfigProvider of org.apache.kafka.common.config.provider"
    )]
    UnknownClass {
        /// The provider's name.
        name: String,
        /// The class.
        class: String,
    },
    /// The file of a file provider cannot be read.
    #[error(transparent)]
    File(#[from] properties::PropertiesError),
    /// The file of a directory provider cannot be read.
    #[error("cannot read {path}: {source}")]
    Directory {
        /// The file.
        path: String,
        /// Its error.
        #[source]
        source: std::io::Error,
    },
}

#[derive(Clone, Copy)]
enum Provider {
    Env,
    File,
    Directory,
}

/// Replaces the references to the providers that `config.providers` names. A reference whose key
/// does not exist stays as it is, as in Kafka.
///
/// # Errors
/// [`ProviderError`].
pub fn resolve_references(properties: &mut Properties) -> Result<(), ProviderError> {
    let Some(names) = properties.get("config.providers") else { return Ok(()) };
    let mut providers = Vec::new();
    for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let class = properties.get(&format!("config.providers.{name}.class")).map_or("", String::as_str);
        let provider = match class.rsplit('.').next() {
            Some("EnvVarConfigProvider") => Provider::Env,
            Some("FileConfigProvider") => Provider::File,
            Some("DirectoryConfigProvider") => Provider::Directory,
            _ => return Err(ProviderError::UnknownClass { name: name.to_owned(), class: class.to_owned() }),
        };
        providers.push((name.to_owned(), provider));
    }
    for value in properties.values_mut().filter(|value| value.contains("${")) {
        *value = resolve(value, &providers)?;
    }
    Ok(())
}

fn resolve(text: &str, providers: &[(String, Provider)]) -> Result<String, ProviderError> {
    let mut resolved = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(length) = rest[start..].find('}') else { break };
        resolved.push_str(&rest[..start]);
        let reference = &rest[start + 2..start + length];
        match look_up(reference, providers)? {
            Some(value) => resolved.push_str(&value),
            None => resolved.push_str(&rest[start..=start + length]),
        }
        rest = &rest[start + length + 1..];
    }
    resolved.push_str(rest);
    Ok(resolved)
}

fn look_up(reference: &str, providers: &[(String, Provider)]) -> Result<Option<String>, ProviderError> {
    let Some((name, rest)) = reference.split_once(':') else { return Ok(None) };
    let Some((_, provider)) = providers.iter().find(|(known, _)| known == name) else { return Ok(None) };
    let (path, key) = rest.rsplit_once(':').unwrap_or(("", rest));
    Ok(match provider {
        Provider::Env => std::env::var(key).ok(),
        Provider::File if path.is_empty() => None,
        Provider::File => properties::read(Path::new(path))?.swap_remove(key),
        Provider::Directory => {
            let file = Path::new(path).join(key);
            // The key names a file of that directory and nothing above it.
            if path.is_empty() || Path::new(key).components().count() != 1 || key == ".." || !file.is_file() {
                return Ok(None);
            }
            let text = std::fs::read_to_string(&file)
                .map_err(|source| ProviderError::Directory { path: file.display().to_string(), source })?;
            Some(text)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse_properties;

    #[test]
    fn references_to_the_environment_are_replaced() {
        let text = b"config.providers=env\n\
            config.providers.env.class=org.apache.kafka.common.config.provider.EnvVarConfigProvider\n\
            a=x${env:CARGO_PKG_NAME}y\nb=${env:NO_SUCH_VARIABLE_HERE}\nc=${other:x}\n";
        let mut properties = parse_properties(text).unwrap();
        resolve_references(&mut properties).unwrap();
        assert_eq!(properties["a"], "xkavka-configy");
        assert_eq!(properties["b"], "${env:NO_SUCH_VARIABLE_HERE}");
        assert_eq!(properties["c"], "${other:x}");
    }

    #[test]
    fn an_unknown_provider_class_is_refused() {
        let mut properties = parse_properties(b"config.providers=x\nconfig.providers.x.class=a.B").unwrap();
        assert!(matches!(resolve_references(&mut properties), Err(ProviderError::UnknownClass { .. })));
    }
}
