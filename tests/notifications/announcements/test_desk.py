"""Announcements at the desk: written, looked at, sent, stopped, and what became of them."""

from datetime import timedelta

import pytest

from foundation.database import Database
from foundation.settings import Settings
from notifications.announcements.writing import write
from tests.announcing import SUBJECT, TEXT, a_writing
from tests.browsing import Page, Visitor
from tests.builders import NOW, THURSDAY, a_published_discussion, a_series, registered
from tests.desk import at_the_desk, said
from tests.notifications.house import MINUTE, again
from tests.notifications.kept_mail import desk, post_letters, settings

__all__ = ["desk", "settings"]

TALK = "/desk/discussions/talk"
HERE = f"{TALK}/announcements"


@pytest.fixture
def talk(database: Database, settings: Settings) -> None:
    """Citra and Rudi speak, Ana reads Indonesian, Dodi has a phone alone; all letters so far have left."""
    with database.writing() as session:
        discussion = a_published_discussion(session, slug="talk")
        registered(session, discussion, "Ana", language="id", union="SPSI")
        registered(session, discussion, "Dodi", phone="+628123456789")
    post_letters(database, settings, NOW)


def written(desk: Visitor, **typed: str) -> Page:
    form = desk.open(f"{HERE}/new")
    return desk.press(form, "Save and look at it", **{"subject_en": SUBJECT, "text_en": TEXT, **typed})


def test_the_first_page_says_what_announcements_are(desk: Visitor, talk: None) -> None:
    page = desk.open(HERE)

    assert page.texts("h2")[-1] == "Nothing announced yet"
    assert page.links["Write an announcement"] == f"{HERE}/new"


def test_it_is_looked_at_before_it_leaves(desk: Visitor, talk: None) -> None:
    page = written(desk)

    assert said(page) == "Nothing has left yet. Look at it once more, then let it leave."
    assert page.texts(".badge")[1:] == ["Draft"]
    assert [text for text in page.texts("b") if "by mail" in text] == ["3 people by mail"]
    assert "1 person has only a phone number" in page.html
    assert page.buttons[-3:] == ["Send to 3 people now", "Send at this hour", "Throw it away"]
    assert page.texts("summary")[-2:] == [f"English · {SUBJECT}", f"Bahasa Indonesia · {SUBJECT}"]
    letter, indonesian = page.texts("pre")
    assert letter.startswith("Dear Citra, The chair has ten minutes for them. See you there, Citra: https://rembuk")
    assert "Buka halaman pribadi saya" in indonesian
    assert page.form_with("Send at this hour").values.keys() >= {"send_at_local"}
    assert page.text("textarea").startswith(f"*{SUBJECT}*")
    assert "https://rembuk.example/discussions/talk" in page.text("textarea")


def test_it_is_sent_with_one_press_and_then_counted(
    database: Database, desk: Visitor, settings: Settings, talk: None
) -> None:
    page = written(desk)

    leaving = desk.press(page, "Send to 3 people now")
    twice = desk.press(page, "Send to 3 people now")
    post_letters(database, settings, NOW)
    after, listed = desk.open(leaving.path.partition("?")[0]), desk.open(HERE)

    assert (said(leaving), said(twice)) == ("The announcement is leaving now.",) * 2
    assert (after.text(".states"), after.texts(".badge")[1:]) == ("Sent 3", ["Sent", "Sent"])
    assert [" ".join(row.split()) for row in listed.texts("tr")][1] == (
        f"{SUBJECT} About this discussion Sent 1 Feb 2027, 10:00 WIB Sent 3"
    )


