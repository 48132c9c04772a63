//! What can be proved of rules is what a run answers: rule files in, verdicts out.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]

mod support;

use support::check;
use uptake_rules::proving::{Answer, Prover, Question, Verdict};

const PACK: &str = r#"
uptake: 1
pack: base
entities: staff
datasets:
  staff:
    kind: entities
    entity: id
    key: [id]
    columns: { id: text, n: { type: int, optional: true }, note: { type: text, optional: true } }
  chats:
    kind: events
    entity: id
    time: at
    columns:
      id: text
      at: datetime
      model: { type: text, optional: true, register: models }
      size: { type: int, optional: true }
      minutes: { type: float, optional: true }
registers:
  models:
    fields: { approved: bool, maker: text }
    entries:
      small: { approved: true, maker: One, aliases: [tiny], title: Small One }
      later: { approved: { from: 2026-02-05 }, maker: Two }
      big: { approved: false, maker: One, patterns: ["big*"] }
measures:
  chats_all: { count: chats }
  days: { distinct_days: chats }
  per_day: { value: "chats_all * 1.0 / days" }
  copy: { value: n }
  half: { value: "copy / 2" }
  quarter: { value: "half / 2.0" }
  size_all: { sum: chats.size }
  longest: { max: chats.minutes }
  minutes_all: { sum: chats.minutes }
  seen: { count: chats, absent: unknown }
  by_text: { count: chats, where: 'model == "small"' }
  by_texts: { count: chats, where: 'model in ["small", "TINY", "Small One"]' }
  by_letters: { count: chats, where: 'model.to_lower() in ["small", "tiny"]' }
  by_id: { count: chats, where: 'model.id == "small"' }
  approved: { count: chats, where: model.approved }
  approved_by_day: { count: chats, where: 'model.id == "small" || model.id == "later" && date(at) >= date("2026-02-05")' }
  of_one: { count: chats, where: 'model.maker == "One" && model.approved' }
definitions:
  n_known: { when: is_known(n) }
  copy_known: { when: is_known(copy) }
  n_three: { when: n >= 3 }
  copy_three: { when: copy >= 3.0 }
  half_large: { when: half >= 1.5 }
  half_one: { when: half == 1.0 }
  copy_two: { when: copy == 2.0 }
  quarter_known: { when: is_known(quarter) }
  rate_known: { when: is_known(per_day) }
  division_known: { when: is_known(chats_all * 1.0 / days) }
  rate_without_days: { when: 'is_known(per_day) && days == 0' }
  size_without_chats: { when: 'is_known(size_all) && chats_all == 0' }
  longest_without_chats: { when: 'is_known(longest) && chats_all == 0' }
  days_without_chats: { when: 'days == 0 && chats_all >= 1' }
  seen_none: { when: seen == 0 }
  seen_without_chats: { when: 'is_known(seen) && chats_all == 0' }
  seen_otherwise: { when: 'seen == 2 && chats_all == 3' }
  seen_some: { when: seen >= 2 }
  note_empty: { when: 'note == ""' }
  minutes_endless: { when: '!(minutes_all < 0.5) && !(minutes_all > 0.25)' }
  text_small: { when: by_text >= 1 }
  texts_small: { when: by_texts >= 1 }
  letters_small: { when: by_letters >= 1 }
  id_small: { when: by_id >= 1 }
  approved_some: { when: approved >= 1 }
  approved_on_its_day: { when: approved_by_day >= 1 }
  of_one_some: { when: of_one >= 1 }
  three: { when: chats_all >= 3 }
  five_later:
    versions:
      - { effective: { until: 2029-07-01 }, when: chats_all >= 3 }
      - { effective: { from: 2029-07-01 }, when: chats_all >= 5 }
