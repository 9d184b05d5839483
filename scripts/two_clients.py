"""Two WebSocket clients talk, one is cut off, comes back and catches up: do both hold the same history?

Written against the protocol's description alone. Exits with 1 and says why at the first thing that is not as promised.

    python two_clients.py http://127.0.0.1:8000
"""

import asyncio
import hashlib
import json
import sys
import urllib.error
import urllib.request

from websockets.asyncio.client import connect

PATIENCE = 10  # seconds for anything to arrive; nothing here should take a tenth of one
PAGE = 3  # small, so that the catch-up takes several pages


class Broken(Exception):
    """Something was not as the protocol says."""


def expect(truth, complaint):
    if not truth:
        raise Broken(complaint)


def call(base, method, path, body=None, token=None):
    """One REST request; answers (status, JSON)."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(base + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as problem:
        raise Broken(f"{method} {path} answered {problem.code}: {problem.read().decode()}") from problem


class History:
    """What one person holds of one conversation: every entry by its seq, in the form it has now."""

    def __init__(self):
        self.entries = []

    @property
    def head(self):
        return len(self.entries)

    def append(self, message):
        expect(message["seq"] == self.head + 1, f"seq {message['seq']} came after {self.head}")
        self.entries.append(dict(message))
        if message["kind"] in ("edit", "recall") and message["body"]:
            target = self.entries[message["body"]["target_seq"] - 1]
            target["body"] = message["body"]["body"] if message["kind"] == "edit" else None
            target["edited" if message["kind"] == "edit" else "recalled"] = True

    def lines(self):
        for entry in self.entries:
            edited = entry.get("edited") or bool(entry.get("edited_at"))
            recalled = entry.get("recalled") or bool(entry.get("recalled_at"))
            text = json.dumps(entry["body"], ensure_ascii=False, sort_keys=True)
            if entry["kind"] == "text" and entry["body"]:
                text = entry["body"]["text"]
            marks = " (edited)" * edited + "(recalled)" * recalled
            text = "" if recalled else text
            yield f"#{entry['seq']:<3}{entry['sender_id'] or '-':<4}{entry['kind']:<8}{text}{marks}"

    def digest(self):
        """A fingerprint of all that both must agree on, times and client ids included."""
        facts = []
        for entry in self.entries:
            edited = entry.get("edited") or bool(entry.get("edited_at"))
            recalled = entry.get("recalled") or bool(entry.get("recalled_at"))
            names = ("conversation_id", "seq", "sender_id", "kind", "body", "reply_to", "created_at")
            client_id = entry["client_id"] if entry["kind"] == "text" else None
            facts.append([entry[name] for name in names] + [client_id, edited, recalled])
        return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()[:16]


class Client:
    """One person at one socket. Reads all the time; keeps the history; hands answers to whoever asked."""

    def __init__(self, base, user_id, token, conversation_id, subprotocol):
        self.url = base.replace("http", "ws", 1) + f"/api/ws/{user_id}"
        self.user_id, self.token, self.conversation_id = user_id, token, conversation_id
        self.subprotocol = subprotocol
        self.history, self.read_seq = History(), 0
        self.waiting, self.frames = {}, []
        self.changed = asyncio.Condition()
        self.deaf, self.failure = False, None

    async def open(self):
        """Connects and answers the `hello` frame."""
        if self.subprotocol:
            self.socket = await connect(self.url, subprotocols=["kefu.v1", f"bearer.{self.token}"])
            expect(self.socket.subprotocol == "kefu.v1", f"the subprotocol is {self.socket.subprotocol}")
        else:
            self.socket = await connect(self.url, additional_headers={"Authorization": f"Bearer {self.token}"})
        async with asyncio.timeout(PATIENCE):
            hello = json.loads(await self.socket.recv())
        expect(hello["type"] == "hello" and hello["protocol"] == 1, f"the first frame is {hello}")
        expect(hello["user"]["id"] == self.user_id, f"hello is for {hello['user']['id']}")
        self.reader = asyncio.create_task(self.listen())
        return next(c for c in hello["conversations"] if c["id"] == self.conversation_id)

    async def listen(self):
        try:
            async for text in self.socket:
                if self.deaf:
                    continue
                self.take(json.loads(text))
                async with self.changed:
                    self.changed.notify_all()
        except Exception as failure:  # told to whoever waits, so that nobody waits in vain
            self.failure = failure
            async with self.changed:
                self.changed.notify_all()

    def take(self, frame):
        """Keeps one frame. Acks and events share one order, so both go into the history as they come."""
        sent = self.waiting.get(frame.get("id"))
        if frame["type"] == "event":
            expect(frame["event"]["conversation_id"] == self.conversation_id, f"a stranger's event: {frame}")
            self.history.append(frame["event"])
        elif frame["type"] == "ack" and sent and sent["frame"]["type"] in ("send", "edit", "recall"):
            if not frame.get("duplicate"):
                self.history.append(self.own_entry(sent["frame"], frame))
        if sent:
            sent["answer"] = frame
        self.frames.append(frame)

    def own_entry(self, frame, ack):
        """An ack tells seq and time; the rest of the entry is what we sent ourselves."""
        entry = {"conversation_id": self.conversation_id, "seq": ack["seq"], "sender_id": self.user_id,
                 "client_id": frame["id"], "created_at": ack["created_at"], "reply_to": frame.get("reply_to")}
        if frame["type"] == "send":
            return entry | {"kind": frame["kind"], "body": frame["body"]}
        body = {"target_seq": frame["seq"]}
        if frame["type"] == "edit":
            body["body"] = frame["body"]
        return entry | {"kind": frame["type"], "body": body}

    async def until(self, condition, what):
        """Waits until `condition()` answers something true, and answers that."""
        def settled():
            expect(not self.failure, f"{self.user_id} waited for {what}: {self.failure!r}")
            return condition()

        try:
            async with asyncio.timeout(PATIENCE), self.changed:
                return await self.changed.wait_for(settled)
        except TimeoutError:
            raise Broken(f"{self.user_id} waited {PATIENCE} s for {what}") from None

    async def tell(self, what, **fields):
        await self.socket.send(json.dumps({"type": what, "conversation_id": self.conversation_id, **fields}))

    async def ask(self, what, id, **fields):
        """Sends a frame with an id and answers its one answer."""
        self.waiting[id] = {"frame": {"type": what, "id": id, **fields}, "answer": None}
        await self.tell(what, id=id, **fields)
        answer = await self.until(lambda: self.waiting[id]["answer"], f"the answer to {what} {id}")
        del self.waiting[id]
        expect(answer["type"] != "error", f"{what} {id} failed: {answer}")
        return answer

    async def say(self, id, text, **fields):
        return await self.ask("send", id, kind="text", body={"text": text}, **fields)

    async def hear(self, seq):
        await self.until(lambda: self.history.head >= seq, f"seq {seq}")

    async def read(self, id):
        self.read_seq = self.history.head
        await self.ask("read", id, seq=self.read_seq)

    async def catch_up(self):
        """`sync` in pages from what is held to the head; answers the sizes of the pages."""
        pages, more = [], True
        while more:
            page = await self.ask("sync", f"sync-{self.history.head}", after_seq=self.history.head, limit=PAGE)
            expect(len(page["events"]) <= PAGE, f"a page of {len(page['events'])} where {PAGE} was the limit")
            for message in page["events"]:
                self.history.append(message)
            pages.append(len(page["events"]))
            more = page["more"]
            expect(not more or page["events"], "more: true, but nothing came")
        expect(self.history.head == page["head"], f"caught up to {self.history.head}, the head is {page['head']}")
        return pages

    async def cut(self):
        """The network goes away: the TCP connection is reset, no close frame."""
        self.socket.transport.abort()
        await self.reader
        self.frames, self.waiting = [], {}
        self.deaf, self.failure = False, None

    async def close(self):
        self.reader.cancel()
        await self.socket.close()


async def talk(buyer, merchant):
    """Several messages each way, every kind of change, and who sees what of the other. Answers the seq of each id."""
    print("\n2. They talk")
    for who, other in ((buyer, merchant), (merchant, buyer)):
        for state in ("start", "stop"):
            await who.tell("typing", state=state)
            await other.until(lambda: seen(other, "typing", user_id=who.user_id, state=state), f"typing {state}")
    print("   each saw the other typing")
    seqs = {}
    for id, who, other, text in [
        ("c1", buyer, merchant, "Hello! Is the blue teapot still there?"),
        ("c2", buyer, merchant, "我想买两个。"),
        ("s1", merchant, buyer, "您好!还有三个,今天可以发货。"),
        ("s2", merchant, buyer, "The price is 28 yuan each."),
        ("c3", buyer, merchant, "Great, to Hangzhou pleese"),
        ("s3", merchant, buyer, "(meant for somebody else)"),
    ]:
        seqs[id] = (await who.say(id, text))["seq"]
        await other.hear(seqs[id])
        print(f"   #{seqs[id]} {who.user_id} → {other.user_id}  {text}")

    answer = await merchant.say("s4", "Both will be wrapped as a gift.", reply_to=seqs["c3"])
    await buyer.hear(answer["seq"])
    expect(buyer.history.entries[-1]["reply_to"] == seqs["c3"], "reply_to did not arrive")
    print(f"   #{answer['seq']} {merchant.user_id} → {buyer.user_id}  Both will be … (a reply to #{seqs['c3']})")

    edit = await buyer.ask("edit", "c4", seq=seqs["c3"], body={"text": "Great, to Hangzhou please"})
    await merchant.hear(edit["seq"])
    recall = await merchant.ask("recall", "s5", seq=seqs["s3"])
    await buyer.hear(recall["seq"])
    print(f"   #{edit['seq']} {buyer.user_id} edits #{seqs['c3']}; #{recall['seq']} {merchant.user_id} recalls #{seqs['s3']}")

    await merchant.ask("delivered", "s6", seq=merchant.history.head)
    await merchant.read("s7")
    await buyer.read("c5")
    for who, other in ((buyer, merchant), (merchant, buyer)):
        await who.until(lambda: seen(who, "receipt", user_id=other.user_id, read_seq=other.read_seq), "the receipt")
    print(f"   both have read up to #{buyer.read_seq}, and each saw the other's receipt")

    again = await buyer.say("c1", "Hello! Is the blue teapot still there?")
    expect(again["duplicate"] is True and again["seq"] == seqs["c1"], f"a re-send answered {again}")
    print(f"   c1 sent once more: the same #{seqs['c1']}, duplicate: true")
    return seqs


def seen(client, kind, **fields):
    return any(f["type"] == kind and all(f.get(k) == v for k, v in fields.items()) for f in client.frames)


async def drop(buyer, merchant, seqs):
    """The buyer's network goes away just before an ack; the merchant goes on."""
    print("\n3. The buyer's connection is cut")
    held = buyer.history.head
    buyer.deaf = True
    await buyer.tell("send", id="c6", kind="text", body={"text": "And when will it arrive?"})
    await merchant.hear(held + 1)
    await buyer.cut()
    print(f"   {buyer.user_id} sent c6 and lost the connection before the ack came; it holds up to #{held}")
    for number in range(7):
        await merchant.say(f"s{8 + number}", f"Parcel update {number + 1} of 7")
    await merchant.ask("edit", "s15", seq=seqs["s2"], body={"text": "The price is 28 yuan each, 50 for two."})
    recall = await merchant.ask("recall", "s16", seq=held + 2)
    print(f"   {merchant.user_id} goes on alone to #{recall['seq']}: "
          f"7 messages, an edit of #{seqs['s2']}, a recall of #{held + 2}")


