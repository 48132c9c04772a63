//! When a scan counts as endless.

use std::time::Duration;

/// How much a scan may bring before it counts as endless. Between batches memory is freed, but who adds rows up may need
/// more with each: so a scan has an end even where nobody thought of one. The default is far above what a source holds,
/// and none of the three is a goal: whoever has more says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Rows of a scan; [`Limits::ROWS`] by default.
    pub rows: Option<u64>,
    /// Bytes of its rows in memory, all batches together; [`Limits::BYTES`] by default.
    pub bytes: Option<u64>,
    /// Time of a call; of a scan with all that the host does with its rows; [`Limits::TIME`] by default.
    pub time: Option<Duration>,
}

impl Limits {
    /// A thousand million.
    pub const ROWS: u64 = 1_000_000_000;
    /// A tebibyte.
    pub const BYTES: u64 = 1 << 40;
    /// An hour.
    pub const TIME: Duration = Duration::from_secs(3600);
    /// Half a minute, which is what a plugin has to be loaded and to say what it is: that needs no source.
    pub const DESCRIBE: Duration = Duration::from_secs(30);
    /// No limit at all.
    pub const NONE: Self = Self {
        rows: None,
        bytes: None,
        time: None,
    };
}

impl Limits {
    /// The same for a call that only asks what the plugin is.
    pub(crate) fn to_describe(self) -> Self {
        Self {
            time: self.time.map(|time| time.min(Self::DESCRIBE)),
            ..self
        }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            rows: Some(Self::ROWS),
            bytes: Some(Self::BYTES),
            time: Some(Self::TIME),
        }
    }
}
