"""How an error reaches its reader: a page in words, or problem+json for a program (RFC 9457)."""

import logging
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect

from foundation.languages import Message, say
from foundation.pages import PERSONAL, page, reader_language
from foundation.refusals import Refused, SignInNeeded, all_of

log = logging.getLogger(__name__)
Reading = Request[Any, Any, Any]

WORDS = {
    400: say("The request could not be read. Please go back and try again."),
    404: say("This page does not exist, or the link is no longer valid."),
    405: say("This page does not take that kind of request."),
    413: say("That is too much at once. Please send less."),
    429: say("Too many attempts from here. Please wait a few minutes and try again."),
    500: say("Something went wrong on our side. Nothing was changed; please try again in a few minutes."),
}


def refused(request: Reading, refusal: Refused) -> Response[Any]:
    """The one place where a rule's no becomes an answer."""
    if isinstance(refusal, SignInNeeded) and not _is_api(request) and request.method == "GET":
        return Redirect("/desk/sign-in", status_code=303)
    if _is_api(request):
        return problem(request, refusal.status, refusal.message, [_pointed(single) for single in all_of(refusal)])
    return page(request, "foundation/refused.html", status=refusal.status, headers=PERSONAL,
                messages=[single.message for single in all_of(refusal)],
                **_reader(request, refusal.status))  # fmt: skip


def not_served(request: Reading, error: HTTPException) -> Response[Any]:
    """What the framework refuses: no such path, no such method, a body too large or not readable."""
    status = error.status_code if error.status_code in WORDS else 400 if error.status_code < 500 else 500
    headers = {key: value for key, value in (error.headers or {}).items() if key.lower() == "allow"}
    answer = _said(request, status, _too_much(request) if status == 413 else None)
    answer.headers.update(headers)
    return answer


def failed(request: Reading, error: Exception) -> Response[Any]:
    """A fault of ours. The log names the route, never the path: it may hold a token."""
    log.error("unhandled error in %s", request.scope.get("path_template", "?"), exc_info=error)
    return _said(request, 500)


def problem(request: Reading, status: int, message: Message, errors: list[dict[str, str]]) -> Response[Any]:
    """problem+json: `detail` in the reader's language, `errors` with a JSON pointer each."""
    language = reader_language(request)
    content = {
        "type": "about:blank", "status": status, "title": message.in_language("en"),
        "detail": message.in_language(language), "errors": errors,
    }  # fmt: skip
    return Response(content, status_code=status, media_type="application/problem+json", headers=dict(PERSONAL))


def _pointed(refusal: Refused) -> dict[str, str]:
    pointer = f"/{refusal.field.replace('.', '/')}" if refusal.field else ""
    return {"pointer": pointer, "detail": refusal.message.in_language("en")}


def _too_much(request: Reading) -> Message:
    """What this route takes, where it takes more than others do."""
    own = getattr(request.scope.get("route_handler"), "request_max_body_size", None)
    return say("That is too much at once. Please send at most {limit} MB.",
               limit=max(1, own // 1_000_000) if isinstance(own, int) else 1)  # fmt: skip


def _said(request: Reading, status: int, message: Message | None = None) -> Response[Any]:
    message = message or WORDS[status]
    if _is_api(request):
        return problem(request, status, message, [])
    return page(
        request, "foundation/refused.html", status=status, headers=PERSONAL, messages=[message],
        **_reader(request, status),
    )


def _reader(request: Reading, status: int) -> dict[str, Any]:
    """Somebody who is signed in reads their own language, and their way on is the desk. Others are here most often by a
    link that was cut off or is lost."""
    desk = request.scope.get("state", {}).get("desk")
    language = desk.person.language if desk else None
    return {"is_desk": desk is not None, "is_lost": status == 404 and desk is None, "language": language}


def _is_api(request: Reading) -> bool:
    return request.url.path.startswith("/api/")


HANDLERS: dict[Any, Any] = {Refused: refused, HTTPException: not_served, Exception: failed}
