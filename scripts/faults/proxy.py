"""A TCP proxy that takes connections away between a commit and its ack."""

import asyncio
import random


class CuttingProxy:
    """Forwards everything; now and then it goes deaf for what the server says, lets what the client says through for a
    moment longer, and then cuts both. So messages arrive and are written, and their acks never come back."""

    def __init__(self, port, seed, life=(0.3, 1.2), deaf=(0.02, 0.15)):
        self.target, self.random, self.life, self.deaf = port, random.Random(seed), life, deaf
        self.cuts = self.withheld = 0
        self.calm = False  # no more cuts
        self.tasks = set()

    async def start(self):
        self.server = await asyncio.start_server(self.serve, "127.0.0.1", 0)
        self.base = f"http://127.0.0.1:{self.server.sockets[0].getsockname()[1]}"

    async def stop(self):
        self.server.close()
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def serve(self, client_reader, client):
        self.tasks.add(asyncio.current_task())
        server = None
        try:
            server_reader, server = await asyncio.open_connection("127.0.0.1", self.target)
            state = {"deaf": False}
            await asyncio.wait(
                [asyncio.create_task(job) for job in (
                    self.forward(client_reader, server, lambda: False),
                    self.forward(server_reader, client, lambda: state["deaf"]),
                    self.cut(state))],
                return_when=asyncio.FIRST_COMPLETED)
        except OSError:
            pass
        finally:
            for side in filter(None, (client, server)):
                side.transport.abort()
            self.tasks.discard(asyncio.current_task())

    async def forward(self, reader, writer, is_deaf):
        try:
            while data := await reader.read(65536):
                if is_deaf():
                    self.withheld += len(data)
                    continue
                writer.write(data)
                await writer.drain()
        except OSError:
            pass

    async def cut(self, state):
        await asyncio.sleep(self.random.uniform(*self.life))
        while self.calm:
            await asyncio.sleep(1)
        state["deaf"] = True
        await asyncio.sleep(self.random.uniform(*self.deaf))
        self.cuts += 1
