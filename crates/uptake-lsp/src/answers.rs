//! Answers to the questions of an editor.

use crate::answer::{Answer, Refused, read, refused, written};
use crate::client::ClientCan;
use crate::convert::{self, Lines};
use crate::documents::Documents;
use crate::roots::{Root, Roots};
use crate::{actions, formatting};
use lsp_server::ErrorCode;
use lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProviderCapability, CodeLensOptions, CompletionItem,
    CompletionItemKind, CompletionOptions, CompletionParams, CompletionResponse, CompletionTextEdit,
    DocumentFormattingParams, DocumentSymbol, DocumentSymbolParams, DocumentSymbolResponse, Documentation,
    GotoDefinitionParams, GotoDefinitionResponse, Hover, HoverContents, HoverParams, HoverProviderCapability,
    InlayHint, InlayHintKind, InlayHintLabel, InlayHintParams, InlayHintTooltip, Location, MarkupContent, MarkupKind,
    OneOf, ParameterInformation, ParameterLabel, Position, PositionEncodingKind, PrepareRenameResponse,
    ReferenceParams, RenameOptions, RenameParams, ServerCapabilities, SignatureHelp, SignatureHelpOptions,
    SignatureHelpParams, SignatureInformation, SymbolKind, TextDocumentPositionParams, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, TextEdit, Uri,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::PathBuf;
use uptake_language::{CompletionKind, Outline, Place, Reading};

/// What this server can do.
pub(crate) fn capabilities() -> Value {
    let capabilities = ServerCapabilities {
        position_encoding: Some(PositionEncodingKind::UTF16),
        text_document_sync: Some(TextDocumentSyncCapability::Options(TextDocumentSyncOptions {
            open_close: Some(true),
            change: Some(TextDocumentSyncKind::INCREMENTAL),
            save: Some(true.into()),
            ..TextDocumentSyncOptions::default()
        })),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some([".", "\"", " "].map(str::to_owned).to_vec()),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        signature_help_provider: Some(SignatureHelpOptions {
            trigger_characters: Some(["(", ","].map(str::to_owned).to_vec()),
            ..SignatureHelpOptions::default()
        }),
        definition_provider: Some(OneOf::Left(true)),
        references_provider: Some(OneOf::Left(true)),
        document_symbol_provider: Some(OneOf::Left(true)),
        code_action_provider: Some(CodeActionProviderCapability::Options(CodeActionOptions {
            code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, CodeActionKind::REFACTOR]),
            resolve_provider: Some(true),
            ..CodeActionOptions::default()
        })),
        code_lens_provider: Some(CodeLensOptions {
            resolve_provider: Some(false),
        }),
        document_formatting_provider: Some(OneOf::Left(true)),
        rename_provider: Some(OneOf::Right(RenameOptions {
            prepare_provider: Some(true),
            work_done_progress_options: Default::default(),
        })),
        inlay_hint_provider: Some(OneOf::Left(true)),
        ..ServerCapabilities::default()
    };
    json!({
        "capabilities": capabilities,
        "serverInfo": { "name": "uptake", "version": env!("CARGO_PKG_VERSION") },
    })
}

