"""What calendar.md asks of the bytes of a calendar, rule by rule: an invitation, a cancellation, a feed.

Shares no code with the product and none with icalendar. Each rule names what is wrong in a sentence; `[]` is right.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

LONGEST_LINE, LONGEST_UID, SHORTEST_UID = 75, 70, 24
HEAD = {"PRODID", "VERSION", "CALSCALE"}
FEED_HEAD = HEAD | {"NAME", "X-WR-CALNAME", "REFRESH-INTERVAL", "X-PUBLISHED-TTL", "URL"}
EVENT = {
    "UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "CREATED",
    "LAST-MODIFIED", "TRANSP",
}  # fmt: skip
LETTER = EVENT | {
    "ORGANIZER", "ATTENDEE", "CONFERENCE", "X-MICROSOFT-DISALLOW-COUNTER", "X-MICROSOFT-CDO-INTENDEDSTATUS",
}  # fmt: skip
INSTANTS = ("DTSTAMP", "DTSTART", "DTEND", "CREATED", "LAST-MODIFIED")
TEXTS = ("SUMMARY", "DESCRIPTION", "LOCATION", "NAME", "X-WR-CALNAME")
ROLES = {
    "chair": "CHAIR", "resource_person": "REQ-PARTICIPANT", "observer": "OPT-PARTICIPANT",
    "participant": "OPT-PARTICIPANT",
}  # fmt: skip
WORDS = {
    "CUTYPE": {"INDIVIDUAL"}, "ROLE": set(ROLES.values()), "RSVP": {"TRUE", "FALSE"},
    "PARTSTAT": {"NEEDS-ACTION", "ACCEPTED", "TENTATIVE", "DECLINED", "DELEGATED"},
}  # fmt: skip
FIXED = {
    "TRANSP": "OPAQUE", "X-MICROSOFT-DISALLOW-COUNTER": "TRUE", "X-MICROSOFT-CDO-INTENDEDSTATUS": "BUSY",
}  # fmt: skip
STATUSES: dict[str, set[str | None]] = {"REQUEST": {"CONFIRMED"}, "CANCEL": {None, "CANCELLED"}}
LINE = re.compile(r'([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL)
PARAMETER = re.compile(r';([A-Z-]+)=((?:"[^"]*"|[^";:])*)')
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")

Rule = Callable[["Written"], Iterator[str]]


@dataclass(frozen=True)
class Property:
    name: str
    parameters: dict[str, str]
    value: str


@dataclass(frozen=True)
class Written:
    """A calendar as it stands on its lines: its own properties, the components in order, and those of the events."""

    head: list[Property]
    components: list[str]
    events: list[list[Property]]

    @property
    def event(self) -> list[Property]:
        return self.events[0] if self.events else []

    @property
    def method(self) -> str | None:
        return value(self.head, "METHOD")


def value(properties: list[Property], name: str) -> str | None:
    return next((found.value for found in properties if found.name == name), None)


def wrongs_of_letter(content: bytes, *, role: str | None = None, is_discreet: bool | None = None) -> list[str]:
    """Of the calendar in a mail. What is not in the bytes is told: the role of the reader, and whether an employer may
    read along; None is not known."""
    if wrongs := list(_lines(content)):
        return wrongs
    written = read_lines(content)
    wrongs = [wrong for rule in LETTER_RULES for wrong in rule(written)]
    return [*wrongs, *_told(written, role, is_discreet)]


def wrongs_of_feed(content: bytes, *, is_own: bool = False) -> list[str]:
    """Of a calendar to subscribe to: anybody's, or the one of a person, which leads to their own pages."""
    if wrongs := list(_lines(content)):
        return wrongs
    written, rules = read_lines(content), FEED_RULES if is_own else [*FEED_RULES, _no_personal_page]
    return [wrong for rule in rules for wrong in rule(written)]


def read_lines(content: bytes) -> Written:
    """Without understanding anything: names, parameters and values as they stand, lines unfolded."""
    written, stack = Written([], [], []), []
    for line in content.decode().replace("\r\n ", "").split("\r\n")[:-1]:
        found = LINE.fullmatch(line)
        if not found:
            written.components.append(f"a line that is no property: {line[:40]!r}")
            continue
        name, parameters, said = found.groups()
        if name == "BEGIN":
            stack.append(said)
            written.components.append(said)
            if said == "VEVENT":
                written.events.append([])
        elif name == "END":
            written.components.extend([] if stack and stack.pop() == said else [f"END:{said} without its beginning"])
        else:
            place = written.events[-1] if stack[-1:] == ["VEVENT"] else written.head
            place.append(Property(name, dict(PARAMETER.findall(parameters)), said))
    return written


