//! The clients' programs, built from `integration-tests/clients`.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, bail};
use kavka_integration_tests::harness::{apache_classpath, cache_dir, project_root, run};

/// What this program is started with to be a load.
pub const OWN_LOAD: &str = "load";

const BUILD: Duration = Duration::from_secs(1200);

/// A program that puts the load on a broker.
pub struct Client {
    pub name: &'static str,
    pub program: PathBuf,
    /// Its first arguments.
    pub fixed: Vec<String>,
    /// Its code is compiled while it runs.
    pub needs_warmup: bool,
}

/// Ours: this program.
pub fn own() -> Result<Client> {
    Ok(Client {
        name: "Kavka",
        program: std::env::current_exe()?,
        fixed: vec![OWN_LOAD.to_owned()],
        needs_warmup: false,
    })
}

/// Those of `wanted`. One that cannot be built, for want of a compiler or a library, is left out with a remark.
pub fn build(wanted: &[&str]) -> Result<Vec<Client>> {
    let mut clients = Vec::new();
    for name in wanted {
        let built = match *name {
            "kavka" => own(),
            "java" => java(),
            "librdkafka" => librdkafka(),
            "confluent" => confluent(),
            other => bail!("no client {other}"),
        };
        match built {
            Ok(client) => clients.push(client),
            Err(error) => println!("{name} is left out: {error:#}\n"),
        }
    }
    Ok(clients)
}

fn java() -> Result<Client> {
    let classes = cache_dir("load")?.display().to_string();
    let jars = apache_classpath()?;
    let source = project_root().join("integration-tests/clients/load/ClientLoad.java").display().to_string();
    run("javac", &["-cp", &jars, "-d", &classes, &source], BUILD)?;
    let quiet = "-Dorg.slf4j.simpleLogger.defaultLogLevel=error";
    let classpath = format!("{jars}:{classes}");
    let fixed = ["-Xms1g", "-Xmx1g", quiet, "-cp", &classpath, "ClientLoad"].map(str::to_owned).to_vec();
    Ok(Client { name: "Java", program: "java".into(), fixed, needs_warmup: true })
}

/// Needs Debian's `librdkafka-dev`, or the like.
fn librdkafka() -> Result<Client> {
    let program = cache_dir("load")?.join("librdkafka-load");
    let source = project_root().join("integration-tests/clients/load/load.c").display().to_string();
    let out = program.display().to_string();
    run("cc", &["-O2", "-Wall", "-o", &out, &source, "-lrdkafka"], BUILD)?;
    Ok(Client { name: "librdkafka", program, fixed: Vec::new(), needs_warmup: false })
}

fn confluent() -> Result<Client> {
    let target = cache_dir("rust")?;
    let manifest = project_root().join("integration-tests/clients/rust/Cargo.toml").display().to_string();
    let out = target.display().to_string();
    let build = ["build", "--locked", "--release", "--bin", "load", "--manifest-path"];
    run("cargo", &[&build[..], &[&manifest, "--target-dir", &out]].concat(), BUILD)?;
    Ok(Client {
        name: "Confluent Rust",
        program: target.join("release/load"),
        fixed: Vec::new(),
        needs_warmup: false,
    })
}
