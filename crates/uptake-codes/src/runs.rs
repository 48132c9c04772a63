//! Codes of what stops a run, and of what a run has to say.

use crate::entry::codes;

codes! {
    /// The code of an error or a note of a run.
    RunCode {
        /// The range has no period that is over and has data.
        EmptyRange => "empty-range", "give an earlier first day or a later `as_of`, or name a period";
        /// The calendar of the rules has no such period.
        UnknownPeriod => "unknown-period", "write it as the calendar does, such as `2026-02`, `2026-W07` or `2026-02-15`";
        /// There is no such time zone.
        UnknownTimeZone => "unknown-time-zone", "use a name of the tz database, such as `Europe/Berlin`";
        /// The data lack a column that the contract asks for.
        MissingColumn => "missing-column", "add it to the source, use a mapping, or declare it `optional: true`";
        /// An entity has more events in a period than can be counted.
        TooManyEvents => "too-many-events", "check the column that `weight` names";
        /// The events span more than twenty years.
        TooManyPeriods => "too-many-periods", "check the times in the source, or state `covers` to set earlier rows aside";
        /// The data that were read don't hold what the rules ask for.
        NotInData => "not-in-data", "read the data again with these rules";
        /// The data were read in another way than the rules say.
        ReadOtherwise => "read-otherwise", "read the data again with these rules";
        /// The program couldn't go on. This is an error in the program, not in the rules or the data.
        Engine => "engine", "report it with the message";
        /// The list of entities has no rows.
        NoEntities => "no-entities", "check the source of the list";
        /// No source delivers a dataset that takes days away; none are taken away.
        NotDelivered => "not-delivered", "add a source for it, if there is one";
        /// A dataset has no rows, so what is measured from it is unknown.
        NoEvents => "no-events", "add a source for it, or check why all its rows were set aside";
        /// The rows of a source are said to be of a system that no name is of.
        UnknownSystem => "unknown-system", "correct the `system` of the source, or that of the names";
        /// A period isn't over, so its figures will change.
        NotOver => "not-over", "measure again when it is over";
        /// The data of a source end before a period does.
        DataEndEarly => "data-end-early", "check whether the export is complete";
        /// Rows don't count because their condition is unknown.
        UndecidedRows => "undecided-rows", "fill in the values that the condition reads, or classify the unlisted names";
        /// A script printed something.
        Printed => "printed", "nothing has to be done";
        /// A script wasn't tried on the rest of the rows, because too many were stopped at a limit.
        ScriptNotTried => "script-not-tried", "have the script do less per row";
    }
}
