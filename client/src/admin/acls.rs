//! Access control lists: who may do what with which resource (KIP-11, KIP-290).

use kavka_protocol::ErrorCode;
use kavka_protocol::messages::create_acls_request::AclCreation;
use kavka_protocol::messages::delete_acls_request::DeleteAclsFilter;
use kavka_protocol::messages::delete_acls_response::DeleteAclsMatchingAcl;
use kavka_protocol::messages::{
    CreateAclsRequest, CreateAclsResponse, DeleteAclsRequest, DeleteAclsResponse, DescribeAclsRequest,
};

use super::Admin;
use super::driver::{Handler, Outcome, Outcomes};
use super::routing::{Controller, Target};
use crate::error::ClientError;
use crate::text::text;

/// An enum whose numbers go over the wire, with Kafka's names for them.
macro_rules! coded {
    ($(#[$about:meta])* $name:ident { $($variant:ident = $code:literal $text:literal,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(i8)]
        #[allow(missing_docs, reason = "Kafka's own names")]
        pub enum $name { $($variant = $code,)* }

        impl $name {
            /// The one with this number; `Unknown` for one that Kafka 4.3 does not have.
            pub fn from_code(code: i8) -> Self {
                match code {
                    $($code => Self::$variant,)*
                    _ => Self::Unknown,
                }
            }

            /// Kafka's name of it.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $text,)*
                }
            }
        }
    };
}

coded! {
    /// What an ACL is about.
    AclResource {
        Unknown = 0 "UNKNOWN",
        Any = 1 "ANY",
        Topic = 2 "TOPIC",
        Group = 3 "GROUP",
        Cluster = 4 "CLUSTER",
        TransactionalId = 5 "TRANSACTIONAL_ID",
        DelegationToken = 6 "DELEGATION_TOKEN",
        User = 7 "USER",
    }
}

coded! {
    /// How the resource's name is meant.
    PatternType {
        Unknown = 0 "UNKNOWN",
        Any = 1 "ANY",
        Match = 2 "MATCH",
        Literal = 3 "LITERAL",
        Prefixed = 4 "PREFIXED",
    }
}

coded! {
    /// What is done.
    AclOperation {
        Unknown = 0 "UNKNOWN",
        Any = 1 "ANY",
        All = 2 "ALL",
        Read = 3 "READ",
        Write = 4 "WRITE",
        Create = 5 "CREATE",
        Delete = 6 "DELETE",
        Alter = 7 "ALTER",
        Describe = 8 "DESCRIBE",
        ClusterAction = 9 "CLUSTER_ACTION",
        DescribeConfigs = 10 "DESCRIBE_CONFIGS",
        AlterConfigs = 11 "ALTER_CONFIGS",
        IdempotentWrite = 12 "IDEMPOTENT_WRITE",
        CreateTokens = 13 "CREATE_TOKENS",
        DescribeTokens = 14 "DESCRIBE_TOKENS",
        TwoPhaseCommit = 15 "TWO_PHASE_COMMIT",
    }
}

coded! {
    /// Whether it may be done.
    AclPermission {
        Unknown = 0 "UNKNOWN",
        Any = 1 "ANY",
        Deny = 2 "DENY",
        Allow = 3 "ALLOW",
    }
}

/// An ACL: a principal from a host may or may not do something with a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Acl {
    /// The kind of resource.
    pub resource: AclResource,
    /// Its name, or the start of it; `*` for all, `kafka-cluster` for the cluster.
    pub name: String,
    /// How the name is meant: [`PatternType::Literal`] or [`PatternType::Prefixed`].
    pub pattern: PatternType,
    /// Who, such as `User:alice`.
    pub principal: String,
    /// From where; `*` for anywhere.
    pub host: String,
    /// What.
    pub operation: AclOperation,
    /// Whether they may.
    pub permission: AclPermission,
}

