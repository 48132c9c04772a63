//! What each dialect is asked, as it is written down beside this test, and what none of them is.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test stops on a surprise"
)]

use uptake_rules::expr::Expr;
use uptake_rules::policy::calendar::PeriodKind;
use uptake_rules::policy::measure::{Aggregate, MeasureKind};
use uptake_rules::value::{Literal, Type};
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources, load, render};
use uptake_sql::{Classes, Dialect, Kind, Plan, Question, Refusal, Register, Slot, Times};

const RULES: &str = r#"
uptake: 1
pack: dialects
entities: people
datasets:
  people: { kind: entities, entity: id, key: [id], columns: { id: text } }
  events:
    kind: events
    entity: id
    time: at
    key: [nr]
    weight: times
    columns:
      nr: { type: text, optional: true }
      id: text
      at: datetime
      thing: { type: text, register: things }
      sort: { type: text, missing: report, values: [x, "it's \\ %"] }
      sure: bool
      size: float
      amount: int
      due: date
      times: { type: int, optional: true, default: 1 }
registers:
  things: { fields: { good: bool }, entries: { alpha: { good: true }, beta: { good: { from: 2026-03-01 } } } }
mappings:
  log:
    dataset: events
    where: kind != "ping"
    input: { who: { type: text, column: 'who "is" it' }, happened: datetime, kind: text, ok: bool, n: int, f: float, d: date }
    columns:
      id: who
      at: happened
      thing: kind
      sort: 'if ok { "x" } else { kind }'
      sure: ok
      size: f
      amount: n
      due: d
measures:
  rows: { count: events }
  good: { count: events, where: thing.good && sure }
  week_end: { distinct_days: events, where: weekday(at) >= 6 }
  near: { count: events, where: size >= 0.5 }
  sorts: { distinct: events.sort, where: 'sort.to_lower() == "x"' }
  sum: { sum: events.size }
  parts: { count: events, where: 'amount / 3 > 1 && amount % 2 == 0 && amount * amount > 4' }
  whole: { mean: events.amount }
  most: { max: events.amount, where: 'due > date("2026-01-01")' }
definitions:
  always: { when: "true" }
metrics:
  mean_rows: { mean: rows, of: always }
"#;

fn policy(rules: &str) -> Policy {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let policy = load(
        &[RuleFile::new("rules.yaml", rules.as_bytes())],
        &mut sources,
        &mut diagnostics,
    );
    let found = diagnostics.sorted(&sources);
    assert!(!diagnostics.has_errors(), "{}", render::text(&found, &sources, false));
    policy
}

/// The conditions and slots of a policy's measures, each as it stands.
fn wanted(policy: &Policy) -> (Vec<Expr>, Vec<Slot>) {
    let (mut filters, mut slots) = (Vec::new(), Vec::new());
    for measure in &policy.measures {
        let MeasureKind::Rows(rows) = &measure.kind else {
            continue;
        };
        let filter = rows.filter.as_deref().map(|filter| {
            filters.push(filter.clone());
            filters.len() - 1
        });
        slots.push(Slot {
            aggregate: rows.aggregate,
            column: rows.column.clone(),
            filter,
            whole: rows.column.as_deref() == Some("amount") && rows.aggregate != Aggregate::Distinct,
        });
    }
    (filters, slots)
}

fn times(period: PeriodKind) -> Times {
    Times {
        days: (19_000, 20_574),
        instants: (1_641_596_400_000_000, 1_777_586_400_000_000),
        offsets: vec![
            (1_774_746_000_000_000, 7_200_000_000),
            (1_641_596_400_000_000, 3_600_000_000),
        ],
        period,
        shift: 0,
        walls_in_utc: false,
    }
}

fn question<'q>(
    policy: &'q Policy,
    dialect: Dialect,
    filters: &'q [Expr],
    slots: &'q [Slot],
    mapped: bool,
) -> Question<'q> {
    let dataset = policy.dataset("events").unwrap();
    let mapping = mapped.then(|| policy.mapping("log").unwrap());
    Question {
        dialect,
        relation: "SELECT * FROM events",
        offered: None,
        dataset,
        mapping,
        inputs: mapping.map_or(dataset.columns.iter().collect(), |mapping| {
            mapping.input.iter().collect()
        }),
        needed: dataset.columns.iter().collect(),
        set: &[],
        filters,
        slots,
        registers: vec![Register {
            form: "thing".to_owned(),
            column: "thing".to_owned(),
            changes: vec![20_513],
        }],
        steady: true,
        times: times(PeriodKind::Week),
    }
}

