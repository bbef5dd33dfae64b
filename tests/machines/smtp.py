"""A real mail server on this machine: STARTTLS, TLS, sign-in, and every misfortune on demand.

    with smtp_server() as server:
        server.fail(GREYLISTED, to="anna@union.example")
        ...  # the program sends to server.url
        assert [mail.recipient for mail in server.received] == [...]

What it accepts it writes down before it answers, as a relay does: a lost answer is not a lost mail.
"""

import asyncio
import email.policy
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from functools import cache
from threading import Condition, Thread
from urllib.parse import quote

import trustme
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from foundation.clock import utc_now
from tests.machines.smtp_faults import Fault, Stage, Then, Trouble


@dataclass(frozen=True)
class Received:
    """A mail as it was accepted."""

    envelope_from: str
    recipient: str
    content: bytes = field(repr=False)
    encrypted: bool
    user: str | None
    connection: int
    """Number of the connection it came by, from 1."""
    begun_at: datetime = field(default_factory=utc_now, compare=False)
    """When its sender was named; what happens from then on may take as long as it likes."""

    @property
    def message(self) -> EmailMessage:
        message = message_from_bytes(self.content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        return message


@dataclass
class _Awaited:
    fault: Fault
    to: str | None
    times: int


class MailServer:
    """`received` holds what was accepted, in order; `context` trusts the certificate of this server."""

    def __init__(self, security: str, user: str, password: str, smtputf8: bool) -> None:
        self.security, self.user, self.password, self.smtputf8 = security, user, password, smtputf8
        self.received: list[Received] = []
        self.connections = 0
        self.port = 0
        self.struck: list[tuple[Fault, str | None]] = []
        """Each fault that happened, and to which recipient, where one was named already."""
        self.trouble: Trouble | None = None
        self._faults: list[_Awaited] = []
        self._news = Condition()

    @property
    def url(self) -> str:
        sign_in = f"{quote(self.user, safe='')}:{quote(self.password, safe='')}@" if self.user else ""
        return f"{'smtps' if self.security == 'tls' else 'smtp'}://{sign_in}127.0.0.1:{self.port}"

    @property
    def context(self) -> ssl.SSLContext:
        return _certificates()[1]

    def fail(self, fault: Fault, *, to: str | None = None, times: int = 1) -> None:
        """Let `fault` happen the next `times`; with `to` only to that recipient."""
        self._faults.append(_Awaited(fault, to, times))

    def wait_for(self, count: int, seconds: float = 10) -> list[Received]:
        """What was received, as soon as it is `count` mails; fails when they do not come in time."""
        with self._news:
            assert self._news.wait_for(lambda: len(self.received) >= count, seconds), f"{self.received} of {count}"
            return list(self.received)

    def keep(self, mail: Received) -> None:
        with self._news:
            self.received.append(mail)
            self._news.notify_all()

    def next_fault(self, at: Stage, recipient: str | None) -> Fault | None:
        fault = self._awaited_fault(at, recipient) or (self.trouble.strikes(at) if self.trouble else None)
        self.struck += [(fault, recipient)] if fault else []
        return fault

    def _awaited_fault(self, at: Stage, recipient: str | None) -> Fault | None:
        for awaited in self._faults:
            if awaited.fault.at is at and awaited.times > 0 and awaited.to in (None, recipient):
                awaited.times -= 1
                return awaited.fault
        return None


class _Handler:
    async def handle_DATA(self, conversation: "_Conversation", session: Session, envelope: Envelope) -> str:  # noqa: N802
        return await conversation.taken(session, envelope)


class _Conversation(SMTP):
    """One connection. Before each step it looks whether a fault is due."""

    def __init__(self, server: MailServer) -> None:
        super().__init__(
            _Handler(), enable_SMTPUTF8=server.smtputf8, hostname="mail.example", loop=asyncio.get_running_loop(),
            tls_context=_certificates()[0] if server.security == "starttls" else None, require_starttls=True,
            auth_require_tls=server.security == "starttls", authenticator=self._checked,
        )  # fmt: skip
        self.server = server
        server.connections += 1
        self.number = server.connections
        self.begun_at = utc_now()

    async def _handle_client(self) -> None:
        if not await self._struck(Stage.CONNECT):
            await super()._handle_client()

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802
        if not await self._struck(Stage.STARTTLS):
            await super().smtp_STARTTLS(arg)

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802
        if not await self._struck(Stage.AUTH):
            await super().smtp_AUTH(arg)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802
        assert self.session is not None
        self.begun_at = utc_now()
        if self.server.user and not self.session.authenticated:
            await self.push("530 5.7.0 Authentication required")
        elif not await self._struck(Stage.MAIL):
            await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802
        address = arg.partition("<")[2].partition(">")[0]
        if not await self._struck(Stage.RCPT, address):
            await super().smtp_RCPT(arg)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        assert self.envelope is not None
        if not await self._struck(Stage.DATA, *self.envelope.rcpt_tos[:1]):
            await super().smtp_DATA(arg)

    async def taken(self, session: Session, envelope: Envelope) -> str:
        """The answer after the final dot."""
        (recipient,) = envelope.rcpt_tos
        fault = self.server.next_fault(Stage.CONTENT, recipient)
        if fault is None or fault.accepted:
            self.server.keep(self._received(session, envelope))
        if fault is None:
            return f"250 2.0.0 Ok: queued as {len(self.server.received)}"
        await asyncio.sleep(fault.seconds)
        await self._strike(fault)
        return fault.reply

    def _received(self, session: Session, envelope: Envelope) -> Received:
        assert isinstance(envelope.original_content, bytes) and envelope.mail_from is not None
        encrypted = self.server.security == "tls" or session.ssl is not None
        user = self.server.user if session.authenticated else None
        return Received(
            envelope.mail_from, envelope.rcpt_tos[0], envelope.original_content, encrypted, user, self.number,
            self.begun_at,
        )  # fmt: skip

    async def _struck(self, at: Stage, recipient: str | None = None) -> bool:
        fault = self.server.next_fault(at, recipient)
        if fault is None:
            return False
        await asyncio.sleep(fault.seconds)
        if fault.reply:
            await self.push(fault.reply)
        await self._strike(fault)
        return True

    async def _strike(self, fault: Fault) -> None:
        assert isinstance(self.transport, asyncio.WriteTransport)
        if fault.then is Then.CLOSE:
            self.transport.close()
        if fault.then is Then.DROP:
            self.transport.abort()
        if fault.then is not Then.GO_ON:
            await asyncio.Event().wait()  # until the connection is gone, or the server stops

    def _checked(self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, said: object) -> AuthResult:
        assert isinstance(said, LoginPassword)
        right = (said.login, said.password) == (self.server.user.encode(), self.server.password.encode())
        return AuthResult(success=right, handled=False)


@contextmanager
def smtp_server(
    *, security: str = "plain", user: str = "", password: str = "", smtputf8: bool = False
) -> Iterator[MailServer]:
    """`security` is plain, starttls (insisted on) or tls. With `user` nobody sends without signing in."""
    server = MailServer(security, user, password, smtputf8)
    loop = asyncio.new_event_loop()
    thread = Thread(target=loop.run_forever, name="smtp")
    thread.start()
    try:
        asyncio.run_coroutine_threadsafe(_listen(server), loop).result(10)
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_hang_up(), loop).result(10)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()


async def _listen(server: MailServer) -> None:
    context = _certificates()[0] if server.security == "tls" else None
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(lambda: _Conversation(server), "127.0.0.1", 0, ssl=context)
    server.port = listening.sockets[0].getsockname()[1]


async def _hang_up() -> None:
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


@cache
def _certificates() -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """Of the server, and of a client that trusts it."""
    authority = trustme.CA()
    serving, trusting = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH), ssl.create_default_context()
    authority.issue_cert("localhost", "127.0.0.1").configure_cert(serving)
    authority.configure_trust(trusting)
    return serving, trusting
