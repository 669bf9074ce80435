//! A schema registry in memory: the REST calls that Confluent's serializers make, and faults on demand.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};
use axum::extract::{Path, Query, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::prelude::BASE64_STANDARD as BASE64;
use kavka_client::serde::protobuf::ProtobufSchema;
use kavka_client::serde::registry::{Resolved, Schema, SchemaKind};
use serde_json::{Value, json};

/// All it knows.
#[derive(Debug, Default)]
struct Memory {
    /// The id of a schema is its place here, from 1.
    schemas: Vec<Arc<Schema>>,
    /// Ids by version, from 1.
    subjects: BTreeMap<String, Vec<usize>>,
    requests: Vec<String>,
    faults: VecDeque<u16>,
    login: Option<String>,
}

type Shared = Arc<Mutex<Memory>>;

fn lock(memory: &Shared) -> MutexGuard<'_, Memory> {
    memory.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A running registry, in a thread of its own. Ends when dropped.
#[derive(Debug)]
pub struct SchemaRegistry {
    memory: Shared,
    url: String,
    end: Option<tokio::sync::oneshot::Sender<()>>,
}

impl SchemaRegistry {
    /// Starts one on a free port.
    ///
    /// # Errors
    /// Where the system gives no port.
    pub fn start() -> Result<Self> {
        let memory = Shared::default();
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let url = format!("http://{}", listener.local_addr()?);
        let (end, ended) = tokio::sync::oneshot::channel::<()>();
        let router = router(memory.clone());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        std::thread::spawn(move || {
            runtime.block_on(async move {
                let listener = tokio::net::TcpListener::from_std(listener)?;
                tokio::select! {
                    served = std::future::IntoFuture::into_future(axum::serve(listener, router)) => served,
                    _ = ended => Ok(()),
                }
            })
        });
        Ok(Self { memory, url, end: Some(end) })
    }

    /// Its base URL.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Registers a schema and gives its version.
    pub fn register(&self, subject: &str, schema: Schema) -> usize {
        lock(&self.memory).register(subject, schema).1
    }

    /// All requests so far: method, path and query.
    pub fn requests(&self) -> Vec<String> {
        lock(&self.memory).requests.clone()
    }

    /// The next requests are answered with these statuses.
    pub fn fail_next(&self, statuses: &[u16]) {
        lock(&self.memory).faults.extend(statuses);
    }

    /// From now on `Authorization` must be this.
    pub fn require(&self, authorization: &str) {
        lock(&self.memory).login = Some(authorization.to_owned());
    }
}

impl Drop for SchemaRegistry {
    fn drop(&mut self) {
        if let Some(end) = self.end.take() {
            // Nobody listens where it has ended by itself.
            let _ended = end.send(());
        }
    }
}

type Answer = std::result::Result<Json<Value>, Refusal>;
type Parameters = Query<HashMap<String, String>>;

/// An error as registries tell it.
#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    code: i32,
    message: String,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        (self.status, Json(json!({"error_code": self.code, "message": self.message}))).into_response()
    }
}

fn refuse(status: StatusCode, code: i32, message: &str) -> Refusal {
    Refusal { status, code, message: message.to_owned() }
}

fn missing(code: i32, message: &str) -> Refusal {
    refuse(StatusCode::NOT_FOUND, code, message)
}

fn router(memory: Shared) -> Router {
    Router::new()
        .route("/subjects", get(subjects))
        .route("/subjects/{subject}", post(find))
        .route("/subjects/{subject}/versions", post(register).get(versions))
        .route("/subjects/{subject}/versions/{version}", get(version))
        .route("/schemas/ids/{id}", get(by_id))
        .route("/schemas/guids/{guid}", get(by_guid))
        .route("/schemas/types", get(|| async { Json(json!(["AVRO", "PROTOBUF", "JSON"])) }))
        .route("/config", get(|| async { Json(json!({"compatibilityLevel": "NONE"})) }))
        .fallback(|| async { missing(404, "HTTP 404 Not Found") })
        .layer(from_fn_with_state(memory.clone(), watch))
        .with_state(memory)
}

/// Notes the request, and fails it where it is to fail.
async fn watch(State(memory): State<Shared>, request: Request, next: Next) -> Response {
    let refusal = {
        let mut memory = lock(&memory);
        memory.requests.push(format!("{} {}", request.method(), request.uri()));
        let given = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        if memory.login.is_some() && memory.login.as_deref() != given {
            Some(refuse(StatusCode::UNAUTHORIZED, 401, "Unauthorized"))
        } else {
            let status = memory.faults.pop_front().and_then(|status| StatusCode::from_u16(status).ok());
            status.map(|status| refuse(status, i32::from(status.as_u16()), "a fault"))
        }
    };
    match refusal {
        Some(refusal) => refusal.into_response(),
        None => next.run(request).await,
    }
}

impl Memory {
    fn id_of(&mut self, schema: Schema) -> usize {
        match self.schemas.iter().position(|one| **one == schema) {
            Some(at) => at + 1,
            None => {
                self.schemas.push(Arc::new(schema));
                self.schemas.len()
            }
        }
    }

    /// Id and version.
    fn register(&mut self, subject: &str, schema: Schema) -> (usize, usize) {
        let id = self.id_of(schema);
        let versions = self.subjects.entry(subject.to_owned()).or_default();
        let at = versions.iter().position(|one| *one == id).unwrap_or_else(|| {
            versions.push(id);
            versions.len() - 1
        });
        (id, at + 1)
    }

