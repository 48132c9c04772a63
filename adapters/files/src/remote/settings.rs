//! The settings that only stores have.

use uptake_adapter::SettingAbout;

const fn about(key: &'static str, about: &'static str) -> SettingAbout {
    SettingAbout {
        key,
        about,
        required: false,
    }
}

/// Every setting of stores.
pub(crate) const SETTINGS: &[SettingAbout] = &[
    about(
        "identity",
        "who asks a store: `anonymous`, or `machine` for the identity of this machine; else the keys below",
    ),
    about(
        "endpoint",
        "the address of a store that isn't its maker's own, such as `https://s3.example.com`",
    ),
    about("allow_http", "`true` allows a connection that isn't encrypted"),
    about("timeout", "how long a store may be silent, such as `30s`"),
    about("region", "of an S3 bucket; `us-east-1` if not given"),
    about("access_key_id", "of S3"),
    about("secret_access_key", "of S3"),
    about("session_token", "of S3, where the keys are for a while only"),
    about(
        "service_account_key",
        "of Google Cloud Storage: the JSON text of the key file",
    ),
    about("account", "of Azure, where the address doesn't name it"),
    about("account_key", "of Azure"),
    about("sas_token", "of Azure: a shared access signature"),
    about("tenant_id", "of Azure, with `client_id` and `client_secret`"),
    about("client_id", "of Azure"),
    about("client_secret", "of Azure"),
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
