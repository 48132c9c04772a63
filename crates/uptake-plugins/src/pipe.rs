//! What the child process of an isolated plugin says on the pipe: frames of a letter, a length and bytes.

use serde_json::{Value, json};
use std::io::{self, Read, Write};
use uptake_adapter::{AdapterError, ErrorCode, Hold};

/// The longest frame that is believed, in bytes: a batch that is larger is no batch.
const LONGEST: u64 = 1 << 30;

/// How much room is made at once; beyond, only as bytes arrive.
const AT_ONCE: usize = 1 << 24;

/// What a frame holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// How far the child is held back, as JSON; before everything else.
    Held,
    /// An answer as JSON.
    Answer,
    /// The type of the batches that follow, as JSON.
    Type,
    /// Where a batch comes from, as JSON; its rows follow.
    Place,
    /// The lengths of a batch's buffers; their bytes follow, in pieces.
    Rows,
    /// Bytes of a batch.
    Bytes,
    /// The slot of the shared memory in which bytes of a batch lie, and how many: two numbers of eight bytes, the lowest first.
    Slot,
    /// A fault as JSON; the end.
    Fault,
    /// The end of an answer: the number of rows that it had, as eight bytes, the lowest first.
    End,
    /// The child is well: what it was asked to say.
    Well,
}

impl Kind {
    const ALL: [Kind; 10] = [
        Kind::Held,
        Kind::Answer,
        Kind::Type,
        Kind::Place,
        Kind::Rows,
        Kind::Bytes,
        Kind::Slot,
        Kind::Fault,
        Kind::End,
        Kind::Well,
    ];

    fn letter(self) -> u8 {
        match self {
            Kind::Held => b'H',
            Kind::Answer => b'A',
            Kind::Type => b'T',
            Kind::Place => b'P',
            Kind::Rows => b'R',
            Kind::Bytes => b'B',
            Kind::Slot => b'S',
            Kind::Fault => b'F',
            Kind::End => b'E',
            Kind::Well => b'W',
        }
    }
}

/// Writes a frame.
pub(super) fn write(out: &mut impl Write, kind: Kind, bytes: &[u8]) -> io::Result<()> {
    out.write_all(&[kind.letter()])?;
    out.write_all(&(bytes.len() as u64).to_le_bytes())?;
    out.write_all(bytes)
}

/// Reads frames. One place serves for the bytes of all, so that no memory is asked for with each.
#[derive(Debug, Default)]
pub(super) struct Reader {
    bytes: Vec<u8>,
}

impl Reader {
    /// The next frame; none where the pipe ends between two.
    pub(super) fn read(&mut self, pipe: &mut impl Read) -> io::Result<Option<(Kind, &[u8])>> {
        let wrong = |what: String| io::Error::new(io::ErrorKind::InvalidData, what);
        let mut letter = [0];
        loop {
            match pipe.read(&mut letter) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Ok(0) => return Ok(None),
                read => {
                    read?;
                    break;
                }
            }
        }
        let kind = Kind::ALL.into_iter().find(|kind| [kind.letter()] == letter);
        let kind = kind.ok_or_else(|| wrong("something other than a frame".to_owned()))?;
        let mut length = [0; 8];
        pipe.read_exact(&mut length)?;
        let length = u64::from_le_bytes(length);
        if length > LONGEST {
            return Err(wrong(format!("a frame of {length} bytes")));
        }
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        // Not much more memory than bytes arrive, whatever the length claims.
        let mut arrived = 0;
        while arrived < length {
            let room = length.min(arrived + AT_ONCE);
            if self.bytes.len() < room {
                self.bytes.resize(room, 0);
            }
            pipe.read_exact(self.bytes.get_mut(arrived..room).unwrap_or_default())?;
            arrived = room;
        }
        Ok(Some((kind, self.bytes.get(..length).unwrap_or_default())))
    }
}

/// A fault as JSON, with its code.
pub(super) fn fault(error: &AdapterError) -> String {
    json!({
        "code": error.code.as_str(), "message": error.message, "help": error.help, "setting": error.setting
    })
    .to_string()
}

