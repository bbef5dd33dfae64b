"""Back, after a form was refused and then taken: the browser does not ask whether to send it once more."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion, at_the_desk
from tests.journeys.walking import DESK, PHONE, walking


def test_a_member_comes_back_to_the_form_after_a_mistake(house: House, browser: Browser) -> None:
    an_announced_discussion(house, slug="talk")
    with walking(browser, house, PHONE, scripts=True) as ana:
        ana.open("/discussions/talk")
        ana.type(full_name="Ana Contoh", email="ana@union")
        ana.tick("consent_take_part")
        ana.page.locator("form[data-kept]").get_by_role("button", name="Register").tap()
        ana.sees("Please look at this again:")
        ana.inspector.complaints.clear()  # Chromium notes every answer that is not a yes
        ana.type(email="ana@union.example")
        ana.page.locator("form[data-kept]").get_by_role("button", name="Register").tap()
        ana.page.wait_for_url("**/registered")

        ana.go_back()

        assert ana.path == "/discussions/talk"
    assert len(house.letters_to("ana@union.example")) == 1


@pytest.mark.parametrize("size", [PHONE, DESK])
def test_an_organiser_comes_back_to_the_line_of_the_plan_after_a_mistake(
    house: House, browser: Browser, size: tuple[int, int]
) -> None:
    line = f"/desk/discussions/{an_announced_discussion(house).slug}/plan/reminder_day"
    with walking(browser, house, size, scripts=True) as organiser:
        at_the_desk(organiser)
        organiser.open(line)
        organiser.type(words_en="Bring {figures}.")
        organiser.press("Save")
        organiser.sees("stands for nothing")
        organiser.type(words_en="Bring figures.")
        organiser.press("Save")
        organiser.sees("Saved.")

        organiser.go_back()

        assert organiser.path == line
        assert organiser.stands_in("words_en") == "Bring figures."
