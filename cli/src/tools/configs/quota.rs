//! What users, client ids and addresses have in place of configs: quotas and SCRAM credentials.

use std::collections::BTreeMap;

use kavka_client::Admin;
use kavka_client::admin::{
    AlterOp, ConfigChange, QuotaEntity, QuotaMatch, ScramChange, ScramCredential, ScramMechanism,
};
use kavka_protocol::ErrorCode;

use super::entity::Name;
use super::failed;
use crate::args::{Parsed, ToolError};
use crate::java::exception_class;
use crate::output::print_line;

/// Type on the command line, its short option, that of its default, and its name in the protocol.
const TYPES: [(&str, &str, &str, &str); 3] = [
    ("users", "user", "user-defaults", "user"),
    ("clients", "client", "client-defaults", "client-id"),
    ("ips", "ip", "ip-defaults", "ip"),
];

const CLIENT_QUOTAS: [&str; 4] =
    ["consumer_byte_rate", "controller_mutation_rate", "producer_byte_rate", "request_percentage"];
const IP_QUOTAS: [&str; 1] = ["connection_creation_rate"];

/// Iterations of a credential whose option does not say.
const DEFAULT_ITERATIONS: i32 = 4096;

/// Users, clients of users, clients or addresses.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct QuotaOwner {
    /// Indexes into [`TYPES`] with the name, if one is given.
    parts: Vec<(usize, Option<Name>)>,
}

impl QuotaOwner {
    /// What the options name, unless they name none of these types.
    pub(super) fn from_options(parsed: &Parsed) -> Result<Option<Self>, ToolError> {
        let mut parts = Vec::new();
        let mut names = parsed.in_order(&["entity-name", "entity-default"]).map(|value| match value {
            Some(name) => Name::One(name.to_string()),
            None => Name::Default,
        });
        let index_of = |given: &str| TYPES.iter().position(|(name, ..)| *name == given);
        for given in parsed.all("entity-type") {
            match index_of(given) {
                Some(index) => parts.push((index, names.next())),
                None if parts.is_empty() => return Ok(None),
                None => {
                    let line = "Only 'users' and 'clients' entity types may be specified together";
                    return Err(ToolError::failed(line));
                }
            }
        }
        for (index, (_, option, default, _)) in TYPES.into_iter().enumerate() {
            if let Some(name) = parsed.one(option)? {
                parts.push((index, Some(Name::One(name.to_string()))));
            } else if parsed.has(default) {
                parts.push((index, Some(Name::Default)));
            }
        }
        match parts[..] {
            [] => Ok(None),
            [_] | [(0, _), (1, _)] | [(1, _), (0, _)] => Ok(Some(Self { parts })),
            _ => Err(ToolError::failed("Only 'users' and 'clients' entity types may be specified together")),
        }
    }

    fn is_of_users_only(&self) -> bool {
        matches!(self.parts[..], [(0, _)])
    }

    fn filter(&self) -> Vec<(String, QuotaMatch)> {
        let part = |(index, name): &(usize, Option<Name>)| {
            let wanted = match name {
                None => QuotaMatch::Any,
                Some(Name::Default) => QuotaMatch::Default,
                Some(Name::One(name)) => QuotaMatch::Exact(name.clone()),
            };
            (TYPES[*index].3.to_string(), wanted)
        };
        self.parts.iter().map(part).collect()
    }

    fn entity(&self) -> QuotaEntity {
        let part = |(index, name): &(usize, Option<Name>)| {
            let name = name.as_ref().map(Name::resource).filter(|name| !name.is_empty());
            (TYPES[*index].3.to_string(), name.map(str::to_string))
        };
        self.parts.iter().map(part).collect()
    }

