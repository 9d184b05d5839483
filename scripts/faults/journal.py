"""What was sent, answered and heard, and does it agree with what is stored? The judge of every scenario.

Nothing here believes the server: the journal is what the clients saw on their sockets, the rows come straight from the
database, and each text is unique, so that a message is recognised even where its number or its name is wrong.
"""

import collections
import re
import time

from promises import expect

FAULTS = ("lost", "dup", "reordered", "phantom", "skipped", "unanswered", "wrong_answer")


class Sending:
    """One message on its way: every time it left, and every answer."""

    def __init__(self, client_id, text):
        self.client_id, self.text = client_id, text
        self.times, self.acks, self.errors = [], [], []  # acks: (seq, duplicate); errors: (code, seconds)
        self.waits = []  # seconds until each answer

    @property
    def acked(self):
        return bool(self.acks)


class Stream:
    """What one socket was told of the conversation, live, in the order it came."""

    def __init__(self, head):
        self.head = head  # the `last_seq` of its hello: what follows must be head + 1, head + 2, …
        self.seqs = []
        self.doubled = 0  # own messages told of as an event first, and acked after it

    def tell_event(self, seq):
        self.seqs.append(seq)

    def tell_ack(self, seq, duplicate):
        """The ack of an own message stands for its event, also where it answers a repeat of something not told yet."""
        newest = max(self.seqs[-300:], default=self.head)
        if seq > newest or not duplicate and seq not in self.seqs[-300:]:
            self.seqs.append(seq)
        elif not duplicate:
            self.doubled += 1


class Person:
    """What one user of one conversation knows."""

    def __init__(self, user_id, conversation):
        self.user_id, self.conversation = user_id, conversation
        self.sendings = {}  # client_id -> Sending, in the order they were first sent
        self.held = {}  # seq -> (sender, text), from live events, own acks and sync
        self.contradictions = []  # the same seq told with two contents
        self.streams = []
        self.complete = 0

    def send(self, client_id, text):
        sending = self.sendings.setdefault(client_id, Sending(client_id, text))
        sending.times.append(time.monotonic())
        return sending

    def hold(self, seq, sender, text):
        if self.held.setdefault(seq, (sender, text)) != (sender, text):
            self.contradictions.append((seq, self.held[seq], (sender, text)))

    @property
    def complete_to(self):
        """It holds 1, 2, … up to here without a gap."""
        while self.complete + 1 in self.held:
            self.complete += 1
        return self.complete


class Verdict:
    """The faults counted, with a few examples of each."""

    def __init__(self):
        self.counts = dict.fromkeys(FAULTS, 0)
        self.examples = collections.defaultdict(list)

    def add(self, fault, example):
        self.counts[fault] += 1
        if len(self.examples[fault]) < 3:
            self.examples[fault].append(re.sub("x{9,}", "…", example))

    @property
    def clean(self):
        return not any(self.counts.values())

    def __str__(self):
        counts = "  ".join(f"{name} {count}" for name, count in self.counts.items())
        examples = "".join(f"\n      {name}: {text}" for name, texts in self.examples.items() for text in texts)
        return counts + examples


def judge(people, database):
    """Weighs the journals of all `people` against `database` (see database.py), and counts what is wrong."""
    verdict = Verdict()
    conversations = sorted({person.conversation for person in people})
    stored = database.messages(conversations)
    heads = database.heads(conversations)
    for conversation in conversations:
        members = [person for person in people if person.conversation == conversation]
        rows = stored.get(conversation, [])
        judge_rows(verdict, conversation, rows, heads[conversation], members)
        for person in members:
            judge_sendings(verdict, person, rows)
            judge_streams(verdict, person)
            judge_held(verdict, person, rows)
    return verdict


