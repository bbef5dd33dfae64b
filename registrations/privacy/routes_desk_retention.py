"""The desk: how long the data of a series are kept, and what goes when."""

from typing import Any

from litestar import Response
from litestar.params import FromPath
from sqlmodel import Session

from events.models import Series
from events.queries import office_series
from foundation.desk_pages import (
    Asking,
    OpenDesk,
    OpenSession,
    PostedForm,
    desk_page,
    go_to,
    number_in,
    shown_again,
    trying,
)
from foundation.edge import reads, writes
from foundation.forms import Form
from registrations.privacy.retention import LONGEST, clocks, keep_for, retention_of_or_default

HERE = "/series/{slug:str}/retention"
PAGE = "registrations/desk_retention.html"


@reads(HERE)
def retention(request: Asking, session: OpenSession, desk: OpenDesk, slug: FromPath[str]) -> Response[bytes]:
    series = office_series(session, desk.office, slug)
    kept = retention_of_or_default(session, series)
    form = Form.showing(contact_months=kept.contact_months, statistics_months=kept.statistics_months)
    return desk_page(request, desk, PAGE, form=form, **_around(session, series))


@writes(HERE)
def choose_retention(
    request: Asking, session: OpenSession, desk: OpenDesk, *, slug: FromPath[str], form: PostedForm
) -> Response[Any]:
    series = office_series(session, desk.office, slug)
    months = {name: number_in(form, name) for name in ("contact_months", "statistics_months")}
    if not form.errors:
        with trying(form, session):
            keep_for(session, series, **months)
    if form.errors:
        return shown_again(request, desk, PAGE, form, **_around(session, series))
    return go_to(f"/desk/series/{slug}/retention", "saved")


def _around(session: Session, series: Series) -> dict[str, Any]:
    return {"series": series, "clock": next(iter(clocks(session, series_id=series.id)), None), "longest": LONGEST}


HANDLERS = [retention, choose_retention]
