//! Bytes → text: which encoding a file has.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, IBM866, MACINTOSH, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// A file's text, and what its source block has to state of the encoding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without a mark at its beginning.
    pub text: String,
    /// The label to state; `None` for UTF-8, and for UTF-16 with its mark, which are read without a word.
    pub label: Option<&'static str>,
    /// How the encoding is called.
    pub name: &'static str,
    /// Whether the encoding was guessed from the bytes, so that a look at the letters is due.
    pub guessed: bool,
    /// Whether no encoding that can be stated fits.
    pub unreadable: bool,
}

/// Reads bytes, of which the last letter may be cut in two.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded {
    for (mark, encoding) in [(&[0xff, 0xfe][..], UTF_16LE), (&[0xfe, 0xff][..], UTF_16BE)] {
        if let Some(rest) = bytes.strip_prefix(mark) {
            return read(rest, encoding, None, false);
        }
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some((encoding, label)) = zeros(bytes) {
        return read(bytes, encoding, Some(label), false);
    }
    if let Some(text) = utf8(bytes) {
        return Decoded {
            text,
            label: None,
            name: "UTF-8",
            guessed: false,
            unreadable: false,
        };
    }
    let encoding = guess(bytes);
    let mut decoded = read(bytes, encoding, Some(label(encoding)), true);
    decoded.unreadable = is_of_dos(bytes, encoding);
    decoded
}

fn read(bytes: &[u8], encoding: &'static Encoding, label: Option<&'static str>, guessed: bool) -> Decoded {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    Decoded {
        text: text.into_owned(),
        label,
        name: encoding.name(),
        guessed,
        unreadable: false,
    }
}

/// The text, if it is UTF-8 but for a letter that is cut off at the end.
fn utf8(bytes: &[u8]) -> Option<String> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text.to_owned()),
        Err(error) if error.error_len().is_none() => {
            let whole = bytes.get(..error.valid_up_to())?;
            std::str::from_utf8(whole).ok().map(str::to_owned)
        }
        Err(_) => None,
    }
}

/// UTF-16 without its mark: every other byte of plain letters is zero.
fn zeros(bytes: &[u8]) -> Option<(&'static Encoding, &'static str)> {
    let head = bytes.get(..bytes.len().min(4096))?;
    let at = |odd: usize| {
        let places = head.iter().skip(odd).step_by(2);
        places.filter(|byte| **byte == 0).count()
    };
    let (even, odd) = (at(0), at(1));
    let many = head.len() / 8;
    match () {
        () if odd > many && even < odd / 4 => Some((UTF_16LE, "utf-16le")),
        () if even > many && odd < even / 4 => Some((UTF_16BE, "utf-16be")),
        () => None,
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, Utf8Detection::Deny);
    // The detector never answers with the letters of old Macs.
    let plain = letters(bytes, guess);
    if letters(bytes, MACINTOSH) > plain {
        return MACINTOSH;
    }
    // A few letters of western Europe are few signs: other alphabets are taken only if they read better.
    if letters(bytes, WINDOWS_1252) >= plain {
        WINDOWS_1252
    } else {
        guess
    }
}

/// How well the letters beyond ASCII fit into words: small letters beside small letters are good, all else is bad.
fn letters(bytes: &[u8], encoding: &'static Encoding) -> i64 {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    score(&text)
}

fn score(text: &str) -> i64 {
    let mut score = 0;
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        if !letter.is_ascii() {
            let after = letters.peek().copied().unwrap_or(' ');
            let common =
                "äöüßéèêëàâçñóòôúùûíìîïáåæøœğışłąęśćżźńčšžřěůýďťňőűăâțşÄÖÜÉÀÇÑÅÆØŁŚŻŹĆČŠŽŘÓÁÍÚ".contains(letter);
            let in_word = before.is_lowercase() || after.is_lowercase();
            let mixed = letter.is_uppercase() && before.is_lowercase();
            score += match () {
                () if common && in_word && !mixed => 4,
                () if common => 1,
                () if "€–—‘’“”„«»°§·…\u{a0}".contains(letter) => 1,
                () if letter.is_lowercase() && in_word => 1,
                () => -3,
            };
        }
        before = letter;
    }
    score
}

