//! Pages → batches, one page at a time.

use crate::answer::{Answer, Trouble};
use crate::client::Client;
use crate::pagination::Paging;
use crate::paging::{Ask, Page, Pager};
use crate::path::find;
use crate::plan::{Format, Plan};
use sha2::Sha256;
use std::collections::{HashSet, VecDeque};
use std::io::Cursor;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, ErrorCode};
use uptake_formats::csv_rows::{self, CsvForm};
use uptake_formats::foreign::foreign;
use uptake_formats::json::{Frames, Raw, RowFault};
use uptake_formats::{Delivered, Digest, LastScan, Origin, Remarks, ndjson};
use url::Url;

/// Keys of an answer in a message.
const KEYS: usize = 8;

/// The batches of a service. A page that fails is asked for again; pages that were read aren't.
pub(crate) struct Rows {
    client: Client,
    pager: Pager,
    next: Option<Ask>,
    documents: VecDeque<Url>,
    /// Addresses whose documents were read, or will be.
    named: HashSet<Url>,
    ready: Delivered,
    columns: Option<Vec<String>>,
    part: Arc<str>,
    frames: Frames,
    page: u64,
    digest: Digest,
    done: bool,
    last: LastScan,
    remarks: Remarks,
}

impl Rows {
    /// The rows of a plan; nothing is asked yet.
    pub(crate) fn new(plan: &Plan, columns: Option<Vec<String>>, last: LastScan, remarks: Remarks) -> Self {
        let pager = Pager::new(&plan.pagination, plan.ask.clone());
        let part: Arc<str> = plan.shown(&plan.ask.url).into();
        Self {
            next: Some(pager.first()),
            pager,
            documents: VecDeque::new(),
            named: HashSet::new(),
            ready: Delivered::new(&origin(&part)),
            frames: Frames::new(columns.as_deref(), plan.limits),
            columns,
            part,
            client: Client::new(plan.clone()),
            page: 0,
            digest: Digest::default(),
            done: false,
            last,
            remarks,
        }
    }

    /// The next batch, from the next page that has rows.
    fn batch(&mut self) -> Result<Option<Batch>, AdapterError> {
        loop {
            if let Some(batch) = self.ready.pop() {
                return Ok(Some(batch));
            }
            if let Some(url) = self.documents.pop_front() {
                self.document(url)?;
            } else if let Some(ask) = self.next.take() {
                self.next_page(&ask)?;
            } else {
                self.last.end(vec![self.digest.fingerprint(&self.part)]);
                return Ok(None);
            }
        }
    }

    fn next_page(&mut self, ask: &Ask) -> Result<(), AdapterError> {
        self.page += 1;
        let plan = self.client.plan().clone();
        let what = match plan.pagination.kind {
            Paging::None => format!("`{}`", self.part),
            _ => format!("page {} of `{}`", self.page, self.part),
        };
        let stated = if plan.links.is_some() {
            Some(Format::Json)
        } else {
            plan.format
        };
        let read = |answer: Answer| read(answer, stated, &what, &plan);
        let (answer, content) = self.client.fetch(ask, &what, read)?;
        let digest = self.count(&answer.bytes);
        let document = matches!(content, Content::Document).then(|| Raw::sound(strip(&answer.bytes)));
        let rows = match (document, &plan.links) {
            (Some(document), Some(path)) => self.links(document, path, ask, &what)?,
            _ => self.content(&content, &answer.bytes, &what)?,
        };
        let page = Page {
            link: answer.link.as_deref(),
            answer: document,
            no_content: matches!(content, Content::Nothing),
            rows,
            digest,
        };
        let redact = |error: AdapterError| AdapterError {
            message: plan.settings.redacted(&error.message),
            ..error
        };
        self.next = self.pager.next(ask, &page).map_err(redact)?;
        Ok(())
    }

