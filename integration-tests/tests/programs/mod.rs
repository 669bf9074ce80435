//! The programs below `clients/`, installed and built on first use, each as the words that start it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Result;
use kavka_integration_tests::harness::{cache_dir, project_root, run, run_in};

pub const INSTALL: Duration = Duration::from_secs(900);

pub fn clients(name: &str) -> PathBuf {
    project_root().join("integration-tests/clients").join(name)
}

pub fn text(path: &Path) -> &str {
    path.to_str().expect("paths of the project are UTF-8")
}

/// The interpreter of a virtual environment with the Python clients.
pub fn python() -> Result<PathBuf> {
    let venv = cache_dir("python")?;
    run("python3", &["-m", "venv", text(&venv)], INSTALL)?;
    let requirements = clients("python").join("requirements.txt");
    run(text(&venv.join("bin/pip")), &["install", "-q", "-r", text(&requirements)], INSTALL)?;
    Ok(venv.join("bin/python"))
}

/// The folder with the Go programs.
pub fn go() -> Result<PathBuf> {
    let bin = cache_dir("go")?;
    run_in(&clients("go"), "go", &["build", "-o", &format!("{}/", text(&bin)), "./..."], INSTALL)?;
    Ok(bin)
}

/// The class path of the Java programs with Apache Kafka's client of this version.
pub fn java(version: &str) -> Result<String> {
    let dir = cache_dir(&format!("java-{version}"))?;
    let pom = clients("java").join("pom.xml");
    let output = format!("-DoutputDirectory={}", text(&dir));
    let wanted = format!("-Dkafka.version={version}");
    run("mvn", &["-q", "-B", "-f", text(&pom), "dependency:copy-dependencies", &output, &wanted], INSTALL)?;
    let classpath = format!("{}/*", text(&dir));
    let sources = ["JavaClient.java", "Member.java", "Pipe.java"].map(|name| clients("java").join(name));
    let fixed = ["-cp", &classpath, "-d", text(&dir)];
    let sources: Vec<&str> = sources.iter().map(|path| text(path)).collect();
    run("javac", &[&fixed[..], &sources].concat(), INSTALL)?;
    Ok(format!("{classpath}:{}", text(&dir)))
}

/// The folder with the programs on Confluent's Rust client.
pub fn confluent_rust() -> Result<PathBuf> {
    let target = cache_dir("rust")?;
    let manifest = clients("rust").join("Cargo.toml");
    run(
        "cargo",
        &["build", "--locked", "--manifest-path", text(&manifest), "--target-dir", text(&target)],
        INSTALL,
    )?;
    Ok(target.join("debug"))
}

/// The words that start a Java program.
pub fn java_words(classpath: &str, class: &str) -> Vec<String> {
    ["java", "-Xmx128m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", classpath, class]
        .map(str::to_owned)
        .to_vec()
}

/// The words that start a Python program.
pub fn python_words(interpreter: &Path, script: &str) -> Vec<String> {
    vec![text(interpreter).to_owned(), text(&clients("python").join(script)).to_owned()]
}
