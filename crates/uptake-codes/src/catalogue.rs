//! All areas, and what isn't a code any more.

use crate::{AdapterCode, Code, ProgramCode, RowCode, RuleCode, RunCode};

/// A part of the catalogue.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    /// Its title.
    pub title: &'static str,
    /// Where its codes turn up: a sentence or two.
    pub about: &'static str,
    /// The name of its type, to find where its codes are used.
    pub type_name: &'static str,
    /// Its codes in their order.
    pub codes: fn() -> Vec<Code>,
}

fn all<C: Copy + Into<Code>>(codes: &[C]) -> Vec<Code> {
    codes.iter().copied().map(Into::into).collect()
}

/// Every area.
pub const AREAS: &[Area] = &[
    Area {
        title: "Rule files",
        about: "What `uptake check` finds in rule files, project files and scripts. A run reports the same before it starts, \
                and errors of scripts while it runs.",
        type_name: "RuleCode",
        codes: || all(RuleCode::ALL),
    },
    Area {
        title: "Rows set aside",
        about: "Why a row isn't used. The rows are in `set_aside.csv` with these codes, and the summary counts them.",
        type_name: "RowCode",
        codes: || all(RowCode::ALL),
    },
    Area {
        title: "Runs",
        about: "Errors that stop a run, and notes about its figures.",
        type_name: "RunCode",
        codes: || all(RunCode::ALL),
    },
    Area {
        title: "Sources and plugins",
        about: "Errors that an adapter reports about its source, and errors that the host finds when it loads a plugin or checks what a plugin returns. A plugin uses the codes of the built-in adapters for errors of its own.",
        type_name: "AdapterCode",
        codes: || all(AdapterCode::ALL),
    },
    Area {
        title: "The program",
        about: "Other errors that keep a command from running.",
        type_name: "ProgramCode",
        codes: || all(ProgramCode::ALL),
    },
];

/// Codes that two areas have, and why that is no second meaning.
pub const SHARED: &[(&str, &str)] = &[
    ("wrong-type", "a value has the wrong type, in a rule file or in a row"),
    (
        "missing-key",
        "something required is missing, in a rule file or in a row",
    ),
];

/// A code that nothing gives any more. It stays here, so that no one takes it for something else.
#[derive(Clone, Copy, Debug)]
pub struct Retired {
    /// The code as users saw it.
    pub text: &'static str,
    /// What it meant, and what took its place.
    pub about: &'static str,
}

/// Every code that was.
pub const RETIRED: &[Retired] = &[];

/// What the catalogue says of a code that users see, if it has it; the first area's, if two have it.
#[must_use]
pub fn find(text: &str) -> Option<Code> {
    AREAS
        .iter()
        .flat_map(|area| (area.codes)())
        .find(|code| code.as_str() == text)
}
