//! How days, numbers, truths and letters are written.

use jiff::civil::Date;

/// How days are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Days {
    Iso,
    Points,
    ShortPoints,
    Slashes,
    American,
    Dashes,
    YearFirst,
    Month,
    Times,
    Zoned,
}

impl Days {
    pub(super) const ALL: [Days; 14] = [
        Days::Iso,
        Days::Iso,
        Days::Points,
        Days::Points,
        Days::Points,
        Days::ShortPoints,
        Days::Slashes,
        Days::Slashes,
        Days::American,
        Days::Dashes,
        Days::YearFirst,
        Days::Month,
        Days::Times,
        Days::Zoned,
    ];

    pub(super) fn write(self, day: Date) -> String {
        let pattern = match self {
            Days::Iso => "%Y-%m-%d",
            Days::Points => "%d.%m.%Y",
            Days::ShortPoints => "%-d.%-m.%y",
            Days::Slashes => "%d/%m/%Y",
            Days::American => "%-m/%-d/%Y",
            Days::Dashes => "%d-%m-%Y",
            Days::YearFirst => "%Y/%m/%d",
            Days::Month => "%d %b %Y",
            Days::Times => "%d.%m.%Y 13:05",
            Days::Zoned => "%Y-%m-%dT00:00:00Z",
        };
        day.strftime(pattern).to_string()
    }
}

/// How numbers are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Numbers {
    Plain,
    Points,
    Commas,
    Blanks,
    NarrowBlanks,
    Apostrophes,
    DecimalComma,
    DecimalPoint,
    PointsAndComma,
    CommasAndPoint,
}

impl Numbers {
    pub(super) const ALL: [Numbers; 12] = [
        Numbers::Plain,
        Numbers::Plain,
        Numbers::Plain,
        Numbers::Points,
        Numbers::Commas,
        Numbers::Blanks,
        Numbers::NarrowBlanks,
        Numbers::Apostrophes,
        Numbers::DecimalComma,
        Numbers::DecimalPoint,
        Numbers::PointsAndComma,
        Numbers::CommasAndPoint,
    ];

    pub(super) fn write(self, number: u32) -> String {
        let grouped = |mark: &str| match number {
            0..1000 => number.to_string(),
            _ => format!("{}{mark}{:03}", number / 1000, number % 1000),
        };
        match self {
            Numbers::Plain => number.to_string(),
            Numbers::Points => grouped("."),
            Numbers::Commas => grouped(","),
            Numbers::Blanks => grouped(" "),
            Numbers::NarrowBlanks => grouped("\u{a0}"),
            Numbers::Apostrophes => grouped("'"),
            Numbers::DecimalComma => format!("{number},0"),
            Numbers::DecimalPoint => format!("{number}.0"),
            Numbers::PointsAndComma => format!("{},00", grouped(".")),
            Numbers::CommasAndPoint => format!("{}.00", grouped(",")),
        }
    }
}

/// How truths are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Truths {
    English,
    Yes,
    Digits,
    German,
    GermanInAnyCase,
    GermanWords,
    French,
    Spanish,
    Cross,
}

impl Truths {
    pub(super) const ALL: [Truths; 10] = [
        Truths::English,
        Truths::English,
        Truths::Yes,
        Truths::Digits,
        Truths::German,
        Truths::GermanInAnyCase,
        Truths::GermanWords,
        Truths::French,
        Truths::Spanish,
        Truths::Cross,
    ];

    pub(super) fn write(self, truth: bool, row: usize) -> &'static str {
        let (yes, no) = match self {
            Truths::English => ("true", "false"),
            Truths::Yes => ("Yes", "No"),
            Truths::Digits => ("1", "0"),
            Truths::German => ("ja", "nein"),
            Truths::GermanInAnyCase if row.is_multiple_of(2) => ("JA", "Nein"),
            Truths::GermanInAnyCase => ("Ja", "NEIN"),
            Truths::GermanWords => ("WAHR", "FALSCH"),
            Truths::French => ("oui", "non"),
            Truths::Spanish => ("Sí", "No"),
            Truths::Cross => ("x", ""),
        };
        if truth { yes } else { no }
    }
}

/// How letters are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Encoding {
    Plain,
    Marked,
    Western,
    Mac,
    Wide,
    WideBig,
    WideUnmarked,
}

impl Encoding {
    pub(super) const ALL: [Encoding; 10] = [
        Encoding::Plain,
        Encoding::Plain,
        Encoding::Marked,
        Encoding::Marked,
        Encoding::Western,
        Encoding::Western,
        Encoding::Mac,
        Encoding::Wide,
        Encoding::WideBig,
        Encoding::WideUnmarked,
    ];

    pub(super) fn encode(self, text: &str) -> Vec<u8> {
        let little = || text.encode_utf16().flat_map(u16::to_le_bytes);
        match self {
            Encoding::Plain => text.as_bytes().to_vec(),
            Encoding::Marked => [b"\xef\xbb\xbf", text.as_bytes()].concat(),
            Encoding::Western => encoding_rs::WINDOWS_1252.encode(text).0.into_owned(),
            Encoding::Mac => encoding_rs::MACINTOSH.encode(text).0.into_owned(),
            Encoding::Wide => [0xff, 0xfe].into_iter().chain(little()).collect(),
            Encoding::WideBig => [0xfe, 0xff]
                .into_iter()
                .chain(text.encode_utf16().flat_map(u16::to_be_bytes))
                .collect(),
            Encoding::WideUnmarked => little().collect(),
        }
    }
}