/// Every query of a plan, in which texts were decided somehow.
fn queries(question: Question<'_>) -> Result<String, Vec<Refusal>> {
    let mut plan = Plan::new(question)?;
    let mut text = String::new();
    let mut write = |query: String| text.push_str(&format!("{query};\n\n"));
    for at in 0..plan.coded().len() {
        let coded = plan.coded()[at].clone();
        write(plan.texts(&coded, 1000).unwrap());
        let own: Vec<_> = coded.parts.iter().map(|part| &plan.parts()[*part]).collect();
        let value = |yes: bool| -> Vec<Vec<Literal>> {
            let own = own.iter().map(|part| {
                let value = |yes: bool| match part.expr.ty {
                    Type::Text => Literal::Text(if yes { "x" } else { "y" }.to_owned()),
                    _ => Literal::Bool(yes),
                };
                match part.changes.len() {
                    0 => vec![value(yes)],
                    _ => vec![value(false), value(yes)],
                }
            });
            own.collect()
        };
        let unknown = own.iter().map(|part| vec![Literal::Unknown; part.changes.len() + 1]);
        let classes = Classes {
            texts: vec![
                vec!["alpha".to_owned(), "it's \\ %".to_owned()],
                vec![" beta".to_owned()],
                vec!["gamma".to_owned()],
            ],
            values: vec![unknown.collect(), value(true), value(true), value(false)],
            odd: vec![2],
            counted: coded.counted,
        };
        plan.decide(at, classes);
    }
    plan.keys().unwrap().into_iter().for_each(&mut write);
    plan.keys_repeat(true);
    write(plan.cube().unwrap());
    plan.values()
        .unwrap()
        .into_iter()
        .for_each(|values| write(values.query));
    plan.told(&[0, 1], &[0], &["nobody"])
        .unwrap()
        .into_iter()
        .for_each(&mut write);
    write(plan.named("thing", &["it's"], &["nobody"]).unwrap());
    write(plan.rest(&["nobody", "d'Or"]).unwrap());
    write(plan.travelling().unwrap());
    write(plan.total());
    Ok(text)
}

#[test]
fn every_dialect_is_asked_what_is_written_down() {
    let policy = policy(RULES);
    let (filters, slots) = wanted(&policy);
    for dialect in Dialect::ALL {
        let text = queries(question(&policy, dialect, &filters, &slots, false)).unwrap();
        let name = dialect.name();
        uptake_golden::same(format!("crates/uptake-sql/tests/written/{name}.sql"), &text);
        let mapped = queries(question(&policy, dialect, &filters, &slots, true)).unwrap();
        if dialect == Dialect::PostgreSql {
            uptake_golden::same(format!("crates/uptake-sql/tests/written/{name}-mapped.sql"), &mapped);
        }
    }
}

#[test]
fn a_month_is_computed_from_whole_numbers_as_the_calendar_has_it() {
    // The very text, read by hand where the engines' own functions aren't: evaluated in the engines by the conformance suite.
    let policy = policy(RULES);
    let (filters, slots) = wanted(&policy);
    let mut asked = question(&policy, Dialect::DuckDb, &filters, &slots, false);
    asked.times = times(PeriodKind::Month);
    let text = queries(asked).unwrap();
    assert!(!text.contains("date_trunc") && !text.contains("EXTRACT"), "{text}");
}

#[test]
fn a_refusal_says_where_what_and_why_and_all_of_them_come_at_once() {
    let rules = RULES
        .replace("where: size >= 0.5", "where: size * 2.0 >= 0.5")
        .replace("where: weekday(at) >= 6", "where: is_known(size / 2.0)");
    let policy = policy(&rules);
    let (filters, slots) = wanted(&policy);
    let refused = queries(question(&policy, Dialect::DuckDb, &filters, &slots, false)).unwrap_err();
    let told: Vec<String> = refused
        .iter()
        .map(|refusal| format!("{}: {}", refusal.what, refusal.why))
        .collect();
    assert_eq!(refused.len(), 2, "{told:?}");
    assert!(refused.iter().all(|refusal| refusal.span.is_some()));
    assert!(told.iter().any(|told| told.starts_with("`/`: ")), "{told:?}");
}

#[test]
fn columns_of_other_types_are_refused_by_name() {
    let policy = policy(RULES);
    let (filters, slots) = wanted(&policy);
    let all = [
        "nr", "id", "at", "thing", "sort", "sure", "size", "amount", "due", "times",
    ];
    let offered: Vec<(String, Kind)> = all.iter().map(|name| ((*name).to_owned(), Kind::Text)).collect();
    let mut asked = question(&policy, Dialect::PostgreSql, &filters, &slots, false);
    asked.offered = Some(&offered);
    let refused = queries(asked).unwrap_err();
    let told: Vec<&str> = refused.iter().map(|refusal| refusal.what.as_str()).collect();
    assert_eq!(
        told,
        [
            "`at` as datetime",
            "`sure` as bool",
            "`size` as float",
            "`amount` as int",
            "`due` as date",
            "`times` as int"
        ]
    );
}
