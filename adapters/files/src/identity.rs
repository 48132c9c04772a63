//! What tells one state of a file from another.

use std::fs::{File, Metadata};
use std::time::{Duration, SystemTime};

/// What the system says of a regular file. Where it is the same, so are the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    length: u64,
    modified: Option<SystemTime>,
    /// Device, number, and the time of the last change, which no program can set.
    #[cfg(unix)]
    system: (u64, u64, i64, i64),
}

/// A change within the same tick of the system's clock would have the same time.
const TICK: Duration = Duration::from_millis(20);

impl Identity {
    /// That of a file; `None` for what isn't a regular one.
    pub(crate) fn of(metadata: &Metadata) -> Option<Self> {
        #[cfg(unix)]
        use std::os::unix::fs::MetadataExt;
        metadata.is_file().then(|| Self {
            length: metadata.len(),
            modified: metadata.modified().ok(),
            #[cfg(unix)]
            system: (metadata.dev(), metadata.ino(), metadata.ctime(), metadata.ctime_nsec()),
        })
    }

    /// That of an opened file, once any later change would have another time: just after a change it waits for the next tick.
    pub(crate) fn settled(file: &File) -> std::io::Result<Option<Self>> {
        let metadata = file.metadata()?;
        let fresh = Self::of(&metadata).is_some_and(|identity| identity.is_fresh());
        if !fresh {
            return Ok(Self::of(&metadata));
        }
        std::thread::sleep(TICK);
        Ok(Self::of(&file.metadata()?))
    }

    /// Whether it was changed within the last tick; a time in the future says nothing of it.
    fn is_fresh(&self) -> bool {
        let age = |time: SystemTime| SystemTime::now().duration_since(time).ok();
        let recent = |time: Option<SystemTime>| time.and_then(age).is_some_and(|age| age < TICK);
        recent(self.modified) || recent(self.changed())
    }

    /// All of it as a text.
    pub(crate) fn text(&self) -> String {
        let modified = self.modified.and_then(since_1970);
        #[cfg(unix)]
        let system = self.system;
        #[cfg(not(unix))]
        let system = ();
        format!("{} {modified:?} {system:?}", self.length)
    }

    /// When anything of it was changed last, in nanoseconds since 1970; nothing where only a time is known that programs can set.
    pub(crate) fn changed_nanoseconds(&self) -> Option<i128> {
        self.changed()
            .and_then(since_1970)
            .max(self.modified.and_then(since_1970))
            .filter(|_| self.changed().is_some())
    }

    /// When anything of it was changed last.
    #[cfg(unix)]
    fn changed(&self) -> Option<SystemTime> {
        let (_, _, seconds, nanoseconds) = self.system;
        let since = Duration::new(u64::try_from(seconds).ok()?, u32::try_from(nanoseconds).ok()?);
        SystemTime::UNIX_EPOCH.checked_add(since)
    }

    #[cfg(not(unix))]
    fn changed(&self) -> Option<SystemTime> {
        None
    }
}

/// A time in nanoseconds since 1970; nothing for an earlier one.
fn since_1970(time: SystemTime) -> Option<i128> {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).ok()?;
    i128::try_from(since.as_nanos()).ok()
}
