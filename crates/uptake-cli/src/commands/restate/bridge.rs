//! The steps from the published figures on, one source after the other.

use super::base::{Base, MadeAgain, unread};
use uptake_project::Failure;
use uptake_report::restated::{Cause, Moving, State, Step};

/// The steps so far, and the run after the last one.
pub(super) struct Bridge {
    pub(super) steps: Vec<Step>,
    last: Option<MadeAgain>,
}

impl Bridge {
    /// Begins where the published figures are known.
    pub(super) fn of(base: &Base) -> Self {
        Self {
            steps: base.steps.clone(),
            last: None,
        }
    }

    /// Adds what a source does: first the people who moved by its rows, then all else.
    pub(super) fn source(&mut self, source: &str, first: &MadeAgain, run: MadeAgain) -> Result<(), Failure> {
        let before = self.last.as_ref().unwrap_or(first);
        let after = State::from(&run.outcome);
        let moving = Moving {
            source,
            before: &before.people,
            after: &run.people,
            policy: &run.loaded.policy,
            arrivals: &run.arrivals,
            hidden: run.hidden,
        };
        let moved = moving
            .step(&State::from(&before.outcome), &after)
            .map_err(|error| unread(&error))?;
        self.steps.extend(moved);
        let cause = Cause::source(source, &before.outcome, &run.outcome);
        // A new file without rows is no cause.
        if !cause.is_nothing() || !after.is_that_of(&State::from(&before.outcome)) {
            self.steps.push(Step { cause, state: after });
        }
        self.last = Some(run);
        Ok(())
    }
}
