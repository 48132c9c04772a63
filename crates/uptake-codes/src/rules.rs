//! Codes of what is found in rule files, project files and scripts.

use crate::entry::codes;

codes! {
    /// The code of an error, a warning or a note about rule files.
    RuleCode {
        /// The file can't be read.
        Unreadable => "unreadable", "check the path and the permissions of the file";
        /// The file isn't UTF-8 text.
        NotText => "not-text", "save the file as UTF-8";
        /// The file has no rules.
        EmptyFile => "empty-file", "add a rule, or delete the file";
        /// The text isn't valid YAML.
        YamlSyntax => "yaml-syntax", "correct the YAML where the mark points";
        /// The YAML is nested too deeply, or grows beyond the limits when its aliases are expanded.
        YamlLimit => "yaml-limit", "nest it less, or write it without aliases";
        /// A key is unknown.
        UnknownKey => "unknown-key", "correct the key, or remove it";
        /// A mapping has the same key twice.
        DuplicateKey => "duplicate-key", "remove one of the two, or rename it";
        /// Two rules share a name.
        DuplicateId => "duplicate-id", "rename one of the two";
        /// A required key is missing.
        MissingKey => "missing-key", "add the key; in a source, fill in the column or let its contract say what a gap means";
        /// A value has the wrong type.
        WrongType => "wrong-type", "write a value of the expected type; for data, correct the source or the contract's type";
        /// A value isn't one of the valid ones.
        WrongValue => "wrong-value", "use one of the values listed";
        /// A name isn't a valid identifier.
        BadName => "bad-name", "use lower-case letters, digits and `_`, with a letter first";
        /// Keys that exclude each other are used together.
        KeyConflict => "key-conflict", "keep one of the keys";
        /// The file states a version of the rule language that this engine doesn't know.
        UnknownVersion => "unknown-version", "write `uptake: 1`, or use a newer program";
        /// A name refers to nothing.
        UnknownName => "unknown-name", "correct the name, or declare what it refers to";
        /// An expression names a column that its dataset doesn't have.
        UnknownColumn => "unknown-column", "correct the name, or add the column to the dataset";
        /// An expression calls a function that doesn't exist.
        UnknownFunction => "unknown-function", "correct the name; `docs/rules.md` lists every function";
        /// The text isn't a valid expression.
        ExpressionSyntax => "expression-syntax", "correct the expression where the mark points";
        /// Parts of an expression have types that don't fit together.
        TypeMismatch => "type-mismatch", "compare or combine values of one type";
        /// An expression uses something that isn't supported here.
        UnsupportedExpression => "unsupported-expression", "write it with the parts of the language that `docs/rules.md` lists";
        /// The engine behind a source can't add its rows up exactly as they are added up here.
        CannotPush => "cannot-push", "remove `reduce: pushdown` from the source, so that its rows are read and added up here, or change what the message names";
        /// An expression or script is longer than the limit.
        ExpressionSize => "expression-size", "split it into definitions or functions";
        /// An expression nests more deeply than the limit.
        ExpressionDepth => "expression-depth", "split it into definitions or functions";
        /// A row of a derived table may know only what was known on its `now`, and reads a table that knows more.
        LooksAhead => "looks-ahead", "relate to the records themselves, or write `hindsight: true` if it is what is to be foretold";
        /// A condition has the same result for all data.
        ConstantCondition => "constant-condition", "correct the condition, or remove the rule";
        /// Two whole numbers are divided, and the fraction is cut off.
        CutDivision => "cut-division", "multiply by `1.0` first, as in `a * 1.0 / b`";
        /// A text is compared with something that never has this value.
        UnknownValue => "unknown-value", "use one of the values that are stated, or state this one";
        /// A condition is valid, and probably says something else than was meant.
        DoubtfulCondition => "doubtful-condition", "write it as the message says";
        /// A branch can't be reached by any value.
        UnreachableBranch => "unreachable-branch", "remove the branch, or put it before the one that hides it";
        /// A script has no columnar form and runs in the interpreter, on the reduced rows only.
        Interpreted => "interpreted", "nothing has to be done; without the part named it would run by columns, which is faster";
        /// A function calls itself, directly or through others.
        RecursiveFunction => "recursive-function", "write it without calling itself";
        /// A function has the name of a built-in function.
        ShadowedFunction => "shadowed-function", "rename the function";
        /// A script uses something that the sandbox keeps out: `eval`, the clock, files, modules outside the pack.
        Forbidden => "forbidden-in-script", "remove it; a script only sees its row and the constants";
        /// An `import` reaches outside the pack.
        ImportOutside => "import-outside-pack", "move the module into the folder `lib` of the pack";
        /// A script file, or the function that a rule names in it, doesn't exist.
        MissingScript => "missing-script", "correct the path or the name of the function";
        /// No rule names this script file.
        UnusedScript => "unused-script", "name it in a rule with `rhai:`, or delete it";
        /// A rule file beside those of a project isn't read.
        UnusedFile => "unused-file", "move it to the folder of a pack, or name it under `packs`";
        /// A script was stopped after too many operations.
        ScriptOperations => "script-operations", "do less per row; loops over long lists are the usual cause";
        /// A script was stopped because its calls nest too deeply.
        ScriptCallDepth => "script-call-depth", "nest fewer calls";
        /// A script was stopped because a text grew too long.
        ScriptTextSize => "script-text-size", "build shorter texts";
        /// A script was stopped because a list grew too long.
        ScriptListSize => "script-list-size", "build shorter lists";
        /// A script was stopped because a map grew too large.
        ScriptMapSize => "script-map-size", "build smaller maps";
        /// A script was stopped because it has too many variables.
        ScriptVariables => "script-variables", "use fewer variables";
        /// A script took too long for all rows together, so the run ended.
        ScriptTime => "script-time", "do less per row, or write it without what makes it run in the interpreter";
        /// The result of a script, or one of its conditions, has the wrong type.
        ScriptType => "script-type", "return the type that the rule expects, and use `true` or `false` in conditions";
        /// A script failed on a row.
        ScriptFailed => "script-failed", "handle the value that the message names";
        /// An override changes something that is locked, and no waiver allows it.
        LockedValue => "locked-value", "remove the override, or ask for a waiver";
        /// An override changes something that a locked rule reads, and no waiver allows it.
        AroundLock => "around-lock", "remove the override, or ask for a waiver";
        /// Two overrides for the same entities differ, and neither is more specific.
        AmbiguousOverride => "ambiguous-override", "make one of the two more specific, or give both the same value";
        /// An override is looser than a rule that may only be tightened.
        LooserOverride => "looser-override", "make it tighter, or ask for a waiver";
        /// An override can move a metric in a way that a rule of the pack doesn't allow.
        MovesMetric => "moves-metric", "change it another way, or ask for a waiver";
        /// It can't be decided whether an override is looser than a rule that may only be tightened.
        UndecidedOverride => "undecided-override", "write the condition in the form of the original, with other bounds";
        /// The days on which versions of a rule are in force have a gap, or overlap.
        EffectiveDays => "effective-days", "let each version start on the day after the previous one ends";
        /// No override needs this waiver.
        UnusedWaiver => "unused-waiver", "remove the waiver";
        /// A waiver has ended.
        ExpiredWaiver => "expired-waiver", "remove the waiver and its override, or ask for a new one";
        /// A review of a pack or of a rule is overdue.
        OverdueReview => "overdue-review", "review it, and write `reviewed_on` and the next `review_by`";
        /// Rules refer to each other in a circle.
        CyclicRule => "cyclic-rule", "change one of the rules so that it doesn't need the other";
        /// The steps of a ladder or a benchmark are out of order.
        UnorderedBands => "unordered-bands", "order the steps as the message says";
        /// A rule can never apply.
        Unreachable => "unreachable-rule", "remove it, or correct the condition that hides it";
        /// A secret is written in a project file.
        WrittenSecret => "written-secret", "write `${env:NAME}` or `${file:PATH}`, and keep the secret out of the file";
        /// A name has letters that look like others, or marks that turn the direction of text.
        DeceptiveName => "deceptive-name", "write the name with the letters of one script";
        /// A file can't be laid out in the one style.
        NotLaidOut => "not-laid-out", "write it as the message says; the file stays as it is";
        /// Nobody answers for a pack or a rule.
        NoOwner => "no-owner", "write `owner: NAME` in the pack, or in the rule";
        /// A pack or a rule doesn't say where it comes from.
        NoSource => "no-source", "write `source: DOCUMENT` in the pack, or in the rule";
        /// No suite tries a rule.
        NoTest => "no-test", "add a case to a suite; `uptake test write` begins one";
        /// Nothing reads a measure or a constant.
        UnusedRule => "unused-rule", "remove it, or use it in a rule";
        /// Two rules of a pack say the same.
        SameRule => "same-rule", "keep one of the two";
        /// An override says what the rule says already.
        IdleOverride => "idle-override", "remove it";
        /// A metric may not move by one rule, and may by another one that it reads.
        HalfBound => "half-bound-metric", "write the same `may_not` beside the other rule, or lock it";
        /// A pattern of a register never decides, since one of another entry fits the same names and comes first.
        ShadowedEntry => "shadowed-entry", "make one of the two patterns narrower, or remove it";
        /// A rule is named that says which other one takes its place.
        DeprecatedName => "deprecated-name", "write the name of the other one; `uptake lint --fix` does";
        /// A part that every policy requires is missing.
        IncompletePolicy => "incomplete-policy", "add the missing part";
    }
}
