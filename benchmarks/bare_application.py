"""The least an ASGI application can do: `python -m benchmarks.bare_application PORT STATUS BODY HEADERS`, two files."""

import sys
from pathlib import Path
from typing import Any

import uvicorn


def application(status: int, body: bytes, headers: list[tuple[bytes, bytes]]) -> Any:
    start = {"type": "http.response.start", "status": status, "headers": headers}
    end = {"type": "http.response.body", "body": body}

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send(start)
        await send(end)

    return answer


def read_headers(lines: str) -> list[tuple[bytes, bytes]]:
    pairs = (line.partition(": ") for line in lines.splitlines())
    return [(name.encode(), value.encode()) for name, _, value in pairs if name != "date"]


if __name__ == "__main__":
    _, port, status, body, headers = sys.argv
    uvicorn.run(
        application(int(status), Path(body).read_bytes(), read_headers(Path(headers).read_text())), host="127.0.0.1",
        port=int(port), loop="uvloop", http="httptools", server_header=False, access_log=False, log_level="warning",
        lifespan="off", proxy_headers=False,
    )  # fmt: skip