def judge_rows(verdict, conversation, rows, head, members):
    """1, 2, 3 … without a gap up to the head; every text once, and sent by the one it is stored for."""
    for place, row in enumerate(rows, 1):
        if row.seq != place:
            verdict.add("lost", f"conversation {conversation}: place {place} of the log has seq {row.seq}")
            break
    if head != len(rows):
        verdict.add("lost", f"conversation {conversation}: last_seq is {head}, {len(rows)} rows are stored")
    sent = {(person.user_id, sending.text) for person in members for sending in person.sendings.values()}
    seen = collections.Counter((row.sender, row.text) for row in rows)
    for key, times in seen.items():
        for _ in range(times - 1):
            verdict.add("dup", f"conversation {conversation}: {key} is stored {times} times")
        if key not in sent:
            verdict.add("phantom", f"conversation {conversation}: {key} is stored, and nobody sent it")


def judge_sendings(verdict, person, rows):
    """Acked is stored under the number of the ack; first sent is first stored."""
    by_seq = {row.seq: row for row in rows}
    who = f"{person.user_id} in {person.conversation}"
    for sending in person.sendings.values():
        seqs = {seq for seq, _ in sending.acks}
        if len(seqs) > 1:
            verdict.add("dup", f"{who}: {sending.client_id} was acked with {sorted(seqs)}")
        for seq in seqs:
            row = by_seq.get(seq)
            if row is None or (row.sender, row.text) != (person.user_id, sending.text):
                verdict.add("lost", f"{who}: {sending.client_id} was acked with {seq}, where {row} is stored")
        if any(duplicate for _, duplicate in sending.acks) and len(sending.times) == 1:
            verdict.add("wrong_answer", f"{who}: {sending.client_id} was sent once and acked as a duplicate")
        if sum(not duplicate for _, duplicate in sending.acks) > 1:
            verdict.add("wrong_answer", f"{who}: {sending.client_id} was acked as new more than once")
        if not sending.acks:
            verdict.add("unanswered", f"{who}: {sending.client_id} was never acked: {sending.errors[-3:]}")
    # Who was refused and tried again may well be overtaken by what he sent meanwhile.
    places = {s.text: place for place, s in enumerate(person.sendings.values()) if not s.errors}
    own = [places[row.text] for row in rows if row.sender == person.user_id and row.text in places]
    for earlier, later in zip(own, own[1:]):
        if later < earlier:
            verdict.add("reordered", f"{who}: sending {later} is stored after sending {earlier}")


def judge_streams(verdict, person):
    """One socket: rising, none twice, none skipped (P5)."""
    for number, stream in enumerate(person.streams, 1):
        newest = stream.head
        seen = set()
        for seq in stream.seqs:
            if seq in seen:
                verdict.add("dup", f"{person.user_id}, socket {number}: told of {seq} twice")
            elif seq > newest + 1:
                verdict.add("skipped", f"{person.user_id}, socket {number}: told of {seq} after {newest}")
            elif seq <= newest:
                verdict.add("reordered", f"{person.user_id}, socket {number}: told of {seq} after {newest}")
            seen.add(seq)
            newest = max(newest, seq)


def judge_held(verdict, person, rows):
    """After catching up everybody holds the whole log, as it is stored."""
    for row in rows:
        held = person.held.get(row.seq)
        if held is None:
            verdict.add("lost", f"{person.user_id} in {person.conversation} never got {row.seq}")
        elif held != (row.sender, row.text):
            verdict.add("phantom", f"{person.user_id} holds {held} as {row.seq}; stored is {row}")
    for seq in set(person.held) - {row.seq for row in rows}:
        verdict.add("phantom", f"{person.user_id} in {person.conversation} holds {seq}, which is not stored")
    for contradiction in person.contradictions:
        verdict.add("phantom", f"{person.user_id} was told {contradiction}")


def verdict(world, database, *kefus):
    """Fails unless all is as promised; answers the counts as one line."""
    found = judge(world.people, database)
    expect(found.clean, f"the verdict: {found}")
    for kefu in kefus:
        expect(kefu.panics() == 0, f"the server panicked {kefu.panics()} times, see its log")
    doubled = sum(stream.doubled for person in world.people for stream in person.streams)
    resent = sum(len(sending.times) > 1 for sending in world.sendings())
    repeats = sum(any(duplicate for _, duplicate in sending.acks) for sending in world.sendings())
    line = f"{world.acked} acked, {resent} sent again, {repeats} of them duplicates; lost = dup = reordered = phantom = 0"
    return [line] + ([f"told as event before their ack: {doubled}"] if doubled else [])
