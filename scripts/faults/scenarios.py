"""The faults, one function each: make it happen under load, then judge what everybody saw and what is stored."""

import asyncio
import contextlib
import json
import shutil
import signal
import sqlite3
import subprocess
import time

import readers
import restarts
from client import Link, World
from journal import judge, verdict
from promises import Skipped, expect, promised
from proxy import CuttingProxy
from servers import Redis, spawn, until

ANSWER = 3.0  # seconds within which a send is answered while the database is away (P9)
RETURN = 5.0  # seconds within which all works again after its return (P9)
DRAIN = 10.0  # seconds a drain may take (P8)


# ---- kill -9 of the server ---------------------------------------------------------------------------------------


async def kill_server(bench, database):
    """Breakage it catches: `ack-before-commit`."""
    kefu = await bench.kefu(database)
    world = World([kefu.base], 10, "k", window=4, pause=0.002)
    await world.set_up()
    judge_too = asyncio.create_task(loadtest(bench, kefu, seconds=8))
    async with world.talking():
        said = "SELECT COUNT(*) FROM messages WHERE sender_id LIKE 'load%'"
        await until(30, lambda: int(database.rows(said)[0][0]) > 50, "kefu-loadtest talks")
        for _ in range(3):
            before = world.acked
            await until(15, lambda before=before: world.acked > before + 200, "200 messages are acked")
            await kefu.kill()
            await kefu.start()
        before = world.acked
        await promised(15, lambda: world.acked > before + 200, "it goes on")
        code, second = await judge_too
    own = judge(world.people, database)
    expect(own.clean and code == 0, f"the verdict: {own}\n    {second}, exit code {code}")
    return ["3 kills"] + verdict(world, database, kefu) + [second]


async def loadtest(bench, kefu, seconds):
    """kefu-loadtest beside it: another client and another judge. Answers its exit code and its verdict."""
    command = [bench.loadtest, "chat", "--url", kefu.base, "--pairs", "20", "--window", "4", "--duration",
               f"{seconds}s", "--warmup", "1s", "--drain", "20s", "--reconnect", "--verify", "--json"]
    log = bench.folder / "loadtest.log"
    with open(log, "wb") as errors:
        process = spawn(command, stdout=subprocess.PIPE, stderr=errors)
        output, _ = await asyncio.to_thread(process.communicate, timeout=90)
    names = ("messages_acked_in_all", "lost", "duplicated", "reordered", "skipped", "phantom", "unanswered", "sockets_lost")
    report = json.loads(output) if output.strip() else {}
    figures = "  ".join(f"{name} {report[name]}" for name in names if name in report) or log.read_text()[-300:]
    return process.returncode, f"kefu-loadtest, 20 pairs, window 4: {figures}"


# ---- the database goes away --------------------------------------------------------------------------------------


class Away:
    """Watches what the clients see while the database is away, and how fast all works again (P9)."""

    def __init__(self, world, kefu):
        self.world, self.kefu, self.lines, self.complaints = world, kefu, [], []

    @contextlib.asynccontextmanager
    async def outage(self, name, longest=ANSWER):
        """The database goes and returns inside."""
        world = self.world
        marks = {id(s): (len(s.errors), len(s.waits)) for s in world.sendings()}
        sockets = sum(len(talker.lost_sockets) for talker in world.talkers)
        yield
        back = time.monotonic()
        for talker in world.talkers:
            await promised(RETURN + 10, lambda t=talker: t.acked_at and t.acked_at[-1] > back, f"{talker.person.user_id} is acked")
        slowest = max(next(at for at in talker.acked_at if at > back) - back for talker in world.talkers)
        errors = [error for s in world.sendings() for error in s.errors[marks.get(id(s), (0, 0))[0]:]]
        codes = {code for code, _ in errors}
        patience = max(seconds for s in world.sendings() for seconds in s.waits[marks.get(id(s), (0, 0))[1]:])
        lost = sum(len(talker.lost_sockets) for talker in world.talkers) - sockets
        self.lines.append(f"{name}: {len(errors)} refused, the slowest answer took {patience:.2f} s, sockets closed "
                          f"{lost}, all acked again {slowest:.2f} s after its return")
        self.want(codes <= {"unavailable"}, f"{name}: refused with {codes}")
        self.want(errors, f"{name}: nothing was refused")
        self.want(patience <= longest, f"{name}: an answer took {patience:.2f} s")
        self.want(lost == 0, f"{name}: the server closed {lost} sockets: {[t.close_codes for t in world.talkers]}")
        self.want(slowest <= RETURN, f"{name}: worked again after {slowest:.2f} s only")

    def want(self, truth, complaint):
        if not truth:
            self.complaints.append(complaint)

    def verdict(self, database):
        """Fails with everything that was wrong, also with what is stored."""
        found = judge(self.world.people, database)
        if not found.clean:
            self.complaints.append(f"the verdict: {found}")
        expect(not self.complaints, "\n    ".join(self.complaints))
        return self.lines + verdict(self.world, database, self.kefu)


