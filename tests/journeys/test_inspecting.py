"""Whether the inspector of the journeys sees what it is there to see."""

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.house import House
from tests.journeys.walking import PHONE, walking

POOR_PAGE = """<!doctype html><html lang="id"><head><meta name="viewport" content="width=device-width"></head><body>
<main><h1>One</h1><h1>Two</h1><p style="width: 500px">Wide</p><p style="font-size: 13px">Fine print</p>
<button style="height: 20px">Small</button><img src="http://foreign.example/photo.png"></main>
<script>console.warn("careful"); throw new Error("broken")</script></body></html>"""


@pytest.mark.parametrize("scripts", [True, False])
def test_a_poor_page_is_told_everything_that_is_wrong_with_it(house: House, browser: Browser, scripts: bool) -> None:
    with walking(browser, house, PHONE, scripts=scripts) as walk:
        stands_on(walk.page, house)
        with pytest.raises(AssertionError) as found:
            walk.open("/poor")

    complaints = {line.partition(":")[0] for line in str(found.value).splitlines()[1:]}
    assert complaints == {
        "smaller to touch than 44 px", "text smaller than 14 px", "wider than the screen by px", "number of h1",
        "has a title", "language", "document-title", "image-alt", "asked a foreign host",
        *({"console", "error in a script"} if scripts else ()),
    }  # fmt: skip


def test_words_of_the_source_are_noticed_on_a_page_in_another_language(house: House, browser: Browser) -> None:
    with walking(browser, house, PHONE, scripts=False, language="id") as walk:
        walk.open("/")
        with pytest.raises(AssertionError, match="language: en"):
            walk.open("/?language=en")


def stands_on(page: Page, house: House) -> None:
    page.route(f"{house.url}/poor", lambda route: route.fulfill(body=POOR_PAGE, content_type="text/html"))
    page.route("http://foreign.example/**", lambda route: route.fulfill(body="", content_type="image/png"))
