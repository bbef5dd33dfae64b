"""Whether a file is the presentation that its name says, and holds nothing that runs (trust.md, Uploads).

What is refused: another content than the ending promises; programs, macros and scripts inside; entities and references
to other places that a program would follow by itself; archives that unpack to more than they should. Nothing is ever
unpacked to the disk, and no name from an archive is used as a path.
"""

import mmap
import re
import struct
import zlib
from collections.abc import Iterator
from typing import IO
from zipfile import BadZipFile, ZipFile, ZipInfo

from foundation.languages import Message, say
from foundation.refusals import Refused

MOST_MEGABYTES = 50
TYPES = {
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odp": "application/vnd.oasis.opendocument.presentation",
}
WRONG_TYPE = say("Please bring a PDF, PPTX or ODP file.")
DISGUISED = say("The content of this file is not what its name says. Please save it again as PDF.")
RUNS = say("This file holds a program or a script. Please save it as PDF without them.")
REACHES = say("This file refers to things outside of itself. Please save it as PDF.")
DAMAGED = say("This file is damaged, or too large when it is unpacked. Please save it again as PDF.")

MOST_ENTRIES, MOST_DIRECTORY, MOST_UNPACKED, MOST_TEXT = 3000, 1_000_000, 300_000_000, 30_000_000
MOST_RATIO, FREE_OF_RATIO = 200, 1_000_000
END_OF_DIRECTORY = struct.Struct("<4s4H2LH")
PROGRAMS = re.compile(
    r"(?i)vbaproject|vbadata|activex|oleobject|\.(exe|dll|com|js|vbs|bat|cmd|ps1|jar|class|sh|hta)$"
    r"|(?<!printersettings)(?<!printersettings\d)(?<!printersettings\d\d)\.bin$|^(scripts|basic)/"
)
TEXTS = (".xml", ".rels", ".vml", ".svg")
ENTITY = re.compile(rb"(?i)<!\s*(doctype|entity)")
SCRIPT = re.compile(rb"(?i)<script|macroenabled|javascript:|vnd\.ms-office\.(vba|activex)|script:event-listener")
OUTSIDE = re.compile(rb"<Relationship\b[^>]*>")
PDF_RUNS = re.compile(
    rb"/(JavaScript|Launch|RichMedia|EmbeddedFiles?|SubmitForm|ImportData)(?![A-Za-z0-9])|/XFA\s*[\[\d]"
)
"""Every action that runs is named in full; shorter names such as /JS stand by chance in a compressed picture."""
HEX = re.compile(rb"#([0-9A-Fa-f]{2})")
OBJECT_STREAM = re.compile(rb"/ObjStm[^>]{0,500}?>>\s*stream\r?\n|/ObjStm.{0,500}?stream\r?\n", re.DOTALL)


def checked_deck(name: str, file: IO[bytes], size: int) -> str:
    """The media type of a presentation. Refused in words that say what to do instead."""
    ending = name.rpartition(".")[2].lower()
    if ending not in TYPES:
        raise Refused(WRONG_TYPE, "slides")
    if size > MOST_MEGABYTES * 1_000_000:
        raise Refused(too_large(MOST_MEGABYTES), "slides")
    file.seek(0)
    head = file.read(8)
    if ending == "pdf":
        if not head.startswith(b"%PDF-"):
            raise Refused(DISGUISED, "slides")
        _refuse_pdf_that_runs(file, size)
    else:
        if not head.startswith(b"PK\x03\x04"):
            raise Refused(DISGUISED, "slides")
        _refuse_archive(file, size, ending)
    return TYPES[ending]


def too_large(megabytes: int) -> Message:
    return say("The file is too large. Please bring at most {limit} MB.", limit=megabytes)


def _refuse_pdf_that_runs(file: IO[bytes], size: int) -> None:
    """Names may be written in hexadecimal, and may stand in compressed streams of objects: both are looked into."""
    with mmap.mmap(file.fileno(), size, access=mmap.ACCESS_READ) as content:
        fault = _fault_of_pdf(content)
    if fault is not None:
        raise Refused(fault, "slides")


def _fault_of_pdf(content: mmap.mmap) -> Message | None:
    """Nothing is raised from here: a traceback would hold on to the file."""
    if content.rfind(b"%%EOF") < 0:
        return DAMAGED
    if PDF_RUNS.search(content):
        return RUNS
    for text in _written_names(content):
        if text is None:
            return DAMAGED
        if PDF_RUNS.search(HEX.sub(_unhexed, text)):
            return RUNS
    return None


