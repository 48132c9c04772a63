//! What a page consists of: numbers and sentences, and no markup.

use super::cell::Cell;
use serde::Serialize;

/// A page.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Page {
    /// What it is of.
    pub title: String,
    /// Which figures these are: period, day, stage.
    pub facts: Vec<String>,
    /// What is wrong with the data or the rules as a whole, before anything is read.
    pub notices: Vec<Notice>,
    /// The sections, in their order.
    pub sections: Vec<Section>,
    /// What made it.
    pub foot: Vec<String>,
}

/// Something that has to be known first.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Notice {
    /// How it is to be taken: `Error` or `Warning`.
    pub word: &'static str,
    /// What is so.
    pub text: String,
    /// What helps.
    pub help: Option<String>,
}

/// A section.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Section {
    /// Its name in links: lower-case letters, digits and `-`.
    pub id: String,
    /// Its heading.
    pub title: String,
    /// A sentence or two on how to read it.
    pub lead: Option<String>,
    /// What it shows.
    pub blocks: Vec<Block>,
}

/// A part of a section.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Block {
    /// The figure that the page is about.
    Figure(Figure),
    /// Figures beside it.
    Tiles(Vec<Tile>),
    /// A sentence.
    Text(String),
    /// Sentences.
    List(Vec<String>),
    /// Sentences in the order in which to act.
    Steps(Vec<String>),
    /// A chart.
    Chart(Box<Chart>),
    /// Charts of the same kind, to be compared.
    Multiples(Vec<Chart>),
    /// A table.
    Table(Table),
    /// What checks found.
    Cards(Vec<Card>),
    /// What is shown when it is asked for.
    Folded {
        /// What it is.
        summary: String,
        /// What it holds.
        blocks: Vec<Block>,
    },
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// What it is called.
    pub title: String,
    /// Its value, or why there is none.
    pub value: Cell,
    /// Whether there is one.
    pub known: bool,
    /// How many of how many.
    pub counts: Option<String>,
    /// The 95 % interval.
    pub interval: Option<(f64, f64)>,
    /// Its band of the benchmark.
    pub band: Option<String>,
    /// What changed, and since when.
    pub changes: Vec<String>,
    /// What it is, in words.
    pub about: Option<String>,
}

/// A figure beside it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tile {
    /// What it is called.
    pub title: String,
    /// Its value.
    pub value: Cell,
    /// What goes with it, such as counts and what changed.
    pub notes: Vec<String>,
    /// How it is to be taken.
    pub tone: Tone,
}

/// How something is to be taken. Forms show it by a word or a sign besides the colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    /// As it is.
    #[default]
    Plain,
    /// Well.
    Good,
    /// Worth a look.
    Doubtful,
    /// Not well.
    Bad,
}

/// A chart with its words and its numbers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// The same for whoever doesn't see it: what it shows and what is to be seen.
    pub alternative: String,
    /// What is drawn.
    pub drawing: Drawing,
    /// What marks and signs in it stand for.
    pub notes: Vec<String>,
    /// All its numbers.
    pub table: Table,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Table {
    /// What it shows.
    pub caption: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each as long as the columns.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Column {
    /// Its heading.
    pub title: String,
    /// Whether it has numbers.
    pub numeric: bool,
}

/// What a check found.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Card {
    /// The verdict as a word.
    pub verdict: String,
    /// How it is to be taken.
    pub tone: Tone,
    /// What is checked.
    pub title: String,
    /// What was found.
    pub found: Vec<String>,
    /// Why it matters.
    pub why: Option<String>,
    /// What to do.
    pub fix: Option<String>,
    /// What else is to be known, such as that it sees no causes.
    pub notes: Vec<String>,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Drawing {
    /// Values over periods.
    Trend(Trend),
    /// Values of groups, one below the other.
    Bars(Bars),
    /// Values of groups by their sizes.
    Funnel(Funnel),
    /// Groups by two values.
    Scatter(Scatter),
    /// Counts from states to states.
    Square(Square),
    /// From a whole to a part.
    Steps(Steps),
}

/// An axis from zero.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Axis {
    /// What it shows; with its unit.
    pub title: String,
    /// Its end.
    pub top: f64,
    /// Where it has marks.
    pub ticks: Vec<f64>,
}

/// A stretch of an axis with a name.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Band {
    /// The name.
    pub label: String,
    /// Where it begins.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
}

/// Values over periods.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Trend {
    /// The axis of the values.
    pub axis: Axis,
    /// The periods' names, oldest first.
    pub labels: Vec<String>,
    /// The lines; the first is the one that the chart is about.
    pub series: Vec<Series>,
    /// What is good.
    pub bands: Vec<Band>,
    /// What changed with a period.
    pub marks: Vec<Mark>,
}

/// A line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Series {
    /// What it is called.
    pub name: String,
    /// A value for each period; nothing where it is unknown.
    pub values: Vec<Option<f64>>,
    /// The interval of each.
    pub intervals: Vec<Option<(f64, f64)>>,
    /// Its last value, as people read it.
    pub last: String,
}

impl Series {
    /// How high each value reaches, with its interval where it has one.
    pub(super) fn reaches(&self) -> impl Iterator<Item = f64> {
        let highs = self.intervals.iter().map(|interval| interval.map(|(_, high)| high));
        highs.chain(self.values.iter().copied()).flatten()
    }
}

