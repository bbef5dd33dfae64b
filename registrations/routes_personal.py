"""Every address that is somebody's own: participants, coordinators, holders of certificates, readers of news."""

from litestar import Router

from foundation import guards
from registrations import routes_door, routes_news, routes_participant, routes_released, routes_series
from registrations.attendance import routes_participant as check_ins
from registrations.certificates import routes_holder as certificates
from registrations.coordinators import routes_coordinator, routes_member
from registrations.evaluation import routes_participant as evaluation
from registrations.importing import routes_coordinator as routes_import
from registrations.invitation import routes_participant as invitation
from registrations.privacy import routes_participant as privacy

router = Router(
    path="/", dependencies=guards.PUBLIC,
    route_handlers=[
        *routes_participant.HANDLERS, *routes_door.HANDLERS, *routes_news.HANDLERS, *privacy.HANDLERS,
        *check_ins.HANDLERS, *routes_coordinator.HANDLERS, *routes_member.HANDLERS, *routes_import.HANDLERS,
        *routes_series.HANDLERS, *certificates.HANDLERS, *evaluation.HANDLERS, *invitation.HANDLERS,
        *routes_released.HANDLERS,
    ],
)  # fmt: skip
