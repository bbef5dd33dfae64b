"""Which ways in are open: what the settings name, from the start of the service to its end."""

from collections.abc import Callable
from datetime import datetime, timedelta

from foundation.clock import Clock
from foundation.database import Database
from foundation.settings import Settings
from notifications.inbox.imap import mailbox
from notifications.inbox.reading import Reader

ROUND_SECONDS = 60
UNREAD = timedelta(minutes=15)
"""Longer than any round of reading: the mailbox cannot be opened."""


class WaysIn:
    """Neither is open unless a setting names it. Raises BadSetting for one that cannot be used."""

    def __init__(
        self, settings: Settings, database: Database, now: Callable[[], datetime], after_write: Callable[[], None]
    ) -> None:
        self._reader = Reader(mailbox(settings.inbox_url), database, now, after_write) if settings.inbox_url else None
        self._listener = None
        if settings.lmtp_listen:
            from notifications.inbox.lmtp import Listener  # a service that nobody knocks at keeps the memory

            self._listener = Listener(settings.lmtp_listen, database, now, after_write)

    def read_at(self) -> datetime | None:
        """When the mailbox was last read; None when there is none to read."""
        return self._reader.read_at if self._reader else None

    def start(self, clock: Clock) -> None:
        if self._reader:
            clock.every(ROUND_SECONDS, self._reader.read)
        if self._listener:
            self._listener.start()

    def stop(self) -> None:
        """Take nothing more. Called before the clock ends, which waits for what is being read."""
        if self._reader:
            self._reader.stop()
        if self._listener:
            self._listener.stop()


def is_late(read_at: datetime | None, now: datetime) -> bool:
    """Whether a mailbox that is to be read has not been for too long."""
    return read_at is not None and now - read_at > UNREAD
