// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

/// Kafka's `ConsumerProtocolAssignment`.
pub mod consumer_protocol_assignment;
pub use consumer_protocol_assignment::ConsumerProtocolAssignment;
/// Kafka's `ConsumerProtocolSubscription`.
pub mod consumer_protocol_subscription;
pub use consumer_protocol_subscription::ConsumerProtocolSubscription;
/// Kafka's `DefaultPrincipalData`.
pub mod default_principal_data;
pub use default_principal_data::DefaultPrincipalData;
/// Kafka's `SubscriptionInfoData`.
pub mod subscription_info_data;
pub use subscription_info_data::SubscriptionInfoData;
