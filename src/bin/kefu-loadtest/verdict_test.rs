//! Does every kind of broken promise show in the verdict? Each test plays a server that breaks one of them.

use std::rc::Rc;

use crate::frame::Outgoing;
use crate::ledger::Name;
use crate::member::Member;
use crate::target::{Reach, Target};
use crate::verdict::Verdict;
use crate::world::{Phase, Plan, Release, World};

const CONVERSATION: i64 = 42;

/// A buyer (number 0) who talks and a merchant (number 1) who listens, both greeted at `seq` 10.
struct Scene {
    world: Rc<World>,
    buyer: Member,
    merchant: Member,
    out: Outgoing,
}

impl Scene {
    fn begin() -> Self {
        let target = Target::new("http://127.0.0.1:1", 1, Reach::Loopback).unwrap();
        let plan = Plan { size: 20, release: Release::Paced, reconnect: true, opening: 1 };
        let world = Rc::new(World::new(target, plan, "run").unwrap());
        world.enter(Phase::Measuring);
        let member = |user| Member::new(&world, user, "token", CONVERSATION);
        let (buyer, merchant) = (member("b1"), member("m1"));
        let mut scene = Self { world, buyer, merchant, out: Outgoing::new([0; 4]) };
        scene.tell_buyer(&hello(10));
        scene.tell_merchant(&hello(10));
        scene
    }

    fn sending(messages: u32) -> Self {
        let mut scene = Self::begin();
        scene.world.grant(0, messages);
        scene.buyer.spend(&scene.world, &mut scene.out);
        scene
    }

    fn tell_buyer(&mut self, frame: &str) {
        self.buyer.hear(frame.as_bytes(), 9, &self.world, &mut self.out).unwrap();
    }

    fn tell_merchant(&mut self, frame: &str) {
        self.merchant.hear(frame.as_bytes(), 9, &self.world, &mut self.out).unwrap();
    }

    fn written(&self) -> String {
        String::from_utf8_lossy(self.out.waiting()).into_owned()
    }

    fn verdict(self) -> Verdict {
        Verdict::new(&[self.buyer, self.merchant], &self.world.ledger.borrow(), &self.world.figures.borrow())
    }
}

