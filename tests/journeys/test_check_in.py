"""A member says "here" while the line is broken; the page sends it again by itself, once."""

from datetime import timedelta

from playwright.sync_api import Browser, expect
from sqlmodel import select

from events.models import Discussion
from registrations.attendance.hours import set_word
from registrations.attendance.models import CheckIn
from registrations.register import personal_path
from tests.builders import registered
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion, at_the_desk
from tests.journeys.walking import PHONE, Walk, walking
from tests.notifications.house import again

DURING = timedelta(minutes=6)


def a_seat(house: House, language: str = "en") -> str:
    discussion = an_announced_discussion(house, slug="talk", language=language)
    house.now = discussion.starts_at + DURING
    with house.database.writing() as session:
        return personal_path(session, registered(session, again(session, discussion), "Ana", language=language))


def test_a_tap_without_a_connection_arrives_when_the_line_is_back(house: House, browser: Browser) -> None:
    path = a_seat(house)
    with walking(browser, house, PHONE, scripts=True) as walk:
        walk.open(path)
        walk.page.context.set_offline(True)
        walk.page.get_by_role("button", name="First check-in: I am here").tap()
        walk.sees("No connection. This page tries again by itself; leave it open.")
        walk.inspector.complaints.clear()  # Chromium notes that there was no line

        walk.page.context.set_offline(False)

        expect(walk.page.locator(".note--good", has_text="You are counted.")).to_be_visible()
        walk.look()
    with house.database.reading() as session:
        assert session.exec(select(CheckIn.number, CheckIn.at)).all() == [(1, house.now)]


def test_without_scripts_the_form_is_sent_as_any_other(house: House, browser: Browser) -> None:
    path = a_seat(house, "id")
    with walking(browser, house, PHONE, scripts=False, language="id") as walk:
        walk.open(path)
        with walk.page.expect_navigation():
            walk.page.get_by_role("button", name="Absensi pertama: Saya hadir").tap()
        walk.look()
        walk.sees("Absensi pertama Anda tercatat hadir sejak pukul 14.06.")

        with house.database.writing() as session:
            set_word(session, session.exec(select(Discussion)).one(), 2, "padi")
        house.now += timedelta(hours=3)
        walk.open(path)
        walk.type(**{"word-2": "jagung"})
        walk.press("Send the word")
        assert walk.wrongs == {"word-2": "Ini bukan kata yang diucapkan di ruang."}


def test_people_around_one_screen_are_entered_at_the_desk(house: House, organiser: Walk) -> None:
    a_seat(house)
    at_the_desk(organiser)
    organiser.open("/desk/discussions/talk/attendance")
    organiser.follow("Enter people")
    organiser.page.get_by_label("Ana").check()
    organiser.press("Enter those ticked")
    organiser.sees("They are entered.")
