"""One conversation with a mail server, kept open from mail to mail."""

import re
import smtplib
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass

from events.calendar_values import mail_address
from foundation.languages import Message, say
from notifications.channels.contract import Rejected, TryAgain
from notifications.channels.smtp_replies import meaning, plain

ACCEPTED = range(200, 300)  # the first digit is what counts (RFC 5321, 4.2.1)
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
Command = Callable[[smtplib.SMTP], tuple[int, bytes]]


@dataclass(frozen=True)
class Patience:
    """Seconds. RFC 5321, 4.5.3.2 wants ten minutes after the final dot: who gives up earlier makes duplicates."""

    connect: float = 30
    command: float = 60
    acceptance: float = 600
    farewell: float = 5


class SmtpConnection:
    """Opens itself anew once the server has closed it: relays do so after idle seconds or some hundred mails."""

    def __init__(self, opened: Callable[[], smtplib.SMTP], patience: Patience) -> None:
        """`opened` greets, encrypts and signs in, or raises TryAgain."""
        self._opened, self._patience = opened, patience
        self._smtp: smtplib.SMTP | None = opened()

    def hand_over(self, envelope_from: str, recipient: str, message: bytes) -> str:
        """An interruption counts against the message from RCPT on: it may be what the server stumbles over."""
        address = _deliverable(recipient)
        self._begin(envelope_from, address)
        self._ask(lambda smtp: smtp.rcpt(address))
        self._ask(lambda smtp: smtp.docmd("DATA"), expected={354})
        return self._ask(lambda smtp: self._give(smtp, message), in_doubt=True)

    def close(self) -> None:
        if self._smtp is not None:
            wait_at_most(self._smtp, self._patience.farewell)
            with suppress(OSError):  # a server that is gone needs no farewell
                self._smtp.quit()
            self._hang_up()

    def _begin(self, sender: str, address: str) -> None:
        """MAIL, and once more on a new connection when the kept one had been closed meanwhile."""
        kept = self._smtp is not None
        try:
            self._name_sender(sender, address)
        except TryAgain as again:
            if not (kept and again.connection_lost):
                raise
            self._name_sender(sender, address)

    def _name_sender(self, sender: str, address: str) -> None:
        self._smtp = self._smtp or self._opened()
        self._ask(lambda smtp: smtp.mail(sender, _options(smtp, address)), counts=False, about_sender=True)

    def _ask(
        self, command: Command, *, expected: Collection[int] = ACCEPTED, counts: bool = True,
        about_sender: bool = False, in_doubt: bool = False,
    ) -> str:  # fmt: skip
        """Run one command; any reply but the expected one is raised as what it means."""
        assert self._smtp is not None
        try:
            code, text = command(self._smtp)
        except OSError as error:
            self._hang_up()
            reason = _why_broken(error, in_doubt)
            raise TryAgain(reason, connection_lost=True, counts=counts, in_doubt=in_doubt) from error
        if code in expected:
            return plain(code, text)
        refusal = meaning(code, text, about_sender=about_sender)
        self._reset(lost=isinstance(refusal, TryAgain) and refusal.connection_lost)
        raise refusal

    def _give(self, smtp: smtplib.SMTP, message: bytes) -> tuple[int, bytes]:
        end = b".\r\n" if message.endswith(b"\r\n") else b"\r\n.\r\n"
        smtp.send(LEADING_DOT.sub(b"..", message) + end)
        wait_at_most(smtp, self._patience.acceptance)
        answer = smtp.getreply()
        wait_at_most(smtp, self._patience.command)
        return answer

    def _reset(self, *, lost: bool) -> None:
        """Leave the refused mail behind, so that the next one finds a clean conversation."""
        try:
            if not lost and self._smtp is not None and self._smtp.rset()[0] == 250:
                return
        except OSError:
            pass
        self._hang_up()

    def _hang_up(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
        self._smtp = None


def wait_at_most(smtp: smtplib.SMTP, seconds: float) -> None:
    """For the next reply, and for each piece that is sent."""
    if smtp.sock is not None:
        smtp.sock.settimeout(seconds)


def _deliverable(recipient: str) -> str:
    address = mail_address(recipient)
    local, _, domain = address.rpartition("@")
    if not (local and domain) or not domain.isascii() or not address.isprintable() or " " in address:
        raise Rejected(say("No mail server can be found for this address."), bad_address=True)
    return address


def _options(smtp: smtplib.SMTP, address: str) -> list[str]:
    if address.isascii():
        return []
    if not smtp.has_extn("smtputf8"):
        raise Rejected(say("The mail server knows only addresses in plain letters, from a to z, before the @."))
    return ["SMTPUTF8", "BODY=8BITMIME"]


def _why_broken(error: OSError, in_doubt: bool) -> Message:
    if in_doubt:
        return say("The mail server fell silent when it had the message; it may have taken it: {error}", error=error)
    return say("The connection to the mail server broke: {error}", error=error)
