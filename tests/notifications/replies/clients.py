"""Answers as calendar programs write them: the same words of a person, in the shapes that were seen."""

from base64 import encodebytes
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from quopri import encodestring

from tests.builders import NOW

OUR_ADDRESS = "rembuk@rembuk.example"
START, END = datetime(2027, 2, 24, 7, tzinfo=UTC), datetime(2027, 2, 24, 8, 30, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a person answers. `attendee` is the address that their program writes."""

    uid: str
    attendee: str = "ana@union.example"
    partstat: str = "ACCEPTED"
    sequence: int = 0
    at: datetime = NOW
    comment: str = ""
    method: str = "REPLY"
    starts_at: datetime = START
    ends_at: datetime = END
    params: str = ""
    """Further parameters of ATTENDEE, such as `;DELEGATED-TO="mailto:…"`."""


def utc(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def ics(*lines: str) -> bytes:
    return "".join(f"{line}\r\n" for line in lines if line).encode()


def event(said: Said, *, prodid: str = "-//Mozilla.org/NONSGML Mozilla Calendar V1.1//EN", organizer: bool = True,
          attendee: str = "", moments: tuple[str, ...] = (), method: bool = True, before: tuple[str, ...] = (),
          ) -> bytes:  # fmt: skip
    """A calendar file with one event. `attendee` replaces the line that names who answers."""
    times = moments or (f"DTSTART:{utc(said.starts_at)}", f"DTEND:{utc(said.ends_at)}")
    named = attendee or f"ATTENDEE;RSVP=TRUE;CN=Ana;PARTSTAT={said.partstat};ROLE=OPT-PARTICIPANT{said.params}" \
        f":mailto:{said.attendee}"
    return ics(
        "BEGIN:VCALENDAR", f"PRODID:{prodid}", "VERSION:2.0", f"METHOD:{said.method}" if method else "", *before,
        "BEGIN:VEVENT", f"CREATED:{utc(NOW)}", f"LAST-MODIFIED:{utc(said.at)}", f"DTSTAMP:{utc(said.at)}",
        f"UID:{said.uid}", "SUMMARY:Who pays\\, and who gains", "STATUS:CONFIRMED",
        f"ORGANIZER;CN=Rembuk:mailto:{OUR_ADDRESS}" if organizer else "", named, *times,
        f"SEQUENCE:{said.sequence}", "TRANSP:OPAQUE", f"COMMENT:{said.comment}" if said.comment else "",
        "X-MOZ-RECEIVED-SEQUENCE:0", "END:VEVENT", "END:VCALENDAR",
    )  # fmt: skip


def mail(*parts: bytes, kind: str = "mixed", sender: str = "Ana <ana@union.example>", to: str = OUR_ADDRESS,
         subject: str = "Accepted: Who pays", head: tuple[str, ...] = (), params: str = "") -> bytes:  # fmt: skip
    limit, body = _body(parts)
    lines = [
        f"From: {sender}", f"To: {to}", f"Subject: {subject}", "Date: Mon, 01 Feb 2027 03:00:00 +0000",
        "Message-ID: <6f1c@union.example>", *head, "MIME-Version: 1.0",
        f'Content-Type: multipart/{kind}; boundary="{limit}"{params}',
    ]  # fmt: skip
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body


def within(kind: str, *parts: bytes) -> bytes:
    limit, body = _body(parts)
    return f'Content-Type: multipart/{kind}; boundary="{limit}"\r\n\r\n'.encode() + body


def part(kind: str, content: bytes, *, encoding: str = "7bit", head: tuple[str, ...] = ()) -> bytes:
    encoded = {"base64": encodebytes, "quoted-printable": encodestring}.get(encoding, bytes)(content)
    lines = [f"Content-Type: {kind}", f"Content-Transfer-Encoding: {encoding}", *head]
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + encoded


def plain(text: str = "Ana has accepted.\r\n") -> bytes:
    return part("text/plain; charset=utf-8", text.encode(), encoding="quoted-printable")


def thunderbird(said: Said) -> bytes:
    file = event(said)
    told = within("alternative", plain(), part("text/calendar; method=REPLY; charset=UTF-8", file, encoding="8bit"))
    attached = part('application/ics; name="invite.ics"', file, encoding="base64",
                    head=('Content-Disposition: attachment; filename="invite.ics"',))  # fmt: skip
    return mail(told, attached, head=("User-Agent: Mozilla Thunderbird",))


def apple(said: Said) -> bytes:
    """No method in the MIME header, the file as an attachment, the address once more as EMAIL."""
    named = f"ATTENDEE;CN=Ana;CUTYPE=INDIVIDUAL;EMAIL={said.attendee};PARTSTAT={said.partstat}:mailto:{said.attendee}"
    file = event(said, prodid="-//Apple Inc.//macOS 15.1//EN", attendee=named)
    attached = part('text/calendar; charset=utf-8; name="iCal-20270201-100000.ics"', file, encoding="quoted-printable",
                    head=("Content-Disposition: attachment; filename=iCal-20270201-100000.ics",))  # fmt: skip
    return mail(plain(), attached, head=("X-Mailer: Apple Mail (2.3826)",))


def icloud(said: Said) -> bytes:
    """The attendee is a path of its server; the address stands only in EMAIL."""
    named = f"ATTENDEE;CN=Ana;EMAIL={said.attendee};PARTSTAT={said.partstat}:/aMTIzNDU2/principal/"
    file = event(said, prodid="-//caldav.icloud.com//CALDAVJ 2514B607//EN", attendee=named)
    told = part("text/calendar; charset=UTF-8", file, encoding="base64")
    return mail(plain(), told, kind="alternative", sender="Ana <noreply@email.apple.com>")


def exchange(said: Said) -> bytes:
    """No ORGANIZER, times in a zone of Windows, lines rewrapped, a winmail.dat beside."""
    zone = ("BEGIN:VTIMEZONE", "TZID:SE Asia Standard Time", "BEGIN:STANDARD", "DTSTART:16010101T000000",
            "TZOFFSETFROM:+0700", "TZOFFSETTO:+0700", "END:STANDARD", "END:VTIMEZONE")  # fmt: skip
    local = tuple(f"{name};TZID=SE Asia Standard Time:{at:%Y%m%dT%H%M%S}"
                  for name, at in (("DTSTART", said.starts_at), ("DTEND", said.ends_at)))  # fmt: skip
    file = event(said, prodid="Microsoft Exchange Server 2010", organizer=False, before=zone, moments=local,
                 attendee=f"ATTENDEE;PARTSTAT={said.partstat};CN=Ana:MAILTO:{said.attendee}")  # fmt: skip
    told = part('text/calendar; charset="utf-8"; method=REPLY', file, encoding="quoted-printable")
    odd = part('application/ms-tnef; name="winmail.dat"', b"\x78\x9f\x3e\x22", encoding="base64")
    return mail(within("alternative", plain(""), told), odd, head=("X-MS-Has-Attach: yes", "Thread-Topic: Who pays"))


def gmail(said: Said) -> bytes:
    """Sent by a robot in the name of the person, and says so."""
    named = f"ATTENDEE;CUTYPE=INDIVIDUAL;PARTSTAT={said.partstat};CN=Ana;X-NUM-GUESTS=0:mailto:{said.attendee}"
    file = event(said, prodid="-//Google Inc//Google Calendar 70.9054//EN", attendee=named)
    told = within("alternative", plain(), part('text/calendar; charset="UTF-8"; method=REPLY', file))
    attached = part('application/ics; name="invite.ics"', file, encoding="base64",
                    head=('Content-Disposition: attachment; filename="invite.ics"',))  # fmt: skip
    return mail(told, attached, head=("Auto-Submitted: auto-generated",
                                      "Sender: Google Calendar <calendar-notification@google.com>"))  # fmt: skip


def nextcloud(said: Said) -> bytes:
    """From is the address of the server."""
    file = event(said, prodid="-//Sabre//Sabre VObject 4.5.4//EN")
    told = part("text/calendar; method=REPLY; charset=UTF-8; name=event.ics", file, encoding="base64",
                head=("Content-Disposition: attachment; filename=event.ics",))  # fmt: skip
    return mail(plain(), told, sender="Ana via Nextcloud <cloud@files.example>", head=("Reply-To: ana@union.example",))


CLIENTS = (thunderbird, apple, icloud, exchange, gmail, nextcloud)


def _body(parts: tuple[bytes, ...]) -> tuple[str, bytes]:
    """A boundary of its own, and the parts between."""
    limit = sha256(b"".join(parts)).hexdigest()[:24]
    between = f"--{limit}".encode()
    return limit, b"".join(between + b"\r\n" + part + b"\r\n" for part in parts) + between + b"--\r\n"
