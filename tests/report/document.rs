//! A page as a tree's leaves: every element with its attributes and its text, read by a parser that isn't ours.

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::{BTreeMap, BTreeSet};

/// A page that is well-formed.
pub(crate) struct Document {
    /// In the order of their ends.
    pub(crate) elements: Vec<Element>,
}

/// An element.
pub(crate) struct Element {
    pub(crate) name: String,
    pub(crate) attributes: BTreeMap<String, String>,
    /// All text within it.
    pub(crate) text: String,
}

impl Document {
    /// Reads a page.
    pub(crate) fn read(page: &str) -> Self {
        let mut reader = Reader::from_str(page);
        let (mut open, mut elements) = (Vec::<Element>::new(), Vec::new());
        loop {
            match reader.read_event().unwrap() {
                Event::Start(start) => {
                    let element = element(&start);
                    open.push(element);
                }
                Event::Empty(start) => elements.push(element(&start)),
                Event::End(_) => elements.push(open.pop().unwrap()),
                Event::Text(text) => add(&mut open, &text.xml10_content()),
                Event::GeneralRef(reference) => {
                    let letter = match reference.resolve_char_ref().unwrap() {
                        Some(letter) => letter,
                        None => entity(&reference.xml10_content()),
                    };
                    add(&mut open, &letter.to_string());
                }
                Event::DocType(_) => {}
                Event::Eof => break,
                other => panic!("not in a page: {other:?}"),
            }
        }
        assert!(open.is_empty());
        Self { elements }
    }

    /// Elements of a name.
    pub(crate) fn of(&self, name: &str) -> impl Iterator<Item = &Element> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// What every page keeps.
    pub(crate) fn is_sound(&self) {
        assert_eq!(
            self.of("script").count() + self.of("iframe").count() + self.of("img").count(),
            0
        );
        let mut ids = BTreeSet::new();
        for element in &self.elements {
            for (name, value) in &element.attributes {
                assert!(
                    !name.starts_with("on") && name != "style" && name != "src",
                    "{name}={value}"
                );
                match name.as_str() {
                    "id" => assert!(ids.insert(value.clone()), "`{value}` twice"),
                    "href" => assert!(value.starts_with('#'), "{value}"),
                    _ => {}
                }
            }
        }
        let links = self.of("a").filter_map(|link| link.attributes.get("href"));
        links.for_each(|link| assert!(ids.contains(&link[1..]), "{link} leads nowhere"));
        let policy = self
            .of("meta")
            .find(|meta| meta.attributes.contains_key("http-equiv"))
            .unwrap();
        let policy = &policy.attributes["content"];
        assert!(
            policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"),
            "{policy}"
        );
        for chart in self.of("svg").filter(|svg| svg.attributes.contains_key("role")) {
            let named = chart.attributes["aria-labelledby"].split(' ');
            named.for_each(|id| assert!(ids.contains(id), "{id}"));
        }
        assert_eq!(self.of("h1").count(), 1);
    }
}

fn element(start: &BytesStart<'_>) -> Element {
    let text = |text: &str| text.to_owned();
    let attributes = start.attributes().map(Result::unwrap);
    Element {
        name: text(start.name().as_ref()),
        attributes: attributes
            .map(|attribute| (text(attribute.key.as_ref()), unescaped(&text(attribute.value.as_ref()))))
            .collect(),
        text: String::new(),
    }
}

fn unescaped(value: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    signs
        .iter()
        .fold(value.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn entity(name: &str) -> char {
    match name {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "quot" => '"',
        other => panic!("unknown entity `{other}`"),
    }
}

fn add(open: &mut [Element], text: &str) {
    open.iter_mut().for_each(|element| element.text.push_str(text));
}
