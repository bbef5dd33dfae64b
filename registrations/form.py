"""The registration form: one `Field` for each, in the order of the page. Page, list, import, export and API loop over
`FIELDS`; a new field is one more of them, and its column (design.md, Where a newcomer adds).
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from foundation.forms import Form
from foundation.languages import LANGUAGES, Message, say
from foundation.people import EMAIL_LIMIT, NAME_LIMIT, checked_email, checked_name, checked_phone, clean_text
from foundation.refusals import Refused, SeveralRefused
from foundation.zones import zone
from registrations.models import AgeBand, Group, Purpose, Sex, UnionLevel
from registrations.provinces import province_code
from registrations.questions.answering import read_own
from registrations.questions.models import OwnQuestion
from registrations.register import Answers

LEVELS = {
    UnionLevel.CONFEDERATION: say("Confederation"), UnionLevel.FEDERATION: say("Federation"),
    UnionLevel.BRANCH: say("Branch"), UnionLevel.PLANT: say("Plant"),
}  # fmt: skip
GROUPS = {
    Group.WORKERS: say("Workers"), Group.EMPLOYERS: say("Employers"),
    Group.GOVERNMENT: say("Government"), Group.OTHER: say("Other"),
}  # fmt: skip
AGE_BANDS = {band: say("{years} years", years=band.value.replace("-", "–")) for band in AgeBand}
SEXES = {Sex.WOMAN: say("Woman"), Sex.MAN: say("Man"), Sex.UNDISCLOSED: say("Prefer not to say")}
YES, NO = frozenset({"yes", "true", "on", "1", "ya", "sim"}), frozenset({"", "no", "false", "off", "0"})


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question. `kind` says how it is shown: text, email, tel, lines, choice (a few, all seen), select, province,
    timezone, language, box; `autocomplete` what a browser may fill in (HTML, 4.10.18.7)."""

    name: str
    label: Message
    kind: str = "text"
    required: bool = False
    choices: Mapping[Any, Message] | None = None
    limit: int | None = None
    folded: bool = False
    hint: Message | None = None
    autocomplete: str = ""

    @property
    def purpose(self) -> Purpose | None:
        """What is agreed to, when this is a consent."""
        return Purpose(self.name.removeprefix(CONSENT)) if self.name.startswith(CONSENT) else None

    @property
    def stands(self) -> str:
        """Where on the page: first, folded, or last, above the button."""
        return "folded" if self.folded else "last" if self.purpose else "first"

    @property
    def options(self) -> list[tuple[str, Message]]:
        return [(choice.value, label) for choice, label in (self.choices or {}).items()]


CONSENT = "consent_"
FIELDS = (
    Field(
        name="full_name", label=say("Full name, as it should appear on the certificate"), required=True,
        limit=NAME_LIMIT, hint=say("A single name is fine."), autocomplete="name",
    ),
    Field(name="email", label=say("Email (optional)"), kind="email", limit=EMAIL_LIMIT, autocomplete="email",
          hint=say("Email or WhatsApp: one of the two is enough.")),
    Field(name="phone", label=say("WhatsApp number (optional)"), kind="tel", limit=40, autocomplete="tel"),
    Field(name="union", label=say("Your organization or union"), limit=200, autocomplete="organization"),
    Field(name="union_level", label=say("Level"), kind="choice", choices=LEVELS),
    Field(name="group", label=say("Group"), kind="select", choices=GROUPS, folded=True),
    Field(name="sex", label=say("Sex"), kind="choice", choices=SEXES, folded=True),
    Field(name="age_band", label=say("Age"), kind="select", choices=AGE_BANDS, folded=True),
    Field(name="province", label=say("Province or municipality"), kind="province", limit=80, folded=True),
    Field(name="language", label=say("Language of your messages"), kind="language", folded=True),
    Field(name="timezone", label=say("Your time zone"), kind="timezone", folded=True),
    Field(
        name="support", label=say("Do you need support to take part?"), kind="lines", limit=500, folded=True,
        hint=say("For example captions, sign language, or documents before the discussion."),
    ),
    Field(name="question", label=say("A question for the discussion"), kind="lines", limit=1000, folded=True),
    Field(
        name="discreet", label=say("Send me discreet messages"), kind="box", folded=True,
        hint=say("Neutral titles in mail and calendar, for instance when your employer can see them."),
    ),
    Field(
        name="consent_statistics", label=say("You may count my answers in reports, without my name."), kind="box",
        folded=True,
    ),
    Field(
        name="consent_recording", label=say("You may record me and take pictures during the discussion."), kind="box",
        folded=True,
    ),
    Field(name="consent_news", label=say("Tell me about the next discussions."), kind="box", folded=True),
    Field(
        name="consent_take_part", kind="box", required=True,
        label=say(
            "I agree that my data, including that I belong to or work with a union, is used to organise this "
            "discussion. I can withdraw at any time."
        ),
    ),
)  # fmt: skip
OWN_STAND = next(place for place, field in enumerate(FIELDS) if field.folded)
PURPOSES = [(field.name, field.purpose) for field in FIELDS if field.purpose]


