//! PEM, from a file or as the value of a setting: there it may be one line, with blanks in place of line breaks.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use pkcs8::EncryptedPrivateKeyInfoRef;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// What is wrong with PEM or its key. Says nothing of the content, which is secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum PemError {
    #[error("no certificate found; expected -----BEGIN CERTIFICATE-----")]
    NoCertificate,
    #[error(
        "no private key found; expected -----BEGIN PRIVATE KEY----- or -----BEGIN ENCRYPTED PRIVATE KEY-----"
    )]
    NoKey,
    #[error("expected one private key, but found {0}")]
    SeveralKeys(usize),
    #[error("the section {0} is not Base64")]
    NotBase64(String),
    #[error("the section {0} does not end")]
    NoEnd(String),
    #[error("the private key is encrypted; set ssl.key.password")]
    NoPassword,
    #[error("the private key does not open with ssl.key.password: {0}")]
    WrongPassword(String),
}

struct Section {
    label: String,
    der: Vec<u8>,
}

/// All certificates, in order; at least one.
pub(super) fn certificates(text: &str) -> Result<Vec<CertificateDer<'static>>, PemError> {
    let sections = sections(text)?.into_iter();
    let found: Vec<_> = sections
        .filter(|section| section.label.ends_with("CERTIFICATE"))
        .map(|section| CertificateDer::from(section.der))
        .collect();
    if found.is_empty() { Err(PemError::NoCertificate) } else { Ok(found) }
}

/// The one private key, opened with the password where it is encrypted.
pub(super) fn private_key(text: &str, password: Option<&str>) -> Result<PrivateKeyDer<'static>, PemError> {
    let mut keys: Vec<Section> =
        sections(text)?.into_iter().filter(|section| section.label.ends_with("PRIVATE KEY")).collect();
    if keys.len() > 1 {
        return Err(PemError::SeveralKeys(keys.len()));
    }
    let key = keys.pop().ok_or(PemError::NoKey)?;
    Ok(match key.label.as_str() {
        "ENCRYPTED PRIVATE KEY" => {
            PrivateKeyDer::Pkcs8(decrypt(&key.der, password.ok_or(PemError::NoPassword)?)?.into())
        }
        "RSA PRIVATE KEY" => PrivateKeyDer::Pkcs1(key.der.into()),
        "EC PRIVATE KEY" => PrivateKeyDer::Sec1(key.der.into()),
        _ => PrivateKeyDer::Pkcs8(key.der.into()),
    })
}

fn decrypt(der: &[u8], password: &str) -> Result<Vec<u8>, PemError> {
    let wrong = |error: pkcs8::Error| PemError::WrongPassword(error.to_string());
    let info = EncryptedPrivateKeyInfoRef::try_from(der).map_err(wrong)?;
    Ok(info.decrypt(password).map_err(wrong)?.as_bytes().to_vec())
}

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";
const DASHES: &str = "-----";

fn sections(text: &str) -> Result<Vec<Section>, PemError> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((_, begun)) = rest.split_once(BEGIN) {
        let Some((label, body)) = begun.split_once(DASHES) else { break };
        let label = label.split_whitespace().collect::<Vec<_>>().join(" ");
        let (body, ended) = body.split_once(END).ok_or_else(|| PemError::NoEnd(label.clone()))?;
        // Lines such as `Proc-Type: 4,ENCRYPTED` may come first.
        let is_data = |line: &&str| !line.contains(':');
        let data: String = body.lines().filter(is_data).flat_map(str::split_whitespace).collect();
        let der = STANDARD.decode(data).map_err(|_| PemError::NotBase64(label.clone()))?;
        found.push(Section { label, der });
        rest = ended;
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_found_in_files_and_in_single_lines() {
        let file = "subject=x\n-----BEGIN CERTIFICATE-----\nAAEC\nAwQF\n-----END CERTIFICATE-----\nmore\n\
                    -----BEGIN CERTIFICATE-----\nBgcI\n-----END CERTIFICATE-----";
        let found = certificates(file).unwrap();
        assert_eq!(found[0].as_ref(), [0, 1, 2, 3, 4, 5]);
        assert_eq!(found[1].as_ref(), [6, 7, 8]);
        let line = "-----BEGIN CERTIFICATE----- AAEC AwQF -----END CERTIFICATE-----";
        assert_eq!(certificates(line).unwrap()[0].as_ref(), [0, 1, 2, 3, 4, 5]);
    }

    #[test]
    fn says_what_is_missing() {
        let key = "-----BEGIN PRIVATE KEY-----\nAAEC\n-----END PRIVATE KEY-----\n";
        assert_eq!(certificates(key), Err(PemError::NoCertificate));
        assert_eq!(certificates(""), Err(PemError::NoCertificate));
        assert!(matches!(private_key(key, None), Ok(PrivateKeyDer::Pkcs8(_))));
        assert_eq!(private_key("", None).unwrap_err(), PemError::NoKey);
        assert_eq!(private_key(&key.repeat(2), None).unwrap_err(), PemError::SeveralKeys(2));
        let locked = key.replace("PRIVATE", "ENCRYPTED PRIVATE");
        assert_eq!(private_key(&locked, None).unwrap_err(), PemError::NoPassword);
        assert!(matches!(private_key(&locked, Some("x")), Err(PemError::WrongPassword(_))));
        let open = "-----BEGIN CERTIFICATE-----\nAAEC\n";
        assert_eq!(certificates(open), Err(PemError::NoEnd("CERTIFICATE".to_owned())));
        let garbage = "-----BEGIN CERTIFICATE-----\n*\n-----END CERTIFICATE-----";
        assert_eq!(certificates(garbage), Err(PemError::NotBase64("CERTIFICATE".to_owned())));
    }
}
