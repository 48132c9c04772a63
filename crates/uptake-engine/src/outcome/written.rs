//! Texts of an outcome, turned from one form into another: each field by name, so that none is forgotten.

use super::{
    Broken, Cell, CheckOutcome, EvidenceOutcome, EvidenceRow, FaultOutcome, GroupOutcome, MetricOutcome, MetricRow,
    Outcome, PrintedOutcome, ScriptOutcome, Uncounted, ValueOutcome,
};

fn all<A, B>(list: Vec<A>, turn: impl FnMut(A) -> B) -> Vec<B> {
    list.into_iter().map(turn).collect()
}

impl<T> Cell<T> {
    /// The same with its text in another form.
    pub fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> Cell<U> {
        match self {
            Cell::Unknown => Cell::Unknown,
            Cell::Bool(value) => Cell::Bool(value),
            Cell::Int(value) => Cell::Int(value),
            Cell::Float(value) => Cell::Float(value),
            Cell::Text(text) => Cell::Text(turn(text)),
        }
    }
}

impl<T> Outcome<T> {
    /// The same with its texts from data in another form.
    pub fn map<U: Ord>(self, turn: &mut dyn FnMut(T) -> U) -> Outcome<U> {
        Outcome {
            version: self.version,
            project: self.project,
            as_of: self.as_of,
            known_at: self.known_at,
            range: self.range,
            approvals: self.approvals,
            governing: self.governing.map(turn),
            stage: self.stage,
            metrics: all(self.metrics, |metric| metric.map(turn)),
            checks: all(self.checks, |check| check.map(turn)),
            gates: self.gates,
            fix_first: self.fix_first,
            findings: all(self.findings, |finding| finding.map(turn)),
            intake: all(self.intake, |report| report.map(turn)),
            scripts: all(self.scripts, |script| script.map(turn)),
            notes: self.notes,
            person: self.person.map(|person| person.map(turn)),
            entity_column: self.entity_column,
            entity_periods: self.entity_periods,
        }
    }
}

impl<T> MetricOutcome<T> {
    fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> MetricOutcome<U> {
        MetricOutcome {
            name: self.name,
            title: self.title,
            aliases: self.aliases,
            unit: self.unit,
            better: self.better,
            cadence: self.cadence,
            tracked_by: self.tracked_by,
            priority: self.priority,
            rows: all(self.rows, |row| row.map(turn)),
            excluded: self.excluded,
            uncounted: all(self.uncounted, |value| Uncounted {
                column: value.column,
                value: turn(value.value),
                entities: value.entities,
                meant: value.meant.map(&mut *turn),
            }),
            trend: self.trend,
            history: self.history,
            moves: self.moves,
        }
    }
}

impl<T> MetricRow<T> {
    /// The same with its texts from data in another form.
    pub fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> MetricRow<U> {
        MetricRow {
            period: self.period,
            label: self.label,
            cut: self.cut,
            cut_value: self.cut_value.map(turn),
            numerator: self.numerator,
            denominator: self.denominator,
            unknown: self.unknown,
            value: self.value,
            no_figure: self.no_figure,
            low: self.low,
            high: self.high,
            band: self.band,
            own_rules: self.own_rules,
            suppressed: self.suppressed,
        }
    }
}

impl<T> CheckOutcome<T> {
    fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> CheckOutcome<U> {
        CheckOutcome {
            name: self.name,
            title: self.title,
            topic: self.topic,
            about: self.about,
            source: self.source,
            observational: self.observational,
            verdict: self.verdict,
            first: self.first,
            last: self.last,
            changed: self.changed,
            unknown: self.unknown,
            by: self.by,
            groups: all(self.groups, |group| group.map(turn)),
            finding: self.finding,
            why: self.why,
            fix: self.fix,
            called: self.called,
        }
    }
}

impl<T> GroupOutcome<T> {
    fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> GroupOutcome<U> {
        GroupOutcome {
            group: all(self.group, &mut *turn),
            verdict: self.verdict,
            values: all(self.values, |value| ValueOutcome {
                name: value.name,
                value: value.value.map(turn),
            }),
            broken: all(self.broken, |broken| Broken {
                condition: broken.condition,
                held: broken.held,
                values: all(broken.values, |(name, value)| (name, value.map(turn))),
                by: broken.by,
            }),
            unknown: self.unknown,
            missing: self.missing,
            own_rules: self.own_rules,
            evidence: self.evidence.map(|evidence| EvidenceOutcome {
                total: evidence.total,
                columns: evidence.columns,
                rows: all(evidence.rows, |row| EvidenceRow {
                    entity: turn(row.entity),
                    period: row.period,
                    values: all(row.values, |value| value.map(turn)),
                }),
            }),
        }
    }
}

impl<T> ScriptOutcome<T> {
    /// The same with its texts from data in another form.
    pub fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> ScriptOutcome<U> {
        ScriptOutcome {
            rule: self.rule,
            cause: self.cause,
            place: self.place,
            span: self.span,
            rows: self.rows,
            unknown: self.unknown,
            not_tried: self.not_tried,
            why_not_tried: self.why_not_tried,
            faults: all(self.faults, |fault| FaultOutcome {
                code: fault.code,
                rows: fault.rows,
                entity: turn(fault.entity),
                period: fault.period,
                message: turn(fault.message),
                place: fault.place,
                span: fault.span,
            }),
            printed: all(self.printed, |line| PrintedOutcome {
                entity: turn(line.entity),
                period: line.period,
                text: turn(line.text),
                place: line.place,
                span: line.span,
            }),
            not_kept: self.not_kept,
        }
    }
}
