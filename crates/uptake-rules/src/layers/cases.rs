//! The cases of a rule: who is in which, and what the rule says there.

use super::Layers;
use super::locks::{self, Laying};
use super::merge::same;
use super::overriding::{Layer, OverrideFile};
use super::precedence::report_conflicts;
use super::touches;
use super::versions::{Version, versions};
use super::waiver::Waivers;
use crate::codes::Code;
use crate::context::Context;
use crate::policy::varying::{Case, Varying};
use crate::policy::who::{Days, Selector, Who};
use crate::section::Section;
use crate::syntax::{Key, Node, Value};

/// More cases than this of one rule are refused: each is a column to compute.
const MOST_CASES: usize = 4096;

/// A case while it is put together: a version of the rule, and the layers on it.
struct Cell {
    who: Who,
    version: usize,
    layers: Vec<usize>,
}

impl Layers {
    /// The forms of one rule; one for everybody in a section whose rules can't vary.
    pub(super) fn forms(&mut self, section: Section, key: &Key, node: &Node, cx: &mut Context<'_>) -> Varying<Node> {
        let mut layers = touching(&self.overrides, section, &key.text);
        if section == Section::Constants {
            layers.retain(|layer| is_of_its_kind(key, node, layer.node, cx));
        }
        if !section.may_vary() && layers.is_empty() {
            return Varying::same(node.clone());
        }
        let versions = match section.may_vary() {
            true => versions(key, node, cx),
            false => vec![Version {
                days: Days::ALL,
                span: key.span,
                node: node.clone(),
            }],
        };
        report_conflicts(section, &key.text, &layers, &self.ranks, cx);
        let mut cases: Vec<Case<Node>> = Vec::new();
        for cell in cells(&versions, &layers, key, cx) {
            let Some(version) = versions.get(cell.version) else {
                continue;
            };
            let always = cell.who.is_always();
            let laid = locks::lay(section, &version.node, &cell.layers, &layers);
            let case = case(section, key, cell, laid, &layers, &mut self.waivers, cx);
            if !section.may_vary() && !always {
                let message = format!("`{section}` can't differ between groups or over time");
                cx.error_help(Code::WrongValue, case.who.span, message, instead(section));
                continue;
            }
            cases.push(case);
            if always {
                break;
            }
        }
        remove_unneeded(&mut cases);
        let plain = |case: &Case<Node>| case.who.is_always() && (case.bounds.is_empty() || !section.may_vary());
        let otherwise = match cases.last() {
            Some(last) if plain(last) => cases.pop().map(|case| case.form),
            _ => None,
        };
        Varying { cases, otherwise }
    }
}

/// What to do in place of letting a rule of such a section differ.
fn instead(section: Section) -> &'static str {
    match section {
        // Their rows may be about anything: nothing says in which group a row is, but its own columns.
        Section::Tables => {
            "remove `for` and `effective`, and make it depend on a column of the table, as in `if segment == …`"
        }
        _ => "remove `for` and `effective`, or change the measures and definitions that it reads",
    }
}

/// Whether an override gives a constant a value of its kind. One of another is reported where it stands, and not where rules read it.
fn is_of_its_kind(key: &Key, base: &Node, over: &Node, cx: &mut Context<'_>) -> bool {
    let value = |node: &Node| match &node.value {
        Value::Map(_) => node.get("value").cloned(),
        _ => Some(node.clone()),
    };
    let (Some(base), Some(over)) = (value(base), value(over)) else {
        // It changes something else of the constant; or the constant itself has no value, which is reported there.
        return true;
    };
    let kind = |node: &Node| match node.value {
        Value::Int(_) | Value::Float(_) => "a number",
        Value::Text(_) => "a text or a day",
        Value::Bool(_) => "a truth",
        Value::List(_) => "a list",
        Value::Null | Value::Map(_) => "no value",
    };
    let (stated, own) = (kind(&base), kind(&over));
    if stated == own {
        return true;
    }
    let message = format!("`{}` is {stated}, and {own} here", key.text);
    cx.error_help(Code::TypeMismatch, over.span, message, format!("give it {stated}"));
    false
}

