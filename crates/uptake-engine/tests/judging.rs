//! What is judged per entity and period: windows over the entity's record, also within each other, and values that are no
//! numbers.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test may stop"
)]

use polars::prelude::*;
use uptake_engine::calendar::{Periods, date};
use uptake_engine::judge::{Cube, steps};
use uptake_engine::{Data, Range};
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind, Last, Take, Window};
use uptake_rules::policy::formula::Formula;
use uptake_rules::policy::ladder::{Definition, Ladder, LadderStep, LadderText};
use uptake_rules::policy::measure::{Absent, Aggregate, By, Measure, MeasureKind, WindowMeasure};
use uptake_rules::policy::{Policy, Step};
use uptake_rules::source::{FileId, Span};
use uptake_rules::text::Name;
use uptake_rules::value::{Literal, Type};

fn span() -> Span {
    Span::new(FileId(0), 0, 0)
}

fn name(text: &str) -> Name {
    Name {
        text: text.to_owned(),
        span: span(),
    }
}

fn rule(kind: ExprKind, ty: Type) -> Rule {
    Rule { kind, ty, span: span() }
}

fn col_of(column: &str, ty: Type) -> Rule {
    rule(ExprKind::Column(column.to_owned()), ty)
}

fn int(value: i64) -> Rule {
    rule(ExprKind::Literal(Literal::Int(value)), Type::Int)
}

fn window(window: Window, of: Rule) -> Rule {
    let ty = window.result(of.ty);
    rule(ExprKind::Window(window, Box::new(of)), ty)
}

fn binary(op: Binary, left: Rule, right: Rule, ty: Type) -> Rule {
    rule(ExprKind::Binary(op, Box::new(left), Box::new(right)), ty)
}

fn sum(periods: u32) -> Window {
    Window::Last(Last {
        periods,
        least: 1,
        take: Take::Sum,
    })
}

/// A policy of these rules, judged in this order.
fn policy(measures: Vec<(&str, Type, MeasureKind)>, definitions: Vec<(&str, Rule)>, ladders: Vec<Ladder>) -> Policy {
    let order = (0..measures.len())
        .map(Step::Measure)
        .chain((0..definitions.len()).map(Step::Definition))
        .chain((0..ladders.len()).map(Step::Ladder))
        .collect();
    Policy {
        measures: measures
            .into_iter()
            .map(|(text, ty, kind)| Measure {
                name: name(text),
                about: None,
                ty,
                kind,
            })
            .collect(),
        definitions: definitions
            .into_iter()
            .map(|(text, when)| Definition {
                name: name(text),
                about: None,
                when: Formula::made(when),
            })
            .collect(),
        ladders,
        order,
        ..Policy::default()
    }
}

/// Two entities with four periods each, judged.
fn judged(policy: &Policy, columns: Vec<Column>) -> DataFrame {
    let periods = Periods::new(&policy.calendar);
    let data = Data::of_entities(policy, date(periods.last_day(3)), ["a", "b"]);
    let range = Range::Days(Some(date(periods.first_day(0))), Some(date(periods.last_day(3))));
    let mut cube = Cube::new(policy, &data, &range).unwrap();
    cube.frame.with_columns(columns).unwrap();
    let scripts = steps::judge(&mut cube).unwrap();
    assert_eq!(scripts, []);
    cube.frame.whole().unwrap()
}

fn wholes(frame: &DataFrame, column: &str) -> Vec<Option<i64>> {
    frame.column(column).unwrap().i64().unwrap().iter().collect()
}

fn counts() -> Column {
    Column::new(
        "n".into(),
        [
            Some(1i64),
            Some(2),
            None,
            Some(4),
            Some(10),
            Some(0),
            Some(30),
            Some(40),
        ],
    )
}

