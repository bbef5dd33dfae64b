"""The desk: an organiser makes a coordinator's link, sees the list behind it, and can end it."""

from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

from sqlmodel import select

from events.models import Discussion
from foundation.database import Database
from registrations.coordinators.models import Coordinator, Covered
from tests.browsing import Page, Visitor
from tests.builders import a_published_discussion, a_series
from tests.desk import at_the_desk, said
from tests.registrations.coordinators.props import PHONE, UNION, entered

HERE = "/desk/series/social-protection/coordinators"
WATI = {"full_name": "Wati", "union": UNION, "phone": "0812 3456 7890", "quota": "25", "language": "id",
        "ends_at_local": "2027-02-20T18:00"}  # fmt: skip


def a_link(database: Database, visitor: Visitor, **typed: str) -> Page:
    """The page of the coordinator who was just made."""
    with database.writing() as session:
        a_published_discussion(session, series=a_series(session, slug="social-protection"))
    at_the_desk(visitor, database)
    return visitor.press(visitor.open(f"{HERE}/new"), "Make the link", **{**WATI, **typed})


def link_on(page: Page) -> str:
    """The path behind the link that is there to be passed on."""
    [link] = [one.attributes["value"] for one in page.elements if one.attributes.get("id") == "coordinators-link"]
    return link.removeprefix("https://rembuk.example")


def test_an_organiser_makes_a_link_and_passes_it_on(database: Database, visitor: Visitor) -> None:
    page = a_link(database, visitor)

    link, address = link_on(page), page.links["Pass it on by WhatsApp"]
    assert said(page) == "The link is ready to be passed on."
    assert address.startswith("https://wa.me/6281234567890?")
    assert parse_qs(urlsplit(address).query)["text"][0].endswith(f"https://rembuk.example{link}")
    assert visitor.open(link).text("h1") == f"Anggota {UNION}"
    with database.reading() as session:
        [wati] = session.exec(select(Coordinator)).all()
        assert (wati.full_name, wati.quota, wati.phone, wati.ends_at) == (
            "Wati", 25, PHONE, datetime(2027, 2, 20, 11, tzinfo=UTC))  # fmt: skip
        assert len(session.exec(select(Covered)).all()) == 1


def test_a_link_that_lacks_something_is_not_made(database: Database, visitor: Visitor) -> None:
    page = a_link(database, visitor, full_name=" ", union="", quota="0", ends_at_local="2027-01-01T10:00",
                  phone="12", discussions="")  # fmt: skip

    assert (page.status, page.wrongs) == (422, {
        "full_name": "Please write your name. A single name is fine.", "union": "Please write the name of the union.",
        "quota": "Please write a number from 1 to 5000.", "discussions": "Please choose at least one discussion.",
        "phone": "Please enter a phone number with its country code, such as +62 812 3456 7890.",
        "ends_at_local": "Please choose a day and an hour that are still to come.",
    })  # fmt: skip


def test_an_organiser_sees_who_is_on_the_list_and_ends_the_link(database: Database, visitor: Visitor) -> None:
    made = a_link(database, visitor)
    link = link_on(made)
    with database.writing() as session:
        entered(session, session.exec(select(Coordinator)).one(), "Ana", session.exec(select(Discussion)).one())

    page = visitor.open(made.path.partition("?")[0])
    ended = visitor.press(page, "End the link")
    status = visitor.open(link).status
    renewed = visitor.press(ended, "Make a new link")

    assert "ana@union.example" in page.html
    assert said(ended) == "The link leads nowhere from now on. Who is on the list stays registered."
    assert (status, link_on(renewed) != link, visitor.open(link_on(renewed)).status) == (404, True, 200)
    assert "1 of 25" in visitor.open(HERE).html


def test_quota_and_end_can_be_changed(database: Database, visitor: Visitor) -> None:
    path = a_link(database, visitor).path.partition("?")[0]

    page = visitor.press(visitor.open(f"{path}/edit"), "Save", quota="3")

    assert said(page) == "Saved."
    with database.reading() as session:
        assert session.exec(select(Coordinator.quota)).all() == [3]
