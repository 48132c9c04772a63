//! Codes of what stops a run, and of what a run has to say.

use crate::entry::codes;

codes! {
    /// The code of an error or a note of a run.
    RunCode {
        /// The range has no complete period with data.
        EmptyRange => "empty-range", "use an earlier first day or a later `as_of`, or name a period";
        /// The calendar of the rules has no such period.
        UnknownPeriod => "unknown-period", "write it as the calendar does, such as `2026-02`, `2026-W07` or `2026-02-15`";
        /// The time zone is unknown.
        UnknownTimeZone => "unknown-time-zone", "use a name of the tz database, such as `Europe/Berlin`";
        /// A column that the contract requires is missing from the data.
        MissingColumn => "missing-column", "add it to the source, use a mapping, or declare it `optional: true`";
        /// An entity has more events in a period than can be counted.
        TooManyEvents => "too-many-events", "check the column that `weight` names";
        /// The events span more than twenty years.
        TooManyPeriods => "too-many-periods", "check the times in the source, or state `covers` to set earlier rows aside";
        /// The data that were read don't have what the rules need.
        NotInData => "not-in-data", "read the data again with these rules";
        /// The data were read in a different way than the rules require.
        ReadOtherwise => "read-otherwise", "read the data again with these rules";
        /// An internal error: the error is in the program, not in the rules or the data.
        Engine => "engine", "report it, with the message";
        /// The list of entities has no rows.
        NoEntities => "no-entities", "check the source of the list";
        /// No source provides a dataset whose days are excluded; no days are excluded.
        NotDelivered => "not-delivered", "add a source for it, if there is one";
        /// A dataset has no rows, so what is measured from it is unknown.
        NoEvents => "no-events", "add a source for it, or check why all its rows were set aside";
        /// The rows of a source belong to a system that no name belongs to.
        UnknownSystem => "unknown-system", "correct the `system` of the source, or that of the names";
        /// Rows repeat a key with other values, and no rule says which of them counts.
        RestatedRows => "restated-rows", "state which row stays with `keep`, such as `keep: { newest: COLUMN }`, in the contract or the mapping";
        /// Names of entities differ from each other by case or blanks alone.
        NamesAlike => "names-alike", "if they are the same, keep one of them on the list; without a list, state `names_ignore` at the sources";
        /// A rule asks a column of the list for a text that no row has.
        NoSuchValue => "no-such-value", "correct the text in the rule, or the values in the list";
        /// Nobody is counted, because a definition of who counts holds for none of those who are there.
        NobodyCounts => "nobody-counts", "correct the definition; `uptake explain --person NAME` shows which part of it doesn't hold for somebody who should count";
        /// Entities have several spells on the same days that set their columns to different values.
        SpellsAtOnce => "spells-at-once", "end one spell before the next one begins, or state `overlap` in the contract";
        /// A period isn't over, so its figures will change.
        NotOver => "not-over", "measure again when it is over";
        /// The data of a source begin after a period does.
        DataBeginLate => "data-begin-late", "check whether the export is complete, or state the days with `covers`";
        /// A source covers a period only in part, or not at all; what is measured from it is unknown.
        NotCovered => "not-covered", "measure whole periods within `covers`, or correct the days if the source has more";
        /// Rows came for a period, and none of them can be used; what is measured from them is unknown.
        NoneUsable => "none-usable", "correct the rows that were set aside; with `--out`, `set_aside.csv` has them";
        /// A source has no row for a week or longer; what is measured from it is unknown.
        NoRows => "no-rows", "complete the export; if there was nothing to deliver, state the days with `covers`";
        /// A source has no row in a period that `covers` states; it counts as zero.
        SilentPeriod => "silent-period", "check that there was nothing to deliver";
        /// None of the rows of a source can be used.
        NothingUsable => "nothing-usable", "check the source; with `--out`, `set_aside.csv` has the rows that came, with their reasons";
        /// The rows of a source end long before the figures do.
        SourceStopped => "source-stopped", "check the export; if a silence means that there was nothing, state `covers` with `without_rows: zero`";
        /// The last row of a source is older than `fresh_within` allows.
        NotFresh => "not-fresh", "renew the export";
        /// Fewer rows of a source are used than `least_rows` demands.
        TooFewRows => "too-few-rows", "check whether the export is complete";
        /// A greater share of a source's rows is set aside than `most_set_aside` allows.
        TooManySetAside => "too-many-set-aside", "correct the rows that were set aside; with `--out`, `set_aside.csv` has them";
        /// Most rows of a source can't be read.
        MostlyUnreadable => "mostly-unreadable", "correct how the source is read, or its rows; `most_set_aside` states another share that may be set aside";
        /// Rows say the same as others in every column that is read, and all of them count.
        RepeatedRows => "repeated-rows", "let exports not overlap; within one source a key finds the rows that come twice";
        /// A source of records has no row, or none that its mapping counts, which counts as none.
        NoRecords => "no-records", "check the export and the columns that the mapping asks for; leave the source out if nobody knows whether there are any";
        /// A later period is over, and no source has a row of it.
        LaterPeriod => "later-period", "check whether the exports are renewed; `fresh_within` at a source makes an old one an error";
        /// Values of records are never known, because the column with the day since when they are known is empty.
        ValuesUndated => "values-undated", "fill in the day since when the values are known, or remove them from rows that aren't decided";
        /// Records refer to others that aren't there.
        DanglingReferences => "dangling-references", "complete the export that they refer to, or correct the values";
        /// Values by which records are referred to go on where another one ends.
        LongAndShort => "long-and-short", "if they name the same record, export all of them in one form";
        /// Most records that end do so on the day on which the next one begins, and both count on it.
        StretchesMeet => "stretches-meet", "if the end is the first day on which a row no longer holds, take a day off in a mapping";
        /// No used row of a source has a value that `expect` lists.
        ValuesMissing => "values-missing", "check whether the export is complete";
        /// Entities are unknown in a period because their rows can't be used.
        RefusedRows => "refused-rows", "correct the rows that were set aside; with `--out`, `set_aside.csv` has them";
        /// The data of a source end before a period does.
        DataEndEarly => "data-end-early", "check whether the export is complete";
        /// Rows aren't counted because their condition is unknown.
        UndecidedRows => "undecided-rows", "fill in the values that the condition reads, or classify the unlisted names";
        /// Two sources of a dataset read the same file in the same way, so that its rows count twice.
        CountedTwice => "counted-twice", "remove one of the two blocks, or narrow its path";
        /// The adapter of a source has no digests to give.
        NoDigest => "no-digest", "let the plugin answer `discover`, or copy what it reads into a file";
        /// Nobody has the name that was asked for.
        UnknownPerson => "unknown-person", "write the name as the list of entities does";
        /// One person isn't shown, because the project asks for pseudonyms or protects small groups.
        PersonWithheld => "person-withheld", "add `--names`, if you may see names";
        /// The list of people isn't written, because it would show single ones.
        PeopleWithheld => "people-withheld", "run with `--names`, if you may see names";
        /// The system doesn't hold back an isolated plugin as it should.
        NotConfined => "not-confined", "use a system with Landlock and seccomp, or let somebody check the plugin";
        /// A script printed something.
        Printed => "printed", "nothing has to be done";
        /// A script wasn't run on the remaining rows, because it was stopped at a limit too often.
        ScriptNotTried => "script-not-tried", "let the script do less per row";
    }
}