def _written_names(content: mmap.mmap) -> Iterator[bytes | None]:
    """Names with a hexadecimal sign in them, and the text of streams of objects; None when that is too much."""
    for found in re.finditer(rb"/[A-Za-z]{0,20}#[0-9A-Fa-f]{2}[^\s/<>\[\]()]{0,60}", content):
        yield found.group()
    left = MOST_TEXT
    for found in OBJECT_STREAM.finditer(content):
        unpacked = zlib.decompressobj()
        try:
            text = unpacked.decompress(content[found.end() : found.end() + 5_000_000], left)
        except zlib.error:
            continue  # another filter than Flate, or none: those are read as they stand
        left -= len(text)
        yield text if left > 0 else None


def _unhexed(found: re.Match[bytes]) -> bytes:
    return bytes([int(found.group(1), 16)])


def _refuse_archive(file: IO[bytes], size: int, ending: str) -> None:
    _refuse_long_directory(file, size)
    try:
        with ZipFile(file) as archive:
            entries = archive.infolist()
            _refuse_entries(entries)
            _refuse_disguise(archive, {entry.filename for entry in entries}, ending)
            _refuse_texts(archive, entries)
    except (BadZipFile, NotImplementedError, zlib.error, EOFError, RuntimeError, ValueError, OSError):
        raise Refused(DAMAGED, "slides") from None


def _refuse_long_directory(file: IO[bytes], size: int) -> None:
    """Before anything lists it: a directory of a million names would fill the memory."""
    start = max(0, size - 65_557)
    file.seek(start)
    tail = file.read(size - start)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < END_OF_DIRECTORY.size:
        raise Refused(DAMAGED, "slides")
    _, _, _, _, entries, length, _, _ = END_OF_DIRECTORY.unpack_from(tail, at)
    if entries > MOST_ENTRIES or length > MOST_DIRECTORY:
        raise Refused(DAMAGED, "slides")


def _refuse_entries(entries: list[ZipInfo]) -> None:
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(entries) > MOST_ENTRIES:
        raise Refused(DAMAGED, "slides")
    for entry in entries:
        name, ratio = entry.filename, entry.file_size / max(1, entry.compress_size)
        if entry.flag_bits & 1 or (ratio > MOST_RATIO and entry.file_size > FREE_OF_RATIO):
            raise Refused(DAMAGED, "slides")
        if name.startswith(("/", "\\")) or "\\" in name or ":" in name or ".." in name.split("/"):
            raise Refused(REACHES, "slides")
        if (entry.external_attr >> 28) == 0o12:  # a symbolic link
            raise Refused(REACHES, "slides")
        if PROGRAMS.search(name):
            raise Refused(RUNS, "slides")


def _refuse_disguise(archive: ZipFile, names: set[str], ending: str) -> None:
    if ending == "pptx" and not {"[Content_Types].xml", "ppt/presentation.xml"} <= names:
        raise Refused(DISGUISED, "slides")
    if ending == "odp" and ("mimetype" not in names or _text(archive, "mimetype").strip() != TYPES["odp"].encode()):
        raise Refused(DISGUISED, "slides")


def _refuse_texts(archive: ZipFile, entries: list[ZipInfo]) -> None:
    left = MOST_TEXT
    for entry in entries:
        if not entry.filename.lower().endswith(TEXTS):
            continue
        text = _text(archive, entry.filename)
        left -= len(text)
        if left < 0:
            raise Refused(DAMAGED, "slides")
        plain = text.replace(b"\0", b"")  # UTF-16 says the same with zeros between
        if ENTITY.search(plain):
            raise Refused(REACHES, "slides")
        if SCRIPT.search(plain):
            raise Refused(RUNS, "slides")
        if any(b"External" in found and b"/hyperlink" not in found for found in OUTSIDE.findall(plain)):
            raise Refused(REACHES, "slides")


def _text(archive: ZipFile, name: str) -> bytes:
    """No more than a text may be, whatever the directory says of its size."""
    with archive.open(name) as entry:
        text = entry.read(MOST_TEXT + 1)
    if len(text) > MOST_TEXT:
        raise Refused(DAMAGED, "slides")
    return text
