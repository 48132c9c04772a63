//! Markup that can't be made of a text by mistake: elements have names of the program, and every text is escaped as it is added.

use std::fmt::Write;

/// An element with what is in it.
#[derive(Clone, Debug)]
pub struct Element {
    name: &'static str,
    attributes: String,
    inner: String,
}

/// An element of this name.
pub fn el(name: &'static str) -> Element {
    Element {
        name,
        attributes: String::new(),
        inner: String::new(),
    }
}

impl Element {
    /// Adds an attribute.
    #[must_use]
    pub fn set(mut self, name: &'static str, value: impl AsRef<str>) -> Self {
        // Writing into a text can't fail.
        let _ = write!(self.attributes, " {name}=\"");
        escape(value.as_ref(), &mut self.attributes);
        self.attributes.push('"');
        self
    }

    /// Adds a class.
    #[must_use]
    pub fn class(self, value: &str) -> Self {
        match value.is_empty() {
            true => self,
            false => self.set("class", value),
        }
    }

    /// Adds a text.
    #[must_use]
    pub fn text(mut self, text: impl AsRef<str>) -> Self {
        escape(text.as_ref(), &mut self.inner);
        self
    }

    /// Adds a sentence, in which what stands between two `` ` `` is code.
    #[must_use]
    pub fn prose(mut self, text: impl AsRef<str>) -> Self {
        let mut parts = text.as_ref().split('`');
        if let Some(first) = parts.next() {
            self = self.text(first);
        }
        while let Some(code) = parts.next() {
            self = match parts.next() {
                Some(after) => self.add(el("code").text(code)).text(after),
                None => self.text("`").text(code),
            };
        }
        self
    }

    /// Adds an element.
    #[must_use]
    #[allow(clippy::should_implement_trait, reason = "a page isn't a sum")]
    pub fn add(mut self, element: Element) -> Self {
        element.write(&mut self.inner);
        self
    }

    /// Adds elements.
    #[must_use]
    pub fn all(self, elements: impl IntoIterator<Item = Element>) -> Self {
        elements.into_iter().fold(self, Self::add)
    }

    /// Adds words of the program's own as they are: its styles. No text from elsewhere is of this life.
    #[must_use]
    pub fn own(mut self, words: &'static str) -> Self {
        self.inner.push_str(words);
        self
    }

    /// Writes it. What is empty in HTML has no end; everything else has one, so that XML reads it, too.
    pub fn write(&self, out: &mut String) {
        // Writing into a text can't fail.
        let _ = write!(out, "<{}{}", self.name, self.attributes);
        match matches!(self.name, "meta" | "br" | "hr" | "col" | "link" | "input") {
            true => out.push_str("/>"),
            false => {
                let _ = write!(out, ">{}</{}>", self.inner, self.name);
            }
        }
    }
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // No document may have them.
            letter if letter.is_control() && !matches!(letter, '\n' | '\t') => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::el;

    fn written(element: &super::Element) -> String {
        let mut out = String::new();
        element.write(&mut out);
        out
    }

    #[test]
    fn texts_and_attributes_are_escaped_wherever_they_are_added() {
        let hostile = "</td><script>alert('1')</script>&\"";
        let text = written(&el("td").set("title", hostile).text(hostile).prose(hostile));
        assert!(!text.contains("<script") && !text.contains("'1'"), "{text}");
        assert_eq!(text.matches("&lt;script&gt;").count(), 3);
    }

    #[test]
    fn what_stands_between_two_ticks_is_code_and_a_single_one_is_itself() {
        assert_eq!(written(&el("p").prose("a `b<` c")), "<p>a <code>b&lt;</code> c</p>");
        assert_eq!(written(&el("p").prose("a `b")), "<p>a `b</p>");
    }
}
