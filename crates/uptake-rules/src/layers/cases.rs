//! The cases of a rule: who is in which, and what the rule says there.

use super::days::Days;
use super::merge::{LOCKED, Log, TIGHTEN, merge, same, whole, without};
use super::overriding::Override;
use super::precedence::report_conflicts;
use super::selector::Selector;
use super::versions::versions;
use super::waiver::Answer;
use super::{Layers, VARIES};
use crate::codes::Code;
use crate::decode::Context;
use crate::diagnostic::Diagnostic;
use crate::expr::{Expr, ExprKind};
use crate::source::Span;
use crate::syntax::{Key, Node, Value};
use crate::value::{Literal, Type};

/// More cases than this of one rule are refused: each is a column to compute.
const MOST_CASES: usize = 4096;

/// What a rule says, and for whom: the first case that somebody is in, or else what stands without a case.
pub(crate) struct Applied {
    /// The cases, the most specific first.
    pub(crate) cases: Vec<Case>,
    /// What holds for everybody else; `None` if nothing is in force for them.
    pub(crate) otherwise: Option<Node>,
}

/// What a rule says for some.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    /// For whom.
    pub(crate) who: Who,
    /// The rule.
    pub(crate) node: Node,
    /// What the rule may not be looser than.
    pub(crate) bound: Option<Bound>,
}

/// A group of entities on some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The entities.
    pub selector: Selector,
    /// The days; a period belongs to them if its first day does.
    pub days: Days,
    /// Where that is said.
    pub span: Span,
}

/// A rule that overrides may only tighten.
#[derive(Clone, Debug)]
pub(crate) struct Bound {
    /// The rule.
    pub(crate) node: Node,
    /// Where `tighten_only` stands.
    pub(crate) mark: Span,
    /// The override's change.
    pub(crate) at: Span,
}

impl Who {
    /// Those who are in both.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Option<Self> {
        Some(Self {
            selector: self.selector.meet(&other.selector)?,
            days: self.days.meet(other.days)?,
            span: self.span,
        })
    }

    fn within(&self, other: &Self) -> bool {
        self.selector.within(&other.selector) && self.days.within(other.days)
    }

    fn is_always(&self) -> bool {
        self.selector.is_everybody() && self.days == Days::ALL
    }

    /// The condition that an entity in a period is one of them. It is never unknown: who has no team is in no team.
    #[must_use]
    pub fn condition(&self) -> Expr {
        let of = |kind| Expr {
            kind,
            ty: Type::Bool,
            span: self.span,
        };
        let parts = self.selector.conditions(self.span);
        let mut parts: Vec<Expr> = parts
            .into_iter()
            .map(|part| {
                of(ExprKind::Coalesce(vec![
                    part,
                    of(ExprKind::Literal(Literal::Bool(false))),
                ]))
            })
            .collect();
        parts.extend(self.days.conditions(self.span));
        match parts.len() {
            0 => of(ExprKind::Literal(Literal::Bool(true))),
            1 => parts.remove(0),
            _ => of(ExprKind::And(parts)),
        }
    }
}

/// What an override says of the rule.
pub(super) struct Layer<'a> {
    pub(super) over: &'a Override,
    pub(super) key: &'a Key,
    pub(super) node: &'a Node,
}

/// A case while it is put together.
struct Cell {
    who: Who,
    version: usize,
    layers: Vec<usize>,
}

