"""Peers that behave badly: they stop reading, or they vanish. What do they cost, and does anybody notice? (P6, P7)"""

import asyncio
import base64
import os
import pathlib
import random
import socket
import struct
import time

from client import Link, World
from promises import expect, promised
from servers import ask

MEBIBYTE = 1 << 20
CLOSED = 35.0  # seconds within which a reader that stopped is closed
COST = 2 * MEBIBYTE  # what it may cost meanwhile; both stuck readers together do not reach it
LISTENERS = 10
P99 = 0.5  # seconds for the others, in the same conversation


def handshake(kefu, user, token):
    key = base64.b64encode(os.urandom(16)).decode()
    return (f"GET /api/ws/{user} HTTP/1.1\r\nHost: 127.0.0.1:{kefu.port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Authorization: Bearer {token}\r\n\r\n").encode()


async def upgrade_status(kefu, user, token):
    """The status of an attempt to open a socket; None where nobody answers."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", kefu.port)
        try:
            writer.write(handshake(kefu, user, token))
            line = await asyncio.wait_for(reader.readline(), 2)
            return int(line.split()[1]) if line else None
        finally:
            writer.transport.abort()
    except (OSError, asyncio.TimeoutError):
        return None


class StuckReader:
    """A socket with a tiny receive buffer that reads its hello and then nothing any more, and stays open."""

    def __init__(self, raw, kefu):
        self.raw, self.kefu = raw, kefu
        self.port = raw.getsockname()[1]
        self.since = time.monotonic()

    @classmethod
    async def open(cls, kefu, user, token):
        raw = socket.socket()
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
        raw.setblocking(False)
        loop = asyncio.get_running_loop()
        await loop.sock_connect(raw, ("127.0.0.1", kefu.port))
        await loop.sock_sendall(raw, handshake(kefu, user, token))
        head = await asyncio.wait_for(loop.sock_recv(raw, 1024), 5)
        if b" 101 " not in head:
            raise RuntimeError(f"the upgrade answered {head!r}")
        return cls(raw, kefu)

    def is_held(self):
        """Does the server still have this connection? One that it gave up belongs to no process any more."""
        local, remote = f":{self.kefu.port:04X}", f":{self.port:04X}"
        for line in pathlib.Path("/proc/net/tcp").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[1].endswith(local) and fields[2].endswith(remote):
                return fields[9] != "0"
        return False

    async def until_closed(self, patience):
        """The seconds from when it stopped reading until the server closed it; None if it did not."""
        while time.monotonic() - self.since < patience:
            if not self.is_held():
                return time.monotonic() - self.since
            await asyncio.sleep(0.1)
        return None

    def close(self):
        self.raw.close()


async def slow_reader(bench, database):
    """One stuck reader in a busy conversation, one in a quiet one, ten good listeners. Breakage it catches: queues that
    are not bounded (WS_QUEUE_FRAMES, WS_QUEUE_BYTES at their largest)."""
    kefu = await bench.kefu(database)
    world = World([kefu.base], 2, "s", size=2000)
    await world.set_up()
    sender, receiver, _, quiet = world.talkers
    listeners = [Link(kefu.base, receiver.person, receiver.token, receiver.person.conversation) for _ in range(LISTENERS)]
    for listener in listeners:
        await listener.open()
    sent, stop = {}, asyncio.Event()
    talking = asyncio.create_task(speak(kefu, sender, sent, stop))
    try:
        await asyncio.sleep(6)  # the server's own memory settles
        warm = len(sent)
        base = kefu.rss()
        calm = await watch_memory(kefu, 4)
        busy_stuck = await StuckReader.open(kefu, receiver.person.user_id, receiver.token)
        quiet_stuck = await StuckReader.open(kefu, quiet.person.user_id, quiet.token)
        closing = asyncio.gather(busy_stuck.until_closed(CLOSED + 5), quiet_stuck.until_closed(CLOSED + 5))
        peak = 0
        while not closing.done():
            peak = max(peak, kefu.rss())
            await asyncio.sleep(0.05)
        busy, silent = await closing
    finally:
        stop.set()
        await talking
    await asyncio.sleep(0.5)
    slowest = latencies(sent, listeners, warm)
    streams = sum(len(listener.heard) for listener in listeners)
    for listener in listeners:
        await listener.close()
    busy_stuck.close()
    quiet_stuck.close()
    p50, p99 = slowest[len(slowest) // 2], slowest[int(len(slowest) * 0.99)]
    growth = peak - max(base, calm)
    lines = [
        f"{len(sent)} messages of 2,000 bytes, {streams} deliveries to {LISTENERS} good listeners: "
        f"p50 {p50 * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, worst {slowest[-1] * 1000:.1f} ms",
        f"stuck in the busy conversation: closed after {told(busy)}; in the quiet one: after {told(silent)}",
        f"memory: {max(base, calm) / MEBIBYTE:.1f} MiB before, at most {peak / MEBIBYTE:.1f} MiB meanwhile (both stuck)",
    ]
    expect(busy is not None and busy <= CLOSED, f"{lines}: the reader in the busy conversation was not closed in time")
    expect(silent is not None and silent <= CLOSED, f"{lines}: the reader in the quiet conversation was not closed")
    expect(growth <= COST, f"{lines}: two stuck readers cost {growth / MEBIBYTE:.1f} MiB")
    expect(streams == len(sent) * LISTENERS, f"{lines}: not everybody heard everything")
    expect(p99 < P99, f"{lines}: the others were slowed down")
    return lines


def told(seconds):
    return "never" if seconds is None else f"{seconds:.1f} s"


async def watch_memory(kefu, seconds):
    """The most that it was in this time."""
    peak, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        peak = max(peak, kefu.rss())
        await asyncio.sleep(0.05)
    return peak


async def speak(kefu, talker, sent, stop):
    """About a hundred messages a second, one after the other."""
    link = Link(kefu.base, talker.person, talker.token, talker.person.conversation)
    await link.open()
    number = 0
    while not stop.is_set():
        number += 1
        begin = time.monotonic()
        answer = await link.say(f"busy-{number}", f"{number} {'x' * talker.size}")
        sent[answer["seq"]] = begin
        await asyncio.sleep(max(0, 0.01 - (time.monotonic() - begin)))
    await link.close()


def latencies(sent, listeners, warm):
    """Seconds from sending to hearing, sorted; without the first `warm` messages."""
    late = sorted(sent)[warm:]
    return sorted(listener.heard[seq] - sent[seq] for listener in listeners for seq in late if seq in listener.heard)


ROUNDS = 1000


async def vanish(bench, database):
    """1,000 times: connect and be gone, with FIN and with RST, before, during and after the handshake. Breakage it
    catches: sessions that stay (FAULTS_HOLD leaves three sockets open)."""
    kefu = await bench.kefu(database)
    world = World([kefu.base], 5, "v")
    await world.set_up()
    chance = random.Random(11)
    people = [(talker.person.user_id, talker.token) for talker in world.talkers]
    await rounds(kefu, people, 300, chance)  # what the server allocates once
    await asyncio.sleep(1)
    descriptors, memory = kefu.descriptors(), kefu.rss()
    await rounds(kefu, people, ROUNDS, chance)
    held = [await StuckReader.open(kefu, *people[0]) for _ in range(int(os.environ.get("FAULTS_HOLD", "0")))]
    try:
        begin = time.monotonic()
        await promised(10, lambda: kefu.descriptors() <= descriptors, f"{kefu.descriptors()} descriptors fall to {descriptors}")
        gone = time.monotonic() - begin
        await promised(15, lambda: everybody_offline(kefu, database, people), "everybody is offline")
    finally:
        for reader in held:
            reader.close()
    after = kefu.rss()
    line = (f"{ROUNDS} rounds: descriptors {descriptors} again after {gone:.1f} s, everybody offline; "
            f"memory {memory / MEBIBYTE:.1f} MiB before, {after / MEBIBYTE:.1f} MiB after")
    expect(after <= memory * 1.2, f"{line}: more than 20 % more")
    expect(kefu.panics() == 0, "the server panicked")
    return [line]


async def everybody_offline(kefu, database, people):
    """Each asks about itself over REST."""
    for user, token in people:
        status, answer = await ask("GET", f"{kefu.base}/api/users/{user}", token=token)
        if status != 200 or answer["status"] != "offline":
            return False
    return True


async def rounds(kefu, people, count, chance):
    gate = asyncio.Semaphore(20)

    async def one(number):
        async with gate:
            await appear_and_vanish(kefu, *people[number % len(people)], chance)

    await asyncio.gather(*(one(number) for number in range(count)))


async def appear_and_vanish(kefu, user, token, chance):
    reader, writer = await asyncio.open_connection("127.0.0.1", kefu.port)
    how, how_far = chance.choice(("fin", "rst")), chance.choice(("connected", "asked", "greeted", "greeted"))
    if how == "rst":
        raw = writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if how_far != "connected":
        writer.write(handshake(kefu, user, token))
        await writer.drain()
    if how_far == "greeted":
        await asyncio.wait_for(reader.readuntil(b"hello"), 10)
    writer.transport.abort()
