"""What lies ahead, and who takes part, at the desk."""

from datetime import timedelta
from urllib.parse import unquote

import pytest
from sqlmodel import col, select

from events.models import Discussion
from events.schedule import cancel
from foundation.database import Database
from foundation.people import Role
from registrations import door
from registrations.models import Registration, Status, UnionLevel
from registrations.seats import give_up
from speakers.slots import SlotRow, plan_agenda
from tests.browsing import Page, Visitor
from tests.builders import (
    MONDAY,
    NOW,
    TUESDAY,
    WEDNESDAY,
    a_discussion,
    a_published_discussion,
    a_series,
    accepted,
    asked,
    registered,
)
from tests.desk import another_office, at_the_desk, counted_statements, said

LIST = "/desk/discussions/talk/registrations"


# What lies ahead


def test_the_desk_shows_what_each_coming_discussion_needs(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        series = a_series(session)
        a_discussion(session, MONDAY, series=series, title="Bare", room_url=None, capacity=10)
        ready = a_discussion(session, TUESDAY, series=series, title="Ready", minutes=30)
        rudi = accepted(session, ready, "Rudi")
        accepted(session, ready, "Citra", Role.CHAIR)
        asked(session, ready, "Budi")
        plan_agenda(session, ready, [SlotRow(kind="presentation", minutes=20, presenter=rudi.id)], NOW)

    page = desk.open("/desk")

    assert page.texts("h2")[:2] == ["Bare", "Ready"]
    assert page.texts(".lamps") == [
        "Chair Nobody yet Resource persons Nobody yet Agenda Empty Room No address yet Public page Draft Seats 0 of 10",
        "Chair Agreed Resource persons 1 of 2 agreed Agenda 20 of 30 min Room Ready Public page Draft Seats 0 taken",
    ]
    assert page.texts(".ahead__next") == ["Ask somebody to chair", "Publish"]


def test_the_seats_of_a_full_discussion_say_who_waits(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        discussion = a_published_discussion(session, capacity=1)
        for full_name in ("Ana", "Ben", "Cia"):
            registered(session, discussion, full_name)

    assert desk.open("/desk").texts(".lamps")[0].endswith("Seats 1 taken, 2 waiting")


def test_past_cancelled_and_foreign_discussions_do_not_lie_ahead(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    office = another_office(database)
    with database.writing() as session:
        series = a_series(session)
        a_discussion(session, MONDAY, series=series, title="Past")
        cancel(session, a_discussion(session, WEDNESDAY, series=series, title="Cancelled"), "", NOW)
        a_discussion(session, WEDNESDAY, series=a_series(session, "Else", office=office), title="Foreign")
    desk.now = NOW + timedelta(days=22)
    desk = at_the_desk(desk, database)

    page = desk.open("/desk")

    assert page.texts("h2") == ["No discussion lies ahead", "Series"]
    assert page.links["Add a discussion"] == "/desk/series/social-protection/discussions/new"


def test_many_discussions_cost_no_more_questions_than_one(database: Database, visitor: Visitor) -> None:
    desk = at_the_desk(visitor, database)
    with database.writing() as session:
        series = a_series(session)
        accepted(session, a_discussion(session, MONDAY, series=series), "Rudi")
    with counted_statements() as for_one:
        desk.open("/desk")
    with database.writing() as session:
        for week in range(1, 10):
            accepted(session, a_discussion(session, MONDAY + timedelta(weeks=week), series=series), "Rudi")

    with counted_statements() as for_ten:
        desk.open("/desk")

    assert len(for_ten) == len(for_one)


# Who takes part


@pytest.fixture
def desk(database: Database, visitor: Visitor) -> Visitor:
    """Sari at her desk; Ana has the one seat, Rina and Budi wait, Cia has given up."""
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", capacity=1)
        cia = registered(session, discussion, "Cia")
        give_up(session, discussion, cia, NOW)
        ana = registered(session, discussion, "Ana", union="Serikat Logam", union_level=UnionLevel.PLANT)
        registered(session, discussion, "Rina", phone="+6281234567890")
        registered(session, discussion, "Budi")
        starting = discussion.starts_at
        door.join(session, discussion, ana.person_id, starting)
        door.join(session, discussion, ana.person_id, starting)
    return at_the_desk(visitor, database)


def test_everybody_is_listed_who_waits_in_the_order_of_the_line(desk: Visitor) -> None:
    page = desk.open(LIST)

    assert page.text(".seats") == "1 of 1 seats taken"
    assert page.texts("tr")[1:] == [
        "Rina +6281234567890 – Waiting number 1 in line Messages of Rina 1 Feb 2027, 10:00 WIB – "
        + GIVE_UP.format("Rina"),
        "Budi budi@union.example – Waiting number 2 in line Messages of Budi 1 Feb 2027, 10:00 WIB – "
        + GIVE_UP.format("Budi"),
        "Ana ana@union.example Serikat Logam Plant Confirmed Messages of Ana 1 Feb 2027, 10:00 WIB 2 "
        + GIVE_UP.format("Ana"),
        "Cia cia@union.example – Cancelled Messages of Cia 1 Feb 2027, 10:00 WIB – Bring back",
    ]


@pytest.mark.parametrize(("query", "names"), [
    ("?status=waiting", ["Rina", "Budi"]),
    ("?status=confirmed", ["Ana"]),
    ("?status=nonsense", ["Rina", "Budi", "Ana", "Cia"]),
    ("?search=LOGAM", ["Ana"]),
    ("?search=%2B62812", ["Rina"]),
    ("?search=union.example&status=waiting", ["Budi"]),
    ("?search=%25", []),
    ("?page=0", ["Rina", "Budi", "Ana", "Cia"]),
    ("?page=two", ["Rina", "Budi", "Ana", "Cia"]),
    ("?page=2", []),
])  # fmt: skip
def test_people_are_found_by_status_and_by_words(desk: Visitor, query: str, names: list[str]) -> None:
    page = desk.open(LIST + query)

    assert (page.status, [row.split()[0] for row in page.texts("tr")[1:]]) == (200, names)


def test_how_many_there_are_of_each_status_stands_above_the_list(desk: Visitor) -> None:
    assert desk.open(LIST).texts(".filters__choices") == ["All 4 Confirmed 1 Waiting 2 Cancelled 1"]


def test_a_seat_given_up_on_behalf_of_somebody_passes_on_and_comes_back(database: Database, desk: Visitor) -> None:
    given_up = desk.post(row_of(database, "Ana", "cancellation"), token_in(desk.open(LIST)))
    after = statuses(database)
    back = desk.post(row_of(database, "Ana", "return"), token_in(given_up))

    assert said(given_up) == "The registration is cancelled. A freed seat goes to the first who waits."
    assert after == {"Cia": "cancelled", "Ana": "cancelled", "Rina": "confirmed", "Budi": "waiting"}
    assert said(back) == "The registration stands again."
    assert statuses(database) == {"Cia": "cancelled", "Ana": "waiting", "Rina": "confirmed", "Budi": "waiting"}


def test_a_registration_for_another_discussion_cannot_be_given_up_here(database: Database, desk: Visitor) -> None:
    office = another_office(database)
    with database.writing() as session:
        series = a_series(session, "Else", office=office)
        other = a_published_discussion(session, TUESDAY, slug="other", series=series)
        registered(session, other, "Stranger")
    path = row_of(database, "Stranger", "cancellation")

    here = desk.post(path, token_in(desk.open(LIST)))
    there = desk.post(path.replace("talk", "other"), token_in(desk.open(LIST)))

    assert (here.status, there.status, here.html == there.html) == (404, 404, True)
    assert statuses(database)["Stranger"] == "confirmed"


def test_many_registrations_cost_no_more_questions_than_few(database: Database, desk: Visitor) -> None:
    with counted_statements() as for_few:
        desk.open(LIST)
    with database.writing() as session:
        discussion = session.exec(select(Discussion)).one()
        for number in range(120):
            registered(session, discussion, f"Number {number}")

    with counted_statements() as for_many:
        page = desk.open(LIST)

    assert (len(for_many), len(page.texts("tr"))) == (len(for_few), 101)
    assert page.links["2"] == f"{LIST}?status=&search=&page=2"
    assert len(desk.open(page.links["2"]).texts("tr")) == 25


def test_before_publication_the_page_says_when_people_can_register(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_discussion(session, slug="talk")

    page = at_the_desk(visitor, database).open(LIST)

    assert page.text(".empty") == (
        "Registration opens when you publish Then you find the link and a text for WhatsApp groups here. "
        "See what is missing"
    )


def test_while_nobody_has_registered_there_is_a_text_to_pass_on(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        a_published_discussion(session, slug="talk", languages=["id", "en"], series=a_series(session, "Seri"))

    page = at_the_desk(visitor, database).open(LIST)

    text = (
        "Seri\n*Who pays, and who gains*\n\nRabu, 24 Februari 2027, 14.00–15.30 WIB\n"
        "(15.00 WITA · 16.00 WIT · 16.00 TLT)\n\n"
    )
    assert unquote(page.links["Open WhatsApp with this text"]).startswith(f"https://wa.me/?text={text}")
    assert unquote(page.links["Open WhatsApp with this text"]).endswith("https://rembuk.example/discussions/talk")


GIVE_UP = (
    "Give up: {} For somebody who asked you to. They are told, and the seat goes to the first who waits. "
    "Give up this seat"
)


def row_of(database: Database, full_name: str, step: str) -> str:
    with database.reading() as session:
        number = session.exec(select(Registration.id).where(Registration.full_name == full_name)).one()
        return f"{LIST}/{number}/{step}"


def token_in(page: Page) -> dict[str, str]:
    return {"form_token": page.form_with("Sign out").values["form_token"]}


def statuses(database: Database) -> dict[str, Status]:
    with database.reading() as session:
        found = session.exec(select(Registration).order_by(col(Registration.id))).all()
        return {one.full_name: one.status for one in found}
