"""Files of speakers: taken when they are what they say they are, kept in parts in the database, offered for download.

They are in every copy of the database, on every machine that serves, and gone with the person (decisions/0052).
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from urllib.parse import quote

from sqlalchemy import delete
from sqlmodel import Session, col, select

from events.models import Discussion
from foundation.database import Database
from foundation.people import clean_text
from foundation.refusals import Missing, Refused
from speakers.models import Engagement
from speakers.preparing.editing import may_prepare, preparation_of
from speakers.preparing.models import FILE_NAME_LIMIT, Material, MaterialKind, MaterialPart

PART = 1_000_000
SAFE = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}
"""Nothing in the file runs, whatever a browser makes of it."""


@dataclass(frozen=True)
class Brought:
    """A file that was checked: as it is called, what it is, and its bytes on the disk."""

    kind: MaterialKind
    file_name: str
    media_type: str
    file: IO[bytes]
    size: int


def take(session: Session, engagement: Engagement, brought: Brought | Refused, now: datetime) -> Material:
    """A file of this speaker, in the place of an earlier one; or what it was refused with (posting.py)."""
    may_prepare(session, engagement, now)
    if isinstance(brought, Refused):
        raise brought
    if brought.kind == MaterialKind.SLIDES:
        preparation_of(session, engagement).without_slides = False
    material = Material(
        discussion_id=engagement.discussion_id, person_id=engagement.person_id, kind=brought.kind, uploaded_at=now,
        file_name=shown_name(brought.file_name), media_type=brought.media_type, size=brought.size,
    )  # fmt: skip
    return _kept(session, material, brought.file)


def remove(session: Session, engagement: Engagement, kind: MaterialKind, now: datetime) -> None:
    may_prepare(session, engagement, now)
    _throw_away(session, engagement.discussion_id, engagement.person_id, kind)


def release(material: Material, *, is_released: bool, now: datetime) -> None:
    """Whether participants may have it, after the discussion."""
    material.released_at = now if is_released else None


def materials_in(session: Session, discussion: Discussion, kind: MaterialKind) -> Sequence[Material]:
    found = select(Material).where(Material.discussion_id == discussion.id, Material.kind == kind)
    return session.exec(found.order_by(col(Material.id))).all()


def material_of(session: Session, engagement: Engagement, kind: MaterialKind) -> Material | None:
    return session.exec(select(Material).where(
        Material.discussion_id == engagement.discussion_id, Material.person_id == engagement.person_id,
        Material.kind == kind,
    )).one_or_none()  # fmt: skip


def released_in(session: Session, discussion: Discussion, now: datetime) -> Sequence[Material]:
    """What participants may download: after the discussion alone."""
    if not discussion.is_over(now):
        return []
    return [one for one in materials_in(session, discussion, MaterialKind.SLIDES) if one.released_at is not None]


def material_in(session: Session, discussion: Discussion, number: int) -> Material:
    """A file of this discussion, which the caller has found the reader may see."""
    found = session.get(Material, number)
    if found is None or found.discussion_id != discussion.id:
        raise Missing
    return found


def reading(database: Database, material: Material) -> Callable[[], Iterator[bytes]]:
    """The file from its first byte to its last, a part at a time, each in a short transaction of its own."""
    number_of_parts = -(-material.size // PART)

    def parts() -> Iterator[bytes]:
        for number in range(number_of_parts):
            with database.reading() as session:
                part = session.get(MaterialPart, (material.id, number))
            if part is None:
                return  # it was replaced meanwhile; the length that was promised tells the reader
            yield part.content

    return parts


def download_headers(material: Material) -> dict[str, str]:
    """As an attachment under its own name (RFC 6266), with nothing in it that runs."""
    plain = material.file_name.encode("ascii", "replace").decode().replace('"', "'").replace("?", "_")
    written = quote(material.file_name, safe="")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{written}",
        "Content-Length": str(material.size), "Cache-Control": "no-store", "X-Robots-Tag": "noindex", **SAFE,
    }  # fmt: skip


def shown_name(file_name: str) -> str:
    """The last part of what a machine calls it, without anything that a path or a header would take otherwise."""
    last = file_name.replace("\\", "/").rpartition("/")[2]
    name = clean_text("".join(sign for sign in last if sign not in '<>:"|?*;/')).lstrip(". ")
    stem, _, ending = name.rpartition(".")
    return f"{stem[: FILE_NAME_LIMIT - 6] or 'slides'}.{ending[:5].lower()}"


def _kept(session: Session, material: Material, file: IO[bytes]) -> Material:
    _throw_away(session, material.discussion_id, material.person_id, material.kind)
    session.add(material)
    session.flush()
    assert material.id is not None, "flushed rows have a number"
    file.seek(0)
    number = 0
    while content := file.read(PART):
        part = MaterialPart(material_id=material.id, number=number, content=content)
        session.add(part)
        session.flush()
        session.expunge(part)  # let go of the megabyte
        number += 1
    return material


def _throw_away(session: Session, discussion_id: int, person_id: int, kind: MaterialKind) -> None:
    session.execute(delete(Material).where(
        col(Material.discussion_id) == discussion_id, col(Material.person_id) == person_id, col(Material.kind) == kind
    ))  # fmt: skip