ladders:
  level: { of: chats_all, edge: higher, bands: [{ label: none }, { label: some, from: 1 }, { label: many, from: 10 }] }
  twice: { steps: [{ label: busy, when: chats_all >= 5 }, { label: busy, when: chats_all >= 7 }, { otherwise: idle }] }
  again: { steps: [{ label: busy, when: chats_all >= 5 }, { label: idle, when: chats_all == 0 }, { label: busy, when: days >= 2 }, { otherwise: idle }] }
"#;

fn ask(question: Question) -> Answer {
    let checked = check(&[("base.yaml", PACK)]);
    let errors = checked
        .found
        .iter()
        .filter(|found| found.severity == uptake_rules::Severity::Error);
    assert_eq!(errors.count(), 0, "{}", checked.text());
    Prover::new(&checked.policy).ask(&question).unwrap()
}

fn never(one: &str) -> Verdict {
    ask(Question::Never(one.to_owned())).verdict
}

fn implies(one: &str, other: &str) -> Verdict {
    ask(Question::Implies(one.to_owned(), other.to_owned())).verdict
}

fn equal(one: &str, other: &str) -> Verdict {
    ask(Question::Equal(one.to_owned(), other.to_owned())).verdict
}

#[test]
fn a_measure_keeps_no_value_that_is_not_finite_and_no_whole_number_that_no_float_is() {
    assert_eq!(implies("n_known", "copy_known"), Verdict::No);
    assert_eq!(implies("n_three", "copy_three"), Verdict::No);
    assert_eq!(implies("copy_three", "n_three"), Verdict::Yes);
    assert_eq!(equal("rate_known", "division_known"), Verdict::No);
    assert_eq!(never("rate_without_days"), Verdict::Yes);
}

#[test]
fn a_measure_is_divided_as_a_float() {
    // 3 / 2 is 1.5, where whole numbers would make 1 of it.
    assert_ne!(implies("copy_three", "half_large"), Verdict::No);
    assert_ne!(implies("half_one", "copy_two"), Verdict::No);
    assert_ne!(implies("copy_known", "quarter_known"), Verdict::No);
}

#[test]
fn what_is_unknown_without_a_row_is_not_known_beside_none() {
    for definition in [
        "size_without_chats",
        "longest_without_chats",
        "days_without_chats",
        "seen_none",
        "seen_without_chats",
    ] {
        assert_eq!(never(definition), Verdict::Yes, "{definition}");
    }
    assert_ne!(never("seen_otherwise"), Verdict::No);
    assert_eq!(never("seen_some"), Verdict::No);
}

#[test]
fn no_case_has_what_data_never_deliver() {
    assert_ne!(never("note_empty"), Verdict::No);
    assert_ne!(never("minutes_endless"), Verdict::No);
}

#[test]
fn a_text_and_its_entry_in_a_register_belong_together() {
    assert_eq!(implies("text_small", "id_small"), Verdict::Yes);
    assert_eq!(implies("texts_small", "id_small"), Verdict::Yes);
    assert_ne!(implies("letters_small", "id_small"), Verdict::No);
    assert_eq!(implies("id_small", "text_small"), Verdict::No, "it has other names");
    assert_eq!(implies("text_small", "approved_some"), Verdict::Yes);
    assert_eq!(implies("approved_some", "id_small"), Verdict::No);
    assert_eq!(equal("of_one_some", "id_small"), Verdict::Yes);
}

#[test]
fn what_a_register_says_on_a_day_is_asked_on_that_day() {
    assert_ne!(equal("approved_some", "approved_on_its_day"), Verdict::No);
}

#[test]
fn a_case_is_looked_for_on_the_days_that_rules_name() {
    assert_eq!(implies("five_later", "three"), Verdict::Yes);
    assert_eq!(implies("three", "five_later"), Verdict::No);
}

