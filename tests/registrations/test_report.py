"""The report of a discussion, a series, a period: as page, XLSX and CSV, and the same after people are forgotten."""

import csv
from io import BytesIO, StringIO

import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import Session, col

from events.models import Discussion
from foundation.database import Database
from registrations.models import Group, Purpose, Registration, Sex, UnionLevel, Visit
from registrations.privacy.forgetting import forget_registrations, unlink_answers
from registrations.register import Answers, register
from registrations.reports.merging import OTHERS, Said
from registrations.reports.numbers import Numbers, numbers_of, together
from registrations.reports.words import sections
from tests.browsing import Visitor
from tests.builders import FRIDAY, NOW, a_published_discussion, a_series, accepted
from tests.desk import at_the_desk

SIXTEEN = [(Sex.WOMAN, "KSPI", "ID-BA")] * 9 + [(Sex.MAN, "SPN", "ID-BA")] * 5 + [(Sex.MAN, "Serikat X", "TL-DI")] * 2


def taken_part(session: Session, discussion: Discussion, came: int) -> None:
    """Sixteen people who agree to be counted by what they answered, the first so many of whom came; two who do not."""
    for number, (sex, union, province) in enumerate([*SIXTEEN, *SIXTEEN[:2]]):
        agrees = number < len(SIXTEEN)
        row = register(session, discussion, Answers(
            full_name=f"P {number}", email=f"p{number}@{discussion.slug}.example", sex=sex, union=union,
            province=province, group=Group.WORKERS, union_level=UnionLevel.BRANCH,
            consents={Purpose.TAKE_PART: True, Purpose.STATISTICS: agrees},
        ), NOW)  # fmt: skip
        if number < came:
            session.add(Visit(discussion_id=row.discussion_id, person_id=row.person_id, joined_at=discussion.starts_at))
    session.flush()


@pytest.fixture
def talks(database: Database) -> list[Discussion]:
    """Two discussions of one series; everybody came to the first, nobody yet to the second."""
    with database.writing() as session:
        series = a_series(session, slug="who-pays")
        first = a_published_discussion(session, series=series, slug="talk", title="Who pays")
        second = a_published_discussion(session, FRIDAY, series=series, slug="next", title="Who gains")
        accepted(session, first, "Dewi", organisation="SPN", sex="woman")
        taken_part(session, first, came=18)
        taken_part(session, second, came=0)
    return [first, second]


def test_the_numbers_are_the_same_when_answers_are_unlinked_and_when_people_are_forgotten(
    database: Database, talks: list[Discussion]
) -> None:
    with database.writing() as session:
        before = numbers_of(session, talks)
        here = col(Registration.discussion_id) == talks[0].id
        unlink_answers(session, here, NOW)
        unlinked = numbers_of(session, talks)
        forget_registrations(session, here)

        assert before == unlinked == numbers_of(session, talks)
    assert before[talks[0].id or 0].everybody == Said(18, 18)
    assert before[talks[0].id or 0].by["sex"] == {"woman": Said(9, 9), OTHERS: Said(9, 9)}
    assert before[talks[1].id or 0].by["organisation"] == {"KSPI": Said(9, 0), OTHERS: Said(9, 0)}


def _all_of(database: Database, talks: list[Discussion]) -> Numbers:
    with database.reading() as session:
        return together(list(numbers_of(session, talks).values()))


def test_the_page_shows_the_series_with_pictures_beside_the_tables(
    database: Database, visitor: Visitor, talks: list[Discussion]
) -> None:
    page = at_the_desk(visitor, database).open("/desk/series/who-pays/report")

    assert page.texts("td")[:15] == [
        "1. Who pays", "18", "18", "27.0", "4.5", "2. Who gains", "18", "0", "0.0", "0.0", "All together", "36", "18",
        "27.0", "4.5"]  # fmt: skip
    assert page.text(".lead") == "18 people took part (of whom 9 were women)."
    assert (page.texts("h2")[:4], page.texts("h2")[-1]) == (
        ["By sex", "By age", "By group", "By union level"], "Resource persons")  # fmt: skip
    groups = sum(len(section.lines) for section in sections(_all_of(database, talks)))
    assert ("Serikat X" in page.html, page.html.count('<svg class="bar"')) == (False, groups)


def test_a_period_holds_the_discussions_that_begin_in_it(
    database: Database, visitor: Visitor, talks: list[Discussion]
) -> None:
    desk = at_the_desk(visitor, database)

    pages = [desk.open(f"/desk/series/who-pays/report?{query}").texts("td")[:1] for query in (
        "since=2027-02-25&until=", "since=&until=2027-02-24", "since=2027-02-27", "since=nonsense")]  # fmt: skip

    assert pages == [["2. Who gains"], ["1. Who pays"], [], ["1. Who pays"]]


def test_the_files_say_what_the_page_says(database: Database, visitor: Visitor, talks: list[Discussion]) -> None:
    desk, here = at_the_desk(visitor, database, language="id"), "/desk/discussions/talk/report"

    rows = list(csv.reader(StringIO(desk.get(f"{here}/csv").content.decode("utf-8-sig"))))
    book = CalamineWorkbook.from_filelike(BytesIO(desk.get(f"{here}/xlsx").content))

    assert rows[:4] == [
        ["Diskusi", "Dihitung menurut", "Kelompok", "Terdaftar", "Hadir"],
        ["Semuanya", "Semua", "Semua", "18", "18"],
        ["Semuanya", "Menurut jenis kelamin", "Perempuan", "9", "9"],
        ["Semuanya", "Menurut jenis kelamin", "Lainnya, tidak disebut, atau kurang dari 5", "9", "9"],
    ]
    by_group = "Per jenis kelamin, tingkat, provinsi"[:31]
    assert book.sheet_names == ["Ringkasan", "Per diskusi", by_group, "Evaluasi"]
    summary, _, groups = (book.get_sheet_by_index(number).to_python() for number in range(3))
    assert summary[1] == ["Semuanya", "", 18.0, 18.0, 27.0, 4.5]
    assert [row[:3] for row in summary if row[0] in ("Narasumber", "Perempuan", "SPN")][1:] == [
        ["Narasumber", "", 2.0], ["Perempuan", "", 1.0], ["SPN", "", 1.0]]  # fmt: skip
    assert summary[-1][0] == "18 orang ikut serta (9 di antaranya perempuan)."
    assert groups[1] == ["Semuanya", "Semua", "Semua", 18.0, 18.0]
    assert desk.get(f"{here}/exe").status_code == 404
