"""The bytes of a calendar as lines and properties, folds and escapes read as RFC 5545 says, for calendar_lint.py."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_LINE = 75
LINE = re.compile(r'([A-Z][A-Z0-9-]*)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL)
PARAMETER = re.compile(r';([A-Z-]+)=((?:"[^"]*"|[^";:])*)')
UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff]")


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


def wrongs_of_lines(content: bytes) -> Iterator[str]:
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
