//! Short programs a newcomer runs first.
