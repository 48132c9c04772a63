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
    /// An expression or script is longer than the limit.
    ExpressionSize => "expression-size",
    /// An expression nests more deeply than the limit.
    ExpressionDepth => "expression-depth",
    /// A condition has the same answer whatever the data are.
    ConstantCondition => "constant-condition",
    /// A branch that no value can reach.
    UnreachableBranch => "unreachable-branch",
    /// A script has no columnar form and runs in the interpreter, on the reduced rows only.
    Interpreted => "interpreted",
    /// A function calls itself, directly or through others.
    RecursiveFunction => "recursive-function",
    /// A function bears the name of one of the language.
    ShadowedFunction => "shadowed-function",
    /// A script uses something that the sandbox keeps out: `eval`, the clock, files, modules outside the pack.
    Forbidden => "forbidden-in-script",
    /// An `import` reaches outside the pack.
    ImportOutside => "import-outside-pack",
    /// A script file, or the function that a rule names in it, isn't there.
    MissingScript => "missing-script",
    /// A script file that no rule names.
    UnusedScript => "unused-script",
    /// A script was stopped after too many operations.
    ScriptOperations => "script-operations",
    /// A script was stopped because its calls nest too deeply.
    ScriptCallDepth => "script-call-depth",
    /// A script was stopped because a text grew too long.
    ScriptTextSize => "script-text-size",
    /// A script was stopped because a list grew too long.
    ScriptListSize => "script-list-size",
    /// A script was stopped because a map grew too large.
    ScriptMapSize => "script-map-size",
    /// A script was stopped because it has too many variables.
    ScriptVariables => "script-variables",
    /// A script was stopped because it took too long.
    ScriptTime => "script-time",
    /// A script's answer, or one of its conditions, has the wrong type.
    ScriptType => "script-type",
    /// A script failed on a row.
    ScriptFailed => "script-failed",
    /// An override touches what is locked, and no waiver allows it.
    LockedValue => "locked-value",
    /// Two overrides are for the same entities, say different things, and neither is more specific.
    AmbiguousOverride => "ambiguous-override",
    /// An override is looser than a rule that may only be tightened.
    LooserOverride => "looser-override",
    /// Whether an override is looser than a rule that may only be tightened can't be told.
    UndecidedOverride => "undecided-override",
    /// The days on which versions of a rule are in force have a gap, or overlap.
    EffectiveDays => "effective-days",
    /// No override needs this waiver.
    UnusedWaiver => "unused-waiver",
    /// A waiver has ended.
    ExpiredWaiver => "expired-waiver",
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
