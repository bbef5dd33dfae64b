"""The server that the application stands behind. Imported when one is started: it takes a while."""

import resource
import socket
import sys
from collections.abc import Callable
from typing import Any

import uvicorn

NOT_STARTED = 3


class Server(uvicorn.Server):
    """Calls `before_end` when it is asked to end, before it waits for all answers to be complete: an event stream ends
    only when it is told to."""

    def __init__(self, config: uvicorn.Config, before_end: Callable[[], None]) -> None:
        super().__init__(config)
        self._before_end = before_end

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._before_end()
        await super().shutdown(sockets)


def listen(app: Any, host: str, port: int, *, before_end: Callable[[], None]) -> None:
    """Answer until SIGTERM or SIGINT. Ends the process when the port is taken."""
    _allow_many_connections()
    server = Server(uvicorn.Config(
        app, host=host, port=port, loop="uvloop", http="httptools", server_header=False, access_log=False,
        log_level="warning", timeout_graceful_shutdown=10, proxy_headers=False,
    ), before_end)  # fmt: skip
    server.run()
    if not server.started:
        sys.exit(NOT_STARTED)


def _allow_many_connections() -> None:
    """As many as the machine allows us: of a usual 1,024, two thousand streams would find half."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
