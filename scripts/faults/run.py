"""Runs scenarios, and tells how each ended. Started by scripts/faults.sh, which prepares what is needed."""

import argparse
import asyncio
import os
import pathlib
import shutil
import signal
import sys
import tempfile
import time
import traceback

import scenarios
from database import MariaDb, Sqlite
from promises import Broken, Skipped
from scenarios import BREAKAGES, SCENARIOS
from servers import Kefu, MariaDbServer, ask_all_to_end, end_all


class Bench:
    """What a scenario works with: a folder of its own, databases, servers; all gone when it ends."""

    def __init__(self, options, mariadb, folder, environment=None):
        self.options, self.mariadb, self.folder, self.environment = options, mariadb, folder, environment or {}
        self.loadtest = options.loadtest
        self.kefus, self.exits = [], []

    def on_exit(self, action):
        self.exits.append(action)

    def sqlite_at(self, path):
        return Sqlite(path)

    async def kefu(self, database, secret=None):
        kefu = Kefu(self.options.kefu, self.folder / f"node{len(self.kefus) + 1}", database, secret, self.environment)
        self.kefus.append(kefu)
        await kefu.start()
        return kefu

    async def close(self):
        for kefu in self.kefus:
            if kefu.process and kefu.process.poll() is None:
                await kefu.kill()
        for action in reversed(self.exits):
            action()


class Run:
    def __init__(self, options):
        self.options = options
        self.mariadb = None
        if options.mariadb_pid:
            self.mariadb = MariaDbServer(options.mariadb_pid, options.mariadb_folder, options.mariadb_url)
        self.numbers = 0
        self.counts = {"passed": 0, "failed": 0, "skipped": 0}

    async def scenario(self, name, kind, environment=None):
        """Runs one; answers (how it ended, its lines)."""
        self.numbers += 1
        folder = pathlib.Path(tempfile.mkdtemp(prefix=f"{name}-{kind}-", dir=self.options.folder))
        bench = Bench(self.options, self.mariadb, folder, environment)
        try:
            if kind == "MariaDB":
                database = MariaDb(self.mariadb.socket, self.mariadb.url, f"kefu_f{self.numbers}")
                database.create()
            else:
                database = Sqlite(folder / "kefu.db")
            lines = await asyncio.wait_for(SCENARIOS[name][0](bench, database), 120)
            return "passed", lines
        except Skipped as reason:
            return "skipped", [str(reason)]
        except Broken as reason:
            return "failed", [str(reason)]
        except Exception as reason:
            trace = traceback.format_exc().strip().splitlines()
            return "crashed", [f"{type(reason).__name__}: {reason}", *trace[-6:]]
        finally:
            await bench.close()
            self.keep(bench)

    def keep(self, bench):
        if self.options.keep:
            for kefu in bench.kefus:
                shutil.copy(kefu.log, pathlib.Path(self.options.keep) / f"{bench.folder.name}-{kefu.folder.name}.log")

    async def all(self, names):
        for name in names:
            for kind in SCENARIOS[name][1]:
                begin = time.monotonic()
                ended, lines = await self.scenario(name, kind)
                self.counts["failed" if ended == "crashed" else ended] += 1
                self.tell(ended, f"{name} ({kind})", time.monotonic() - begin, lines)

    async def broken(self, names):
        """Each checker must fail on the breakage it is there for; a harness that crashes has seen nothing."""
        for name, kind, breakage, environment in BREAKAGES:
            if name not in names:
                continue
            begin = time.monotonic()
            given = {**environment, **({"KEFU_BREAK": breakage} if breakage else {})}
            os.environ.update({key: value for key, value in environment.items() if key.startswith("FAULTS_")})
            ended, lines = await self.scenario(name, kind, given)
            for key in environment:
                os.environ.pop(key, None)
            seen = {"failed": "passed", "skipped": "skipped"}.get(ended, "failed")
            self.counts[seen] += 1
            what = breakage or " ".join(f"{key}={value}" for key, value in environment.items())
            word = {"failed": "caught", "passed": "NOT CAUGHT"}.get(ended, ended)
            self.tell(word, f"{name} ({kind}) with {what}", time.monotonic() - begin, lines)

    def tell(self, word, what, seconds, lines):
        print(f"{word:8} {what}, {seconds:.1f} s", flush=True)
        for line in lines:
            print(f"    {line}", flush=True)

    def total(self):
        skipped = f", {self.counts['skipped']} skipped" if self.counts["skipped"] else ""
        print(f"\n{self.counts['passed']} passed, {self.counts['failed']} failed{skipped}", flush=True)
        return 1 if self.counts["failed"] or not self.counts["passed"] else 0


def read_options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kefu", required=True)
    parser.add_argument("--loadtest", required=True)
    parser.add_argument("--folder", required=True)
    parser.add_argument("--mariadb-pid", type=int)
    parser.add_argument("--mariadb-folder")
    parser.add_argument("--mariadb-url")
    parser.add_argument("--keep", help="copy the servers' logs there")
    parser.add_argument("--broken", action="store_true")
    parser.add_argument("names", nargs="*", default=list(SCENARIOS))
    return parser.parse_args()


async def run_all(options, names):
    """Runs until the end, or until a signal comes; answers the exit code."""
    task, loop, run = asyncio.current_task(), asyncio.get_running_loop(), Run(options)

    def leave():
        ask_all_to_end()  # threads wait for some of them, and the end of the loop waits for the threads
        task.cancel()

    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
        loop.add_signal_handler(number, leave)
    try:
        await (run.broken(names) if options.broken else run.all(names))
    except asyncio.CancelledError:
        print("interrupted", flush=True)
        return 130
    return run.total()


def main():
    options = read_options()
    names = options.names or list(SCENARIOS)
    try:
        return asyncio.run(run_all(options, names))
    finally:
        end_all()


if __name__ == "__main__":
    sys.exit(main())
