"""The plan of messages at the desk: the time line, one line and its form, previews, letters on trial."""

from pathlib import Path

import pytest

from events.models import Discussion
from foundation.database import Database
from foundation.settings import Settings
from notifications.kinds import NOTICES
from tests.browsing import Page, Visitor
from tests.builders import DILI, ZURICH, a_series, an_office, registered
from tests.desk import SARI, said
from tests.notifications.house import again
from tests.notifications.kept_mail import desk, post_letters, published, settings

__all__ = ["desk", "settings"]

PLAN, EVE = "/desk/discussions/talk/plan", "/desk/discussions/talk/plan/reminder_day"
SERIES = "/desk/series/social-protection/plan"


@pytest.fixture
def talk(database: Database) -> Discussion:
    """Published, with people in Jakarta, Dili and Zurich."""
    discussion = published(database)
    with database.writing() as session:
        for name, zone in (("Dina", DILI), ("Zoe", ZURICH)):
            registered(session, again(session, discussion), name, timezone=zone)
    return discussion


def line_of(page: Page, word: str) -> str:
    (found,) = [text for text in page.texts("li") if word in text]
    return found


def test_each_line_says_when_it_leaves_on_the_clocks_of_those_it_goes_to(desk: Visitor, talk: Discussion) -> None:
    page = desk.open(PLAN)

    assert line_of(page, "Reminder, the first") == (
        "1 day before, at 17:00 Tuesday, 23 February: 17:00 in Geneva, Zurich · 17:00 in Jakarta · 17:00 in Dili "
        "Reminder, the first Participant · Resource person · Chair · Observer"
    )
    assert line_of(page, "Reminder, the last").startswith(
        "60 minutes before the start Wednesday, 24 February: 07:00 in Geneva, Zurich · 13:00 in Jakarta · 15:00 in Dili"
    )


def test_a_day_that_differs_is_named(desk: Visitor, talk: Discussion) -> None:
    page = desk.post("/desk/discussions/talk/edit", {
        **desk.open("/desk/discussions/talk/edit").form_with("Save").values, "starts_at_local": "2027-02-24T00:30",
    })  # fmt: skip

    assert page.status == 200
    assert line_of(desk.open(PLAN), "Reminder, the last").startswith(
        "60 minutes before the start Tuesday, 23 February: 17:30 in Geneva, Zurich · 23:30 in Jakarta "
        "Wednesday, 24 February: 01:30 in Dili"
    )


def test_a_line_is_moved_marked_and_brought_back(desk: Visitor, talk: Discussion) -> None:
    moved = desk.press(desk.open(EVE), "Save", mode="own", days="2", at="9.30", words_id="Sampai jumpa, {name}")
    line, plan = desk.open(EVE), desk.open(PLAN)
    undone = desk.press(line, "Forget the changes")

    assert (said(moved), said(undone)) == ("Saved.", "Saved.")
    assert line_of(plan, "Reminder, the first") == (
        "2 days before, at 09:30 Monday, 22 February: 09:30 in Geneva, Zurich · 09:30 in Jakarta · 09:30 in Dili "
        "Reminder, the first Participant · Resource person · Chair · Observer Changed here "
        "Own words: Bahasa Indonesia"
    )
    assert {name: line.form_with("Save").values[name] for name in ("mode", "days", "at", "words_id")} == {
        "mode": "own", "days": "2", "at": "09:30", "words_id": "Sampai jumpa, {name}"
    }  # fmt: skip
    assert "Changed here" not in desk.open(PLAN).text("main")


def test_another_hour_counts_also_where_the_choice_was_not_touched(desk: Visitor, talk: Discussion) -> None:
    desk.press(desk.open(EVE), "Save", at="18:00")

    assert line_of(desk.open(PLAN), "Reminder, the first").startswith("1 day before, at 18:00")


def test_words_alone_leave_the_hour_to_the_series(desk: Visitor, talk: Discussion) -> None:
    desk.press(desk.open(EVE), "Save", words_en="Bring your questions")
    desk.press(desk.open(f"{SERIES}/reminder_day"), "Save", mode="off")

    assert line_of(desk.open(PLAN), "Reminder, the first").endswith("Off Changed here Own words: English")


def test_a_discussion_shows_what_it_has_from_its_series(desk: Visitor, talk: Discussion) -> None:
    desk.press(desk.open(f"{SERIES}/reminder_day"), "Save", mode="own", days="3", words_en="From the series")

    line = desk.open(EVE)

    assert line_of(desk.open(PLAN), "Reminder, the first").endswith("As in the series Own words: English")
    assert line.form_with("Save").values["words_en"] == "From the series"
    assert "Forget the changes" not in line.buttons


def test_what_is_refused_stays_as_it_was_typed(desk: Visitor, talk: Discussion) -> None:
    page = desk.press(desk.open(EVE), "Save", mode="own", days="2", at="21:00", words_en="Dear {nmae}")

    assert page.status == 422
    assert page.wrongs == {
        "at": "Between 20:00 and 07:00 nobody gets a letter like this. Choose another hour.",
        "words_en": "“{nmae}” stands for nothing. You can use: {name}, {title}, {series}, {day}, {time}, {length}, "
                    "{door}, {role}.",
    }  # fmt: skip
    typed = page.form_with("Save").values
    assert (typed["mode"], typed["days"], typed["at"], typed["words_en"]) == ("own", "2", "21:00", "Dear {nmae}")
    assert "Changed here" not in desk.open(PLAN).text("main")


