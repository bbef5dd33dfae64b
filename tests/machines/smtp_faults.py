"""What can go wrong between us and a mail server, for `MailServer.fail`."""

from dataclasses import dataclass
from enum import Enum
from random import Random


class Stage(Enum):
    """When a misfortune strikes. CONTENT is after the final dot."""

    CONNECT = "connect"
    STARTTLS = "starttls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    CONTENT = "content"


class Then(Enum):
    GO_ON = "go on"
    CLOSE = "close"
    DROP = "drop"
    STALL = "stall"


@dataclass(frozen=True)
class Fault:
    """After `seconds`, `reply` is said, if any, then the conversation goes on, ends or falls silent. `accepted` keeps
    the mail first."""

    at: Stage
    reply: str = ""
    then: Then = Then.GO_ON
    accepted: bool = False
    seconds: float = 0

    @property
    def loses_reply(self) -> bool:
        """The mail was taken, and nobody told us in time."""
        return self.accepted and not self.reply

    @property
    def is_final(self) -> bool:
        """This mail will never be taken, whatever is mended on our side."""
        return self.at in (Stage.RCPT, Stage.CONTENT) and self.reply.startswith("5") and " 5.7." not in self.reply

    @property
    def is_about_address(self) -> bool:
        return " 5.1.1 " in self.reply


@dataclass(frozen=True)
class Trouble:
    """Any of these faults, by chance, in this share of all conversations."""

    share: float
    faults: tuple[Fault, ...]
    chance: Random

    def strikes(self, at: Stage) -> Fault | None:
        here = [fault for fault in self.faults if fault.at is at]
        if not here or self.chance.random() >= self.share * len(here) / len(self.faults):
            return None
        return self.chance.choice(here)


GREYLISTED = Fault(Stage.RCPT, "451 4.7.1 Greylisted, please come back later")
STORAGE_FULL = Fault(Stage.MAIL, "452 4.3.1 Insufficient system storage")
NO_TLS_NOW = Fault(Stage.STARTTLS, "454 4.7.0 TLS not available due to local problem")
TLS_BREAKS_OFF = Fault(Stage.STARTTLS, "220 2.0.0 Ready to start TLS", Then.DROP)
NO_AUTH_NOW = Fault(Stage.AUTH, "454 4.7.0 Temporary authentication failure")
NO_RELAY_NOW = Fault(Stage.RCPT, "454 4.7.1 Relay access denied")
UNKNOWN_ADDRESS = Fault(Stage.RCPT, "550 5.1.1 No such user here")
SENDER_REFUSED = Fault(Stage.MAIL, "550 5.1.8 Sender address has no mail server")
TOO_BIG = Fault(Stage.CONTENT, "552 5.3.4 Message too big for system")
NOT_TRUSTED = Fault(Stage.CONTENT, "554 5.7.1 Message refused by policy")
SPF_FAILED = Fault(Stage.CONTENT, "550 5.7.23 SPF validation failed")
NO_SERVICE = Fault(Stage.CONNECT, "554 5.3.2 No service here", Then.CLOSE)
CLOSING = Fault(Stage.MAIL, "421 4.3.2 Service shutting down", Then.CLOSE)
DROPPED_AT_MAIL = Fault(Stage.MAIL, then=Then.DROP)
DROPPED_AT_RCPT = Fault(Stage.RCPT, then=Then.DROP)
DROPPED_BEFORE_THE_DOT = Fault(Stage.DATA, "354 Go ahead", Then.DROP)
REPLY_LOST = Fault(Stage.CONTENT, then=Then.DROP, accepted=True)
DROPPED_AFTER_THE_DOT = Fault(Stage.CONTENT, then=Then.DROP)
SILENT_AFTER_THE_DOT = Fault(Stage.CONTENT, then=Then.STALL, accepted=True)
SLOW_AFTER_THE_DOT = Fault(Stage.CONTENT, "250 2.0.0 Ok: queued at last", accepted=True, seconds=0.5)
SILENT_AT_MAIL = Fault(Stage.MAIL, then=Then.STALL)
