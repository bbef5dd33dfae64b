"""A door for a mail server of this house: LMTP (RFC 2033). Each recipient gets an answer, and a message counts as taken
only when what it says is committed; until then the mail server keeps it and tries again."""

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope as Arrived
from aiosmtpd.smtp import Session as Caller

from foundation.database import Database
from foundation.settings import BadSetting
from notifications.replies.arrivals import Envelope, receive
from notifications.replies.mails import MOST_OCTETS

log = logging.getLogger(__name__)
GO_ON, TAKEN, NOT_NOW = "354", "250 2.1.5 Ok", "451 4.3.0 Not now, please try again later"
IDLE_SECONDS = 60
Record = Callable[[bytes, Envelope], None]


class Listener:
    """Answers in a thread of its own. `after_write` is called whenever a message is recorded."""

    def __init__(
        self, address: str, database: Database, now: Callable[[], datetime], after_write: Callable[[], None]
    ) -> None:
        self._host, self._port = _host_and_port(address)
        self._database, self._now, self._after_write = database, now, after_write
        self._loop = asyncio.new_event_loop()
        self._server: asyncio.Server | None = None
        self._thread = threading.Thread(target=self._loop.run_forever, name="lmtp", daemon=True)

    def start(self) -> int:
        """Open the door; the answer is its port. Raises BadSetting when the port is taken or not ours."""
        try:
            self._server = self._loop.run_until_complete(self._opened())
        except OSError as fault:
            raise BadSetting(f"REMBUK_LMTP_LISTEN cannot be listened at: {fault.strerror or fault}") from None
        self._thread.start()
        return int(self._server.sockets[0].getsockname()[1])

    def stop(self) -> None:
        """Commit what is being committed, answer nothing more: the mail server comes again."""
        assert self._server is not None, "started"
        self._loop.call_soon_threadsafe(self._server.close)
        asyncio.run_coroutine_threadsafe(_hang_up(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _opened(self) -> asyncio.Server:
        return await self._loop.create_server(lambda: _Conversation(_Door(self._record)), self._host, self._port)

    def _record(self, content: bytes, envelope: Envelope) -> None:
        now = self._now()
        self._database.write(lambda session: receive(session, content, envelope, now))
        self._after_write()


class _Door:
    """What aiosmtpd asks about a message."""

    def __init__(self, record: Record) -> None:
        self._record = record

    async def handle_DATA(self, _server: LMTP, _caller: Caller, arrived: Arrived) -> str:  # noqa: N802
        assert isinstance(arrived.original_content, bytes)
        envelope = Envelope((arrived.mail_from or "").strip("<>"), tuple(arrived.rcpt_tos))
        try:
            await asyncio.to_thread(self._record, arrived.original_content, envelope)
        except Exception as fault:
            log.error("a message at the door cannot be recorded: %s", type(fault).__name__)  # its text may quote rows
            return NOT_NOW
        return TAKEN


class _Conversation(LMTP):
    line_length_limit = MOST_OCTETS  # what a calendar wrote in one long line is an answer too

    def __init__(self, door: _Door) -> None:
        super().__init__(
            door, data_size_limit=MOST_OCTETS, enable_SMTPUTF8=True, hostname="rembuk", ident="Rembuk LMTP",
            timeout=IDLE_SECONDS, loop=asyncio.get_running_loop(),
        )  # fmt: skip
        self._answers = 1

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        try:
            await super().smtp_DATA(arg)
        finally:
            self._answers = 1

    async def push(self, status: Any) -> None:
        """After the final dot one answer for each recipient, also where the library knows only one (RFC 2033, 4.2)."""
        await super().push("\r\n".join([status] * self._answers))
        if status.startswith(GO_ON) and self.envelope is not None:
            self._answers = len(self.envelope.rcpt_tos)


async def _hang_up() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_default_executor()


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not (port.isascii() and port.isdigit() and int(port) < 2**16):
        raise BadSetting("REMBUK_LMTP_LISTEN must look like 127.0.0.1:2424.")
    return host.strip("[]"), int(port)
