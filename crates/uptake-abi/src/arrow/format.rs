//! Types as Arrow writes them.

use super::field::{Kind, Offsets, Primitive, Unit};

/// What a format string means. `Err` says why a known one isn't supported, or nothing for an unknown one.
pub(super) fn kind(format: &str) -> Result<Kind, String> {
    use Primitive as P;
    let unit = |letter: &str| match letter {
        "s" => Some(Unit::Second),
        "m" => Some(Unit::Milli),
        "u" => Some(Unit::Micro),
        "n" => Some(Unit::Nano),
        _ => None,
    };
    let size = |text: &str| text.parse::<usize>().ok().filter(|size| *size <= 1 << 30);
    Ok(match format {
        "n" => Kind::Null,
        "b" => Kind::Bool,
        "c" => Kind::Primitive(P::Int8),
        "C" => Kind::Primitive(P::UInt8),
        "s" => Kind::Primitive(P::Int16),
        "S" => Kind::Primitive(P::UInt16),
        "i" => Kind::Primitive(P::Int32),
        "I" => Kind::Primitive(P::UInt32),
        "l" => Kind::Primitive(P::Int64),
        "L" => Kind::Primitive(P::UInt64),
        "f" => Kind::Primitive(P::Float32),
        "g" => Kind::Primitive(P::Float64),
        "u" => Kind::Text(Offsets::Small),
        "U" => Kind::Text(Offsets::Large),
        "vu" => Kind::Text(Offsets::View),
        "z" => Kind::Bytes(Offsets::Small),
        "Z" => Kind::Bytes(Offsets::Large),
        "vz" => Kind::Bytes(Offsets::View),
        "tdD" => Kind::Primitive(P::Date32),
        "tdm" => Kind::Primitive(P::Date64),
        "+l" | "+m" => Kind::List(Offsets::Small),
        "+L" => Kind::List(Offsets::Large),
        "+s" => Kind::Struct,
        "e" => return Err("half-precision numbers aren't supported".to_owned()),
        "tiM" | "tiD" | "tin" => return Err("intervals aren't supported".to_owned()),
        "+vl" | "+vL" => return Err("list views aren't supported".to_owned()),
        "+r" => return Err("run-end encoding isn't supported".to_owned()),
        _ if format.starts_with("+u") => return Err("unions aren't supported".to_owned()),
        _ => {
            let unknown = || String::new();
            if let Some(zoned) = format.strip_prefix("ts") {
                let (letter, zone) = zoned.split_once(':').ok_or_else(unknown)?;
                let zone = Some(zone.to_owned()).filter(|zone| !zone.is_empty());
                return Ok(Kind::Primitive(P::Timestamp(unit(letter).ok_or_else(unknown)?, zone)));
            }
            if let Some(letter) = format.strip_prefix("tt") {
                return Ok(Kind::Primitive(P::Time(unit(letter).ok_or_else(unknown)?)));
            }
            if let Some(letter) = format.strip_prefix("tD") {
                return Ok(Kind::Primitive(P::Duration(unit(letter).ok_or_else(unknown)?)));
            }
            if let Some(bytes) = format.strip_prefix("w:") {
                return Ok(Kind::FixedBytes(size(bytes).ok_or_else(unknown)?));
            }
            if let Some(items) = format.strip_prefix("+w:") {
                return Ok(Kind::FixedList(size(items).ok_or_else(unknown)?));
            }
            if let Some(numbers) = format.strip_prefix("d:") {
                return decimal(numbers);
            }
            return Err(unknown());
        }
    })
}

fn decimal(numbers: &str) -> Result<Kind, String> {
    let numbers: Vec<Option<i64>> = numbers.split(',').map(|number| number.parse().ok()).collect();
    let (precision, scale, bits) = match *numbers.as_slice() {
        [Some(precision), Some(scale)] => (precision, scale, 128),
        [Some(precision), Some(scale), Some(bits)] => (precision, scale, bits),
        _ => return Err(String::new()),
    };
    let width = match bits {
        32 => 4,
        64 => 8,
        128 => 16,
        _ => return Err(format!("decimals of {bits} bits aren't supported")),
    };
    match (usize::try_from(precision), usize::try_from(scale)) {
        (Ok(precision @ 1..=38), Ok(scale)) if scale <= precision => Ok(Kind::Primitive(Primitive::Decimal {
            precision,
            scale,
            width,
        })),
        _ => Err("this precision and scale of a decimal aren't supported".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_read_as_arrow_writes_them() {
        assert_eq!(kind("l"), Ok(Kind::Primitive(Primitive::Int64)));
        let berlin = Some("Europe/Berlin".to_owned());
        assert_eq!(
            kind("tsu:Europe/Berlin"),
            Ok(Kind::Primitive(Primitive::Timestamp(Unit::Micro, berlin)))
        );
        assert_eq!(
            kind("tsn:"),
            Ok(Kind::Primitive(Primitive::Timestamp(Unit::Nano, None)))
        );
        assert_eq!(kind("w:16"), Ok(Kind::FixedBytes(16)));
        assert_eq!(kind("+w:3"), Ok(Kind::FixedList(3)));
        let decimal = |precision, scale, width| {
            Ok(Kind::Primitive(Primitive::Decimal {
                precision,
                scale,
                width,
            }))
        };
        assert_eq!(kind("d:38,0"), decimal(38, 0, 16));
        assert_eq!(kind("d:9,2,32"), decimal(9, 2, 4));
    }

    #[test]
    fn formats_that_are_unknown_or_lie_are_refused() {
        for format in [
            "", "x", "ts", "tsq:", "d:", "d:40,2", "d:5,9", "d:5,-2", "w:", "w:-1", "+w:x", "tt",
        ] {
            assert!(kind(format).is_err(), "{format}");
        }
        for format in ["e", "tiM", "+ud:0,1", "+r", "+vl", "d:50,2,256"] {
            assert!(kind(format).is_err_and(|why| why.contains("supported")), "{format}");
        }
    }
}
