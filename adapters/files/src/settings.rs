//! The settings of the adapter.

use crate::formats::FORMATS;
use crate::readers::any_name;
use crate::remote;
use std::sync::LazyLock;
use uptake_adapter::{SettingAbout, SettingKind as Kind};

const PATH: SettingAbout = SettingAbout::new(
    "path",
    Kind::Path,
    "a file, or a pattern such as `exports/*.csv.gz`, relative to the file that names it; or an address in a store, such as `s3://bucket/key`",
)
.required();

static FORMAT: LazyLock<String> = LazyLock::new(any_name);

/// Every setting: the adapter's own, those of the formats, those of stores.
pub(crate) static SETTINGS: LazyLock<Vec<SettingAbout>> = LazyLock::new(|| {
    let format = SettingAbout::new("format", Kind::Choice, FORMAT.as_str()).or("what the file's name shows");
    let mut all = vec![PATH, format];
    for about in FORMATS.iter().flat_map(|format| format.settings) {
        // Formats of one kind share their settings.
        if all.iter().all(|known| known.key != about.key) {
            all.push(*about);
        }
    }
    all.extend(remote::SETTINGS);
    all
});
