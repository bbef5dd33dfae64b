"""Every letter, read as the person who gets it, and kept word for word in `golden/`.

`REWRITE_GOLDEN=1 pytest tests/notifications/test_render.py` writes the golden files anew; then read the difference.
"""

import difflib
import os
import re
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from events.calendar import OrganiserIsAttendee
from foundation.languages import LANGUAGES
from foundation.people import Role
from notifications.facts import Facts
from notifications.kinds import KINDS, LOGIN
from notifications.letters import Letter, Mailbox, compose
from notifications.notice_facts import NoticeFacts
from notifications.render import WIDTH, letter_of
from notifications.sign_in_facts import SignInFacts
from speakers.models import Answer
from tests.events.calendars import parsed_event
from tests.notifications.cast import (
    ALL_OF_IT,
    CASES,
    CHAIR,
    MONDAY,
    NAMES,
    OBSERVER,
    REASON,
    ROOM,
    SERIES,
    SETTINGS,
    TITLE,
    TO_PEOPLE,
    WEDNESDAY,
    agenda,
    cancelled,
    discussion,
    engagement,
    facts,
)
from tests.notifications.letters import read
from tests.notifications.reading import folded, visible_text

GOLDEN = Path(__file__).parent / "golden"
REWRITING = bool(os.environ.get("REWRITE_GOLDEN"))
GOLDEN_LANGUAGES = ("en", "id")
every_letter = pytest.mark.parametrize(
    ("name", "language"), [pytest.param(name, code, id=f"{name}-{code}") for name in CASES for code in LANGUAGES]
)
golden_letters = pytest.mark.parametrize(
    ("name", "language"), [pytest.param(name, code, id=f"{name}-{code}") for name in CASES for code in GOLDEN_LANGUAGES]
)


def letter(name: str, language: str) -> Letter:
    return letter_of(CASES[name](language), SETTINGS)


def files_of(name: str, language: str) -> dict[str, str]:
    """Name of a golden file → what stands in it."""
    said = letter(name, language)
    files = {"txt": f"{said.subject}\n\n{said.text}", "html": said.html}
    if said.calendar is not None:
        files["ics"] = said.calendar.decode().replace("\r\n", "\n")
    return {f"{name}.{language}.{ending}": text for ending, text in files.items()}


def pages_of(made: Facts | NoticeFacts | SignInFacts) -> set[str]:
    """The page of its one button, those of discussions that share the letter, and what is there to be passed on."""
    if isinstance(made, SignInFacts):
        return {made.path}
    others = {other.path for other in made.also}
    if isinstance(made, Facts) and made.brought_by is not None:
        others |= {f"{made.personal_path}/removal"}
    if isinstance(made, Facts) and made.kind == "thanks" and (made.certificate or made.role == Role.PARTICIPANT):
        others |= {made.personal_path}
        others |= {f"{made.personal_path}/evaluation"} if made.role == Role.PARTICIPANT else set()
    if isinstance(made, Facts) and made.questions_left:
        others |= {f"{made.personal_path}/live/answers"}
    if isinstance(made, NoticeFacts):
        return {made.path, *others} | ({f"/discussions/{made.discussion.slug}"} if made.kind == "eve" else set())
    if made.kind in ("reminder_day", "reminder_hour") and made.role in (Role.CHAIR, Role.RESOURCE_PERSON):
        others |= {f"{made.personal_path}/live"}
    leads_on = made.following is not None and made.role == Role.PARTICIPANT and not made.person.discreet
    return {made.following.path if made.following and leads_on else made.personal_path, *others}


def description_of(said: Letter) -> str:
    assert said.calendar is not None
    return str(parsed_event(said.calendar)["DESCRIPTION"])


def words_of(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))


# What stands in each letter


@golden_letters
def test_a_letter_says_what_it_said(name: str, language: str) -> None:
    for file, text in files_of(name, language).items():
        path = GOLDEN / file
        if REWRITING:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, newline="\n")
        before = path.read_text() if path.exists() else ""
        lines = difflib.unified_diff(before.splitlines(), text.splitlines(), f"golden/{file}", "now", lineterm="")
        if before != text:
            pytest.fail("\n".join(["With REWRITE_GOLDEN=1 set, this is kept:", *lines]), pytrace=False)


def test_no_golden_file_is_left_over() -> None:
    expected = {file for name in CASES for language in GOLDEN_LANGUAGES for file in files_of(name, language)}

    assert {path.name for path in GOLDEN.iterdir()} == expected


