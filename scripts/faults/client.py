"""Clients that talk all the time, keep a journal, and come back and send again when something breaks."""

import asyncio
import contextlib
import json
import time

from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidMessage

from journal import Person, Stream
from servers import ask

LOST = (OSError, EOFError, ConnectionClosed, InvalidHandshake, InvalidMessage, asyncio.TimeoutError)


class Link:
    """One socket of one person: connects, reads, keeps the journal, and ends when the connection does."""

    def __init__(self, base, person, token, conversation, journal=True):
        self.url = base.replace("http", "ws", 1) + f"/api/ws/{person.user_id}"
        self.person, self.token, self.conversation, self.journal = person, token, conversation, journal
        self.socket, self.stream, self.reader = None, None, None
        self.under_way = {}  # id of a frame -> (future of its answer, its Sending or None)
        self.frames = []  # bye and errors without an id
        self.heard = {}  # seq -> when
        self.closed = asyncio.Event()

    async def open(self):
        self.socket = await connect(self.url, additional_headers={"Authorization": f"Bearer {self.token}"},
                                    open_timeout=5, ping_interval=None, close_timeout=2, max_queue=4096, proxy=None)
        async with asyncio.timeout(5):
            hello = json.loads(await self.socket.recv())
        if hello["type"] != "hello":
            raise RuntimeError(f"the first frame is {hello}")
        known = next(c for c in hello["conversations"] if c["id"] == self.conversation)
        self.stream = Stream(known["last_seq"])
        self.person.streams.append(self.stream)
        self.reader = asyncio.create_task(self.read())
        return known["last_seq"]

    async def read(self):
        try:
            async for text in self.socket:
                self.take(json.loads(text))
        except LOST:
            pass
        finally:
            self.closed.set()
            for answer, _ in self.under_way.values():
                if not answer.done():
                    answer.set_result(None)
            self.under_way.clear()

    def take(self, frame):
        kind = frame["type"]
        if kind == "event":
            self.take_event(frame["event"], live=True)
        elif kind in ("ack", "error", "events"):
            self.take_answer(frame)
        elif kind == "bye":
            self.frames.append(frame)

    def take_event(self, event, live):
        if event["conversation_id"] != self.conversation:
            return
        seq = event["seq"]
        if live:
            self.stream.tell_event(seq)
            self.heard[seq] = time.monotonic()
        self.person.hold(seq, event["sender_id"], event["body"]["text"])

    def take_answer(self, frame):
        answer, sending = self.under_way.pop(frame.get("id"), (None, None))
        if sending:
            sending.waits.append(time.monotonic() - sending.times[-1])
        if sending and frame["type"] == "ack":
            sending.acks.append((frame["seq"], frame["duplicate"]))
            self.stream.tell_ack(frame["seq"], frame["duplicate"])
            if not frame["duplicate"]:
                self.heard[frame["seq"]] = time.monotonic()
            self.person.hold(frame["seq"], self.person.user_id, sending.text)
        elif sending:
            sending.errors.append((frame["code"], sending.waits[-1]))
        for event in frame.get("events", []):
            self.take_event(event, live=False)
        if answer is None:
            self.frames.append(frame)
        elif not answer.done():
            answer.set_result(frame)

    async def ask(self, frame, sending=None):
        """Sends a frame; answers with its answer, or None where the connection was lost first."""
        answer = asyncio.get_running_loop().create_future()
        self.under_way[frame["id"]] = (answer, sending)
        try:
            await self.socket.send(json.dumps(frame))
        except LOST:
            self.under_way.pop(frame["id"], None)
            return None
        if self.closed.is_set():
            return None
        return await answer

    async def say(self, client_id, text):
        sending = self.person.send(client_id, text)
        frame = {"type": "send", "id": client_id, "conversation_id": self.conversation, "kind": "text",
                 "body": {"text": text}, "reply_to": None}
        return await self.ask(frame, sending)

    async def catch_up(self, patience=10):
        """Reads what is missing, in pages, until it holds everything up to the head; answers the head, None if lost."""
        async with asyncio.timeout(patience):
            while True:
                after = self.person.complete_to
                frame = {"type": "sync", "id": f"sync{after}", "conversation_id": self.conversation,
                         "after_seq": after, "limit": 200}
                answer = await self.ask(frame)
                if answer is None:
                    return None
                if answer["type"] == "error":
                    await asyncio.sleep(0.1)
                elif self.person.complete_to >= answer["head"]:
                    return answer["head"]

    async def close(self):
        if self.socket:
            await self.socket.close()
            await self.reader