/// The answer to a question.
pub(crate) fn answer(
    method: &str,
    params: Value,
    client: &ClientCan,
    roots: &mut Roots,
    documents: &Documents,
) -> Answer {
    match method {
        "textDocument/completion" => complete(&read(params)?, roots, documents),
        "textDocument/hover" => asked(
            params,
            roots,
            documents,
            |params: &HoverParams| &params.text_document_position_params,
            hover,
        ),
        "textDocument/signatureHelp" => asked(
            params,
            roots,
            documents,
            |params: &SignatureHelpParams| &params.text_document_position_params,
            signatures,
        ),
        "textDocument/definition" => asked(
            params,
            roots,
            documents,
            |params: &GotoDefinitionParams| &params.text_document_position_params,
            definition,
        ),
        "textDocument/references" => asked(
            params,
            roots,
            documents,
            |params: &ReferenceParams| &params.text_document_position,
            references,
        ),
        "textDocument/prepareRename" => asked(
            params,
            roots,
            documents,
            |params: &TextDocumentPositionParams| params,
            prepare_rename,
        ),
        "textDocument/rename" => {
            let place = read::<RenameParams>(params.clone())?.text_document_position;
            let edited = RefCell::new(BTreeMap::new());
            let answer = asked(
                params,
                roots,
                documents,
                |params: &RenameParams| &params.text_document_position,
                |asked, params| rename(asked, params, &edited),
            )?;
            whole_elsewhere(&place.text_document.uri, &edited.into_inner(), roots)?;
            Ok(answer)
        }
        "textDocument/documentSymbol" => {
            let params: DocumentSymbolParams = read(params)?;
            of_file(&params.text_document.uri, roots, documents, symbols)
        }
        "textDocument/inlayHint" => {
            let params: InlayHintParams = read(params)?;
            let range = params.range;
            of_file(&params.text_document.uri, roots, documents, |asked| {
                hints(asked, range.start, range.end)
            })
        }
        "textDocument/codeAction" => actions::at(&read(params)?, client, roots, documents),
        "textDocument/formatting" => {
            let params: DocumentFormattingParams = read(params)?;
            formatting::of(&params.text_document.uri, roots, documents)
        }
        _ => Err(refused(ErrorCode::MethodNotFound, format!("unknown method `{method}`"))),
    }
}

/// A question about a file.
struct Asked<'a> {
    reading: &'a Reading,
    /// The file, as the rules call it.
    path: String,
    text: &'a str,
    lines: Lines<'a>,
    documents: &'a Documents,
    byte: usize,
}

/// The answer to a question about a place.
fn asked<P: DeserializeOwned>(
    params: Value,
    roots: &mut Roots,
    documents: &Documents,
    at: impl Fn(&P) -> &TextDocumentPositionParams,
    answer: impl Fn(&Asked<'_>, &P) -> Answer,
) -> Answer {
    let params: P = read(params)?;
    let place = at(&params);
    of_file(&place.text_document.uri, roots, documents, |asked| {
        let byte = asked.lines.byte(place.position);
        let asked = Asked {
            byte,
            path: asked.path.clone(),
            lines: Lines::new(asked.text),
            ..*asked
        };
        answer(&asked, &params)
    })
}

/// The answer to a question about a file; nothing where it isn't open, or belongs to no rules.
fn of_file(uri: &Uri, roots: &mut Roots, documents: &Documents, answer: impl Fn(&Asked<'_>) -> Answer) -> Answer {
    let Some(path) = convert::path(uri) else {
        return Ok(Value::Null);
    };
    let Some(document) = documents.get(&path) else {
        return Ok(Value::Null);
    };
    let Some(reading) = roots.of(&path).and_then(Root::reading) else {
        return Ok(Value::Null);
    };
    answer(&Asked {
        reading,
        path: path.display().to_string(),
        text: &document.text,
        lines: Lines::new(&document.text),
        documents,
        byte: 0,
    })
}

impl Asked<'_> {
    /// A place of any file of the rules, for the editor; `None` for one of a built-in pack, which is no file.
    fn location(&self, place: &Place) -> Option<Location> {
        let path = PathBuf::from(&place.path);
        if !path.is_absolute() {
            return None;
        }
        let mut files = self.reading.sources().iter();
        let text = match files.find(|(_, file)| file.path == place.path) {
            Some((_, file)) => file.text.as_str(),
            None => self.reading.suite(&place.path)?,
        };
        let uri = match self.documents.get(&path) {
            Some(document) => document.uri.clone(),
            None => convert::uri(&path)?,
        };
        Some(Location::new(uri, Lines::new(text).range(place.start, place.end)))
    }

    fn locations(&self, places: &[Place]) -> Vec<Location> {
        places.iter().filter_map(|place| self.location(place)).collect()
    }
}

fn markdown(value: String) -> MarkupContent {
    MarkupContent {
        kind: MarkupKind::Markdown,
        value,
    }
}

/// What may be written at a place. It is asked for at every letter, so the rules are read once for it, with the word put in, and not
/// before.
fn complete(params: &CompletionParams, roots: &mut Roots, documents: &Documents) -> Answer {
    let place = &params.text_document_position;
    let Some(path) = convert::path(&place.text_document.uri) else {
        return Ok(Value::Null);
    };
    let Some(document) = documents.get(&path) else {
        return Ok(Value::Null);
    };
    let Some(reading) = roots.of(&path).and_then(|root| root.reading_beside(&path)) else {
        return Ok(Value::Null);
    };
    let lines = Lines::new(&document.text);
    let found = reading.complete_in(&path.display().to_string(), &document.text, lines.byte(place.position));
    let items = found.into_iter().map(|found| CompletionItem {
        label: found.text.clone(),
        kind: Some(match found.kind {
            CompletionKind::Key => CompletionItemKind::PROPERTY,
            CompletionKind::Value => CompletionItemKind::ENUM_MEMBER,
            CompletionKind::Name => CompletionItemKind::VARIABLE,
            CompletionKind::Function => CompletionItemKind::FUNCTION,
        }),
        detail: (!found.detail.is_empty()).then_some(found.detail),
        documentation: (!found.about.is_empty()).then(|| Documentation::MarkupContent(markdown(found.about))),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit::new(
            lines.range(found.range.start, found.range.end),
            match found.kind {
                CompletionKind::Key => format!("{}: ", found.text),
                _ => found.text,
            },
        ))),
        ..CompletionItem::default()
    });
    written(CompletionResponse::Array(items.collect()))
}

