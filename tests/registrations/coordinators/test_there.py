"""People around one screen are entered by their coordinator, while a check-in is open."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from foundation.database import Database
from foundation.refusals import Conflict
from registrations.attendance.models import CheckIn, Way
from registrations.coordinators.appoint import personal_path
from registrations.coordinators.there import enter_members, under_way
from registrations.models import Registration
from tests.browsing import SETTINGS, Page, Visitor
from tests.builders import THURSDAY, a_published_discussion, registered
from tests.registrations.coordinators.props import a_coordinator, entered

BUTTON = "Enter those ticked"
MINUTE = timedelta(minutes=1)


def test_those_ticked_are_there_once_and_nobody_else(database: Database, visitor: Visitor) -> None:
    with database.writing() as session:
        discussion = a_published_discussion(session)
        registered(session, discussion, "Oki")
        coordinator = a_coordinator(session, discussion)
        members = {name: entered(session, coordinator, name, discussion) for name in ("Ana", "Ben", "Oki")}
        path, begins = personal_path(session, coordinator), discussion.starts_at
        numbers = {name: str(member.id) for name, member in members.items()}

    before = visitor.open(path)
    visitor.now = begins + 6 * MINUTE
    page = visitor.open(path)
    nobody = visitor.press(page, BUTTON)
    done = tick(visitor, path, numbers["Ana"], numbers["Oki"])
    tick(visitor, path, numbers["Ana"])

    assert (BUTTON in before.buttons, BUTTON in page.buttons) == (False, True)
    assert (nobody.status, "Please tick at least one person" in nobody.html) == (422, True)
    assert done.texts(".note__title")[0] == "2 people are entered."
    with database.reading() as session:
        assert check_ins(session) == [("Ana", 1, Way.ENTERED), ("Oki", 1, Way.ENTERED)]


@pytest.mark.parametrize("minutes", [-5, 4, 200])
def test_nobody_is_entered_while_no_check_in_is_open(session: Session, minutes: int) -> None:
    discussion = a_published_discussion(session)
    coordinator = a_coordinator(session, discussion)
    ana = entered(session, coordinator, "Ana", discussion)
    now = discussion.starts_at + minutes * MINUTE

    assert under_way(session, coordinator, now) is None
    with pytest.raises(Conflict, match="No check-in is open now"):
        enter_members(session, coordinator, [ana.id or 0], now)
    assert check_ins(session) == []


def test_a_discussion_that_the_link_does_not_cover_is_not_theirs(session: Session) -> None:
    other = a_published_discussion(session, slug="other")
    coordinator = a_coordinator(session, a_published_discussion(session, starts_at_local=THURSDAY))

    assert under_way(session, coordinator, other.starts_at + 6 * MINUTE) is None


def tick(visitor: Visitor, path: str, *numbers: str) -> Page:
    sent = {"data": {"people": list(numbers)}, "headers": {"Origin": SETTINGS.base_url}}
    return Page(visitor.client.post(f"{path}/check-ins", **sent))


def check_ins(session: Session) -> list[tuple[str, int, str]]:
    rows = session.exec(
        select(Registration.full_name, CheckIn.number, CheckIn.way)
        .join(CheckIn, CheckIn.person_id == Registration.person_id).order_by(Registration.full_name)  # type: ignore[arg-type]
    ).all()  # fmt: skip
    return [(name, number, way) for name, number, way in rows]
