"""A list that the office registers itself, for one discussion: nobody's quota, and people of several unions."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session

from events.models import Discussion
from events.queries import hold, series_of
from foundation.forms import Form
from foundation.languages import say, speaking
from foundation.people import contact_of
from foundation.refusals import Refused
from registrations.importing.bring import Declared, call_columns, checked_language, enter_all, rows_read
from registrations.importing.columns import OFFERED_OFFICE
from registrations.importing.looking import SHOWN, choices_among, samples_of
from registrations.importing.models import Upload
from registrations.privacy.consents import contacts_withdrawn, unwilling
from registrations.register import Answers, refuse_if_closed, register_all_held

CHANNEL = "desk"


class Direct:
    """The discussion is held until the end of the transaction."""

    union = None

    def __init__(self, session: Session, discussion: Discussion, now: datetime) -> None:
        hold(session, discussion)
        refuse_if_closed(discussion, now)
        self._session, self._discussion, self._now = session, discussion, now

    def admit_all(self, people: Sequence[Answers]) -> list[Refused | None]:
        """Whoever is registered already stays as they are, and gets the link once more; who withdrew stays out."""
        withdrew = contacts_withdrawn(self._session, [self._discussion])
        results = [unwilling() if contact_of(one.email, one.phone) in withdrew else None for one in people]
        willing = [one for one, refusal in zip(people, results, strict=True) if refusal is None]
        register_all_held(self._session, self._discussion, willing, self._now)
        return results


def form_of(session: Session, upload: Upload, discussion: Discussion) -> Form:
    return Form({"columns": upload.fields, "language": [series_of(session, discussion).language]})


def look_again(upload: Upload, form: Form) -> None:
    """Other columns than were guessed."""
    call_columns(upload, form.all("columns"), OFFERED_OFFICE)


def enter(
    session: Session, discussion: Discussion, upload: Upload, form: Form, *, language: str, now: datetime
) -> None:  # fmt: skip
    """Register everybody who fits; refusals of rows are said in `language`, that of who reads them."""
    intake = Direct(session, discussion, now)
    session.refresh(upload)
    if upload.is_done:
        return
    look_again(upload, form)
    if not form.has("declared"):
        raise Refused(say("Please confirm that everybody on this list knows of it and has agreed."), "declared")
    declared = _declared(discussion, checked_language(form["language"]), statistics=form.has("consent_statistics"))
    with speaking(language):
        enter_all(upload, intake, declared)
    session.flush()


def shown(session: Session, discussion: Discussion, upload: Upload, form: Form) -> dict[str, Any]:
    """What the page shows of the list."""
    if upload.is_done:
        return {"upload": upload, "form": form,
                "refused": list(zip(upload.rows, upload.reasons, strict=True))[:SHOWN]}  # fmt: skip
    declared = _declared(discussion, series_of(session, discussion).language)
    read = list(rows_read(upload, declared)) if "full_name" in upload.fields else []
    free = None if discussion.capacity is None else discussion.capacity - discussion.seats_taken - discussion.seats_held
    return {
        "upload": upload, "form": form, "left": free, "in_all": len(upload.rows),
        "fits": [one for one in read if one.answers][:SHOWN],
        "number_fit": sum(one.answers is not None for one in read),
        "unfit": [one for one in read if one.answers is None][:SHOWN],
        "columns": list(zip(upload.heading, form.all("columns"), samples_of(upload), strict=False)),
        "choices": choices_among(OFFERED_OFFICE), "discussions": [(str(discussion.id), discussion.title)],
    }  # fmt: skip


def _declared(discussion: Discussion, language: str, *, statistics: bool = False) -> Declared:
    return Declared(language=language, timezone=discussion.timezone, statistics=statistics, channel=CHANNEL)