    /// A document that a page names.
    fn document(&mut self, url: Url) -> Result<(), AdapterError> {
        let plan = self.client.plan().clone();
        let what = format!("`{}`", plan.shown(&url));
        let read = |answer: Answer| read(answer, plan.format, &what, &plan);
        let (answer, content) = self.client.fetch(&Ask { url, body: None }, &what, read)?;
        self.count(&answer.bytes);
        if matches!(content, Content::Nothing) {
            let message = format!("{what} is 204 No Content, but a document was announced there");
            return Err(plan.fault(ErrorCode::Source, message).setting("links"));
        }
        self.content(&content, &answer.bytes, &what)?;
        Ok(())
    }

    /// The rows of an answer, and how many they are.
    fn content(&mut self, content: &Content, bytes: &[u8], what: &str) -> Result<u64, AdapterError> {
        match content {
            Content::Nothing => Ok(0),
            Content::Document => self.objects(Raw::sound(strip(bytes)), what),
            Content::Lines => self.lines(bytes, what),
            Content::Csv(form) => self.csv(bytes, form, what),
        }
    }

    fn count(&mut self, bytes: &[u8]) -> [u8; 32] {
        self.digest.update(bytes);
        <Sha256 as sha2::Digest>::digest(bytes).into()
    }

    /// The addresses at a path of a page.
    fn links(&mut self, value: Raw<'_>, path: &str, ask: &Ask, what: &str) -> Result<u64, AdapterError> {
        let list = list_at(value, path).ok_or_else(|| self.no_list(value, path, what, "links"))?;
        self.named.insert(ask.url.clone());
        for item in &list {
            let url = item.string().and_then(|address| ask.url.join(&address).ok());
            let url = url.filter(|url| ["http", "https"].contains(&url.scheme()));
            let url = url.filter(|url| url.scheme() == "https" || ask.url.scheme() == "http");
            let Some(mut url) = url else {
                let message = format!("{what} has something other than addresses at `{path}`");
                return Err(self.client.plan().fault(ErrorCode::Source, message).setting("links"));
            };
            url.set_fragment(None);
            if !self.named.insert(url.clone()) {
                let plan = self.client.plan();
                let message = format!(
                    "{what} names `{}` a second time: its rows would count twice",
                    plan.shown(&url)
                );
                return Err(plan.fault(ErrorCode::Source, message).setting("links"));
            }
            self.documents.push_back(url);
        }
        Ok(list.len() as u64)
    }

    /// The objects of a JSON answer: those at `rows`, those of a list, or the answer itself.
    fn objects(&mut self, value: Raw<'_>, what: &str) -> Result<u64, AdapterError> {
        let plan = self.client.plan();
        let paged = plan.links.is_none() && !matches!(plan.pagination.kind, Paging::None);
        let rows = match &plan.rows {
            Some(path) => list_at(value, path).ok_or_else(|| self.no_list(value, path, what, "rows"))?,
            None if value.is_object() && !paged => vec![value],
            None => value.elements().ok_or_else(|| self.no_list(value, "", what, "rows"))?,
        };
        if let Some(row) = rows.iter().position(|row| !row.is_object()) {
            let message = format!("row {} of {what} isn't an object", row + 1);
            return Err(plan.fault(ErrorCode::Source, message));
        }
        let texts: Vec<&[u8]> = rows.iter().map(|row| row.text()).collect();
        let frames = self.frames.of(&texts).map_err(|fault| {
            let plan = self.client.plan();
            match fault {
                RowFault::Row(row, fault) => {
                    let message = format!("row {} of {what} can't be read: {fault}", row + 1);
                    fault
                        .help()
                        .into_iter()
                        .fold(plan.fault(ErrorCode::Source, message), AdapterError::help)
                }
                RowFault::Internal(error) => plan.fault(
                    ErrorCode::Panic,
                    format!("internal error: reading {what} failed: {error}"),
                ),
            }
        })?;
        self.ready.add(frames);
        Ok(rows.len() as u64)
    }

    fn no_list(&self, value: Raw<'_>, path: &str, what: &str, setting: &str) -> AdapterError {
        let message = match path {
            "" => format!("{what} isn't a list of rows"),
            path => format!("{what} has no list at `{path}`"),
        };
        let fault = self.client.plan().fault(ErrorCode::Source, message).setting(setting);
        let Some(entries) = value.entries() else { return fault };
        let keys: Vec<String> = entries.iter().take(KEYS).map(|(key, _)| format!("`{key}`")).collect();
        fault.help(format!(
            "`{setting}` says where it is; the answer has {}",
            keys.join(", ")
        ))
    }

