//! Pages → batches, one page at a time.

use crate::answer::{Answer, Trouble};
use crate::client::Client;
use crate::paging::{Ask, Page, Pager, Paging};
use crate::path::find;
use crate::plan::{Format, Plan};
use serde_json::Value;
use sha2::Sha256;
use std::collections::VecDeque;
use std::io::Cursor;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, ErrorCode};
use uptake_formats::csv_rows::{self, CsvForm};
use uptake_formats::ndjson::{Frames, bad_line, is_blank};
use uptake_formats::{Digest, LastScan, Origin, Remarks, keep};
use url::Url;

/// Keys of an answer in a message.
const KEYS: usize = 8;

/// The batches of a service. A page that fails is asked for again; pages that were read aren't.
pub(crate) struct Rows {
    client: Client,
    pager: Pager,
    next: Option<Ask>,
    documents: VecDeque<Url>,
    ready: VecDeque<Batch>,
    columns: Option<Vec<String>>,
    part: Arc<str>,
    frames: Frames,
    page: u64,
    next_row: u64,
    digest: Digest,
    done: bool,
    last: LastScan,
    remarks: Remarks,
}

impl Rows {
    /// The rows of a plan; nothing is asked yet.
    pub(crate) fn new(plan: &Plan, columns: Option<Vec<String>>, last: LastScan, remarks: Remarks) -> Self {
        let pager = Pager::new(&plan.pagination, plan.ask.clone());
        Self {
            next: Some(pager.first()),
            pager,
            documents: VecDeque::new(),
            ready: VecDeque::new(),
            columns,
            part: plan.shown(&plan.ask.url).into(),
            client: Client::new(plan.clone()),
            frames: Frames::default(),
            page: 0,
            next_row: 1,
            digest: Digest::default(),
            done: false,
            last,
            remarks,
        }
    }

