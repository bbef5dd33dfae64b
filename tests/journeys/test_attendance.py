"""An organiser brings the report of the room, decides about a name, and sees who was there."""

from datetime import timedelta
from pathlib import Path

from tests.builders import registered
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion, at_the_desk
from tests.journeys.walking import Walk
from tests.notifications.house import again
from tests.registrations.attendance.test_merging import zoom


def test_a_report_becomes_a_list_of_who_was_there(house: House, organiser: Walk, tmp_path: Path) -> None:
    discussion = an_announced_discussion(house, slug="talk")
    with house.database.writing() as session:
        for name in ("Ana", "Eva Maria"):
            registered(session, again(session, discussion), name, union="SPSI")
    house.now = discussion.ends_at + timedelta(minutes=20)
    file = tmp_path / "participants.csv"
    file.write_bytes(zoom(("Ana", "", "02:00", "03:25"), ("Eva Mraia", "", "02:00", "03:30")))
    at_the_desk(organiser)

    organiser.open("/desk/discussions/talk/attendance/reports")
    organiser.page.locator("#f-file").set_input_files(file)
    organiser.press("Upload")
    organiser.press("It is right: count it")
    organiser.sees("1 of 2 people with a seat attended")
    organiser.follow("Look at 1 name")
    organiser.press("It is Eva Maria")
    organiser.open("/desk/discussions/talk/attendance")
    organiser.sees("2 of 2 people with a seat attended")
    organiser.follow("Ana")
    organiser.tick("said", "absent")
    organiser.type(reason="Only the phone was there")
    organiser.press("Save")
    organiser.sees("By hand: Only the phone was there")
