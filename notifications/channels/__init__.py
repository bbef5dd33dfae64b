"""The ways a message leaves by. A new one is a file here and a line in `CHANNELS`."""

from collections.abc import Callable
from ssl import SSLContext

from foundation.settings import BadSetting
from notifications.channels.contract import Channel, Connection, NotBegun, Rejected, TryAgain
from notifications.channels.email import smtp_channel
from notifications.channels.folder import folder_channel

__all__ = ["Channel", "Connection", "NotBegun", "Rejected", "TryAgain", "channel_for"]

CHANNELS: dict[str, Callable[..., Channel]] = {"dir": folder_channel, "smtp": smtp_channel, "smtps": smtp_channel}


def channel_for(
    mail_url: str, connections: int = 1, *, ehlo_name: str | None = None, context: SSLContext | None = None
) -> Channel:
    """The channel that `REMBUK_MAIL_URL` names, and how many connections may be open to it.

    `ehlo_name` is how we introduce ourselves, else the name of this machine. `context` replaces the certificates the
    system trusts. Raises BadSetting for an address it cannot read."""
    opened_by = CHANNELS.get(mail_url.partition(":")[0].lower())
    if opened_by is None:
        raise BadSetting("REMBUK_MAIL_URL must begin with dir:, smtp:// or smtps://.")
    return opened_by(mail_url, connections=connections, ehlo_name=ehlo_name, context=context)
