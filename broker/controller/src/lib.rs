//! KRaft quorum, metadata image and the controller's decisions.
