"""A constant rate: `python -m benchmarks.steady_load PORT PATH PER_SECOND SECONDS`, the figures as JSON.

A request counts from the moment it was meant to begin, so that a server that stops for a while cannot hide it.
"""

import asyncio
import json
import sys

import uvloop

CONNECTIONS = 32
REQUEST = "GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nAccept-Language: en\r\n\r\n"


class Client:
    """Kept connections, each with one request at a time."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.request = port, REQUEST.format(path).encode()
        self.free: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
        self.milliseconds: list[float] = []
        self.wrong = 0

    async def connect(self) -> None:
        for _ in range(CONNECTIONS):
            self.free.put_nowait(await asyncio.open_connection("127.0.0.1", self.port))

    async def ask(self, meant_at: float) -> None:
        reader, writer = await self.free.get()
        writer.write(self.request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]))
        self.milliseconds.append((asyncio.get_running_loop().time() - meant_at) * 1000)
        self.wrong += not head.startswith(b"HTTP/1.1 200")
        self.free.put_nowait((reader, writer))


async def load(port: int, path: str, per_second: int, seconds: int) -> dict[str, float]:
    client, loop = Client(port, path), asyncio.get_running_loop()
    await client.connect()
    started, tasks = loop.time() + 0.1, []
    for number in range(per_second * seconds):
        meant_at = started + number / per_second
        await asyncio.sleep(meant_at - loop.time())
        tasks.append(asyncio.create_task(client.ask(meant_at)))
    await asyncio.gather(*tasks)
    ordered = sorted(client.milliseconds)
    return {
        "per_second": len(ordered) / (loop.time() - started), "p99_milliseconds": ordered[len(ordered) * 99 // 100],
        "wrong": client.wrong, "requests": len(ordered),
    }  # fmt: skip


if __name__ == "__main__":
    _, port, path, per_second, seconds = sys.argv
    print(json.dumps(uvloop.run(load(int(port), path, int(per_second), int(seconds)))))
