//! Paths into nested values: `a.b` by key, `a.0` by number, `a[name=x]` by what an element of a list says.
//!
//! A key may hold dots itself. So at every object the longest beginning of the path that is a key of it counts.

/// How a path goes on in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Element<'a> {
    /// The element at an index, from 0.
    At(usize),
    /// The first element, an object, whose `key` is `value`.
    Where {
        /// The key.
        key: &'a str,
        /// Its value, as text.
        value: &'a str,
    },
}

/// The ways to read the beginning of a path as a key, the longest first, each with the rest of the path. The rest starts
/// with `[` where a list is asked next, and is empty at the end.
pub fn keys(path: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut end = Some(path.len());
    std::iter::from_fn(move || {
        let here = end?;
        let key = path.get(..here)?;
        end = key.rfind(['.', '[']).filter(|end| *end > 0);
        let rest = path.get(here..)?;
        Some((key, rest.strip_prefix('.').unwrap_or(rest)))
    })
}

/// The beginning of a path as an element of a list, and the rest of the path. `None` if it names no element.
#[must_use]
pub fn element(path: &str) -> Option<(Element<'_>, &str)> {
    let rest = |rest: &'_ str| -> Option<usize> {
        match rest.as_bytes().first() {
            None | Some(b'[') => Some(0),
            Some(b'.') => Some(1),
            Some(_) => None,
        }
    };
    if let Some(inside) = path.strip_prefix('[') {
        let (asked, after) = inside.split_once(']')?;
        let (key, value) = asked.split_once('=')?;
        return Some((Element::Where { key, value }, after.get(rest(after)?..)?));
    }
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (number, after) = path.split_at_checked(end)?;
    Some((Element::At(number.parse().ok()?), after.get(rest(after)?..)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_key_comes_first() {
        let all = |path| keys(path).collect::<Vec<_>>();
        assert_eq!(all("a"), [("a", "")]);
        assert_eq!(all("a.b.c"), [("a.b.c", ""), ("a.b", "c"), ("a", "b.c")]);
        assert_eq!(all("a[k=v].b"), [("a[k=v].b", ""), ("a[k=v]", "b"), ("a", "[k=v].b")]);
        assert_eq!(all(".a"), [(".a", "")]);
        assert_eq!(all(""), [("", "")]);
    }

    #[test]
    fn an_element_is_a_number_or_what_it_says() {
        assert_eq!(element("0"), Some((Element::At(0), "")));
        assert_eq!(element("12.b"), Some((Element::At(12), "b")));
        let named = Element::Where {
            key: "name",
            value: "a.b",
        };
        assert_eq!(element("[name=a.b].value"), Some((named, "value")));
        assert_eq!(element("[name=a.b]"), Some((named, "")));
        for wrong in ["", "a", "-1", "[name]", "[name=a", "[name=a]b", "1]"] {
            assert_eq!(element(wrong), None, "{wrong}");
        }
    }
}
