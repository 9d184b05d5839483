//! How does one socket live, from opening to the end of the run?

use std::future::poll_fn;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{sleep, timeout};

use crate::failure::{Advice, Failure, Result, UPGRADE};
use crate::handshake::{self, Opened};
use crate::link::{Ending, Link};
use crate::member::Member;
use crate::world::{Phase, World};

/// How long opening may take; a storm makes the kernel send SYNs again after 1, 3 and 7 seconds.
const PATIENCE: Duration = Duration::from_secs(30);

/// The longest pause between two attempts to come back.
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// Opens a socket for `member` and keeps it until the run is over, or until it is lost.
pub async fn live(mut member: Member, world: Rc<World>) -> Member {
    let mut pause = Duration::from_millis(20);
    loop {
        match attempt(&mut member, &world).await {
            Ending::Over => return member,
            Ending::Cut => {
                pause = Duration::from_millis(20);
                continue;
            }
            ending => note(&ending, &world),
        }
        if !world.plan.reconnect {
            member.lost = true;
            world.gone.set(world.gone.get() + 1);
            return member;
        }
        sleep(pause.mul_f64(0.5 + rand::random::<f64>() / 2.0)).await;
        pause = (pause * 2).min(LONGEST_PAUSE);
        if world.phase() == Phase::Over {
            return member;
        }
    }
}

async fn attempt(member: &mut Member, world: &Rc<World>) -> Ending {
    let Ok(permit) = Arc::clone(&world.gate).acquire_owned().await else { return Ending::Over };
    if world.phase() == Phase::Over {
        return Ending::Over;
    }
    member.arrive(world.now(), permit);
    let ending = match opened(member, world).await {
        Err(failure) => Ending::Failed(failure),
        Ok((stream, early)) => {
            let mut link = Link::new(stream, early);
            poll_fn(|cx| link.turn(cx, member, world)).await
        }
    };
    member.leave(world);
    ending
}

async fn opened(member: &Member, world: &World) -> Result<Opened> {
    let opening = handshake::open(&world.target, &member.user, &member.token);
    timeout(PATIENCE, opening).await.unwrap_or(Err(Failure::TooSlow(UPGRADE)))
}

fn note(ending: &Ending, world: &World) {
    let mut figures = world.figures.borrow_mut();
    match ending {
        Ending::Over | Ending::Cut => {}
        Ending::Closed(Some(code)) => figures.note(format!("the server closed a socket with code {code}")),
        Ending::Closed(None) => figures.note("the server closed a socket without a word".to_owned()),
        Ending::Failed(failure) => {
            figures.failed(failure);
            let Failure::Io { source, .. } = failure else { return };
            if matches!(source.kind(), std::io::ErrorKind::AddrInUse | std::io::ErrorKind::AddrNotAvailable) {
                figures.advise(Advice::Ports);
            }
        }
    }
}
