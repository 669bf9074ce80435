//! Real processes under test: started, waited for, killed, never left behind.

mod apache;
mod cluster;
mod command;
mod kavka;
mod listeners;
pub mod memory;
mod node;
pub mod probe;
pub mod process;
mod program;
mod proxy;
mod raw;
#[cfg(feature = "registry")]
mod registry;

pub use apache::{Apache, apache_classpath, apache_tool, broker_plugins, write_properties};
pub use cluster::{ApacheCluster, CONTROLLER_ID};
pub use command::{run, run_in};
pub use kavka::{Kavka, KavkaOptions, kavka_binary};
pub use listeners::{Listener, listener_lines};
pub use node::{CLUSTER_ID, Extras, Make, Node};
pub use program::Program;
pub use proxy::Proxy;
pub use raw::Raw;
#[cfg(feature = "registry")]
pub use registry::SchemaRegistry;

use std::net::TcpListener;
use std::path::PathBuf;

use anyhow::{Context, Result};

/// The project's root folder.
pub fn project_root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).parent().expect("the crate lies in the workspace").to_path_buf()
}

/// A folder below `target/` for things that tests install once and use again: jars, virtual environments.
///
/// # Errors
/// Where the folder cannot be made.
pub fn cache_dir(name: &str) -> Result<PathBuf> {
    let target =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| project_root().join("target"), PathBuf::from);
    let dir = target.join("foreign").join(name);
    std::fs::create_dir_all(&dir).with_context(|| format!("create {}", dir.display()))?;
    Ok(dir)
}

/// A loopback port that nobody listened on a moment ago.
///
/// # Errors
/// Where the system has none to give.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
