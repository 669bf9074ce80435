//! The client's side of SCRAM (RFC 5802): both sides prove that they know the password without saying it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kavka_protocol::scram::ScramMechanism;

/// More iterations than any broker asks for would only keep this machine busy.
const ITERATIONS_MAX: u32 = 1 << 20;

/// Why a broker is not believed.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum ScramError {
    #[error("the broker's SCRAM message is malformed")]
    Malformed,
    #[error("the broker's nonce does not begin with ours")]
    Nonce,
    #[error("the broker asks for {0} SCRAM iterations")]
    Iterations(u32),
    #[error("the broker refused the SCRAM proof: {0}")]
    Refused(String),
    #[error("the broker does not know the password it should know")]
    Signature,
}

/// A random value that no other exchange has.
pub(super) fn nonce() -> String {
    STANDARD.encode(rand::random::<[u8; 24]>())
}

/// An exchange after the first message.
#[derive(Debug)]
pub(super) struct Exchange {
    mechanism: ScramMechanism,
    nonce: String,
    client_first_bare: String,
}

/// What the broker must prove in the end.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Expected {
    signature: Vec<u8>,
}

impl Exchange {
    pub(super) fn begin(mechanism: ScramMechanism, user: &str, is_token: bool, nonce: &str) -> Self {
        let user = user.replace('=', "=3D").replace(',', "=2C");
        let extension = if is_token { ",tokenauth=true" } else { "" };
        let client_first_bare = format!("n={user},r={nonce}{extension}");
        Self { mechanism, nonce: nonce.to_owned(), client_first_bare }
    }

    /// The first message: no channel binding.
    pub(super) fn client_first(&self) -> String {
        format!("n,,{}", self.client_first_bare)
    }

    /// The second message, in answer to the broker's first.
    pub(super) fn answer(
        &self,
        server_first: &[u8],
        password: &str,
    ) -> Result<(String, Expected), ScramError> {
        let server_first = std::str::from_utf8(server_first).map_err(|_| ScramError::Malformed)?;
        let nonce = attribute(server_first, "r").ok_or(ScramError::Malformed)?;
        let salt = attribute(server_first, "s").and_then(|text| STANDARD.decode(text).ok());
        let salt = salt.ok_or(ScramError::Malformed)?;
        let iterations = attribute(server_first, "i").and_then(|text| text.parse().ok());
        let iterations: u32 = iterations.ok_or(ScramError::Malformed)?;
        if !nonce.starts_with(&self.nonce) {
            return Err(ScramError::Nonce);
        }
        // Fewer would let a false broker learn an easily broken hash.
        if !(ScramMechanism::MIN_ITERATIONS.unsigned_abs()..=ITERATIONS_MAX).contains(&iterations) {
            return Err(ScramError::Iterations(iterations));
        }
        let salted = self.mechanism.salted_password(password.as_bytes(), &salt, iterations);
        let without_proof = format!("c=biws,r={nonce}");
        let auth_message = format!("{},{server_first},{without_proof}", self.client_first_bare);
        let signature = self.mechanism.hmac(&self.mechanism.stored_key(&salted), auth_message.as_bytes());
        let client_key = self.mechanism.client_key(&salted);
        let proof: Vec<u8> = client_key.iter().zip(&signature).map(|(a, b)| a ^ b).collect();
        let expected = self.mechanism.hmac(&self.mechanism.server_key(&salted), auth_message.as_bytes());
        Ok((format!("{without_proof},p={}", STANDARD.encode(proof)), Expected { signature: expected }))
    }
}

impl Expected {
    /// Whether the broker's last message proves it.
    pub(super) fn check(&self, server_final: &[u8]) -> Result<(), ScramError> {
        let text = std::str::from_utf8(server_final).map_err(|_| ScramError::Malformed)?;
        if let Some(error) = attribute(text, "e") {
            return Err(ScramError::Refused(error.to_owned()));
        }
        let signature = attribute(text, "v").and_then(|text| STANDARD.decode(text).ok());
        match signature {
            None => Err(ScramError::Malformed),
            Some(signature) if signature == self.signature => Ok(()),
            Some(_) => Err(ScramError::Signature),
        }
    }
}

fn attribute<'a>(message: &'a str, name: &str) -> Option<&'a str> {
    message.split(',').find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exchange of RFC 7677, section 3.
    const SERVER_FIRST: &[u8] =
        b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";

    fn begun() -> Exchange {
        Exchange::begin(ScramMechanism::Sha256, "user", false, "rOprNGfwEbeRWgbNEkqO")
    }

    #[test]
    fn the_example_of_the_rfc_is_spoken() {
        assert_eq!(begun().client_first(), "n,,n=user,r=rOprNGfwEbeRWgbNEkqO");
        let (client_final, expected) = begun().answer(SERVER_FIRST, "pencil").unwrap();
        assert_eq!(
            client_final,
            "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
        );
        assert_eq!(expected.check(b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="), Ok(()));
        assert_eq!(expected.check(b"v=AAAA"), Err(ScramError::Signature));
        assert_eq!(expected.check(b"e=other-error"), Err(ScramError::Refused("other-error".to_owned())));
    }

    #[test]
    fn a_false_broker_is_not_answered() {
        let answer = |text: &str| begun().answer(text.as_bytes(), "pencil").unwrap_err();
        assert_eq!(answer("r=other,s=AAAA,i=4096"), ScramError::Nonce);
        assert_eq!(answer("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=1"), ScramError::Iterations(1));
        assert_eq!(
            answer("r=rOprNGfwEbeRWgbNEkqOx,s=AAAA,i=4000000000"),
            ScramError::Iterations(4_000_000_000)
        );
        assert_eq!(answer("r=rOprNGfwEbeRWgbNEkqOx,s=%,i=4096"), ScramError::Malformed);
        assert_eq!(answer(""), ScramError::Malformed);
    }

    #[test]
    fn names_are_escaped_and_tokens_said() {
        let exchange = Exchange::begin(ScramMechanism::Sha512, "a=b,c", true, "x");
        assert_eq!(exchange.client_first(), "n,,n=a=3Db=2Cc,r=x,tokenauth=true");
    }
}
