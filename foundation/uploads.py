"""A file that came with a form: spooled to the disk while it arrives, read no further than a rule will take."""

from dataclasses import dataclass
from typing import Any

from litestar import Request
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide

from foundation.forms import Form

BESIDE = 100_000
"""Bytes of a form around its file."""


@dataclass(frozen=True)
class Upload:
    """What somebody chose: its name as their machine calls it, and its beginning."""

    file_name: str
    content: bytes


def file_of_form(most: int) -> Provide:
    """The dependency `upload`: the first file of the form, at most one byte more than `most`; None when none was
    chosen. The route bears a body of `most + BESIDE`."""

    async def upload(request: Request[Any, Any, Any], form: NamedDependency[Form]) -> Upload | None:
        """After `form`: two that read the same body at once would wait for each other's half."""
        files = [value for _, value in (await request.form()).multi_items() if isinstance(value, UploadFile)]
        if not files or not files[0].filename:
            return None
        await files[0].seek(0)
        return Upload(files[0].filename, await files[0].read(most + 1))

    return Provide(upload)
