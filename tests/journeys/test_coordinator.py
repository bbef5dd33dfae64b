"""A coordinator registers members on a phone without scripts, from the link that an organiser made."""

from playwright.sync_api import expect

from tests.journeys.conftest import Someone
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion, at_the_desk
from tests.journeys.walking import Walk

LIST = "Nama;No. HP;L/P\r\nCici;0813 1111 2222;P\r\nAna again;12;P\r\n"
TYPED = {"0.full_name": "Ana", "0.contact": "ana@union.example", "1.full_name": "Ben", "1.contact": "12"}


def test_a_list_is_entered_and_somebody_leaves_it(house: House, organiser: Walk, member: Someone) -> None:
    an_announced_discussion(house)
    at_the_desk(organiser)
    organiser.follow("Unions on social protection")
    organiser.follow("Coordinators")
    organiser.follow("Make a link for a coordinator")
    organiser.type(full_name="Wati", union="Sindikat Teladan", phone="+6281234567890")
    organiser.press("Make the link")
    link = organiser.stands_in("coordinators-link")

    wati = member()
    wati.open(link)
    for name, text in TYPED.items():
        wati.into(name, text)
    wati.press("Register these members")
    assert set(wati.wrongs) == {"declared", "1.contact"}
    wati.into("1.contact", "+6281200000001")
    wati.choose("1.union_level", "Branch")
    wati.tick("declared")
    wati.press("Register these members")
    expect(wati.page.locator(".listed-members b")).to_have_text(["Ben", "Ana"])

    wati.follow("Bring a file")
    wati.page.set_input_files("#f-file", {"name": "a.csv", "mimeType": "text/csv", "buffer": LIST.encode("utf-16")})
    wati.press("Look at the list")
    wati.tick("declared")
    wati.press("Register everybody who fits")
    wati.sees("1 person is on the list now.", "1 row was refused")

    ana = member()
    ana.open(f"{house.last_letter_to('ana@union.example').link}/removal")
    ana.press("Take me off the list")
    assert ana.heading == "You are off the list"
    wati.open(link)
    expect(wati.page.locator(".listed-members b")).to_have_text(["Cici", "Ben"])
