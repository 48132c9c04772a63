//! Time zones that nobody knows: what was probably meant.

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::missing::Missing;
use crate::text::Name;

/// Reports a zone that the IANA database doesn't have; `None` if it has it.
pub(crate) fn unknown(zone: &Name) -> Option<Diagnostic> {
    if jiff::tz::TimeZone::get(&zone.text).is_ok() {
        return None;
    }
    if zone.text == "???" {
        let message = "`time_zone` is left for you to decide";
        let help = "write the zone in which the times were written, such as `Europe/Berlin`, instead of `???`";
        return Some(Diagnostic::error(Code::WrongValue, zone.span, message).help(help));
    }
    let known: Vec<String> = jiff::tz::db().available().map(|zone| zone.to_string()).collect();
    let place = zone.text.trim().replace(' ', "_");
    // A zone with another offset is near by its letters alone: it is another time. `Etc/GMT+1` even is the opposite of `GMT+1`.
    let offset = zone
        .text
        .contains(|letter: char| letter.is_ascii_digit() || letter == '+');
    let of_place = known.iter().filter(|_| !offset).find(|known| {
        let last = known.rsplit('/').next().unwrap_or(known);
        known.contains('/') && last.eq_ignore_ascii_case(&place)
    });
    let missing = Missing::new("time zone", &zone.text).code(Code::WrongValue);
    if let Some(name) = of_place {
        return Some(missing.at(zone.span).did_you_mean(Some(name)));
    }
    let help = match offset {
        true => "name a place, such as `Europe/Berlin`: it has its offset of each day, in summer and in winter",
        false => "use a name of the IANA database, such as `Europe/Berlin` or `UTC`",
    };
    // An abbreviation may mean several zones, and is near to others that mean something else.
    let place = !offset && zone.text.contains('/');
    let among = known.iter().map(String::as_str).filter(|_| place);
    Some(missing.among(among).help(help).at(zone.span))
}
