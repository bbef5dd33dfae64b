"""Whose member somebody is: by the directory of the office where it knows the name, else by the name itself."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, case, exists, func
from sqlalchemy.orm import aliased
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col, select

from events.models import Series
from foundation.prepared import Prepared
from registrations.models import UnionLevel
from registrations.unions.models import UnionEntry, UnionName
from registrations.unions.naming import key_of

MOST_OFFERED, MOST_FOUND, FEWEST_TYPED = 100, 20, 2
"""So many names stand on the page, which weighs 4 kB; a script asks for others while somebody types."""
LEVELS = list(UnionLevel)
TOP_LEVELS = (UnionLevel.CONFEDERATION, UnionLevel.FEDERATION)
_SERIES, _ENTRY, _NAME = (SQLModel.metadata.tables[name] for name in ("series", "unionentry", "unionname"))
LEVEL = Prepared(
    lambda _: select(_ENTRY.c.level).join_from(_ENTRY, _NAME, _NAME.c.entry_id == _ENTRY.c.id)
    .join(_SERIES, _SERIES.c.office_id == _NAME.c.office_id)
    .where(_SERIES.c.id == bindparam("series_id"), _NAME.c.key == bindparam("key"))
)  # fmt: skip


def has_directory(series_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the office keeps one, as a column of another question."""
    return exists().where(_SERIES.c.id == series_id, _ENTRY.c.office_id == _SERIES.c.office_id)


def level_of(session: Session, series_id: int, union: str) -> UnionLevel | None:
    """The level of the entry that this name leads to."""
    key = key_of(union)
    found = LEVEL.first(session, {"series_id": series_id, "key": key}) if key else None
    return None if found is None else UnionLevel(found[0])


def is_of(session: Session, series_id: int, union: str, other: str) -> bool:
    """Whether a member of `union` is one of `other`: who is of a branch is of its federation as well."""
    key, wanted = key_of(union), key_of(other)
    if not key or not wanted:
        return False
    if key == wanted:
        return True
    office_id = session.get_one(Series, series_id).office_id
    target = entry_named(session, office_id, wanted)
    return target is not None and target in line_of(session, entry_named(session, office_id, key))


def entry_named(session: Session, office_id: int, key: str) -> UnionEntry | None:
    return session.exec(
        select(UnionEntry).join(UnionName).where(UnionName.office_id == office_id, UnionName.key == key)
    ).one_or_none()


def line_of(session: Session, entry: UnionEntry | None) -> Iterator[UnionEntry]:
    """The entry, what it belongs to, and so on."""
    while entry is not None:
        yield entry
        entry = None if entry.parent_id is None else session.get(UnionEntry, entry.parent_id)


@dataclass(frozen=True)
class Offered:
    """What the form offers: names, each with the name of what it belongs to, and whether there are more."""

    names: Sequence[tuple[str, str]]
    are_more: bool


def offered(session: Session, series_id: int) -> Offered:
    """Before anybody typed: the large ones."""
    found = session.exec(_names(series_id).limit(MOST_OFFERED + 1)).all()
    return Offered([(name, parent or "") for name, parent in found[:MOST_OFFERED]], len(found) > MOST_OFFERED)


def names_like(session: Session, series_id: int, typed: str) -> list[tuple[str, str]]:
    """Those of which any name, also an earlier one, has in it what was typed; what begins like it first."""
    key = key_of(typed)
    if len(key) < FEWEST_TYPED:
        return []
    of_office = select(Series.office_id).where(Series.id == series_id).scalar_subquery()
    place = case((col(UnionName.key).startswith(key, autoescape=True), 0), else_=1)
    fits = (
        select(UnionName.entry_id, func.min(place).label("place"))
        .where(UnionName.office_id == of_office, col(UnionName.key).contains(key, autoescape=True))
        .group_by(col(UnionName.entry_id)).subquery("fits")
    )  # fmt: skip
    listed = _names(series_id, fits.c.place).join(fits, fits.c.entry_id == UnionEntry.id)
    return [(name, parent or "") for name, parent in session.exec(listed.limit(MOST_FOUND)).all()]


def _names(series_id: int, *first: ColumnElement[int]) -> Any:
    """Names that are offered, with that of what they belong to, from the top level down."""
    parent = aliased(UnionEntry)
    level = case({level.value: place for place, level in enumerate(LEVELS)}, value=col(UnionEntry.level))
    return (
        select(UnionEntry.name, parent.name).outerjoin(parent, col(parent.id) == UnionEntry.parent_id)
        .join(Series, col(Series.office_id) == UnionEntry.office_id)
        .where(Series.id == series_id, col(UnionEntry.is_offered))
        .order_by(*first, level, col(UnionEntry.name), col(UnionEntry.id))
    )  # fmt: skip


def in_one_name(session: Session, office_id: int) -> Callable[[str], tuple[str, str]]:
    """What each union is called in reports, by its entry or as it was typed; before it the name of the confederation it
    belongs to, or of the federation where there is none above it."""
    entries = {number: (name, level, parent) for number, name, level, parent in session.exec(
        select(UnionEntry.id, UnionEntry.name, UnionEntry.level, UnionEntry.parent_id)
        .where(UnionEntry.office_id == office_id)
    ).all()}  # fmt: skip
    keys = dict(session.exec(select(UnionName.key, UnionName.entry_id).where(UnionName.office_id == office_id)).all())

    def top(number: int | None) -> str:
        name, level, parent = entries[number]
        above = "" if parent is None else top(parent)
        return above or (name if level in TOP_LEVELS else "")

    def called(union: str) -> tuple[str, str]:
        number = keys.get(key_of(union)) if keys else None
        return ("", union) if number is None else (top(number), entries[number][0])

    return called
