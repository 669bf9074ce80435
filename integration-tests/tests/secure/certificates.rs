//! Certificates and stores of one run: an authority, the broker's and a client's, and an authority nobody trusts.

use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result};
use kavka_integration_tests::harness::run;
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair};

/// The password of every store and key.
pub const PASSWORD: &str = "opensesame";

/// Files in one folder.
pub struct Certificates {
    dir: PathBuf,
}

type Authority = CertifiedIssuer<'static, KeyPair>;

fn named(name: &str, hosts: &[&str]) -> Result<CertificateParams> {
    let mut params = CertificateParams::new(hosts.iter().map(ToString::to_string).collect::<Vec<_>>())?;
    params.distinguished_name = rcgen::DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    Ok(params)
}

fn authority(name: &str) -> Result<Authority> {
    let mut params = named(name, &[])?;
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    Ok(CertifiedIssuer::self_signed(params, KeyPair::generate()?)?)
}

impl Certificates {
    /// Makes them all.
    pub fn make(dir: &Path) -> Result<Self> {
        let this = Self { dir: dir.to_path_buf() };
        let (ours, other) = (authority("Ours")?, authority("Other")?);
        this.write("authority.pem", &ours.pem())?;
        this.write("other-authority.pem", &other.pem())?;
        this.issue(&ours, "broker", &["localhost"])?;
        this.issue(&ours, "client", &["client"])?;
        this.issue(&other, "stranger", &["client"])?;
        let key = this.path("client-key.pem");
        let pass = format!("pass:{PASSWORD}");
        let limit = Duration::from_secs(20);
        let encrypted = run("openssl", &["pkcs8", "-topk8", "-in", &key, "-passout", &pass], limit)?;
        this.write("client-key-encrypted.pem", &encrypted)?;
        // Java's own tool makes what Java's users have.
        this.keytool(
            "importcert",
            &["-noprompt", "-alias", "ca", "-file", &this.path("authority.pem")],
            "trust.p12",
        )?;
        let (chain, store) = (this.path("client.pem"), this.path("client.p12"));
        let arguments = [
            "pkcs12", "-export", "-inkey", &key, "-in", &chain, "-name", "me", "-out", &store, "-passout",
            &pass,
        ];
        run("openssl", &arguments, limit)?;
        Ok(this)
    }

    fn keytool(&self, command: &str, arguments: &[&str], store: &str) -> Result<()> {
        let (command, store) = (format!("-{command}"), self.path(store));
        let last = ["-keystore", &store, "-storetype", "PKCS12", "-storepass", PASSWORD];
        run("keytool", &[&[command.as_str()], arguments, &last].concat(), Duration::from_secs(60)).map(drop)
    }

    /// NAME.pem, NAME-key.pem and NAME-both.pem.
    fn issue(&self, authority: &Authority, name: &str, hosts: &[&str]) -> Result<()> {
        let key = KeyPair::generate()?;
        let certificate = named(name, hosts)?.signed_by(&key, authority)?;
        self.write(&format!("{name}.pem"), &certificate.pem())?;
        self.write(&format!("{name}-key.pem"), &key.serialize_pem())?;
        self.write(&format!("{name}-both.pem"), &format!("{}{}", key.serialize_pem(), certificate.pem()))
    }

    fn write(&self, name: &str, text: &str) -> Result<()> {
        std::fs::write(self.dir.join(name), text).with_context(|| name.to_owned())
    }

    /// The path of a file.
    pub fn path(&self, name: &str) -> String {
        self.dir.join(name).display().to_string()
    }

    /// The content of a file.
    pub fn text(&self, name: &str) -> Result<String> {
        std::fs::read_to_string(self.dir.join(name)).with_context(|| name.to_owned())
    }
}