impl Acl {
    fn is_indefinite(&self) -> bool {
        matches!(self.resource, AclResource::Any | AclResource::Unknown)
            || !matches!(self.pattern, PatternType::Literal | PatternType::Prefixed)
            || matches!(self.operation, AclOperation::Any | AclOperation::Unknown)
            || matches!(self.permission, AclPermission::Any | AclPermission::Unknown)
    }
}

/// Which ACLs are meant; `None` and `Any` mean any, which is the default.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AclFilter {
    /// The kind of resource.
    pub resource: AclResource,
    /// Its name.
    pub name: Option<String>,
    /// How the name is meant; [`PatternType::Match`] finds all that apply to `name`.
    pub pattern: PatternType,
    /// Who.
    pub principal: Option<String>,
    /// From where.
    pub host: Option<String>,
    /// What.
    pub operation: AclOperation,
    /// Whether they may.
    pub permission: AclPermission,
}

impl Default for AclFilter {
    fn default() -> Self {
        Self {
            resource: AclResource::Any,
            name: None,
            pattern: PatternType::Any,
            principal: None,
            host: None,
            operation: AclOperation::Any,
            permission: AclPermission::Any,
        }
    }
}

/// The ACLs that a filter has deleted, or why one of them was not.
pub type DeletedAcls = Vec<Result<Acl, ClientError>>;

impl Admin {
    /// The ACLs that fit a filter, sorted.
    ///
    /// # Errors
    /// `SECURITY_DISABLED` where the broker has no authorizer, and [`ClientError`] of the call.
    pub async fn describe_acls(&self, filter: &AclFilter) -> Result<Vec<Acl>, ClientError> {
        let mut request = DescribeAclsRequest::default();
        request.resource_type_filter = filter.resource as i8;
        request.resource_name_filter = filter.name.as_deref().map(text);
        request.pattern_type_filter = filter.pattern as i8;
        request.principal_filter = filter.principal.as_deref().map(text);
        request.host_filter = filter.host.as_deref().map(text);
        request.operation = filter.operation as i8;
        request.permission_type = filter.permission as i8;
        let response = self
            .ask_any("ACLs", &request, |response| {
                ClientError::check(response.error_code, response.error_message.as_deref())
            })
            .await?;
        let acls = response.resources.iter().flat_map(|resource| {
            resource.acls.iter().map(|acl| Acl {
                resource: AclResource::from_code(resource.resource_type),
                name: resource.resource_name.to_string(),
                pattern: PatternType::from_code(resource.pattern_type),
                principal: acl.principal.to_string(),
                host: acl.host.to_string(),
                operation: AclOperation::from_code(acl.operation),
                permission: AclPermission::from_code(acl.permission_type),
            })
        });
        let mut acls: Vec<Acl> = acls.collect();
        acls.sort();
        Ok(acls)
    }

    /// Adds ACLs; one that is there already is no error. One that leaves something open, such as
    /// [`PatternType::Any`], is an `INVALID_REQUEST` that no broker is asked about: it would fail all others too.
    pub async fn create_acls(&self, acls: &[Acl]) -> Outcomes<Acl, ()> {
        let (wrong, right): (Vec<_>, Vec<_>) = acls.iter().cloned().partition(Acl::is_indefinite);
        let mut created = self.drive(&CreateAcls, &Controller, right).await;
        let told = "Invalid ACL creation: nothing of an ACL may be ANY, MATCH or UNKNOWN";
        let refused = || Err(ClientError::broker(ErrorCode::InvalidRequest, Some(told)));
        created.extend(wrong.into_iter().map(|acl| (acl, refused())));
        created
    }

    /// Deletes the ACLs that fit the filters, and says for each filter which.
    pub async fn delete_acls(&self, filters: &[AclFilter]) -> Outcomes<AclFilter, DeletedAcls> {
        self.drive(&DeleteAcls, &Controller, filters.to_vec()).await
    }
}