@contextlib.asynccontextmanager
async def talking(bench, database, acked, *world, **manner):
    """A server and a world that talks to it, from its so many acked messages on; the one who watches it."""
    kefu = await bench.kefu(database)
    world = World([kefu.base], *world, **manner)
    await world.set_up()
    async with world.talking():
        await until(15, lambda: world.acked > acked, f"{acked} messages are acked")
        yield Away(world, kefu)


async def database_away(bench, database):
    """kill -9, SIGSTOP and an orderly restart of MariaDB. Breakage it catches: `patience-off`, `ack-before-commit`."""
    server = bench.mariadb
    async with talking(bench, database, 200, 12, "d", pause=0.01) as away:
        async with away.outage("kill -9, 4 s away"):
            await server.end(signal.SIGKILL)
            await asyncio.sleep(4)
            status = await away.kefu.ready()
            expect(status == 503, f"/api/health/ready answers {status} while the database is away")
            await server.start()
        await asyncio.sleep(1)
        async with away.outage("SIGSTOP 10 s"):
            server.signal(signal.SIGSTOP)
            try:
                await asyncio.sleep(10)
            finally:
                server.signal(signal.SIGCONT)
        await asyncio.sleep(1)
        async with away.outage("orderly restart"):
            await server.end(signal.SIGTERM)
            await asyncio.sleep(1)
            await server.start()
        await asyncio.sleep(1)
    return away.verdict(database)


async def locked_file(bench, database):
    """Somebody locks the SQLite file for 6 s. Breakage it catches: `patience-off`."""
    async with talking(bench, database, 200, 10, "l", pause=0.01) as away:
        async with away.outage("locked for 6 s"):
            await asyncio.to_thread(lock, database.path, 6)
        await asyncio.sleep(1)
    return away.verdict(database)


def lock(path, seconds):
    with contextlib.closing(sqlite3.connect(path, timeout=20, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        other.execute("ROLLBACK")


# ---- cut after the commit, before the ack ------------------------------------------------------------------------


async def cut(bench, database):
    """Breakage it catches: `dedupe-off`."""
    kefu = await bench.kefu(database)
    proxy = CuttingProxy(kefu.port, seed=7)
    await proxy.start()
    world = World([kefu.base], 10, "c", window=4, pause=0.003)
    await world.set_up()
    for talker in world.talkers:
        talker.bases = [proxy.base]
    async with world.talking():
        await until(30, lambda: proxy.cuts >= 150, "150 cuts")
        proxy.calm = True
        await asyncio.sleep(1)
    await proxy.stop()
    lines = verdict(world, database, kefu)
    repeats = sum(any(duplicate for _, duplicate in sending.acks) for sending in world.sendings())
    expect(repeats >= 20, f"only {repeats} messages were stored and not acked: too few to judge")
    return [f"{proxy.cuts} cuts"] + lines


# ---- disks that fail ---------------------------------------------------------------------------------------------


async def disk_full(bench, database):
    """SQLite on a tmpfs of 8 MiB that somebody fills. Breakage it catches: `ack-before-commit`."""
    disk = bench.folder / "small-disk"
    disk.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], capture_output=True, text=True)
    if mounted.returncode != 0:
        raise Skipped(f"a small tmpfs cannot be mounted here (root is needed): {mounted.stderr.strip()}")
    bench.on_exit(lambda: subprocess.run(["umount", "-l", str(disk)], check=False))
    database = bench.sqlite_at(disk / "kefu.db")
    async with talking(bench, database, 100, 8, "f", pause=0.01, size=400) as away:
        kefu, world = away.kefu, away.world
        async with away.outage("disk full for 5 s"):
            ballast = disk / "ballast"
            fill(ballast)
            before = len([s for s in world.sendings() if s.errors])
            await until(20, lambda: len([s for s in world.sendings() if s.errors]) > before, "a send is refused")
            await asyncio.sleep(5)
            ballast.unlink()
        await asyncio.sleep(1)
        await kefu.kill()
        await kefu.start()
    lines = away.verdict(database)
    await kefu.stop()
    return lines