impl Layers {
    /// The cases of one rule.
    pub(crate) fn apply(&mut self, section: &'static str, key: &Key, node: &Node, cx: &mut Context<'_>) -> Applied {
        self.met.insert((section.to_owned(), key.text.clone()));
        let touches = |(at, name, _): &&(&str, Key, Node)| *at == section && name.text == key.text;
        let layers: Vec<Layer<'_>> = self
            .overrides
            .iter()
            .flat_map(|over| {
                let theirs = over.rules.iter().filter(touches);
                theirs.map(move |(_, key, node)| Layer { over, key, node })
            })
            .collect();
        if !VARIES.contains(&section) && layers.is_empty() {
            return Applied {
                cases: Vec::new(),
                otherwise: Some(node.clone()),
            };
        }
        let versions = match VARIES.contains(&section) {
            true => versions(key, node, cx),
            false => vec![super::versions::Version {
                days: Days::ALL,
                span: key.span,
                node: node.clone(),
            }],
        };
        report_conflicts(section, &key.text, &layers, &self.ranks, cx);
        let mut cells: Vec<Cell> = versions
            .iter()
            .enumerate()
            .map(|(version, found)| Cell {
                who: Who {
                    selector: Selector::default(),
                    days: found.days,
                    span: found.span,
                },
                version,
                layers: Vec::new(),
            })
            .collect();
        for (index, Layer { over, .. }) in layers.iter().enumerate() {
            let theirs = Who {
                selector: over.selector.clone(),
                days: over.days,
                span: over.span,
            };
            let more: Vec<Cell> = cells
                .iter()
                .filter_map(|cell| {
                    Some(Cell {
                        who: theirs.meet(&cell.who)?,
                        version: cell.version,
                        layers: cell.layers.iter().copied().chain([index]).collect(),
                    })
                })
                .collect();
            cells.extend(more);
            if cells.len() > MOST_CASES {
                let message = format!("the overrides of `{}` make more than {MOST_CASES} cases", key.text);
                let help = "let them name their groups by one column, or state fewer of them";
                cx.error_help(Code::AmbiguousOverride, over.span, message, help);
                break;
            }
        }
        // Where somebody is in several, the one with all of their layers comes first.
        cells.sort_by(|one, two| {
            let order = |cell: &Cell| (cell.layers.len(), cell.layers.last().copied());
            order(two).cmp(&order(one))
        });
        let mut cases: Vec<Case> = Vec::with_capacity(cells.len());
        for cell in cells {
            let always = cell.who.is_always();
            let Some(version) = versions.get(cell.version) else {
                continue;
            };
            let (node, log, bound) = lay(section, &version.node, &cell.layers, &layers);
            for (touched, layer) in log {
                if let Some(Layer { over, .. }) = layers.get(layer) {
                    report_touch(section, &key.text, &touched, over, &mut self.waivers, cx);
                }
            }
            let bound = bound.filter(|bound| {
                let path = format!("{section}.{}", key.text);
                let over = cell.layers.last().and_then(|layer| layers.get(*layer));
                bound.at != bound.mark
                    && over.is_none_or(|layer| !matches!(self.waivers.ask(&path, layer.over), Answer::Granted))
            });
            if !VARIES.contains(&section) && !always {
                let message = format!("`{section}` can't differ between groups or over time");
                let help = "leave `for` and `effective` out, or change the measures and definitions that it reads";
                cx.error_help(Code::WrongValue, cell.who.span, message, help);
                continue;
            }
            cases.push(Case {
                who: cell.who,
                node,
                bound,
            });
            if always {
                break;
            }
        }
        unneeded(&mut cases);
        let otherwise = match cases.last() {
            Some(last) if last.who.is_always() && last.bound.is_none() => cases.pop().map(|case| case.node),
            _ => None,
        };
        Applied { cases, otherwise }
    }
}

type Touches = Vec<(super::merge::Touched, usize)>;