/// That something changed with a period.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Mark {
    /// The place of the period.
    pub at: usize,
    /// A short sign, such as `R1`.
    pub sign: String,
}

/// Values of groups.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bars {
    /// The axis of the values.
    pub axis: Axis,
    /// The value of all together.
    pub whole: Option<f64>,
    /// The groups.
    pub rows: Vec<Bar>,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// Its name.
    pub label: String,
    /// Its value; nothing where it isn't known or isn't shown.
    pub value: Option<f64>,
    /// The interval.
    pub interval: Option<(f64, f64)>,
    /// What is good for it.
    pub bands: Vec<Band>,
    /// What stands beside it: the value with counts, or why there is none.
    pub note: String,
}

/// Groups by size and value, within the limits that chance draws.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Funnel {
    /// The axis of sizes.
    pub x: Axis,
    /// The axis of the values.
    pub y: Axis,
    /// The value of all together.
    pub whole: f64,
    /// Size, low and high limit at 95 %.
    pub inner: Vec<(f64, f64, f64)>,
    /// The same at 99.8 %.
    pub outer: Vec<(f64, f64, f64)>,
    /// The groups.
    pub points: Vec<FunnelPoint>,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct FunnelPoint {
    /// Its name.
    pub label: String,
    /// How many count.
    pub size: f64,
    /// Its value.
    pub value: f64,
    /// Whether it is beyond the limits at 95 %.
    pub beyond: bool,
}

/// Groups by two values.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scatter {
    /// The axis from left to right.
    pub x: Axis,
    /// The axis from below.
    pub y: Axis,
    /// The value of all together on either axis, which parts the four quarters.
    pub split: (f64, f64),
    /// What the quarters are: top left, top right, bottom left, bottom right.
    pub quarters: [String; 4],
    /// The groups.
    pub points: Vec<ScatterPoint>,
}

/// A group.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ScatterPoint {
    /// Its name.
    pub label: String,
    /// Its values.
    pub at: (f64, f64),
    /// How many count, as a part of the largest group.
    pub weight: f64,
}

/// Counts from states to states.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Square {
    /// What the rows are.
    pub rows_are: String,
    /// What the columns are.
    pub columns_are: String,
    /// The states.
    pub states: Vec<String>,
    /// Row by row; nothing where it isn't shown.
    pub counts: Vec<Vec<Option<u64>>>,
    /// The state of which nobody counts who stays in it.
    pub outside: Option<usize>,
}

/// From a whole to a part.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Steps {
    /// The end of the axis.
    pub top: f64,
    /// The steps, from top to bottom.
    pub rows: Vec<StepBar>,
}

/// A step.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct StepBar {
    /// What it is.
    pub label: String,
    /// From where to where; nothing where it isn't shown.
    pub span: Option<(f64, f64)>,
    /// Whether it is a sum and not a step.
    pub sum: bool,
    /// The number beside it.
    pub note: String,
}

impl Table {
    /// A table without rows.
    pub fn new(caption: impl Into<String>, columns: &[(&str, bool)]) -> Self {
        let column = |(title, numeric): &(&str, bool)| Column {
            title: (*title).to_owned(),
            numeric: *numeric,
        };
        Self {
            caption: caption.into(),
            columns: columns.iter().map(column).collect(),
            rows: Vec::new(),
        }
    }
}

impl Axis {
    /// An axis that reaches `most`, with four or five marks. Percent go to 100 where half of it is reached.
    pub fn reaching(title: impl Into<String>, most: f64, percent: bool) -> Self {
        let most = if most.is_finite() && most > 0.0 { most } else { 1.0 };
        let step = match percent && most > 50.0 {
            true => 25.0,
            false => round_step(most / 4.0),
        };
        let top = match percent && most > 50.0 && most <= 100.0 {
            true => 100.0,
            false => (most / step).ceil() * step,
        };
        let mut ticks = Vec::new();
        let mut tick = 0.0;
        while tick <= top + step / 2.0 && ticks.len() < 12 {
            ticks.push(tick);
            tick += step;
        }
        Self {
            title: title.into(),
            top,
            ticks,
        }
    }
}

/// The next of 1, 2, 2.5, 5 and 10 times a power of ten.
fn round_step(least: f64) -> f64 {
    let power = 10f64.powf(least.log10().floor());
    let fits = [1.0, 2.0, 2.5, 5.0, 10.0].into_iter().map(|factor| factor * power);
    fits.into_iter()
        .find(|step| *step >= least * 0.999)
        .unwrap_or(power * 10.0)
}

#[cfg(test)]
mod tests {
    use super::Axis;

    #[test]
    fn an_axis_begins_at_zero_and_has_round_marks() {
        let axis = |most: f64, percent: bool| {
            let axis = Axis::reaching("", most, percent);
            (axis.top, axis.ticks.len())
        };
        assert_eq!(axis(63.0, true), (100.0, 5));
        assert_eq!(axis(17.0, true), (20.0, 5));
        assert_eq!(axis(11.0, false), (15.0, 4));
        assert_eq!(axis(0.0, true), (1.0, 5));
        assert_eq!(axis(f64::NAN, false), (1.0, 5));
    }
}
