//! What the catalogue says of one code, and the type that stands for any.

use serde::{Serialize, Serializer};

/// A line of the catalogue.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// The code as users see it: lower case, words joined by `-`.
    pub text: &'static str,
    /// The name of its variant, to find where it is used.
    pub variant: &'static str,
    /// What it means: a sentence.
    pub about: &'static str,
    /// What to do about it: a clause in lower case, as it follows `help:`.
    pub help: &'static str,
}

/// A code of any area. Two are equal if users see the same text.
#[derive(Clone, Copy)]
pub struct Code(pub(crate) &'static Entry);

impl Code {
    /// The code as users see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.0.text
    }

    /// The name of its variant.
    #[must_use]
    pub fn variant(self) -> &'static str {
        self.0.variant
    }

    /// What it means.
    #[must_use]
    pub fn about(self) -> &'static str {
        self.0.about
    }

    /// What to do about it, in general. A message may have a help of its own that knows more.
    #[must_use]
    pub fn help(self) -> &'static str {
        self.0.help
    }
}

impl PartialEq for Code {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for Code {}

impl PartialOrd for Code {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Code {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_str().cmp(other.as_str())
    }
}

impl std::hash::Hash for Code {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl PartialEq<&str> for Code {
    fn eq(&self, other: &&str) -> bool {
        self.as_str() == *other
    }
}

impl PartialEq<str> for Code {
    fn eq(&self, other: &str) -> bool {
        self.as_str() == other
    }
}

impl std::fmt::Debug for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:?}", self.as_str())
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Makes the enum of an area. Each code has its meaning as a comment, its variant, its text and what to do about it; a number
/// after the variant is its number where the code crosses to other languages.
macro_rules! codes {
    (
        $(#[$about_all:meta])*
        $all:ident {
            $($(#[doc = $doc:literal])+ $name:ident $(= $number:literal)? => $text:literal, $help:literal;)+
        }
    ) => {
        $(#[$about_all])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $all { $($(#[doc = $doc])+ $name $(= $number)?,)+ }

        impl $all {
            /// Every code of this area.
            pub const ALL: &'static [$all] = &[$($all::$name,)+];

            /// What the catalogue says of it.
            #[must_use]
            pub const fn entry(self) -> &'static crate::Entry {
                match self {
                    $($all::$name => const {
                        &crate::Entry {
                            text: $text,
                            variant: stringify!($name),
                            about: concat!($($doc,)+).trim_ascii(),
                            help: $help,
                        }
                    },)+
                }
            }

            /// The code as users see it.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                self.entry().text
            }

            /// What it means.
            #[must_use]
            pub const fn about(self) -> &'static str {
                self.entry().about
            }

            /// The code that users see as `text`, if it is one of this area.
            #[must_use]
            pub fn named(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|code| code.as_str() == text)
            }
        }

        impl From<$all> for crate::Code {
            fn from(code: $all) -> Self {
                crate::Code(code.entry())
            }
        }

        impl PartialEq<$all> for crate::Code {
            fn eq(&self, other: &$all) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl std::fmt::Display for $all {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl serde::Serialize for $all {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) use codes;
