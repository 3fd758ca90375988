//! Settings, from `netwise.toml` and `NETWISE_*`. The only place that reads the environment. Must not import anything but
//! `store`.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};

use certificate_pdf::{FONTS_FOLDER, Han};
use serde::Deserialize;
use url::{Host, Url};

use crate::store::connect::Location;

/// Settings of one running program.
#[derive(Debug, Clone)]
pub struct Config {
    /// Where to listen.
    pub addr: SocketAddr,
    /// The address people use; decides cookies, links and which requests count as our own.
    pub base_url: Url,
    /// The database.
    pub database: Location,
    /// Where the program keeps its files.
    pub data_dir: PathBuf,
    /// Content to serve in place of what is built in.
    pub content_dir: Option<PathBuf>,
    /// Where fonts for other scripts than Latin, Greek and Cyrillic are looked for.
    pub fonts_dir: PathBuf,
    /// Whose shapes Chinese characters have on certificates, where the text itself does not show it.
    pub han: Han,
    /// Proxies whose word about the client's address is taken.
    pub trusted_proxies: Vec<IpAddr>,
    /// The mail server; without one, mails become files in the data folder.
    pub smtp_url: Option<Url>,
    /// The address that mails come from.
    pub mail_from: String,
}

/// A setting that cannot be used, with what to do.
#[derive(Debug, thiserror::Error)]
pub enum ConfigError {
    /// A value of the wrong kind.
    #[error("{name} is {value:?}: {mend}")]
    Value {
        /// The setting.
        name: &'static str,
        /// What it says.
        value: String,
        /// What to write.
        mend: &'static str,
    },
    /// The settings file cannot be read.
    #[error("{path}: {why}")]
    File {
        /// The file.
        path: String,
        /// What is wrong.
        why: String,
    },
}

/// The settings file: the same names as in the environment, in lower case and without the prefix.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    addr: Option<String>,
    base_url: Option<String>,
    database_url: Option<String>,
    data_dir: Option<String>,
    content_dir: Option<String>,
    fonts_dir: Option<String>,
    han: Option<String>,
    trusted_proxies: Option<String>,
    smtp_url: Option<String>,
    mail_from: Option<String>,
}

/// The settings, as in the environment but without the prefix.
const NAMES: [&str; 10] = [
    "ADDR",
    "BASE_URL",
    "DATABASE_URL",
    "DATA_DIR",
    "CONTENT_DIR",
    "FONTS_DIR",
    "HAN",
    "TRUSTED_PROXIES",
    "SMTP_URL",
    "MAIL_FROM",
];

/// Whether `NETWISE_LOG` asks for one JSON object a line. Only the environment says so, because the log begins before the
/// settings file is read.
pub fn logs_as_json() -> bool {
    std::env::var("NETWISE_LOG").is_ok_and(|kind| kind == "json")
}

impl Config {
    /// Reads the environment, and for what it does not say `netwise.toml` in the working directory.
    ///
    /// # Errors
    /// [`ConfigError`], naming the setting and what to write.
    pub fn load() -> Result<Self, ConfigError> {
        let set = |name: &&'static str| Some((*name, std::env::var(format!("NETWISE_{name}")).ok()?));
        Self::from(&NAMES.iter().filter_map(set).collect(), Path::new("netwise.toml"))
    }

    fn from(environment: &BTreeMap<&str, String>, path: &Path) -> Result<Self, ConfigError> {
        let file = read(path)?;
        let pick =
            |name: &str, filed: Option<String>| environment.get(name).cloned().or(filed).filter(|v| !v.is_empty());
        let addr = pick("ADDR", file.addr).unwrap_or_else(|| "127.0.0.1:3000".to_owned());
        let addr: SocketAddr = parse("NETWISE_ADDR", &addr, "write an address and a port, as in 127.0.0.1:3000")?;
        let base_url = pick("BASE_URL", file.base_url).unwrap_or_else(|| format!("http://{addr}"));
        let data_dir = PathBuf::from(pick("DATA_DIR", file.data_dir).unwrap_or_else(|| "data".to_owned()));
        let database = pick("DATABASE_URL", file.database_url)
            .unwrap_or_else(|| format!("sqlite:{}", data_dir.join("netwise.db").display()));
        let base_url = check_base_url(&base_url)?;
        let mail_from = pick("MAIL_FROM", file.mail_from)
            .unwrap_or_else(|| format!("netwise@{}", base_url.domain().unwrap_or("localhost")));
        Ok(Self {
            addr,
            base_url,
            database: Location::parse(&database).map_err(|_| ConfigError::Value {
                name: "NETWISE_DATABASE_URL",
                // The value may hold a password.
                value: database.split(':').next().unwrap_or_default().to_owned(),
                mend: "begin with sqlite: or postgres://",
            })?,
            data_dir,
            content_dir: pick("CONTENT_DIR", file.content_dir).map(PathBuf::from),
            fonts_dir: pick("FONTS_DIR", file.fonts_dir).map_or_else(|| PathBuf::from(FONTS_FOLDER), PathBuf::from),
            han: pick("HAN", file.han).map(|value| han(&value)).transpose()?.unwrap_or_default(),
            trusted_proxies: proxies(&pick("TRUSTED_PROXIES", file.trusted_proxies).unwrap_or_default())?,
            smtp_url: pick("SMTP_URL", file.smtp_url).map(|value| smtp_url(&value)).transpose()?,
            mail_from: check_mail_from(mail_from)?,
        })
    }

    /// Whether people reach us by https, so that cookies can be kept to it.
    pub fn is_https(&self) -> bool {
        self.base_url.scheme() == "https"
    }
}

fn han(value: &str) -> Result<Han, ConfigError> {
    Han::parse(value).ok_or_else(|| ConfigError::Value {
        name: "NETWISE_HAN",
        value: value.to_owned(),
        mend: "write sc, tc, hk, jp or kr",
    })
}