/// Reads what [`fault`] writes.
pub(super) fn read_fault(bytes: &[u8]) -> Option<AdapterError> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    let of = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
    let mut error = AdapterError::new(ErrorCode::named(&of("code")?)?, of("message")?);
    error.help = of("help");
    error.setting = of("setting");
    Some(error)
}

/// How far the child is held back, as JSON.
pub(super) fn held(hold: &Hold) -> String {
    match hold {
        Hold::Loaded | Hold::Off => json!({ "hold": "off" }),
        Hold::Confined { whole } => json!({ "hold": "confined", "whole": whole }),
        Hold::Failed(why) => json!({ "hold": "failed", "why": why }),
    }
    .to_string()
}

/// Reads what [`held`] writes.
pub(super) fn read_held(bytes: &[u8]) -> Option<Hold> {
    let value: Value = serde_json::from_slice(bytes).ok()?;
    match value.get("hold")?.as_str()? {
        "off" => Some(Hold::Off),
        "confined" => Some(Hold::Confined {
            whole: value.get("whole")?.as_bool()?,
        }),
        "failed" => Some(Hold::Failed(value.get("why")?.as_str()?.to_owned())),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_and_faults_come_back_as_they_were_written() {
        let error = AdapterError::new(ErrorCode::PluginIndex, "x").help("y").setting("z");
        let mut pipe = Vec::new();
        write(&mut pipe, Kind::Place, b"{}").unwrap();
        write(&mut pipe, Kind::Fault, fault(&error).as_bytes()).unwrap();
        write(&mut pipe, Kind::End, b"").unwrap();
        let (mut pipe, mut reader) = (pipe.as_slice(), Reader::default());
        assert_eq!(reader.read(&mut pipe).unwrap(), Some((Kind::Place, b"{}".as_slice())));
        let (kind, bytes) = reader.read(&mut pipe).unwrap().unwrap();
        assert_eq!((kind, read_fault(bytes)), (Kind::Fault, Some(error)));
        assert_eq!(reader.read(&mut pipe).unwrap(), Some((Kind::End, b"".as_slice())));
        assert_eq!(reader.read(&mut pipe).unwrap(), None);
    }

    #[test]
    fn how_far_a_child_is_held_comes_back_as_it_was_written() {
        for hold in [
            Hold::Off,
            Hold::Confined { whole: true },
            Hold::Confined { whole: false },
            Hold::Failed("why".to_owned()),
        ] {
            assert_eq!(read_held(held(&hold).as_bytes()), Some(hold));
        }
        for wrong in ["", "{}", "null", "{\"hold\":\"confined\"}", "{\"hold\":\"free\"}"] {
            assert_eq!(read_held(wrong.as_bytes()), None);
        }
    }

    #[test]
    fn a_frame_that_is_longer_than_what_is_read_at_once_arrives_whole() {
        let rows: Vec<u8> = (0..=250).cycle().take(AT_ONCE * 2 + 5).collect();
        let mut pipe = Vec::new();
        write(&mut pipe, Kind::Rows, &rows).unwrap();
        write(&mut pipe, Kind::Answer, b"short").unwrap();
        let (mut pipe, mut reader) = (pipe.as_slice(), Reader::default());
        assert_eq!(reader.read(&mut pipe).unwrap(), Some((Kind::Rows, rows.as_slice())));
        assert_eq!(
            reader.read(&mut pipe).unwrap(),
            Some((Kind::Answer, b"short".as_slice()))
        );
    }

    #[test]
    fn a_pipe_that_says_something_else_or_breaks_off_is_a_fault() {
        let huge = [b"R".as_slice(), &u64::MAX.to_le_bytes()].concat();
        let short = [b"R".as_slice(), &9_u64.to_le_bytes(), b"abc"].concat();
        for mut pipe in [b"hello".as_slice(), b"R\0\0", &huge, &short] {
            assert!(Reader::default().read(&mut pipe).is_err());
        }
    }
}