def test_it_can_wait_for_its_hour_and_change_until_then(
    database: Database, desk: Visitor, settings: Settings, talk: None
) -> None:
    page = desk.press(written(desk), "Send at this hour", send_at_local="2027-02-01T10:20")

    edited = desk.press(desk.open(page.links["Change text or audience"]), "Save and look at it", subject_en="Better")
    planned = edited.texts(".badge")[1:]
    desk.now = NOW + 20 * MINUTE
    post_letters(database, settings, desk.now)
    late = desk.press(desk.open(page.links["Change text or audience"]), "Save and look at it", subject_en="Too late")

    assert (said(page), planned, edited.texts("summary")[-1]) == (
        "It leaves at the hour you chose.", ["Planned"], "Bahasa Indonesia · Better",
    )  # fmt: skip
    assert (late.status, late.texts("li")[-1]) == (
        422, "This announcement has begun to leave, or was stopped. Write a new one instead.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [("", "Please choose date and hour."), ("2027-01-01T10:00", "This hour has passed. Choose a later one."),
     ("soon", "Please write date and time like this: 2027-02-24 14:00")],
    ids=["nothing", "the past", "a word"],
)  # fmt: skip
def test_an_hour_that_makes_no_sense_is_asked_again(desk: Visitor, talk: None, typed: str, sentence: str) -> None:
    page = desk.press(written(desk), "Send at this hour", send_at_local=typed)

    assert (page.status, page.wrongs["send_at_local"]) == (422, sentence)
    assert page.form_with("Send at this hour").values["send_at_local"] == typed


def test_what_was_typed_stays_when_something_is_wrong(desk: Visitor, talk: None) -> None:
    page = written(desk, subject_en="", subject_id="Pertanyaan", roles="chair", unions="SPSI", about="news")

    assert (page.status, page.wrongs) == (
        422, {"subject_en": "Please write a subject.", "text_id": "Please write a text."},
    )  # fmt: skip
    kept = page.form_with("Save and look at it").values
    wanted = {"text_en": TEXT, "subject_id": "Pertanyaan", "roles": "chair", "unions": "SPSI", "about": "news"}
    assert kept == kept | wanted


def test_the_form_offers_what_was_chosen_before(desk: Visitor, talk: None) -> None:
    page = written(desk, roles="participant", unions="SPSI", attendance="absent", text_id="Halo", subject_id="Halo")

    again_shown = desk.open(page.links["Change text or audience"]).form_with("Save and look at it").values

    chosen = {"roles": "participant", "unions": "SPSI", "attendance": "absent", "about": "discussion"}
    assert again_shown == again_shown | chosen | {"subject_id": "Halo", "text_id": "Halo"}


def test_drafts_are_thrown_away_and_planned_ones_stopped(desk: Visitor, talk: None) -> None:
    discarded = desk.press(written(desk), "Throw it away")
    planned = desk.press(written(desk), "Send at this hour", send_at_local="2027-02-02T10:00")

    stopped = desk.press(planned, "Stop it")

    assert said(discarded) == "The draft is thrown away."
    assert (said(stopped), stopped.texts(".badge")[1:]) == (
        "The announcement is stopped. What has left cannot be called back.", ["Stopped"],
    )  # fmt: skip
    assert [button for button in stopped.buttons if "Send" in button or "Stop" in button] == []


def test_who_sleeps_and_who_was_passed_over_are_told_apart(
    database: Database, desk: Visitor, settings: Settings, talk: None
) -> None:
    evening = NOW.replace(hour=14)
    page = desk.press(written(desk), "Send at this hour", send_at_local="2027-02-01T21:00")
    path = page.path.partition("?")[0]
    post_letters(database, settings, evening)
    desk.now = evening

    asleep = at_the_desk(desk, database).open(path)
    desk.press(asleep, "Stop it")
    post_letters(database, settings, evening + timedelta(hours=11))

    assert "3 people get it in the morning, when their quiet hours end." in asleep.html
    assert (asleep.texts(".badge")[1:], desk.open(path).texts(".states")) == (["Leaving now"], [])


def test_an_announcement_of_another_discussion_looks_like_none(database: Database, desk: Visitor, talk: None) -> None:
    with database.writing() as session:
        other = a_published_discussion(session, THURSDAY, slug="other", series=a_series(session, "Other"))
        number = write(session, again(session, other), a_writing(), NOW).id

    assert desk.open(f"{HERE}/{number}").status == 404
    assert desk.open(f"/desk/discussions/other/announcements/{number}").status == 200
