"""Which mailbox a setting means, and how secretly it is read."""

import socketserver
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import pytest

from foundation.settings import BadSetting
from notifications.inbox.imap import CannotRead, Mailbox, mailbox
from notifications.mail_server import MailServer, Security
from tests.machines.dovecot import Dovecot


def at(port: int, security: Security, *, host: str = "mail.example", folder: str = "INBOX") -> Mailbox:
    server = MailServer(host=host, port=port, security=security, user="me", password="p:/", path=folder)
    return Mailbox(server=replace(server, path="" if folder == "INBOX" else folder), folder=folder)


@pytest.mark.parametrize(
    ("url", "meant"),
    [
        ("imaps://me:p%3A%2F@mail.example", at(993, Security.TLS)),
        ("imaps://me:p%3A%2F@mail.example:1993/Replies/2027", at(1993, Security.TLS, folder="Replies/2027")),
        ("imap://me:p%3A%2F@mail.example/", at(143, Security.STARTTLS)),
        ("imap://me:p%3A%2F@localhost", at(143, Security.IF_OFFERED, host="localhost")),
        ("imap://me:p%3A%2F@[::1]:1143", at(1143, Security.IF_OFFERED, host="::1")),
    ],
)
def test_the_setting_says_where_and_how_secretly(url: str, meant: Mailbox) -> None:
    assert mailbox(url) == meant
    assert "p:/" not in repr(mailbox(url))


@pytest.mark.parametrize(
    "url",
    ["imaps://", "imaps://mail.example", "pop3://me:x@mail.example", "imaps://me:x@mail.example:port",
     "imaps://mé:x@mail.example", "imaps://me:x%0D%0A@mail.example", "imaps://me:x@mail.example/Caixa%20pr%C3%B3pria"],
)  # fmt: skip
def test_a_setting_that_names_no_mailbox_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match=r"^REMBUK_INBOX_URL "):
        mailbox(url)


@pytest.mark.parametrize(("scheme", "security"), [("imaps", Security.TLS), ("imap", Security.STARTTLS)])
def test_a_mailbox_is_opened_secretly(mail_store: Dovecot, scheme: str, security: Security) -> None:
    with mail_store.mailbox("secret") as box:
        box.put(b"Subject: x\r\n\r\n")
    opened = mailbox(mail_store.url("secret", scheme=scheme), mail_store.context)
    opened = replace(opened, server=replace(opened.server, security=security))

    with opened.opened(only_to_look=True) as conversation:
        assert conversation.beginning_of(conversation.unseen()[0], 10) == b"Subject: x"


def test_a_server_whose_certificate_nobody_vouches_for_is_not_read(mail_store: Dovecot) -> None:
    told = refusal(mailbox(mail_store.url("secret")))

    assert told.startswith("The mailbox at 127.0.0.1 cannot be read: ")
    assert "certificate verify failed" in told


def test_a_wrong_password_is_told_in_words(mail_store: Dovecot) -> None:
    told = refusal(mailbox(mail_store.url("secret", password="wrong"), mail_store.context))

    assert told == "The mailbox at 127.0.0.1 is refused to us: [AUTHENTICATIONFAILED] Authentication failed."


@pytest.mark.parametrize("greeting", [b"* OK ready", b"* PREAUTH already inside"])
def test_no_word_is_said_to_a_server_that_keeps_no_secret(greeting: bytes) -> None:
    with an_open_server(greeting) as (port, heard):
        server = MailServer(host="127.0.0.1", port=port, security=Security.STARTTLS, user="me", password="secret",
                            context=ssl.create_default_context())  # fmt: skip
        assert "cannot be read" in refusal(Mailbox(server=server, folder="INBOX"))

    assert heard
    assert not any(b"LOGIN" in line for line in heard)


def refusal(opened: Mailbox) -> str:
    with pytest.raises(CannotRead) as caught, opened.opened():
        raise AssertionError("it was opened")
    return str(caught.value)


@contextmanager
def an_open_server(greeting: bytes) -> Iterator[tuple[int, list[bytes]]]:
    """A server that agrees to everything and does not know STARTTLS; its port, and what it was told."""
    heard: list[bytes] = []

    class Agreeing(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(greeting + b"\r\n")
            for line in self.rfile:
                heard.append(line)
                self.wfile.write(b"* CAPABILITY IMAP4REV1\r\n" + line.split()[0] + b" OK\r\n")

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Agreeing) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_address[1], heard
        finally:
            server.shutdown()
            thread.join()
