//! The settings of the adapter.

use crate::format::Format;
use uptake_adapter::{AdapterError, ErrorCode, SettingAbout, Settings};

const fn about(key: &'static str, about: &'static str) -> SettingAbout {
    SettingAbout {
        key,
        about,
        required: false,
    }
}

/// The first setting of stores; all after it are such, too.
const FIRST_OF_STORES: &str = "identity";

/// Every setting.
pub(crate) const SETTINGS: &[SettingAbout] = &[
    SettingAbout {
        required: true,
        ..about(
            "path",
            "a file, or a pattern such as `exports/*.csv.gz`, relative to the file that names it; or `s3://bucket/key` and the like",
        )
    },
    about(
        "format",
        "`csv`, `ndjson`, `json`, `parquet`, `ipc`, `xlsx`, `xls`, `xlsb` or `ods`, where the name of the file doesn't tell",
    ),
    about(
        "separator",
        "the character between the fields of a CSV row; a comma if not given",
    ),
    about(
        "sheet",
        "the name or number of a workbook's sheet; the only one if not given",
    ),
    about(
        "header_row",
        "the row of a sheet that names the columns; 1 if not given",
    ),
    about(
        FIRST_OF_STORES,
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

/// The settings that only stores have.
pub(crate) fn of_stores() -> impl Iterator<Item = &'static SettingAbout> {
    SETTINGS.iter().skip_while(|about| about.key != FIRST_OF_STORES)
}

/// A setting that none of the files can heed was meant for another one.
pub(crate) fn fit(settings: &Settings, mut formats: impl Iterator<Item = Format>) -> Result<(), AdapterError> {
    let stated = ["sheet", "header_row"]
        .into_iter()
        .find(|key| settings.get(key).is_some());
    match stated {
        Some(key) if !formats.any(|format| matches!(format, Format::Sheet(_))) => Err(AdapterError::new(
            ErrorCode::Config,
            format!("only a workbook has a `{key}`"),
        )
        .help("where the name of the file doesn't tell, state its `format`, such as `xlsx`")
        .setting(key)),
        _ => Ok(()),
    }
}
