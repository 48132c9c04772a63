//! The settings of the adapter.

use crate::formats::FORMATS;
use crate::readers::any_name;
use crate::remote;
use std::sync::LazyLock;
use uptake_adapter::SettingAbout;

const PATH: SettingAbout = SettingAbout {
    key: "path",
    about: "a file, or a pattern such as `exports/*.csv.gz`, relative to the file that names it; or `s3://bucket/key` and the like",
    required: true,
};

static FORMAT: LazyLock<String> = LazyLock::new(|| format!("{}, where the name of the file doesn't tell", any_name()));

/// Every setting: the adapter's own, those of the formats, those of stores.
pub(crate) static SETTINGS: LazyLock<Vec<SettingAbout>> = LazyLock::new(|| {
    let format = SettingAbout {
        key: "format",
        about: FORMAT.as_str(),
        required: false,
    };
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
