"""A member with costly data: the photo of a speaker waits until it is asked for, and a registration is not lost while
the line is broken."""

from io import BytesIO

from playwright.sync_api import Browser, expect

from events.models import Discussion
from foundation.people import Role
from speakers.preparing.editing import save_biography
from speakers.preparing.introducing import agree_to_introduction, take_photo
from speakers.preparing.materials import Brought
from speakers.preparing.models import MaterialKind
from speakers.preparing.photos import checked_photo
from speakers.queries import active_engagements
from tests.journeys.house import House
from tests.journeys.props import an_announced_discussion
from tests.journeys.walking import PHONE, walking
from tests.speakers.preparing.corpus import photo_with_place


def introduced(house: House, discussion: Discussion) -> None:
    """The resource person agreed to be shown with photo and biography."""
    with house.database.writing() as session:
        rudi = next(one for one in active_engagements(session, discussion) if one.role == Role.RESOURCE_PERSON)
        save_biography(session, rudi, "Ketua serikat.", house.now)
        photo = checked_photo("me.jpg", photo_with_place())
        take_photo(session, rudi, Brought(MaterialKind.PHOTO, "photo.jpg", "image/jpeg", BytesIO(photo), len(photo)),
                   house.now)  # fmt: skip
        agree_to_introduction(session, rudi, house.now, is_ticked=True, language="en")


def test_a_photo_waits_for_a_wish_and_a_form_for_the_line(house: House, browser: Browser) -> None:
    introduced(house, an_announced_discussion(house, slug="talk"))
    with walking(browser, house, PHONE, scripts=True) as walk:
        fetched = list[str]()
        walk.page.on("request", lambda request: fetched.append(request.url))
        walk.open("/discussions/talk")
        photos = [address for address in fetched if "/photos/" in address]
        walk.unfold("About Rudi")
        expect(walk.page.locator(".introduced img")).to_have_js_property("naturalWidth", 144)
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
    assert photos == []
    assert [letter.subject.split(":")[0] for letter in house.letters_to("ana@union.example")] == ["Your registration"]
