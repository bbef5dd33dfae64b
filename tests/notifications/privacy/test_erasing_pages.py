"""The pages on which somebody is erased: by themselves, and by the desk."""


import pytest
from sqlmodel import Session

from foundation.database import Database
from foundation.refusals import Conflict
from foundation.settings import Settings
from foundation.sign_in import add_organiser
from notifications.privacy.erasing import erase
from registrations.register import personal_path
from tests.browsing import Visitor
from tests.builders import (
    NOW,
    a_published_discussion,
    an_office,
    registered,
)
from tests.desk import at_the_desk
from tests.notifications.privacy.test_erasing import LATER, sent, settings, someone

__all__ = ["settings"]


def test_behind_a_phone_number_only_what_was_typed_there_goes(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        rows = [registered(session, a_published_discussion(session, title=title), "Budi", phone="+6281234567890")
                for title in ("One", "Two")]  # fmt: skip
        paths = [personal_path(session, row) for row in rows]

    done = visitor.press(visitor.open(f"{paths[0]}/erasure"), "Erase it now")

    assert done.texts("h1") == ["It is erased"]
    assert [visitor.open(path).status for path in paths] == [404, 200]


def test_two_presses_erase_and_the_page_says_what_stays_in_the_calendar(
    database: Database, settings: Settings, visitor: Visitor
) -> None:  # fmt: skip
    with database.writing() as session:
        path = personal_path(session, someone(session, a_published_discussion(session)))
    sent(database, settings)
    visitor.now = LATER
    asked = visitor.open(visitor.open(f"{path}/privacy").links["What is erased, and what that means"])

    done = visitor.press(asked, "Erase it now")

    assert asked.texts(".note__title") == ["Your calendar"]
    assert (done.texts("h1"), visitor.open(path).status) == (["It is erased"], 404)


def test_the_desk_erases_for_a_reason_that_stands_in_the_log(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        number = someone(session, a_published_discussion(session)).person_id
    desk = at_the_desk(visitor, database)
    page = desk.open(f"/desk/people/{number}/data")
    refused = desk.press(page, "Erase it now", purpose="")

    done = desk.press(page, "Erase it now", purpose="Asked for it by telephone")

    assert (refused.status, done.texts(".note--good")) == (422, ["It is erased, at once and for good."])
    assert desk.open(f"/desk/people/{number}/data").status == 404
    assert "Asked for it by telephone" in desk.open("/desk/access").texts("td")


def test_who_sits_at_a_desk_is_not_erased(session: Session) -> None:
    sari = add_organiser(session, "sari@office.example", an_office(session), NOW)

    with pytest.raises(Conflict):
        erase(session, sari, NOW)
