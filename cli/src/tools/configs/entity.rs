//! What the configs belong to.

use kavka_client::admin::{ConfigSource, ResourceType};
use kavka_client::{Admin, ClientError};

use crate::args::{Parsed, ToolError};

/// Entities of a type, or one of them.
#[derive(Debug)]
pub(super) struct Entity {
    pub kind: ResourceType,
    /// As on the command line, in the plural.
    pub type_name: &'static str,
    /// The one that is meant; all if absent.
    pub name: Option<Name>,
}

/// The name of an entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Name {
    /// What holds for all that say nothing themselves.
    Default,
    /// This one.
    One(String),
}

impl Name {
    /// The resource's name on the wire; that of the default is empty.
    pub(super) fn resource(&self) -> &str {
        match self {
            Self::Default => "",
            Self::One(name) => name,
        }
    }
}

const TYPES: [(&str, &str, ResourceType); 5] = [
    ("topics", "topic", ResourceType::Topic),
    ("brokers", "broker", ResourceType::Broker),
    ("broker-loggers", "broker-logger", ResourceType::BrokerLogger),
    ("groups", "group", ResourceType::Group),
    ("client-metrics", "client-metrics", ResourceType::ClientMetrics),
];

impl Entity {
    /// From `--entity-type` with `--entity-name` or `--entity-default`, or from the short options.
    pub(super) fn from_options(parsed: &Parsed) -> Result<Self, ToolError> {
        if parsed.has("broker-defaults") {
            return Ok(Self { kind: ResourceType::Broker, type_name: "brokers", name: Some(Name::Default) });
        }
        for (type_name, option, kind) in TYPES {
            if let Some(name) = parsed.one(option)? {
                return Ok(Self { kind, type_name, name: Some(Name::One(name.to_string())) });
            }
        }
        let Some(given) = parsed.one("entity-type")? else {
            let line = "At least one entity type must be specified: --entity-type, or a short option such as --topic";
            return Err(ToolError::Usage(line.to_string()));
        };
        let found = TYPES.into_iter().find(|(type_name, ..)| *type_name == given);
        let Some((type_name, _, kind)) = found else {
            let known: Vec<&str> = TYPES.iter().map(|(type_name, ..)| *type_name).collect();
            let line = format!(
                "Invalid entity type {given}, the entity type must be one of {}, users, clients, ips",
                known.join(", ")
            );
            return Err(ToolError::Usage(line));
        };
        let name = match parsed.one("entity-name")? {
            Some(name) => Some(Name::One(name.to_string())),
            None => parsed.has("entity-default").then_some(Name::Default),
        };
        if name == Some(Name::Default) && kind != ResourceType::Broker {
            return Err(ToolError::Usage(format!("--entity-default is not for the entity type {type_name}")));
        }
        let needs_id = matches!(kind, ResourceType::Broker | ResourceType::BrokerLogger);
        if let Some(Name::One(id)) = name.as_ref().filter(|_| needs_id)
            && id.parse::<i32>().is_err()
        {
            let line =
                format!("The entity name for {type_name} must be a valid integer broker id, but it is: {id}");
            return Err(ToolError::Usage(line));
        }
        Ok(Self { kind, type_name, name })
    }

    pub(super) fn singular(&self) -> &str {
        self.type_name.strip_suffix('s').unwrap_or(self.type_name)
    }

    /// The source of what was set for the entity itself; none where that is all there is.
    pub(super) fn own_source(&self, name: &Name) -> Option<ConfigSource> {
        match (self.kind, name) {
            (ResourceType::Topic, _) => Some(ConfigSource::DynamicTopicConfig),
            (ResourceType::Broker, Name::Default) => Some(ConfigSource::DynamicDefaultBrokerConfig),
            (ResourceType::Broker, Name::One(_)) => Some(ConfigSource::DynamicBrokerConfig),
            (ResourceType::BrokerLogger, _) => None,
            (ResourceType::Group, _) => Some(ConfigSource::DynamicGroupConfig),
            (ResourceType::ClientMetrics, _) => Some(ConfigSource::DynamicClientMetricsConfig),
        }
    }

    /// The one that is meant, or all there are.
    pub(super) async fn names(&self, admin: &Admin) -> Result<Vec<Name>, ClientError> {
        if let Some(name) = &self.name {
            return Ok(vec![name.clone()]);
        }
        let named = |names: Vec<String>| names.into_iter().map(Name::One).collect::<Vec<_>>();
        Ok(match self.kind {
            ResourceType::Topic => {
                named(admin.list_topics().await?.into_iter().map(|(name, _)| name).collect())
            }
            ResourceType::Broker | ResourceType::BrokerLogger => {
                let ids = admin.brokers().await?.into_iter().map(|broker| broker.id.to_string());
                let mut names = named(ids.collect());
                if self.kind == ResourceType::Broker {
                    names.push(Name::Default);
                }
                names
            }
            ResourceType::Group | ResourceType::ClientMetrics => {
                named(admin.list_config_resources(self.kind).await?)
            }
        })
    }
}
