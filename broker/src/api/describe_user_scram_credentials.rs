//! DescribeUserScramCredentials (key 50), version 0: who has SCRAM credentials, without the credentials (KIP-554).

use std::collections::BTreeMap;
use std::sync::Arc;

use kavka_controller::MetadataImage;
use kavka_protocol::ErrorCode;
use kavka_protocol::messages::describe_user_scram_credentials_response::{
    CredentialInfo, DescribeUserScramCredentialsResult,
};
use kavka_protocol::messages::{DescribeUserScramCredentialsRequest, DescribeUserScramCredentialsResponse};
use kavka_protocol::wire::StrBytes;

use super::{Outcome, RequestContext};
use crate::Broker;

pub(crate) async fn handle(
    broker: &Arc<Broker>,
    ctx: &RequestContext,
    request: DescribeUserScramCredentialsRequest,
) -> Outcome {
    let image = broker.image();
    // Name to how often it was asked for.
    let mut users: BTreeMap<String, usize> = BTreeMap::new();
    match request.users.as_deref() {
        None | Some([]) => users.extend(image.scram.keys().map(|(_, user)| (user.to_string(), 1))),
        Some(named) => named.iter().for_each(|user| *users.entry(user.name.to_string()).or_default() += 1),
    }
    let results = users.iter().map(|(user, times)| describe(&image, user, *times > 1)).collect();
    let response =
        DescribeUserScramCredentialsResponse::default().with_error_message(None).with_results(results);
    Outcome::reply(ctx, &response)
}

fn describe(image: &MetadataImage, user: &str, repeated: bool) -> DescribeUserScramCredentialsResult {
    let result =
        DescribeUserScramCredentialsResult::default().with_user(StrBytes::from_string(user.to_owned()));
    let refuse = |result: DescribeUserScramCredentialsResult, code: ErrorCode, text: &str| {
        let message = StrBytes::from_string(format!("{text}{user}"));
        result.with_error_code(code.code()).with_error_message(Some(message))
    };
    if repeated {
        let text = "Cannot describe SCRAM credentials for the same user twice in a single request: ";
        return refuse(result, ErrorCode::DuplicateResource, text);
    }
    let infos: Vec<CredentialInfo> = image
        .scram
        .iter()
        .filter(|((_, name), _)| **name == *user)
        .map(|((mechanism, _), credential)| {
            CredentialInfo::default().with_mechanism(*mechanism).with_iterations(credential.iterations)
        })
        .collect();
    if infos.is_empty() {
        let text = "Attempt to describe a user credential that does not exist: ";
        return refuse(result, ErrorCode::ResourceNotFound, text);
    }
    result.with_credential_infos(infos)
}
