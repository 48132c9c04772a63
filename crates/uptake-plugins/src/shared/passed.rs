//! A file that goes from one process to another through a socket.

use std::io;
use std::os::fd::{AsRawFd, BorrowedFd, FromRawFd, OwnedFd, RawFd};

/// The byte that a file goes with.
const BYTE: u8 = b' ';

/// Bytes of a file's number.
const FILE: u32 = 4;
const _: () = assert!(size_of::<RawFd>() == FILE as usize);

/// Room for one file beside a message, aligned as its head is.
#[repr(C, align(8))]
struct Beside([u8; 64]);

/// Sends a file, with one blank.
///
/// # Errors
/// When the other side has gone.
pub(crate) fn give(socket: BorrowedFd<'_>, file: BorrowedFd<'_>) -> io::Result<()> {
    let mut byte = [BYTE];
    let mut beside = Beside([0; 64]);
    let mut part = part(&mut byte);
    let mut message = message(&mut part, &mut beside);
    // SAFETY: a message with room beside it for one file, as `message` made it.
    unsafe {
        message.msg_controllen = libc::CMSG_SPACE(FILE) as _;
        let head = libc::CMSG_FIRSTHDR(&raw const message);
        if head.is_null() {
            return Err(io::Error::other("no room for a file"));
        }
        (*head).cmsg_level = libc::SOL_SOCKET;
        (*head).cmsg_type = libc::SCM_RIGHTS;
        (*head).cmsg_len = libc::CMSG_LEN(FILE) as _;
        libc::CMSG_DATA(head).cast::<RawFd>().write_unaligned(file.as_raw_fd());
    }
    // SAFETY: an open socket, and a message whose parts live through the call.
    match unsafe { libc::sendmsg(socket.as_raw_fd(), &raw const message, libc::MSG_NOSIGNAL) } {
        1 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Takes the file that [`give`] sent, with its blank; none where this isn't a socket. Nothing else of it is read.
///
/// # Errors
/// When something else came.
pub(crate) fn take(socket: BorrowedFd<'_>) -> io::Result<Option<OwnedFd>> {
    let mut byte = [0];
    let mut beside = Beside([0; 64]);
    let mut part = part(&mut byte);
    let mut message = message(&mut part, &mut beside);
    // SAFETY: an open file, and a message whose parts live through the call.
    let read = unsafe { libc::recvmsg(socket.as_raw_fd(), &raw mut message, libc::MSG_CMSG_CLOEXEC) };
    if read < 0 {
        let error = io::Error::last_os_error();
        return match error.raw_os_error() {
            Some(libc::ENOTSOCK) => Ok(None),
            _ => Err(error),
        };
    }
    // SAFETY: a message that the system filled.
    let file = unsafe {
        let head = libc::CMSG_FIRSTHDR(&raw const message);
        let right = !head.is_null()
            && (*head).cmsg_level == libc::SOL_SOCKET
            && (*head).cmsg_type == libc::SCM_RIGHTS
            && (*head).cmsg_len as usize == libc::CMSG_LEN(FILE) as usize;
        right.then(|| OwnedFd::from_raw_fd(libc::CMSG_DATA(head).cast::<RawFd>().read_unaligned()))
    };
    match (read, byte, file) {
        (1, [BYTE], Some(file)) => Ok(Some(file)),
        _ => Err(io::Error::other("no file came with the first byte")),
    }
}

fn part(byte: &mut [u8; 1]) -> libc::iovec {
    libc::iovec {
        iov_base: byte.as_mut_ptr().cast(),
        iov_len: 1,
    }
}

fn message(part: &mut libc::iovec, beside: &mut Beside) -> libc::msghdr {
    // SAFETY: numbers and pointers, for which zeros mean nothing.
    let mut message: libc::msghdr = unsafe { std::mem::zeroed() };
    message.msg_iov = part;
    message.msg_iovlen = 1;
    message.msg_control = beside.0.as_mut_ptr().cast();
    message.msg_controllen = beside.0.len() as _;
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Read, Write};
    use std::os::fd::AsFd;
    use std::os::unix::net::UnixStream;

    #[test]
    fn a_file_arrives_before_what_is_written_after_it_and_is_the_same() {
        let (mut here, mut there) = UnixStream::pair().unwrap();
        let (mut write, read) = std::io::pipe().map(|(read, write)| (write, read)).unwrap();
        give(here.as_fd(), read.as_fd()).unwrap();
        here.write_all(b"hello").unwrap();
        let file = take(there.as_fd()).unwrap().unwrap();
        write.write_all(b"x").unwrap();
        let mut byte = [0];
        std::fs::File::from(file).read_exact(&mut byte).unwrap();
        let mut word = [0; 5];
        there.read_exact(&mut word).unwrap();
        assert_eq!((byte, &word), (*b"x", b"hello"));
    }

    #[test]
    fn what_is_no_socket_has_no_file_and_a_byte_without_one_is_an_error() {
        let pipe = std::io::pipe().unwrap();
        assert!(take(pipe.0.as_fd()).unwrap().is_none());
        let (mut here, there) = UnixStream::pair().unwrap();
        here.write_all(b"{").unwrap();
        assert!(take(there.as_fd()).is_err());
    }
}
