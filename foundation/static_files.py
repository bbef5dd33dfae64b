"""Style sheets, scripts and images: the content's hash in the address, compressed once, kept by browsers for a year."""

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent / "static"
PREFIX = "/static/"
STYLES = ("tokens.css", "reset.css", "base.css", "frame.css", "parts.css", "forms.css", "pages.css")
"""The parts of `site.css`, in the order of their layers."""
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
    ".png": "image/png", ".ico": "image/x-icon",
}  # fmt: skip


@dataclass(frozen=True)
class StaticFile:
    """The bytes of one address, plain and compressed; `compressed` is None where it would not be smaller."""

    address: str
    media_type: str
    plain: bytes
    compressed: bytes | None


def address(name: str) -> str:
    """Where `name` is served, such as `/static/site.4f2a91c0.css`. An unknown name raises KeyError."""
    return _by_name()[name].address


def at(path: str) -> StaticFile | None:
    """What is served at `path`, if anything."""
    return _by_address().get(path)


@cache
def _by_name() -> dict[str, StaticFile]:
    found = {str(file.relative_to(ROOT)): file.read_bytes() for file in sorted(ROOT.rglob("*")) if file.is_file()}
    parts = [found.pop(f"css/{name}") for name in STYLES if f"css/{name}" in found]
    found["site.css"] = b"@layer tokens, reset, base, parts, pages;\n" + _condensed(b"\n".join(parts))
    return {name: _prepared(name, content) for name, content in found.items()}


def _condensed(css: bytes) -> bytes:
    """Without comments and indentation: they are for us, and a tenth of what a visitor would load."""
    return re.sub(rb"\s*\n\s*", b"\n", re.sub(rb"/\*.*?\*/", b"", css, flags=re.DOTALL))


@cache
def _by_address() -> dict[str, StaticFile]:
    return {file.address: file for file in _by_name().values()}


def _prepared(name: str, content: bytes) -> StaticFile:
    path = Path(name)
    print_of_content = hashlib.sha256(content).hexdigest()[:8]
    compressed = gzip.compress(content, 9, mtime=0)
    return StaticFile(
        address=f"{PREFIX}{path.with_suffix('')}.{print_of_content}{path.suffix}",
        media_type=MEDIA_TYPES.get(path.suffix, "application/octet-stream"),
        plain=content,
        compressed=compressed if len(compressed) < len(content) else None,
    )
