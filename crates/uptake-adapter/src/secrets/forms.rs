//! The forms in which a secret may come back.

use super::canonical::Canonical;
use std::collections::HashSet;

/// A secret shorter than this would blot out parts of ordinary words.
pub(super) const SHORTEST: usize = 4;

/// A piece of a secret shorter than this is any word.
const PIECE: usize = 8;

/// Half of a long secret is as good as the whole: so many letters of it are never a coincidence.
const LONGEST_HALF: usize = 24;

/// Names of parameters in an address whose value is a secret.
const PARAMETERS: [&str; 8] = ["pass", "pwd", "secret", "token", "key", "credential", "sig", "jwt"];

/// What is looked for: the bytes, and whether escapes are undone first.
pub(super) struct Forms {
    pub(super) plain: Vec<Vec<u8>>,
    pub(super) unescaped: Vec<Vec<u8>>,
    /// The bytes of the shortest one.
    pub(super) shortest: usize,
    /// Its halves: whatever a text that was cut may still have of it.
    pub(super) halves: Halves,
}

/// All pieces of one length.
#[derive(Default)]
pub(super) struct Halves {
    pub(super) plain: HashSet<Vec<u8>>,
    pub(super) unescaped: HashSet<Vec<u8>>,
    pub(super) length: usize,
}

impl Halves {
    fn of(secret: &str) -> Self {
        let (plain, unescaped) = (Canonical::plain(secret).bytes, Canonical::unescaped(secret).bytes);
        let length = (plain.len().min(unescaped.len()) / 2).clamp(PIECE, LONGEST_HALF);
        let pieces = |bytes: Vec<u8>| bytes.windows(length).map(<[u8]>::to_vec).collect();
        Self {
            plain: pieces(plain),
            unescaped: pieces(unescaped),
            length,
        }
    }
}

impl Forms {
    /// Those of a secret: itself and its pieces, as hexadecimal digits, as numbers, in both alphabets of Base64 at whatever place.
    pub(super) fn of(secret: &str) -> Self {
        let (mut plain, mut unescaped) = (Vec::new(), Vec::new());
        for text in std::iter::once(secret).chain(pieces(secret)) {
            plain.push(Canonical::plain(text).bytes);
            unescaped.push(Canonical::unescaped(text).bytes);
            for coded in coded(text.as_bytes()) {
                plain.push(Canonical::plain(&coded).bytes);
                unescaped.push(Canonical::unescaped(&coded).bytes);
            }
        }
        let tidy = |mut all: Vec<Vec<u8>>| {
            all.retain(|form| form.len() >= SHORTEST);
            all.sort();
            all.dedup();
            all
        };
        let (plain, unescaped) = (tidy(plain), tidy(unescaped));
        let halves = Halves::of(secret);
        let shortest = plain.iter().chain(&unescaped).map(Vec::len).min();
        Self {
            shortest: shortest.unwrap_or(0).min(halves.length),
            halves,
            plain,
            unescaped,
        }
    }
}

/// What of a secret is one by itself: the words and lines of a longer text, and the values in an address.
fn pieces(secret: &str) -> impl Iterator<Item = &str> {
    let words = secret.split_whitespace().filter(|word| word.len() >= PIECE);
    let of_address = secret
        .contains("://")
        .then_some(secret)
        .into_iter()
        .flat_map(|address| {
            let parts = address.split(['/', '?', '&', '@', '#', ';']);
            parts.filter_map(|part| match part.split_once(['=', ':']) {
                Some((name, value)) if PARAMETERS.iter().any(|word| name.to_ascii_lowercase().contains(word)) => {
                    Some(value)
                }
                Some((_, value)) => Some(value).filter(|value| value.len() >= PIECE),
                None => Some(part).filter(|part| looks_made_up(part)),
            })
        });
    words.chain(of_address).filter(move |piece| *piece != secret)
}

/// Letters and digits without a dot, as no folder and no host is called.
fn looks_made_up(part: &str) -> bool {
    let (letters, digits) = (
        part.bytes().filter(u8::is_ascii_alphabetic).count(),
        part.bytes().filter(u8::is_ascii_digit).count(),
    );
    part.len() >= 2 * PIECE && letters > 0 && digits > 0 && !part.contains('.')
}

fn coded(bytes: &[u8]) -> Vec<String> {
    let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let numbers: Vec<String> = bytes.iter().map(u8::to_string).collect();
    let mut all = vec![hex, numbers.join(",")];
    for letters in [b"+/", b"-_"] {
        all.extend((0..3).filter_map(|before| base64(bytes, before, *letters)));
    }
    all
}

/// Bytes in Base64, as far as its letters depend on nothing else, if `before` bytes stand before them; `last` are its last two letters.
fn base64(bytes: &[u8], before: usize, last: [u8; 2]) -> Option<String> {
    let mut bits = vec![false; before * 8];
    bits.extend(
        bytes
            .iter()
            .flat_map(|byte| (0..8).rev().map(move |at| byte >> at & 1 == 1)),
    );
    let letter = |value: u8| match value {
        0..=25 => b'A' + value,
        26..=51 => b'a' + value - 26,
        52..=61 => b'0' + value - 52,
        62 => last[0],
        _ => last[1],
    };
    let own = bits.chunks_exact(6).skip((before * 8).div_ceil(6));
    let text: String = own
        .map(|six| char::from(letter(six.iter().fold(0, |value, bit| value << 1 | u8::from(*bit)))))
        .collect();
    // Fewer letters than that are a word by chance.
    (text.len() >= 5).then_some(text)
}
