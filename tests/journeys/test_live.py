"""The ninety minutes with several browsers at once: the chair moves on, speaker and participant follow, and the clock
of the speaker is right after the line was broken."""

import time
from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from foundation.people import Role
from registrations.register import personal_path as participants_path
from speakers.engagements import personal_path
from speakers.models import Engagement
from tests.builders import registered
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion
from tests.journeys.walking import DESK, PHONE, Walk, walking
from tests.notifications.house import again

CUT, MILLISECOND = timedelta(minutes=2), timedelta(milliseconds=1)
SOON = 3000
"""Milliseconds, on a machine that does much else: sooner than a page asks by itself. How soon is measured by
benchmarks/streams.py."""


def paths(house: House) -> dict[str, str]:
    """The live pages of the roles, five minutes after the start."""
    discussion = an_announced_discussion(house, slug="talk")
    with house.database.writing() as session:
        people = {one.role: personal_path(session, one) for one in session.exec(select(Engagement)).all()}
        ana = participants_path(session, registered(session, again(session, discussion), "Ana", language="id"))
    house.now = discussion.starts_at + timedelta(minutes=5)
    house.let_time_pass()
    links = {"chair": people[Role.CHAIR], "speaker": people[Role.RESOURCE_PERSON], "ana": ana}
    return {who: f"{link}/live" for who, link in links.items()}


def seconds_left(page: Page) -> int:
    minutes, seconds = page.locator("[data-clock-time]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def test_the_chair_moves_on_and_everybody_follows(house: House, browser: Browser) -> None:
    to = paths(house)
    with (
        walking(browser, house, DESK, scripts=True) as chair, walking(browser, house, PHONE, scripts=True) as speaker,
        walking(browser, house, PHONE, scripts=False, language="id") as ana,
    ):  # fmt: skip
        speaker.page.clock.install()  # two minutes pass for this page when the test says so
        chair.open(to["chair"])
        speaker.open(to["speaker"])
        chair.page.get_by_role("button", name="Start the discussion").click()
        chair.page.get_by_role("button", name="Start the next item").click()
        expect(chair.page.locator("h1")).to_have_text("A fund of our own")

        expect(speaker.page.locator("h1")).to_have_text("A fund of our own", timeout=SOON)
        assert 1490 <= seconds_left(speaker.page) <= 1500
        speaker.look()
        ana.open(to["ana"])
        ana.sees("A fund of our own")
        ana.type(text="Siapa yang membayar?")
        ana.press("Send the question")

        expect(chair.page.locator("#asked")).to_contain_text("Siapa yang membayar?", timeout=SOON)
        chair.page.get_by_role("button", name="5 minutes left").click()
        expect(speaker.page.locator(".told__said")).to_have_text("5 minutes left", timeout=SOON)
        speaker.look()
        speaker.page.get_by_role("button", name="Seen").tap()
        expect(speaker.page.locator(".told")).to_have_count(0)
        expect(chair.page.locator("#sent")).to_contain_text("seen at", timeout=SOON)
        chair.look()

        the_line_breaks(speaker, chair)


def the_line_breaks(speaker: Walk, chair: Walk) -> None:
    """For two minutes. The clock of the speaker runs on meanwhile, and is right before the line is back and after.

    The minutes pass on the clock on the wall and on the one that the page reads; a few seconds are real.
    """
    before, left_at = seconds_left(speaker.page), time.monotonic()
    speaker.page.context.set_offline(True)
    speaker.sees("No connection. The clock runs on; the page catches up by itself.")
    speaker.house.now += CUT
    speaker.page.clock.run_for(CUT // MILLISECOND)
    chair.page.get_by_role("button", name="Start the next item").click()
    expect(chair.page.locator("h1")).to_have_text("Panel discussion")
    speaker.page.wait_for_timeout(1000)
    passed = time.monotonic() - left_at + CUT.total_seconds()
    assert abs(before - seconds_left(speaker.page) - passed) < 2
    assert abs(wrong_by(speaker)) < timedelta(seconds=1)
    speaker.inspector.complaints.clear()  # Chromium notes that there was no line
    speaker.page.context.set_offline(False)

    expect(speaker.page.locator("h1")).to_have_text("Panel discussion")
    assert abs(wrong_by(speaker)) < timedelta(seconds=1)


def wrong_by(walk: Walk) -> timedelta:
    """How far the clock of a page is ahead of the one on the wall."""
    asked = walk.house.time()
    shown = datetime.fromtimestamp(walk.page.evaluate("now()") / 1000, UTC)
    return shown - asked - (walk.house.time() - asked) / 2