    /// Prints quotas and, of users, SCRAM credentials.
    pub(super) async fn describe(&self, admin: &Admin) -> Result<(), ToolError> {
        let quotas = admin.describe_client_quotas(&self.filter(), true).await.map_err(failed)?;
        for (entity, values) in &quotas {
            print_line(&quota_line(entity, values));
        }
        let users = match &self.parts[..] {
            [(0, None)] => Vec::new(),
            [(0, Some(Name::One(user)))] => vec![user.clone()],
            _ => return Ok(()),
        };
        for (user, credentials) in admin.describe_scram_credentials(&users).await.map_err(failed)? {
            match credentials {
                Ok(credentials) => print_line(&scram_line(&user, &credentials)),
                // A user that was named and has none is no failure.
                Err(error) if error.code() == Some(ErrorCode::ResourceNotFound) => {}
                Err(error) => print_line(&format!(
                    "Error retrieving SCRAM credential configs for user-principal '{user}': {error}"
                )),
            }
        }
        Ok(())
    }

    /// Changes quotas or, of one user, SCRAM credentials.
    pub(super) async fn alter(&self, admin: &Admin, changes: &[ConfigChange]) -> Result<(), ToolError> {
        if self.parts.iter().any(|(_, name)| name.is_none()) {
            let line = match self.parts.len() {
                1 => {
                    "An entity-name or default entity must be specified with --alter of users, clients, brokers or ips"
                }
                _ => "An entity name must be specified for every entity type",
            };
            return Err(ToolError::failed(line));
        }
        self.check(changes)?;
        let is_scram = |change: &ConfigChange| ScramMechanism::from_name(&change.name).is_some();
        if changes.iter().any(is_scram) {
            let user = self.parts[0].1.as_ref().map_or("", Name::resource);
            let changes: Result<Vec<ScramChange>, ToolError> = changes.iter().map(scram_change).collect();
            admin.alter_scram_credentials(user, &changes?).await.map_err(failed)?;
        } else {
            self.alter_quotas(admin, changes).await?;
        }
        let (index, name) = &self.parts[0];
        let (type_name, singular) = (TYPES[*index].0, TYPES[*index].1);
        print_line(&match name.as_ref().map_or("", Name::resource) {
            "" => format!("Completed updating default config for {type_name} in the cluster."),
            name => format!("Completed updating config for {singular} {name}."),
        });
        Ok(())
    }

    async fn alter_quotas(&self, admin: &Admin, changes: &[ConfigChange]) -> Result<(), ToolError> {
        let known = admin.describe_client_quotas(&self.filter(), true).await.map_err(failed)?;
        let is_set = |key: &str| known.iter().any(|(_, values)| values.contains_key(key));
        let deleted = changes.iter().filter(|change| change.op == AlterOp::Delete);
        let unknown: Vec<&str> =
            deleted.map(|change| change.name.as_str()).filter(|key| !is_set(key)).collect();
        if !unknown.is_empty() {
            let class = exception_class(ErrorCode::InvalidConfig);
            return Err(ToolError::failed(format!("{class}: Invalid config(s): {}", unknown.join(","))));
        }
        let value_of = |change: &ConfigChange| match &change.value {
            None => Ok((change.name.clone(), None)),
            Some(text) => match text.trim().parse::<f64>() {
                Ok(value) => Ok((change.name.clone(), Some(value))),
                Err(_) => Err(ToolError::failed(format!(
                    "Cannot parse quota configuration value for {}: {text}",
                    change.name
                ))),
            },
        };
        let changes: Result<Vec<(String, Option<f64>)>, ToolError> = changes.iter().map(value_of).collect();
        admin.alter_client_quotas(&self.entity(), &changes?, false).await.map_err(failed)
    }

