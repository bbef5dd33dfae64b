"""A mailbox over IMAP (RFC 3501): what is unread in it, one message at a time. Nothing in it is ever deleted.

Plain `imaplib`: of the libraries around it, the usual one expunges the folder with every flag that it sets.
"""

import imaplib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from ssl import SSLContext
from typing import Any

from foundation.settings import BadSetting
from notifications.mail_server import MailServer, Security, mail_server

PORTS = {"imaps": 993, "imap": 143}
SECONDS = 20
"""That each answer of the server may take."""
SEEN, GIVEN_UP = r"(\Seen)", r"(\Seen \Flagged)"
FAULTS = (OSError, imaplib.IMAP4.error)


class CannotRead(Exception):
    """Not now; the text is a sentence for who looks after the program."""


class Conversation:
    """A folder that is open. Messages are named by their UID."""

    def __init__(self, client: imaplib.IMAP4) -> None:
        self._client = client

    def unseen(self) -> list[str]:
        """The oldest first."""
        (found, *_) = self._ask("SEARCH", "UNSEEN", "UNDELETED")
        return [number.decode() for number in (found or b"").split()]

    def beginning_of(self, number: str, most: int) -> bytes | None:
        """So many bytes of a message at most, and it stays unread; None when somebody else has removed it."""
        answers = self._ask("FETCH", number, f"(BODY.PEEK[]<0.{most}>)")
        return next((bytes(answer[1]) for answer in answers if isinstance(answer, tuple)), None)

    def mark(self, number: str, flags: str) -> None:
        self._ask("STORE", number, "+FLAGS.SILENT", flags)

    def _ask(self, command: str, *words: str) -> list[Any]:
        return _agreed(self._client.uid(command, *words))


@dataclass(frozen=True, kw_only=True)
class Mailbox:
    server: MailServer
    folder: str

    @contextmanager
    def opened(self, *, only_to_look: bool = False) -> Iterator[Conversation]:
        """Greet, encrypt, sign in, open the folder; and hang up. Raises CannotRead, also for what breaks meanwhile."""
        try:
            client = self._greeted()
            with _hung_up(client):
                self._sign_in(client)
                _agreed(client.select(_quoted(self.folder), readonly=only_to_look))
                yield Conversation(client)
                client.logout()
        except FAULTS as fault:
            raise CannotRead(_why(self.server.host, fault)) from fault

    def _greeted(self) -> imaplib.IMAP4:
        if self.server.security is Security.TLS:
            return imaplib.IMAP4_SSL(
                self.server.host, self.server.port, ssl_context=self.server.context, timeout=SECONDS
            )
        return imaplib.IMAP4(self.server.host, self.server.port, timeout=SECONDS)

    def _sign_in(self, client: imaplib.IMAP4) -> None:
        offered = self.server.security is Security.IF_OFFERED and "STARTTLS" in client.capabilities
        if offered or self.server.security is Security.STARTTLS:
            client.starttls(self.server.context)  # refuses when the server does not offer it
        client.login(_quoted(self.server.user), self.server.password)


def mailbox(inbox_url: str, context: SSLContext | None = None) -> Mailbox:
    """From `REMBUK_INBOX_URL`: `imaps://user:password@host/Folder` or `imap://…`, the folder INBOX when left out.
    `context` replaces the certificates the system trusts. Raises BadSetting for an address it cannot read."""
    server = mail_server("REMBUK_INBOX_URL", inbox_url, PORTS, context)
    words = (server.user, server.password, server.path)
    if not server.user or not all(word.isascii() and (word.isprintable() or not word) for word in words):
        raise BadSetting("REMBUK_INBOX_URL needs a user, and a password and a folder in plain letters of ASCII.")
    return Mailbox(server=server, folder=server.path or "INBOX")


@contextmanager
def _hung_up(client: imaplib.IMAP4) -> Iterator[None]:
    """Whatever happens, the line is closed; after a farewell it already is."""
    try:
        yield
    finally:
        with suppress(OSError):
            client.shutdown()


def _agreed(answer: tuple[str, list[Any]]) -> list[Any]:
    word, lines = answer
    if word != "OK":
        raise imaplib.IMAP4.error(lines[0])
    return lines


def _quoted(text: str) -> str:
    """A quoted string (RFC 3501, 9); `imaplib` quotes passwords and nothing else."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _why(host: str, fault: Exception) -> str:
    said = fault.args[0] if fault.args else ""
    if isinstance(said, bytes):
        return f"The mailbox at {host} is refused to us: {said.decode(errors='replace')}"
    return f"The mailbox at {host} cannot be read: {getattr(fault, 'strerror', None) or fault}"
