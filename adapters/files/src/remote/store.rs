//! From settings to a store that can be asked.

use super::address::{Address, Kind};
use super::settings::SETTINGS;
use object_store::aws::AmazonS3Builder;
use object_store::azure::{AzureConfigKey, MicrosoftAzureBuilder};
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::{ClientOptions, ObjectStore, RetryConfig};
use std::sync::Arc;
use std::time::Duration;
use uptake_adapter::{AdapterError, ErrorCode, Settings};
use url::Url;

/// How often a request is sent again, and for how long.
const RETRIES: usize = 4;
const RETRY_TIME: Duration = Duration::from_secs(60);
/// The time for a connection.
const CONNECT: Duration = Duration::from_secs(10);

/// The settings that a kind of store reads, beside those of all.
fn own(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::S3 => &[
            "identity",
            "endpoint",
            "region",
            "access_key_id",
            "secret_access_key",
            "session_token",
        ],
        Kind::Google => &["identity", "endpoint", "service_account_key"],
        Kind::Azure => &[
            "identity",
            "endpoint",
            "account",
            "account_key",
            "sas_token",
            "tenant_id",
            "client_id",
            "client_secret",
        ],
        Kind::Web => &[],
    }
}

/// Who asks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Identity {
    Keys,
    Anonymous,
    Machine,
}

fn fault(setting: &str, message: impl Into<String>) -> AdapterError {
    AdapterError::new(ErrorCode::Config, message).setting(setting)
}

/// Makes the store of an address.
pub(super) fn build(address: &Address, settings: &Settings) -> Result<Arc<dyn ObjectStore>, AdapterError> {
    let scheme = address.root.split("://").next().unwrap_or_default();
    for setting in SETTINGS {
        let shared = ["allow_http", "timeout", "fetch"].contains(&setting.key);
        if settings.get(setting.key).is_some() && !shared && !own(address.kind).contains(&setting.key) {
            let message = format!("`{scheme}://` has no setting `{}`", setting.key);
            return Err(fault(setting.key, message).help(setting.about));
        }
    }
    let allow_http = match settings.get("allow_http") {
        None | Some("false") => false,
        Some("true") => true,
        Some(other) => {
            return Err(fault(
                "allow_http",
                format!("`allow_http` should be `true` or `false`, not `{other}`"),
            )
            .help("it is `false` if not given"));
        }
    };
    let endpoint = settings.get("endpoint");
    let (setting, asked) = match endpoint {
        Some(endpoint) => ("endpoint", endpoint),
        None if address.kind == Kind::Web => ("path", address.bucket.as_str()),
        None => ("endpoint", "https://"),
    };
    let plain = encrypted(setting, asked, allow_http)?;
    let client = ClientOptions::new()
        .with_allow_http(plain)
        .with_connect_timeout(CONNECT)
        // Ours is a limit on silence, not on the length of an object.
        .with_timeout_disabled();
    let retry = RetryConfig {
        max_retries: RETRIES,
        retry_timeout: RETRY_TIME,
        ..RetryConfig::default()
    };
    let unusable = |error: object_store::Error| {
        let said = settings.redacted(&error.to_string());
        let message = format!("the settings of `{}` can't be used: {said}", address.root);
        AdapterError::new(ErrorCode::Config, message).help("see `uptake adapters describe files`")
    };
    let identity = || identity(settings, address.kind, scheme);
    Ok(match address.kind {
        Kind::Web => Arc::new(
            HttpBuilder::new()
                .with_url(&address.bucket)
                .with_client_options(client)
                .with_retry(retry)
                .build()
                .map_err(unusable)?,
        ),
        Kind::S3 => {
            let identity = identity()?;
            let start = match identity {
                Identity::Machine => AmazonS3Builder::from_env(),
                _ => AmazonS3Builder::new(),
            };
            let mut builder = start
                .with_bucket_name(&address.bucket)
                .with_client_options(client)
                .with_retry(retry)
                .with_skip_signature(identity == Identity::Anonymous);
            if identity != Identity::Machine || settings.get("region").is_some() {
                builder = builder.with_region(settings.get("region").unwrap_or("us-east-1"));
            }
            for (key, set) in [
                ("endpoint", AmazonS3Builder::with_endpoint as fn(_, String) -> _),
                ("access_key_id", AmazonS3Builder::with_access_key_id),
                ("secret_access_key", AmazonS3Builder::with_secret_access_key),
                ("session_token", AmazonS3Builder::with_token),
            ] {
                if let Some(value) = settings.get(key) {
                    builder = set(builder, value.to_owned());
                }
            }
            Arc::new(builder.build().map_err(unusable)?)
        }
        Kind::Google => {
            let identity = identity()?;
            let start = match identity {
                Identity::Machine => GoogleCloudStorageBuilder::from_env(),
                _ => GoogleCloudStorageBuilder::new(),
            };
            let mut builder = start
                .with_bucket_name(&address.bucket)
                .with_client_options(client)
                .with_retry(retry)
                .with_skip_signature(identity == Identity::Anonymous);
            if let Some(endpoint) = endpoint {
                builder = builder.with_base_url(endpoint);
            }
            if let Some(key) = settings.get("service_account_key") {
                builder = builder.with_service_account_key(key);
            }
            Arc::new(builder.build().map_err(unusable)?)
        }
        Kind::Azure => {
            let identity = identity()?;
            let account = settings.get("account").or(address.account.as_deref()).ok_or_else(|| {
                fault("account", format!("`{}` names no storage account", address.root))
                    .help("set `account`, or write `abfss://container@account.dfs.core.windows.net/…`")
            })?;
            let start = match identity {
                Identity::Machine => MicrosoftAzureBuilder::from_env(),
                _ => MicrosoftAzureBuilder::new(),
            };
            let mut builder = start
                .with_account(account)
                .with_container_name(&address.bucket)
                .with_client_options(client)
                .with_retry(retry)
                .with_skip_signature(identity == Identity::Anonymous);
            if let Some(endpoint) = endpoint {
                builder = builder.with_endpoint(endpoint.to_owned());
            }
            for (key, config) in [
                ("account_key", AzureConfigKey::AccessKey),
                ("sas_token", AzureConfigKey::SasKey),
                ("tenant_id", AzureConfigKey::AuthorityId),
                ("client_id", AzureConfigKey::ClientId),
                ("client_secret", AzureConfigKey::ClientSecret),
            ] {
                if let Some(value) = settings.get(key) {
                    builder = builder.with_config(config, value);
                }
            }
            Arc::new(builder.build().map_err(unusable)?)
        }
    })
}

