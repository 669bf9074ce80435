//! Who may do what, and how much of it.

use std::collections::BTreeMap;

use anyhow::{Result, ensure};
use kavka_client::admin::{
    Acl, AclFilter, AclOperation, AclPermission, AclResource, AdminConfig, PatternType, Principal,
    QuotaEntity, QuotaMatch, ScramChange, ScramCredential, ScramMechanism, TokenOptions,
};
use kavka_client::{Admin, ClientError, Properties};
use kavka_protocol::ErrorCode;

use super::{Make, code, eventually, one, served};

pub async fn acls(make: Make, admin: &Admin) -> Result<()> {
    let acl = |name: &str, operation| Acl {
        resource: AclResource::Topic,
        name: name.to_string(),
        pattern: PatternType::Literal,
        principal: "User:alice".to_string(),
        host: "*".to_string(),
        operation,
        permission: AclPermission::Allow,
    };
    let described = served(make, "DescribeAcls", admin.describe_acls(&AclFilter::default()).await)?;
    if described.is_none() {
        let created = one(admin.create_acls(&[acl("t", AclOperation::Read)]).await);
        ensure!(served(make, "CreateAcls", created)?.is_none());
        let deleted = one(admin.delete_acls(&[AclFilter::default()]).await);
        ensure!(served(make, "DeleteAcls", deleted)?.is_none());
        return Ok(());
    }
    let (read, write) = (acl("t", AclOperation::Read), acl("u", AclOperation::Write));
    let wrong = Acl { pattern: PatternType::Any, ..read.clone() };
    let created = admin.create_acls(&[read.clone(), write.clone(), wrong.clone()]).await;
    ensure!(created[&read].is_ok() && created[&write].is_ok(), "{created:?}");
    ensure!(code(&created[&wrong]) == Some(ErrorCode::InvalidRequest), "{created:?}");
    let all = AclFilter::default();
    let ask = async || admin.describe_acls(&all).await;
    eventually(ask, |found| *found == [read.clone(), write.clone()]).await?;
    let of_t = AclFilter {
        name: Some("t".to_string()),
        pattern: PatternType::Match,
        resource: AclResource::Topic,
        ..AclFilter::default()
    };
    ensure!(admin.describe_acls(&of_t).await? == std::slice::from_ref(&read));
    let nobody = AclFilter { principal: Some("User:nobody".to_string()), ..AclFilter::default() };
    let deleted = admin.delete_acls(&[of_t.clone(), nobody.clone()]).await;
    let gone = deleted[&of_t].as_ref().map_err(Clone::clone)?;
    ensure!(gone.len() == 1 && gone[0].as_ref().is_ok_and(|acl| *acl == read), "{deleted:?}");
    ensure!(deleted[&nobody].as_ref().is_ok_and(Vec::is_empty), "{deleted:?}");
    eventually(ask, |found| found == std::slice::from_ref(&write)).await?;
    Ok(())
}

pub async fn tokens(make: Make, admin: &Admin, sasl_port: u16) -> Result<()> {
    if make == Make::Kavka {
        let created = admin.create_delegation_token(&TokenOptions::default()).await;
        served(make, "CreateDelegationToken", created)?;
        return Ok(());
    }
    // Who is not authenticated gets no token.
    let refused = admin.create_delegation_token(&TokenOptions::default()).await;
    ensure!(code(&refused) == Some(ErrorCode::DelegationTokenRequestNotAllowed), "{refused:?}");
    let jaas = "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"admin\" password=\"pw\";";
    let pairs = [
        ("bootstrap.servers", format!("127.0.0.1:{sasl_port}")),
        ("security.protocol", "SASL_PLAINTEXT".to_string()),
        ("sasl.mechanism", "PLAIN".to_string()),
        ("sasl.jaas.config", jaas.to_string()),
    ];
    let properties: Properties = pairs.into_iter().map(|(key, value)| (key.to_string(), value)).collect();
    let admin = Admin::new(AdminConfig::from_properties(&properties)?)?;
    let options = TokenOptions { renewers: vec![Principal::user("bob")], ..TokenOptions::default() };
    let token = admin.create_delegation_token(&options).await?;
    ensure!(token.owner == Principal::user("admin") && !token.hmac.is_empty(), "{token:?}");
    let ask = async || admin.describe_delegation_tokens(None).await;
    let found = eventually(ask, |found| found.len() == 1).await?;
    ensure!(found[0] == token, "{found:?} in place of {token:?}");
    let of_others = admin.describe_delegation_tokens(Some(&[Principal::user("nobody")])).await?;
    ensure!(of_others.is_empty(), "{of_others:?}");
    let renewed = admin.renew_delegation_token(&token.hmac, Some(60_000)).await?;
    ensure!(renewed > token.issued_ms && renewed <= token.max_ms, "{renewed}");
    let ended = admin.expire_delegation_token(&token.hmac, None).await?;
    ensure!(ended < renewed, "{ended}");
    eventually(ask, Vec::is_empty).await?;
    let gone = admin.renew_delegation_token(&token.hmac, None).await;
    ensure!(code(&gone) == Some(ErrorCode::DelegationTokenNotFound), "{gone:?}");
    Ok(())
}

pub async fn credentials_and_quotas(admin: &Admin) -> Result<()> {
    let mechanism = ScramMechanism::Sha256;
    let set = ScramChange::Set { mechanism, iterations: 4096, password: "pw".to_string() };
    admin.alter_scram_credentials("alice", &[set]).await?;
    let ask = async || admin.describe_scram_credentials(&[]).await;
    let is_there = |found: &Vec<(String, Result<Vec<ScramCredential>, ClientError>)>| {
        found.len() == 1 && found[0].1.as_ref().is_ok_and(|all| all[0].iterations == 4096)
    };
    eventually(ask, is_there).await?;
    admin.alter_scram_credentials("alice", &[ScramChange::Delete(mechanism)]).await?;
    eventually(ask, Vec::is_empty).await?;
    let set =
        |password: &str| ScramChange::Set { mechanism, iterations: 4096, password: password.to_string() };
    let changes = BTreeMap::from([
        ("bob".to_string(), vec![set("pw")]),
        ("carol".to_string(), vec![ScramChange::Delete(mechanism)]),
    ]);
    let altered = admin.alter_scram_credentials_of(&changes).await;
    ensure!(altered["bob"].is_ok(), "{altered:?}");
    ensure!(code(&altered["carol"]) == Some(ErrorCode::ResourceNotFound), "{altered:?}");
    let entity = QuotaEntity::from([("user".to_string(), Some("alice".to_string()))]);
    let change = [("producer_byte_rate".to_string(), Some(1024.0))];
    admin.alter_client_quotas(&entity, &change, true).await?;
    admin.alter_client_quotas(&entity, &change, false).await?;
    let filter = [("user".to_string(), QuotaMatch::Any)];
    let expected = vec![(entity, BTreeMap::from([("producer_byte_rate".to_string(), 1024.0)]))];
    eventually(async || admin.describe_client_quotas(&filter, true).await, |found| *found == expected)
        .await?;
    Ok(())
}
