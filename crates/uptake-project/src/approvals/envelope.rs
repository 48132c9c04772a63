//! The form of a signature's file: `ssh-keygen` reads more than it verifies, such as letters around it. Here each letter counts.

/// The lines around a signature.
const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";
/// How many letters a line of it has.
const WIDTH: usize = 70;
const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Whether a text is a signature letter by letter as `ssh-keygen -Y sign` writes it: nothing in it is left out of what is verified.
pub(super) fn is_whole(text: &str) -> bool {
    let Some(inner) = text
        .strip_prefix(BEGIN)
        .and_then(|text| text.strip_prefix('\n'))
        .and_then(|text| text.strip_suffix('\n'))
        .and_then(|text| text.strip_suffix(END))
    else {
        return false;
    };
    let letters: String = inner.split('\n').collect();
    let Some(bytes) = decoded(&letters) else { return false };
    let lines: Vec<&[u8]> = letters.as_bytes().chunks(WIDTH).collect();
    let written: String = lines
        .iter()
        .map(|line| format!("{}\n", String::from_utf8_lossy(line)))
        .collect();
    written == inner && is_envelope(&bytes)
}

/// The bytes of base64 with its padding; `None` if bits are set that stand for nothing.
fn decoded(text: &str) -> Option<Vec<u8>> {
    let bare = text.trim_end_matches('=');
    if !text.len().is_multiple_of(4) || text.len() - bare.len() > 2 {
        return None;
    }
    let (mut bits, mut count) = (0_u32, 0);
    let mut bytes = Vec::with_capacity(bare.len());
    for letter in bare.bytes() {
        let value = LETTERS.iter().position(|known| *known == letter)?;
        bits = bits << 6 | u32::try_from(value).ok()?;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    (bits & ((1 << count) - 1) == 0).then_some(bytes)
}

/// Whether bytes are a signature of version 1 whose reserved part, which nothing verifies, is empty, with nothing behind it.
fn is_envelope(bytes: &[u8]) -> bool {
    let Some(rest) = bytes.strip_prefix(b"SSHSIG\0\0\0\x01") else {
        return false;
    };
    let parts = || -> Option<(&[u8], &[u8])> {
        let (_key, rest) = part(rest)?;
        let (_namespace, rest) = part(rest)?;
        let (reserved, rest) = part(rest)?;
        let (_hash, rest) = part(rest)?;
        let (_signature, rest) = part(rest)?;
        Some((reserved, rest))
    };
    parts().is_some_and(|(reserved, rest)| reserved.is_empty() && rest.is_empty())
}

/// The first part of bytes, behind its length, and what follows it.
fn part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_be_bytes(*length)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::{decoded, part};

    #[test]
    fn base64_has_one_form() {
        assert_eq!(decoded("YQ=="), Some(b"a".to_vec()));
        assert_eq!(decoded("YWI="), Some(b"ab".to_vec()));
        assert_eq!(decoded("YWJj"), Some(b"abc".to_vec()));
        for odd in ["YR==", "YQ", "YQ=", "Y===", "Y Q=", "YQ==YQ=="] {
            assert_eq!(decoded(odd), None, "{odd}");
        }
    }

    #[test]
    fn a_part_is_as_long_as_it_says() {
        assert_eq!(part(b"\0\0\0\x01ab"), Some((&b"a"[..], &b"b"[..])));
        assert_eq!(part(b"\0\0\0\x03ab"), None);
    }
}
