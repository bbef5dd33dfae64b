"""Codes to scan: an address as a picture of squares."""

from io import BytesIO
from typing import Any

LOOKS: dict[str, Any] = {"border": 4, "light": "#fff"}
"""Black on white in any light, with the quiet zone that scanners need."""


def code_in_page(address: str) -> str:
    """SVG to stand in a page, which says how large it is."""
    return str(_code(address).svg_inline(omitsize=True, **LOOKS))


def code_file(address: str) -> bytes:
    """SVG to be put on slides or papers."""
    file = BytesIO()
    _code(address).save(file, kind="svg", **LOOKS)
    return file.getvalue()


def _code(address: str) -> Any:
    """A quarter of it may be lost."""
    import segno  # for a page that is asked for rarely

    return segno.make(address, error="q", micro=False)
