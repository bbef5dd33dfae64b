"""A template is turned into byte code once for all processes; a page never fails for want of a place to keep it."""

import tempfile
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from foundation.kept_templates import kept_templates


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def said(template: str, *readers: str) -> str:
    """What a process that begins now makes of a template."""
    environment = Environment(
        loader=DictLoader({"page": template}), autoescape=True, bytecode_cache=kept_templates(*readers)
    )
    return environment.get_template("page").render(name="Ani")


def kept(place: Path) -> list[Path]:
    return sorted(place.rglob("rembuk-*"))


def test_the_second_process_finds_what_the_first_has_made(place: Path) -> None:
    assert said("Hello {{ name }}") == said("Hello {{ name }}") == "Hello Ani"
    assert len(kept(place)) == 1
    assert oct(kept(place)[0].parent.stat().st_mode)[-3:] == "700"


def test_another_template_under_the_same_name_is_made_anew() -> None:
    assert (said("Hello {{ name }}"), said("Good day {{ name }}")) == ("Hello Ani", "Good day Ani")


def test_what_was_kept_under_another_way_of_reading_is_passed_over(place: Path) -> None:
    reader = place / "languages.py"
    for manner in ("old", "new"):
        reader.write_text(manner)
        said("Hello {{ name }}", str(reader))

    assert len(kept(place)) == 2


def test_a_spoilt_file_is_made_anew(place: Path) -> None:
    said("Hello {{ name }}")
    whole = kept(place)[0].read_bytes()
    for left in (0, 4, len(whole) // 2, len(whole) - 1):
        kept(place)[0].write_bytes(whole[:left])
        assert said("Hello {{ name }}") == "Hello Ani"


def test_on_a_full_disk_the_page_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(tempfile, "NamedTemporaryFile", full)

    assert said("Hello {{ name }}") == "Hello Ani"


def test_where_somebody_else_holds_the_folder_nothing_is_kept_and_the_page_is_there(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setattr(os, "getuid", lambda: 12345)  # the folder of that user will turn out to be ours

    assert kept_templates() is None
    assert said("Hello {{ name }}") == "Hello Ani"
