"""Papers: what people typed is set as text, and a sheet opens nothing outside its folder."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from foundation.papers import paper
from tests.paper_text import text_of

AT = datetime(2027, 2, 24, 8, 30, 1, 500_000, tzinfo=UTC)
SHEET = "#let said = json(bytes(sys.inputs.said))\n#said.name"


@pytest.mark.parametrize("name", ['#read("/etc/passwd")', '*"O\'Teladan"* _x_ $x$ \\ //', "محمد علي", "<b>&{n}", "🌱"])
def test_what_was_typed_is_text_and_the_same_words_are_the_same_paper(tmp_path: Path, name: str) -> None:
    sheet = tmp_path / "sheet.typ"
    sheet.write_text(SHEET)

    first, second = (paper(sheet, {"name": name}, AT) for _ in range(2))
    other = paper(sheet, {"name": "Ana"}, AT)

    assert (first[:5], first == second, first == other) == (b"%PDF-", True, False)
    assert name in ("محمد علي", "🌱") or text_of(first).strip() == name  # others are set from right to left, or drawn


@pytest.mark.parametrize("elsewhere", ["/etc/passwd", "../secret.txt"])
def test_a_sheet_opens_nothing_outside_its_folder(tmp_path: Path, elsewhere: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    sheet = tmp_path / "sheets" / "sheet.typ"
    sheet.parent.mkdir()
    sheet.write_text(f'#read("{elsewhere}")')

    with pytest.raises(RuntimeError):
        paper(sheet, {}, AT)
