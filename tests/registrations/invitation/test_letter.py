"""The letter for an employer: what it says, who gets it, and that nothing of it is kept."""

import json
from datetime import timedelta

import pytest
from sqlmodel import Session

from foundation.database import Database
from foundation.people import Person
from registrations.invitation.letter import Invited, said_to
from registrations.register import personal_path
from tests.browsing import Visitor
from tests.builders import NOW, a_published_discussion, registered
from tests.paper_text import text_of
from tests.registrations.rows import a_seat, rows


@pytest.mark.parametrize("database_kind", ["sqlite"])
def test_it_says_who_when_and_by_whom_and_discreetly_not_what(session: Session) -> None:
    said: list[dict[str, str]] = []
    discussion = a_published_discussion(session)
    for name, discreet in (("#Ana*", False), ("Ben", True)):
        one = registered(session, discussion, name, union="Serikat Teladan", discreet=discreet, timezone="Asia/Dili")
        person = session.get_one(Person, one.person_id)
        said.append(said_to(session, Invited(one, discussion, person), "en", NOW))

    open_one, discreet_one = said
    assert open_one["invites"] == (
        "We invite #Ana* to take part in the discussion “Who pays, and who gains” of the series “Social protection”."
    )
    assert {name: open_one[name] for name in ("office", "when", "length", "today")} == {
        "office": "Country Office Jakarta", "when": "Wednesday, 24 February 2027, 16:00 TLT (14:00 WIB)",
        "length": "90 minutes", "today": "Monday, 1 February 2027",
    }  # fmt: skip
    assert discreet_one["invites"] == "We invite Ben to take part in an online discussion."
    for word in ("Serikat", "Who pays", "Social protection", "union"):
        assert word not in json.dumps(discreet_one)


def test_the_personal_page_hands_it_out_and_keeps_nothing(database: Database, visitor: Visitor) -> None:
    path = a_seat(database)
    page, before = visitor.open(path), rows(database)

    got = visitor.client.post(page.form_with("Download the letter").action, headers=_own_page())
    visitor.now = NOW + timedelta(days=40)
    late = visitor.client.post(f"{path}/letter", headers=_own_page())

    assert (got.status_code, got.headers["content-type"]) == (200, "application/pdf")
    assert text_of(got.content).splitlines() == [
        "Country Office Jakarta", "Monday, 1 February 2027", "Invitation", "To whom it may concern",
        "We invite Ana to take part in the discussion “Who pays, and who gains” of the series “Social ",
        "protection”.", "When", "Wednesday, 24 February 2027, 14:00 WIB", "Length", "90 minutes",
        "It takes place online; there is no need to travel.", "Country Office Jakarta",
        "This letter was made at the wish of the person it names, for them to pass on. We sent it to nobody.",
    ]  # fmt: skip
    assert got.headers["content-disposition"] == 'attachment; filename="invitation.pdf"'
    assert {name: found for name, found in rows(database).items() if name != "spent"} == {
        name: found for name, found in before.items() if name != "spent"
    }
    assert late.status_code == 422


def test_who_came_by_a_number_alone_says_the_name_first(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        path = personal_path(session, registered(session, discussion, "Ana", phone="+6281200000001"))
    page = visitor.open(path)

    wrong = visitor.press(page, "Download the letter", full_name="Budi")
    right = visitor.client.post(f"{path}/letter", data={"full_name": "ANA"}, headers=_own_page())

    assert (wrong.status, wrong.wrongs) == (422, {"full_name": "This is not the name that was registered here."})
    assert right.content[:5] == b"%PDF-"


def _own_page() -> dict[str, str]:
    return {"Origin": "https://rembuk.example"}