def test_every_kind_has_a_golden_letter() -> None:
    assert {make("en").kind for make in CASES.values()} == {*KINDS, LOGIN}


@every_letter
def test_page_and_text_say_the_same(name: str, language: str) -> None:
    said = letter(name, language)

    way_out = said.unsubscribe or ""  # the text shows the address, the page links to it

    assert words_of(f"{said.subject}\n{said.text}") == words_of(f"{visible_text(said.html)} {way_out}")


@every_letter
def test_a_letter_leads_where_it_says_and_fetches_nothing(name: str, language: str) -> None:
    made = CASES[name](language)

    said = letter_of(made, SETTINGS)

    written = {said.unsubscribe} if said.unsubscribe else set()
    if isinstance(made, Facts) and made.announced and not made.person.discreet:
        written |= {"https://forms.example/a?b=1&c=2.", "https://forms.example/a?b=1&amp;c=2"}
    addresses = {f"https://rembuk.example{path}" for path in pages_of(made)}
    assert set(re.findall(r"https?://[^\s\"<]+", said.text + said.html)) == addresses | written
    assert not re.search(r"<(?:img|script|link|style|iframe|form|base)\b|\b(?:src|background)=|url\(", said.html)
    assert ROOM not in said.text + said.html + (said.calendar or b"").decode()


@every_letter
def test_a_letter_is_calm_and_its_lines_are_short(name: str, language: str) -> None:
    said = letter(name, language)

    assert "!" not in said.subject + said.text
    assert [line for line in said.text.splitlines() if len(line) > WIDTH] == []
    assert not re.search(r"\n{3}|[ \t]\n|%\(|\{|\}|None|Undefined", said.text)
    assert len(said.html.encode()) < 10_000


@every_letter
def test_no_subject_names_the_series(name: str, language: str) -> None:
    assert not re.search("union|serikat|sindica|sindikatu|buruh", letter(name, language).subject, re.IGNORECASE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("kind", "role"), [both for both in product(TO_PEOPLE, Role) if both != ("card", Role.PARTICIPANT)]
)
def test_a_discreet_letter_tells_nothing_of_unions(kind: str, role: Role, language: str) -> None:
    about = cancelled() if kind in ("withdrawn", "called_off") else discussion()
    settings = replace(SETTINGS, mail_from="Trade Unions Discussions <rembuk@office.example>")

    said = letter_of(facts(kind, role, language=language, discreet=True, discussion=about, before=ALL_OF_IT), settings)

    entry = (said.calendar or b"").decode().replace("\r\n ", "")
    headers = map(str, read(compose(said, MONDAY)).values())
    everything = folded("\n".join((said.text, visible_text(said.html), entry, *headers))).casefold()
    betrayals = (
        TITLE, ALL_OF_IT.title, SERIES.title, REASON, "union", "serikat", "buruh", "pekerja", "sindica", "worker",
        "trabalhador", "Konvensi", "Suara dari pabrik",
    )  # fmt: skip
    assert [word for word in betrayals if word.casefold() in everything] == []
    assert ("CLASS:PRIVATE\r\n" in entry) == (said.calendar is not None)


def test_a_discreet_entry_has_a_neutral_title_at_the_hour_of_the_reader() -> None:
    said = letter("invited-discreet", "en")

    assert said.subject == "Your registration: Online discussion, 15:00, 24 Feb 2027"
    assert said.calendar is not None and str(parsed_event(said.calendar)["SUMMARY"]) == "Online discussion, 15:00"


@pytest.mark.parametrize(("language", "name"), [("en", "Online discussion"), ("id", "Diskusi daring")])
def test_a_discreet_letter_comes_from_nobody_in_particular(language: str, name: str) -> None:
    said = letter("invited-discreet", language)

    assert said.sender == Mailbox(name, "rembuk@office.example")
    assert said.calendar is not None and parsed_event(said.calendar)["ORGANIZER"].params["CN"] == name
    assert "Rembuk" not in said.text + visible_text(said.html)


def test_a_day_that_differs_is_named() -> None:
    late = discussion(starts_at=WEDNESDAY.replace(hour=17), ends_at=WEDNESDAY.replace(hour=18))

    said = letter_of(facts("reminder_day", discussion=late, zone="Europe/Zurich"), SETTINGS)

    assert "Wednesday, 24 February 2027, 18:00 CET (Thursday, 25 February, 00:00 WIB)" in folded(said.text)
    assert "at 17:30 CET (23:30 WIB)" in folded(said.text)


