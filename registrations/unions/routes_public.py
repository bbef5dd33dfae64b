"""Names of the directory of unions, for a script that asks while somebody types."""

from typing import Any

from litestar import Request, Response
from litestar.di import NamedDependency
from litestar.params import FromPath
from sqlmodel import Session

from events.queries import public_discussion
from foundation.edge import reads
from registrations.unions.matching import names_like

LONGEST_TYPED = 100


@reads("/discussions/{slug:str}/unions")
def unions_like(
    request: Request[Any, Any, Any], session: NamedDependency[Session], slug: FromPath[str]
) -> Response[list[tuple[str, str]]]:
    """A few names like `typed`, each with that of what it belongs to."""
    typed = request.query_params.get("typed", "")[:LONGEST_TYPED]
    found = names_like(session, public_discussion(session, slug).series_id, typed)
    return Response(found, headers={"Cache-Control": "private, max-age=600"})


HANDLERS = [unions_like]
