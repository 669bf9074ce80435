//! KRaft quorum, metadata image and the controller's decisions.
//!
//! Truth is a log of metadata records ([`raft`]); applied one by one they give an immutable [`MetadataImage`],
//! which is swapped as a whole and read without a lock. The controller decides with pure functions from image
//! and request to records and response; a response leaves once its records are committed, applied, and seen by
//! every [`MetadataListener`]. [`mod@format`] makes the files of a new node.

pub mod decide;
pub mod features;
pub mod format;
mod handle;
pub mod image;
pub mod raft;
mod service;

pub use handle::{Controller, ControllerError, QuorumStatus};
pub use image::{MetadataDelta, MetadataImage, MetadataListener, MetadataUpdate};
pub use service::{ControllerConfig, StartError};
