"""The corpus: what speakers bring is taken, and everything else is refused in a sentence."""

import tempfile
import zlib
from io import BytesIO

import pytest

from foundation.refusals import Refused
from speakers.preparing.decks import DAMAGED, DISGUISED, REACHES, RUNS, TYPES, WRONG_TYPE, checked_deck
from speakers.preparing.materials import shown_name
from speakers.preparing.photos import checked_photo
from tests.speakers.preparing.corpus import (
    ENTITY,
    IMAGE,
    PDF,
    bomb,
    climbing,
    crowded,
    odp,
    photo_with_place,
    picture_of,
    pptx,
)

HIDDEN = PDF + b"2 0 obj << /Type /ObjStm /Filter /FlateDecode >> stream\n" + zlib.compress(
    b"<< /S /JavaScript /JS (app.alert(1)) >>") + b"\nendstream\n%%EOF"  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [
    ("talk.pdf", PDF), ("TALK.PPTX", pptx()), ("talk.odp", odp()),
    ("with-printer.pptx", pptx(ppt__printerSettings__printerSettings1_dot_bin=b"x")),
    ("with-chart.pptx", pptx(ppt__embeddings__sheet1_dot_xlsx=b"x")),
])  # fmt: skip
def test_presentations_are_taken(name: str, content: bytes) -> None:
    assert _checked(name, content) == TYPES[name.rpartition(".")[2].lower()]


@pytest.mark.parametrize(("name", "content", "why"), [
    ("talk.exe", PDF, WRONG_TYPE), ("talk", PDF, WRONG_TYPE), ("talk.svg", b"<svg onload='x()'/>", WRONG_TYPE),
    ("talk.pptm", pptx(), WRONG_TYPE), ("talk.pdf.html", b"<script>", WRONG_TYPE),
    ("talk.pdf", b"<html><script>alert(1)</script>", DISGUISED), ("talk.pptx", PDF, DISGUISED),
    ("talk.odp", pptx(), DISGUISED), ("talk.pptx", odp(), DISGUISED), ("talk.odp", odp("text/plain"), DISGUISED),
    ("talk.pdf", PDF.replace(b"/Type", b"/OpenAction << /S /JavaScript /JS (x) >> /Type"), RUNS),
    ("talk.pdf", PDF.replace(b"/Type", b"/S /J#61vaScript /Type"), RUNS), ("talk.pdf", HIDDEN, RUNS),
    ("talk.pdf", PDF.replace(b"/Type", b"/S /Launch /Type"), RUNS), ("talk.pdf", PDF[:40], DAMAGED),
    ("talk.pptx", pptx(ppt__vbaProject_dot_bin="x"), RUNS), ("talk.pptx", pptx(ppt__activeX__a_dot_xml="x"), RUNS),
    ("talk.pptx", pptx(ppt__embeddings__oleObject1_dot_bin="x"), RUNS), ("talk.odp", odp(Basic__a_dot_xml="x"), RUNS),
    ("talk.pptx", pptx(ppt__media__a_dot_svg="<svg><script>x()</script></svg>"), RUNS),
    ("talk.pptx", pptx(ppt__slides___rels__a_dot_rels=IMAGE), REACHES),
    ("talk.odp", odp(styles_dot_xml=ENTITY), REACHES),
    ("talk.pptx", pptx(ppt__a_dot_xml=ENTITY.encode("utf-16")), REACHES),
    ("talk.pptx", climbing("../../etc/cron.d/x"), REACHES), ("talk.pptx", climbing("/etc/passwd"), REACHES),
    ("talk.pptx", bomb(), DAMAGED), ("talk.pptx", crowded(), DAMAGED), ("talk.pptx", pptx()[:-30], DAMAGED),
    ("talk.pptx", b"PK\x03\x04" + bytes(200), DAMAGED),
])  # fmt: skip
def test_everything_else_is_refused_in_a_sentence(name: str, content: bytes, why: object) -> None:
    with pytest.raises(Refused) as refused:
        _checked(name, content)

    assert (refused.value.message, refused.value.field) == (why, "slides")


def test_sixty_megabytes_are_too_much_before_anything_is_read() -> None:
    with pytest.raises(Refused, match="at most 50 MB"):
        checked_deck("talk.pdf", BytesIO(), 60_000_000)


def test_a_photo_is_drawn_anew_upright_and_without_place_or_camera() -> None:
    from PIL import Image

    drawn = checked_photo("me.JPG", photo_with_place())

    with Image.open(BytesIO(drawn)) as image:
        assert (image.format, image.size, dict(image.getexif()), image.info.get("comment")) == (
            "JPEG", (600, 800), {}, None
        )  # fmt: skip
    assert b"camera" not in drawn and b"home" not in drawn and b"Exif" not in drawn


@pytest.mark.parametrize(("name", "content"), [
    ("me.png", picture_of(60_000, 60_000)), ("me.jpg", b"\xff\xd8\xff" + bytes(100)), ("me.jpg", b"<svg/>"),
])  # fmt: skip
def test_what_is_no_picture_or_unfolds_without_end_is_refused(name: str, content: bytes) -> None:
    with pytest.raises(Refused, match="cannot be read"):
        checked_photo(name, content)


@pytest.mark.parametrize(("name", "shown"), [
    ("../../etc/passwd.pdf", "passwd.pdf"), ("C:\\Users\\Ana\\Iuran kita.PPTX", "Iuran kita.pptx"),
    ("\u202efdp.exe\n\".pdf", "fdp.exe .pdf"), (".pdf", "slides.pdf"), ("a" * 300 + ".odp", "a" * 114 + ".odp"),
])  # fmt: skip
def test_a_name_is_shown_and_is_no_path(name: str, shown: str) -> None:
    assert shown_name(name) == shown


def _checked(name: str, content: bytes) -> str:
    with tempfile.TemporaryFile() as file:
        file.write(content)
        file.flush()
        return checked_deck(name, file, len(content))
