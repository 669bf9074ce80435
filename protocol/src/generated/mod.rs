// Written by protocol/codegen from protocol/schemas; run it again instead of editing.

pub(crate) mod api_key;
pub(crate) mod control;
pub(crate) mod embedded;
pub(crate) mod error_code;
pub(crate) mod group;
pub(crate) mod guard_tables;
pub(crate) mod messages;
pub(crate) mod metadata;
pub(crate) mod share;
pub(crate) mod storage;
pub(crate) mod transaction;