fn read(path: &Path) -> Result<File, ConfigError> {
    let wrong = |why: String| ConfigError::File { path: path.display().to_string(), why };
    match std::fs::read_to_string(path) {
        Ok(text) => toml::from_str(&text).map_err(|error| wrong(error.to_string())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(File::default()),
        Err(error) => Err(wrong(error.to_string())),
    }
}

fn parse<T: std::str::FromStr>(name: &'static str, value: &str, mend: &'static str) -> Result<T, ConfigError> {
    value.parse().map_err(|_| ConfigError::Value { name, value: value.to_owned(), mend })
}

/// Plain http would send passwords in the open, so it is for the same machine only.
fn check_base_url(value: &str) -> Result<Url, ConfigError> {
    let name = "NETWISE_BASE_URL";
    let url: Url = parse(name, value, "write the address people use, as in https://learn.example.org")?;
    let loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost",
        None => false,
    };
    match url.scheme() {
        _ if url.path() != "/" => Err(ConfigError::Value {
            name,
            value: value.to_owned(),
            mend: "leave out everything after the host: the site is always at the root of its address",
        }),
        "https" => Ok(url),
        "http" if loopback => Ok(url),
        _ => Err(ConfigError::Value {
            name,
            value: value.to_owned(),
            mend: "use https; http is for this machine alone, as in http://127.0.0.1:3000",
        }),
    }
}

fn proxies(value: &str) -> Result<Vec<IpAddr>, ConfigError> {
    let parts = value.split(',').map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| parse("NETWISE_TRUSTED_PROXIES", part, "write network addresses, separated by commas")).collect()
}

/// The value may hold a password, so no message repeats it.
fn smtp_url(value: &str) -> Result<Url, ConfigError> {
    let url = Url::parse(value).ok().filter(|url| matches!(url.scheme(), "smtp" | "smtps") && url.has_host());
    url.ok_or_else(|| ConfigError::Value {
        name: "NETWISE_SMTP_URL",
        value: value.split(':').next().unwrap_or_default().to_owned(),
        mend: "write smtp://user:password@host:587, or smtps:// for a server on port 465",
    })
}

fn check_mail_from(value: String) -> Result<String, ConfigError> {
    let mend = "write the address alone, as in netwise@example.org";
    match value.parse::<lettre::Address>() {
        Ok(_) => Ok(value),
        Err(_) => Err(ConfigError::Value { name: "NETWISE_MAIL_FROM", value, mend }),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn load(pairs: &[(&'static str, &str)]) -> Result<Config, ConfigError> {
        let environment = pairs.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        Config::from(&environment, Path::new("no such file"))
    }

    #[test]
    fn without_any_setting_it_serves_this_machine() {
        let config = load(&[]).unwrap();
        assert_eq!(config.base_url.as_str(), "http://127.0.0.1:3000/");
        assert_eq!(config.database, Location::File("data/netwise.db".into()));
        assert!(!config.is_https());
    }

    #[test]
    fn plain_http_is_refused_beyond_this_machine() {
        for (address, accepted) in [
            ("https://learn.example.org", true),
            ("http://localhost:3000", true),
            ("http://[::1]:3000", true),
            ("http://learn.example.org", false),
            ("http://192.0.2.7", false),
            ("https://learn.example.org/netwise", false),
            ("ftp://learn.example.org", false),
            ("learn.example.org", false),
        ] {
            assert_eq!(load(&[("BASE_URL", address)]).is_ok(), accepted, "{address}");
        }
    }

    #[test]
    fn a_wrong_value_names_the_setting_and_hides_the_password() {
        let error = load(&[("ADDR", "three thousand")]).unwrap_err().to_string();
        assert!(error.contains("NETWISE_ADDR") && error.contains("127.0.0.1:3000"), "{error}");
        let error = load(&[("DATABASE_URL", "mysql://root:secret@db/x")]).unwrap_err().to_string();
        assert!(error.contains("NETWISE_DATABASE_URL") && !error.contains("secret"), "{error}");
    }

    #[test]
    fn mail_comes_from_the_site_and_hides_its_password() {
        assert_eq!(load(&[]).unwrap().mail_from, "netwise@localhost");
        let config =
            load(&[("BASE_URL", "https://learn.example.org"), ("SMTP_URL", "smtp://u:p@mail.example.org")]).unwrap();
        assert_eq!(config.mail_from, "netwise@learn.example.org");
        assert_eq!(config.smtp_url.unwrap().host_str(), Some("mail.example.org"));
        for wrong in ["smtp", "https://u:secret@mail.example.org", "smtp:u:secret@mail.example.org"] {
            let error = load(&[("SMTP_URL", wrong)]).unwrap_err().to_string();
            assert!(error.contains("NETWISE_SMTP_URL") && !error.contains("secret"), "{error}");
        }
        assert!(load(&[("MAIL_FROM", "Harbour <netwise@example.org>")]).is_err());
    }

    #[test]
    fn the_settings_file_is_second_to_the_environment_and_knows_its_names() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("netwise.toml");
        std::fs::write(&path, "addr = \"127.0.0.1:4000\"\ndata_dir = \"/srv/netwise\"").unwrap();
        let config = Config::from(&BTreeMap::from([("ADDR", "127.0.0.1:5000".to_owned())]), &path).unwrap();
        assert_eq!((config.addr.port(), config.data_dir), (5000, "/srv/netwise".into()));
        std::fs::write(&path, "adr = \"127.0.0.1:4000\"").unwrap();
        let error = Config::from(&BTreeMap::new(), &path).unwrap_err().to_string();
        assert!(error.contains("adr"), "{error}");
    }
}