class Talker:
    """A person who talks without end. Lost sockets are opened again; what was not acked is sent again, same id."""

    def __init__(self, world, person, token, bases, window=1, pause=0.0, size=60):
        self.world, self.person, self.token, self.bases = world, person, token, bases
        self.window, self.pause, self.size = window, pause, size
        self.link = None
        self.count = 0
        self.lost_sockets = []  # when
        self.close_codes = []
        self.acked_at = []
        self.twice = None  # a second Link through which some messages go too, at the same time

    async def run(self):
        while not self.world.over:
            if not await self.come():
                continue
            await self.talk()
            if self.link.closed.is_set() and not self.world.over:
                self.lost_sockets.append(time.monotonic())
                self.close_codes.append(self.link.socket.close_code)
        await self.settle()

    async def come(self):
        """Opens a socket, catches up, sends again what was not acked, in order."""
        self.link = Link(self.bases[0], self.person, self.token, self.person.conversation)
        try:
            await self.link.open()
            return await self.link.catch_up() is not None and await self.repeat()
        except LOST:
            self.link.closed.set()
            await asyncio.sleep(0.05)
            return False

    async def repeat(self):
        for sending in [s for s in self.person.sendings.values() if not s.acked]:
            if not await self.deliver(sending.client_id, sending.text):
                return False
        return True

    async def deliver(self, client_id, text):
        """Until it is acked; false where the socket was lost first."""
        while True:
            other = None
            if self.twice and self.count % 5 == 0:
                other = asyncio.create_task(self.twice.say(client_id, text))
            answer = await self.link.say(client_id, text)
            if other:
                await other
            if answer is None:
                return False
            if answer["type"] == "ack":
                self.acked_at.append(time.monotonic())
                return True
            if self.world.over_hard:
                return False
            await asyncio.sleep(0.1)

    async def talk(self):
        """Up to `window` messages under way at once, until the socket is lost or the world is over."""
        under_way = set()
        while not self.world.over and not self.link.closed.is_set():
            while len(under_way) < self.window:
                self.count += 1
                client_id = f"{self.person.user_id}-{self.count}"
                text = f"{client_id} {'x' * self.size}"
                under_way.add(asyncio.create_task(self.deliver(client_id, text)))
            _, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            if self.pause:
                await asyncio.sleep(self.pause)
        if under_way:
            await asyncio.wait(under_way)

    async def settle(self):
        """At the end: whatever is not acked is sent again, and everything is caught up with."""
        deadline = time.monotonic() + 20
        while time.monotonic() < deadline:
            if self.link is None or self.link.closed.is_set():
                if not await self.come():
                    continue
            if await self.repeat():
                return

    async def finish(self):
        """Once nobody talks any more: catches up with the head, and leaves."""
        if self.link is None or self.link.closed.is_set():
            await self.come()
        await self.link.catch_up()
        await self.link.close()


class World:
    """All talkers of one run, on fresh pairs of a buyer and a merchant."""

    def __init__(self, bases, pairs, prefix, **talker):
        self.bases, self.pairs, self.prefix, self.talker = bases, pairs, prefix, talker
        self.talkers, self.tasks = [], []
        self.over = self.over_hard = False
        self.tokens = {}

    async def set_up(self):
        """Makes the users and their conversations."""
        names = [(f"{self.prefix}b{n}", f"{self.prefix}m{n}") for n in range(self.pairs)]
        users = [{"id": user, "role": role} for pair in names for user, role in zip(pair, ("buyer", "merchant"))]
        status, answer = await ask("POST", self.bases[0] + "/api/users/ensure?tokens=true", {"users": users})
        if status != 200:
            raise RuntimeError(f"ensure answered {status}: {answer}")
        self.tokens = {user["id"]: user["access_token"] for user in answer["items"]}
        for buyer, merchant in names:
            status, conversation = await ask("POST", self.bases[0] + "/api/conversations",
                                             {"kind": "direct", "participants": [merchant]}, self.tokens[buyer])
            if status != 201:
                raise RuntimeError(f"the conversation answered {status}: {conversation}")
            for place, user in enumerate((buyer, merchant)):
                person = Person(user, conversation["id"])
                bases = self.bases[place % len(self.bases):] + self.bases[:place % len(self.bases)]
                self.talkers.append(Talker(self, person, self.tokens[user], bases, **self.talker))

    @property
    def people(self):
        return [talker.person for talker in self.talkers]

    @property
    def acked(self):
        return sum(sending.acked for person in self.people for sending in person.sendings.values())

    def sendings(self):
        return [sending for person in self.people for sending in person.sendings.values()]

    @contextlib.asynccontextmanager
    async def talking(self):
        """Everybody talks inside; afterwards what is under way is settled and everybody has caught up."""
        self.tasks = [asyncio.create_task(talker.run()) for talker in self.talkers]
        try:
            yield self
            self.over = True
            done = await asyncio.wait_for(asyncio.gather(*self.tasks), 40)
            del done
            await asyncio.gather(*(talker.finish() for talker in self.talkers))
        finally:
            self.over = self.over_hard = True
            for task in self.tasks:
                task.cancel()
            await asyncio.gather(*self.tasks, return_exceptions=True)
