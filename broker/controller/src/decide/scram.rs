//! SCRAM credentials: made, changed and removed.
//!
//! Source: KIP-554; `ScramControlManager` in Apache Kafka 4.3.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use kavka_protocol::error_code::ErrorCode;
use kavka_protocol::messages::alter_user_scram_credentials_request::{
    ScramCredentialDeletion, ScramCredentialUpsertion,
};
use kavka_protocol::messages::alter_user_scram_credentials_response::AlterUserScramCredentialsResult;
use kavka_protocol::messages::{AlterUserScramCredentialsRequest, AlterUserScramCredentialsResponse};
use kavka_protocol::metadata_records::{
    MetadataRecord, RemoveUserScramCredentialRecord, UserScramCredentialRecord,
};
use kavka_protocol::scram::ScramMechanism;
use kavka_protocol::wire::StrBytes;

use super::{ApiError, Context, Decision};
use crate::image::MetadataImage;

/// What is left to do for a user, or why nothing is done.
type Verdict = Result<MetadataRecord, ApiError>;

/// AlterUserScramCredentials. A user can be named once; each stands or falls alone.
pub fn alter_user_scram_credentials(
    context: &mut Context<'_>,
    request: &AlterUserScramCredentialsRequest,
) -> Decision<AlterUserScramCredentialsResponse> {
    let is_supported = context.metadata_version().supports_scram();
    let mut users: BTreeMap<StrBytes, Verdict> = BTreeMap::new();
    let mut note = |user: &StrBytes, verdict: &dyn Fn() -> Verdict| {
        let verdict = match users.get(user) {
            // What was said first stays, as nothing is done then anyway.
            Some(Err(_)) => return,
            Some(Ok(_)) => Err(ApiError::new(
                ErrorCode::DuplicateResource,
                "A user credential cannot be altered twice in the same request",
            )),
            None if !is_supported => Err(ApiError::new(
                ErrorCode::UnsupportedVersion,
                "The current metadata.version does not support SCRAM",
            )),
            None => verdict(),
        };
        users.insert(user.clone(), verdict);
    };
    for deletion in &request.deletions {
        note(&deletion.name, &|| delete(context.image, deletion));
    }
    for upsertion in &request.upsertions {
        note(&upsertion.name, &|| upsert(upsertion));
    }
    let mut records = Vec::new();
    let results = users.into_iter().map(|(user, verdict)| {
        let error = match verdict {
            Ok(record) => {
                records.push(record);
                ApiError::NONE
            }
            Err(error) => error,
        };
        AlterUserScramCredentialsResult::default()
            .with_user(user)
            .with_error_code(error.code.code())
            .with_error_message(error.wire_message())
    });
    let response = AlterUserScramCredentialsResponse::default().with_results(results.collect());
    Decision { records, response }
}

fn check(user: &str, mechanism: i8) -> Result<ScramMechanism, ApiError> {
    if user.is_empty() {
        return Err(ApiError::new(ErrorCode::UnacceptableCredential, "Username must not be empty"));
    }
    ScramMechanism::from_code(mechanism)
        .ok_or_else(|| ApiError::new(ErrorCode::UnsupportedSaslMechanism, "Unknown SCRAM mechanism"))
}

fn delete(image: &MetadataImage, deletion: &ScramCredentialDeletion) -> Verdict {
    check(&deletion.name, deletion.mechanism)?;
    if image.scram.get(&(deletion.mechanism, Arc::from(&*deletion.name))).is_none() {
        return Err(ApiError::new(
            ErrorCode::ResourceNotFound,
            "Attempt to delete a user credential that does not exist",
        ));
    }
    Ok(MetadataRecord::RemoveUserScramCredential(
        RemoveUserScramCredentialRecord::default()
            .with_name(deletion.name.clone())
            .with_mechanism(deletion.mechanism),
    ))
}

fn upsert(upsertion: &ScramCredentialUpsertion) -> Verdict {
    let mechanism = check(&upsertion.name, upsertion.mechanism)?;
    let refuse = |text| Err(ApiError::new(ErrorCode::UnacceptableCredential, text));
    match upsertion.iterations {
        ..ScramMechanism::MIN_ITERATIONS => refuse("Too few iterations"),
        iterations if iterations > ScramMechanism::MAX_ITERATIONS => refuse("Too many iterations"),
        iterations => Ok(credential_record(
            &upsertion.name,
            mechanism,
            &upsertion.salt,
            &upsertion.salted_password,
            iterations,
        )),
    }
}

/// The record of a credential. It holds keys that check a password and do not give it away.
pub fn credential_record(
    user: &str,
    mechanism: ScramMechanism,
    salt: &[u8],
    salted_password: &[u8],
    iterations: i32,
) -> MetadataRecord {
    MetadataRecord::UserScramCredential(
        UserScramCredentialRecord::default()
            .with_name(StrBytes::from_string(user.to_owned()))
            .with_mechanism(mechanism.code())
            .with_salt(Bytes::copy_from_slice(salt))
            .with_stored_key(mechanism.stored_key(salted_password).into())
            .with_server_key(mechanism.server_key(salted_password).into())
            .with_iterations(iterations),
    )
}
