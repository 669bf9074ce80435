//! Delegation tokens: credentials that a principal makes for others to act in its name (KIP-48, KIP-373).

use bytes::Bytes;
use kavka_protocol::messages::create_delegation_token_request::CreatableRenewers;
use kavka_protocol::messages::describe_delegation_token_request::DescribeDelegationTokenOwner;
use kavka_protocol::messages::describe_delegation_token_response::DescribedDelegationToken;
use kavka_protocol::messages::{
    CreateDelegationTokenRequest, DescribeDelegationTokenRequest, ExpireDelegationTokenRequest,
    RenewDelegationTokenRequest,
};

use super::Admin;
use crate::error::ClientError;
use crate::text::text;

/// Who: a type, mostly `User`, and a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Principal {
    /// The type.
    pub kind: String,
    /// The name.
    pub name: String,
}

impl Principal {
    /// A principal of type `User`.
    pub fn user(name: impl Into<String>) -> Self {
        Self { kind: "User".to_string(), name: name.into() }
    }
}

impl std::fmt::Display for Principal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.kind, self.name)
    }
}

/// What a token is to be; the default belongs to who asks, and lives as long as the broker allows.
#[derive(Debug, Clone, Default)]
pub struct TokenOptions {
    /// Who it acts for; who asks, if absent.
    pub owner: Option<Principal>,
    /// Who may renew it, beside its owner.
    pub renewers: Vec<Principal>,
    /// How long it may be renewed, in ms; `delegation.token.max.lifetime.ms` of the broker if absent.
    pub max_lifetime_ms: Option<i64>,
}

/// A delegation token.
#[derive(Clone, PartialEq, Eq)]
pub struct DelegationToken {
    /// Its id: the user name of SCRAM.
    pub id: String,
    /// The secret: in base64, the password of SCRAM.
    pub hmac: Bytes,
    /// Who it acts for.
    pub owner: Principal,
    /// Who has asked for it.
    pub requester: Principal,
    /// Who may renew it; not told when it is made.
    pub renewers: Vec<Principal>,
    /// When it was made, in ms.
    pub issued_ms: i64,
    /// When it ends unless it is renewed, in ms.
    pub expires_ms: i64,
    /// When it ends in any case, in ms.
    pub max_ms: i64,
}

impl std::fmt::Debug for DelegationToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("DelegationToken");
        shown.field("id", &self.id).field("owner", &self.owner).field("expires_ms", &self.expires_ms);
        shown.finish_non_exhaustive()
    }
}

impl Admin {
    /// Makes a token. Needs a connection that is authenticated, and not by a token.
    ///
    /// # Errors
    /// `DELEGATION_TOKEN_AUTH_DISABLED`, `DELEGATION_TOKEN_REQUEST_NOT_ALLOWED` and the like.
    pub async fn create_delegation_token(
        &self,
        options: &TokenOptions,
    ) -> Result<DelegationToken, ClientError> {
        let mut request = CreateDelegationTokenRequest::default();
        request.owner_principal_type = options.owner.as_ref().map(|owner| text(&owner.kind));
        request.owner_principal_name = options.owner.as_ref().map(|owner| text(&owner.name));
        request.renewers = options.renewers.iter().map(renewer).collect();
        request.max_lifetime_ms = options.max_lifetime_ms.unwrap_or(-1);
        let told = self
            .ask_any("a new delegation token", &request, |response| {
                ClientError::check(response.error_code, None)
            })
            .await?;
        Ok(DelegationToken {
            id: told.token_id.to_string(),
            hmac: told.hmac,
            owner: principal(&told.principal_type, &told.principal_name),
            requester: principal(&told.token_requester_principal_type, &told.token_requester_principal_name),
            renewers: options.renewers.clone(),
            issued_ms: told.issue_timestamp_ms,
            expires_ms: told.expiry_timestamp_ms,
            max_ms: told.max_timestamp_ms,
        })
    }

    /// Renews a token for so long, or as long as the broker does by default, and returns when it ends, in ms.
    ///
    /// # Errors
    /// `DELEGATION_TOKEN_NOT_FOUND`, `DELEGATION_TOKEN_EXPIRED` and the like.
    pub async fn renew_delegation_token(
        &self,
        hmac: &Bytes,
        period_ms: Option<i64>,
    ) -> Result<i64, ClientError> {
        let mut request = RenewDelegationTokenRequest::default();
        request.hmac = hmac.clone();
        request.renew_period_ms = period_ms.unwrap_or(-1);
        let told = self
            .ask_any("the renewal of a delegation token", &request, |response| {
                ClientError::check(response.error_code, None)
            })
            .await?;
        Ok(told.expiry_timestamp_ms)
    }

    /// Ends a token in so long, or at once, and returns when it ends, in ms.
    ///
    /// # Errors
    /// As [`Admin::renew_delegation_token`].
    pub async fn expire_delegation_token(
        &self,
        hmac: &Bytes,
        period_ms: Option<i64>,
    ) -> Result<i64, ClientError> {
        let mut request = ExpireDelegationTokenRequest::default();
        request.hmac = hmac.clone();
        request.expiry_time_period_ms = period_ms.unwrap_or(-1);
        let told = self
            .ask_any("the end of a delegation token", &request, |response| {
                ClientError::check(response.error_code, None)
            })
            .await?;
        Ok(told.expiry_timestamp_ms)
    }

    /// The tokens of these owners, or all that this client may see.
    ///
    /// # Errors
    /// `DELEGATION_TOKEN_AUTH_DISABLED` and the like.
    pub async fn describe_delegation_tokens(
        &self,
        owners: Option<&[Principal]>,
    ) -> Result<Vec<DelegationToken>, ClientError> {
        let mut request = DescribeDelegationTokenRequest::default();
        request.owners = owners.map(|owners| owners.iter().map(owner).collect());
        let told = self
            .ask_any("delegation tokens", &request, |response| ClientError::check(response.error_code, None))
            .await?;
        Ok(told.tokens.iter().map(described).collect())
    }
}

fn principal(kind: &str, name: &str) -> Principal {
    Principal { kind: kind.to_string(), name: name.to_string() }
}

fn renewer(principal: &Principal) -> CreatableRenewers {
    let mut renewer = CreatableRenewers::default();
    renewer.principal_type = text(&principal.kind);
    renewer.principal_name = text(&principal.name);
    renewer
}

fn owner(principal: &Principal) -> DescribeDelegationTokenOwner {
    let mut owner = DescribeDelegationTokenOwner::default();
    owner.principal_type = text(&principal.kind);
    owner.principal_name = text(&principal.name);
    owner
}

fn described(token: &DescribedDelegationToken) -> DelegationToken {
    let renewers = token.renewers.iter();
    DelegationToken {
        id: token.token_id.to_string(),
        hmac: token.hmac.clone(),
        owner: principal(&token.principal_type, &token.principal_name),
        requester: principal(&token.token_requester_principal_type, &token.token_requester_principal_name),
        renewers: renewers.map(|one| principal(&one.principal_type, &one.principal_name)).collect(),
        issued_ms: token.issue_timestamp,
        expires_ms: token.expiry_timestamp,
        max_ms: token.max_timestamp,
    }
}
