"""A member registers while the line is broken: what was typed is kept, sent by itself, and still there after going
back."""

from playwright.sync_api import Browser, expect

from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion
from tests.journeys.walking import PHONE, walking


def test_a_form_that_was_sent_without_a_line_arrives_when_it_is_back(house: House, browser: Browser) -> None:
    an_announced_discussion(house, slug="talk")
    with walking(browser, house, PHONE, scripts=True) as walk:
        walk.open("/discussions/talk")
        walk.type(full_name="Ana  Contoh", email="ana@union.example", union="Serikat Contoh")
        expect(walk.page.locator("[data-printed] output")).to_have_text("Ana Contoh")
        walk.tick("union_level", "plant")
        walk.tick("consent_take_part")
        walk.page.context.set_offline(True)
        walk.page.locator("form[data-kept]").get_by_role("button", name="Register").tap()
        walk.sees("No connection. Your answers are kept on this phone and are not sent yet.")
        walk.inspector.complaints.clear()  # Chromium notes that there was no line

        walk.page.context.set_offline(False)

        walk.page.wait_for_url("**/registered")
        assert walk.page.evaluate("sessionStorage.length") == 0
        walk.go_back()
        assert (walk.stands_in("full_name"), walk.stands_in("union")) == ("Ana  Contoh", "Serikat Contoh")
    assert [letter.subject.split(":")[0] for letter in house.letters_to("ana@union.example")] == ["Your registration"]
