//! Where rows end: what every scan comes to, and the one place that says it.

use crate::{AdapterError, Batch, Batches};

/// What a scan comes to next.
#[derive(Debug)]
pub enum Step {
    /// Rows.
    Batch(Batch),
    /// The end of the data, which the source itself has stated: the last byte of a file whose length is known, the mark at the end of
    /// a document, the good end of a program, the last page by its own word. That nothing more comes is none of these: a channel that
    /// closes, a reader that falls silent, a link that breaks are errors.
    End,
}

/// The batches of a scan, until its end is stated. Nothing comes after an error, or after the end.
pub fn until_end(mut next: impl FnMut() -> Result<Step, AdapterError> + Send + 'static) -> Batches {
    let mut over = false;
    Box::new(std::iter::from_fn(move || {
        if over {
            return None;
        }
        match next() {
            Ok(Step::Batch(batch)) => Some(Ok(batch)),
            Ok(Step::End) => {
                over = true;
                None
            }
            Err(error) => {
                over = true;
                Some(Err(error))
            }
        }
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Codes, ErrorCode};
    use polars::frame::DataFrame;

    fn batch() -> Step {
        Step::Batch(Batch {
            frame: DataFrame::default(),
            part: "x".into(),
            first_row: 1,
            codes: Codes::default(),
            lines: crate::Lines::none(),
        })
    }

    #[test]
    fn nothing_comes_after_the_end_or_an_error() {
        let mut steps = vec![Ok(batch()), Ok(Step::End), Ok(batch())].into_iter();
        let mut batches = until_end(move || steps.next().unwrap());
        assert!(batches.next().unwrap().is_ok());
        assert!(batches.next().is_none() && batches.next().is_none());
        let wrong = || AdapterError::new(ErrorCode::Source, "cut off");
        let mut steps = vec![Ok(batch()), Err(wrong()), Ok(batch())].into_iter();
        let mut batches = until_end(move || steps.next().unwrap());
        assert!(batches.next().unwrap().is_ok());
        assert_eq!(batches.next().unwrap().unwrap_err(), wrong());
        assert!(batches.next().is_none());
    }
}
