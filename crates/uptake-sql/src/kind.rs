//! What the columns of a source are to its engine.

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Texts.
    Text,
    /// Truths.
    Truth,
    /// Whole numbers of at most 64 bits with a sign.
    Whole,
    /// Floats of at most 64 bits.
    Float,
    /// Days.
    Date,
    /// Instants, in microseconds or less fine.
    Instant,
    /// The same without a zone.
    Wall,
    /// Nothing but nulls.
    Nothing,
    /// Anything else.
    Other,
}

impl Kind {
    /// The kind of a type as Arrow writes it.
    #[must_use]
    pub fn of_arrow(format: &str) -> Self {
        match format {
            "u" | "U" | "vu" => Kind::Text,
            "b" => Kind::Truth,
            "c" | "C" | "s" | "S" | "i" | "I" | "l" => Kind::Whole,
            "f" | "g" => Kind::Float,
            "tdD" => Kind::Date,
            "n" => Kind::Nothing,
            _ => match format.get(..4) {
                Some("tss:" | "tsm:" | "tsu:") if format.len() > 4 => Kind::Instant,
                Some("tss:" | "tsm:" | "tsu:") => Kind::Wall,
                _ => Kind::Other,
            },
        }
    }

    /// In words.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Truth => "truths",
            Kind::Whole => "whole numbers",
            Kind::Float => "floats",
            Kind::Date => "days",
            Kind::Instant => "instants",
            Kind::Wall => "times without a zone",
            Kind::Nothing => "nothing",
            Kind::Other => "another type",
        }
    }
}