fn hello(last_seq: i64) -> String {
    format!(r#"{{"type":"hello","conversations":[{{"id":7,"last_seq":1}},{{"id":42,"last_seq":{last_seq}}}]}}"#)
}

fn ack(number: usize, seq: i64) -> String {
    format!(r#"{{"type":"ack","id":"run.0.{number}","conversation_id":42,"seq":{seq},"duplicate":false}}"#)
}

fn message(number: usize, seq: i64) -> String {
    let id = format!("run.0.{number}");
    format!(r#"{{"conversation_id":42,"seq":{seq},"client_id":"{id}","body":{{"text":"{id:~<20}"}}}}"#)
}

fn event(number: usize, seq: i64) -> String {
    format!(r#"{{"type":"event","event":{}}}"#, message(number, seq))
}

#[test]
fn a_server_that_keeps_its_promises_is_clean() {
    let mut scene = Scene::sending(3);
    for (number, seq) in [(0, 11), (1, 12), (2, 13)] {
        scene.tell_buyer(&ack(number, seq));
        scene.tell_merchant(&event(number, seq));
    }
    assert_eq!(scene.world.figures.borrow().delivered, 3);
    assert_eq!(scene.verdict(), Verdict::default());
}

#[test]
fn an_acked_message_that_never_arrives_is_lost() {
    let mut scene = Scene::sending(2);
    scene.tell_buyer(&ack(0, 11));
    scene.tell_buyer(&ack(1, 12));
    scene.tell_merchant(&event(0, 11));
    assert_eq!(scene.verdict(), Verdict { lost: 1, ..Verdict::default() });
}

#[test]
fn another_message_in_its_place_does_not_hide_a_loss() {
    let mut scene = Scene::sending(1);
    scene.tell_buyer(&ack(0, 11));
    scene.tell_merchant(r#"{"type":"event","event":{"conversation_id":42,"seq":11,"client_id":"x","body":null}}"#);
    assert_eq!(scene.verdict(), Verdict { lost: 1, ..Verdict::default() });
}

#[test]
fn an_event_that_comes_twice_is_duplicated() {
    let mut scene = Scene::sending(1);
    scene.tell_buyer(&ack(0, 11));
    scene.tell_merchant(&event(0, 11));
    scene.tell_merchant(&event(0, 11));
    assert_eq!(scene.verdict(), Verdict { duplicated: 1, ..Verdict::default() });
}

#[test]
fn a_message_stored_twice_is_duplicated() {
    let mut scene = Scene::sending(1);
    scene.tell_buyer(&ack(0, 11));
    scene.tell_merchant(&event(0, 11));
    scene.tell_merchant(&event(0, 12));
    assert_eq!(scene.verdict().duplicated, 1);
}

#[test]
fn two_messages_under_one_number_are_duplicated() {
    let mut scene = Scene::sending(2);
    scene.tell_buyer(&ack(0, 11));
    scene.tell_buyer(&ack(1, 11));
    scene.tell_merchant(&event(0, 11));
    assert!(scene.verdict().duplicated > 0);
}

#[test]
fn a_number_before_the_one_below_it_is_skipped_even_if_that_comes_later() {
    let mut scene = Scene::sending(2);
    scene.tell_buyer(&ack(0, 11));
    scene.tell_buyer(&ack(1, 12));
    scene.tell_merchant(&event(1, 12));
    scene.tell_merchant(&event(0, 11));
    assert_eq!(scene.verdict(), Verdict { skipped: 1, ..Verdict::default() });
}

#[test]
fn messages_stored_in_another_order_than_sent_are_reordered() {
    let mut scene = Scene::sending(2);
    scene.tell_buyer(&ack(1, 11));
    scene.tell_buyer(&ack(0, 12));
    scene.tell_merchant(&event(1, 11));
    scene.tell_merchant(&event(0, 12));
    assert_eq!(scene.verdict(), Verdict { reordered: 1, ..Verdict::default() });
}

#[test]
fn what_nobody_said_or_said_otherwise_is_a_phantom() {
    let mut scene = Scene::sending(1);
    scene.tell_buyer(&ack(0, 11));
    scene.tell_merchant(&event(0, 11).replace("~\"", "!!\""));
    scene.tell_merchant(&event(5, 12));
    assert_eq!(scene.verdict().phantom, 2);
}

#[test]
fn no_answer_at_all_shows() {
    let mut scene = Scene::sending(2);
    scene.tell_buyer(&ack(0, 11));
    scene.tell_merchant(&event(0, 11));
    assert_eq!(scene.verdict(), Verdict { unanswered: 1, ..Verdict::default() });
}

#[test]
fn who_comes_back_catches_up_and_sends_again_and_all_is_well() {
    let mut scene = Scene::sending(2);
    scene.tell_buyer(&ack(0, 11));
    scene.buyer.leave(&scene.world);
    scene.merchant.leave(&scene.world);

    scene.out = Outgoing::new([0; 4]);
    scene.tell_merchant(&hello(12));
    assert!(scene.written().contains(r#""type":"sync","id":"sync","conversation_id":42,"after_seq":10"#));
    scene.tell_merchant(&format!(
        r#"{{"type":"events","id":"sync","events":[{},{}],"more":false}}"#,
        message(0, 11),
        message(1, 12)
    ));
    scene.tell_buyer(&hello(12));
    scene.out = Outgoing::new([0; 4]);
    scene.tell_buyer(&format!(r#"{{"type":"events","id":"sync","events":[{}],"more":false}}"#, message(1, 12)));
    assert!(scene.written().contains(r#""id":"run.0.1""#), "what was not acked is sent again");
    scene.tell_buyer(&ack(1, 12).replace("false", "true"));

    assert_eq!(scene.world.ledger.borrow().name(b"run.0.1"), Some(Name { sender: 0, number: 1 }));
    assert_eq!(scene.verdict(), Verdict::default());
}

#[test]
fn who_comes_back_and_is_not_told_what_it_missed_has_lost_it() {
    let mut scene = Scene::sending(2);
    scene.tell_buyer(&ack(0, 11));
    scene.tell_buyer(&ack(1, 12));
    scene.merchant.leave(&scene.world);
    scene.tell_merchant(&hello(12));
    scene.tell_merchant(&format!(r#"{{"type":"events","events":[{}],"more":false}}"#, message(1, 12)));
    assert_eq!(scene.verdict(), Verdict { lost: 1, ..Verdict::default() });
}

#[test]
fn a_refused_message_is_no_loss_but_must_not_turn_up() {
    let refused = r#"{"type":"error","id":"run.0.0","code":"rate_limited","detail":"","retry_after":1}"#;
    let mut scene = Scene::sending(1);
    scene.tell_buyer(refused);
    assert_eq!(scene.verdict(), Verdict::default());

    let mut scene = Scene::sending(1);
    scene.tell_buyer(refused);
    scene.tell_merchant(&event(0, 11));
    assert_eq!(scene.verdict().phantom, 1);
}
