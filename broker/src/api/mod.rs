//! From request to response. One file per API key lives beside this one; each offers
//! `async fn handle(broker: &Arc<Broker>, ctx: &RequestContext, request: XRequest) -> Outcome`,
//! and `dispatch` holds the table of those that are served.

mod alter_check;
mod alter_configs;
mod alter_replica_log_dirs;
mod api_versions;
mod authorized_operations;
pub(crate) mod auto_create;
mod context;
mod controller_reply;
mod create_partitions;
mod create_topics;
mod delete_groups;
mod delete_records;
mod delete_topics;
mod describe_cluster;
mod describe_configs;
mod describe_groups;
mod describe_log_dirs;
mod describe_producers;
mod describe_quorum;
mod describe_topic_partitions;
pub mod dispatch;
pub mod fetch;
mod find_coordinator;
mod groups;
mod heartbeat;
mod incremental_alter_configs;
mod init_producer_id;
mod join_group;
mod leader_hint;
mod leave_group;
mod list_config_resources;
mod list_groups;
mod list_offsets;
mod metadata;
mod offset_commit;
mod offset_delete;
mod offset_fetch;
mod offset_for_leader_epoch;
mod outcome;
mod produce;
mod sasl;
mod sync_group;
mod topic_name;
mod unregister_broker;

pub(crate) use auto_create::CONSUMER_OFFSETS;
pub use context::RequestContext;
pub use outcome::{BoxFuture, Outcome, Part, ResponseBody};
