"""Instants and the clocks of people: what was agreed is refused or kept, and every reader sees their own time."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from babel.dates import format_date, format_time
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment

from foundation import languages, moments
from foundation.languages import LANGUAGES, say
from foundation.moments import (
    AmbiguousHour,
    DateOutOfReach,
    Moment,
    NoSuchHour,
    both_zones,
    day_month,
    duration,
    in_zones,
    instant_of,
    long_date,
    long_time,
    number,
    short_date,
    short_time,
    time_only,
    time_span,
    time_with_zone,
    wall_of,
    weekday_date,
)
from foundation.refusals import Refused
from foundation.zones import HOME_ZONES

JAKARTA, MAKASSAR, JAYAPURA, DILI = HOME_ZONES
ZURICH = "Europe/Zurich"
WINTER = datetime(2027, 2, 24, 7, 0, tzinfo=UTC)
SUMMER = datetime(2027, 7, 28, 7, 0, tzinfo=UTC)
LATE = datetime(2027, 2, 24, 15, 30, tzinfo=UTC)


# What is agreed


def test_a_wall_time_in_a_zone_means_one_instant() -> None:
    wall = datetime(2027, 2, 24, 14, 0)

    instants = {name: instant_of(wall, name) for name in (JAKARTA, MAKASSAR, JAYAPURA, DILI, ZURICH)}

    assert instants == {
        JAKARTA: datetime(2027, 2, 24, 7, 0, tzinfo=UTC),
        MAKASSAR: datetime(2027, 2, 24, 6, 0, tzinfo=UTC),
        JAYAPURA: datetime(2027, 2, 24, 5, 0, tzinfo=UTC),
        DILI: datetime(2027, 2, 24, 5, 0, tzinfo=UTC),
        ZURICH: datetime(2027, 2, 24, 13, 0, tzinfo=UTC),
    }
    assert {instant.tzinfo for instant in instants.values()} == {UTC}


@given(
    wall=st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
    name=st.sampled_from([*HOME_ZONES, ZURICH, "Asia/Kathmandu", "America/St_Johns", "Australia/Lord_Howe"]),
)
def test_the_clocks_of_the_zone_show_what_was_agreed_or_it_is_refused(wall: datetime, name: str) -> None:
    try:
        instant = instant_of(wall, name)
    except (NoSuchHour, AmbiguousHour):
        return
    assert wall_of(instant, name) == wall


def refusal_of(wall: datetime, zone_name: str) -> tuple[type[Refused], str | None, int, str]:
    with pytest.raises(Refused) as refused:
        instant_of(wall, zone_name)
    return type(refused.value), refused.value.field, refused.value.status, refused.value.message.in_language("en")


def test_an_hour_that_summer_time_takes_away_is_refused_with_both_readings() -> None:
    assert refusal_of(datetime(2027, 3, 28, 2, 30), ZURICH) == (
        NoSuchHour, "starts_at_local", 422,
        "Sunday, 28 March 2027, 02:30 does not exist in the time zone Europe/Zurich: the clocks go forward over it. "
        "Choose 28 Mar 2027, 01:30 CET or 28 Mar 2027, 03:30 CEST.",
    )  # fmt: skip


def test_an_hour_that_winter_time_repeats_is_refused_with_both_readings() -> None:
    assert refusal_of(datetime(2027, 10, 31, 2, 30), ZURICH) == (
        AmbiguousHour, "starts_at_local", 422,
        "Sunday, 31 October 2027, 02:30 comes twice in the time zone Europe/Zurich, as the clocks go back: "
        "31 Oct 2027, 02:30 CEST and 31 Oct 2027, 02:30 CET. Choose 31 Oct 2027, 01:30 CEST or 31 Oct 2027, 03:30 CET.",
    )  # fmt: skip


def test_the_refusal_of_an_hour_speaks_the_language_of_its_reader() -> None:
    with pytest.raises(NoSuchHour) as refused:
        instant_of(datetime(2027, 3, 28, 2, 30), ZURICH)

    assert refused.value.message.in_language("id") == (
        "Minggu, 28 Maret 2027 pukul 02.30 tidak ada di zona waktu Europe/Zurich karena jam di sana dimajukan. "
        "Pilih 28 Mar 2027, 01.30 CET atau 28 Mar 2027, 03.30 CEST."
    )


@pytest.mark.parametrize(
    ("wall", "instant"),
    [
        (datetime(2027, 3, 28, 1, 59), datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (datetime(2027, 3, 28, 3, 0), datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        (datetime(2027, 10, 31, 1, 59), datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (datetime(2027, 10, 31, 3, 0), datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
    ],
)
def test_the_minutes_beside_a_change_of_the_clocks_are_accepted(wall: datetime, instant: datetime) -> None:
    assert instant_of(wall, ZURICH) == instant


@pytest.mark.parametrize("wall", [datetime.min, datetime(1999, 12, 31), datetime(2100, 1, 1), datetime.max])
def test_a_year_nobody_means_is_refused(wall: datetime) -> None:
    assert refusal_of(wall, "America/Los_Angeles") == (
        DateOutOfReach, "starts_at_local", 422, "Choose a date between 2000 and 2099.",
    )  # fmt: skip


def test_a_time_without_a_zone_is_never_taken_for_an_instant() -> None:
    with pytest.raises(ValueError, match="an instant has a zone"):
        long_time(datetime(2027, 2, 24, 14, 0), JAKARTA, "en")
    with pytest.raises(ValueError, match="no zone of its own"):
        instant_of(WINTER, JAKARTA)


# What is shown


def test_one_instant_is_on_every_clock_at_home_and_in_geneva() -> None:
    zones = (*HOME_ZONES, ZURICH)

    winter, summer = ([str(reading) for reading in in_zones(instant, "en", zones)] for instant in (WINTER, SUMMER))

    assert winter == ["14:00 WIB", "15:00 WITA", "16:00 WIT", "16:00 TLT", "08:00 CET"]
    assert summer == ["14:00 WIB", "15:00 WITA", "16:00 WIT", "16:00 TLT", "09:00 CEST"]


def test_a_clock_past_midnight_names_its_day() -> None:
    english, indonesian = ([str(reading) for reading in in_zones(LATE, language)] for language in ("en", "id"))

    assert english == [
        "22:30 WIB", "23:30 WITA", "00:30 WIT (Thursday, 25 February)", "00:30 TLT (Thursday, 25 February)",
    ]  # fmt: skip
    assert indonesian[2] == "00.30 WIT (Kamis, 25 Februari)"


def test_beside_a_date_in_dili_it_is_the_clock_in_jakarta_that_names_its_day() -> None:
    environment = Environment(autoescape=True)
    languages.install(environment)
    moments.install(environment)
    page = environment.from_string("{{ at | in_zones(agreed='Asia/Dili') | join(' · ') }}")

    assert page.render(language="en", at=LATE) == (
        "22:30 WIB (Wednesday, 24 February) · 23:30 WITA (Wednesday, 24 February) · 00:30 WIT · 00:30 TLT"
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", [
            "Wednesday, 24 February 2027, 14:00 WIB", "Wednesday, 24 February 2027", "Wednesday, 24 February",
            "24 February", "24 Feb 2027", "24 Feb 2027, 14:00 WIB", "14:00", "14:00 WIB",
        ]),
        ("id", [
            "Rabu, 24 Februari 2027 pukul 14.00 WIB", "Rabu, 24 Februari 2027", "Rabu, 24 Februari",
            "24 Februari", "24 Feb 2027", "24 Feb 2027, 14.00 WIB", "14.00", "14.00 WIB",
        ]),
        ("pt", [
            "quarta-feira, 24 de fevereiro de 2027, 14:00 WIB", "quarta-feira, 24 de fevereiro de 2027",
            "quarta-feira, 24 de fevereiro", "24 de fevereiro", "24/02/2027", "24/02/2027, 14:00 WIB", "14:00",
            "14:00 WIB",
        ]),
        ("tet", [
            "Loron-kuarta, loron 24 fulan fevereiru 2027, 14:00 WIB", "Loron-kuarta, loron 24 fulan fevereiru 2027",
            "Loron-kuarta, loron 24 fulan fevereiru", "loron 24 fulan fevereiru", "24/02/2027",
            "24/02/2027, 14:00 WIB", "14:00", "14:00 WIB",
        ]),
    ],
)  # fmt: skip
def test_every_language_has_its_own_dates_and_times(language: str, expected: list[str]) -> None:
    forms = (long_time, long_date, weekday_date, day_month, short_date, short_time, time_only, time_with_zone)

    assert [form(WINTER, JAKARTA, language) for form in forms] == expected


@pytest.mark.parametrize(("language", "locale"), [("en", "en_GB"), ("id", "id"), ("pt", "pt_TL")])
def test_days_and_months_are_the_words_the_language_has_for_them(language: str, locale: str) -> None:
    days = [WINTER + timedelta(days=days) for days in range(0, 360, 9)]

    assert [weekday_date(day, "UTC", language).split(",")[0] for day in days] == [
        format_date(day, "EEEE", locale) for day in days
    ]
    assert [long_date(day, "UTC", language).split(", ")[1] for day in days] == [
        format_date(day, "long", locale) for day in days
    ]
    assert time_only(WINTER, "UTC", language) == format_time(WINTER, "short", locale=locale)


def test_a_span_names_its_zone_once() -> None:
    ends_at = WINTER + timedelta(minutes=90)

    spans = {language: time_span(WINTER, ends_at, JAKARTA, language) for language in LANGUAGES}

    assert spans == {
        "en": "14:00–15:30 WIB", "id": "14.00–15.30 WIB", "pt": "14:00–15:30 WIB", "tet": "14:00–15:30 WIB",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "language", "told"),
    [
        (JAKARTA, "en", "Wednesday, 24 February 2027, 22:30 WIB"),
        ("Asia/Pontianak", "en", "Wednesday, 24 February 2027, 22:30 WIB"),
        (MAKASSAR, "en", "Wednesday, 24 February 2027, 23:30 WITA (22:30 WIB)"),
        (MAKASSAR, "id", "Rabu, 24 Februari 2027 pukul 23.30 WITA (22.30 WIB)"),
        (DILI, "pt", "quinta-feira, 25 de fevereiro de 2027, 00:30 TLT (quarta-feira, 24 de fevereiro, 22:30 WIB)"),
        (JAYAPURA, "id", "Kamis, 25 Februari 2027 pukul 00.30 WIT (Rabu, 24 Februari pukul 22.30 WIB)"),
    ],
)  # fmt: skip
def test_a_reader_sees_their_own_clock_and_that_of_the_discussion(reader: str, language: str, told: str) -> None:
    assert both_zones(LATE, reader, JAKARTA, language) == told


def test_clocks_that_agree_but_are_called_differently_are_both_named() -> None:
    assert both_zones(WINTER, DILI, JAYAPURA, "en") == "Wednesday, 24 February 2027, 16:00 TLT (16:00 WIT)"


def test_zones_that_share_a_label_but_not_the_hour_are_both_shown() -> None:
    told = both_zones(WINTER, "America/Los_Angeles", "Asia/Manila", "en")

    assert told == "Tuesday, 23 February 2027, 23:00 PST (Wednesday, 24 February, 15:00 PST)"


def test_minutes_and_numbers_are_written_as_the_language_does() -> None:
    durations = {language: duration(90, language) for language in LANGUAGES}
    numbers = {language: number(Decimal("1234567.5"), language) for language in LANGUAGES}

    assert durations == {"en": "90 minutes", "id": "90 menit", "pt": "90 minutos", "tet": "minutu 90"}
    assert numbers == {"en": "1,234,567.5", "id": "1.234.567,5", "pt": "1.234.567,5", "tet": "1.234.567,5"}


def test_a_moment_inside_a_sentence_is_written_in_the_language_of_the_sentence() -> None:
    sentence = say("From {time}", time=Moment(WINTER, JAKARTA))

    assert sentence.in_language("en") == "From Wednesday, 24 February 2027, 14:00 WIB"
    assert sentence.in_language("id") == "From Rabu, 24 Februari 2027 pukul 14.00 WIB"


def test_a_page_writes_times_in_its_own_language() -> None:
    environment = Environment(autoescape=True)
    languages.install(environment)
    moments.install(environment)
    page = environment.from_string("{{ at | long_time('Asia/Dili') }}, {{ 90 | duration }}, {{ 1234.5 | number }}")

    pages = [page.render(language=language, at=WINTER) for language in ("en", "id")]

    assert pages == [
        "Wednesday, 24 February 2027, 16:00 TLT, 90 minutes, 1,234.5",
        "Rabu, 24 Februari 2027 pukul 16.00 TLT, 90 menit, 1.234,5",
    ]