/// A version with layers on it, the locks that were touched, and what it may not be looser than.
fn lay(section: &str, base: &Node, chosen: &[usize], layers: &[Layer<'_>]) -> (Node, Touches, Option<Bound>) {
    let mut touches = Vec::new();
    let mut node = base.clone();
    let mut bound: Option<Bound> = mark(&node).map(|mark| Bound {
        node: strip(section, &node),
        mark,
        at: mark,
    });
    for layer in chosen {
        let Some(Layer { key, node: over, .. }) = layers.get(*layer) else {
            continue;
        };
        let mut log = Log::default();
        node = merge(&node, &whole(section, &node, over), &mut Vec::new(), &mut log);
        touches.extend(log.locked.into_iter().map(|touched| (touched, *layer)));
        // What a wider layer removed already is gone for a narrower one too.
        let absent = log.absent.into_iter().filter(|_| chosen.len() == 1);
        touches.extend(absent.map(|(name, at)| {
            let touched = super::merge::Touched {
                path: vec![super::merge::REMOVE.to_owned(), name],
                at,
                lock: at,
            };
            (touched, *layer)
        }));
        match &mut bound {
            Some(bound) => bound.at = key.span,
            None => {
                bound = mark(&node).map(|mark| Bound {
                    node: strip(section, &node),
                    mark,
                    at: mark,
                });
            }
        }
    }
    (strip(section, &node), touches, bound)
}

/// The place of the first `tighten_only` that isn't switched off.
fn mark(node: &Node) -> Option<Span> {
    let Value::Map(entries) = &node.value else { return None };
    entries
        .iter()
        .find_map(|(key, node)| match (key.text.as_str(), &node.value) {
            (TIGHTEN, Value::Bool(false)) => None,
            (TIGHTEN, _) => Some(key.span),
            (_, Value::Map(_)) => mark(node),
            _ => None,
        })
}

/// A rule without the keys that are about layers.
fn strip(section: &str, node: &Node) -> Node {
    // The direction in which a constant may move, and which entries may only be tightened, is read with them.
    let keys: &[&str] = match section {
        "constants" | "registers" => &[LOCKED],
        _ => &[LOCKED, TIGHTEN],
    };
    if !VARIES.contains(&section) {
        return node.clone();
    }
    let mut node = without(node, keys);
    if section == "registers"
        && let Value::Map(entries) = &mut node.value
        && let Some((_, listed)) = entries.iter_mut().find(|(key, _)| key.text == "entries")
        && let Value::Map(listed) = &mut listed.value
    {
        for (_, entry) in listed {
            *entry = without(entry, keys);
        }
    }
    node
}

fn report_touch(
    section: &str,
    name: &str,
    touched: &super::merge::Touched,
    over: &Override,
    waivers: &mut super::Waivers,
    cx: &mut Context<'_>,
) {
    if let [first, removed] = touched.path.as_slice()
        && first == super::merge::REMOVE
        && touched.at == touched.lock
    {
        let message = format!("there is no `{removed}` to remove");
        cx.error_help(
            Code::UnknownKey,
            touched.at,
            message,
            "name a key of the mapping that is overridden",
        );
        return;
    }
    let path: Vec<&str> = [section, name]
        .into_iter()
        .chain(touched.path.iter().map(String::as_str))
        .collect();
    let path = path.join(".");
    let help = match waivers.ask(&path, over) {
        Answer::Granted => return,
        Answer::EndsEarly(day) => {
            format!("the waiver for it ends on {day}: let the override end then, with `effective`")
        }
        Answer::Refused => "leave it as it is, or let the pack's owner grant it under `waivers`".to_owned(),
    };
    let message = format!("`{path}` is locked");
    cx.diagnostics.push(
        Diagnostic::error(Code::LockedValue, touched.at, message)
            .help(help)
            .related(touched.lock, "locked here"),
    );
}

/// Takes out the cases that say what those who are in them would be told anyway.
fn unneeded(cases: &mut Vec<Case>) {
    let mut index = cases.len();
    while index > 0 {
        index -= 1;
        let Some(case) = cases.get(index) else { continue };
        let mut falls = None;
        for later in cases.iter().skip(index + 1) {
            if later.who.meet(&case.who).is_none() {
                continue;
            }
            if !same(&later.node, &case.node) || later.bound.is_some() != case.bound.is_some() {
                break;
            }
            if case.who.within(&later.who) {
                falls = Some(());
                break;
            }
        }
        if falls.is_some() {
            cases.remove(index);
        }
    }
}