/// The label that states an encoding.
fn label(encoding: &'static Encoding) -> &'static str {
    match encoding.name() {
        "windows-1252" => "windows-1252",
        "macintosh" => "macintosh",
        name => name,
    }
}

/// Whether the bytes are rather of a code page of DOS, which no label names: its small letters with accents lie where all
/// other western encodings have signs and capitals.
fn is_of_dos(bytes: &[u8], encoding: &'static Encoding) -> bool {
    if encoding == IBM866 {
        return false;
    }
    const DOS: [(u8, char); 22] = [
        (0x81, 'ü'),
        (0x82, 'é'),
        (0x83, 'â'),
        (0x84, 'ä'),
        (0x85, 'à'),
        (0x86, 'å'),
        (0x87, 'ç'),
        (0x88, 'ê'),
        (0x89, 'ë'),
        (0x8a, 'è'),
        (0x8b, 'ï'),
        (0x8c, 'î'),
        (0x8e, 'Ä'),
        (0x90, 'É'),
        (0x93, 'ô'),
        (0x94, 'ö'),
        (0x96, 'û'),
        (0x97, 'ù'),
        (0x99, 'Ö'),
        (0x9a, 'Ü'),
        (0xa4, 'ñ'),
        (0xe1, 'ß'),
    ];
    let text: String = bytes
        .iter()
        .map(|byte| match byte {
            0..=0x7f => char::from(*byte),
            high => DOS
                .iter()
                .find(|(code, _)| code == high)
                .map_or('¤', |(_, letter)| *letter),
        })
        .collect();
    score(&text) > letters(bytes, encoding)
}

/// Words with letters beyond ASCII, which show whether the encoding is right; at most `most`.
#[must_use]
pub fn telling_words(text: &str, most: usize) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        if !word.is_ascii() && word.chars().count() < 30 && !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
            if words.len() == most {
                break;
            }
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(text: &str, encoding: &'static Encoding) -> Vec<u8> {
        encoding.encode(text).0.into_owned()
    }

    const GERMAN: &str = "Mitarbeiter;Gerät\nJürgen Groß;Werkzeug für Ärger\n";

    #[test]
    fn utf_8_needs_no_word_with_or_without_its_mark() {
        for bytes in [
            GERMAN.as_bytes().to_vec(),
            [b"\xef\xbb\xbf", GERMAN.as_bytes()].concat(),
        ] {
            let decoded = decode(&bytes);
            assert_eq!(
                (decoded.label, decoded.text.as_str(), decoded.guessed),
                (None, GERMAN, false)
            );
        }
    }

    #[test]
    fn a_letter_cut_off_at_the_end_of_a_sample_doesnt_make_it_another_encoding() {
        let bytes = "Grü".as_bytes();
        assert_eq!(decode(&bytes[..3]).label, None);
    }

    #[test]
    fn utf_16_is_known_by_its_mark_and_without_one_by_its_zeros() {
        for (mark, label) in [(true, None), (false, Some("utf-16le"))] {
            let mut bytes = if mark { vec![0xff, 0xfe] } else { Vec::new() };
            bytes.extend(GERMAN.encode_utf16().flat_map(u16::to_le_bytes));
            let decoded = decode(&bytes);
            assert_eq!((decoded.label, decoded.text.as_str()), (label, GERMAN));
        }
        let bytes: Vec<u8> = GERMAN.encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(decode(&bytes).label, Some("utf-16be"));
    }

    #[test]
    fn the_encodings_of_offices_are_told_apart() {
        for (text, encoding, label) in [
            (GERMAN, WINDOWS_1252, "windows-1252"),
            ("id;name\n1;Grün\n", WINDOWS_1252, "windows-1252"),
            (
                "Salarié;Région\nZoé;Île-de-France\nFrançois;Nîmes\n",
                WINDOWS_1252,
                "windows-1252",
            ),
            (GERMAN, MACINTOSH, "macintosh"),
            ("Salarié;Région\nZoé;Nîmes\nFrançois;Alès\n", MACINTOSH, "macintosh"),
            (
                "Pracownik;Narzędzie;Dział\nŁukasz Wiśniewski;Wtyczka;Sprzedaż\nGrażyna Dąbrowska;Wtyczka;Księgowość\n",
                encoding_rs::WINDOWS_1250,
                "windows-1250",
            ),
        ] {
            let decoded = decode(&encoded(text, encoding));
            assert_eq!((decoded.label, decoded.text.as_str()), (Some(label), text));
            assert!(decoded.guessed && !decoded.unreadable);
        }
    }

    #[test]
    fn a_code_page_of_dos_is_said_to_be_unreadable() {
        // `Jürgen Groß, Gerät` in code page 850.
        let bytes = b"J\x81rgen Gro\xe1, Ger\x84t\n";
        assert!(decode(bytes).unreadable);
    }
}
