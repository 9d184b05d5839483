//! How does a large file leave without being held in memory?

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

use actix_web::body::{BoxBody, MessageBody, SizedStream};
use actix_web::web::Bytes;
use futures_util::stream;
use tokio::task::spawn_blocking;

/// How much of a file is read at a time, in bytes.
const CHUNK: u64 = 64 * 1024;

/// `len` bytes of the file from `start` on, read off the event loop while they are sent.
pub(super) fn of_file(file: File, start: u64, len: u64) -> BoxBody {
    let rest = stream::try_unfold((file, start, len), |(file, start, len)| async move {
        if len == 0 {
            return Ok::<_, io::Error>(None);
        }
        let read = spawn_blocking(move || piece(file, start, len.min(CHUNK)));
        let (file, bytes) = read.await.map_err(io::Error::other)??;
        let count = bytes.len() as u64;
        Ok(Some((bytes, (file, start + count, len - count))))
    });
    SizedStream::new(len, Box::pin(rest)).boxed()
}

/// The same of what is in memory anyway.
pub(super) fn of_static(bytes: &'static [u8], start: u64, len: u64) -> BoxBody {
    let part = || bytes.get(usize::try_from(start).ok()?..usize::try_from(start + len).ok()?);
    BoxBody::new(Bytes::from_static(part().unwrap_or_default()))
}

/// For `HEAD`: says how long the body would be.
pub(super) fn unsent(len: u64) -> BoxBody {
    SizedStream::new(len, stream::empty::<io::Result<Bytes>>()).boxed()
}

fn piece(mut file: File, start: u64, len: u64) -> io::Result<(File, Bytes)> {
    let mut bytes = Vec::with_capacity(usize::try_from(len).unwrap_or_default());
    file.seek(SeekFrom::Start(start))?;
    let read = (&mut file).take(len).read_to_end(&mut bytes)?;
    if read as u64 == len { Ok((file, bytes.into())) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}
