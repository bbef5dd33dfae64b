"""The directory of unions: kept at the desk, offered on the form, matched by seats and reports (decisions/0044)."""

import pytest
from sqlmodel import Session

from foundation.database import Database
from foundation.people import Office
from registrations.admission.deciding import hold_places
from registrations.importing.reading import Table
from registrations.models import Purpose, UnionLevel
from registrations.register import Answers, register
from registrations.reports.numbers import numbers_of
from registrations.unions.directory import Wish, add, bring, change, entries_of, merge
from registrations.unions.matching import MOST_FOUND, MOST_OFFERED, is_of, names_like, offered
from registrations.unions.models import UnionEntry
from registrations.unions.naming import key_of
from tests.browsing import Visitor
from tests.builders import MONDAY, NOW, a_published_discussion, a_series, an_office, refusals, registered
from tests.desk import at_the_desk

HEADING = ["Nama", "Tingkat", "Induk"]
ROWS = [
    (2, ["Konfederasi Contoh", "confederation", ""]),
    (3, ["Federasi Pelabuhan", "Federation", "konfederasi contoh"]),
    (4, ["Cabang Priok", "branch", "Federasi Pelabuhan"]),
]


def a_directory(session: Session) -> tuple[Office, dict[str, UnionEntry]]:
    office = an_office(session)
    bring(session, office, Table(HEADING, ROWS), NOW)
    return office, {entry.name: entry for entry in entries_of(session, office)}


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [("F.S.P.M.I.", "fspmi", True), ("União  Geral", "uniao-geral", True), ("SP 1", "SP 2", False), ("–", "…", True)],
)
def test_two_spellings_are_one_name(one: str, other: str, same: bool) -> None:
    assert (key_of(one) == key_of(other)) == same


def test_a_table_is_brought_once_and_a_wrong_row_is_named(session: Session) -> None:
    office, entries = a_directory(session)

    assert bring(session, office, Table(HEADING, ROWS), NOW) == 0
    assert {name: (one.level, one.parent_id) for name, one in entries.items()} == {
        "Konfederasi Contoh": ("confederation", None), "Federasi Pelabuhan": ("federation", 1),
        "Cabang Priok": ("branch", 2),
    }  # fmt: skip
    wrong = Table(HEADING, [(2, ["Baru", "plant", ""]), (3, ["Salah", "federation", "Cabang Priok"])])
    assert refusals(session, bring, office, wrong, NOW) == {
        "file": "Line 3: What it belongs to must be of a higher level."
    }
    assert refusals(session, add, office, Wish("FEDERASI-pelabuhan", "plant"), NOW) == {
        "name": "This name is in the directory already: Federasi Pelabuhan."
    }


def test_names_lead_to_the_union_when_it_is_called_otherwise_or_merged(session: Session) -> None:
    office, entries = a_directory(session)
    series = a_series(session)
    federation, branch = entries["Federasi Pelabuhan"], entries["Cabang Priok"]
    twin = add(session, office, Wish("Ports Union", "federation"), NOW)

    change(session, office, federation, Wish("Federasi Maritim", "federation"))
    assert refusals(session, merge, office, federation, branch.id) == {
        "into": "Choose another union, which does not belong to this one."
    }
    merge(session, office, twin, federation.id or 0)

    assert [is_of(session, series.id or 0, said, "Federasi Maritim") for said in (
        "federasi pelabuhan", "PORTS UNION", "Cabang Priok", "Konfederasi Contoh", ""
    )] == [True, True, True, False, False]  # fmt: skip


def test_the_level_follows_and_a_branch_sits_on_the_places_of_its_federation(session: Session) -> None:
    a_directory(session)
    discussion = a_published_discussion(session, series=a_series(session), capacity=1)
    hold_places(session, discussion, "Federasi Pelabuhan", 1, until_local=MONDAY, now=NOW)

    other = registered(session, discussion, "Ben", union="Other")
    ana = registered(session, discussion, "Ana", union="cabang PRIOK")
    said = registered(session, discussion, "Caca", union="Cabang Priok", union_level=UnionLevel.PLANT)

    assert [(one.status, one.union_level) for one in (other, ana, said)] == [
        ("waiting", None), ("confirmed", "branch"), ("waiting", "plant")
    ]  # fmt: skip


def test_reports_call_a_union_by_one_name(session: Session) -> None:
    a_directory(session)
    discussion = a_published_discussion(session, series=a_series(session))
    agreed = {Purpose.TAKE_PART: True, Purpose.STATISTICS: True}
    for number, union in enumerate(["Federasi Pelabuhan", "federasi-pelabuhan", "FEDERASI PELABUHAN"] * 2):
        answers = Answers(full_name="Ana", email=f"{number}@union.example", union=union, consents=agreed)
        register(session, discussion, answers, NOW)

    by = numbers_of(session, [discussion])[discussion.id or 0].by

    assert {name: one.registered for name, one in by["organisation"].items()} == {"Federasi Pelabuhan": 6}
    assert {name: one.registered for name, one in by["confederation"].items()} == {"Konfederasi Contoh": 6}


def test_the_form_offers_what_the_desk_keeps(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        a_published_discussion(session, slug="talk", series=a_series(session))
    desk.press(desk.open("/desk/unions"), "Add", name="Konfederasi Contoh", level="confederation")
    page = desk.press(desk.open("/desk/unions"), "Add", name="konfederasi contoh", level="plant")

    offered_on_page = visitor.open("/discussions/talk").html
    switched = desk.press(desk.open("/desk/unions/1"), "Do not offer it any more")

    assert page.wrongs == {"name": "This name is in the directory already: Konfederasi Contoh."}
    assert '<option value="Konfederasi Contoh">' in offered_on_page
    assert "Not offered" in switched.html
    assert "<datalist" not in visitor.open("/discussions/talk?again=1").html


def test_a_long_directory_is_searched_while_somebody_types(session: Session) -> None:
    office, entries = a_directory(session)
    change(session, office, entries["Federasi Pelabuhan"], Wish("Serikat Dermaga", "federation", "Konfederasi Contoh"))
    bring(session, office, Table(HEADING, [(n, [f"Pabrik {n}", "plant", "Cabang Priok"]) for n in range(120)]), NOW)
    series = a_series(session).id or 0

    found = offered(session, series)

    assert (found.names[:2], len(found.names), found.are_more) == (
        [("Konfederasi Contoh", ""), ("Serikat Dermaga", "Konfederasi Contoh")], MOST_OFFERED, True
    )  # fmt: skip
    assert names_like(session, series, "pelabuh") == [("Serikat Dermaga", "Konfederasi Contoh")]
    assert names_like(session, series, "PABRIK-119") == [("Pabrik 119", "Cabang Priok")]
    assert [name for name, _ in names_like(session, series, "co")] == ["Konfederasi Contoh"]
    assert len(names_like(session, series, "pabrik")) == MOST_FOUND
    assert names_like(session, series, "p") == names_like(session, series, "%_") == []


def test_a_script_is_told_names_and_what_they_belong_to(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_directory(session)
        a_published_discussion(session, slug="talk", series=a_series(session))

    answer = visitor.get("/discussions/talk/unions?typed=priok")

    assert (answer.json(), "data-more" in visitor.open("/discussions/talk").html) == (
        [["Cabang Priok", "Federasi Pelabuhan"]], False
    )  # fmt: skip
