"""Values of calendar properties: names, texts, addresses and instants in the form every mail program reads alike.

Text that came from people loses what a calendar cannot carry, and nothing else.
"""

import re
from datetime import UTC, datetime
from urllib.parse import quote

from icalendar import vCalAddress, vDatetime, vText, vUri

LINE_BREAK = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
UNWRITABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufeff]")
UNNAMEABLE = re.compile(r'["^\\]')  # in a parameter some readers take them for the end or for an escape, some do not
IN_URLS = "!#$%&'()*+,/:;=?@[]~"
IN_ADDRESSES = (
    "!#$&'*+/=?^_`{|}~@"  # more than RFC 6068 leaves: mail programs compare with the account letter by letter
)


class Text(vText):
    """TEXT as RFC 5545, 3.3.11 escapes it. icalendar's own would break the line inside `C:\\New`."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        escaped = self.replace("\\", r"\\").replace(";", r"\;").replace(",", r"\,").replace("\n", r"\n")
        return escaped.encode()


def one_line(text: str) -> Text:
    """A title; line breaks become spaces."""
    return Text(_writable(text).replace("\n", " "))


def lines(text: str) -> Text:
    """A text of several lines."""
    return Text(_writable(text))


def web_address(url: str, **params: object) -> vUri:
    """A URL; what may not stand in one is percent-encoded (RFC 3986, 2.1)."""
    return vUri(quote(url, safe=IN_URLS), params=params)


def instant(at: datetime) -> vDatetime:
    """UTC with Z: clients disagree whose rules of a zone win. A naive time would float, and is a ValueError."""
    if at.tzinfo is None:
        raise ValueError(f"an instant without a zone: {at}")
    return vDatetime(at.astimezone(UTC))


def calendar_user(name: str, email: str, **params: str) -> vCalAddress:
    """A person as ORGANIZER or ATTENDEE. The address can be read back with `urllib.parse.unquote`."""
    named = {"CN": called} if (called := spoken(name)) else {}
    return vCalAddress("mailto:" + address_in_url(email), params=named | params)


def spoken(name: str) -> str:
    """A name as a parameter carries it; empty when nothing of it can stand there."""
    return " ".join(UNNAMEABLE.sub("", _writable(name)).split())  # icalendar reads `A<tab>=` as `A=`


def address_in_url(email: str) -> str:
    """What follows `mailto:`."""
    return quote(mail_address(email), safe=IN_ADDRESSES)


def mail_address(email: str) -> str:
    """The address as post and calendars carry it: an internationalised domain in its ASCII form (RFC 5890). A domain
    that has none stays as it is; the channel refuses it."""
    local, at, domain = email.rpartition("@")
    if domain.isascii():
        return email
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return email


def _writable(text: str) -> str:
    return UNWRITABLE.sub("", LINE_BREAK.sub("\n", text))
