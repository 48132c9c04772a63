//! Folders as they are: what lies in them, byte by byte.

use std::collections::BTreeMap;
use std::fs;
use std::io::Result;
use std::path::Path;

/// All files below a folder by their paths from it; nothing if the folder isn't there.
pub(super) type Content = BTreeMap<String, Vec<u8>>;

/// What lies in a folder. A folder below that is empty counts as a file without bytes.
pub(super) fn content(folder: &Path) -> Result<Content> {
    let mut found = Content::new();
    if folder.is_dir() {
        collect(folder, "", &mut found)?;
    }
    Ok(found)
}

fn collect(folder: &Path, prefix: &str, found: &mut Content) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            found.insert(format!("{name}/"), Vec::new());
            collect(&entry.path(), &format!("{name}/"), found)?;
        } else {
            found.insert(name, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// Makes a folder with this content.
pub(super) fn fill(folder: &Path, content: &Content) -> Result<()> {
    fs::create_dir_all(folder)?;
    for (name, bytes) in content {
        let path = folder.join(name);
        match name.ends_with('/') {
            true => fs::create_dir_all(path)?,
            false => {
                fs::create_dir_all(path.parent().unwrap_or(folder))?;
                fs::write(path, bytes)?;
            }
        }
    }
    Ok(())
}

/// A folder of this name, empty.
pub(super) fn emptied(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => fs::create_dir_all(folder),
    }
}