def test_the_door_may_open_on_another_day_than_at_home() -> None:
    late = discussion(starts_at=WEDNESDAY.replace(hour=18), ends_at=WEDNESDAY.replace(hour=19))

    said = letter_of(facts("reminder_day", discussion=late, zone="Europe/Zurich"), SETTINGS)

    assert "at 18:30 CET (Thursday, 25 February, 00:30 WIB)" in folded(said.text)


def test_a_long_title_is_cut_between_words_in_the_subject_alone() -> None:
    title = "Mengapa standar internasional jaminan sosial penting: Konvensi No. 102 dan Rekomendasi No. 202"

    said = letter_of(facts("link", discussion=discussion(title=title)), SETTINGS)

    assert said.subject == "Your personal link: Mengapa standar internasional jaminan sosial penting…"
    assert title in folded(said.text)


# Who is named


@pytest.mark.parametrize(("role", "is_named"), [(Role.PARTICIPANT, False), (CHAIR, True)])
def test_observers_are_named_among_speakers_alone(role: Role, is_named: bool) -> None:
    said = letter_of(facts("invited", role), SETTINGS)

    assert (NAMES[OBSERVER] in description_of(said)) is is_named


def test_nobody_is_named_before_they_agreed() -> None:
    asked = {role: engagement(role, Answer.ASKED) for role in (CHAIR, Role.RESOURCE_PERSON, OBSERVER)}

    said = letter_of(facts("invited", CHAIR, slots=agenda(discussion(), asked)), SETTINGS)

    assert [name for role, name in NAMES.items() if role != CHAIR and name in said.text + description_of(said)] == []


def test_a_letter_to_an_address_that_anybody_may_have_typed_names_nobody() -> None:
    said = letter_of(facts("invited", name=None), SETTINGS)

    assert said.to_name == "" and said.text.startswith("Hello,\n")
    assert said.calendar is not None and parsed_event(said.calendar)["ATTENDEE"].params["CN"] == "7@post.example"
    assert NAMES[Role.PARTICIPANT] not in said.text + said.html + said.calendar.decode()


# The entry in the calendar


@pytest.mark.parametrize(("name", "status"), [("withdrawn-cancelled", "CANCELLED"), ("withdrawn-participant", None)])
def test_what_leaves_a_calendar_is_what_stands_in_it(name: str, status: str | None) -> None:
    made = CASES[name]("en")
    assert isinstance(made, Facts) and made.calendar is not None and made.calendar.before is not None

    said = letter_of(made, SETTINGS)

    assert said.calendar is not None and said.method == "CANCEL"
    event = parsed_event(said.calendar)
    assert (event.start, event.end) == (made.calendar.before.starts_at, made.calendar.before.ends_at)
    assert event.get("STATUS") == status


def test_a_speaker_finds_their_part_in_the_calendar() -> None:
    said = letter("invited-resource-person", "en")

    assert said.calendar is not None
    assert parsed_event(said.calendar)["ATTENDEE"].params["ROLE"] == "REQ-PARTICIPANT"
    assert "Your role: Resource person\nYour part: 08:10–08:35 CET (14:10–14:35 WIB)" in description_of(said)


@pytest.mark.parametrize("kind", ["reminder_day", "link", "waiting"])
def test_letters_that_change_no_calendar_carry_no_entry(kind: str) -> None:
    said = letter_of(facts(kind), SETTINGS)

    assert (said.calendar, said.method) == (None, None)


def test_the_installation_itself_is_not_invited() -> None:
    made = facts("invited")
    made.person.email = "Rembuk@office.example"

    with pytest.raises(OrganiserIsAttendee):
        letter_of(made, SETTINGS)


def test_a_second_copy_carries_the_same_message_id_whatever_it_says() -> None:
    first = letter_of(facts("invited"), SETTINGS)
    second = letter_of(facts("invited", discussion=discussion(title="Anew"), language="id"), SETTINGS)
    other = letter_of(facts("invited", delivery_id=1002), SETTINGS)

    assert first.message_id == second.message_id != other.message_id
    assert re.fullmatch(r"<1001\.[0-9a-f]{20}@office\.example>", first.message_id)


def test_a_sender_with_a_domain_of_its_own_letters_writes_it_as_the_post_does() -> None:
    settings = replace(SETTINGS, mail_from="Rembuk <rembuk@büro.example>")

    assert letter_of(facts("invited"), settings).message_id.endswith("@xn--bro-hoa.example>")
