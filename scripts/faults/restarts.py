"""Restarts as an operator makes them: `systemctl restart kefu` under load, behind the nginx that we ship."""

import asyncio
import os
import pathlib
import shutil
import subprocess
import time

from client import World
from journal import verdict
from promises import Skipped, expect, promised
from servers import ask, free_port, spawn, until

BACK = 5.0  # seconds after the order within which every client is answered again
STOP = 15.0  # TimeoutStopSec of scripts/deploy/kefu.service: then systemd would kill
RESTARTS = 3
SHIPPED = pathlib.Path(__file__).resolve().parent.parent / "deploy" / "nginx.conf"


class Nginx:
    """nginx with the configuration of scripts/deploy; only its ports are others."""

    def __init__(self, folder, kefu_port):
        self.folder, self.port = pathlib.Path(folder), free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.folder.mkdir(parents=True, exist_ok=True)
        site = SHIPPED.read_text().replace("listen 80;", f"listen 127.0.0.1:{self.port};")
        site = site.replace("    listen [::]:80;\n", "").replace("127.0.0.1:8000", f"127.0.0.1:{kefu_port}")
        (self.folder / "kefu.conf").write_text(site)
        temporary = "".join(f"{kind}_temp_path {self.folder}/{kind};\n" for kind in
                            ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
        account = "user root;\n" if os.geteuid() == 0 else ""
        (self.folder / "nginx.conf").write_text(
            f"{account}daemon off;\nworker_processes 1;\npid {self.folder}/nginx.pid;\n"
            f"events {{ worker_connections 1024; }}\n"
            f"http {{\naccess_log off;\n{temporary}include {self.folder}/kefu.conf;\n}}\n")

    async def start(self):
        command = ["nginx", "-p", str(self.folder), "-e", str(self.folder / "error.log"), "-c", str(self.folder / "nginx.conf")]
        self.process = spawn(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        await until(15, self.is_answering, "nginx passes on what kefu answers")

    async def is_answering(self):
        return (await ask("GET", self.base + "/api/health/ready"))[0] == 200

    def stop(self):
        self.process.terminate()
        self.process.wait(10)


class Watch:
    """Asks for REST through nginx all the time: what does a shop see of a restart?"""

    def __init__(self, base):
        self.base, self.seen, self.over = base, [], False

    async def run(self):
        while not self.over:
            status, body = await ask("GET", self.base + "/api/health", timeout=5)
            self.seen.append((time.monotonic(), status, isinstance(body, dict)))
            await asyncio.sleep(0.02)

    def strange(self):
        """Answers that are neither good nor a proper `unavailable`: a 502, a page in HTML, a connection cut."""
        return sorted({status for _, status, is_json in self.seen if status not in (200, 503) or not is_json})


async def behind_nginx(bench, database):
    """SIGTERM and a start, three times, under load and behind nginx. Breakage it catches: `drain-off` (unacked goes on)."""
    if shutil.which("nginx") is None:
        raise Skipped("nginx is not installed")
    kefu = await bench.kefu(database)
    nginx = Nginx(bench.folder / "nginx", kefu.port)
    await nginx.start()
    bench.on_exit(nginx.stop)
    world = World([nginx.base], 12, "n", window=4, pause=0.002)
    await world.set_up()
    watch = Watch(nginx.base)
    watching = asyncio.create_task(watch.run())
    lines = []
    async with world.talking():
        for number in range(1, RESTARTS + 1):
            before = world.acked
            await until(15, lambda before=before: world.acked > before + 300, "300 messages are acked")
            lines.append(await restart(number, kefu, world))
    watch.over = True
    await watching
    expect(not watch.strange(), f"through nginx somebody saw {watch.strange()}")
    codes = {code for talker in world.talkers for code in talker.close_codes}
    expect(codes == {1001}, f"sockets were closed with {codes}")
    lines.append(f"{len(watch.seen)} REST requests meanwhile: 200, or 503 `unavailable` as JSON, nothing else; sockets closed with 1001")
    return lines + verdict(world, database, kefu)


async def restart(number, kefu, world):
    """As systemd does it; answers what it took."""
    begin = time.monotonic()
    kefu.process.terminate()
    code = await asyncio.to_thread(kefu.process.wait, STOP)
    stopped = time.monotonic() - begin
    started = time.monotonic()
    await kefu.start()
    ready = time.monotonic() - begin

    def back():
        return [min((at for at in talker.acked_at if at > started), default=None) for talker in world.talkers]

    await promised(20, lambda: all(back()), "everybody is answered again")
    took = sorted(at - begin for at in back())
    expect(code == 0, f"the exit code is {code}")
    expect(took[-1] <= BACK, f"the last of {len(took)} clients was back after {took[-1]:.2f} s")
    return (f"restart {number}: stopped after {stopped:.2f} s, ready after {ready:.2f} s; {len(took)} clients answered again "
            f"after {took[0]:.2f} to {took[-1]:.2f} s from the order")
