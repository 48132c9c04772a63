//! The stable codes of diagnostics about rule files.

use serde::{Serialize, Serializer};

macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident => $text:literal,)+) => {
        /// A stable code. It is never reused for another meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $($(#[doc = $doc])+ $name,)+ }

        impl Code {
            /// Every code.
            pub const ALL: &'static [Code] = &[$(Code::$name,)+];

            /// The code as users see it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$name => $text,)+ }
            }

            /// What it means.
            #[must_use]
            pub fn about(self) -> &'static str {
                match self { $(Code::$name => concat!($($doc,)+).trim_ascii(),)+ }
            }
        }
    };
}

codes! {
    /// The file can't be read.
    Unreadable => "unreadable",
    /// The file holds no UTF-8 text.
    NotText => "not-text",
    /// The file holds no rules.
    EmptyFile => "empty-file",
    /// The text is no valid YAML.
    YamlSyntax => "yaml-syntax",
    /// The YAML is nested too deeply, or grows beyond the limits when its aliases are expanded.
    YamlLimit => "yaml-limit",
    /// A key that nothing reads stands where a known one was expected.
    UnknownKey => "unknown-key",
    /// A key stands twice in one mapping.
    DuplicateKey => "duplicate-key",
    /// Two rules share a name.
    DuplicateId => "duplicate-id",
    /// A key that must be there is missing.
    MissingKey => "missing-key",
    /// A value has the wrong type.
    WrongType => "wrong-type",
    /// A value is none of those allowed.
    WrongValue => "wrong-value",
    /// A name is no identifier.
    BadName => "bad-name",
    /// Keys that exclude each other stand together.
    KeyConflict => "key-conflict",
    /// The file states a version of the rule language that this engine doesn't know.
    UnknownVersion => "unknown-version",
    /// A name refers to nothing.
    UnknownName => "unknown-name",
    /// An expression names a column that its dataset doesn't have.
    UnknownColumn => "unknown-column",
    /// An expression calls a function that doesn't exist.
    UnknownFunction => "unknown-function",
    /// The text is no valid expression.
    ExpressionSyntax => "expression-syntax",
    /// An expression has parts whose types don't fit.
    TypeMismatch => "type-mismatch",
    /// An expression uses something that the language leaves out here.
    UnsupportedExpression => "unsupported-expression",
    /// Rules refer to each other in a circle.
    CyclicRule => "cyclic-rule",
    /// The steps of a ladder or a benchmark are out of order.
    UnorderedBands => "unordered-bands",
    /// A rule can never apply.
    Unreachable => "unreachable-rule",
    /// The rules lack a part that every policy needs.
    IncompletePolicy => "incomplete-policy",
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
