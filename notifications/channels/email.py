"""The post: SMTP over kept connections (RFC 5321). A mail has one recipient, a connection one mail in flight."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from foundation.languages import Message, say
from notifications.channels.contract import TryAgain
from notifications.channels.smtp_connection import Patience, SmtpConnection, wait_at_most
from notifications.channels.smtp_replies import plain
from notifications.mail_server import Security, mail_server

PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True, kw_only=True)
class SmtpChannel:
    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)
    connections: int = 1
    ehlo_name: str | None = None
    """How we introduce ourselves; None is the name of this machine."""
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context, compare=False, repr=False)
    patience: Patience = field(default_factory=Patience)

    def connect(self) -> SmtpConnection:
        return SmtpConnection(self.opened, self.patience)

    def opened(self) -> smtplib.SMTP:
        """Greet, encrypt, sign in. What goes wrong here is never the fault of a message."""
        try:
            smtp = self._greeted()
            with _closed_on_error(smtp):
                self._sign_in(smtp)
        except (OSError, ValueError) as error:
            raise TryAgain(_why_closed(self.host, error), connection_lost=True, counts=False) from error
        return smtp

    def _greeted(self) -> smtplib.SMTP:
        if self.security is Security.TLS:
            return smtplib.SMTP_SSL(
                self.host, self.port, self.ehlo_name, timeout=self.patience.connect, context=self.context
            )
        return smtplib.SMTP(self.host, self.port, self.ehlo_name, timeout=self.patience.connect)

    def _sign_in(self, smtp: smtplib.SMTP) -> None:
        wait_at_most(smtp, self.patience.command)
        smtp.ehlo_or_helo_if_needed()
        offered = self.security is Security.IF_OFFERED and smtp.has_extn("starttls")
        if offered or self.security is Security.STARTTLS:
            smtp.starttls(context=self.context)  # refuses when the server does not offer it
            smtp.ehlo_or_helo_if_needed()
        if self.user:
            smtp.login(self.user, self.password)


def smtp_channel(
    mail_url: str, connections: int, ehlo_name: str | None = None, context: ssl.SSLContext | None = None
) -> SmtpChannel:
    """From `smtp://user:password@host:587` or `smtps://…`; user and password are percent-decoded."""
    server = mail_server("REMBUK_MAIL_URL", mail_url, PORTS, context)
    return SmtpChannel(
        host=server.host, port=server.port, security=server.security, user=server.user, password=server.password,
        connections=connections, ehlo_name=ehlo_name, context=server.context,
    )  # fmt: skip


@contextmanager
def _closed_on_error(smtp: smtplib.SMTP) -> Iterator[None]:
    try:
        yield
    except BaseException:
        smtp.close()
        raise


def _why_closed(host: str, error: OSError | ValueError) -> Message:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error if isinstance(error.smtp_error, bytes) else error.smtp_error.encode()
        return say("The mail server {host} does not let us in: {reply}", host=host, reply=plain(error.smtp_code, said))
    return say(
        "The mail server {host} cannot be used: {error}", host=host, error=getattr(error, "strerror", None) or error
    )