#[test]
fn windows_stand_in_measures_definitions_and_ladders_also_within_each_other() {
    let n = || col_of("n", Type::Int);
    // How many periods in a row the sum of two is at least three.
    let enough = || binary(Binary::GreaterEqual, window(sum(2), n()), int(3), Type::Bool);
    let streak = || window(Window::Streak, enough());
    let steps = vec![
        LadderStep {
            label: name("long"),
            when: Some(Formula::made(binary(Binary::Greater, streak(), int(2), Type::Bool))),
        },
        LadderStep {
            label: name("short"),
            when: Some(Formula::made(binary(Binary::Greater, streak(), int(0), Type::Bool))),
        },
        LadderStep {
            label: name("none"),
            when: None,
        },
    ];
    let ladder = Ladder {
        name: name("run"),
        about: None,
        steps,
        labels: Vec::new(),
        choice: None,
        text: LadderText::Steps(Vec::new()),
    };
    let counted = WindowMeasure {
        aggregate: Aggregate::Count,
        of: Formula::made(enough()),
        last: 4,
        by: By::Calendar,
        absent: Absent::Skip,
        minimum: 1,
        datasets: Vec::new(),
    };
    let policy = policy(
        vec![
            ("streak", Type::Int, MeasureKind::Value(Formula::made(streak()))),
            (
                "before",
                Type::Int,
                MeasureKind::Value(Formula::made(window(Window::Lag(1), n()))),
            ),
            ("held", Type::Int, MeasureKind::Window(counted)),
        ],
        vec![("twice", binary(Binary::GreaterEqual, streak(), int(2), Type::Bool))],
        vec![ladder],
    );
    let frame = judged(&policy, vec![counts()]);
    let known = |values: [i64; 8]| values.map(Some).to_vec();
    assert_eq!(wholes(&frame, "streak"), known([0, 1, 0, 1, 1, 2, 3, 4]));
    assert_eq!(
        wholes(&frame, "before"),
        [None, Some(1), Some(2), None, None, Some(10), Some(0), Some(30)]
    );
    assert_eq!(wholes(&frame, "held"), known([0, 1, 1, 2, 1, 2, 3, 4]));
    let twice: Vec<Option<bool>> = frame.column("twice").unwrap().bool().unwrap().iter().collect();
    assert_eq!(twice, [false, false, false, false, false, true, true, true].map(Some));
    let run: Vec<Option<&str>> = frame.column("run").unwrap().str().unwrap().iter().collect();
    assert_eq!(
        run,
        ["none", "short", "none", "short", "short", "short", "long", "long"].map(Some)
    );
    // What stood in for the windows is gone.
    let names: Vec<&str> = frame.get_column_names().into_iter().map(|name| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "entity",
            "period",
            "period_end",
            "n",
            "streak",
            "before",
            "held",
            "twice",
            "run"
        ]
    );
}

#[test]
fn a_measure_that_is_no_number_is_unknown_but_within_a_condition_it_is_compared() {
    let float = |column: &str| col_of(column, Type::Float);
    let share = || binary(Binary::Divide, float("x"), float("y"), Type::Float);
    let zero = rule(ExprKind::Literal(Literal::Float(0.0)), Type::Float);
    let mean = WindowMeasure {
        aggregate: Aggregate::Mean,
        of: Formula::made(share()),
        last: 2,
        by: By::Calendar,
        absent: Absent::Skip,
        minimum: 1,
        datasets: Vec::new(),
    };
    let policy = policy(
        vec![
            ("share", Type::Float, MeasureKind::Value(Formula::made(share()))),
            ("mean", Type::Float, MeasureKind::Window(mean)),
        ],
        vec![("above", binary(Binary::Greater, share(), zero, Type::Bool))],
        Vec::new(),
    );
    let x = [
        Some(1.0),
        Some(1.0),
        Some(0.0),
        None,
        Some(-1.0),
        Some(3.0),
        Some(0.0),
        Some(8.0),
    ];
    let y = [
        Some(2.0),
        Some(0.0),
        Some(0.0),
        Some(1.0),
        Some(0.0),
        Some(1.0),
        Some(4.0),
        Some(2.0),
    ];
    let frame = judged(&policy, vec![Column::new("x".into(), x), Column::new("y".into(), y)]);
    let floats = |column: &str| -> Vec<Option<f64>> { frame.column(column).unwrap().f64().unwrap().iter().collect() };
    assert_eq!(
        floats("share"),
        [Some(0.5), None, None, None, None, Some(3.0), Some(0.0), Some(4.0)]
    );
    assert_eq!(
        floats("mean"),
        [Some(0.5), Some(0.5), None, None, None, Some(3.0), Some(1.5), Some(2.0)]
    );
    // No comparison holds with an infinite value: false, not unknown.
    let above: Vec<Option<bool>> = frame.column("above").unwrap().bool().unwrap().iter().collect();
    assert_eq!(
        above,
        [
            Some(true),
            Some(false),
            Some(false),
            None,
            Some(false),
            Some(true),
            Some(false),
            Some(true)
        ]
    );
}