/// What the overrides say of a rule, from the least to the most specific.
fn touching<'a>(overrides: &'a [OverrideFile], section: Section, name: &str) -> Vec<Layer<'a>> {
    let mut layers = Vec::new();
    for file in overrides {
        layers.extend(file.of(section, name).map(|change| Layer {
            over: &file.head,
            key: &change.key,
            node: &change.node,
        }));
    }
    layers
}

/// Every combination of a version and layers that somebody can be in, the one with the most layers first.
///
/// Each layer is met with every combination so far: somebody in three groups with an override each is in the cell with all
/// three, whose layers lie on each other from the least to the most specific. Most combinations are of groups that nobody
/// shares, and fall away at once.
fn cells(versions: &[Version], layers: &[Layer<'_>], key: &Key, cx: &mut Context<'_>) -> Vec<Cell> {
    let base = |(version, found): (usize, &Version)| Cell {
        who: Who {
            selector: Selector::default(),
            days: found.days,
            span: found.span,
        },
        version,
        layers: Vec::new(),
    };
    let mut cells: Vec<Cell> = versions.iter().enumerate().map(base).collect();
    for (index, Layer { over, .. }) in layers.iter().enumerate() {
        let theirs = Who {
            selector: over.selector.clone(),
            days: over.days,
            span: over.span,
        };
        let both = cells.iter().filter_map(|cell| {
            Some(Cell {
                who: theirs.meet(&cell.who)?,
                version: cell.version,
                layers: cell.layers.iter().copied().chain([index]).collect(),
            })
        });
        let both: Vec<Cell> = both.collect();
        cells.extend(both);
        if cells.len() > MOST_CASES {
            let message = format!("the overrides of `{}` need more than {MOST_CASES} cases", key.text);
            let help = "let them select groups by one column, or use fewer of them";
            cx.error_help(Code::AmbiguousOverride, over.span, message, help);
            break;
        }
    }
    // The first that fits decides, so where somebody is in several, the one with all of their layers comes first.
    cells.sort_by(|one, two| {
        let order = |cell: &Cell| (cell.layers.len(), cell.layers.last().copied());
        order(two).cmp(&order(one))
    });
    cells
}

/// The case of a cell. Touched locks are reported, and the bound stays unless a waiver lifts it.
fn case(
    section: Section,
    key: &Key,
    cell: Cell,
    laid: Laying,
    layers: &[Layer<'_>],
    waivers: &mut Waivers,
    cx: &mut Context<'_>,
) -> Case<Node> {
    for (touched, layer) in &laid.touched {
        if let Some(Layer { over, .. }) = layers.get(*layer) {
            locks::report_touch(section, &key.text, touched, over, waivers, cx);
        }
    }
    let mut bounds = laid.bounds;
    bounds.retain(|bound| {
        let over = cell.layers.last().and_then(|layer| layers.get(*layer));
        // A rule that no layer changed is bound by nothing but itself. A waiver lifts the bound only if it opens all that is changed.
        bound.at != bound.mark
            && over.is_none_or(|layer| {
                let changed = touches::changed(layer.node);
                !waivers.grant_all(section, &key.text, &changed, layer.over)
            })
    });
    Case {
        who: cell.who,
        form: laid.node,
        bounds,
    }
}

/// Takes out the cases that say what those who are in them would be told anyway.
fn remove_unneeded(cases: &mut Vec<Case<Node>>) {
    let mut index = cases.len();
    while index > 0 {
        index -= 1;
        let Some(case) = cases.get(index) else { continue };
        let mut others = cases.iter().skip(index + 1);
        // The first of those behind it that may hold for the same people decides, unless it says the same to some only.
        let unneeded = loop {
            let Some(later) = others.next() else { break false };
            if later.who.meet(&case.who).is_none() {
                continue;
            }
            if !same(&later.form, &case.form) || later.bounds.len() != case.bounds.len() {
                break false;
            }
            if case.who.within(&later.who) {
                break true;
            }
        };
        if unneeded {
            cases.remove(index);
        }
    }
}
