"""Files that speakers bring: checked before the request takes its turn to write, so that nobody waits for it, and for
whoever holds a link alone."""

from collections.abc import Callable
from io import BytesIO
from os import SEEK_END
from typing import IO, Any

from anyio import to_thread
from litestar import Request
from litestar.datastructures import UploadFile
from litestar.di import Provide

from foundation.languages import say
from foundation.refusals import Refused
from foundation.uploads import BESIDE
from speakers.preparing.decks import MOST_MEGABYTES, checked_deck
from speakers.preparing.materials import Brought
from speakers.preparing.models import MaterialKind
from speakers.preparing.photos import checked_photo
from speakers.preparing.redrawing import MOST_BYTES
from speakers.queries import engagement_behind

Reading = Request[Any, Any, Any]
Check = Callable[[str, IO[bytes]], Brought]


def _deck(name: str, file: IO[bytes]) -> Brought:
    size = file.seek(0, SEEK_END)
    return Brought(MaterialKind.SLIDES, name, checked_deck(name, file, size), file, size)


def _photo(name: str, file: IO[bytes]) -> Brought:
    file.seek(0)
    drawn = checked_photo(name, file.read(MOST_BYTES + 1))
    return Brought(MaterialKind.PHOTO, "photo.jpg", "image/jpeg", BytesIO(drawn), len(drawn))


def brought_in(field: str, check: Check) -> Provide:
    """The dependency `brought`: the file of this field, or why it is refused."""

    async def brought(request: Reading) -> Brought | Refused:
        if not await to_thread.run_sync(_is_known, request):
            return Refused(say("Please choose a file."), field)
        file = (await request.form()).get(field)
        if not isinstance(file, UploadFile) or not file.filename:
            return Refused(say("Please choose a file."), field)
        return await to_thread.run_sync(_checked, check, file.filename, file.file)

    return Provide(brought)


def _checked(check: Check, name: str, file: IO[bytes]) -> Brought | Refused:
    try:
        return check(name, file)
    except Refused as refusal:
        return refusal


def _is_known(request: Reading) -> bool:
    with request.app.state.database.reading() as session:
        return engagement_behind(session, request.path_params["token"]) is not None


WITH_SLIDES: dict[str, Any] = {
    "request_max_body_size": MOST_MEGABYTES * 1_000_000 + BESIDE,
    "dependencies": {"brought": brought_in("slides", _deck)},
}
WITH_PHOTO: dict[str, Any] = {
    "request_max_body_size": MOST_BYTES + BESIDE,
    "dependencies": {"brought": brought_in("photo", _photo)},
}
"""Options of a route that takes a file."""
