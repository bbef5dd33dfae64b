"""What calendar.md asks of the bytes of a calendar, rule by rule: an invitation, a cancellation, a feed.

Shares no code with the product and none with icalendar. Each rule names what is wrong in a sentence; `[]` is right.
"""

import re
from collections.abc import Callable, Iterable, Iterator

from tests.calendar_lines import Property, Written, read_lines, value, wrongs_of_lines

LONGEST_UID, SHORTEST_UID = 70, 24
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

Rule = Callable[[Written], Iterator[str]]


def wrongs_of_letter(content: bytes, *, role: str | None = None, is_discreet: bool | None = None) -> list[str]:
    """Of the calendar in a mail. What is not in the bytes is told: the role of the reader, and whether an employer may
    read along; None is not known."""
    if wrongs := list(wrongs_of_lines(content)):
        return wrongs
    written = read_lines(content)
    wrongs = [wrong for rule in LETTER_RULES for wrong in rule(written)]
    return [*wrongs, *_told(written, role, is_discreet)]


def wrongs_of_feed(content: bytes, *, is_own: bool = False) -> list[str]:
    """Of a calendar to subscribe to: anybody's, or the one of a person, which leads to their own pages."""
    if wrongs := list(wrongs_of_lines(content)):
        return wrongs
    written, rules = read_lines(content), FEED_RULES if is_own else [*FEED_RULES, _no_personal_page]
    return [wrong for rule in rules for wrong in rule(written)]


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