    /// The next batch, from the next page that has rows.
    fn batch(&mut self) -> Result<Option<Batch>, AdapterError> {
        loop {
            if let Some(batch) = self.ready.pop_front() {
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
        let (rows, answer_value) = match (content, &plan.links) {
            (Content::Nothing, _) => (0, None),
            (Content::Document(value), Some(path)) => (self.links(&value, path, ask, &what)?, Some(value)),
            (Content::Document(value), None) => (self.objects(&value, &what)?, Some(value)),
            (Content::Lines, _) => (self.lines(&answer.bytes, &what)?, None),
            (Content::Csv(form), _) => (self.csv(answer.bytes, &form, &what)?, None),
        };
        let page = Page {
            link: answer.link.as_deref(),
            answer: answer_value.as_ref(),
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
        match content {
            Content::Nothing => {}
            Content::Document(value) => {
                self.objects(&value, &what)?;
            }
            Content::Lines => {
                self.lines(&answer.bytes, &what)?;
            }
            Content::Csv(form) => {
                self.csv(answer.bytes, &form, &what)?;
            }
        }
        Ok(())
    }

    fn count(&mut self, bytes: &[u8]) -> [u8; 32] {
        self.digest.update(bytes);
        <Sha256 as sha2::Digest>::digest(bytes).into()
    }

    /// The addresses at a path of a page.
    fn links(&mut self, value: &Value, path: &str, ask: &Ask, what: &str) -> Result<u64, AdapterError> {
        let list = list_at(value, path).ok_or_else(|| self.no_list(value, path, what, "links"))?;
        for item in list {
            let url = item.as_str().and_then(|address| ask.url.join(address).ok());
            let url = url.filter(|url| ["http", "https"].contains(&url.scheme()));
            let url = url.filter(|url| url.scheme() == "https" || ask.url.scheme() == "http");
            let Some(url) = url else {
                let message = format!("{what} has something other than addresses at `{path}`");
                return Err(self.client.plan().fault(ErrorCode::Source, message).setting("links"));
            };
            self.documents.push_back(url);
        }
        Ok(list.len() as u64)
    }

    /// The objects of a JSON answer: those at `rows`, those of a list, or the answer itself.
    fn objects(&mut self, value: &Value, what: &str) -> Result<u64, AdapterError> {
        let plan = self.client.plan();
        let paged = plan.links.is_none() && !matches!(plan.pagination.kind, Paging::None);
        let rows = match (&plan.rows, value) {
            (Some(path), _) => {
                let path = path.clone();
                list_at(value, &path).ok_or_else(|| self.no_list(value, &path, what, "rows"))?
            }
            (None, Value::Array(items)) => items,
            (None, Value::Object(_)) if !paged => std::slice::from_ref(value),
            (None, _) => return Err(self.no_list(value, "", what, "rows")),
        };
        if rows.is_empty() {
            return Ok(0);
        }
        let mut lines = Vec::new();
        for (row, number) in rows.iter().zip(1_u64..) {
            let written = match row {
                Value::Object(_) => serde_json::to_writer(&mut lines, row).is_ok(),
                _ => false,
            };
            if !written {
                let message = format!("row {number} of {what} isn't an object");
                return Err(self.client.plan().fault(ErrorCode::Source, message));
            }
            lines.push(b'\n');
        }
        self.deliver(&lines, what)?;
        Ok(rows.len() as u64)
    }

    fn no_list(&self, value: &Value, path: &str, what: &str, setting: &str) -> AdapterError {
        let message = match path {
            "" => format!("{what} isn't a list of rows"),
            path => format!("{what} has no list at `{path}`"),
        };
        let fault = self.client.plan().fault(ErrorCode::Source, message).setting(setting);
        let Value::Object(entries) = value else { return fault };
        let keys: Vec<String> = entries.keys().take(KEYS).map(|key| format!("`{key}`")).collect();
        fault.help(format!(
            "`{setting}` says where it is; the answer has {}",
            keys.join(", ")
        ))
    }

    fn lines(&mut self, bytes: &[u8], what: &str) -> Result<u64, AdapterError> {
        if is_blank(bytes) {
            return Ok(0);
        }
        let before = self.next_row;
        self.deliver(bytes, what)?;
        Ok(self.next_row - before)
    }

    /// Rows as lines of JSON become a batch.
    fn deliver(&mut self, lines: &[u8], what: &str) -> Result<(), AdapterError> {
        let frame = self.frames.frame(lines);
        let frame = frame.and_then(|frame| keep(&frame, self.columns.as_deref()));
        let frame = frame.map_err(|error| {
            let origin = origin(what);
            let bad = bad_line(lines, 0, &origin).map(|fault| self.client.plan().fault(fault.code, fault.message));
            bad.unwrap_or_else(|| {
                self.client
                    .plan()
                    .fault(ErrorCode::Source, format!("{what} can't be read: {error}"))
            })
        })?;
        let height = frame.height() as u64;
        self.push(frame);
        self.next_row += height;
        Ok(())
    }

    fn csv(&mut self, bytes: Vec<u8>, form: &CsvForm, what: &str) -> Result<u64, AdapterError> {
        let origin = origin(what);
        let before = self.next_row;
        for batch in csv_rows::scan(
            Cursor::new(bytes),
            &origin,
            form,
            self.columns.as_deref(),
            &self.remarks,
        )? {
            let frame = batch?.frame;
            let height = frame.height() as u64;
            self.push(frame);
            self.next_row += height;
        }
        Ok(self.next_row - before)
    }

    fn push(&mut self, frame: polars::frame::DataFrame) {
        self.ready.push_back(Batch {
            frame,
            part: Arc::clone(&self.part),
            first_row: self.next_row,
        });
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
    Nothing,
    Document(Value),
    Lines,
    Csv(CsvForm),
}

/// Looks whether an answer is whole. One that was cut off is worth another try; one that is wrong isn't.
fn read(answer: Answer, stated: Option<Format>, what: &str, plan: &Plan) -> Result<(Answer, Content), Trouble> {
    if answer.bytes.is_empty() && answer.ends {
        return Ok((answer, Content::Nothing));
    }
    let fault = |message: String| AdapterError::new(ErrorCode::Source, plan.settings.redacted(&message)).setting("url");
    let format = stated.unwrap_or_else(|| Format::of(&answer.content_type, plan.csv));
    if format != Format::Json && !answer.ends {
        let message = format!("{what} doesn't state its length, so missing rows would go unnoticed");
        return Err(Trouble::Final(
            fault(message).help("the service should send a length, or pieces"),
        ));
    }
    let content = match format {
        Format::Ndjson => Content::Lines,
        Format::Csv(form) => Content::Csv(form),
        Format::Json => match serde_json::from_slice(strip(&answer.bytes)) {
            Ok(value) => Content::Document(value),
            Err(error) if error.is_eof() => {
                return Err(Trouble::Again(
                    "the answer is cut off: its JSON doesn't end".to_owned(),
                    None,
                ));
            }
            Err(error) => {
                let place = format!("line {}, column {}", error.line(), error.column());
                let said = error.to_string();
                let said = said.split(" at line ").next().unwrap_or_default();
                return Err(Trouble::Final(fault(format!("{what} isn't JSON: {said} at {place}"))));
            }
        },
    };
    Ok((answer, content))
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

fn list_at<'a>(value: &'a Value, path: &str) -> Option<&'a [Value]> {
    find(value, path)?.as_array().map(Vec::as_slice)
}
