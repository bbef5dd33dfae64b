"""Registrations go out as a table and come in as one: no cell runs in a spreadsheet, no wrong row stops the others."""

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from events.schedule import cancel
from foundation.people import Person
from foundation.refusals import Refused
from registrations import seats
from registrations.form import FIELDS
from registrations.models import Consent, Purpose, Registration, Status
from registrations.queries import registrations_in
from registrations.tables import RowResult, export_registrations, import_registrations
from tests.builders import DILI, NOW, a_published_discussion, every_row, registered

HEADER = "full_name,email,phone,consent_take_part"
LATER = NOW + timedelta(days=1)


@pytest.fixture
def discussion(session: Session) -> Discussion:
    return a_published_discussion(session)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "members.csv"


def imported(session: Session, discussion: Discussion, file: Path, *lines: str) -> list[RowResult]:
    file.write_text("\n".join(lines) + "\n")
    return import_registrations(session, discussion, file, NOW)


def refusal(session: Session, discussion: Discussion, file: Path) -> str:
    """The sentence an import is refused with. Proves that nothing was changed."""
    before = every_row(session)
    with pytest.raises(Refused) as caught:
        import_registrations(session, discussion, file, NOW)
    assert every_row(session) == before
    return str(caught.value)


def exported(session: Session, discussion: Discussion, file: Path) -> list[dict[str, str]]:
    export_registrations(session, discussion, file)
    with file.open(encoding="utf-8-sig", newline="") as table:
        return list(csv.DictReader(table))


def names(session: Session, discussion: Discussion) -> list[str]:
    return [registration.full_name for registration, _ in reversed(registrations_in(session, discussion))]


# Out


def test_an_export_has_a_column_for_each_field_and_a_row_for_each_registration(
    session: Session, discussion: Discussion, file: Path
) -> None:
    registered(session, discussion, "Ana", union="Sindikatu Ezemplu", discreet=True, timezone=DILI, language="pt")
    ben = registered(session, discussion, "Ben", phone="+447700900002", now=NOW + timedelta(seconds=90))
    seats.give_up(session, discussion, ben, LATER)

    rows = exported(session, discussion, file)

    nothing = dict.fromkeys((field.name for field in FIELDS), "")
    agreed = {"consent_take_part": "yes", "consent_statistics": "no", "consent_recording": "no", "consent_news": "no"}
    assert rows == [
        nothing | agreed | {
            "full_name": "Ana", "email": "ana@union.example", "union": "Sindikatu Ezemplu", "discreet": "yes",
            "language": "pt", "timezone": DILI, "status": "confirmed", "registered_at": "2027-02-01T10:00:00+07:00",
        },
        nothing | agreed | {
            "full_name": "Ben", "phone": "'+447700900002", "discreet": "no", "language": "en",
            "timezone": "Asia/Jakarta", "status": "cancelled", "registered_at": "2027-02-01T10:01:30+07:00",
        },
    ]  # fmt: skip


def test_an_export_tells_the_last_word_about_a_consent(session: Session, discussion: Discussion, file: Path) -> None:
    ana = registered(session, discussion, "Ana")
    session.add(Consent(registration_id=ana.id or 0, purpose=Purpose.NEWS, given=True, wording="1", language="en",
                        channel="web", at=LATER))  # fmt: skip

    [row] = exported(session, discussion, file)

    assert row["consent_news"] == "yes"


def test_only_the_owner_may_read_an_export_also_where_a_file_was(
    session: Session, discussion: Discussion, tmp_path: Path
) -> None:
    new, old = tmp_path / "new.csv", tmp_path / "old.csv"
    old.write_text("longer than what follows " * 100)
    old.chmod(0o644)

    counts = [export_registrations(session, discussion, file) for file in (new, old)]

    assert counts == [0, 0]
    assert [oct(file.stat().st_mode & 0o777) for file in (new, old)] == ["0o600", "0o600"]
    assert old.read_bytes() == new.read_bytes()


def test_an_export_into_a_place_that_is_not_there_is_refused(session: Session, discussion: Discussion) -> None:
    with pytest.raises(Refused, match=r"The file cannot be written: No such file or directory\."):
        export_registrations(session, discussion, Path("/nowhere/at/all.csv"))


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1+1", "''@x", "'plain", 'O\'Neil; "x", y'])
def test_no_cell_runs_in_a_spreadsheet_and_an_import_reads_it_as_it_was(
    session: Session, discussion: Discussion, file: Path, name: str
) -> None:
    registered(session, discussion, name, email="ana@union.example")
    other = a_published_discussion(session, title="Another")

    [row] = exported(session, discussion, file)
    results = import_registrations(session, other, file, NOW)

    assert row["full_name"][0] not in "=+-@\t\r"
    assert results == [RowResult(2, Status.CONFIRMED)]
    assert names(session, other) == [name]


# In


