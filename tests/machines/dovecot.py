"""A real mailbox on this machine: Dovecot over IMAP, with TLS and STARTTLS, under a certificate of its own.

    with dovecot() as server:
        mailbox = server.mailbox("rembuk")
        mailbox.put(reply)
        ...  # the program reads mailbox.url
        assert mailbox.flags() == [{"\\Seen"}]

Like the database server it lives as long as our end of a pipe: when the tests end, or are killed, it stops and its
directory goes. Everybody may sign in with the one password; a mailbox is made when its user first comes.
"""

import grp
import imaplib
import os
import pwd
import socket
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import trustme

from tests.machines import Missing

PASSWORD = 'p@ss:w/"o\\rd'
PROGRAM = "/usr/sbin/dovecot"
LIFE_OF_THE_SERVER = """
trap 'kill "$server" 2>/dev/null; wait "$server"; rm -rf "$PWD"' EXIT
"$0" -F -c "$PWD/dovecot.conf" &
server=$!
cat >/dev/null
"""
SETTINGS = """
protocols = imap
listen = 127.0.0.1
base_dir = {directory}/run
state_dir = {directory}/state
log_path = {directory}/server.log
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
auth_failure_delay = 0
first_valid_uid = 1
mail_uid = {user}
mail_gid = {group}
mail_home = {directory}/%u
mail_location = maildir:~/mail
ssl = required
ssl_cert = <{directory}/certificate.pem
ssl_key = <{directory}/key.pem
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {secret_port}
  }}
}}
"""


class MailboxOnServer:
    """The mailbox of one user, seen from the other side: what arrives, and what became of it."""

    def __init__(self, url: str, client: imaplib.IMAP4) -> None:
        self.url, self._client = url, client

    def put(self, message: bytes) -> None:
        """It arrives, unread."""
        answer, _ = self._client.append("INBOX", "", "", message)
        assert answer == "OK"

    def flags(self) -> list[set[str]]:
        """Of each message, the oldest first; that it is recent is left out."""
        self._client.select("INBOX", readonly=True)
        _, answers = self._client.fetch("1:*", "(FLAGS)")
        lines = [line for line in answers if isinstance(line, bytes)]
        return [{flag.decode() for flag in imaplib.ParseFlags(line)} - {"\\Recent"} for line in lines]

    def remove_all(self) -> None:
        self._client.select("INBOX")
        self._client.store("1:*", "+FLAGS", r"(\Deleted)")
        self._client.expunge()


class Dovecot:
    """`context` trusts the certificate of this server."""

    def __init__(self, port: int, secret_port: int, context: ssl.SSLContext) -> None:
        self.port, self.secret_port, self.context = port, secret_port, context

    def url(self, user: str, *, scheme: str = "imaps", password: str = PASSWORD, folder: str = "") -> str:
        port = self.secret_port if scheme == "imaps" else self.port
        return f"{scheme}://{quote(user)}:{quote(password, safe='')}@127.0.0.1:{port}{folder}"

    @contextmanager
    def mailbox(self, user: str) -> Iterator[MailboxOnServer]:
        with imaplib.IMAP4_SSL("127.0.0.1", self.secret_port, ssl_context=self.context) as client:
            client.login(user, PASSWORD)
            yield MailboxOnServer(self.url(user), client)


@contextmanager
def dovecot() -> Iterator[Dovecot]:
    """A fresh server, stopped at the end of the block. Raises Missing when it is not installed."""
    if not Path(PROGRAM).exists():
        raise Missing("Dovecot is not installed: run 'make machines', or 'apt-get install dovecot-imapd' as root.")
    owner, directory = _owner(), Path(tempfile.mkdtemp(prefix="rembuk-dovecot-", dir="/tmp"))
    server = Dovecot(_free_port(), _free_port(), ssl.create_default_context())
    _write_settings(directory, owner, server)
    for file in (directory, *directory.iterdir()):
        os.chown(file, owner.pw_uid, owner.pw_gid)
    with _running(directory, owner):
        _wait_until_it_answers(server, directory)
        yield server


def _owner() -> pwd.struct_passwd:
    """Whoever runs the tests; in place of root, whose mail Dovecot refuses, the user that Debian made for it."""
    return pwd.getpwuid(os.geteuid()) if os.geteuid() else pwd.getpwnam("dovecot")


def _write_settings(directory: Path, owner: pwd.struct_passwd, server: Dovecot) -> None:
    authority = trustme.CA()
    authority.configure_trust(server.context)
    certificate = authority.issue_cert("localhost", "127.0.0.1")
    certificate.private_key_pem.write_to_path(str(directory / "key.pem"))
    certificate.cert_chain_pems[0].write_to_path(str(directory / "certificate.pem"))
    (directory / "dovecot.conf").write_text(
        SETTINGS.format(
            directory=directory, user=owner.pw_name, group=grp.getgrgid(owner.pw_gid).gr_name, password=PASSWORD,
            port=server.port, secret_port=server.secret_port,
        )
    )  # fmt: skip


@contextmanager
def _running(directory: Path, owner: pwd.struct_passwd) -> Iterator[None]:
    is_root = os.geteuid() == 0
    with subprocess.Popen(
        ["/bin/sh", "-c", LIFE_OF_THE_SERVER, PROGRAM], cwd=directory, env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        user=owner.pw_uid if is_root else None, group=owner.pw_gid if is_root else None,
        extra_groups=[] if is_root else None,
        start_new_session=True,  # Ctrl-C is for the tests, which then let go of the pipe
    ):  # fmt: skip
        yield


def _wait_until_it_answers(server: Dovecot, directory: Path, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            with imaplib.IMAP4("127.0.0.1", server.port, timeout=5):
                return
        except OSError:
            time.sleep(0.05)
    log = directory / "server.log"
    raise RuntimeError("Dovecot did not start:\n" + (log.read_text() if log.exists() else "no word"))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