fn hover(asked: &Asked<'_>, _: &HoverParams) -> Answer {
    let card = asked.reading.hover(&asked.path, asked.byte);
    written(card.map(|card| Hover {
        contents: HoverContents::Markup(markdown(card.markdown)),
        range: Some(asked.lines.range(card.place.start, card.place.end)),
    }))
}

fn signatures(asked: &Asked<'_>, _: &SignatureHelpParams) -> Answer {
    let found = asked.reading.signatures(&asked.path, asked.byte);
    if found.is_empty() {
        return Ok(Value::Null);
    }
    let active = found.first().and_then(|first| u32::try_from(first.active).ok());
    let signatures = found.into_iter().map(|found| SignatureInformation {
        label: found.text,
        documentation: Some(Documentation::MarkupContent(markdown(found.about))),
        parameters: Some(
            found
                .parameters
                .into_iter()
                .map(|name| ParameterInformation {
                    label: ParameterLabel::Simple(name),
                    documentation: None,
                })
                .collect(),
        ),
        active_parameter: u32::try_from(found.active).ok(),
    });
    written(SignatureHelp {
        signatures: signatures.collect(),
        active_signature: Some(0),
        active_parameter: active,
    })
}

fn definition(asked: &Asked<'_>, _: &GotoDefinitionParams) -> Answer {
    let places = asked.reading.definition(&asked.path, asked.byte);
    written(GotoDefinitionResponse::Array(asked.locations(&places)))
}

fn references(asked: &Asked<'_>, params: &ReferenceParams) -> Answer {
    let places = asked
        .reading
        .references(&asked.path, asked.byte, params.context.include_declaration);
    written(asked.locations(&places))
}

fn prepare_rename(asked: &Asked<'_>, _: &TextDocumentPositionParams) -> Answer {
    match asked.reading.renamable(&asked.path, asked.byte) {
        Ok(place) => written(PrepareRenameResponse::Range(asked.lines.range(place.start, place.end))),
        Err(why) => Err(refused(ErrorCode::RequestFailed, why.message)),
    }
}

