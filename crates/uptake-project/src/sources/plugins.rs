//! Adapters from shared libraries: `adapter: ./path.so` in a source block.

use super::grants;
use crate::World;
use uptake_adapter::{Adapter, AdapterError, ErrorCode, SettingAbout, SettingKind as Kind, Settings, Source};
use uptake_formats::amounts;
use uptake_plugins::{Isolated, Limits, Load, Plugin};

/// What a source block says to the host about a plugin. The plugin's own settings stand under `config`.
const SETTINGS: &[SettingAbout] = &[
    SettingAbout::new("config.*", Kind::Mapping, "the settings of the plugin itself"),
    SettingAbout::new(
        "sha256",
        Kind::Text,
        "the SHA-256 that the library must have, in hexadecimal",
    ),
    SettingAbout::new(
        "isolation",
        Kind::Choice,
        "`process` to run the plugin in a child process, `none` if it is trusted",
    )
    .or("`none`"),
    SettingAbout::new(
        "timeout",
        Kind::Duration,
        "how long a call of the plugin may take, a scan with what is done with its rows, such as `5min`",
    )
    .or("`1h`"),
    SettingAbout::new("most_rows", Kind::Number, "how many rows a scan may bring").or("1000000000"),
    SettingAbout::new(
        "most_bytes",
        Kind::Size,
        "how many bytes its rows may take, one batch after the other, such as `64GiB`",
    )
    .or("`1024GiB`"),
    grants::READ,
    grants::NETWORK,
    grants::ENVIRONMENT,
    grants::MEMORY,
    grants::CONFINEMENT,
];

/// Whether the name of an adapter is the path of a library.
pub(crate) use uptake_plugins::file::is_path;

/// Opens a source of a plugin, by what its block says.
pub(crate) fn open(name: &str, settings: &Settings, world: &dyn World) -> Result<Box<dyn Source>, AdapterError> {
    settings.check(name, SETTINGS).map_err(|error| match &error.setting {
        Some(key) => {
            let help = format!("the plugin's own settings belong under `config`, as in `config: {{ {key}: … }}`");
            error.help(help)
        }
        None => error,
    })?;
    let isolated = match settings.get("isolation") {
        None | Some("none") => false,
        Some("process") => true,
        Some(other) => {
            let message = format!("unknown isolation `{other}`");
            return Err(AdapterError::new(ErrorCode::Config, message)
                .help("`process` runs the plugin in a child process, `none` in this one")
                .setting("isolation"));
        }
    };
    let rows = match settings.get("most_rows") {
        None => Limits::ROWS,
        Some(text) => text.parse().ok().filter(|rows| *rows > 0).ok_or_else(|| {
            let message = format!("`most_rows` should be a whole number of at least 1, not `{text}`");
            AdapterError::new(ErrorCode::Config, message).setting("most_rows")
        })?,
    };
    let limits = Limits {
        rows: Some(rows),
        bytes: Some(amounts::most_bytes(settings, "most_bytes", Limits::BYTES)?),
        time: Some(amounts::limit(settings, "timeout", Limits::TIME)?),
    };
    let adapter = load(
        &Load {
            path: settings.folder().join(name),
            shown: name.to_owned(),
            sha256: settings.get("sha256").map(str::to_owned),
            limits,
            grants: grants::read(settings, isolated)?,
        },
        isolated,
        world,
    )?;
    // Whoever opens a source takes secrets out of its errors, of whatever adapter it is.
    adapter.open(&settings.within("config"))
}

/// Loads a plugin, into this process or a child.
pub(crate) fn load(load: &Load, isolated: bool, world: &dyn World) -> Result<Box<dyn Adapter>, AdapterError> {
    if !isolated {
        return Ok(Box::new(Plugin::load(load)?));
    }
    Ok(Box::new(Isolated::load(load, world.plugin_host()?)?))
}