def test_a_hostile_word_stands_in_its_field_and_in_the_letter_as_text(desk: Visitor, talk: Discussion) -> None:
    words = '</textarea><script>alert("1")</script> & %(name)s'

    desk.press(desk.open(EVE), "Save", words_en=words)
    line, letter = desk.open(EVE), desk.get(f"{EVE}/preview/page?reader=chair&spoken=en")

    assert line.form_with("Save").values["words_en"] == words
    assert "<script>" not in line.html.replace('<script src="', "") and "<script>" not in letter.text
    assert "&lt;script&gt;alert" in letter.text


def test_what_cannot_be_moved_says_why_and_offers_no_switch(desk: Visitor, talk: Discussion) -> None:
    pages = {kind: desk.open(f"{PLAN}/{kind}") for kind in ("changed", "invited", "card", "refused")}

    assert {kind: page.texts(".note") for kind, page in pages.items()} == {
        "changed": ["It keeps calendars true: it follows by itself and cannot be moved or switched off."],
        "invited": ["It keeps calendars true: it follows by itself and cannot be moved or switched off."],
        "card": ["Somebody is waiting for it: it follows by itself and cannot be moved or switched off."],
        "refused": ["It tells you what you would otherwise miss: it comes by itself and cannot be switched off."],
    }
    assert {kind: "Save" in page.buttons for kind, page in pages.items()} == {
        "changed": False, "invited": True, "card": True, "refused": False
    }  # fmt: skip
    assert not any("mode" in form.names for page in pages.values() for form in page.forms)


def test_a_letter_is_previewed_as_text_and_in_the_frame_of_the_outbox(desk: Visitor, talk: Discussion) -> None:
    page = desk.open(f"{EVE}/preview?reader=resource_person&spoken=pt")
    (frame,) = [element for element in page.elements if element.tag == "iframe"]
    letter = desk.get(frame.attributes["src"])

    assert page.texts("dd") == ["Rembuk", "Lembrete: quarta-feira, 24 de fevereiro, 14:00 WIB"]
    assert "Suparmin Teladan" in page.texts("pre")[0]
    assert frame.attributes["sandbox"] == "allow-popups allow-popups-to-escape-sandbox"
    assert letter.headers["content-security-policy"].startswith("sandbox ") and 'lang="pt"' in letter.text


@pytest.mark.parametrize("asked", ["reader=nobody&spoken=xx", "reader=organiser", "", "reader=%00"])
def test_a_reader_that_cannot_be_is_the_first_one(desk: Visitor, talk: Discussion, asked: str) -> None:
    page = desk.open(f"{EVE}/preview?{asked}")

    chosen = [one for one in page.elements if one.tag == "a" and one.attributes.get("aria-current") == "true"]
    current = [" ".join(one.text.split()) for one in chosen]
    assert current == ["Participant", "English"]


def test_there_are_no_lines_but_those_of_the_plan(desk: Visitor, talk: Discussion) -> None:
    others = ("login", "trial", "announcement", "nothing")
    paths = [f"{PLAN}/{kind}{page}" for kind in others for page in ("", "/preview")]

    assert {path: desk.get(path).status_code for path in paths} == dict.fromkeys(paths, 404)


def test_one_click_sends_everything_to_whoever_asks(
    database: Database, desk: Visitor, talk: Discussion, settings: Settings
) -> None:
    post_letters(database, settings, desk.now)
    before = kept(settings)

    page = desk.press(desk.open(PLAN), "Send me all of these now", spoken="id")
    post_letters(database, settings, desk.now)

    assert said(page) == "The letters are on their way to you, and to nobody else."
    trials = kept(settings) - before
    outbox = desk.open("/desk/outbox")
    rows = [row for row in outbox.texts("tr") if "Trial (" in row]
    assert len(trials) == len(rows) > 30
    assert all(SARI in row for row in rows)


def test_the_plan_of_a_series_shows_the_dates_of_its_next_discussion(desk: Visitor, talk: Discussion) -> None:
    page = desk.open(SERIES)

    assert "The dates are those of “Who pays, and who gains”." in page.text("main")
    assert line_of(page, "Reminder, the first").startswith("1 day before, at 17:00 Tuesday, 23 February: 17:00 in")
    assert page.links["Message plan"] == SERIES


def test_a_series_without_discussions_has_a_plan_and_previews(database: Database, desk: Visitor) -> None:
    with database.writing() as session:
        a_series(session, "Empty", slug="empty", office=an_office(session))

    page = desk.open("/desk/series/empty/plan")
    lines = [path for path in page.links.values() if path.startswith("/desk/series/empty/plan/")]
    opened = {line: desk.open(line) for line in lines}
    previews = {one.links["See the letter"] for one in opened.values() if "See the letter" in one.links}

    assert "There is no discussion yet: the dates are an example." in page.text("main")
    assert {one.status for one in opened.values()} == {desk.get(preview).status_code for preview in previews} == {200}
    assert {line for line in lines if f"{line}/preview" not in previews} == {
        f"/desk/series/empty/plan/{kind}" for kind in NOTICES
    }  # fmt: skip
    assert desk.get("/desk/series/empty/plan/refused/preview").status_code == 404


def kept(settings: Settings) -> set[str]:
    return {path.name for path in Path(settings.mail_url.removeprefix("dir:")).glob("*.eml")}