/// The edits of a renaming; the texts with them go to `edited`.
fn rename(asked: &Asked<'_>, params: &RenameParams, edited: &RefCell<BTreeMap<PathBuf, String>>) -> Answer {
    let renamed = asked.reading.rename(&asked.path, asked.byte, &params.new_name);
    let renamed = renamed.map_err(|why| refused(ErrorCode::RequestFailed, why.message))?;
    let mut changes: BTreeMap<String, Vec<TextEdit>> = BTreeMap::new();
    for place in &renamed.places {
        let Some(at) = asked.location(place) else {
            let message = format!("`{}` comes with the program and can't be edited", place.path);
            return Err(refused(ErrorCode::RequestFailed, message));
        };
        changes
            .entry(at.uri.to_string())
            .or_default()
            .push(TextEdit::new(at.range, renamed.name.clone()));
    }
    let mut edited = edited.borrow_mut();
    for place in renamed.places.iter().rev() {
        let mut files = asked.reading.sources().iter();
        let text = files.find(|(_, file)| file.path == place.path);
        let text = text.map(|(_, file)| file.text.as_str());
        let Some(text) = text.or_else(|| asked.reading.suite(&place.path)) else {
            continue;
        };
        let edited = edited
            .entry(PathBuf::from(&place.path))
            .or_insert_with(|| text.to_owned());
        edited.replace_range(place.start..place.end, &renamed.name);
    }
    // In the order of the files: the protocol's own type has none.
    written(json!({ "changes": changes }))
}

/// Refuses edits that another project around doesn't stand: it reads some of the files, too, and others that aren't edited.
fn whole_elsewhere(uri: &Uri, edited: &BTreeMap<PathBuf, String>, roots: &mut Roots) -> Result<(), Refused> {
    let Some(root) = convert::path(uri).and_then(|path| roots.of(&path)) else {
        return Ok(());
    };
    let broken = root.breaks_elsewhere(edited);
    match broken.map_err(|why| refused(ErrorCode::RequestFailed, why.message))? {
        None => Ok(()),
        Some((project, why)) => {
            let message = format!(
                "`{}` reads these rules, too, and would have an error: {why}",
                project.display()
            );
            Err(refused(ErrorCode::RequestFailed, message))
        }
    }
}

fn symbols(asked: &Asked<'_>) -> Answer {
    let outline = asked.reading.symbols(&asked.path);
    let symbols = outline.iter().map(|one| symbol(one, &asked.lines)).collect();
    written(DocumentSymbolResponse::Nested(symbols))
}

#[allow(deprecated, reason = "the type demands the field that the protocol has given up")]
fn symbol(outline: &Outline, lines: &Lines<'_>) -> DocumentSymbol {
    let place = |place: &Place| lines.range(place.start, place.end);
    let parts: Vec<DocumentSymbol> = outline.parts.iter().map(|part| symbol(part, lines)).collect();
    DocumentSymbol {
        name: match outline.name.is_empty() {
            // The protocol allows no empty name.
            true => "(empty)".to_owned(),
            false => outline.name.clone(),
        },
        detail: Some(outline.kind.to_owned()),
        kind: match outline.kind {
            "section" => SymbolKind::NAMESPACE,
            "column" | "key" => SymbolKind::FIELD,
            "function" => SymbolKind::FUNCTION,
            "constant" => SymbolKind::CONSTANT,
            "dataset" | "table" => SymbolKind::STRUCT,
            _ => SymbolKind::VARIABLE,
        },
        tags: None,
        deprecated: None,
        range: place(&outline.place),
        selection_range: place(&outline.name_place),
        children: (!parts.is_empty()).then_some(parts),
    }
}

/// Beside a rule that overrides change: what they say.
fn hints(asked: &Asked<'_>, from: Position, until: Position) -> Answer {
    let mut hints = Vec::new();
    for (place, symbol) in asked.reading.rules_of(&asked.path) {
        let position = asked.lines.position(place.end);
        if position < from || position > until {
            continue;
        }
        for one in asked.reading.in_force(symbol) {
            hints.push(InlayHint {
                position,
                label: InlayHintLabel::String(format!("⟵ {} {}", one.who, one.text)),
                kind: Some(InlayHintKind::PARAMETER),
                text_edits: None,
                tooltip: Some(InlayHintTooltip::String(one.place.path)),
                padding_left: Some(true),
                padding_right: None,
                data: None,
            });
        }
    }
    written(hints)
}
