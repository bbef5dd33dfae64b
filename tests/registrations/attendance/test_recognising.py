"""Who in the room is who: what is certain is matched, what is similar is suggested, and nobody is taken for another."""

from datetime import timedelta

import pytest

from registrations.attendance.models import How
from registrations.attendance.recognising import Door, Known, Recognised, Recogniser, Seen
from tests.builders import NOW
from tests.registrations.attendance.messy_room import a_messy_room

ANA, BUDI, SITI, OTHER_SITI = 1, 2, 3, 4
PEOPLE = [
    Known(ANA, "Ana Maria, S.H.", "ana@union.example"), Known(BUDI, "Budi", None),
    Known(SITI, "Siti Aminah", None), Known(OTHER_SITI, "Siti Aminah", "siti@union.example"),
]  # fmt: skip
SECOND = timedelta(seconds=1)


def recognised(name: str, email: str = "", clicks: dict[int, int] | None = None) -> Recognised:
    """Somebody who came in at NOW; `clicks` are seconds before, by person."""
    door = Door((NOW - seconds * SECOND, person_id) for person_id, seconds in (clicks or {}).items())
    return Recogniser(PEOPLE, door).recognise(Seen(name, email, [NOW]))


def test_the_address_says_who_it_is_whatever_the_name() -> None:
    assert recognised("iPhone", "ANA@Union.example") == Recognised(ANA, How.ADDRESS)


@pytest.mark.parametrize(
    "shown",
    ["Ana Maria", "ana maria", "Maria Ana", "Ana Maria_KSPI", "KSPI - Ana Maria", "Ana María (iPhone)",
     "Ibu Ana Maria, S.H.", "ANA MARIA | Galaxy A12", "Ana-Maria", "Ana Maria's iPhone", "Ana Maria (Guest)"],
)  # fmt: skip
def test_a_name_that_one_person_has_is_enough(shown: str) -> None:
    assert recognised(shown) == Recognised(ANA, How.NAME)


def test_of_two_with_one_name_the_door_knows_which() -> None:
    assert recognised("Siti Aminah") == Recognised(suggested=(SITI, OTHER_SITI))
    assert recognised("Siti Aminah", clicks={SITI: 20, BUDI: 5}) == Recognised(SITI, How.LINK)
    assert recognised("Siti Aminah", clicks={SITI: 20, OTHER_SITI: 40}) == Recognised(suggested=(SITI, OTHER_SITI))


def test_a_similar_name_is_only_suggested_unless_the_door_agrees() -> None:
    assert recognised("Ana Mraia") == Recognised(suggested=(ANA,))
    assert recognised("Ana Mraia", clicks={ANA: 290}) == Recognised(ANA, How.LINK)
    assert recognised("Ana Mraia", clicks={ANA: 310}) == Recognised(suggested=(ANA,))


def test_a_device_is_nobody_but_perhaps_the_only_one_who_just_came() -> None:
    assert recognised("iPhone") == Recognised()
    assert recognised("iPhone", clicks={BUDI: 30}) == Recognised(suggested=(BUDI,))
    assert recognised("Galaxy A12", clicks={BUDI: 30, ANA: 20}) == Recognised()


def test_a_single_word_that_others_bear_as_well_is_a_doubt() -> None:
    people = [Known(1, "Budi", None), Known(2, "Budi Santoso", None), Known(3, "Contohan", None)]
    recogniser = Recogniser(people, Door([]))

    assert recogniser.recognise(Seen("Budi_KSPI", "")) == Recognised(suggested=(1, 2))
    assert recogniser.recognise(Seen("Contohan", "")) == Recognised(3, How.NAME)


def test_somebody_whom_nobody_registered_is_a_stranger() -> None:
    assert recognised("Zulkifli Hasan", "z@elsewhere.example") == Recognised()


def test_people_of_one_name_are_the_same_person_only_once() -> None:
    speaker_too = [*PEOPLE, Known(ANA, "Ana Maria", "ana@union.example")]

    assert Recogniser(speaker_too, Door([])).recognise(Seen("Ana Maria", "")) == Recognised(ANA, How.NAME)


def test_of_three_hundred_people_in_a_messy_room_at_most_one_in_twenty_is_left_to_review() -> None:
    """In ten rooms together; nobody in any of them is taken for somebody else."""
    wrong, doubtful = 0, 0
    for seed in range(10):
        guests = a_messy_room(seed, 300, NOW)
        known = [Known(number, guest.name, guest.email) for number, guest in enumerate(guests)]
        door = Door((at, number) for number, guest in enumerate(guests) for at in guest.clicks)
        recogniser = Recogniser(known, door)
        for number, guest in enumerate(guests):
            shown, address, _, _ = guest.rows[0]
            found = recogniser.recognise(Seen(shown, address, [row[2] for row in guest.rows]))
            wrong += found.person_id not in (None, number)
            doubtful += found.suggested != ()

    assert wrong == 0
    assert doubtful <= 10 * 300 * 0.05