async def come_back(buyer, merchant):
    """A new socket, what `hello` says, `sync` in pages, and the message whose ack was lost."""
    print("\n4. The buyer comes back")
    conversation = await buyer.open()
    held = buyer.history.head
    expect(conversation["last_seq"] == merchant.history.head, f"hello says last_seq {conversation['last_seq']}")
    expect(conversation["read_seq"] == buyer.read_seq, f"hello says read_seq {conversation['read_seq']}")
    print(f"   hello: last_seq {conversation['last_seq']}, unread {conversation['unread']}; held: #{held}")
    pages = await buyer.catch_up()
    print(f"   sync after #{held} in pages of {PAGE}: {' + '.join(map(str, pages))} events")
    lost = await buyer.say("c6", "And when will it arrive?")
    expect(lost["duplicate"] is True and lost["seq"] == held + 1, f"the re-send of c6 answered {lost}")
    print(f"   c6 sent again: it is #{lost['seq']}, duplicate: true; nothing was stored twice")
    seq = (await buyer.say("c7", "I see, thank you. 谢谢!"))["seq"]
    await merchant.hear(seq)
    print(f"   #{seq} {buyer.user_id} → {merchant.user_id}  I see, thank you. 谢谢!")


def stored(base, token, conversation_id):
    """The history as REST tells it, read in pages from its beginning."""
    history = History()
    while True:
        path = f"/api/messages?conversation_id={conversation_id}&after_seq={history.head}&limit=5"
        _, page = call(base, "GET", path, token=token)
        # What was edited or recalled shows so already; its later entries need no applying.
        for message in page["items"]:
            expect(message["seq"] == history.head + 1, f"REST: seq {message['seq']} came after {history.head}")
            history.entries.append(message)
        if history.head >= page["head"]:
            return history


