"""The ninety minutes with several browsers at once: the chair moves on, speaker, observer and participant follow, the
clock of the speaker says by colour, word and shape what is left, and is right after the line was broken."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlmodel import select

from foundation.people import Role
from live.wall_link import wall_path
from registrations.register import personal_path as participants_path
from speakers.engagements import personal_path
from speakers.models import Engagement
from tests.builders import accepted, registered
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion
from tests.journeys.walking import DESK, PHONE, Walk, walking
from tests.notifications.house import again

CUT, MILLISECOND = timedelta(minutes=2), timedelta(milliseconds=1)
WITHIN, SOON = 1000, 3000
"""Milliseconds from the press to the change on another page: what the quickest of a few presses takes at most, and, on
a machine that does much else, each of them: still sooner than a page asks by itself. For thousands of pages
benchmarks/streams.py measures it."""
NOTE_PRESSES = "window.presses = []; addEventListener('submit', () => presses.push(Date.now()), true)"
NOTE_CHANGES = """() => {
  const said = () => [...document.querySelectorAll("h1, #now h2, .told__said")].map((one) => one.textContent).join();
  let before = said();
  window.changes = [];
  new MutationObserver(() => {
    if (said() !== before) changes.push(Date.now());
    before = said();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}"""
NOTE_AWAKE = """
  window.awake = [];
  const request = navigator.wakeLock.request.bind(navigator.wakeLock);
  navigator.wakeLock.request = async (what) => {
    const lock = await request(what);
    awake.push([what, lock.released]);
    return lock;
  };
"""
SHOWN_WITH = """(left) => {
  const clock = document.querySelector("[data-due]");
  const due = clock.dataset.due;
  clock.dataset.due = now() + left;
  tick();
  const word = clock.querySelector("[data-clock-word]"), shape = getComputedStyle(word, "::before");
  const found = [
    clock.querySelector("[data-clock-time]").textContent, word.textContent, getComputedStyle(clock).backgroundColor,
    [shape.borderRadius, shape.clipPath, shape.borderWidth].join(" "),
  ];
  clock.dataset.due = due;
  tick();
  return found;
}"""
SMALLEST = """() => Math.min(...[...document.querySelectorAll(".wall *")]
  .filter((one) => one.checkVisibility() && [...one.childNodes].some((node) => node.nodeType === 3 && node.data.trim()))
  .map((one) => parseFloat(getComputedStyle(one).fontSize) / innerHeight))"""
LONG = " ".join(["Siapa yang membayar iuran pada bulan tanpa penghasilan?"] * 8)
LEGIBLE = 0.0486
"""Of the height of the screen. Five metres away a capital must be 23 mm high to fill 16 minutes of arc, the least that
ISO 9241-303 allows; that is 3.4 % of a screen of 55 inches (685 mm), and capitals are 0.7 of the size of the font."""


def paths(house: House) -> dict[str, str]:
    """The live pages of the roles, five minutes after the start."""
    discussion = an_announced_discussion(house, slug="talk")
    with house.database.writing() as session:
        accepted(session, again(session, discussion), "Olivia", Role.OBSERVER)
        people = {one.role: personal_path(session, one) for one in session.exec(select(Engagement)).all()}
        ana = participants_path(session, registered(session, again(session, discussion), "Ana", language="id"))
    house.now = discussion.starts_at + timedelta(minutes=5)
    house.let_time_pass()
    links = {"chair": people[Role.CHAIR], "speaker": people[Role.RESOURCE_PERSON],
             "observer": people[Role.OBSERVER], "ana": ana}  # fmt: skip
    return {who: f"{link}/live" for who, link in links.items()}


def seconds_left(page: Page) -> int:
    minutes, seconds = page.locator("[data-clock-time]").inner_text().split(":")
    return int(minutes) * 60 + int(seconds)


def test_the_chair_moves_on_and_everybody_follows(house: House, browser: Browser) -> None:
    to = paths(house)
    with (
        walking(browser, house, DESK, scripts=True) as chair, walking(browser, house, PHONE, scripts=True) as speaker,
        walking(browser, house, PHONE, scripts=False, language="id") as ana,
        walking(browser, house, DESK, scripts=True) as observer,
    ):  # fmt: skip
        speaker.page.clock.install()  # two minutes pass for this page when the test says so
        speaker.page.context.grant_permissions(["screen-wake-lock"])  # nobody is asked without a window
        speaker.page.add_init_script(NOTE_AWAKE)
        for walk, who in ((chair, "chair"), (speaker, "speaker"), (observer, "observer")):
            walk.open(to[who])
            walk.page.evaluate(NOTE_PRESSES if walk is chair else NOTE_CHANGES)
        for button, begun in (("Start the discussion", "Opening"), ("Start the next item", "A fund of our own")):
            chair.page.get_by_role("button", name=button).click()
            for walk in (chair, speaker):
                expect(walk.page.locator("h1")).to_have_text(begun, timeout=SOON)
            expect(observer.page.locator("#now h2")).to_have_text(begun, timeout=SOON)
        they_follow_within_a_second(chair, speaker, observer)
        assert 1490 <= seconds_left(speaker.page) <= 1500
        speaker.look()
        ana.open(to["ana"])
        ana.sees("A fund of our own")
        ana.type(text=LONG)
        ana.press("Send the question")

        expect(chair.page.locator("#asked")).to_contain_text(LONG, timeout=SOON)
        chair.page.get_by_role("button", name="Choose").click()
        chair.page.get_by_role("button", name="5 minutes left").click()
        expect(speaker.page.locator(".told__said")).to_have_text("5 minutes left", timeout=SOON)
        the_message_takes_two_thirds(speaker)
        expect(chair.page.locator("#sent")).to_contain_text("seen at", timeout=SOON)
        chair.look()
        the_wall_is_read_at_five_metres(observer, chair.leads_to("View for a shared screen"))
        the_clock_says_what_is_left(speaker)
        the_screen_is_kept(speaker)

        the_line_breaks(speaker, chair)


def they_follow_within_a_second(chair: Walk, *others: Walk) -> None:
    presses = chair.page.evaluate("presses")
    for other in others:
        waits = [there - pressed for pressed, there in zip(presses, other.page.evaluate("changes"), strict=True)]
        assert min(waits) < WITHIN and max(waits) < SOON, waits


def the_message_takes_two_thirds(speaker: Walk) -> None:
    """Until it is seen; the clock stays."""
    speaker.look()
    height = (speaker.page.viewport_size or {"height": 0})["height"]
    told, clock = (speaker.page.locator(part).bounding_box() for part in (".told", "[data-clock-time]"))
    assert told is not None and clock is not None
    frame = speaker.page.locator("#clock").bounding_box()
    assert frame is not None and 0.6 <= told["height"] / frame["height"] <= 0.7
    assert told["y"] + told["height"] <= clock["y"] and clock["y"] + clock["height"] <= height
    speaker.page.get_by_role("button", name="Seen").tap()
    expect(speaker.page.locator(".told")).to_have_count(0)


def the_wall_is_read_at_five_metres(observer: Walk, wall: str) -> None:
    """And nothing lies below its edge, however long the question is: nobody scrolls there."""
    observer.page.set_viewport_size({"width": 1920, "height": 1080})
    observer.open(wall)
    question = observer.page.locator(".wall__question").bounding_box()
    assert question is not None and question["height"] > 500 and question["y"] + question["height"] <= 1080
    assert observer.page.evaluate(SMALLEST) >= LEGIBLE
    assert observer.page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def the_clock_says_what_is_left(speaker: Walk) -> None:
    """Green, amber from 5:00, red from 1:00, then it counts up: each with a word and a shape of its own."""
    green, amber, red, over = (speaker.page.evaluate(SHOWN_WITH, left) for left in (300_900, 299_900, 59_900, -1_000))
    assert [shown[:2] for shown in (green, amber, red, over)] == [
        ["5:01", "In time"], ["5:00", "Close to the end"], ["1:00", "Last minute"], ["+0:01", "Over time"]
    ]  # fmt: skip
    assert speaker.page.evaluate(SHOWN_WITH, 60_900)[1:] == amber[1:]
    for sign in (2, 3):
        assert len({shown[sign] for shown in (green, amber, red, over)}) == 4


def the_screen_is_kept(speaker: Walk) -> None:
    """Awake from the beginning, and full when the speaker wishes."""
    assert speaker.page.evaluate("awake") == [["screen", False]]
    speaker.page.get_by_role("button", name="Full screen").tap()
    expect(speaker.page.locator("html:fullscreen")).to_have_count(1)


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


@pytest.mark.parametrize("height", [800, 1080])
def test_before_the_start_the_wall_shows_hour_and_code_under_the_longest_title(
    house: House, browser: Browser, height: int
) -> None:
    long = (LONG * 2)[:200]
    discussion = an_announced_discussion(house, language="id", title=long)
    with walking(browser, house, DESK, scripts=True, language="id") as screen:
        screen.page.set_viewport_size({"width": height * 16 // 10, "height": height})
        screen.open(wall_path(house.settings.secret_key, discussion.id or 0))
        screen.sees(long[:50])

        for part in (".wall__title", ".wall__now .lead", ".wall__code"):
            box = screen.page.locator(part).bounding_box()
            assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= height * 16 // 10, part
            assert box["y"] >= 0 and box["y"] + box["height"] <= height, part
        code = screen.page.locator(".wall__code").bounding_box()
        assert code is not None and code["width"] >= 0.2 * height
