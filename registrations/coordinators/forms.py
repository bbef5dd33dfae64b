"""Coordinators as a form of the desk, and the rows in which they enter their members."""

from collections.abc import Iterator, Mapping, Sequence

from events.models import Discussion, Series
from events.plan_forms import wall_time
from foundation.desk_pages import number_in
from foundation.forms import Form
from foundation.languages import say
from foundation.moments import instant_of, wall_of
from foundation.refusals import Refused, SeveralRefused, all_of
from registrations.coordinators.appoint import Appointment
from registrations.coordinators.enrol import Intake
from registrations.coordinators.models import Coordinator
from registrations.form import read_answers
from registrations.register import Answers

ROWS_AT_FIRST, MOST_ROWS = 10, 50
ENDS_AT, USUAL_QUOTA = "ends_at_local", 50
CHANNEL = "coordinator"
COLUMNS = ("full_name", "contact", "union_level", "sex")
"""Of a row. The contact is an address or a number: whoever types ten of them on a phone is not asked which."""


def new_form(series: Series, discussions: Sequence[Discussion]) -> Form:
    """All that is to come, until the last of it begins."""
    latest = max((one.starts_at for one in discussions), default=None)
    return Form({
        "language": [series.language], "quota": [str(USUAL_QUOTA)],
        "discussions": [str(one.id) for one in discussions],
        ENDS_AT: [wall_of(latest, series.timezone).isoformat("T", "minutes")] if latest else [],
    })  # fmt: skip


def form_of(coordinator: Coordinator, covered: Sequence[Discussion], series: Series) -> Form:
    return Form({
        "full_name": [coordinator.full_name], "union": [coordinator.union], "phone": [coordinator.phone or ""],
        "language": [coordinator.language], "quota": [str(coordinator.quota)],
        ENDS_AT: [wall_of(coordinator.ends_at, series.timezone).isoformat("T", "minutes")],
        "discussions": [str(one.id) for one in covered],
    })  # fmt: skip


def appointment_in(form: Form, series: Series, offered: Sequence[Discussion]) -> Appointment:
    """What the form says; the end is on the clock of the series."""
    wall, chosen = wall_time(form, ENDS_AT), set(form.all("discussions"))
    with form.refusing():
        ends_at = None if wall is None else instant_of(wall, series.timezone, ENDS_AT)
    if form.errors:
        ends_at = None
    return Appointment(
        full_name=form["full_name"], union=form["union"], quota=number_in(form, "quota"), ends_at=ends_at,
        language=form["language"], phone=form["phone"],
        discussions=[one for one in offered if str(one.id) in chosen],
    )  # fmt: skip


def empty_rows(coordinator: Coordinator, discussions: Sequence[Discussion]) -> Form:
    return Form({"rows": [str(ROWS_AT_FIRST)], "language": [coordinator.language],
                 "discussions": [str(one.id) for one in discussions]})  # fmt: skip


def number_of_rows(form: Form) -> int:
    return min(form.whole_number("rows") or ROWS_AT_FIRST, MOST_ROWS)


def with_more_rows(form: Form) -> Form:
    """The same form, as it was typed, with ten more rows."""
    typed = {name: form.all(name) for name in ("language", "discussions", "declared", "consent_statistics")}
    rows = {f"{row}.{name}": form.all(f"{row}.{name}") for row in range(number_of_rows(form)) for name in COLUMNS}
    return Form({**typed, **rows, "rows": [str(min(number_of_rows(form) + ROWS_AT_FIRST, MOST_ROWS))]})


def rows_in(form: Form, coordinator: Coordinator, timezone: str) -> dict[int, Answers]:
    """Each row with something in it, read as the registration form is. Refused with every mistake, each at its row."""
    wrongs: list[Refused] = [] if form.has("declared") else [not_declared()]
    read: dict[int, Answers] = {}
    for row, typed in _typed(form):
        try:
            read[row] = read_answers(
                _as_one(typed, form, coordinator), language=form["language"], timezone=timezone, channel=CHANNEL
            )
        except Refused as refusal:
            wrongs += _at_row(row, refusal)
    if not read and not wrongs:
        wrongs.append(Refused(say("Please write at least one name."), "0.full_name"))
    if wrongs:
        raise SeveralRefused(wrongs)
    return read


def enter(intake: Intake, rows: Mapping[int, Answers]) -> None:
    """Everybody goes on the list. Refused with every mistake, each at its row: then the caller takes all back."""
    results = intake.admit_all(list(rows.values()))
    wrongs = [one for row, refusal in zip(rows, results, strict=True) if refusal for one in _at_row(row, refusal)]
    if wrongs:
        raise SeveralRefused(wrongs)


def chosen_in(form: Form, offered: Sequence[Discussion]) -> list[Discussion]:
    """Of the discussions that are open those that are ticked; refused without any."""
    wanted = set(form.all("discussions"))
    chosen = [one for one in offered if str(one.id) in wanted]
    if not chosen:
        raise Refused(say("Please choose at least one discussion."), "discussions")
    return chosen


def not_declared() -> Refused:
    return Refused(say("Without the consent of your members we cannot register them. Please tick the box."), "declared")


def _typed(form: Form) -> Iterator[tuple[int, dict[str, str]]]:
    for row in range(number_of_rows(form)):
        typed = {name: form[f"{row}.{name}"] for name in COLUMNS}
        if any(typed.values()):
            yield row, typed


def _as_one(typed: Mapping[str, str], form: Form, coordinator: Coordinator) -> Form:
    """The row as the registration form of one person. Who declared that all agreed has agreed for each."""
    contact = typed["contact"]
    return Form.showing(
        full_name=typed["full_name"], union_level=typed["union_level"], sex=typed["sex"], union=coordinator.union,
        email=contact if "@" in contact else "", phone="" if "@" in contact else contact,
        consent_take_part="yes", consent_statistics=form["consent_statistics"],
    )  # fmt: skip


def _at_row(row: int, refusal: Refused) -> list[Refused]:
    names = {"email": "contact", "phone": "contact", None: "full_name"}
    return [Refused(one.message, f"{row}.{names.get(one.field, one.field)}") for one in all_of(refusal)]
