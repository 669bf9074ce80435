//! SCRAM credentials of users (KIP-554).

use std::collections::BTreeMap;

use bytes::Bytes;
use kavka_protocol::messages::alter_user_scram_credentials_request::{
    ScramCredentialDeletion, ScramCredentialUpsertion,
};
use kavka_protocol::messages::describe_user_scram_credentials_request::UserName;
use kavka_protocol::messages::{
    AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse, DescribeUserScramCredentialsRequest,
};
use rand::RngCore;

use super::Admin;
use super::driver::{Handler, Outcome, Outcomes, only};
use super::routing::{Controller, Target};
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
        let changes = BTreeMap::from([(user.to_string(), changes.to_vec())]);
        only(self.alter_scram_credentials_of(&changes).await)
    }

    /// As [`Admin::alter_scram_credentials`], of several users, each for itself.
    pub async fn alter_scram_credentials_of(
        &self,
        changes: &BTreeMap<String, Vec<ScramChange>>,
    ) -> Outcomes<String, ()> {
        let users = changes.keys().cloned().collect();
        self.drive(&AlterCredentials { changes }, &Controller, users).await
    }
}

struct AlterCredentials<'a> {
    changes: &'a BTreeMap<String, Vec<ScramChange>>,
}

impl Handler for AlterCredentials<'_> {
    type Key = String;
    type Request = AlterUserScramCredentialsRequest;
    type Value = ();
    const DOING: &'static str = "a change of SCRAM credentials";

    fn request(&self, _: i16, keys: &[String]) -> Result<AlterUserScramCredentialsRequest, ClientError> {
        let mut request = AlterUserScramCredentialsRequest::default();
        for user in keys {
            for change in self.changes.get(user).into_iter().flatten() {
                match change {
                    ScramChange::Delete(mechanism) => request.deletions.push(deletion(user, *mechanism)),
                    ScramChange::Set { mechanism, iterations, password } => {
                        request.upsertions.push(upsertion(user, *mechanism, *iterations, password));
                    }
                }
            }
        }
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        _: &[String],
        response: AlterUserScramCredentialsResponse,
    ) -> Vec<(String, Outcome<()>)> {
        let results = response.results.iter();
        let outcome = |code, message| Outcome::of_change(code, message, || ());
        results
            .map(|result| {
                (result.user.to_string(), outcome(result.error_code, result.error_message.as_deref()))
            })
            .collect()
    }
}

fn deletion(user: &str, mechanism: ScramMechanism) -> ScramCredentialDeletion {
    let mut deletion = ScramCredentialDeletion::default();
    deletion.name = text(user);
    deletion.mechanism = mechanism as i8;
    deletion
}

fn upsertion(
    user: &str,
    mechanism: ScramMechanism,
    iterations: i32,
    password: &str,
) -> ScramCredentialUpsertion {
    let mut salt = [0; 24];
    rand::rng().fill_bytes(&mut salt);
    let rounds = u32::try_from(iterations).unwrap_or(0).max(1);
    let mut upsertion = ScramCredentialUpsertion::default();
    upsertion.name = text(user);
    upsertion.mechanism = mechanism as i8;
    upsertion.iterations = iterations;
    upsertion.salted_password = mechanism.salted_password(password.as_bytes(), &salt, rounds).into();
    upsertion.salt = Bytes::copy_from_slice(&salt);
    upsertion
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
