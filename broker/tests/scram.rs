//! Goal: SCRAM credentials are made, told and removed over the wire, with Kafka's refusals, and those that a directory
//! was formatted with are there from the start.
//! Method: one node in this process; the answers are those of Apache Kafka 4.3 to the same requests.

mod common;

use bytes::Bytes;
use common::{Client, start, start_formatted};
use kavka_broker::server::StartOptions;
use kavka_controller::format::parse_scram;
use kavka_protocol::messages::alter_user_scram_credentials_request::{
    ScramCredentialDeletion, ScramCredentialUpsertion,
};
use kavka_protocol::messages::*;
use kavka_protocol::wire::StrBytes;
use kavka_protocol::{ApiKey, ErrorCode};

const SHA_256: i8 = 1;
const SHA_512: i8 = 2;

fn text(text: &str) -> StrBytes {
    StrBytes::from_string(text.to_owned())
}

fn upsertion(user: &str, mechanism: i8, iterations: i32) -> ScramCredentialUpsertion {
    ScramCredentialUpsertion::default()
        .with_name(text(user))
        .with_mechanism(mechanism)
        .with_iterations(iterations)
        .with_salt(Bytes::from_static(b"salt"))
        .with_salted_password(Bytes::from_static(b"salted"))
}

fn deletion(user: &str, mechanism: i8) -> ScramCredentialDeletion {
    ScramCredentialDeletion::default().with_name(text(user)).with_mechanism(mechanism)
}

type Answers = Vec<(String, Option<ErrorCode>, String)>;

fn alter(
    client: &mut Client,
    deletions: Vec<ScramCredentialDeletion>,
    upsertions: Vec<ScramCredentialUpsertion>,
) -> Answers {
    let request =
        AlterUserScramCredentialsRequest::default().with_deletions(deletions).with_upsertions(upsertions);
    let response: AlterUserScramCredentialsResponse =
        client.call(ApiKey::AlterUserScramCredentials, 0, &request);
    let answer = |result: &alter_user_scram_credentials_response::AlterUserScramCredentialsResult| {
        let message = result.error_message.as_deref().unwrap_or_default().to_owned();
        (result.user.to_string(), ErrorCode::from_code(result.error_code), message)
    };
    response.results.iter().map(answer).collect()
}

/// Users with mechanisms and iterations.
fn describe(client: &mut Client) -> Vec<(String, Vec<(i8, i32)>)> {
    let request = DescribeUserScramCredentialsRequest::default().with_users(None);
    let response: DescribeUserScramCredentialsResponse =
        client.call(ApiKey::DescribeUserScramCredentials, 0, &request);
    let of = |result: &describe_user_scram_credentials_response::DescribeUserScramCredentialsResult| {
        let infos = result.credential_infos.iter().map(|info| (info.mechanism, info.iterations));
        (result.user.to_string(), infos.collect())
    };
    response.results.iter().map(of).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_come_and_go_each_user_alone() {
    let node = start().await;
    let client = &mut Client::connect(node.port);
    let fine = |user: &str| (user.to_owned(), Some(ErrorCode::None), String::new());
    let refused = |user: &str, code, message: &str| (user.to_owned(), Some(code), message.to_owned());
    assert_eq!(alter(client, vec![], vec![upsertion("alice", SHA_256, 4096)]), [fine("alice")]);
    assert_eq!(alter(client, vec![], vec![upsertion("alice", SHA_512, 16_384)]), [fine("alice")]);
    let answers = alter(
        client,
        vec![deletion("ghost", SHA_256), deletion("none", 9)],
        vec![
            upsertion("", SHA_256, 4096),
            upsertion("bob", SHA_256, 5000),
            upsertion("few", SHA_256, 4095),
            upsertion("many", SHA_512, 16_385),
            upsertion("twice", SHA_256, 4096),
            upsertion("twice", SHA_512, 4096),
        ],
    );
    let unacceptable = ErrorCode::UnacceptableCredential;
    assert_eq!(
        answers,
        [
            refused("", unacceptable, "Username must not be empty"),
            fine("bob"),
            refused("few", unacceptable, "Too few iterations"),
            refused(
                "ghost",
                ErrorCode::ResourceNotFound,
                "Attempt to delete a user credential that does not exist"
            ),
            refused("many", unacceptable, "Too many iterations"),
            refused("none", ErrorCode::UnsupportedSaslMechanism, "Unknown SCRAM mechanism"),
            refused(
                "twice",
                ErrorCode::DuplicateResource,
                "A user credential cannot be altered twice in the same request"
            ),
        ]
    );
    assert_eq!(alter(client, vec![deletion("alice", SHA_256)], vec![]), [fine("alice")]);
    assert_eq!(
        describe(client),
        [("alice".to_owned(), vec![(SHA_512, 16_384)]), ("bob".to_owned(), vec![(SHA_256, 5000)])]
    );
    node.server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_directory_may_be_formatted_with_credentials() {
    let records = vec![
        parse_scram("SCRAM-SHA-256=[name=admin,password=secret]").unwrap(),
        parse_scram("SCRAM-SHA-512=[name=admin,password=secret,iterations=8192]").unwrap(),
    ];
    let node = start_formatted(&[], StartOptions::default(), records).await;
    let client = &mut Client::connect(node.port);
    assert_eq!(describe(client), [("admin".to_owned(), vec![(SHA_256, 4096), (SHA_512, 8192)])]);
    node.server.stop().await;
}