struct CreateAcls;

impl Handler for CreateAcls {
    type Key = Acl;
    type Request = CreateAclsRequest;
    type Value = ();
    const DOING: &'static str = "the creation of ACLs";

    fn request(&self, _: i16, keys: &[Acl]) -> Result<CreateAclsRequest, ClientError> {
        let mut request = CreateAclsRequest::default();
        request.creations = keys.iter().map(creation).collect();
        Ok(request)
    }

    /// Results come in the order of the request and have no names.
    fn answer(&self, _: &Target, keys: &[Acl], response: CreateAclsResponse) -> Vec<(Acl, Outcome<()>)> {
        let results = keys.iter().zip(&response.results);
        results
            .map(|(acl, result)| {
                let message = result.error_message.as_deref();
                (acl.clone(), Outcome::of_change(result.error_code, message, || ()))
            })
            .collect()
    }
}

fn creation(acl: &Acl) -> AclCreation {
    let mut creation = AclCreation::default();
    creation.resource_type = acl.resource as i8;
    creation.resource_name = text(&acl.name);
    creation.resource_pattern_type = acl.pattern as i8;
    creation.principal = text(&acl.principal);
    creation.host = text(&acl.host);
    creation.operation = acl.operation as i8;
    creation.permission_type = acl.permission as i8;
    creation
}

struct DeleteAcls;

impl Handler for DeleteAcls {
    type Key = AclFilter;
    type Request = DeleteAclsRequest;
    type Value = DeletedAcls;
    const DOING: &'static str = "the deletion of ACLs";

    fn request(&self, _: i16, keys: &[AclFilter]) -> Result<DeleteAclsRequest, ClientError> {
        let mut request = DeleteAclsRequest::default();
        request.filters = keys.iter().map(deletion).collect();
        Ok(request)
    }

    fn answer(
        &self,
        _: &Target,
        keys: &[AclFilter],
        response: DeleteAclsResponse,
    ) -> Vec<(AclFilter, Outcome<DeletedAcls>)> {
        let results = keys.iter().zip(&response.filter_results);
        results
            .map(|(filter, result)| {
                let deleted = || result.matching_acls.iter().map(deleted).collect();
                let message = result.error_message.as_deref();
                (filter.clone(), Outcome::of_change(result.error_code, message, deleted))
            })
            .collect()
    }
}

fn deletion(filter: &AclFilter) -> DeleteAclsFilter {
    let mut deletion = DeleteAclsFilter::default();
    deletion.resource_type_filter = filter.resource as i8;
    deletion.resource_name_filter = filter.name.as_deref().map(text);
    deletion.pattern_type_filter = filter.pattern as i8;
    deletion.principal_filter = filter.principal.as_deref().map(text);
    deletion.host_filter = filter.host.as_deref().map(text);
    deletion.operation = filter.operation as i8;
    deletion.permission_type = filter.permission as i8;
    deletion
}

fn deleted(found: &DeleteAclsMatchingAcl) -> Result<Acl, ClientError> {
    ClientError::check(found.error_code, found.error_message.as_deref())?;
    Ok(Acl {
        resource: AclResource::from_code(found.resource_type),
        name: found.resource_name.to_string(),
        pattern: PatternType::from_code(found.pattern_type),
        principal: found.principal.to_string(),
        host: found.host.to_string(),
        operation: AclOperation::from_code(found.operation),
        permission: AclPermission::from_code(found.permission_type),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_have_the_numbers_and_names_of_the_wire() {
        assert_eq!(AclOperation::from_code(15), AclOperation::TwoPhaseCommit);
        assert_eq!(AclOperation::from_code(99), AclOperation::Unknown);
        assert_eq!(AclResource::TransactionalId.name(), "TRANSACTIONAL_ID");
        assert_eq!(PatternType::Prefixed as i8, 4);
        assert_eq!(AclPermission::Allow as i8, 3);
    }
}
