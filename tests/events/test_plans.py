"""What organisers say of a series or a discussion, and by mistake: each with its sentence and nothing changed."""

from datetime import datetime

import pytest
from sqlmodel import Session

from events.plans import DiscussionPlan, SeriesPlan
from events.schedule import (
    cancel,
    change,
    change_series,
    create_discussion,
    create_series,
    plan_of,
)
from tests.builders import (
    JAKARTA,
    NOW,
    WEDNESDAY,
    ZURICH,
    a_discussion,
    a_series,
    an_office,
    refusals,
)

IN_THE_PAST = {"starts_at_local": "The start lies in the past. Choose a later date."}


@pytest.mark.parametrize(
    ("wall", "zone", "said"),
    [
        pytest.param(datetime(2027, 1, 31, 14), JAKARTA, IN_THE_PAST, id="past"),
        pytest.param(datetime(2027, 2, 1, 10), JAKARTA, IN_THE_PAST, id="this very moment"),
        pytest.param(
            None, JAKARTA, {"starts_at_local": "Please choose the date and the time of the start."}, id="none"
        ),
        pytest.param(
            datetime(2034, 2, 24, 14), JAKARTA,
            {"starts_at_local": "The start is more than five years away. Check the year."}, id="mistyped year",
        ),
        pytest.param(
            datetime(27, 2, 24, 14), JAKARTA, {"starts_at_local": "Choose a date between 2000 and 2099."}, id="year 27"
        ),
        pytest.param(
            datetime(2027, 3, 28, 2, 30), ZURICH,
            {"starts_at_local": "Sunday, 28 March 2027, 02:30 does not exist in the time zone Europe/Zurich: the "
                                "clocks go forward over it. Choose 28 Mar 2027, 01:30 CET or 28 Mar 2027, 03:30 CEST."},
            id="hour that does not exist",
        ),
        pytest.param(
            datetime(2027, 10, 31, 2, 30), ZURICH,
            {"starts_at_local": "Sunday, 31 October 2027, 02:30 comes twice in the time zone Europe/Zurich, as the "
                                "clocks go back: 31 Oct 2027, 02:30 CEST and 31 Oct 2027, 02:30 CET. "
                                "Choose 31 Oct 2027, 01:30 CEST or 31 Oct 2027, 03:30 CET."},
            id="hour that comes twice",
        ),
        pytest.param(
            WEDNESDAY, "Asia/Jakarata",
            {"timezone": "There is no time zone “Asia/Jakarata”. Choose one such as Asia/Jakarta."},
            id="unknown zone",
        ),
    ],
)  # fmt: skip
def test_a_start_nobody_can_keep_is_refused(
    session: Session, wall: datetime | None, zone: str, said: dict[str, str]
) -> None:
    series, discussion = a_series(session), a_discussion(session)
    plan = DiscussionPlan(title="Wages", starts_at_local=wall, timezone=zone)

    new = refusals(session, create_discussion, series, plan, NOW)
    moved = refusals(session, change, discussion, plan, NOW)

    assert (new, moved) == (said, said)


def test_everything_that_is_wrong_is_said_at_once(session: Session) -> None:
    series = a_series(session)
    plan = DiscussionPlan(
        title=" \t", starts_at_local=datetime(2027, 1, 1, 14), minutes=10, capacity=0, room_url="javascript:alert(1)",
        languages=["english"], summary="s" * 5001,
    )

    said = refusals(session, create_discussion, series, plan, NOW)

    assert said == {
        "title": "Please write a title.",
        "minutes": "A discussion takes between 15 and 600 minutes.",
        "capacity": "Write how many seats there are, or leave it empty for no limit.",
        "room_url": "Write the address of the room as it stands in the browser, with https://.",
        "languages": "“english” is not the code of a language.",
        "starts_at_local": "The start lies in the past. Choose a later date.",
        "summary": "The summary can have 5000 characters at most.",
    }


def test_an_address_of_the_room_that_no_browser_opens_is_refused(session: Session) -> None:
    discussion = a_discussion(session)
    addresses = [
        "https://[", "https:", "https:///room", "tel:", "room.example/1", "file:///etc/passwd",
        "https://room.example/a b", "https://room.example/\r\nBcc: x@y.example", "https://room.example/" + "a" * 2000,
    ]  # fmt: skip

    said = [refusals(session, change, discussion, plan_of(discussion, room_url=one), NOW) for one in addresses]

    sentence = "Write the address of the room as it stands in the browser, with https://."
    assert said == [{"room_url": sentence}] * len(addresses)


def test_text_that_no_page_can_show_is_cleaned_not_kept(session: Session) -> None:
    hostile = "Wages\x00 \ud800\u202e\r\nBcc: x@y.example"

    discussion = a_discussion(session, title=hostile, summary="One\r\n\x00\ud800two\n\n\nthree \n")
    cancel(session, discussion, hostile, NOW)

    assert (discussion.title, discussion.summary) == ("Wages Bcc: x@y.example", "One\ntwo\n\n\nthree")
    assert discussion.cancellation_reason == "Wages Bcc: x@y.example"


def test_a_number_that_no_list_has_is_refused(session: Session) -> None:
    series = a_series(session)
    plans = [DiscussionPlan(title="W", starts_at_local=WEDNESDAY, number=number) for number in (0, -1, 10_000, 2**40)]

    said = [refusals(session, create_discussion, series, plan, NOW) for plan in plans]

    assert said == [{"number": "The number of a discussion is between 1 and 9999."}] * 4


def test_an_address_must_be_plain(session: Session) -> None:
    office, slugs = an_office(session), ("Wages", "a--b", "-a", "a/b", "a.ics", "a" * 81, "../desk", "wağes")

    said = [refusals(session, create_series, office, SeriesPlan(title="Wages", slug=slug), NOW) for slug in slugs]

    assert said == [{"slug": "Use small letters, digits and single hyphens, such as social-protection-3."}] * 8


def test_a_series_may_set_less_than_25_minutes_never_more(session: Session) -> None:
    series = a_series(session, presentation_limit_minutes=20)
    plans = [SeriesPlan(title="Wages", presentation_limit_minutes=limit) for limit in (0, -1, 26, 2**40)]

    changed = [refusals(session, change_series, series, plan) for plan in plans]
    new = [refusals(session, create_series, an_office(session), plan, NOW) for plan in plans]

    said = "A presentation takes at most 25 minutes; a series may set less, never more."
    assert changed == new == [{"presentation_limit_minutes": said}] * 4


def test_a_series_nobody_can_read_is_refused_with_everything_that_is_wrong(session: Session) -> None:
    plan = SeriesPlan(
        title="t" * 201, timezone="Mars", language="klingon", presentation_limit_scope="some", summary="s" * 2001
    )

    said = refusals(session, create_series, an_office(session), plan, NOW)

    assert said == {
        "title": "A title can have 200 characters at most.",
        "timezone": "There is no time zone “Mars”. Choose one such as Asia/Jakarta.",
        "language": "Please choose one of the languages offered.",
        "presentation_limit_scope": "The limit holds for each presentation or for the total.",
        "summary": "The summary can have 2000 characters at most.",
    }
