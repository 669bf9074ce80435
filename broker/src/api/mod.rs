//! From request to response. One file per API key lives beside this one; each offers
//! `async fn handle(broker: &Arc<Broker>, ctx: &RequestContext, request: XRequest) -> Outcome`,
//! and `dispatch` holds the table of those that are served.

mod alter_replica_log_dirs;
mod api_versions;
mod authorized_operations;
mod context;
mod delete_records;
mod describe_cluster;
mod describe_log_dirs;
mod describe_producers;
mod describe_topic_partitions;
pub mod dispatch;
pub mod fetch;
mod init_producer_id;
mod leader_hint;
mod list_offsets;
mod metadata;
mod offset_for_leader_epoch;
mod outcome;
mod produce;
mod topic_name;

pub use context::RequestContext;
pub use outcome::{BoxFuture, Outcome, Part, ResponseBody};
