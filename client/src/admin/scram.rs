//! SCRAM credentials of users (KIP-554).

use bytes::Bytes;
use kavka_protocol::messages::alter_user_scram_credentials_request::{
    ScramCredentialDeletion, ScramCredentialUpsertion,
};
use kavka_protocol::messages::describe_user_scram_credentials_request::UserName;
use kavka_protocol::messages::{AlterUserScramCredentialsRequest, DescribeUserScramCredentialsRequest};
use rand::RngCore;

use super::Admin;
use crate::error::ClientError;
use crate::text::text;

pub use kavka_protocol::scram::ScramMechanism;

/// A credential of a user, as far as brokers tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScramCredential {
    /// The mechanism.
    pub mechanism: ScramMechanism,
    /// Iterations of the hash.
    pub iterations: i32,
}

/// A credential to set or delete.
#[derive(Clone)]
pub enum ScramChange {
    /// Set the password of a mechanism. It leaves this process salted and hashed only.
    Set {
        /// The mechanism.
        mechanism: ScramMechanism,
        /// Iterations of the hash, from [`ScramMechanism::MIN_ITERATIONS`] to 16384.
        iterations: i32,
        /// The password.
        password: String,
    },
    /// Delete the credential of a mechanism.
    Delete(ScramMechanism),
}

impl Admin {
    /// The credentials of the named users, or of all: by user, or why a user's cannot be told.
    ///
    /// # Errors
    /// [`ClientError`] of the call.
    pub async fn describe_scram_credentials(
        &self,
        users: &[String],
    ) -> Result<Vec<(String, Result<Vec<ScramCredential>, ClientError>)>, ClientError> {
        let mut request = DescribeUserScramCredentialsRequest::default();
        let named = users.iter().map(|user| {
            let mut name = UserName::default();
            name.name = text(user);
            name
        });
        request.users = (!users.is_empty()).then(|| named.collect());
        let response = self
            .ask_any("SCRAM credentials", &request, |response| {
                ClientError::check(response.error_code, response.error_message.as_deref())
            })
            .await?;
        let results = response.results.iter().map(|result| {
            let credentials = result.credential_infos.iter().filter_map(|info| {
                let mechanism = ScramMechanism::from_code(info.mechanism)?;
                Some(ScramCredential { mechanism, iterations: info.iterations })
            });
            let checked = ClientError::check(result.error_code, result.error_message.as_deref());
            (result.user.to_string(), checked.map(|()| credentials.collect()))
        });
        Ok(results.collect())
    }

    /// Changes the credentials of a user, all or none.
    ///
    /// # Errors
    /// `RESOURCE_NOT_FOUND` for the deletion of one that is not there, `UNACCEPTABLE_CREDENTIAL` and the like.
    pub async fn alter_scram_credentials(
        &self,
        user: &str,
        changes: &[ScramChange],
    ) -> Result<(), ClientError> {
        let mut request = AlterUserScramCredentialsRequest::default();
        for change in changes {
            match change {
                ScramChange::Delete(mechanism) => {
                    let mut deletion = ScramCredentialDeletion::default();
                    deletion.name = text(user);
                    deletion.mechanism = *mechanism as i8;
                    request.deletions.push(deletion);
                }
                ScramChange::Set { mechanism, iterations, password } => {
                    let mut salt = [0; 24];
                    rand::rng().fill_bytes(&mut salt);
                    let rounds = u32::try_from(*iterations).unwrap_or(0).max(1);
                    let mut upsertion = ScramCredentialUpsertion::default();
                    upsertion.name = text(user);
                    upsertion.mechanism = *mechanism as i8;
                    upsertion.iterations = *iterations;
                    upsertion.salted_password =
                        mechanism.salted_password(password.as_bytes(), &salt, rounds).into();
                    upsertion.salt = Bytes::copy_from_slice(&salt);
                    request.upsertions.push(upsertion);
                }
            }
        }
        self.ask_any("a change of SCRAM credentials", &request, |response| {
            let mut results = response.results.iter();
            results
                .try_for_each(|result| ClientError::check(result.error_code, result.error_message.as_deref()))
        })
        .await?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_salted_as_rfc_7677_says() {
        // The example of RFC 7677: password "pencil"; the proof made from this is the one it gives.
        let salt =
            [0x5b, 0x6d, 0x99, 0x68, 0x9d, 0x12, 0x35, 0x8e, 0xec, 0xa0, 0x4b, 0x14, 0x12, 0x36, 0xfa, 0x81];
        let salted = ScramMechanism::Sha256.salted_password(b"pencil", &salt, 4096);
        let hex: String = salted.iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "c4a49510323ab4f952cac1fa99441939e78ea74d6be81ddf7096e87513dc615d");
        assert_eq!(ScramMechanism::Sha512.salted_password(b"pencil", &salt, 4096).len(), 64);
    }
}
