//! The memory itself.

use super::{SLOT, SLOTS};
use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};
use std::ptr::NonNull;

/// All slots.
#[derive(Debug)]
pub(crate) struct Memory {
    start: NonNull<u8>,
}

/// Bytes of all slots.
const WHOLE: usize = SLOT * SLOTS;

/// How memory may not change any more: neither its size nor what else it may not.
const SEALS: libc::c_int = libc::F_SEAL_SHRINK | libc::F_SEAL_GROW | libc::F_SEAL_SEAL;

// SAFETY: plain memory, which is mapped until it is dropped, by whichever thread. It is only copied from and to.
unsafe impl Send for Memory {}
// SAFETY: as above.
unsafe impl Sync for Memory {}

impl Memory {
    /// New memory, and the file that another process maps.
    ///
    /// # Errors
    /// When the system has none.
    pub(crate) fn new() -> io::Result<(Self, OwnedFd)> {
        // SAFETY: a name that lives through the call.
        let file = unsafe { libc::memfd_create(c"rows".as_ptr(), libc::MFD_CLOEXEC | libc::MFD_ALLOW_SEALING) };
        if file < 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: a new file, which nobody else has.
        let file = File::from(unsafe { OwnedFd::from_raw_fd(file) });
        file.set_len(WHOLE as u64)?;
        // SAFETY: an open file and numbers.
        if unsafe { libc::fcntl(file.as_raw_fd(), libc::F_ADD_SEALS, SEALS) } != 0 {
            return Err(io::Error::last_os_error());
        }
        let memory = Self::map(&file, libc::PROT_READ)?;
        Ok((memory, file.into()))
    }

    /// The memory behind a file that another process gave.
    ///
    /// # Errors
    /// When it isn't such a file, or can't be mapped.
    pub(crate) fn of(file: OwnedFd) -> io::Result<Self> {
        let file = File::from(file);
        // SAFETY: an open file and a number.
        let seals = unsafe { libc::fcntl(file.as_raw_fd(), libc::F_GET_SEALS) };
        if seals < 0 || seals & SEALS != SEALS || file.metadata()?.len() != WHOLE as u64 {
            return Err(io::Error::other("not the memory that rows go through"));
        }
        Self::map(&file, libc::PROT_READ | libc::PROT_WRITE)
    }

    fn map(file: &File, rights: libc::c_int) -> io::Result<Self> {
        // SAFETY: a new place of the system's choice, over a file that is as long and can't become shorter.
        let start = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                WHOLE,
                rights,
                libc::MAP_SHARED,
                file.as_raw_fd(),
                0,
            )
        };
        match NonNull::new(start.cast::<u8>()) {
            Some(place) if start != libc::MAP_FAILED => Ok(Self { start: place }),
            _ => Err(io::Error::last_os_error()),
        }
    }

    fn place(slot: usize, at: usize, bytes: usize) -> Option<usize> {
        (slot < SLOTS && at.checked_add(bytes)? <= SLOT).then_some(slot * SLOT + at)
    }

    /// Writes bytes into a slot, from its byte `at` on; false where they don't fit. For the side that mapped it to write.
    pub(crate) fn write(&self, slot: usize, at: usize, bytes: &[u8]) -> bool {
        let Some(from) = Self::place(slot, at, bytes.len()) else {
            return false;
        };
        // SAFETY: within the memory, which isn't part of `bytes`. The other side may read what is half written: it doesn't
        // before it is told to, and believes nothing if it does.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), self.start.as_ptr().add(from), bytes.len()) };
        true
    }

    /// Copies the beginning of a slot; false where it is shorter.
    pub(crate) fn read(&self, slot: usize, into: &mut [u8]) -> bool {
        let Some(from) = Self::place(slot, 0, into.len()) else {
            return false;
        };
        // SAFETY: within the memory, and any bits are bytes. No reference is made to it: the other side may write meanwhile, and
        // then the copy has this or that.
        unsafe { std::ptr::copy_nonoverlapping(self.start.as_ptr().add(from), into.as_mut_ptr(), into.len()) };
        true
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        // SAFETY: mapped by `map`, and nothing refers to it.
        unsafe { libc::munmap(self.start.as_ptr().cast(), WHOLE) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_one_side_writes_the_other_reads_and_nothing_lies_beyond_a_slot() {
        let (host, file) = Memory::new().unwrap();
        let again = file.try_clone().unwrap();
        let child = Memory::of(file).unwrap();
        assert!(child.write(SLOTS - 1, SLOT - 4, b"abcd"));
        let mut slot = vec![0; SLOT];
        assert!(host.read(SLOTS - 1, &mut slot));
        assert!(slot.ends_with(b"abcd"));
        assert!(!child.write(SLOTS, 0, b"a"));
        assert!(!child.write(0, SLOT - 3, b"abcd"));
        assert!(!child.write(0, usize::MAX, b"abcd"));
        assert!(!host.read(0, &mut vec![0; SLOT + 1]));
        // Nobody can make it shorter.
        assert!(File::from(again).set_len(1).is_err());
        let other = File::open("/dev/null").unwrap();
        assert!(Memory::of(other.into()).is_err());
    }
}
