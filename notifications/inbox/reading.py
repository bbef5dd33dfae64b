"""Reading the mailbox, round by round: what a message says is committed, and only then it counts as read.

Who is interrupted between the two reads it again, and the same bytes are one row. A message that we stumble over stays
unread for a few rounds and keeps nobody behind it waiting; at last it is flagged, for whoever looks into the mailbox.
"""

import logging
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import OperationalError

from foundation.database import Database
from notifications.inbox.imap import GIVEN_UP, SEEN, CannotRead, Conversation, Mailbox
from notifications.inbox.trace import envelope_of
from notifications.replies.arrivals import receive
from notifications.replies.mails import MOST_OCTETS

log = logging.getLogger(__name__)
TRIES, MOST_REFUSALS = 3, 3


class Reader:
    """`after_write` is called whenever a message is recorded: a seat may have become free."""

    def __init__(
        self, mailbox: Mailbox, database: Database, now: Callable[[], datetime], after_write: Callable[[], None]
    ) -> None:
        self.mailbox, self.database, self.now, self.after_write = mailbox, database, now, after_write
        self.read_at = now()
        """When the mailbox was last read to its end; at first, when we began."""
        self._is_troubled = False
        self._tries: Counter[str] = Counter()
        self._is_stopping = threading.Event()

    def read(self) -> None:
        """One round. What cannot be done now is tried again in the next one."""
        try:
            with self.mailbox.opened() as conversation:
                self._take_all(conversation)
        except CannotRead as trouble:
            self._say(str(trouble))
        except OperationalError as fault:
            self._say(f"The database does not take what is in the mailbox: {type(fault).__name__}")
        else:
            self._say("")
            self.read_at = self.now()

    def stop(self) -> None:
        """Begin with no further message."""
        self._is_stopping.set()

    def _take_all(self, conversation: Conversation) -> None:
        """One that the database refuses may be too much for it; several, and it is away."""
        refusals: list[OperationalError] = []
        for number in conversation.unseen():
            if self._is_stopping.is_set() or len(refusals) == MOST_REFUSALS:
                break
            try:
                self._take(conversation, number)
            except OperationalError as refusal:
                refusals.append(refusal)
        if refusals:
            raise refusals[0]

    def _take(self, conversation: Conversation, number: str) -> None:
        content = conversation.beginning_of(number, MOST_OCTETS + 1)  # one byte too many tells that it is too large
        if content is None:
            return
        try:
            self._record(content)
        except OperationalError:
            raise  # no fault of the message: never given up
        except Exception as fault:
            self._stumble(conversation, number, fault)
        else:
            conversation.mark(number, SEEN)
            self._tries.pop(number, None)

    def _record(self, content: bytes) -> None:
        envelope, now = envelope_of(content), self.now()
        self.database.write(lambda session: receive(session, content, envelope, now))
        self.after_write()

    def _stumble(self, conversation: Conversation, number: str, fault: Exception) -> None:
        """Told without the words of the fault, which may quote addresses."""
        self._tries[number] += 1
        where = "".join(traceback.format_tb(fault.__traceback__))
        log.error("message %s of the mailbox cannot be recorded: %s\n%s", number, type(fault).__name__, where)
        if self._tries[number] >= TRIES:
            log.error("message %s of the mailbox is flagged there and not tried again", number)
            conversation.mark(number, GIVEN_UP)

    def _say(self, trouble: str) -> None:
        """Once when it begins and once when it ends."""
        if bool(trouble) != self._is_troubled:
            log.warning("%s", trouble or "The mailbox is read again.")
        self._is_troubled = bool(trouble)
