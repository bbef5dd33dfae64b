"""What every channel is: it opens connections, and a connection hands over one finished message at a time.

Foreign errors become two kinds here: try again, or not. Both carry a sentence for the desk.
"""

from typing import Protocol

from foundation.languages import Message


class NotHandedOver(Exception):
    """`reason` is a sentence in English, kept with the delivery."""

    def __init__(self, reason: Message) -> None:
        self.reason = str(reason)
        super().__init__(self.reason)


class TryAgain(NotHandedOver):
    """Not this time. When `counts` is False the channel itself is in trouble: it pauses, and the message keeps its
    attempts. After `connection_lost` the connection opens itself anew with the next message. Only when `in_doubt` may
    the other side have taken this one."""

    def __init__(self, reason: Message, *, connection_lost: bool, counts: bool, in_doubt: bool = False) -> None:
        super().__init__(reason)
        self.connection_lost = connection_lost
        self.counts = counts
        self.in_doubt = in_doubt


class NotBegun(TryAgain):
    """Nobody tried: the message stays due."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason, connection_lost=False, counts=False)


class Rejected(NotHandedOver):
    """Never. Either the address is wrong for good, or this installation is not trusted, or it is about this message."""

    def __init__(self, reason: Message, *, bad_address: bool = False, our_fault: bool = False) -> None:
        super().__init__(reason)
        self.bad_address = bad_address
        self.our_fault = our_fault


class Connection(Protocol):
    """Used by one thread, one message at a time."""

    def hand_over(self, envelope_from: str, recipient: str, message: bytes) -> str:
        """Returns once the other side has taken the message, with its answer for the record; else raises TryAgain or
        Rejected. An interruption between its taking and our hearing of it shows as TryAgain."""

    def close(self) -> None: ...


class Channel(Protocol):
    @property
    def connections(self) -> int:
        """How many connections may be open at the same time."""

    def connect(self) -> Connection:
        """Raises TryAgain, not counted, when nobody answers or lets us in."""
