"""Series and discussions as forms of the desk: what is stored becomes fields, what is typed becomes a plan."""

from collections.abc import Sequence
from datetime import datetime

from events.models import Discussion, Series
from events.plans import DiscussionPlan, SeriesPlan
from events.rooms.choosing import PASTED
from foundation.desk_pages import number_in
from foundation.forms import Form
from foundation.languages import say
from foundation.people import Office
from foundation.refusals import Refused

USUAL_MINUTES = 90


def new_series_form(office: Office, language: str) -> Form:
    return Form.showing(timezone=office.timezone, language=language, presentation_limit_minutes=25,
                        presentation_limit_scope="each")  # fmt: skip


def series_form(series: Series) -> Form:
    return Form.showing(
        title=series.title, summary=series.summary, timezone=series.timezone, language=series.language,
        presentation_limit_minutes=series.presentation_limit_minutes,
        presentation_limit_scope=series.presentation_limit_scope.value,
    )  # fmt: skip


def series_plan(form: Form) -> SeriesPlan:
    """The plan in the form; a number that cannot be read becomes a sentence of the form."""
    return SeriesPlan(
        title=form["title"], slug=form["slug"], summary=form["summary"], timezone=form["timezone"],
        language=form["language"], presentation_limit_minutes=number_in(form, "presentation_limit_minutes"),
        presentation_limit_scope=form["presentation_limit_scope"] or None,
    )  # fmt: skip


def new_discussion_form(series: Series, discussions: Sequence[Discussion]) -> Form:
    """The next number, the zone and the language of the series, and the length that is usual."""
    number = max((discussion.number for discussion in discussions), default=0) + 1
    return Form.showing(number=number, timezone=series.timezone, minutes=USUAL_MINUTES, languages=series.language,
                        room_kind=PASTED)  # fmt: skip


def discussion_form(discussion: Discussion, room_kind: str = PASTED) -> Form:
    return Form({
        "title": [discussion.title], "summary": [discussion.summary], "timezone": [discussion.timezone],
        "starts_at_local": [discussion.starts_at_local.isoformat("T", "minutes")],
        "minutes": [str(discussion.minutes)], "room_url": [discussion.room_url or ""],
        "capacity": ["" if discussion.capacity is None else str(discussion.capacity)],
        "languages": discussion.languages, "room_kind": [room_kind],
    })  # fmt: skip


def discussion_plan(form: Form, series: Series) -> DiscussionPlan:
    """The plan in the form; a date or a number that cannot be read becomes a sentence of the form.

    The language of the series comes first: texts for everybody are written in the first one.
    """
    return DiscussionPlan(
        title=form["title"], summary=form["summary"], slug=form["slug"], number=number_in(form, "number"),
        starts_at_local=wall_time(form, "starts_at_local"), timezone=form["timezone"],
        minutes=number_in(form, "minutes"), capacity=number_in(form, "capacity"), room_url=form["room_url"],
        languages=sorted(form.all("languages"), key=lambda code: code != series.language),
    )  # fmt: skip


def wall_time(form: Form, name: str) -> datetime | None:
    """What the clock on the wall shows, as browsers write it ("2027-02-24T14:00"), to the minute."""
    if not form[name]:
        return None
    try:
        wall = datetime.fromisoformat(form[name])
    except ValueError:
        form.refuse(Refused(say("Please write date and time like this: 2027-02-24 14:00"), name))
        return None
    return wall.replace(second=0, microsecond=0, tzinfo=None)
