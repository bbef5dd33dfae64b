"""The application behind a real server on this machine; the clock, and the postman, are the test's."""

import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from threading import Thread

import uvicorn

import main
from foundation.database import Database
from foundation.front import Front
from foundation.serving import Server
from foundation.settings import Settings
from notifications.channels.folder import FolderChannel, FolderConnection
from notifications.channels.smtp_replies import meaning
from notifications.send import Senders
from tests.builders import NOW
from tests.warm import warm_app

PERSONAL_LINK = re.compile(r"http://127\.0\.0\.1:\d+/[\w/-]+")
CODE = re.compile(r"^\s+([A-Z2-9]{4}\s[A-Z2-9]{4})\s*$", re.MULTILINE)


class House:
    """`url` is its address; `now` the hour on its wall. Letters are kept in a folder, as before SMTP is configured."""

    def __init__(self, database: Database, folder: Path, port: int) -> None:
        self.database, self.folder, self.now = database, folder, NOW
        self.url = f"http://127.0.0.1:{port}"
        self._moving_since: float | None = None
        self.server: Server | None = None
        self.settings = Settings(
            secret_key="the same for every test, and no secret", base_url=self.url, mail_url=f"dir:{folder}",
            mail_from="Rembuk <rembuk@rembuk.example>", inbox_url="imaps://unused",
        )  # fmt: skip

    def let_time_pass(self) -> None:
        """From now on the clock on the wall goes, as long as the house is open."""
        self._moving_since = time.monotonic()

    def time(self) -> datetime:
        since = self._moving_since
        return self.now if since is None else self.now + timedelta(seconds=time.monotonic() - since)

    def ask_to_end(self) -> None:
        assert self.server is not None, "only an open house can end"
        self.server.should_exit = True

    def tick(self) -> None:
        """One round of the clock, as after every write of a running service."""
        main.tick(self.database, self.settings, self.now)
        Senders(self.database, self.settings, Post(self.folder), lambda: self.now).send_due()

    def letters_to(self, address: str) -> list["Letter"]:
        """What has arrived there, the oldest first."""
        self.tick()
        letters = [Letter(path.read_bytes()) for path in sorted(self.folder.glob("*.eml"), key=_age)]
        return [letter for letter in letters if letter.to == address]

    def last_letter_to(self, address: str) -> "Letter":
        return self.letters_to(address)[-1]


class Post(FolderChannel):
    """Keeps letters in the folder; nobody lives at nowhere.example."""

    def connect(self) -> "PostRound":
        super().connect()
        return PostRound(self)


class PostRound(FolderConnection):
    def hand_over(self, envelope_from: str, recipient: str, message: bytes) -> str:
        if recipient.endswith("@nowhere.example"):
            raise meaning(550, b"5.1.1 No such user")
        return super().hand_over(envelope_from, recipient, message)


class Letter:
    """A letter as its reader sees it."""

    def __init__(self, content: bytes) -> None:
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        body = message.get_body(("plain",))
        assert body is not None
        self.to = message["To"].addresses[0].addr_spec
        self.subject = str(message["Subject"])
        self.text = str(body.get_content())

    @property
    def link(self) -> str:
        """The first link in it, which every letter has for its next step."""
        found = PERSONAL_LINK.search(self.text)
        assert found is not None, self.text
        return found[0]

    @property
    def code(self) -> str:
        """Eight characters in two groups, on a line of their own."""
        found = CODE.search(self.text)
        assert found is not None, self.text
        return found[1]


@contextmanager
def open_house(database: Database, folder: Path) -> Iterator[House]:
    """A house that answers from its own thread until the end of the block."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        house = House(database, folder, listening.getsockname()[1])
        app = warm_app(house.settings, database, house.time)
        config = uvicorn.Config(
            app, loop="uvloop", http="httptools", log_level="warning", timeout_graceful_shutdown=10
        )
        server = house.server = Server(config, partial(_end_streams, app))
        serving = Thread(target=server.run, args=([listening],), name="house")
        serving.start()
        try:
            _wait_until_open(server, serving)
            yield house
        finally:
            server.should_exit = True
            serving.join(10)


def _end_streams(app: Front) -> None:
    app.app.state.streams.close()


def _wait_until_open(server: uvicorn.Server, serving: Thread) -> None:
    while not server.started:
        assert serving.is_alive(), "the server did not start"
        time.sleep(0.01)


def _age(letter: Path) -> float:
    return letter.stat().st_mtime_ns
