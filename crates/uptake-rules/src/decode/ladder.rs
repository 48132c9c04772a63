//! `definitions:` and `ladders:` — truths and labels per entity and period.

use super::rule;
use crate::codes::Code;
use crate::context::Context;
use crate::policy::ladder::Definition;
use crate::section::Section;
use crate::syntax::Fields;
use crate::syntax::fields::identifier;
use crate::syntax::{Key, Node, Value};
use crate::text::{Condition, Name};
use crate::value::Edge;

/// A definition before its expression is read.
pub type DefinitionDraft = Definition<Condition>;

/// A ladder before its expressions are read.
pub struct LadderDraft {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// How the labels are found.
    pub form: LadderForm,
}

/// The two ways to write a ladder.
pub enum LadderForm {
    /// Conditions from top to bottom; `None` is the last step, which takes the rest.
    Steps(Vec<(Name, Option<Condition>)>),
    /// Bands of a number, from low to high; the lowest may have no start.
    Bands {
        /// The number.
        of: Box<Condition>,
        /// Which side an edge belongs to.
        edge: Edge,
        /// The bands.
        bands: Vec<BandDraft>,
    },
}

/// A band of a ladder.
pub struct BandDraft {
    /// Its label.
    pub label: Name,
    /// Where it starts; `None` for the lowest band.
    pub from: Option<f64>,
    /// The start as it is written.
    pub from_text: Option<String>,
}

/// Reads one definition.
pub fn definition(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<DefinitionDraft> {
    let name = identifier(key, "a definition", cx);
    let mut fields = rule::open(Section::Definitions, key, node, "a definition", cx)?;
    let about = fields.text("about", cx);
    let when = crate::syntax::fields::condition_or_script(&mut fields, "when", &key.text, cx);
    fields.finish(cx);
    Some(DefinitionDraft {
        name,
        about,
        when: when?,
    })
}

/// Reads one ladder.
pub fn ladder(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<LadderDraft> {
    let name = identifier(key, "a ladder", cx);
    let mut fields = rule::open(Section::Ladders, key, node, "a ladder", cx)?;
    let about = fields.text("about", cx);
    let steps = labels(&mut fields, "steps", cx);
    let of = fields.condition("of", cx);
    let edge = fields.choice("edge", Edge::NAMED, cx);
    let bands = labels(&mut fields, "bands", cx);
    let misspelt = fields.finish(cx);
    let form = match (steps?, of, bands?) {
        (Some(steps), None, None) => LadderForm::Steps(read_steps(steps, cx)),
        (None, Some(of), Some(bands)) => {
            let Some(edge) = edge else {
                cx.error_help(
                    Code::MissingKey,
                    key.span,
                    format!("the bands of `{}` don't say which band an edge belongs to", key.text),
                    "add `edge: higher` (a value on an edge belongs to the band above) or `edge: lower`",
                );
                return None;
            };
            LadderForm::Bands {
                of: Box::new(of),
                edge,
                bands: read_bands(bands, cx),
            }
        }
        (Some(_), _, _) => {
            cx.error_help(
                Code::KeyConflict,
                key.span,
                format!("the ladder `{}` has both `steps` and bands", key.text),
                "add `steps` with conditions, or `of`, `edge` and `bands`",
            );
            return None;
        }
        _ if misspelt.iter().any(|key| ["steps", "of", "bands"].contains(key)) => return None,
        _ => {
            cx.error_help(
                Code::MissingKey,
                key.span,
                format!("the ladder `{}` has no labels", key.text),
                "add `steps` with conditions, or `of`, `edge` and `bands`",
            );
            return None;
        }
    };
    Some(LadderDraft { name, about, form })
}

/// The nodes of a list of labels, nothing if there is none; `None` if it is no list.
fn labels<'a>(fields: &mut Fields<'a>, key: &'static str, cx: &mut Context<'_>) -> Option<Option<&'a [Node]>> {
    match fields.take(key) {
        None => Some(None),
        Some(Node {
            value: Value::List(items),
            ..
        }) => Some(Some(items.as_slice()).filter(|items| !items.is_empty())),
        Some(_) => fields.list(key, cx).map(Some),
    }
}

fn read_steps(nodes: &[Node], cx: &mut Context<'_>) -> Vec<(Name, Option<Condition>)> {
    let mut steps = Vec::new();
    for (index, node) in nodes.iter().enumerate() {
        let Some(mut fields) = Fields::open(node, "a step", cx) else {
            continue;
        };
        let otherwise = fields.name("otherwise", cx);
        let (label, when) = if let Some(label) = otherwise {
            if index + 1 < nodes.len() {
                cx.error(
                    Code::Unreachable,
                    label.span,
                    "`otherwise` matches everything, so the steps after it are never reached",
                );
            }
            (Some(label), None)
        } else {
            let label = fields.require_name("label", cx);
            fields.require("when");
            let when = fields.condition("when", cx);
            if when.is_none() {
                fields.finish(cx);
                continue;
            }
            (label, when)
        };
        fields.finish(cx);
        if let Some(label) = label {
            steps.push((label, when));
        }
    }
    steps
}

fn read_bands(nodes: &[Node], cx: &mut Context<'_>) -> Vec<BandDraft> {
    let mut bands: Vec<BandDraft> = Vec::new();
    for node in nodes {
        let Some(mut fields) = Fields::open(node, "a band", cx) else {
            continue;
        };
        let label = fields.require_name("label", cx);
        let stated = fields.take("from");
        let from = stated.and_then(|node| number(node, "from", cx));
        let faulty = stated.is_some() && from.is_none();
        fields.finish(cx);
        let Some(label) = label else { continue };
        if let Some(BandDraft { from: before, .. }) = bands.last()
            && !faulty
            && (from.is_none() || before.is_some_and(|before| from.is_some_and(|from| from <= before)))
        {
            cx.error_help(
                Code::UnorderedBands,
                label.span,
                format!("the band `{}` doesn't start above the previous one", label.text),
                "order bands from low to high; only the first may be without `from`",
            );
        }
        bands.push(BandDraft {
            label,
            from,
            from_text: stated.map(|node| cx.sources.text(node.span).to_owned()),
        });
    }
    bands
}

/// A finite number.
pub fn number(node: &Node, key: &str, cx: &mut Context<'_>) -> Option<f64> {
    match node.value {
        #[allow(clippy::cast_precision_loss, reason = "a number typed into a rule file")]
        Value::Int(value) => Some(value as f64),
        Value::Float(value) if value.is_finite() => Some(value),
        _ => {
            crate::syntax::fields::wrong_type(node, key, "a number", cx);
            None
        }
    }
}
