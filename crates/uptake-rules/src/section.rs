//! The sections of rules that a rule file may have.

/// One line per section: its key in YAML, what one of its rules is called, and whether its rules may vary.
macro_rules! sections {
    ($($(#[doc = $doc:literal])+ $name:ident => $key:literal, $one:literal, $varies:literal;)+) => {
        /// A section of rules. Whoever treats sections one by one matches on this, so that a forgotten one doesn't compile.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Section { $($(#[doc = $doc])+ $name,)+ }

        impl Section {
            /// Every section, in the order in which rules are written out.
            pub const ALL: &'static [Section] = &[$(Section::$name,)+];

            /// Its key in a rule file.
            #[must_use]
            pub const fn key(self) -> &'static str {
                match self { $(Section::$name => $key,)+ }
            }

            /// Its key as a list of one.
            #[must_use]
            pub const fn keys(self) -> &'static [&'static str] {
                match self { $(Section::$name => &[$key],)+ }
            }

            /// What one of its rules is called in messages.
            #[must_use]
            pub const fn one(self) -> &'static str {
                match self { $(Section::$name => $one,)+ }
            }

            /// Whether its rules may differ between groups of entities and over time.
            #[must_use]
            pub const fn may_vary(self) -> bool {
                match self { $(Section::$name => $varies,)+ }
            }
        }
    };
}

sections! {
    /// Contracts that data must keep.
    Datasets => "datasets", "dataset", false;
    /// What is known about the things that events name.
    Registers => "registers", "register", true;
    /// Values and sets that expressions may name.
    Constants => "constants", "constant", true;
    /// Numbers per entity and period.
    Measures => "measures", "measure", true;
    /// Truths per entity and period.
    Definitions => "definitions", "definition", true;
    /// Labels per entity and period.
    Ladders => "ladders", "ladder", true;
    /// What is reported over all entities.
    Metrics => "metrics", "metric", false;
    /// What counts as good.
    Benchmarks => "benchmarks", "benchmark", true;
    /// What is worth tracking, and how often.
    Stages => "stages", "stage", false;
    /// From a source's columns to a dataset's.
    Mappings => "mappings", "mapping", false;
    /// Rows about anything, made of records.
    Tables => "tables", "table", false;
    /// Questions with a verdict.
    Checks => "checks", "check", false;
}

impl std::fmt::Display for Section {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.key())
    }
}
