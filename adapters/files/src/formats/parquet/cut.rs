//! Which rows of a row group needn't be given, page by page, and which pages of its columns have none of the others.

use super::chosen::{Cut, Located, Pages, append};
use super::footer::{Footer, Group, timed};
use super::index;
use super::schema::Column;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use uptake_adapter::Spare;

impl Footer {
    /// The stretches of the file that have page indexes which tell more than the footer of what needn't be given.
    pub(super) fn indexes(&self, spare: Option<&Spare>) -> Vec<Range<u64>> {
        let groups = self.groups.iter();
        let asked = groups.filter_map(|group| asked(group, &self.columns, spare?));
        asked.flat_map(Asked::all).collect()
    }

    /// Finds out which pages needn't be read.
    ///
    /// # Errors
    /// When the file can't be read.
    pub(super) fn cut(&mut self, file: &mut File, spare: Option<&Spare>) -> std::io::Result<()> {
        let Some(spare) = spare else { return Ok(()) };
        for group in &mut self.groups {
            if let Some(asked) = asked(group, &self.columns, spare) {
                let (values, places) = asked.read(file)?;
                group.cut = cut(group, &self.columns, spare, (&values, &places));
            }
        }
        Ok(())
    }
}

/// The indexes that are read of a row group.
struct Asked {
    values: Range<u64>,
    /// Of each chunk.
    places: Vec<Range<u64>>,
}

impl Asked {
    fn all(self) -> impl Iterator<Item = Range<u64>> {
        std::iter::once(self.values).chain(self.places)
    }

    fn read(&self, file: &mut File) -> std::io::Result<(Vec<u8>, Vec<Vec<u8>>)> {
        let mut read = |range: &Range<u64>| {
            let mut bytes = Vec::new();
            file.seek(SeekFrom::Start(range.start))?;
            file.take(range.end - range.start).read_to_end(&mut bytes)?;
            Ok::<_, std::io::Error>(bytes)
        };
        let values = read(&self.values)?;
        let places = self.places.iter().map(read).collect::<Result<_, _>>()?;
        Ok((values, places))
    }
}

/// The indexes of a row group, where it has them all and they may tell more than its statistics do.
fn asked(group: &Group, columns: &[Column], spare: &Spare) -> Option<Asked> {
    if group.spared.is_some() || group.is_empty() || !columns.iter().all(Column::is_flat) {
        return None;
    }
    let (column, chunk) = timed(group, columns, spare)?;
    if let Some((first, last)) = chunk.stated.times(column)
        && !spare.touches(first, last)
    {
        return None;
    }
    let places = group.chunks.iter().map(|chunk| chunk.indexes.places.clone());
    Some(Asked {
        values: chunk.indexes.values.clone()?,
        places: places.collect::<Option<_>>()?,
    })
}

fn cut(group: &Group, columns: &[Column], spare: &Spare, indexes: (&[u8], &[Vec<u8>])) -> Option<Cut> {
    let (values, places) = indexes;
    let (column, chunk) = timed(group, columns, spare)?;
    let located = group.chunks.iter().zip(places);
    let located = located.map(|(chunk, bytes)| index::located(bytes, chunk, group.rows));
    let located = located.collect::<Option<Vec<Vec<Located>>>>()?;
    let own = group.chunks.iter().position(|other| std::ptr::eq(other, chunk))?;
    let pages = located.get(own)?;
    let times = index::times(values, column, &chunk.stated, pages.len())?;
    let (mut given, mut spared): (Vec<Range<u64>>, Vec<(usize, u64)>) = (Vec::new(), Vec::new());
    for (page, times) in pages.iter().zip(times) {
        match times.and_then(|(first, last)| spare.stretch_of(first, last)) {
            Some(stretch) => spared.push((stretch, page.rows.end - page.rows.start)),
            None => append(&mut given, &page.rows),
        }
    }
    let pages = group.chunks.iter().zip(located);
    let pages = pages
        .map(|(chunk, located)| Pages::of(chunk.place().0, &located, &given))
        .collect();
    (!spared.is_empty()).then_some(Cut { given, spared, pages })
}

#[cfg(test)]
mod tests;