    fn lines(&mut self, bytes: &[u8], what: &str) -> Result<u64, AdapterError> {
        let plan = self.client.plan();
        let frames = ndjson::frames_of(bytes, &origin(what), &mut self.frames);
        let frames = frames.map_err(|error| AdapterError {
            message: plan.settings.redacted(&error.message),
            help: None,
            ..error
        })?;
        let before = self.ready.rows();
        self.ready.add(frames);
        Ok(self.ready.rows() - before)
    }

    fn csv(&mut self, bytes: &[u8], form: &CsvForm, what: &str) -> Result<u64, AdapterError> {
        let before = self.ready.rows();
        let bytes = Cursor::new(bytes.to_vec());
        for batch in csv_rows::scan(bytes, &origin(what), form, self.columns.as_deref(), &self.remarks)? {
            self.ready.add([batch?.frame]);
        }
        Ok(self.ready.rows() - before)
    }
}

impl Iterator for Rows {
    type Item = Result<Batch, AdapterError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let batch = self.batch().transpose();
        self.done = !matches!(batch, Some(Ok(_)));
        batch
    }
}

/// What an answer holds.
enum Content {
    /// Nothing, as the service says.
    Nothing,
    /// A JSON document, found to be sound.
    Document,
    Lines,
    Csv(CsvForm),
}

/// Looks whether an answer is whole. One that was cut off is worth another try; one that is wrong isn't.
fn read(answer: Answer, stated: Option<Format>, what: &str, plan: &Plan) -> Result<(Answer, Content), Trouble> {
    if answer.no_content {
        return Ok((answer, Content::Nothing));
    }
    let format = stated.unwrap_or_else(|| Format::of(&answer.content_type, plan.csv));
    if format != Format::Json && !answer.ends {
        let message = format!("{what} doesn't state its length, so missing rows would go unnoticed");
        return Err(Trouble::Final(
            plan.fault(ErrorCode::Source, message)
                .help("the service should send a length, or pieces"),
        ));
    }
    let content = match format {
        Format::Ndjson => Content::Lines,
        Format::Csv(form) => Content::Csv(form),
        Format::Json => document(&answer.bytes, what, plan).map(|()| Content::Document)?,
    };
    Ok((answer, content))
}

/// Whether an answer is a JSON document.
fn document(bytes: &[u8], what: &str, plan: &Plan) -> Result<(), Trouble> {
    let text = strip(bytes);
    if text.trim_ascii().is_empty() {
        return Err(Trouble::Again("the answer is empty".to_owned(), None));
    }
    let Err(fault) = Raw::checked(text, plan.limits) else {
        return Ok(());
    };
    if let Some(foreign) = foreign(text) {
        let message = format!("{what} is {}, not JSON", foreign.what);
        return Err(Trouble::Final(
            plan.fault(ErrorCode::Source, message).help(foreign.help),
        ));
    }
    if fault.is_cut_off() {
        return Err(Trouble::Again(
            "the answer is cut off: its JSON doesn't end".to_owned(),
            None,
        ));
    }
    let (line, column) = fault.place(text);
    let isnt = if fault.of_form() { "isn't JSON" } else { "can't be read" };
    let error = plan.fault(
        ErrorCode::Source,
        format!("{what} {isnt}: {fault} at line {line}, column {column}"),
    );
    Err(Trouble::Final(fault.help().into_iter().fold(error, AdapterError::help)))
}

/// For readers that put what they read from in backticks themselves.
fn origin(what: &str) -> Origin {
    Origin {
        shown: what.replace('`', "").into(),
        setting: "url",
    }
}

fn strip(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

fn list_at<'t>(value: Raw<'t>, path: &str) -> Option<Vec<Raw<'t>>> {
    find(value, path)?.elements()
}
