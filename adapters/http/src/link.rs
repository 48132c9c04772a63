//! The `Link` header (RFC 8288): `<https://…?page=2>; rel="next", <…>; rel="last"`.

/// The address of the link whose relation is `next`.
pub(crate) fn next(header: &str) -> Option<&str> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once('<') {
        let (address, parameters) = after.split_once('>')?;
        let end = end_of_link(parameters);
        let (own, following) = parameters.split_at(end);
        if own.split(';').any(is_next) {
            return Some(address.trim());
        }
        rest = following;
    }
    None
}

/// A comma parts links, but not inside quotes.
fn end_of_link(parameters: &str) -> usize {
    let mut quoted = false;
    let comma = parameters.char_indices().find(|(_, letter)| {
        quoted ^= *letter == '"';
        *letter == ',' && !quoted
    });
    comma.map_or(parameters.len(), |(at, _)| at)
}

fn is_next(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else {
        return false;
    };
    let relations = value.trim().trim_matches('"');
    name.trim().eq_ignore_ascii_case("rel")
        && relations
            .split_whitespace()
            .any(|relation| relation.eq_ignore_ascii_case("next"))
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn the_next_link_is_found_wherever_it_stands() {
        let header =
            r#"<https://a.example/x?page=1,5>; rel="prev", <https://a.example/x?page=3>; rel="next"; title="a, b""#;
        assert_eq!(next(header), Some("https://a.example/x?page=3"));
        assert_eq!(next("</x?p=2>; REL=next"), Some("/x?p=2"));
        assert_eq!(next(r#"</x>; title="rel=next, b"; rel="last next""#), Some("/x"));
    }

    #[test]
    fn a_header_without_a_next_link_has_none() {
        for header in [
            r#"<https://a.example>; rel="last""#,
            "",
            "rel=next",
            "<x",
            r#"</x>; rel="nextish""#,
        ] {
            assert_eq!(next(header), None, "{header}");
        }
    }
}
