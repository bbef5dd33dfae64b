"""How calendars ask: again and again, with what they hold. Series, discussion, and what belongs to one person."""

from collections.abc import Callable
from datetime import timedelta
from time import sleep

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from events.schedule import plan_of
from foundation.database import Database
from foundation.kept_pages import SECONDS_KEPT
from foundation.people import Person
from registrations.register import personal_path
from speakers import readiness
from speakers.engagements import personal_path as speakers_path
from speakers.models import Engagement
from tests.browsing import Visitor
from tests.builders import NOW, a_published_discussion, a_series, registered

PUBLIC, PERSONAL = ("series", "discussion"), ("seat", "seats", "part", "parts")
HOUR = timedelta(hours=1)
ASKED_AT, CHANGED_AT = "Mon, 01 Feb 2027 03:00:00 GMT", "Mon, 01 Feb 2027 05:00:00 GMT"

of_every_calendar = pytest.mark.parametrize("address", PUBLIC + PERSONAL)
Change = Callable[[Session], object]


@pytest.fixture
def paths(database: Database) -> dict[str, str]:
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk", series=a_series(session, slug="protection"))
        seat = personal_path(session, registered(session, discussion, "Ana"))
        part = speakers_path(session, session.exec(select(Engagement).where(Engagement.full_name == "Rudi")).one())
    return {
        "series": "/series/protection.ics", "discussion": "/discussions/talk.ics", "seat": f"{seat}.ics",
        "seats": f"{seat}/calendar.ics", "part": f"{part}.ics", "parts": f"{part}/calendar.ics",
    }  # fmt: skip


@of_every_calendar
def test_two_readers_get_the_same_bytes_whatever_the_hour(
    visitor: Visitor, paths: dict[str, str], address: str
) -> None:
    first = visitor.get(paths[address])
    visitor.now += HOUR
    second = visitor.get(paths[address] + ("?again" if address in PUBLIC else ""))

    assert (first.status_code, second.status_code) == (200, 200)
    assert (second.content, second.headers["etag"]) == (first.content, first.headers["etag"])
    assert first.headers["last-modified"] == ASKED_AT


@of_every_calendar
def test_a_calendar_is_text_in_utf_8_that_opens_at_once(visitor: Visitor, paths: dict[str, str], address: str) -> None:
    answer = visitor.get(paths[address])

    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["content-disposition"].startswith("inline; filename=")


@of_every_calendar
def test_what_a_calendar_holds_is_not_sent_again(visitor: Visitor, paths: dict[str, str], address: str) -> None:
    first = visitor.get(paths[address])
    tag, date = first.headers["etag"], first.headers["last-modified"]
    visitor.now += HOUR

    asked = {
        "by tag": {"If-None-Match": tag}, "by date": {"If-Modified-Since": date},
        "by another tag and the date": {"If-None-Match": '"other"', "If-Modified-Since": date},
        "by the tag and an old date": {"If-None-Match": tag, "If-Modified-Since": "Sun, 31 Jan 2027 03:00:00 GMT"},
        "by an old date": {"If-Modified-Since": "Sun, 31 Jan 2027 03:00:00 GMT"},
    }  # fmt: skip
    answers = {how: visitor.get(paths[address], **headers) for how, headers in asked.items()}

    assert {how: (answer.status_code, answer.content == b"") for how, answer in answers.items()} == {
        "by tag": (304, True), "by date": (304, True), "by another tag and the date": (200, False),
        "by the tag and an old date": (304, True), "by an old date": (200, False),
    }  # fmt: skip
    assert {(answer.headers["etag"], answer.headers["last-modified"]) for answer in answers.values()} == {(tag, date)}
    assert "content-length" not in answers["by tag"].headers


@of_every_calendar
@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda session: _moved(session, minutes=60), id="another length"),
        pytest.param(lambda session: _moved(session, summary="Another summary"), id="another summary, no new revision"),
    ],
)
def test_a_change_reaches_readers_who_know_only_dates(
    database: Database, visitor: Visitor, paths: dict[str, str], address: str, *, change: Change
) -> None:
    held = visitor.get(paths[address]).headers["last-modified"]
    visitor.now += 2 * HOUR
    with database.writing() as session:
        change(session)
    if address in PUBLIC:
        sleep(SECONDS_KEPT + 0.05)  # the change came past the application, as that of another process does

    answer = visitor.get(paths[address], **{"If-Modified-Since": held})

    assert (answer.status_code, answer.headers["last-modified"]) == (200, CHANGED_AT)


def test_a_setting_of_its_owner_makes_a_calendar_new(
    database: Database, visitor: Visitor, paths: dict[str, str]
) -> None:
    held = visitor.get(paths["seats"]).headers["last-modified"]
    visitor.now += 2 * HOUR
    with database.writing() as session:
        session.exec(select(Person).where(Person.full_name == "Ana")).one().discreet = True

    answer = visitor.get(paths["seats"], **{"If-Modified-Since": held})

    assert (answer.status_code, "Who pays" in answer.text) == (200, False)


@of_every_calendar
def test_a_head_request_tells_the_same_without_the_calendar(
    visitor: Visitor, paths: dict[str, str], address: str
) -> None:
    got = visitor.get(paths[address])

    head = visitor.client.head(paths[address])
    held = visitor.client.head(paths[address], headers={"If-None-Match": got.headers["etag"]})

    told = ("etag", "last-modified", "content-type", "content-length", "cache-control")
    assert (head.status_code, head.content) == (200, b"")
    assert {name: head.headers[name] for name in told} == {name: got.headers[name] for name in told}
    assert (held.status_code, held.content) == (304, b"")


def _moved(session: Session, **plan: object) -> None:
    discussion = session.exec(select(Discussion)).one()
    readiness.change(session, discussion, plan_of(discussion, **plan), NOW + HOUR)
