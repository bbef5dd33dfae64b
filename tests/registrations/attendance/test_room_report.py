"""Reports of the room in every form we know are read to the same stays; what is none of them is refused in words."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.refusals import Refused
from registrations.attendance.models import Platform
from registrations.attendance.report_text import MOST_BYTES, MOST_ROWS
from registrations.attendance.report_times import minutes_of, order_of, written_moment
from registrations.attendance.room_report import Stay, read_report
from tests.registrations.attendance import reports

DAY = date(2027, 2, 24)
ANA, SITI, ADDRESS = "Ana Maria (iPhone)", "Siti, dari Bekasi", "ana@union.example"


def at(hour: int, minute: int, second: int = 0) -> datetime:
    return datetime(2027, 2, 24, hour, minute, second)


STAYS = {
    Stay(ANA, ADDRESS, at(13, 55, 10), at(14, 40, 10)), Stay(ANA, ADDRESS, at(14, 45), at(15, 31)),
    Stay(SITI, "", at(13, 59), at(15, 30)),
}  # fmt: skip
WITHOUT_ADDRESS = {Stay(one.name, "", one.joined, one.left) for one in STAYS}
SUMS = {Stay(ANA, ADDRESS, None, None, 91), Stay(SITI, "", None, None, 91)}
WHOLE = {Stay(ANA, ADDRESS, at(13, 55, 10), at(15, 31), 91), Stay(SITI, "", at(13, 59), at(15, 30))}
FORMS = {
    "ZOOM": STAYS, "ZOOM_WITH_HEAD": STAYS, "ZOOM_NEWER": STAYS, "ZOOM_SAVED_BY_EXCEL": STAYS, "ZOOM_WEBINAR": STAYS,
    "ZOOM_IN_ANOTHER_LANGUAGE_FILE": STAYS, "ZOOM_SUMS": SUMS,
    "TEAMS": STAYS, "TEAMS_WITHOUT_MARK": STAYS, "TEAMS_NARROW_SPACES": STAYS, "TEAMS_SAVED_BY_EXCEL": STAYS,
    "TEAMS_PARTICIPANTS_ONLY": WHOLE, "TEAMS_IN_JAPANESE": STAYS, "TEAMS_MEETING_SUMMARY": STAYS,
    "TEAMS_LIST": WITHOUT_ADDRESS,
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_of_report_says_the_same(form: str) -> None:
    report = read_report(getattr(reports, form), DAY)

    assert set(report.stays) == FORMS[form]
    assert report.platform == (Platform.ZOOM if form.startswith("ZOOM") else Platform.TEAMS)
    assert not report.is_utc


def test_a_report_may_say_that_its_hours_are_utc() -> None:
    content = reports.TEAMS_TEXT.replace("First Join", "First Join (UTC)").replace("Join Time", "Join Time (UTC)")

    assert read_report(content.encode(), DAY).is_utc


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Nobody is found in this file."), (b"full_name,email\nAna,ana@union.example\n", "Nobody is found"),
        (b"PK\x03\x04" + b"x" * 90, "This is an Excel workbook."), (b"a,b\x00c\n", "This is not a text file."),
        (b"a,b\n" * (MOST_ROWS + 1), "These are too many rows. Please bring at most 20000 at once."),
        (b"a" * (MOST_BYTES + 1), "The file is too large. Please bring at most 5 MB."),
        (b'"' + b"a," * 200_000, "Line 1 cannot be read as a row of a table."),
        (reports.ZOOM.replace(b"02/24/2027", b"01/20/2027"),
         "This report is about 2027-01-20, and the discussion was on 2027-02-24."),
    ],
)  # fmt: skip
def test_what_is_no_report_of_this_discussion_is_refused_in_words(content: bytes, sentence: str) -> None:
    with pytest.raises(Refused) as refused:
        read_report(content, DAY)

    assert str(refused.value.message).startswith(sentence)


MOMENTS = {
    "02/24/2027 01:30:15 PM": at(13, 30, 15), "2/24/27, 1:30:00\u202fPM": at(13, 30), "24/02/2027 13.30": at(13, 30),
    "24.02.2027 13:30:05": at(13, 30, 5), "2027-02-24 13:30:00": at(13, 30), "2027-02-24T13:30:00.000Z": at(13, 30),
    "Feb 24, 2027 01:30 PM": at(13, 30), "24 Februari 2027 13.30": at(13, 30), "27/2/24 12:05:01 a.m.": at(0, 5, 1),
}


@pytest.mark.parametrize("text", MOMENTS)
def test_moments_are_read_in_any_settings(text: str) -> None:
    moment = written_moment(text)
    assert moment is not None

    assert moment.read(order_of([moment], DAY) or "") == MOMENTS[text]


@pytest.mark.parametrize(
    "text", ["", "--", "45", "24/02/2027", "24/02/2027 25:00", "24/13/2027x 10:00", "Ana 24, 2027"]
)
def test_what_is_no_moment_is_not_taken_for_one(text: str) -> None:
    assert written_moment(text) is None


def test_a_day_that_could_be_a_month_is_the_one_near_the_discussion() -> None:
    moment = written_moment("02/03/2027 10:00")
    assert moment is not None

    read = [moment.read(order_of([moment], day) or "") for day in (date(2027, 2, 3), date(2027, 3, 2))]

    assert read == [datetime(2027, 2, 3, 10), datetime(2027, 3, 2, 10)]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("1h 5m 3s", 65), ("1 j 5 mnt", 65), ("46m", 46), ("50s", 0), ("65", 65), ("65,5", 65), ("01:05:59", 65),
     ("", None), ("--", None), ("soon", None)],
)  # fmt: skip
def test_durations_are_read_in_any_settings(text: str, minutes: int | None) -> None:
    assert minutes_of(text) == minutes


@settings(max_examples=60)
@given(st.one_of(st.binary(max_size=300), st.text(max_size=200).map(lambda text: reports.ZOOM + text.encode())))
def test_whatever_is_uploaded_is_read_or_refused(content: bytes) -> None:
    try:
        assert read_report(content, DAY).stays
    except Refused as refused:
        assert refused.field == "file"