def _lines(content: bytes) -> Iterator[str]:
    """RFC 5545, 3.1: before anything else can be read."""
    if not content.endswith(b"\r\n"):
        yield "the last line has no end"
    if re.search(rb"[^\r]\n|\r[^\n]", content):
        yield "a line ends with something else than CRLF"
    ended = content.removesuffix(b"\r\n").split(b"\r\n")
    for line, following in zip(ended, [*ended[1:], b""], strict=True):
        yield from _line(line, is_folded=following.startswith(b" "))


def _line(line: bytes, *, is_folded: bool) -> Iterator[str]:
    if not 0 < len(line) <= LONGEST_LINE:
        yield f"a line of {len(line)} octets"
    try:
        text = line.decode()
    except UnicodeDecodeError:
        yield "a fold inside a character"
        return
    if UNSEEN.search(text):
        yield "a control character, or one that some readers end a line at"
    if is_folded and len(re.findall(r"\\*$", text)[0]) % 2:
        yield "a fold inside an escape"


def _one_event(written: Written) -> Iterator[str]:
    """One mail, one event; no zones and no alarms (Outlook reads only the first event)."""
    if written.components != ["VCALENDAR", "VEVENT"]:
        yield f"components {written.components}"


def _events_alone(written: Written) -> Iterator[str]:
    if written.components != ["VCALENDAR"] + ["VEVENT"] * len(written.events):
        yield f"components {written.components}"


def _head(names: set[str]) -> Rule:
    def rule(written: Written) -> Iterator[str]:
        yield from _exactly(written.head, names, "the calendar")
        if (value(written.head, "VERSION"), value(written.head, "CALSCALE")) != ("2.0", "GREGORIAN"):
            yield "VERSION or CALSCALE"

    return rule


def _event(names: set[str], optional: Iterable[str]) -> Rule:
    def rule(written: Written) -> Iterator[str]:
        for event in written.events:
            yield from _exactly(event, names, "the event", optional)

    return rule


def _exactly(properties: list[Property], names: set[str], place: str, optional: Iterable[str] = ()) -> Iterator[str]:
    found = [one.name for one in properties]
    yield from (f"{place} lacks {name}" for name in sorted(names - set(found)))
    yield from (f"{place} says {name}" for name in sorted(set(found) - names - set(optional)))
    yield from (f"{place} says {name} twice" for name in sorted(set(found)) if found.count(name) > 1)


def _method(written: Written) -> Iterator[str]:
    if written.method not in STATUSES:
        yield f"METHOD:{written.method}"


def _status(written: Written) -> Iterator[str]:
    status = value(written.event, "STATUS")
    if status not in STATUSES.get(written.method or "", {status}):
        yield f"METHOD:{written.method} with STATUS:{status}"


def _feed_status(written: Written) -> Iterator[str]:
    statuses = {value(event, "STATUS") for event in written.events}
    yield from (f"STATUS:{status}" for status in statuses - {"CONFIRMED", "TENTATIVE", "CANCELLED"})


def _uid(written: Written) -> Iterator[str]:
    uid = value(written.event, "UID") or ""
    if not re.fullmatch(rf"[A-Za-z0-9.@-]{{{SHORTEST_UID},{LONGEST_UID}}}", uid):
        yield f"UID:{uid}"
    if uid.startswith("feed-"):
        yield "the UID of a feed"


def _feed_uid(written: Written) -> Iterator[str]:
    uids = [value(event, "UID") or "" for event in written.events]
    yield from (f"UID:{uid}" for uid in uids if not re.fullmatch(r"feed-[A-Za-z0-9.@-]{1,65}", uid))
    if len(uids) > len(set(uids)):
        yield "one UID twice"


def _instants(written: Written) -> Iterator[str]:
    for found in (one for event in written.events for one in event if one.name in INSTANTS):
        if found.parameters or not re.fullmatch(r"\d{8}T\d{6}Z", found.value):
            yield f"{found.name} is not in UTC"


def _length(written: Written) -> Iterator[str]:
    for event in written.events:
        if (value(event, "DTSTART") or "") >= (value(event, "DTEND") or "~"):
            yield "it ends before it starts"


def _sequence(written: Written) -> Iterator[str]:
    for event in written.events:
        if not re.fullmatch(r"0|[1-9]\d{0,8}", value(event, "SEQUENCE") or ""):
            yield "SEQUENCE is no number"


def _texts(written: Written) -> Iterator[str]:
    for found in (one for part in (written.head, *written.events) for one in part if one.name in TEXTS):
        if not re.fullmatch(r"(?:\\[\\;,n]|[^\\;,])*", found.value):
            yield f"{found.name} is not escaped"
        if found.name != "DESCRIPTION" and r"\n" in found.value.replace(r"\\", ""):
            yield f"{found.name} has several lines"


