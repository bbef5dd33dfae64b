"""What a certificate says, for the page, the paper and whoever checks it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlmodel import Session

from events.models import Discussion, Series
from events.queries import series_of
from foundation.languages import Message, Wording, say, say_many
from foundation.moments import Moment, long_date, number, short_date
from foundation.people import Office, Role
from registrations.certificates.models import Certificate

PARTICIPATION, CONTRIBUTION = say("Certificate of participation"), say("Certificate of contribution")
DID = {
    Role.PARTICIPANT: say("took part in the discussion"),
    Role.CHAIR: say("chaired the discussion"),
    Role.RESOURCE_PERSON: say("contributed as resource person to the discussion"),
    Role.OBSERVER: say("contributed as observer to the discussion"),
}


@dataclass(frozen=True)
class Hours(Wording):
    """90 minutes (1.5 hours)"""

    minutes: int

    def in_language(self, language: str) -> str:
        hours = round(Decimal(self.minutes) / 60, 2).normalize()
        words = say("1 hour") if hours == 1 else say("{hours} hours", hours=number(hours, language))
        minutes = say_many("{count} minute", "{count} minutes", self.minutes)
        return f"{minutes.in_language(language)} ({words.in_language(language)})"


@dataclass(frozen=True)
class Shown:
    """One certificate in words, whose name apart."""

    certificate: Certificate
    discussion: Discussion
    series: Series
    office: Office

    @property
    def heading(self) -> Message:
        return PARTICIPATION if self.certificate.role == Role.PARTICIPANT else CONTRIBUTION

    @property
    def did(self) -> Message:
        return DID[Role(self.certificate.role)]

    @property
    def length(self) -> Wording:
        """Of the whole discussion, as it was announced (decisions/0041)."""
        return Hours(self.discussion.minutes)

    @property
    def day(self) -> Wording:
        return self._day(self.discussion.starts_at, long_date)

    @property
    def issued_on(self) -> Wording:
        return self._day(self.certificate.issued_at, short_date)

    @property
    def revoked_on(self) -> Wording | None:
        at = self.certificate.revoked_at
        return None if at is None else self._day(at, short_date)

    def _day(self, at: datetime, form: Callable[[datetime, str, str], str]) -> Wording:
        return Moment(at, self.discussion.timezone, form)


def shown(session: Session, certificate: Certificate, discussion: Discussion) -> Shown:
    series = series_of(session, discussion)
    return Shown(certificate, discussion, series, session.get_one(Office, series.office_id))
