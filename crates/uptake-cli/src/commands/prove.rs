//! `uptake prove`: what rules can and can't do, whatever the data are.

use super::project;
use crate::world::session;
use crate::{exit, output};
use clap::{Args, Subcommand, ValueEnum};
use uptake_project::{Failure, ProveRequest};
use uptake_report::proved;
use uptake_rules::proving::{Question, Relation, Verdict};

/// Prove what rules can and can't do for any data, or show a case
#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  uptake prove\n  uptake prove implies active eligible --rules csm-ai-adoption\n  uptake prove never shadow_only\n  uptake prove ladder tenure_band\n  uptake prove overrides --format json\n  uptake prove same rules/definitions\n\nEverything that a rule reads is put in: constants, measures with their conditions, registers, other rules. An answer is `yes` for all data; `no` with a case, which was evaluated and can be made of rows, of one period or of several; or `undecided` with the reason. What about the data was used follows as `used`.\n\nWithout a question: that each definition can hold and can fail, that each rung of each ladder is reached and nobody is left without one, and what each override does. `LADDER=LABEL` stands for a definition.\n\nExit codes: 0 yes, 1 no, 2 could not run, 3 undecided. Of `overrides` and `same` always 0, or 3 if one is undecided."
)]
pub(crate) struct Prove {
    #[command(subcommand)]
    question: Option<Asked>,
    #[command(flatten)]
    how: How,
}

#[derive(Args)]
struct How {
    /// A project file or its folder, a pack's folder, a rule file, or the name of a built-in pack
    ///
    /// If not given, the project or pack in this folder, or the nearest `uptake.yaml` in a folder above
    #[arg(long, value_name = "PROJECT|PACK", global = true)]
    rules: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text, global = true)]
    format: Format,
}

#[derive(Subcommand)]
enum Asked {
    /// Whether a definition never holds
    #[command(
        after_help = "Example:\n  uptake prove never shadow_only\n\nExit codes: 0 yes, 1 no, 2 could not run, 3 undecided."
    )]
    Never { definition: String },
    /// Whether a definition always holds
    #[command(
        after_help = "Example:\n  uptake prove always eligible --rules csm-ai-adoption\n\nExit codes: 0 yes, 1 no, 2 could not run, 3 undecided."
    )]
    Always { definition: String },
    /// Whether a definition is never unknown
    #[command(
        after_help = "Example:\n  uptake prove known active\n\nExit codes: 0 yes, 1 no, 2 could not run, 3 undecided."
    )]
    Known { definition: String },
    /// Whether the second holds wherever the first does
    #[command(
        after_help = "Example:\n  uptake prove implies active eligible\n\nExit codes: 0 yes, 1 no, 2 could not run, 3 undecided."
    )]
    Implies { first: String, second: String },
    /// Whether both always answer the same
    #[command(
        after_help = "Example:\n  uptake prove equal active same_as_before --format json\n\nExit codes: 0 yes, 1 no, 2 could not run, 3 undecided."
    )]
    Equal { first: String, second: String },
    /// Whether both never hold together
    #[command(
        after_help = "Example:\n  uptake prove disjoint active shadow_only\n\nExit codes: 0 yes, 1 no, 2 could not run, 3 undecided."
    )]
    Disjoint { first: String, second: String },
    /// Whether each rung of a ladder is reached, and nobody is left without one
    #[command(
        after_help = "Example:\n  uptake prove ladder tenure_band\n\nExit codes: 0 yes, 1 no, 2 could not run, 3 undecided."
    )]
    Ladder { ladder: String },
    /// What each override does: tighter, looser, same or incomparable
    #[command(
        after_help = "Example:\n  uptake prove overrides --format json\n\nExit codes: 0 answered, 2 could not run, 3 one is undecided."
    )]
    Overrides,
    /// Which definitions of several packs say the same
    #[command(
        after_help = "Example:\n  uptake prove same rules/definitions\n\nExit codes: 0 answered, 2 could not run, 3 one is undecided."
    )]
    Same {
        /// Packs, or folders of packs
        #[arg(required = true, value_name = "PACK")]
        packs: Vec<String>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For machines
    Json,
}

impl Prove {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        if let Some(Asked::Same { packs }) = &self.question {
            let found = match session.prove_same(packs) {
                Ok(found) => found,
                Err(failure) => return output::findings(failure),
            };
            match self.how.format {
                Format::Text => output::print(&proved::same_text(&found)),
                Format::Json => output::json(&proved::same_json(&found), "the answer")?,
            }
            return Ok(match found.undecided.is_empty() {
                true => exit::DONE,
                false => exit::INSUFFICIENT,
            });
        }
        let rules = project::rules(&session, self.how.rules)?;
        let request = match self.question {
            Some(Asked::Never { definition }) => ProveRequest::Question(&rules, Question::Never(definition)),
            Some(Asked::Always { definition }) => ProveRequest::Question(&rules, Question::Always(definition)),
            Some(Asked::Known { definition }) => ProveRequest::Question(&rules, Question::Known(definition)),
            Some(Asked::Implies { first, second }) => ProveRequest::Question(&rules, Question::Implies(first, second)),
            Some(Asked::Equal { first, second }) => ProveRequest::Question(&rules, Question::Equal(first, second)),
            Some(Asked::Disjoint { first, second }) => {
                ProveRequest::Question(&rules, Question::Disjoint(first, second))
            }
            Some(Asked::Ladder { ref ladder }) => ProveRequest::Ladder(&rules, ladder),
            Some(Asked::Overrides) => ProveRequest::Overrides(&rules),
            Some(Asked::Same { .. }) | None => ProveRequest::All(&rules),
        };
        let found = match session.prove(&request) {
            Ok(found) => found,
            Err(failure) => return output::findings(failure),
        };
        match self.how.format {
            Format::Text => output::print(&proved::text(&found)),
            Format::Json => output::json(&proved::json(&found), "the answers")?,
        }
        let no = |verdict: Verdict| {
            found
                .answers
                .iter()
                .any(|answer| answer.finding && answer.verdict == verdict)
        };
        let open = found
            .effects
            .iter()
            .any(|effect| effect.relation == Relation::Undecided);
        if no(Verdict::No) {
            return Ok(exit::FINDINGS);
        }
        Ok(match no(Verdict::Undecided) || open {
            true => exit::INSUFFICIENT,
            false => exit::DONE,
        })
    }
}
