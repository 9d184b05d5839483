"""The processes that the faults happen to: kefu, and MariaDB. Each is ended by its id, whatever happens."""

import asyncio
import contextlib
import json
import os
import pathlib
import secrets
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

RUNNING = []  # every Popen of ours


def spawn(command, **options):
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **options)
    RUNNING.append(process)
    return process


def ask_all_to_end():
    for process in reversed(RUNNING):
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGCONT)
                process.terminate()


def end_all():
    """Ends what still runs, the latest first."""
    ask_all_to_end()
    for process in reversed(RUNNING):
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port():
    """Below the range that outgoing connections take theirs from."""
    while True:
        port = 20000 + secrets.randbelow(12000)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


async def until(seconds, condition, what):
    """Waits until `condition()` is true and answers it; fails with `what` when it does not come true in time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if asyncio.iscoroutine(value):
            value = await value
        if value:
            return value
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {seconds} s")
        await asyncio.sleep(0.02)


def request(method, url, body=None, token=None, timeout=10):
    """One REST request; answers (status, JSON or None). Status 0 where nobody answered."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    asked = urllib.request.Request(url, data, headers, method=method)
    try:
        with urllib.request.urlopen(asked, timeout=timeout) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as problem:
        with problem:
            return problem.code, json.loads(problem.read() or b"null")
    except OSError:
        return 0, None


async def ask(*arguments, **options):
    return await asyncio.to_thread(request, *arguments, **options)


class Redis:
    """Debian's redis-server on a port of its own, without files."""

    def __init__(self, folder):
        self.folder, self.port, self.process = folder, free_port(), None
        self.url = f"redis://127.0.0.1:{self.port}"

    async def start(self):
        command = ["redis-server", "--bind", "127.0.0.1", "--port", str(self.port), "--save", "", "--appendonly", "no",
                   "--dir", str(self.folder)]
        self.process = spawn(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        await until(10, self.answers, "Redis answers")

    def answers(self):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1) as line:
            line.sendall(b"PING\r\n")
            return line.recv(5) == b"+PONG"

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        self.process.kill()
        self.process.wait()


class Kefu:
    """A server of its own: port, media folder and log in `folder`; `database` as in database.py."""

    def __init__(self, program, folder, database, secret=None, environment=None):
        self.program, self.folder, self.database = program, pathlib.Path(folder), database
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self.log = self.folder / "kefu.log"
        self.process = None
        self.secret = secret or secrets.token_urlsafe(64)
        self.environment = {
            "PATH": os.environ["PATH"], "DATABASE_URL": database.url, "DEBUG_SQL": "False",
            "JWT_SECRET_KEY": self.secret, "JWT_ALGORITHM": "HS256", "JWT_ACCESS_TOKEN_EXPIRE_DAYS": "7",
            "HOST": "127.0.0.1", "PORT": str(self.port), "RELOAD": "False", "DEBUG": "True", "BASE_URL": self.base,
            "CORS_ORIGINS": "", "MEDIA_DIR": str(self.folder / "media"), "MAX_FILE_SIZE": "10485760",
            "APP_TITLE": "kefu", "APP_DESCRIPTION": "A server for a test", "APP_VERSION": "test",
            "MESSAGE_RATE_LIMIT": "0", "FRAME_RATE_LIMIT": "0", "REQUEST_RATE_LIMIT": "0",
            "ENSURE_RATE_LIMIT": "0", "CONNECTION_LIMIT_PER_USER": "0", "LOG_FORMAT": "text",
            **({"KEFU_BREAK": os.environ["KEFU_BREAK"]} if "KEFU_BREAK" in os.environ else {}),
            **(environment or {}),
        }
        (self.folder / "media").mkdir(exist_ok=True)

    async def start(self):
        """Serves; answers the seconds until it was ready."""
        begin = time.monotonic()
        with open(self.log, "ab") as log:
            self.process = spawn([self.program, "serve"], cwd=self.folder, env=self.environment, stdout=log, stderr=log)
        await until(30, self.is_ready_or_over, "kefu starts")
        if self.process.poll() is not None:
            raise RuntimeError(f"kefu ended with {self.process.returncode}:\n{self.log.read_text()[-2000:]}")
        return time.monotonic() - begin

    async def is_ready_or_over(self):
        return self.process.poll() is not None or (await self.ready()) == 200

    async def ready(self, timeout=5):
        return (await ask("GET", self.base + "/api/health/ready", timeout=timeout))[0]

    @property
    def pid(self):
        return self.process.pid

    async def kill(self):
        self.process.kill()
        await asyncio.to_thread(self.process.wait)

    async def stop(self):
        """Orderly; answers the exit code."""
        self.process.terminate()
        return await asyncio.to_thread(self.process.wait, 20)

    def rss(self):
        """Resident bytes."""
        for line in pathlib.Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024
        return 0

    def descriptors(self):
        return len(os.listdir(f"/proc/{self.pid}/fd"))

    def panics(self):
        """How many the log tells of, in debug and in release."""
        return self.log.read_text(errors="replace").count("kefu::panic")


class MariaDbServer:
    """The server that scripts/mariadb.sh started, taken over: its command line is enough to start it again."""

    def __init__(self, pid, folder, url):
        self.folder, self.url = pathlib.Path(folder), url
        self.socket = self.folder / "socket"
        self.pid = pid
        self.process = None
        command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        self.command = [part.decode() for part in command if part]

    def signal(self, number):
        os.kill(self.pid, number)

    def is_over(self):
        if self.process:
            return self.process.poll() is not None
        try:
            state = pathlib.Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
        except (FileNotFoundError, ProcessLookupError):
            return True
        return state in "ZX"

    async def end(self, number, seconds=30):
        self.signal(number)
        await until(seconds, self.is_over, "MariaDB ends")

    async def start(self):
        """Answers once it takes connections."""
        with open(self.folder / "server.log", "ab") as log:
            self.process = spawn(self.command, stdout=log, stderr=log)
        self.pid = self.process.pid
        await until(60, self.is_ready, "MariaDB starts")

    async def is_ready(self):
        command = ["mariadb", "--no-defaults", f"--socket={self.socket}", "--user=root", "-e", "SELECT 1"]
        done = await asyncio.to_thread(subprocess.run, command, capture_output=True)
        return done.returncode == 0
