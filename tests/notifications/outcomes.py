"""A letter to hand over, and the words tests have for what becomes of it."""

from notifications.channels import Rejected, TryAgain, channel_for
from notifications.channels.contract import NotHandedOver
from notifications.channels.email import SmtpChannel
from notifications.channels.smtp_connection import Patience
from notifications.letters import compose
from tests.machines.smtp import MailServer
from tests.notifications.letters import INVITATION, NOW

BOUNCES = "rembuk+b7f3@office.example"
ANNA = "anna@union.example"
LETTER = compose(INVITATION, NOW)
HURRIED = Patience(connect=5, command=5, acceptance=0.3, farewell=1)
NOT_COUNTED = TryAgain, {"connection_lost": False, "counts": False, "in_doubt": False}
COUNTED = TryAgain, {"connection_lost": False, "counts": True, "in_doubt": False}
PAUSED = TryAgain, {"connection_lost": True, "counts": False, "in_doubt": False}
LOST = TryAgain, {"connection_lost": True, "counts": True, "in_doubt": False}
IN_DOUBT = TryAgain, {"connection_lost": True, "counts": True, "in_doubt": True}
BAD_ADDRESS = Rejected, {"bad_address": True, "our_fault": False}
OUR_FAULT = Rejected, {"bad_address": False, "our_fault": True}
REFUSED = Rejected, {"bad_address": False, "our_fault": False}


def plain_channel(server: MailServer) -> SmtpChannel:
    channel = channel_for(server.url, context=server.context)
    assert isinstance(channel, SmtpChannel)
    return channel


def outcome(error: NotHandedOver) -> tuple[type, dict[str, object]]:
    return type(error), {name: value for name, value in vars(error).items() if name != "reason"}