def fill(path):
    """Takes all the room there is."""
    with open(path, "wb", buffering=0) as ballast, contextlib.suppress(OSError):
        while True:
            ballast.write(b"\0" * 4096)


async def failing_fsync(bench, database):
    """Every third fsync of each thread fails with EIO for 5 s. Breakage it catches: `ack-before-commit`."""
    if not shutil.which("strace"):
        raise Skipped("strace is not installed (apt-get install strace)")
    async with talking(bench, database, 100, 8, "y", pause=0.005) as away:
        kefu = away.kefu
        async with away.outage("fsync fails for 5 s"):
            log = bench.folder / "strace.log"
            strace = spawn(["strace", "-f", "-p", str(kefu.pid), "-e", "trace=fsync,fdatasync", "-o", str(log), "-e",
                            "inject=fsync,fdatasync:error=EIO:when=2+3"], stderr=subprocess.PIPE, text=True)
            try:
                await asyncio.sleep(5)
                if strace.poll() is not None:
                    raise Skipped(f"strace may not attach here: {strace.stderr.read().strip()[:200]}")
            finally:
                if strace.poll() is None:
                    strace.send_signal(signal.SIGINT)
                    await asyncio.to_thread(strace.wait, 10)
        failed = log.read_text().count("(INJECTED)")
        expect(failed >= 5, f"only {failed} calls failed")
        await asyncio.sleep(0.5)
        await kefu.kill()
        await kefu.start()
        await asyncio.sleep(0.5)
    return [f"{failed} calls failed"] + away.verdict(database)


# ---- an orderly end ----------------------------------------------------------------------------------------------


async def drain(bench, database):
    """SIGTERM under load, with one reader that is stuck. Breakage it catches: `drain-off`."""
    kefu = await bench.kefu(database)
    world = World([kefu.base], 10, "t", window=4, pause=0.002)
    await world.set_up()
    lines = []
    async with world.talking():
        await until(15, lambda: world.acked > 300, "300 messages are acked")
        first = world.talkers[0]
        stuck = await readers.StuckReader.open(kefu, first.person.user_id, first.token)
        links = [talker.link for talker in world.talkers]
        begin = time.monotonic()
        kefu.process.terminate()
        refusals = asyncio.create_task(knock(kefu, first, begin))
        code = await asyncio.to_thread(kefu.process.wait, 20)
        took = time.monotonic() - begin
        not_ready, upgrades = await refusals
        stuck.close()
        await promised(5, lambda: all(link.closed.is_set() for link in links), "every socket is closed")
        judge_farewell(world, database, links, lines)
        lines.append(f"ended in {took:.2f} s with {code}; not ready after {not_ready * 1000:.0f} ms; {upgrades} tries to open a socket, none came in")
        expect(code == 0, f"the exit code is {code}")
        expect(took <= DRAIN, f"it took {took:.1f} s to end")
        await kefu.start()
        await asyncio.sleep(0.5)
    return lines + verdict(world, database, kefu)


async def knock(kefu, talker, begin):
    """Asks for readiness and for a new socket until nobody answers. Both must be refused from the start."""
    not_ready, upgrades, grace = None, 0, 0.1
    while True:
        status = await kefu.ready(timeout=2)
        since = time.monotonic() - begin
        if status == 200:
            expect(since < grace, f"/api/health/ready still answers 200 after {since:.2f} s")
            continue
        not_ready = not_ready or since
        status = await readers.upgrade_status(kefu, talker.person.user_id, talker.token)
        expect(status != 101, f"a socket was opened {since:.2f} s after SIGTERM")
        upgrades += 1
        if status is None and kefu.process.poll() is not None:
            return not_ready, upgrades
        await asyncio.sleep(0.02)


