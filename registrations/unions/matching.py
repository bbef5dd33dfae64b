"""Whose member somebody is: by the directory of the office where it knows the name, else by the name itself."""

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import bindparam, exists
from sqlalchemy.sql.elements import ColumnElement
from sqlmodel import Session, SQLModel, col, select

from events.models import Series
from foundation.prepared import Prepared
from registrations.models import UnionLevel
from registrations.unions.models import UnionEntry, UnionName
from registrations.unions.naming import key_of

MOST_OFFERED = 100
"""So many names weigh 3 kB at most; whoever is not among them is typed, and found all the same."""
LEVELS = list(UnionLevel)
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


def offered_names(session: Session, series: Series) -> Sequence[str]:
    """What the form offers while somebody types: the large ones first."""
    found = session.exec(
        select(UnionEntry).where(UnionEntry.office_id == series.office_id, col(UnionEntry.is_offered))
        .order_by(col(UnionEntry.name))
    ).all()  # fmt: skip
    return [entry.name for entry in sorted(found, key=lambda one: LEVELS.index(one.level))[:MOST_OFFERED]]


def in_one_name(session: Session, office_id: int) -> Callable[[str], str]:
    """What each union is called in reports: by its entry, or as it was typed."""
    rows = session.exec(
        select(UnionName.key, UnionEntry.name).join(UnionEntry).where(UnionName.office_id == office_id)
    ).all()
    names = dict(rows)
    return lambda union: names.get(key_of(union), union) if names else union
