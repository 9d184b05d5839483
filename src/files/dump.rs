//! How are a table's rows kept in a file? Lines of JSON in a gzip file, with their number and their fingerprint.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::read::MultiGzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::incoming::trouble;
use crate::error::{Error, Result};

/// What is in a file of rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DumpSummary {
    pub rows: u64,
    /// Of the lines before they are packed, hexadecimal: the same rows give the same, whichever database they come from.
    pub sha256: String,
}

/// Counts lines and takes their fingerprint.
#[derive(Debug, Default)]
pub struct Fingerprint {
    rows: u64,
    hash: Sha256,
}

impl Fingerprint {
    pub fn line(&mut self, line: &str) {
        self.rows += 1;
        self.hash.update(line.as_bytes());
        self.hash.update(b"\n");
    }

    pub fn summary(self) -> DumpSummary {
        let mut sha256 = String::with_capacity(64);
        for byte in self.hash.finalize() {
            // Writing to a String cannot fail.
            let _ = write!(sha256, "{byte:02x}");
        }
        DumpSummary { rows: self.rows, sha256 }
    }
}

/// A file of rows that is being written. Blocking.
pub struct DumpWriter {
    path: PathBuf,
    out: GzEncoder<BufWriter<File>>,
    fingerprint: Fingerprint,
}

impl DumpWriter {
    /// Creates the file, which must not be there.
    pub fn create(path: PathBuf) -> Result<Self> {
        let file = File::create_new(&path).map_err(|error| trouble(&path, &error))?;
        let out = GzEncoder::new(BufWriter::new(file), Compression::fast());
        Ok(Self { path, out, fingerprint: Fingerprint::default() })
    }

    pub fn line(&mut self, line: &str) -> Result<()> {
        self.fingerprint.line(line);
        let written = self.out.write_all(line.as_bytes()).and_then(|()| self.out.write_all(b"\n"));
        written.map_err(|error| trouble(&self.path, &error))
    }

    /// Makes it durable.
    pub fn finish(self) -> Result<DumpSummary> {
        let (path, fingerprint) = (self.path, self.fingerprint);
        let file = self.out.finish().and_then(|out| out.into_inner().map_err(std::io::IntoInnerError::into_error));
        file.and_then(|file| file.sync_all()).map_err(|error| trouble(&path, &error))?;
        Ok(fingerprint.summary())
    }
}

/// The lines of such a file, one after the other. Blocking.
pub fn read_dump(path: &Path) -> Result<impl Iterator<Item = Result<String>>> {
    let file = File::open(path).map_err(|error| {
        Error::Conflict(format!("The backup is not whole: {} cannot be read ({error}).", path.display()))
    })?;
    let path = path.to_owned();
    let lines = BufReader::new(MultiGzDecoder::new(BufReader::new(file))).lines();
    Ok(lines.map(move |line| {
        line.map_err(|error| Error::Conflict(format!("The backup is damaged: {}: {error}.", path.display())))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_and_damage_shows() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ndjson.gz");
        let mut writer = DumpWriter::create(path.clone()).unwrap();
        let lines: Vec<String> = (0..5000).map(|n| format!("{{\"n\":{n},\"text\":\"客服\"}}")).collect();
        for line in &lines {
            writer.line(line).unwrap();
        }
        let summary = writer.finish().unwrap();

        let read: Vec<String> = read_dump(&path).unwrap().collect::<Result<_>>().unwrap();
        let mut again = Fingerprint::default();
        for line in &read {
            again.line(line);
        }
        assert_eq!((read, again.summary()), (lines, summary));

        let bytes = std::fs::read(&path).unwrap();
        std::fs::write(&path, &bytes[..bytes.len() / 2]).unwrap();
        assert!(read_dump(&path).unwrap().any(|line| line.is_err()));
    }
}