/// Who asks, by the settings. Nobody guesses: without keys it must be said who it is.
fn identity(settings: &Settings, kind: Kind, scheme: &str) -> Result<Identity, AdapterError> {
    // One of these sets is needed.
    let sets: &[&[&str]] = match kind {
        Kind::S3 => &[&["access_key_id", "secret_access_key"]],
        Kind::Google => &[&["service_account_key"]],
        Kind::Azure => &[
            &["account_key"],
            &["sas_token"],
            &["tenant_id", "client_id", "client_secret"],
        ],
        Kind::Web => &[],
    };
    let given = sets
        .iter()
        .flat_map(|set| set.iter())
        .find(|key| settings.get(key).is_some());
    match (settings.get("identity"), given) {
        (Some("anonymous"), None) => Ok(Identity::Anonymous),
        (Some("machine"), None) => Ok(Identity::Machine),
        (Some("anonymous" | "machine"), Some(key)) => {
            Err(fault("identity", format!("`identity` and `{key}` can't be used together")).help("remove one of them"))
        }
        (Some(other), _) => {
            Err(fault("identity", format!("unknown identity `{other}`")).help("valid values: `anonymous`, `machine`"))
        }
        (None, None) => {
            let keys: Vec<String> = sets
                .iter()
                .map(|set| {
                    set.iter()
                        .map(|key| format!("`{key}`"))
                        .collect::<Vec<_>>()
                        .join(" and ")
                })
                .collect();
            Err(fault("path", format!("`{scheme}://` has no credentials")).help(format!(
                "set {}, or `identity: anonymous`, or `identity: machine`",
                keys.join(", or ")
            )))
        }
        (None, Some(given)) => {
            let lacking = sets
                .iter()
                .find(|set| set.contains(given))
                .and_then(|set| set.iter().find(|key| settings.get(key).is_none()));
            match lacking {
                Some(key) => Err(fault(key, format!("the setting `{key}` is missing"))
                    .help(format!("`{given}` has no effect without it"))),
                None => Ok(Identity::Keys),
            }
        }
    }
}

/// Whether the connection may be unencrypted: to this very machine always, elsewhere where it is allowed.
fn encrypted(setting: &str, address: &str, allow_http: bool) -> Result<bool, AdapterError> {
    let Some(rest) = address.strip_prefix("http://") else {
        return match address.starts_with("https://") {
            true => Ok(false),
            false => Err(fault(setting, format!("`{setting}` should begin with `https://`"))
                .help("as in `https://s3.example.com`")),
        };
    };
    let host = Url::parse(address)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned));
    let here = host.is_some_and(|host| host == "localhost" || host == "[::1]" || host.starts_with("127."));
    match allow_http || here {
        true => Ok(!rest.is_empty()),
        false => Err(fault(
            setting,
            format!("`{setting}` isn't encrypted, so all data could be read in transit"),
        )
        .help("use `https://`, or set `allow_http: true`")),
    }
}
