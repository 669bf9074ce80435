//! What can be asked of a registry.

use std::collections::HashSet;
use std::sync::Arc;

use futures::FutureExt;
use futures::future::BoxFuture;
use kavka_config::{ConfigError, Properties};
use serde::Deserialize;
use serde_json::json;
use uuid::Uuid;

use super::cache::{Cache, Lifetimes};
use super::http::{Http, Request};
use super::model::null_is_empty;
use super::wire::SchemaName;
use super::{Reference, Registered, RegistryConfig, RegistryError, Resolved, Schema, SchemaKind};

/// The most schemas that one may build on.
const REFERENCES_MAX: usize = 1000;

type Answer<T> = Result<T, RegistryError>;

/// What a schema is asked about with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct InSubject {
    subject: String,
    schema: Arc<Schema>,
    normalize: bool,
}

/// A client of a schema registry. Cheap to clone; clones share connections and memory.
#[derive(Debug, Clone)]
pub struct Registry {
    http: Arc<Http>,
    memory: Arc<Memory>,
}

#[derive(Debug)]
struct Memory {
    schemas: Cache<SchemaName, Arc<Schema>>,
    registered: Cache<InSubject, Registered>,
    found: Cache<InSubject, Registered>,
    latest: Cache<String, Registered>,
    versions: Cache<(String, i32), Arc<Schema>>,
}

/// A schema in the registry's answers; which fields there are depends on the question and the registry's age.
#[derive(Debug, Deserialize)]
struct Told {
    id: Option<i32>,
    guid: Option<Uuid>,
    version: Option<i32>,
    schema: Option<String>,
    #[serde(rename = "schemaType", default)]
    kind: SchemaKind,
    #[serde(default, deserialize_with = "null_is_empty")]
    references: Vec<Reference>,
}

impl Told {
    fn schema(self) -> Answer<Arc<Schema>> {
        let text = self.schema.ok_or_else(|| missing("schema"))?;
        Ok(Arc::new(Schema { text, kind: self.kind, references: self.references }))
    }

    fn registered(self, asked: Option<&Arc<Schema>>) -> Answer<Registered> {
        let (id, guid, version) = (self.id.ok_or_else(|| missing("id"))?, self.guid, self.version);
        let schema = match asked {
            Some(asked) => asked.clone(),
            None => self.schema()?,
        };
        Ok(Registered { id, guid, version, schema })
    }
}

fn missing(field: &str) -> RegistryError {
    RegistryError::Unusable(format!("the registry's answer has no field {field}"))
}

impl Registry {
    /// A client with these settings; it connects when it is asked.
    ///
    /// # Errors
    /// [`ConfigError`] for certificates that cannot be read.
    pub fn new(config: RegistryConfig) -> Result<Self, ConfigError> {
        let capacity = config.capacity;
        let latest = Lifetimes { found: config.latest_ttl, missing: None };
        let schemas = Lifetimes { found: None, missing: config.missing_id_ttl };
        let memory = Memory {
            schemas: Cache::new(capacity, schemas),
            registered: Cache::new(capacity, Lifetimes::default()),
            found: Cache::new(capacity, Lifetimes::default()),
            latest: Cache::new(capacity, latest),
            versions: Cache::new(capacity, Lifetimes::default()),
        };
        Ok(Self { http: Arc::new(Http::new(config)?), memory: Arc::new(memory) })
    }

    /// A client with these properties.
    ///
    /// # Errors
    /// As [`RegistryConfig::from_properties`] and [`Self::new`].
    pub fn from_properties(properties: &Properties) -> Result<Self, ConfigError> {
        Self::new(RegistryConfig::from_properties(properties)?)
    }

    /// Its settings.
    pub fn config(&self) -> &RegistryConfig {
        self.http.config()
    }

    /// Registers a schema under a subject, if it is not there.
    ///
    /// # Errors
    /// [`RegistryError`]; code 409 where the schema is not compatible with those before it.
    pub async fn register(&self, subject: &str, schema: Arc<Schema>, normalize: bool) -> Answer<Registered> {
        let key = InSubject { subject: subject.to_owned(), schema, normalize };
        let request =
            Request::post(["subjects", subject, "versions"], json!(*key.schema)).with("normalize", normalize);
        let (schema, ask) = (key.schema.clone(), self.asking::<Told>(request));
        let answer = async move { ask.await?.registered(Some(&schema)) };
        self.memory.registered.get(key, || answer.boxed()).await
    }

