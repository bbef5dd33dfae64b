"""Each letter of a plan as each kind of reader would get it, and all of them on trial to the organiser."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import Session, select

from events.models import Discussion
from events.queries import series_of
from foundation.database import Database
from foundation.languages import LANGUAGES
from foundation.people import Person, Role
from foundation.sign_in import add_organiser
from notifications.digest import DIGEST
from notifications.facts import Facts
from notifications.kinds import KINDS, NOTICES, STRANGERS_CAN_CAUSE
from notifications.models import CalendarEntry, Delivery, DeliveryState
from notifications.own_words import say_it
from notifications.plan_changes import change_line
from notifications.plan_lines import LinePlan
from notifications.plan_places import Place
from notifications.preview import ADDRESS, NAMES, SOMEBODY, Wanted, previewed
from notifications.readers import IN_PLANS, Reader, readers_of
from notifications.render import letter_of
from notifications.trials import ask_for_trials
from speakers.queries import active_engagements
from speakers.slots import SlotRow, plan_agenda
from tests.builders import NOW, a_published_discussion, a_series, an_office, every_row, refusals
from tests.desk import SARI
from tests.notifications.cast import SETTINGS
from tests.notifications.house import HOUR, MINUTE, a_quiet_house, again, ana_registers
from tests.notifications.reading import folded, visible_text
from tests.outbox import Outbox

GOLDEN = Path(__file__).parent / "golden_previews"
EVERY_LETTER = [(kind, reader) for kind in IN_PLANS for reader in readers_of(kind)]
WORDS = {"en": "Dear {name}, about “{title}”: {day}, {time}.", "id": "Sampai jumpa pukul {time}, {name}."}


def sari(session: Session) -> Person:
    return add_organiser(session, SARI, an_office(session), NOW, full_name="Sari")


def a_plan(session: Session) -> Place:
    """A discussion with an agenda, whose organisers say something of their own on its eve."""
    discussion = a_published_discussion(session)
    by_role = {one.role: one.id for one in active_engagements(session, discussion)}
    rows = [
        SlotRow(kind="opening", minutes=5, presenter=by_role[Role.CHAIR]),
        SlotRow(kind="presentation", minutes=25, title="A fund", presenter=by_role[Role.RESOURCE_PERSON]),
    ]
    plan_agenda(session, discussion, rows, NOW)
    place = Place(series_of(session, discussion), discussion)
    say_it(session, place, "reminder_day", WORDS)
    return place


def test_every_letter_can_be_seen_as_each_kind_of_reader_gets_it_in_each_language(session: Session) -> None:
    place, by = a_plan(session), sari(session)
    before = every_row(session)

    every = [Wanted(kind, reader, language, by) for kind, reader in EVERY_LETTER for language in LANGUAGES]
    letters = {
        (wanted.kind, wanted.reader, wanted.language): letter_of(previewed(session, place, wanted, NOW), SETTINGS)
        for wanted in every
    }

    assert {(letter.to_email, bool(letter.subject)) for letter in letters.values()} == {(ADDRESS, True)}
    strangers = {kind for kind, reader, _ in letters if reader is Reader.STRANGER}
    assert strangers == STRANGERS_CAN_CAUSE & KINDS.keys()
    organisers = {kind for kind, reader, _ in letters if reader is Reader.ORGANISER}
    assert organisers == NOTICES
    assert every_row(session) == before


@pytest.mark.parametrize("reader", readers_of("reminder_day"))
@pytest.mark.parametrize("language", ["en", "id"])
def test_a_preview_says_what_it_said(session: Session, reader: Reader, language: str) -> None:
    wanted = Wanted("reminder_day", reader, language, sari(session))

    letter = letter_of(previewed(session, a_plan(session), wanted, NOW), SETTINGS)

    path = GOLDEN / f"reminder_day-{reader.value}.{language}.txt"
    said = f"{letter.subject}\n\n{letter.text}"
    if os.environ.get("REWRITE_GOLDEN"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(said, newline="\n")
    assert said == path.read_text()


def test_own_words_are_previewed_and_hidden_from_the_discreet(session: Session) -> None:
    place, by = a_plan(session), sari(session)
    words = "about “Who pays, and who gains”: Wednesday, 24 February, 14:00 WIB."

    said = {
        reader: words in folded(visible_text(letter_of(previewed(session, place, wanted, NOW), SETTINGS).html))
        for reader in readers_of("reminder_day")
        for wanted in [Wanted("reminder_day", reader, "en", by)]
    }

    assert said == {reader: reader is not Reader.DISCREET for reader in readers_of("reminder_day")}


def test_a_resource_person_sees_the_part_of_the_one_who_has_it_under_an_invented_name(session: Session) -> None:
    wanted = Wanted("reminder_day", Reader.RESOURCE_PERSON, "en", sari(session))

    facts = previewed(session, a_plan(session), wanted, NOW)

    assert isinstance(facts, Facts) and facts.name == NAMES[Reader.RESOURCE_PERSON]
    assert [row.title for row in facts.agenda if row.is_mine] == ["A fund"]


def test_a_series_without_discussions_shows_letters_about_an_invented_one(session: Session) -> None:
    place, by = Place(a_series(session, "Nothing yet")), sari(session)

    invited, news = (
        letter_of(previewed(session, place, Wanted(kind, reader, "en", by), NOW), SETTINGS).text
        for kind, reader in (("invited", Reader.PARTICIPANT), (DIGEST, Reader.ORGANISER))
    )

    assert "Monday, 12 April 2027, 14:00 WIB" in invited
    assert "New registrations: 4." in news


def test_the_plan_of_a_series_is_previewed_without_the_words_of_its_discussions(session: Session) -> None:
    place, by = a_plan(session), sari(session)
    series = Place(place.series)
    say_it(session, series, "reminder_day", {"en": "Of the series"})

    letter = letter_of(previewed(session, series, Wanted("reminder_day", Reader.CHAIR, "en", by), NOW), SETTINGS)

    assert "Of the series" in letter.text and "Dear Ratna Contoh, about" not in folded(letter.text)


# All of them on trial


def ask(database: Database, discussion: Discussion, language: str = "en") -> int:
    with database.writing() as session:
        found = again(session, discussion)
        place = Place(series_of(session, found), found)
        return ask_for_trials(session, place, sari(session), language=language, now=NOW)


def test_all_letters_go_to_the_organiser_alone_and_enter_no_calendar(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    outbox.posted.clear()

    asked = ask(database, discussion)
    outbox.tick(NOW + MINUTE)

    assert {posted.to for posted in outbox.posted} == {SARI}
    assert len(outbox.posted) == asked == len(EVERY_LETTER)
    assert [str(posted.message["Subject"]) for posted in outbox.posted if "Soon" in posted.message["Subject"]] == [
        f"Trial ({reader}): Soon, at 14:00 WIB: {title}" for reader, title in (
            ("Participant", "Who pays, and who gains"), ("Participant, discreetly", "Online discussion, 14:00"),
            ("Resource person", "Who pays, and who gains"), ("Chair", "Who pays, and who gains"),
            ("Observer", "Who pays, and who gains"),
        )
    ]  # fmt: skip
    assert all(str(posted.message["Subject"]).startswith("Trial (") for posted in outbox.posted)
    parts = {part.get_content_type() for posted in outbox.posted for part in posted.message.walk()}
    assert parts == {"multipart/alternative", "text/plain", "text/html"}
    assert any(SOMEBODY in posted.text for posted in outbox.posted)
    assert not any("Ana," in posted.text for posted in outbox.posted)
    assert outbox.tick(NOW + 2 * MINUTE) == []


def test_nothing_of_a_participant_is_touched_by_a_trial(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ana_registers(database, discussion)
    outbox.tick(NOW)
    with database.reading() as session:
        before = every_row(session)

    ask(database, discussion)
    outbox.tick(NOW + MINUTE)

    with database.reading() as session:
        after = every_row(session)
        sent = session.exec(select(Delivery.state).where(Delivery.kind == "trial")).all()
        entries = session.exec(select(CalendarEntry)).all()
    untouched = before.keys() - {"delivery", "trial", "spent", "person", "organiser"}
    assert {name: after[name] for name in untouched} == {name: before[name] for name in untouched}
    assert set(sent) == {DeliveryState.SENT} and len(entries) == 3


def test_letters_on_trial_come_in_the_language_that_was_chosen(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)

    ask(database, discussion, "id")
    outbox.tick(NOW)

    subjects = [str(posted.message["Subject"]) for posted in outbox.posted]
    assert "Trial (Participant): Pengingat: Rabu, 24 Februari pukul 14.00 WIB" in subjects


def test_a_line_that_is_off_is_not_sent_on_trial(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    with database.writing() as session:
        found = again(session, discussion)
        off = LinePlan(is_on=False, minutes=60)
        change_line(session, Place(series_of(session, found), found), KINDS["reminder_hour"], plan=off, now=NOW)

    ask(database, discussion)
    outbox.tick(NOW)

    assert [posted for posted in outbox.posted if "Soon" in posted.message["Subject"]] == []


def test_a_plan_is_sent_on_trial_three_times_an_hour(session: Session) -> None:
    place, by = a_plan(session), sari(session)
    for minutes in range(3):
        ask_for_trials(session, place, by, language="en", now=NOW + minutes * MINUTE)

    too_often = refusals(session, ask_for_trials, place, by, language="en", now=NOW + 3 * MINUTE)
    ask_for_trials(session, place, by, language="en", now=NOW + HOUR)

    assert too_often == {None: "Too many attempts from here. Please wait a few minutes and try again."}


def test_letters_on_trial_that_could_not_leave_for_an_hour_are_forgotten(database: Database, outbox: Outbox) -> None:
    discussion = a_quiet_house(database, outbox)
    ask(database, discussion)

    assert outbox.tick(NOW + HOUR + timedelta(seconds=1)) == []