def _attendee(written: Written) -> Iterator[str]:
    for found in (one for one in written.event if one.name == "ATTENDEE"):
        if set(found.parameters) - {"CN"} != set(WORDS):
            yield f"ATTENDEE with {sorted(found.parameters)}"
        for name in WORDS.keys() & found.parameters.keys():
            if found.parameters[name] not in WORDS[name]:
                yield f"ATTENDEE;{name}={found.parameters[name]}"
        if not found.value.startswith("mailto:"):
            yield "ATTENDEE is no mail address"


def _organiser(written: Written) -> Iterator[str]:
    for found in (one for one in written.event if one.name == "ORGANIZER"):
        if set(found.parameters) - {"CN"}:
            yield f"ORGANIZER with {sorted(found.parameters)}"
        if found.value.casefold() == (value(written.event, "ATTENDEE") or "").casefold():
            yield "the organiser is the attendee"


def _names(written: Written) -> Iterator[str]:
    """What some readers take for an escape or for the end of a parameter."""
    for found in written.event:
        if re.search(r'["^\\]', found.parameters.get("CN", "").removeprefix('"').removesuffix('"')):
            yield f"CN of {found.name}"


def _asked_for_an_answer(written: Written) -> Iterator[str]:
    for found in (one for one in written.event if one.name == "ATTENDEE"):
        asks = found.parameters.get("PARTSTAT") == "NEEDS-ACTION" and written.method == "REQUEST"
        if asks and found.parameters.get("RSVP") != "TRUE":
            yield "an answer is needed and not asked for"


def _conference(written: Written) -> Iterator[str]:
    for found in (one for one in written.event if one.name == "CONFERENCE"):
        if found.parameters != {"VALUE": "URI", "FEATURE": "AUDIO,VIDEO"}:
            yield f"CONFERENCE with {found.parameters}"


def _join_page(written: Written) -> Iterator[str]:
    shown = {(value(written.event, name) or "").replace("\\", "") for name in ("LOCATION", "URL", "CONFERENCE")}
    if len(shown) > 1 or not all(re.match("https?://", address) for address in shown):
        yield f"LOCATION, URL and CONFERENCE lead to {sorted(shown)}"


def _fixed(written: Written) -> Iterator[str]:
    for found in (one for event in written.events for one in event if one.name in FIXED):
        if found.value != FIXED[found.name]:
            yield f"{found.name}:{found.value}"


def _class(written: Written) -> Iterator[str]:
    if value(written.event, "CLASS") not in (None, "PRIVATE"):
        yield "CLASS is not PRIVATE"


def _refreshed(written: Written) -> Iterator[str]:
    found = {one.name: (one.value, one.parameters) for one in written.head}
    if found.get("REFRESH-INTERVAL") != ("PT1H", {"VALUE": "DURATION"}):
        yield "REFRESH-INTERVAL"
    if found.get("X-PUBLISHED-TTL") != ("PT1H", {}):
        yield "X-PUBLISHED-TTL"
    if found.get("NAME") != found.get("X-WR-CALNAME"):
        yield "two names"


def _no_personal_page(written: Written) -> Iterator[str]:
    for found in (one for event in written.events for one in event):
        if re.search(r"https?://[^\s/]+/[rp]/", found.value):
            yield f"{found.name} holds a personal link"


def _told(written: Written, role: str | None, is_discreet: bool | None) -> Iterator[str]:
    attendee = next((one for one in written.event if one.name == "ATTENDEE"), None)
    if role is not None and attendee is not None and attendee.parameters.get("ROLE") != ROLES[role]:
        yield f"a {role} is {attendee.parameters.get('ROLE')}"
    if is_discreet is not None and (value(written.event, "CLASS") == "PRIVATE") != is_discreet:
        yield "CLASS:PRIVATE is for discreet letters, and for them alone"


LETTER_RULES: list[Rule] = [
    _one_event, _head(HEAD | {"METHOD"}), _event(LETTER, ("STATUS", "CLASS")), _method, _status, _uid, _instants,
    _length, _sequence, _texts, _attendee, _organiser, _names, _asked_for_an_answer, _conference, _join_page, _fixed,
    _class,
]  # fmt: skip
FEED_RULES: list[Rule] = [
    _events_alone, _head(FEED_HEAD), _event(EVENT | {"STATUS"}, ("COLOR", "IMAGE", "CLASS")), _feed_status,
    _feed_uid, _instants, _length, _sequence, _texts, _fixed, _refreshed,
]  # fmt: skip