def compare(base, buyer, merchant):
    print("\n5. What each of them holds")
    for client in (buyer, merchant):
        expect(not client.failure, f"{client.user_id}: {client.failure!r}")
    histories = {buyer.user_id: buyer.history, merchant.user_id: merchant.history,
                 "REST": stored(base, buyer.token, buyer.conversation_id)}
    for name, history in histories.items():
        print(f"   {name}: {history.head} entries, fingerprint {history.digest()}")
    if len({history.digest() for history in histories.values()}) != 1:
        for name, history in histories.items():
            print(f"\n   {name}\n" + "\n".join(f"   {line}" for line in history.lines()))
            print(json.dumps(history.entries, ensure_ascii=False, indent=1))
        raise Broken("the histories differ")
    print("\n".join(f"   {line}" for line in buyer.history.lines()))


async def main(base):
    print("1. Sign in, and open a conversation")
    users = [{"id": "b1", "role": "buyer", "username": "Lin"}, {"id": "m1", "role": "merchant", "username": "Teapots"}]
    _, ensured = call(base, "POST", "/api/users/ensure?tokens=true", {"users": users})
    tokens = {user["id"]: user.get("access_token") for user in ensured["items"]}
    expect(all(tokens.values()), "no tokens: the server must run with DEBUG=True, and b1 and m1 must be new to it")
    status, conversation = call(
        base, "POST", "/api/conversations", {"kind": "direct", "participants": ["m1"]}, tokens["b1"])
    expect(status == 201, f"the conversation was not new: {status}")
    buyer = Client(base, "b1", tokens["b1"], conversation["id"], subprotocol=True)
    merchant = Client(base, "m1", tokens["m1"], conversation["id"], subprotocol=False)
    for client in (buyer, merchant):
        await client.open()
        await client.catch_up()
    print(f"   b1 and m1 share conversation {conversation['id']}, both sockets said hello")

    seqs = await talk(buyer, merchant)
    await drop(buyer, merchant, seqs)
    await come_back(buyer, merchant)
    compare(base, buyer, merchant)
    await buyer.close()
    await merchant.close()
    print("\nBoth clients and the server hold the same history.")


if __name__ == "__main__":
    try:
        asyncio.run(main(sys.argv[1].rstrip("/")))
    except Broken as broken:
        sys.exit(f"NOT AS PROMISED: {broken}")
