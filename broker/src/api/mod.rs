//! From request to response. One file per API key lives beside this one; each offers
//! `async fn handle(broker: &Arc<Broker>, ctx: &RequestContext, request: XRequest) -> Outcome`,
//! and `dispatch` holds the table of those that are served.

mod api_versions;
mod authorized_operations;
mod context;
mod describe_cluster;
mod describe_topic_partitions;
pub mod dispatch;
pub mod fetch;
mod leader_hint;
mod metadata;
mod outcome;
mod produce;
mod topic_name;

pub use context::RequestContext;
pub use outcome::{BoxFuture, Outcome, Part, ResponseBody};
