//! SCRAM's keys (RFC 5802, RFC 7677): what a password becomes on its way into a credential.
//!
//! A password is taken as its UTF-8 bytes: like Kafka, and unlike the RFC, without SASLprep.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256, Sha512};

/// Kafka's mechanisms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i8)]
pub enum ScramMechanism {
    /// SCRAM-SHA-256
    Sha256 = 1,
    /// SCRAM-SHA-512
    Sha512 = 2,
}

impl ScramMechanism {
    /// The fewest iterations a credential may have.
    pub const MIN_ITERATIONS: i32 = 4096;
    /// The most.
    pub const MAX_ITERATIONS: i32 = 16_384;

    /// Kafka's number of it.
    pub fn code(self) -> i8 {
        self as i8
    }

    /// The mechanism with Kafka's number `code`.
    pub fn from_code(code: i8) -> Option<Self> {
        [Self::Sha256, Self::Sha512].into_iter().find(|mechanism| mechanism.code() == code)
    }

    /// Its registered name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "SCRAM-SHA-256",
            Self::Sha512 => "SCRAM-SHA-512",
        }
    }

    /// The mechanism with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Sha256, Self::Sha512].into_iter().find(|mechanism| mechanism.name() == name)
    }

    /// `Hi(password, salt, iterations)`: the password, made expensive to guess.
    pub fn salted_password(self, password: &[u8], salt: &[u8], iterations: u32) -> Vec<u8> {
        match self {
            Self::Sha256 => {
                let mut out = vec![0; 32];
                pbkdf2::pbkdf2_hmac::<Sha256>(password, salt, iterations, &mut out);
                out
            }
            Self::Sha512 => {
                let mut out = vec![0; 64];
                pbkdf2::pbkdf2_hmac::<Sha512>(password, salt, iterations, &mut out);
                out
            }
        }
    }

    /// `HMAC(key, text)`
    pub fn hmac(self, key: &[u8], text: &[u8]) -> Vec<u8> {
        fn mac<M: Mac + KeyInit>(key: &[u8], text: &[u8]) -> Vec<u8> {
            let mut mac = <M as KeyInit>::new_from_slice(key).expect("HMAC takes keys of any length");
            mac.update(text);
            mac.finalize().into_bytes().to_vec()
        }
        match self {
            Self::Sha256 => mac::<Hmac<Sha256>>(key, text),
            Self::Sha512 => mac::<Hmac<Sha512>>(key, text),
        }
    }

    /// `H(text)`
    pub fn hash(self, text: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(text).to_vec(),
            Self::Sha512 => Sha512::digest(text).to_vec(),
        }
    }

    /// What the client proves to know.
    pub fn client_key(self, salted_password: &[u8]) -> Vec<u8> {
        self.hmac(salted_password, b"Client Key")
    }

    /// What the server stores to check that proof.
    pub fn stored_key(self, salted_password: &[u8]) -> Vec<u8> {
        self.hash(&self.client_key(salted_password))
    }

    /// What the server proves to know.
    pub fn server_key(self, salted_password: &[u8]) -> Vec<u8> {
        self.hmac(salted_password, b"Server Key")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The exchange of RFC 7677, section 3.
    #[test]
    fn the_example_of_the_rfc_comes_out() {
        const AUTH_MESSAGE: &[u8] = b"n=user,r=rOprNGfwEbeRWgbNEkqO,\
            r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,\
            c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
        let mechanism = ScramMechanism::Sha256;
        let salt =
            [0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e, 0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81];
        let salted = mechanism.salted_password(b"pencil", &salt, 4096);
        let signature = mechanism.hmac(&mechanism.stored_key(&salted), AUTH_MESSAGE);
        let proof: Vec<u8> =
            mechanism.client_key(&salted).iter().zip(&signature).map(|(a, b)| a ^ b).collect();
        // dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=
        assert_eq!(proof[..8], [0x74, 0x7c, 0xdb, 0x65, 0xaa, 0x56, 0x22, 0x4e]);
        // 6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=
        let server = mechanism.hmac(&mechanism.server_key(&salted), AUTH_MESSAGE);
        assert_eq!(server[..8], [0xea, 0xba, 0xe2, 0x4d, 0x10, 0x62, 0xdb, 0x75]);
        assert_eq!(ScramMechanism::Sha512.salted_password(b"x", &salt, 1).len(), 64);
    }
}
