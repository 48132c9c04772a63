//! The settings that only stores have.

use uptake_adapter::{AdapterError, ErrorCode, SettingAbout, SettingKind as Kind, Settings};

/// Every setting of stores.
pub(crate) const SETTINGS: &[SettingAbout] = &[
    SettingAbout::new(
        "identity",
        Kind::Choice,
        "`anonymous` for what anyone may read; `machine` for the identity of the machine or container, and of the \
         environment that its platform sets",
    )
    .or("the keys of the store are needed"),
    SettingAbout::new(
        "endpoint",
        Kind::Text,
        "the address of a store that isn't the provider's own, such as `https://s3.example.com`",
    )
    .or("the provider's"),
    SettingAbout::new(
        "allow_http",
        Kind::Flag,
        "`true` allows a connection that isn't encrypted. To this very machine it is always allowed",
    )
    .or("`false`"),
    SettingAbout::new(
        "timeout",
        Kind::Duration,
        "how long a store may be silent, such as `30s`",
    )
    .or("`60s`"),
    SettingAbout::new(
        "fetch",
        Kind::Choice,
        "`needed` fetches of a Parquet object only its footer and what is read of its columns, row groups and pages, and has a \
         digest of that alone; `whole` fetches all of it",
    )
    .or("`whole`"),
    SettingAbout::new("region", Kind::Text, "of an S3 bucket").or("`us-east-1`"),
    SettingAbout::new("access_key_id", Kind::Text, "of S3"),
    SettingAbout::new("secret_access_key", Kind::Text, "of S3"),
    SettingAbout::new("session_token", Kind::Text, "of S3, if the keys are temporary"),
    SettingAbout::new(
        "service_account_key",
        Kind::Text,
        "of Google Cloud Storage: the JSON text of the key file, as in `${file:secrets/key.json}`",
    ),
    SettingAbout::new("account", Kind::Text, "the storage account of Azure").or("the one in the address"),
    SettingAbout::new("account_key", Kind::Text, "of Azure"),
    SettingAbout::new("sas_token", Kind::Text, "of Azure: a shared access signature"),
    SettingAbout::new("tenant_id", Kind::Text, "of Azure: the tenant of a service principal"),
    SettingAbout::new("client_id", Kind::Text, "of Azure: the service principal"),
    SettingAbout::new("client_secret", Kind::Text, "of Azure: its secret"),
];

/// The settings that no message shows.
pub(crate) const SECRETS: &[&str] = &[
    "secret_access_key",
    "session_token",
    "service_account_key",
    "account_key",
    "sas_token",
    "client_secret",
];

/// Whether all of an object is fetched, whatever is read of it.
///
/// # Errors
/// When `fetch` says something else.
pub(super) fn whole(settings: &Settings) -> Result<bool, AdapterError> {
    match settings.get("fetch") {
        None | Some("whole") => Ok(true),
        Some("needed") => Ok(false),
        Some(other) => {
            let message = format!("`fetch` should be `needed` or `whole`, not `{other}`");
            Err(AdapterError::new(ErrorCode::Config, message)
                .help("it is `whole` if not given")
                .setting("fetch"))
        }
    }
}