    fn versions(&self, subject: &str) -> std::result::Result<&Vec<usize>, Refusal> {
        self.subjects.get(subject).ok_or_else(|| missing(40401, &format!("Subject '{subject}' not found.")))
    }

    fn version(&self, subject: &str, version: usize) -> std::result::Result<usize, Refusal> {
        let id = version.checked_sub(1).and_then(|at| self.versions(subject).ok()?.get(at).copied());
        self.versions(subject)?;
        id.ok_or_else(|| missing(40402, &format!("Version {version} not found.")))
    }

    /// A schema as answers have it; in base64 where that is asked for.
    fn told(&self, id: usize, subject: Option<(&str, usize)>, parameters: &Parameters) -> Answer {
        let schema = id.checked_sub(1).and_then(|at| self.schemas.get(at));
        let schema = schema.ok_or_else(|| missing(40403, &format!("Schema {id} not found")))?;
        let mut told = json!({"id": id, "guid": guid(id), "schema": schema.text, "schemaType": schema.kind});
        if !schema.references.is_empty() {
            told["references"] = json!(schema.references);
        }
        if let Some((subject, version)) = subject {
            told["subject"] = json!(subject);
            told["version"] = json!(version);
        }
        let is_serialized = parameters.get("format").is_some_and(|format| format == "serialized");
        if is_serialized && schema.kind == SchemaKind::Protobuf {
            let broken = |error: &dyn std::fmt::Display| {
                refuse(StatusCode::UNPROCESSABLE_ENTITY, 42201, &error.to_string())
            };
            let resolved = self.resolved(schema).map_err(|error| broken(&error))?;
            let compiled = ProtobufSchema::from_resolved(&resolved).map_err(|error| broken(&error))?;
            told["schema"] = json!(BASE64.encode(compiled.file().encode_to_vec()));
        }
        Ok(Json(told))
    }

    fn resolved(&self, schema: &Arc<Schema>) -> Result<Resolved> {
        let mut references = Vec::new();
        for reference in &schema.references {
            let versions = self.subjects.get(&reference.subject).context("a reference to no subject")?;
            let at = usize::try_from(reference.version)?.checked_sub(1).context("a version below 1")?;
            let id = versions.get(at).context("a reference to no version")?;
            let found = self.schemas[id - 1].clone();
            references.extend(self.resolved(&found)?.references);
            references.push((reference.name.clone(), found));
        }
        Ok(Resolved { schema: schema.clone(), references })
    }
}

fn guid(id: usize) -> String {
    uuid::Uuid::from_u128(0xabcd_0000_0000_0000_0000_0000_0000_0000 + id as u128).to_string()
}

async fn subjects(State(memory): State<Shared>) -> Json<Value> {
    Json(json!(lock(&memory).subjects.keys().collect::<Vec<_>>()))
}

async fn register(
    State(memory): State<Shared>,
    Path(subject): Path<String>,
    parameters: Parameters,
    Json(schema): Json<Schema>,
) -> Answer {
    if schema.kind != SchemaKind::Protobuf && serde_json::from_str::<Value>(&schema.text).is_err() {
        return Err(refuse(StatusCode::UNPROCESSABLE_ENTITY, 42201, "Invalid schema"));
    }
    let mut memory = lock(&memory);
    let (id, version) = memory.register(&subject, schema);
    memory.told(id, Some((&subject, version)), &parameters)
}

async fn find(
    State(memory): State<Shared>,
    Path(subject): Path<String>,
    parameters: Parameters,
    Json(schema): Json<Schema>,
) -> Answer {
    let memory = lock(&memory);
    let versions = memory.versions(&subject)?;
    let at = versions.iter().position(|id| *memory.schemas[id - 1] == schema);
    let at = at.ok_or_else(|| missing(40403, "Schema not found"))?;
    memory.told(versions[at], Some((&subject, at + 1)), &parameters)
}

async fn versions(State(memory): State<Shared>, Path(subject): Path<String>) -> Answer {
    let count = lock(&memory).versions(&subject)?.len();
    Ok(Json(json!((1..=count).collect::<Vec<_>>())))
}

async fn version(
    State(memory): State<Shared>,
    Path((subject, version)): Path<(String, String)>,
    parameters: Parameters,
) -> Answer {
    let memory = lock(&memory);
    let version = match version.as_str() {
        "latest" | "-1" => memory.versions(&subject)?.len(),
        number => number.parse().map_err(|_| {
            refuse(StatusCode::UNPROCESSABLE_ENTITY, 42202, "The specified version is invalid")
        })?,
    };
    memory.told(memory.version(&subject, version)?, Some((&subject, version)), &parameters)
}

async fn by_id(State(memory): State<Shared>, Path(id): Path<usize>, parameters: Parameters) -> Answer {
    lock(&memory).told(id, None, &parameters)
}

async fn by_guid(State(memory): State<Shared>, Path(wanted): Path<String>, parameters: Parameters) -> Answer {
    let memory = lock(&memory);
    let id = (1..=memory.schemas.len()).find(|id| guid(*id) == wanted);
    memory.told(id.ok_or_else(|| missing(40403, "Schema not found"))?, None, &parameters)
}
