"""What a reader of a paper sees: the text of a PDF as our sheets set it, glyph by glyph through the fonts' own maps."""

import re
import zlib
from collections.abc import Mapping

OBJECT = re.compile(rb"(\d+) 0 obj(.*?)endobj", re.DOTALL)
STRING = rb"(?:\\.|[^\\()])*"
for _ in range(4):  # brackets within a string are not escaped where they pair
    STRING = rb"(?:\\.|[^\\()]|\(" + STRING + rb"\))*"
SHOWN = re.compile(rb"/(f\d+) [\d.]+ Tf|\((" + STRING + rb")\)|<([0-9A-Fa-f]+)>|(ET)", re.DOTALL)
NO_LETTER = "\ufffd"
"""A box, where no font has the letter."""
ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}


def text_of(paper: bytes) -> str:
    """Line by line, in the order in which it was set."""
    objects = {int(number): body for number, body in OBJECT.findall(paper)}
    fonts = {
        name: _letters(_unpacked(objects[int(unicode)]))
        for body in objects.values() if b"/ProcSet" in body
        for name, font in re.findall(rb"/(f\d+) (\d+) 0 R", body)
        for unicode in re.findall(rb"/ToUnicode (\d+) 0 R", objects[int(font)])
    }  # fmt: skip
    pages = [int(number) for body in objects.values() for number in re.findall(rb"/Contents (\d+) 0 R", body)]
    return "".join(_read(_unpacked(objects[page]), fonts) for page in pages)


def _read(content: bytes, fonts: Mapping[bytes, Mapping[int, str]]) -> str:
    found, font, said = "", b"", re.sub(rb"<<.*?>>BDC", b"", content, flags=re.DOTALL)  # of what is set, not about it
    for name, literal, hexadecimal, ends in SHOWN.findall(said):
        font = name or font
        glyphs = bytes.fromhex(hexadecimal.decode()) if hexadecimal else _unescaped(literal)
        numbers = (int.from_bytes(glyphs[at : at + 2]) for at in range(0, len(glyphs), 2))
        found += "".join(fonts[font].get(number, NO_LETTER) for number in numbers)
        found += "\n" if ends else ""
    return found


def _letters(cmap: bytes) -> dict[int, str]:
    """Glyph → what it stands for; a ligature stands for several letters."""
    listed = b"".join(re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.DOTALL))
    return {
        int(glyph, 16): bytes.fromhex(letters.decode()).decode("utf-16-be")
        for glyph, letters in re.findall(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", listed)
    }


def _unescaped(literal: bytes) -> bytes:
    def one(found: re.Match[bytes]) -> bytes:
        said = found.group(1)
        return bytes([int(said, 8)]) if said.isdigit() else ESCAPED.get(said, said)

    return re.sub(rb"\\([0-7]{1,3}|.)", one, literal, flags=re.DOTALL)


def _unpacked(body: bytes) -> bytes:
    found = re.search(rb"/Length (\d+).*?stream\r?\n", body, re.DOTALL)
    assert found is not None, "or this is no stream"
    return zlib.decompress(body[found.end() : found.end() + int(found.group(1))])
