//! How do bytes and frames move between one socket and its owner?
//!
//! Reading goes into one buffer that all sockets share: one system call takes many frames, and an idle socket holds no
//! buffer at all. What the frames cause is written with one call, before the next read.

use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

use crate::failure::{Failure, Result};
use crate::frame::{self, CLOSE, Outgoing, PING, PONG, TEXT};
use crate::member::Member;
use crate::world::{Phase, World};

/// More than this is not kept for the next half frame.
const KEPT: usize = 16 * 1024;

/// How a socket ended.
#[derive(Debug)]
pub enum Ending {
    /// The run is over.
    Over,
    /// The storm cut it.
    Cut,
    /// The server closed it, with a code where it gave one.
    Closed(Option<u16>),
    Failed(Failure),
}

/// One open WebSocket.
pub struct Link {
    stream: TcpStream,
    /// The beginning of a frame whose end has not come.
    carry: Vec<u8>,
    out: Outgoing,
}

impl Link {
    /// `early` came behind the answer to the upgrade.
    pub fn new(stream: TcpStream, early: Vec<u8>) -> Self {
        Self { stream, carry: early, out: Outgoing::new(rand::random()) }
    }

    /// Works until there is nothing more to do just now; ready when the socket ends.
    pub fn turn(&mut self, cx: &mut Context<'_>, member: &mut Member, world: &Rc<World>) -> Poll<Ending> {
        let cut = world.listen(member.number, cx.waker());
        if cut {
            self.reset_on_close();
            return Poll::Ready(Ending::Cut);
        }
        if world.phase() == Phase::Over {
            self.out.push(CLOSE, &1000_u16.to_be_bytes());
            return match self.flush(cx) {
                Poll::Ready(Err(failure)) => Poll::Ready(Ending::Failed(failure)),
                _ => Poll::Ready(Ending::Over),
            };
        }
        let mut scratch = world.scratch.borrow_mut();
        Poll::Ready(match ready!(self.exchange(cx, &mut scratch, member, world)) {
            Ok(ending) => ending,
            Err(failure) => Ending::Failed(failure),
        })
    }

    /// Frames that were read along with the handshake, then whatever the socket has.
    fn exchange(
        &mut self,
        cx: &mut Context<'_>,
        scratch: &mut [u8],
        member: &mut Member,
        world: &Rc<World>,
    ) -> Poll<Result<Ending>> {
        if !self.carry.is_empty()
            && let Some(ending) = self.take(&[], member, world)?
        {
            return Poll::Ready(Ok(ending));
        }
        loop {
            member.spend(world, &mut self.out);
            if let Poll::Ready(Err(failure)) = self.flush(cx) {
                return Poll::Ready(Err(failure));
            }
            let mut buffer = ReadBuf::new(scratch);
            ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer)).map_err(Failure::io("reading"))?;
            if buffer.filled().is_empty() {
                return Poll::Ready(Ok(Ending::Closed(None)));
            }
            if let Some(ending) = self.take(buffer.filled(), member, world)? {
                return Poll::Ready(Ok(ending));
            }
        }
    }

    /// Hands on every whole frame of what waited and what came.
    fn take(&mut self, bytes: &[u8], member: &mut Member, world: &Rc<World>) -> Result<Option<Ending>> {
        let now = world.now();
        if self.carry.is_empty() {
            let (used, ending) = self.take_frames(bytes, now, member, world)?;
            self.carry.extend_from_slice(bytes.get(used..).unwrap_or_default());
            return Ok(ending);
        }
        let mut joined = std::mem::take(&mut self.carry);
        joined.extend_from_slice(bytes);
        let (used, ending) = self.take_frames(&joined, now, member, world)?;
        joined.drain(..used);
        if joined.capacity() > KEPT {
            joined.shrink_to_fit();
        }
        self.carry = joined;
        Ok(ending)
    }

    fn take_frames(
        &mut self,
        bytes: &[u8],
        now: u64,
        member: &mut Member,
        world: &Rc<World>,
    ) -> Result<(usize, Option<Ending>)> {
        let mut used = 0;
        while let Some((frame, length)) =
            frame::next(bytes.get(used..).unwrap_or_default()).map_err(Failure::Protocol)?
        {
            used += length;
            match frame.opcode {
                TEXT => member.hear(frame.payload, now, world, &mut self.out).map_err(Failure::Protocol)?,
                PING => self.out.push(PONG, frame.payload),
                PONG => {}
                CLOSE => {
                    let code = frame.payload.first_chunk().map(|code| u16::from_be_bytes(*code));
                    return Ok((used, Some(Ending::Closed(code))));
                }
                _ => return Err(Failure::Protocol("a frame that is neither text nor control")),
            }
        }
        Ok((used, None))
    }

    fn flush(&mut self, cx: &mut Context<'_>) -> Poll<Result<()>> {
        while !self.out.waiting().is_empty() {
            let wrote = ready!(Pin::new(&mut self.stream).poll_write(cx, self.out.waiting()));
            match wrote.map_err(Failure::io("writing"))? {
                0 => return Poll::Ready(Err(Failure::Protocol("it takes no more bytes"))),
                count => self.out.wrote(count),
            }
        }
        Poll::Ready(Ok(()))
    }

    /// A cut line sends no farewell, and leaves no port waiting here.
    fn reset_on_close(&self) {
        let _ignored_as_the_socket_goes_anyway = self.stream.set_zero_linger();
    }
}