def judge_farewell(world, database, links, lines):
    """Every socket got `bye` and 1001, and whatever was written was acked."""
    byes = sum(any(frame["type"] == "bye" for frame in link.frames) for link in links)
    codes = {link.socket.close_code for link in links}
    expect(byes == len(links), f"{byes} of {len(links)} sockets got a bye")
    expect(codes == {1001}, f"the sockets were closed with {codes}")
    acked = {sending.text for sending in world.sendings() if sending.acked}
    rows = database.messages([person.conversation for person in world.people])
    stored = {row.text for entries in rows.values() for row in entries}
    silent = stored - acked
    expect(not silent, f"{len(silent)} messages were written and never acked: {sorted(silent)[:3]}")
    lines.append(f"{byes} sockets got bye and 1001; all {len(stored)} written messages were acked")


async def behind_nginx(bench, database):
    """A restart as an operator makes it; see restarts.py."""
    return await restarts.behind_nginx(bench, database)


# ---- two servers -------------------------------------------------------------------------------------------------


async def two_nodes(bench, database):
    """Two servers on one MariaDB, both ends of each conversation on different ones, and every fifth message sent through
    both at once. Without REDIS_URL the nodes tell each other nothing: a listener hears of the other node's entries with
    the next one of its own node, in order, or by `sync`. Breakage it catches: `gap-fill-off`, `dedupe-off`."""
    first = await bench.kefu(database)
    second = await bench.kefu(database, secret=first.secret)
    world = World([first.base, second.base], 8, "n", pause=0.005)
    await world.set_up()
    seconds = []
    for talker in world.talkers:
        link = Link(talker.bases[1], talker.person, talker.token, talker.person.conversation)
        await link.open()
        talker.twice = link
        seconds.append(link)
    async with world.talking():
        await until(60, lambda: world.acked > 1500, "1,500 messages are acked")
    for link in seconds:
        await link.close()
    errors = [code for sending in world.sendings() for code, _ in sending.errors]
    lines = [f"refused: {len(errors)} ({', '.join(sorted(set(errors))) or 'none'})"]
    return lines + verdict(world, database, first, second)


HEARD = 15.0  # seconds within which everybody has heard everything, Redis or not


async def redis_away(bench, database):
    """Two servers that hear each other over Redis, which is stopped for a while, killed, started again and killed for good.
    Everybody hears everything live, without `sync`. Breakage it catches: `gap-fill-off`."""
    if not shutil.which("redis-server"):
        raise Skipped("there is no redis-server")
    redis = Redis(bench.folder)
    await redis.start()
    bench.environment = {**bench.environment, "REDIS_URL": redis.url}
    first = await bench.kefu(database)
    second = await bench.kefu(database, secret=first.secret)
    world = World([first.base, second.base], 8, "r", pause=0.005)
    await world.set_up()

    async def go_on(what):
        goal = world.acked + 300
        await until(30, lambda: world.acked > goal, f"300 messages are acked {what}")

    async with world.talking():
        await go_on("with Redis")
        redis.signal(signal.SIGSTOP)
        await go_on("while Redis stands still")
        redis.signal(signal.SIGCONT)
        await go_on("after it stood still")
        redis.kill()
        await go_on("while Redis is away")
        await redis.start()
        await go_on("after it came back")
        redis.kill()
        await go_on("while Redis is away again")
        world.over = True
        await asyncio.wait_for(asyncio.gather(*world.tasks), 40)
        over = time.monotonic()
        heads = {int(id): int(seq) for id, seq in database.rows("SELECT id, last_seq FROM conversations")}
        lag = lambda: {p.user_id: heads[p.conversation] - p.complete_to for p in world.people if p.complete_to < heads[p.conversation]}
        with contextlib.suppress(TimeoutError):
            await until(HEARD, lambda: not lag(), "everybody has heard everything")
        expect(not lag(), f"not heard within {HEARD} s, by user: {lag()}")
        late = time.monotonic() - over
    return [f"all was heard {late:.1f} s after the last message, without Redis"] + verdict(world, database, first, second)


async def slow_reader(bench, database):
    return await readers.slow_reader(bench, database)


async def vanish(bench, database):
    return await readers.vanish(bench, database)


BOTH, MARIADB, SQLITE = ("SQLite", "MariaDB"), ("MariaDB",), ("SQLite",)

# ---- a flood from one user ---------------------------------------------------------------------------------------

NOTICED = 500  # milliseconds: the others' p99 stays below (P10)
LIMITS = {"MESSAGE_RATE_LIMIT": "20", "FRAME_RATE_LIMIT": "100", "REQUEST_RATE_LIMIT": "100", "CONNECTION_LIMIT_PER_USER": "10"}


