"""Templates turned into byte code once for all processes and all starts, as Python keeps its modules.

To turn them takes a tenth of a second of the first page, and four megabytes that are never given back.
"""

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from zlib import crc32

from jinja2.bccache import Bucket, BytecodeCache, FileSystemBytecodeCache


class _KeptTemplates(FileSystemBytecodeCache):
    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):  # a full disk: the page is there, and the next process turns the template again
            super().dump_bytecode(bucket)


def kept_templates(*readers: str) -> BytecodeCache | None:
    """In a folder for temporary files that only this user may open; none where there cannot be one.

    `readers` are the files that say how a template is read: what was kept under another reading is passed over.
    """
    reading = crc32(version("jinja2").encode() + b"".join(Path(file).read_bytes() for file in readers))
    try:
        return _KeptTemplates(pattern=f"rembuk-{reading:x}-%s")
    except (OSError, RuntimeError):
        return None
