"""Keeping the directory of unions: add, change, merge, offer or not, bring as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, update
from sqlmodel import Session, col, select

from foundation.languages import say
from foundation.people import Office, clean_text
from foundation.refusals import Conflict, Missing, Refused
from registrations.importing.reading import Table
from registrations.models import UnionLevel
from registrations.unions.matching import LEVELS, entry_named, line_of
from registrations.unions.models import UnionEntry, UnionName
from registrations.unions.naming import key_of

NAME_LIMIT, MOST_ENTRIES = 200, 5_000
COLUMNS = {"name": ("name", "nama", "nome"), "level": ("level", "tingkat", "nível", "nivel"),
           "parent": ("parent", "induk", "pertence a")}  # fmt: skip
"""Headings that a table may have."""


@dataclass(frozen=True)
class Wish:
    """An entry as an organiser writes it. `parent` is a number or a name, empty for none."""

    name: str
    level: str
    parent: str = ""


def entries_of(session: Session, office: Office) -> Sequence[UnionEntry]:
    """All of an office, by name."""
    return session.exec(
        select(UnionEntry).where(UnionEntry.office_id == office.id).order_by(col(UnionEntry.name), col(UnionEntry.id))
    ).all()


def entry_in(session: Session, office: Office, number: int) -> UnionEntry:
    found = session.get(UnionEntry, number)
    if found is None or found.office_id != office.id:
        raise Missing
    return found


def add(session: Session, office: Office, wish: Wish, now: datetime) -> UnionEntry:
    """One more. Refused when the name leads to another already."""
    name, level = _checked_name(wish.name), _checked_level(wish.level)
    _refuse_known(session, office, name)
    parent = _parent(session, office, wish.parent, level)
    made = UnionEntry(office_id=office.id or 0, name=name, level=level, parent_id=parent, created_at=now)
    session.add(made)
    session.flush()
    _lead(session, made, name)
    return made


def change(session: Session, office: Office, entry: UnionEntry, wish: Wish) -> None:
    """The name it had leads to it as before."""
    name, level = _checked_name(wish.name), _checked_level(wish.level)
    if entry_named(session, entry.office_id, key_of(name)) is not entry:
        _refuse_known(session, office, name)
        _lead(session, entry, name)
    lower = session.exec(select(UnionEntry).where(UnionEntry.parent_id == entry.id)).all()
    if any(LEVELS.index(one.level) <= LEVELS.index(level) for one in lower):
        raise Refused(say("What belongs to it must be of a lower level."), "level")
    parent = _parent(session, office, wish.parent, level)
    entry.name, entry.level, entry.parent_id = name, level, parent
    session.flush()


def merge(session: Session, office: Office, entry: UnionEntry, into: int) -> None:
    """Two are one: every name of the first leads to the second, and what belonged to it belongs there."""
    other = session.get(UnionEntry, into)
    if other is None or other.office_id != office.id or entry in line_of(session, other):
        raise Refused(say("Choose another union, which does not belong to this one."), "into")
    lower = session.exec(select(UnionEntry).where(UnionEntry.parent_id == entry.id)).all()
    if any(LEVELS.index(one.level) <= LEVELS.index(other.level) for one in lower):
        raise Refused(say("What belongs to it must be of a lower level."), "into")
    for one in lower:
        one.parent_id = other.id
    session.execute(update(UnionName).where(col(UnionName.entry_id) == entry.id).values(entry_id=other.id))
    session.flush()
    session.delete(entry)
    session.flush()


def switch(session: Session, entry: UnionEntry) -> None:
    """Offer it on forms no more, or again."""
    entry.is_offered = not entry.is_offered
    session.flush()


def bring(session: Session, office: Office, table: Table, now: datetime) -> int:
    """Add what a table lists and is not known yet; how many. All of it or nothing: a row that is wrong is named."""
    places = _places(table.heading)
    added = 0
    for line, cells in table.rows:
        said = {what: cells[place] if place < len(cells) else "" for what, place in places.items()}
        if key_of(said["name"]) and entry_named(session, office.id or 0, key_of(said["name"])) is not None:
            continue
        try:
            add(session, office, Wish(said["name"], said["level"], said.get("parent", "")), now)
        except Refused as refusal:
            raise Refused(say("Line {line}: {what}", line=line, what=refusal.message), "file") from None
        added += 1
    return added


def _places(heading: Sequence[str]) -> dict[str, int]:
    names = [clean_text(name).casefold() for name in heading]
    found = {what: place for what, words in COLUMNS.items() for place, name in enumerate(names) if name in words}
    if not {"name", "level"} <= found.keys():
        raise Refused(say("The first line must name the columns: name, level, and parent where there is one."), "file")
    return found


def _checked_name(text: str) -> str:
    name = clean_text(text)
    if not key_of(name) or len(name) > NAME_LIMIT:
        raise Refused(say("Please write the name of the union."), "name")
    return name


def _checked_level(text: str) -> UnionLevel:
    level = text.strip().casefold()
    if level not in list(UnionLevel):
        raise Refused(say("The level is one of: {levels}.", levels=", ".join(UnionLevel)), "level")
    return UnionLevel(level)


def _refuse_known(session: Session, office: Office, name: str) -> None:
    known = entry_named(session, office.id or 0, key_of(name))
    if known is not None:
        raise Conflict(say("This name is in the directory already: {name}.", name=known.name), "name")
    number = session.exec(select(func.count()).select_from(UnionEntry).where(UnionEntry.office_id == office.id)).one()
    if number >= MOST_ENTRIES:
        raise Conflict(say("The directory is full."), "name")


def _parent(session: Session, office: Office, said: str, level: UnionLevel) -> int | None:
    """A number of the page or a name of a table."""
    if not said.strip():
        return None
    by_number = int(said) if said.isascii() and said.isdigit() and len(said) < 10 else None
    found = entry_in(session, office, by_number) if by_number else entry_named(session, office.id or 0, key_of(said))
    if found is None:
        raise Refused(say("There is no “{name}” in the directory.", name=said), "parent")
    if LEVELS.index(found.level) >= LEVELS.index(level):
        raise Refused(say("What it belongs to must be of a higher level."), "parent")
    return found.id


def _lead(session: Session, entry: UnionEntry, name: str) -> None:
    session.add(UnionName(office_id=entry.office_id, entry_id=entry.id or 0, key=key_of(name)))
    session.flush()
