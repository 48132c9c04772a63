//! "There is no such name": said in one place, with what was probably meant, or else with what there is.

use crate::codes::Code;
use crate::diagnostic::Diagnostic;
use crate::near::nearest;
use crate::source::Span;
use crate::trace::{self, Offer, OfferKind};

/// More names than this aren't listed.
const MOST_LISTED: usize = 12;

/// A name that nothing has.
///
/// ```
/// # use uptake_expr::missing::Missing;
/// let missing = Missing::new("dataset", "peple").among(["people", "uses"]);
/// assert_eq!(missing.message_text(), "unknown dataset `peple`");
/// assert_eq!(missing.help_text(), "did you mean `people`?");
/// let missing = Missing::new("dataset", "weather").among(["people", "uses"]);
/// assert_eq!(missing.help_text(), "available: `people`, `uses`");
/// ```
#[derive(Clone, Debug)]
pub struct Missing<'a> {
    kind: &'a str,
    name: &'a str,
    known: Vec<&'a str>,
    code: Code,
    under: &'a str,
    message: Option<String>,
    help: Option<String>,
}

impl<'a> Missing<'a> {
    /// Nothing of `kind`, in words such as "dataset", has the name `name`.
    #[must_use]
    pub fn new(kind: &'a str, name: &'a str) -> Self {
        Self {
            kind,
            name,
            known: Vec::new(),
            code: Code::UnknownName,
            under: "",
            message: None,
            help: None,
        }
    }

    /// The names that there are.
    #[must_use]
    pub fn among(self, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            known: known.into_iter().collect(),
            ..self
        }
    }

    /// With another code than `unknown-name`.
    #[must_use]
    pub fn code(self, code: Code) -> Self {
        Self { code, ..self }
    }

    /// The name is written after this prefix, which a suggestion has to repeat.
    #[must_use]
    pub fn under(self, prefix: &'a str) -> Self {
        Self { under: prefix, ..self }
    }

    /// With another message than that there is none.
    #[must_use]
    pub fn message(self, message: impl Into<String>) -> Self {
        Self {
            message: Some(message.into()),
            ..self
        }
    }

    /// What to do where no known name is near, instead of a list of the known ones.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        Self {
            help: Some(help.into()),
            ..self
        }
    }

    /// The known name that was probably meant, as it should be written.
    #[must_use]
    pub fn near(&self) -> Option<String> {
        let near = nearest(self.name, self.known.iter().copied())?;
        Some(format!("{}{near}", self.under))
    }

    /// What is wrong.
    #[must_use]
    pub fn message_text(&self) -> String {
        match &self.message {
            Some(message) => message.clone(),
            None => format!("unknown {} `{}`", self.kind, self.name),
        }
    }

    /// What to do: the name that was probably meant, or else what there is.
    #[must_use]
    pub fn help_text(&self) -> String {
        match self.near() {
            Some(near) => format!("did you mean `{near}`?"),
            None => self.other_help(),
        }
    }

    /// The error at `span`, where the name is written.
    #[must_use]
    pub fn at(&self, span: Span) -> Diagnostic {
        Diagnostic::error(self.code, span, self.message_text())
            .help(self.other_help())
            .did_you_mean(self.near().as_deref())
            .lacking(self.name)
            .offering(self.offers())
    }

    /// The names that there are, as they would be written.
    fn offers(&self) -> Vec<Offer> {
        let mut offers = trace::offers(OfferKind::Name, self.known.iter().copied());
        for offer in &mut offers {
            offer.text.insert_str(0, self.under);
        }
        offers
    }

    fn other_help(&self) -> String {
        if let Some(help) = &self.help {
            return help.clone();
        }
        if self.known.is_empty() {
            return format!("no {} is declared", self.kind);
        }
        let parts = || {
            self.name
                .split([',', ';', '/', '&'])
                .flat_map(|part| part.split(" and "))
                .map(str::trim)
        };
        if parts().count() > 1 && parts().all(|part| self.known.contains(&part)) {
            return format!("write a list: `[{}]`", parts().collect::<Vec<_>>().join(", "));
        }
        let listed: Vec<String> = self
            .known
            .iter()
            .take(MOST_LISTED)
            .map(|name| format!("`{name}`"))
            .collect();
        let more = if self.known.len() > MOST_LISTED { ", …" } else { "" };
        format!("available: {}{more}", listed.join(", "))
    }
}
