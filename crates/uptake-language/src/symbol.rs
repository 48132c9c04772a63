//! What a name stands for.

/// What a name stands for.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Symbol {
    /// A rule, a dataset or a register: the key of its section, and its name.
    Rule(&'static str, String),
    /// A column of a dataset or table: the key of the section, the dataset, the column.
    Column(&'static str, String, String),
    /// A field of a register.
    Field(String, String),
    /// A function of a script: its file, its name.
    Function(String, String),
    /// A script, by its path.
    Script(String),
    /// A function of the language.
    BuiltIn(String),
}

impl Symbol {
    /// Its name alone.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Rule(_, name)
            | Self::Column(_, _, name)
            | Self::Field(_, name)
            | Self::Function(_, name)
            | Self::Script(name)
            | Self::BuiltIn(name) => name,
        }
    }
}