#[test]
fn bands_of_one_number_are_not_asked_whether_they_overlap_and_each_step_of_a_label_is_asked_for() {
    let checked = check(&[("base.yaml", PACK)]);
    let mut prover = Prover::new(&checked.policy);
    let mut of = |ladder: &str| -> Vec<(String, Verdict)> {
        let answers = prover.ladder(ladder).unwrap();
        answers
            .into_iter()
            .map(|answer| (answer.question, answer.verdict))
            .collect()
    };
    let level = of("level");
    assert!(level.iter().all(|(_, verdict)| *verdict == Verdict::Yes), "{level:?}");
    assert!(
        level.iter().all(|(question, _)| !question.contains("overlap")),
        "{level:?}"
    );
    let step = |answers: &[(String, Verdict)], number: usize| {
        let words = format!("step {number} of the rung `busy`");
        answers
            .iter()
            .find(|(question, _)| question.starts_with(&words))
            .unwrap()
            .1
    };
    let twice = of("twice");
    assert_eq!(
        [step(&twice, 1), step(&twice, 2)],
        [Verdict::Yes, Verdict::No],
        "{twice:?}"
    );
    let again = of("again");
    assert_eq!(
        [step(&again, 1), step(&again, 2)],
        [Verdict::Yes, Verdict::Yes],
        "{again:?}"
    );
}

const DAYS: &str = r#"
uptake: 1
pack: base
entities: staff
calendar: { period: week, time_zone: UTC }
datasets:
  staff:
    kind: entities
    entity: id
    key: [id]
    from: hired
    through: left
    columns: { id: text, hired: date, left: { type: date, optional: true }, n: { type: int, optional: true } }
  away:
    kind: spells
    entity: id
    from: first
    through: last
    columns: { id: text, first: date, last: date }
measures:
  all_days: { days: {} }
  work: { days: { within: staff, except: away } }
  listed: { days: { within: staff } }
  off: { days: { within: away } }
  early: { days: { within: staff, except: away, on: [monday, tuesday] } }
definitions:
  gone_at_work: { when: 'work > 0 && is_known(left) && left < period' }
  not_come: { when: 'work >= 1 && hired > period_end' }
  off_all_week: { when: 'work == 5 && off >= 3' }
  off_for_two_days: { when: 'work == 3 && off == 2' }
  always_there: { when: 'is_known(all_days)' }
  work_alone: { when: 'is_known(work) && !is_known(listed)' }
  listed_alone: { when: 'is_known(listed) && !is_known(work)' }
  early_alone: { when: 'is_known(early) != is_known(work)' }
  leaves_in_it: { when: 'work == 2 && left >= period && left < period_end' }
  upside_down: { when: 'period_end < period' }
  chosen: { when: '(n ?? 3) >= 3' }
"#;

fn of_days(question: Question) -> Verdict {
    let checked = check(&[("base.yaml", DAYS)]);
    let errors = checked
        .found
        .iter()
        .filter(|found| found.severity == uptake_rules::Severity::Error);
    assert_eq!(errors.count(), 0, "{}", checked.text());
    Prover::new(&checked.policy).ask(&question).unwrap().verdict
}

#[test]
fn days_of_one_list_and_its_spells_lie_on_the_same_days() {
    let never = |name: &str| of_days(Question::Never(name.to_owned()));
    for name in ["gone_at_work", "not_come", "work_alone", "early_alone"] {
        assert!(matches!(never(name), Verdict::Yes), "{name}: {:?}", never(name));
    }
    for name in ["off_for_two_days", "listed_alone", "leaves_in_it"] {
        assert!(matches!(never(name), Verdict::No), "{name}: {:?}", never(name));
    }
    assert_eq!(never("upside_down"), Verdict::Yes, "no period ends before it begins");
    // Five of seven days and three more are too many.
    assert!(
        !matches!(never("off_all_week"), Verdict::No),
        "{:?}",
        never("off_all_week")
    );
}

#[test]
fn what_stands_in_for_a_missing_value_and_days_without_spells_are_always_known() {
    assert_eq!(of_days(Question::Always("always_there".to_owned())), Verdict::Yes);
    assert_eq!(of_days(Question::Known("chosen".to_owned())), Verdict::Yes);
}
