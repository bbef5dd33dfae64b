"""A person corrects what they typed: in this registration, and in their others of the series.

Of somebody known by a phone number alone nothing is shown, since anybody may type a number and gets the link
(decisions/0005): what they leave empty stays as it is, and the number itself, by which they are known, is not changed.
"""

from dataclasses import replace
from typing import Any

from sqlmodel import Session

from events.models import Discussion
from foundation.forms import Form
from foundation.people import Person
from registrations.form import FIELDS, Field, read_fields
from registrations.models import Registration
from registrations.queries import own_registrations

CORRECTED = ("full_name", "phone", "union", "union_level", "group", "sex", "age_band", "province", "support")


def fields_to_correct(person: Person) -> list[Field]:
    if person.email is not None:
        return [field for field in FIELDS if field.name in CORRECTED]
    return [replace(field, required=False) for field in FIELDS if field.name in CORRECTED and field.name != "phone"]


def shown(registration: Registration, person: Person) -> Form:
    """The form as it stands; empty where whoever opens the page may be a stranger."""
    if person.email is None:
        return Form()
    return Form.showing(**{field.name: getattr(registration, field.name) for field in fields_to_correct(person)})


def correct(session: Session, found: tuple[Registration, Discussion, Person], form: Form) -> None:
    """Refuses every mistake at once. What was told to others before is not called back."""
    _, _, person = found
    names = [field.name for field in fields_to_correct(person)]
    if person.email is None:
        names = [name for name in names if form.has(name)]
    values = read_fields(form, names)
    for own, _ in own_registrations(session, *found):
        _set(own, values)
    if person.email is not None:
        person.full_name, person.phone = values["full_name"], values["phone"]
    session.flush()


def _set(registration: Registration, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(registration, name, value)
