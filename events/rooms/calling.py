"""Asking a provider over the network: one short call, no redirects, and every failure one of two kinds."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from events.rooms.contract import TryAgain, TurnedDown
from foundation.languages import say

if TYPE_CHECKING:
    import httpx

SECONDS = 10.0
MOST_BYTES = 2_000_000
MOST_WAIT = timedelta(days=1)


class Caller:
    """Asks one provider, `name`. Opened when the first question is asked, since what asks is slow to load."""

    def __init__(self, name: str) -> None:
        self.name = name

    def ask(self, method: str, url: str, **more: Any) -> "httpx.Response":
        """The answer, whatever its status. Raises TryAgain when there is none, or when the other side has no time: 429
        and everything from 500."""
        import httpx

        try:
            answer = httpx.request(method, url, timeout=SECONDS, follow_redirects=False, **more)
        except (httpx.TransportError, httpx.DecodingError):
            raise TryAgain(say("{provider} does not answer.", provider=self.name)) from None
        if answer.status_code == 429:
            wait = wait_of(answer.headers.get("Retry-After", ""), answer.headers.get("Date", ""))
            raise TryAgain(say("{provider} asks us to wait, as it was asked too often.", provider=self.name), wait)
        if answer.status_code >= 500:
            raise TryAgain(say("{provider} is out of order at the moment.", provider=self.name))
        if len(answer.content) > MOST_BYTES:
            raise TurnedDown(say("{provider} answers more than can be read.", provider=self.name))
        return answer


def wait_of(retry_after: str, now_there: str) -> timedelta:
    """Seconds, or a date in one of two forms beside the date of the answer (RFC 9110, 10.2.3; Zoom writes ISO 8601);
    what cannot be read is no wait."""
    if retry_after.isdigit():
        return min(timedelta(seconds=int(retry_after[:9])), MOST_WAIT)
    until, since = moment_of(retry_after), moment_of(now_there)
    if until is None or since is None:
        return timedelta(0)
    return max(timedelta(0), min(until - since, MOST_WAIT))


def moment_of(text: str) -> datetime | None:
    """A moment as providers write it; without a zone it is UTC."""
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
        except ValueError:
            continue
        return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return None