async def flood(bench, database):
    """One user sends all it can over ten sockets while 50 pairs talk. Breakage it catches: no limits at all."""
    bench.environment = {**LIMITS, **bench.environment}
    kefu = await bench.kefu(database)
    calm = await figures(bench, kefu, "chat", "--prefix", "calm", *PAIRS)
    pouring = asyncio.create_task(
        figures(bench, kefu, "flood", "--prefix", "flood", "--sockets", "10", "--duration", "16s"))
    flooded = await figures(bench, kefu, "chat", "--prefix", "wet", *PAIRS)
    poured = await pouring
    expect(kefu.panics() == 0, f"the server panicked {kefu.panics()} times, see its log")
    lines = [f"{poured['frames_per_second']:.0f} frames/s poured in, {poured['sockets_closed_by_server']} sockets closed, "
             f"{poured['sockets_refused']} refused"]
    for name, report in [("alone", calm), ("beside the flood", flooded)]:
        lines.append(f"50 pairs {name}: {report['acked_per_second']:.0f} acks/s, ack p99 {report['ack_ms']['p99']:.1f} ms, "
                     f"delivery p99 {report['delivery_ms']['p99']:.1f} ms, verdict {report['verdict']}")
    expect(poured["frames_per_second"] > 1000, "the flood was no flood")
    expect(flooded["verdict"] == "kept", str(flooded))
    worst = max(flooded["ack_ms"]["p99"], flooded["delivery_ms"]["p99"])
    expect(worst < NOTICED, f"the others noticed: p99 {worst:.1f} ms. " + "; ".join(lines))
    return lines


PAIRS = ["--pairs", "50", "--rate", "100", "--warmup", "2s", "--duration", "10s"]


async def figures(bench, kefu, *arguments):
    """What kefu-loadtest says, as an object."""
    command = [bench.loadtest, *arguments, "--url", kefu.base, "--json"]
    process = spawn(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    output, errors = await asyncio.to_thread(process.communicate, timeout=90)
    expect(output.strip(), f"kefu-loadtest {arguments[0]} said nothing: {errors[-500:]}")
    return json.loads(output)


SCENARIOS = {
    "kill-server": (kill_server, BOTH),
    "database-away": (database_away, MARIADB),
    "locked-file": (locked_file, SQLITE),
    "cut": (cut, BOTH),
    "disk-full": (disk_full, SQLITE),
    "fsync": (failing_fsync, SQLITE),
    "drain": (drain, BOTH),
    "behind-nginx": (behind_nginx, BOTH),
    "slow-reader": (slow_reader, MARIADB),
    "vanish": (vanish, SQLITE),
    "two-nodes": (two_nodes, MARIADB),
    "redis-away": (redis_away, MARIADB),
    "flood": (flood, SQLITE),
}

# Which breakage each checker must be seen to catch: (scenario, database, KEFU_BREAK, other settings).
BREAKAGES = [
    ("kill-server", "SQLite", "ack-before-commit", {}),
    ("kill-server", "MariaDB", "ack-before-commit", {}),
    ("database-away", "MariaDB", "ack-before-commit", {}),
    ("database-away", "MariaDB", "patience-off", {}),
    ("locked-file", "SQLite", "patience-off", {}),
    ("cut", "SQLite", "dedupe-off", {}),
    ("cut", "MariaDB", "dedupe-off", {}),
    ("disk-full", "SQLite", "ack-before-commit", {}),
    ("fsync", "SQLite", "ack-before-commit", {}),
    ("drain", "SQLite", "drain-off", {}),
    ("behind-nginx", "SQLite", "drain-off", {}),
    ("slow-reader", "MariaDB", "", {"WS_QUEUE_FRAMES": "65536", "WS_QUEUE_BYTES": "67108864"}),
    ("vanish", "SQLite", "", {"FAULTS_HOLD": "3"}),
    ("two-nodes", "MariaDB", "gap-fill-off", {}),
    ("two-nodes", "MariaDB", "dedupe-off", {}),
    ("redis-away", "MariaDB", "gap-fill-off", {}),
    ("flood", "SQLite", "", {"MESSAGE_RATE_LIMIT": "0", "FRAME_RATE_LIMIT": "0"}),
]