def test_a_list_registers_everybody_on_it(session: Session, discussion: Discussion, file: Path) -> None:
    results = imported(
        session, discussion, file,
        "full_name,email,phone,union,union_level,sex,province,language,timezone,consent_take_part,consent_news",
        "Ana,ana@union.example,,Sindikatu Ezemplu,plant,woman,Baucau,pt,Asia/Dili,yes,yes",
        "Ó,,0812 0000 0000,,,,,,,YA,",
    )  # fmt: skip

    ana, o = session.exec(select(Registration).order_by(Registration.id)).all()  # type: ignore[arg-type]
    assert results == [RowResult(2, Status.CONFIRMED), RowResult(3, Status.CONFIRMED)]
    assert (ana.full_name, ana.union, ana.union_level, ana.sex, ana.province) == (
        "Ana", "Sindikatu Ezemplu", "plant", "woman", "TL-BA")  # fmt: skip
    people = [session.get_one(Person, row.person_id) for row in (ana, o)]
    assert [(p.email, p.phone, p.language, p.timezone) for p in people] == [
        ("ana@union.example", None, "pt", DILI), (None, "+6281200000000", "en", "Asia/Jakarta"),
    ]  # fmt: skip
    given = session.exec(select(Consent).where(Consent.registration_id == ana.id)).all()
    assert {(row.purpose, row.given, row.channel) for row in given} == {
        ("take_part", True, "import"), ("news", True, "import"),
        ("statistics", False, "import"), ("recording", False, "import"),
    }  # fmt: skip


def test_a_wrong_row_is_named_by_its_line_and_the_others_are_registered(
    session: Session, discussion: Discussion, file: Path
) -> None:
    results = imported(
        session, discussion, file, HEADER + ",support",
        'Ana,ana@union.example,,yes,"ramp', 'and captions"',
        ",,,no",
        "",
        "Ben,ben,,yes",
        "Cora,cora@union.example,,yes,,too much",
        "Dina,dina@union.example,,yes",
    )  # fmt: skip

    assert results == [
        RowResult(2, Status.CONFIRMED),
        RowResult(4, None, (
            "full_name: Please write your name. A single name is fine.",
            "email: Please give an email address or a phone number. One of the two is enough.",
            "consent_take_part: Without this consent we cannot register you. Please tick the box.",
        )),
        RowResult(6, None, ("email: Please enter a valid email address.",)),
        RowResult(7, None, ("This row has something in a cell whose column has no name in the first line.",)),
        RowResult(8, Status.CONFIRMED),
    ]  # fmt: skip
    assert names(session, discussion) == ["Ana", "Dina"]


@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("comma", [",", ";"])
def test_a_list_is_read_as_any_spreadsheet_writes_it(
    session: Session, discussion: Discussion, file: Path, comma: str, end: str, mark: str
) -> None:
    lines = [HEADER.upper().replace(",", comma), comma.join(["Ana", "ana@union.example", "", "yes"])]
    file.write_bytes((mark + end.join(lines)).encode())

    results = import_registrations(session, discussion, file, NOW)

    assert results == [RowResult(2, Status.CONFIRMED)]


def test_who_comes_after_the_last_seat_waits(session: Session, file: Path) -> None:
    discussion = a_published_discussion(session, capacity=1)

    results = imported(
        session, discussion, file, HEADER, "Ana,ana@union.example,,yes", "Ben,ben@union.example,,yes",
        "Ana again,ANA@union.example,,yes",
    )  # fmt: skip

    assert [result.status for result in results] == [Status.CONFIRMED, Status.WAITING, Status.CONFIRMED]
    assert names(session, discussion) == ["Ana", "Ben"]


def test_an_export_that_comes_back_registers_nobody_who_had_given_up(
    session: Session, discussion: Discussion, file: Path
) -> None:
    registered(session, discussion, "Ana")
    seats.give_up(session, discussion, registered(session, discussion, "Ben"), LATER)
    export_registrations(session, discussion, file)

    results = import_registrations(session, discussion, file, LATER)

    given_up = "status: This person had given up the seat. Empty the cell to register them again."
    assert results == [RowResult(2, Status.CONFIRMED), RowResult(3, None, (given_up,))]
    assert [row["status"] for row in exported(session, discussion, file)] == ["confirmed", "cancelled"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The column “full_name” is missing in the first line."),
        (b"full_name,email\nAna,a@b.example\n", "The column “consent_take_part” is missing in the first line."),
        (b"Nama,email\n", "“nama” is no column we know. There are: " + ", ".join(f.name for f in FIELDS) + "."),
        (b"full_name,email,consent_take_part,email\n", "The column “email” is there twice."),
        (b"\x89PNG\r\n\x1a\n", "This is not a text file. Please save the table as “CSV UTF-8” and try again."),
        (b"full_name\n" + b"x" * 200_000, "Line 2 cannot be read as a row of a table."),
        (HEADER.encode() + b"\nAna,a@b.example,,no" * 5_001,
         "These are too many rows. Please bring at most 5000 at once."),
        (b"x" * 5_000_001, "The file is too large. Please bring at most 5 MB."),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_changes_nothing(
    session: Session, discussion: Discussion, file: Path, content: bytes, sentence: str
) -> None:
    file.write_bytes(content)

    assert refusal(session, discussion, file) == sentence


def test_a_file_that_is_not_there_changes_nothing(session: Session, discussion: Discussion, file: Path) -> None:
    assert refusal(session, discussion, file) == "The file cannot be read: No such file or directory."


def test_nobody_is_imported_into_a_discussion_that_is_cancelled(
    session: Session, discussion: Discussion, file: Path
) -> None:
    file.write_text(HEADER + "\nAna,ana@union.example,,yes\n")
    cancel(session, discussion, "", NOW)

    assert refusal(session, discussion, file) == "This discussion is cancelled."