def read_answers(
    form: Form, *, language: str = "en", timezone: str = "Asia/Jakarta", channel: str = "web",
    own: Sequence[OwnQuestion] = (), insists: bool = True,
) -> Answers:  # fmt: skip
    """The form, checked; `language` and `timezone` hold where those fields are empty. `own` are the organisers'
    questions, and `insists` whether those that are required must be answered.

    Refuses every mistake at once, each with the name of its field.
    """
    said, wrongs = read_own(form, own, insists=insists)
    read = read_fields(form, [field.name for field in FIELDS], [*_missing_contact(form), *wrongs])
    consents = {purpose: read.pop(name) for name, purpose in PURPOSES}
    read |= {"language": read["language"] or language, "timezone": read["timezone"] or timezone}
    return Answers(**read, consents=consents, channel=channel, own=tuple(said))


def read_fields(form: Form, names: Collection[str], wrongs: Sequence[Refused] = ()) -> dict[str, Any]:
    """Some fields of the form, checked: the values by their names. Refuses every mistake at once, those in `wrongs` as
    well, in the order of the page."""
    found: list[Refused] = []
    read: dict[str, Any] = {}
    for field in FIELDS:
        if field.name in names:
            try:
                read[field.name] = READERS.get(field.name, _read)(field, form[field.name])
            except Refused as refusal:
                found.append(refusal)
    found = sorted([*found, *wrongs], key=_place)
    if found:
        raise SeveralRefused(found) if len(found) > 1 else found[0]
    return read


def form_of(values: Mapping[str, object]) -> Form:
    """The form as a program fills it in JSON: texts as they are, true and false for boxes, null for nothing."""
    typed = {}
    for name, value in values.items():
        if not isinstance(value, str | bool | None):
            raise Refused(say("Please write a text here, or true or false for a box."), name)
        typed[name] = ["yes" if value is True else "" if value in (None, False) else str(value)]
    return Form(typed)


def _place(refusal: Refused) -> int:
    """Where on the page it is shown; the organisers' own questions stand before the folded ones."""
    return next((place for place, field in enumerate(FIELDS) if field.name == refusal.field), OWN_STAND)


def _read(field: Field, text: str) -> Any:
    """The value of a field by its kind. An empty one is its default."""
    if field.kind == "box":
        return _ticked(field, text)
    if field.choices is not None:
        return _chosen(field, text)
    cleaned = "\n".join(map(clean_text, text.splitlines())) if field.kind == "lines" else clean_text(text)
    if field.limit and len(cleaned) > field.limit:
        raise Refused(say("Please write at most {limit} characters.", limit=field.limit), field.name)
    return cleaned


def _ticked(field: Field, text: str) -> bool:
    answer = text.casefold()
    if answer not in YES | NO:
        raise Refused(say("Please answer yes or no."), field.name)
    if field.required and answer in NO:
        raise Refused(say("Without this consent we cannot register you. Please tick the box."), field.name)
    return answer in YES


def _chosen(field: Field, text: str) -> Any:
    if not text:
        return None
    found = next((choice for choice in field.choices or () if choice.value == text.casefold()), None)
    if found is None:
        raise Refused(say("Please choose one of the answers offered."), field.name)
    return found


def _language(field: Field, text: str) -> str:
    if text and text not in LANGUAGES:
        raise Refused(say("Please choose one of the languages offered."), field.name)
    return text


def _timezone(field: Field, text: str) -> str:
    if text:
        zone(text)
    return text


def _missing_contact(form: Form) -> list[Refused]:
    if form["email"] or form["phone"]:
        return []
    return [Refused(say("Please give an email address or a phone number. One of the two is enough."), "email")]


READERS: Mapping[str, Callable[[Field, str], Any]] = {
    "full_name": lambda _, text: checked_name(text),
    "email": lambda _, text: checked_email(text) if text else None,
    "phone": lambda _, text: checked_phone(text) if text else None,
    "province": lambda field, text: _read(field, province_code(text)),
    "language": _language,
    "timezone": _timezone,
}
"""Fields that are checked in a way of their own; all others by their kind."""
