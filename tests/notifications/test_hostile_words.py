"""Whatever people write as a title, a name or a reason: it is read in the letter, and is nothing but text there."""

from collections.abc import Iterator

from hypothesis import example, given
from hypothesis import strategies as st

from events.calendar_values import one_line
from foundation.people import Role
from notifications.facts import Facts
from notifications.letters import HEADERS, compose, header_text
from notifications.render import letter_of
from notifications.told import told_in
from notifications.wording import shown_by
from tests.events.calendars import parsed_event, property_names
from tests.notifications.cast import MONDAY, SERIES, SETTINGS, cancelled, discussion, facts, shown, with_row
from tests.notifications.letters import header_like, read, refuse_broken_lines
from tests.notifications.reading import Page, folded, part

CODE = [
    "{{ 7 * 7 }}", "{% raw %}", "{limit}", "%(name)s", "%", "<script>", "</title>", "<!--", "-->", "&lt;", "&amp", "'",
    '"', "\r\nBcc: x@y", "\n\n--\n", "=?utf-8?q?=0ABcc:_x?=", "\\n", "\\", "END:VEVENT", "\nATTENDEE:mailto:x@y", " ",
    "https://else.example", "a", "  ", "\u2028", "\0", "🌱", "ñ",
]  # fmt: skip
TAGS = {
    "html", "head", "meta", "title", "body", "div", "p", "strong", "span", "h1", "h2", "table", "tr", "td", "a",
}  # fmt: skip
like_code = st.lists(st.sampled_from(CODE), max_size=8).map("".join)
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=200) | header_like | like_code


@given(title=texts, name=texts, presenter=texts, row=texts, series=texts)
@example("".join(CODE[:14]), "".join(CODE[8:]), "<b>", "{{ x }}", "“&”")
def test_an_invitation_holds_every_text_and_obeys_none(
    title: str, name: str, presenter: str, row: str, series: str
) -> None:  # fmt: skip
    about = {"discussion": discussion(title=title), "series": SERIES.model_copy(update={"title": series})}
    made = with_row(facts("invited", Role.CHAIR, name=name or "Anna", **about), title=row, presenter=presenter)

    for text in told(made):
        assert [value for value in (title, name, presenter, row, series) if folded(value) not in text] == []


@given(title=texts, old=texts)
def test_a_change_holds_both_titles_and_obeys_none(title: str, old: str) -> None:
    made = facts("changed", discussion=discussion(title=title), before=shown(title=old))

    for text in told(made):
        assert [value for value in (title, old) if folded(value) not in text] == []


@given(title=texts, reason=texts)
def test_a_cancellation_holds_the_reason_and_does_not_obey_it(title: str, reason: str) -> None:
    about = cancelled()
    about.cancellation_reason = reason
    made = facts("withdrawn", discussion=about, before=shown(title=title))

    for text in told(made):
        assert [value for value in (title, reason) if folded(value) not in text] == []


def told(made: Facts) -> Iterator[str]:
    """The mail as it is read, plain and as a page; first it is compared with one that holds nothing odd."""
    said, harmless = letter_of(made, SETTINGS), letter_of(facts("invited"), SETTINGS)
    assert said.calendar is not None and harmless.calendar is not None
    content = compose(said, MONDAY)
    message = read(content)

    refuse_broken_lines(content)
    assert message.keys() == list(HEADERS)
    assert message["Subject"] == header_text(said.subject)
    assert set(property_names(said.calendar)) <= {*property_names(harmless.calendar), "STATUS"}
    assert str(parsed_event(said.calendar)["SUMMARY"]) == str(one_line(folded(shown_by(told_in(made)).title)))
    page = Page(part(message, "text/html"))
    assert set(page.tags) <= TAGS
    yield folded(part(message, "text/plain"))
    yield folded(page.text)
