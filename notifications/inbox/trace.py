"""Whom a message was delivered to, as far as a mailbox still tells: what mail servers wrote above it on its way."""

from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import parseaddr

from notifications.replies.arrivals import Envelope

DELIVERED_TO = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
MOST = 20


def envelope_of(content: bytes) -> Envelope:
    """From the lines that Postfix, Exim, Dovecot and Gmail leave; nobody vouches for them."""
    headers = BytesHeaderParser(policy=compat32).parsebytes(content)
    found = [line for name in DELIVERED_TO for line in headers.get_all(name, [])][:MOST]
    addresses = (parseaddr(str(line))[1] for line in found)
    sender = parseaddr(str(headers.get("Return-Path", "")))[1]
    return Envelope(sender, tuple(dict.fromkeys(one for one in addresses if "@" in one)))