    /// Refuses names that these owners do not have.
    fn check(&self, changes: &[ConfigChange]) -> Result<(), ToolError> {
        let is_of_ips = matches!(self.parts[..], [(2, _)]);
        let is_quota = |name: &str| match is_of_ips {
            true => IP_QUOTAS.contains(&name),
            false => CLIENT_QUOTAS.contains(&name),
        };
        let is_scram = |name: &str| ScramMechanism::from_name(name).is_some();
        let of_users = self.is_of_users_only();
        for (op, done) in [(AlterOp::Set, "added"), (AlterOp::Delete, "deleted")] {
            let names = changes.iter().filter(|change| change.op == op).map(|change| change.name.as_str());
            let unknown: Vec<&str> =
                names.filter(|name| !(is_quota(name) || of_users && is_scram(name))).collect();
            if unknown.is_empty() {
                continue;
            }
            let unknown = unknown.join(",");
            let (kinds, of) = match () {
                () if is_of_ips => ("connection quota configs", "ips"),
                () if of_users => ("quota and SCRAM credential configs", "users"),
                () => ("quota configs", "clients"),
            };
            let done = if is_of_ips { "added" } else { done };
            return Err(ToolError::failed(format!(
                "Only {kinds} can be {done} for '{of}' using --bootstrap-server. Unexpected config names: {unknown}"
            )));
        }
        if changes.iter().any(|change| is_scram(&change.name)) {
            if self.parts[0].1 == Some(Name::Default) {
                return Err(ToolError::failed(
                    "The use of --entity-default or --user-defaults is not allowed with User SCRAM Credentials using \
                     --bootstrap-server.",
                ));
            }
            if changes.iter().any(|change| is_quota(&change.name)) {
                return Err(ToolError::failed(
                    "Cannot alter both quota and SCRAM credential configs simultaneously for 'users' using \
                     --bootstrap-server.",
                ));
            }
        }
        Ok(())
    }
}

/// `iterations=8192,password=…` or `password=…` for a mechanism.
fn scram_change(change: &ConfigChange) -> Result<ScramChange, ToolError> {
    let name = &change.name;
    let mechanism = ScramMechanism::from_name(name)
        .ok_or_else(|| ToolError::failed(format!("{name} is no SCRAM mechanism")))?;
    let Some(text) = &change.value else { return Ok(ScramChange::Delete(mechanism)) };
    let invalid = || ToolError::failed(format!("Invalid credential property {name}={text}"));
    let (iterations, rest) = match text.strip_prefix("iterations=").and_then(|rest| rest.split_once(',')) {
        Some((count, rest)) => (count.parse().map_err(|_| invalid())?, rest),
        None => (-1, text.as_str()),
    };
    let password = rest.strip_prefix("password=").ok_or_else(invalid)?.to_string();
    let iterations = if iterations == -1 { DEFAULT_ITERATIONS } else { iterations };
    if iterations < ScramMechanism::MIN_ITERATIONS {
        return Err(ToolError::failed(format!(
            "Iterations {iterations} is less than the minimum {} required for {name}",
            ScramMechanism::MIN_ITERATIONS
        )));
    }
    Ok(ScramChange::Set { mechanism, iterations, password })
}

fn quota_line(entity: &QuotaEntity, values: &BTreeMap<String, f64>) -> String {
    let parts = [("user", "user-principal"), ("client-id", "client-id"), ("ip", "ip")].into_iter();
    let parts = parts.filter_map(|(kind, shown)| {
        Some(match entity.get(kind)? {
            Some(name) => format!("{shown} '{name}'"),
            None => format!("the default {shown}"),
        })
    });
    let values: Vec<String> =
        values.iter().map(|(key, value)| format!("{key}={}", kavka_config::java_double(*value))).collect();
    format!("Quota configs for {} are {}", parts.collect::<Vec<_>>().join(", "), values.join(", "))
}

