"""How a rule says no: a sentence for the reader, a status for the protocol, the field it concerns."""

from collections.abc import Sequence

from foundation.languages import Message, Wording, say


class Refused(Exception):
    """A request that cannot be granted. Changes nothing; shown beside the form, or as problem+json (RFC 9457)."""

    status = 422
    choices: Sequence[tuple[str, Wording]] = ()
    """What would be granted instead: values of the field, each with its words."""

    def __init__(self, message: Message, field: str | None = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.field = field


class SeveralRefused(Refused):
    """More than one thing is wrong at once; `refusals` names each."""

    def __init__(self, refusals: "list[Refused]") -> None:
        super().__init__(refusals[0].message, refusals[0].field)
        self.refusals = refusals


class Missing(Refused):
    """Nothing there, or nothing this reader may know of: both look the same (trust.md, Access)."""

    status = 404

    def __init__(self) -> None:
        super().__init__(say("This page does not exist, or the link is no longer valid."))


class SignInNeeded(Refused):
    """The desk and the API open only to organisers."""

    status = 401

    def __init__(self) -> None:
        super().__init__(say("Please sign in first."))


class Forbidden(Refused):
    """The request came from another site, or asks for what this role may not do."""

    status = 403

    def __init__(self) -> None:
        super().__init__(say("This request did not come from a page of this site. Please open the page again."))


class Conflict(Refused):
    """The state of things has moved on, or the name is taken."""

    status = 409


class TooMany(Refused):
    """A limit of trust.md is reached; waiting helps."""

    status = 429

    def __init__(self, message: Message | None = None) -> None:
        usual = say("Too many attempts from here. Please wait a few minutes and try again.")
        super().__init__(message or usual)


def all_of(refusal: Refused) -> list[Refused]:
    """The single refusals inside `refusal`, in the order they were found."""
    return refusal.refusals if isinstance(refusal, SeveralRefused) else [refusal]