    /// Finds a schema under a subject.
    ///
    /// # Errors
    /// [`RegistryError`]; code 40403 where the subject does not have it.
    pub async fn find(&self, subject: &str, schema: Arc<Schema>, normalize: bool) -> Answer<Registered> {
        let key = InSubject { subject: subject.to_owned(), schema, normalize };
        let request = Request::post(["subjects", subject], json!(*key.schema)).with("normalize", normalize);
        let (schema, ask) = (key.schema.clone(), self.asking::<Told>(request));
        let answer = async move { ask.await?.registered(Some(&schema)) };
        self.memory.found.get(key, || answer.boxed()).await
    }

    /// The schema of an id or GUID.
    ///
    /// # Errors
    /// [`RegistryError`]; code 40403 where there is none.
    pub async fn schema(&self, name: SchemaName) -> Answer<Arc<Schema>> {
        let request = match name {
            SchemaName::Id(id) => Request::get(["schemas", "ids", &id.to_string()]),
            SchemaName::Guid(guid) => Request::get(["schemas", "guids", &guid.to_string()]),
        };
        let ask = self.asking::<Told>(request);
        self.memory.schemas.get(name, || async move { ask.await?.schema() }.boxed()).await
    }

    /// The latest version of a subject.
    ///
    /// # Errors
    /// [`RegistryError`]; code 40401 where there is no such subject.
    pub async fn latest(&self, subject: &str) -> Answer<Registered> {
        let ask = self.asking::<Told>(Request::get(["subjects", subject, "versions", "latest"]));
        let answer = async move { ask.await?.registered(None) };
        self.memory.latest.get(subject.to_owned(), || answer.boxed()).await
    }

    /// A version of a subject, also one that was deleted: schemas may still build on it.
    ///
    /// # Errors
    /// [`RegistryError`]; codes 40401 and 40402 where there is no such subject or version.
    pub async fn version(&self, subject: &str, version: i32) -> Answer<Arc<Schema>> {
        let request =
            Request::get(["subjects", subject, "versions", &version.to_string()]).with("deleted", true);
        let ask = self.asking::<Told>(request);
        let key = (subject.to_owned(), version);
        self.memory.versions.get(key, || async move { ask.await?.schema() }.boxed()).await
    }

    /// A schema with all that it builds on.
    ///
    /// # Errors
    /// [`RegistryError`]; [`RegistryError::Unusable`] for more than 1000 references.
    pub async fn resolve(&self, schema: Arc<Schema>) -> Answer<Resolved> {
        enum Step {
            Enter(Reference),
            Leave(String, Arc<Schema>),
        }
        let mut seen = HashSet::new();
        let mut references = Vec::new();
        let mut steps: Vec<Step> = schema.references.iter().rev().cloned().map(Step::Enter).collect();
        while let Some(step) = steps.pop() {
            match step {
                Step::Enter(reference) if !seen.insert(reference.name.clone()) => {}
                Step::Enter(reference) => {
                    if seen.len() > REFERENCES_MAX {
                        let told = format!("the schema builds on more than {REFERENCES_MAX} others");
                        return Err(RegistryError::Unusable(told));
                    }
                    let found = self.version(&reference.subject, reference.version).await?;
                    let below: Vec<_> = found.references.iter().rev().cloned().map(Step::Enter).collect();
                    steps.push(Step::Leave(reference.name, found));
                    steps.extend(below);
                }
                Step::Leave(name, schema) => references.push((name, schema)),
            }
        }
        Ok(Resolved { schema, references })
    }

    /// A request that borrows nothing, so that whoever waits can drive it.
    fn asking<T: serde::de::DeserializeOwned + Send + 'static>(
        &self,
        request: Request,
    ) -> BoxFuture<'static, Answer<T>> {
        let http = self.http.clone();
        async move { http.ask(&request).await }.boxed()
    }
}