fn scram_line(user: &str, credentials: &[ScramCredential]) -> String {
    let shown: Vec<String> = credentials
        .iter()
        .map(|credential| format!("{}=iterations={}", credential.mechanism.name(), credential.iterations))
        .collect();
    format!("SCRAM credential configs for user-principal '{user}' are {}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::recorded;
    use crate::tools::configs::{SPEC, changes};

    fn parsed(line: &str) -> Parsed {
        let args: Vec<String> = line.split_whitespace().map(str::to_string).collect();
        Parsed::parse(&SPEC, &args).unwrap()
    }

    fn owner(line: &str) -> Result<Option<QuotaOwner>, String> {
        QuotaOwner::from_options(&parsed(line)).map_err(|error| error.to_string())
    }

    fn checked(line: &str) -> Result<(), String> {
        let parsed = parsed(line);
        let owner = QuotaOwner::from_options(&parsed).unwrap().unwrap();
        owner.check(&changes(&parsed).unwrap()).map_err(|error| error.to_string())
    }

    #[test]
    fn owners_are_named_in_two_ways() {
        let long = "--entity-type users --entity-name alice --entity-type clients --entity-default";
        let same = owner("--user alice --client-defaults").unwrap();
        assert_eq!(owner(long).unwrap(), same);
        let entity = same.unwrap().entity();
        assert_eq!(entity["user"].as_deref(), Some("alice"));
        assert_eq!(entity["client-id"], None);
        assert_eq!(owner("--entity-type topics --entity-name a"), Ok(None));
        assert!(owner("--entity-type users --entity-type ips").unwrap_err().starts_with("Only 'users'"));
    }

    #[test]
    fn lines_read_as_recorded() {
        let entity = QuotaEntity::from([
            ("user".to_string(), Some("alice".to_string())),
            ("client-id".to_string(), Some("c1".to_string())),
        ]);
        let values = BTreeMap::from([
            ("consumer_byte_rate".to_string(), 2048.0),
            ("producer_byte_rate".to_string(), 1024.0),
        ]);
        let golden = recorded(include_str!("../../../tests/golden/configs-user-client-describe.txt"));
        assert_eq!(quota_line(&entity, &values), golden);
        let credentials = [ScramCredential { mechanism: ScramMechanism::Sha256, iterations: 4096 }];
        let golden = recorded(include_str!("../../../tests/golden/configs-user-describe.txt"));
        assert_eq!(scram_line("alice", &credentials), golden);
    }

    #[test]
    fn names_that_are_no_quotas_are_refused() {
        assert_eq!(checked("--user a --add-config SCRAM-SHA-256=[password=x]"), Ok(()));
        assert_eq!(checked("--user a --client b --add-config producer_byte_rate=1"), Ok(()));
        let error = checked("--client b --add-config SCRAM-SHA-256=[password=x]").unwrap_err();
        assert!(error.starts_with("Only quota configs can be added for 'clients'"), "{error}");
        let error = checked("--ip 1.2.3.4 --add-config producer_byte_rate=1").unwrap_err();
        assert!(error.starts_with("Only connection quota configs can be added for 'ips'"), "{error}");
        let error = checked("--user-defaults --add-config SCRAM-SHA-256=[password=x]").unwrap_err();
        assert!(error.starts_with("The use of --entity-default"), "{error}");
        let both = "--user a --add-config SCRAM-SHA-256=[password=x],producer_byte_rate=1";
        assert!(checked(both).unwrap_err().starts_with("Cannot alter both"));
    }

    #[test]
    fn credentials_say_iterations_and_password() {
        let read = |text: &str| {
            let value = Some(text.to_string());
            let change = ConfigChange { name: "SCRAM-SHA-512".to_string(), op: AlterOp::Set, value };
            scram_change(&change).map_err(|error| error.to_string())
        };
        for (text, expected) in [("password=a,b", 4096), ("iterations=8192,password=a,b", 8192)] {
            let Ok(ScramChange::Set { iterations, password, .. }) = read(text) else { panic!("{text}") };
            assert_eq!((iterations, password.as_str()), (expected, "a,b"));
        }
        assert!(read("iterations=10,password=a").err().unwrap().starts_with("Iterations 10 is less than"));
        assert!(read("iterations=4096").is_err());
    }
}
