"""The wings of the house, with the names their addresses begin with. A wing is there as soon as somebody asks for one
of its rooms (decision 59); so its modules are imported inside. On this floor, since it knows all the others.
"""

from collections.abc import Callable, Mapping

from litestar import Router


def personal() -> list[Router]:
    """What a link opens: of participants, speakers, coordinators and holders, and the ninety minutes."""
    import live.routes_participant
    import live.routes_speaker
    import live.routes_wall
    import notifications.routes_personal
    import registrations.routes_personal
    import speakers.assisting.routes_speaker
    import speakers.preparing.routes_speaker
    import speakers.routes_speaker

    return [
        registrations.routes_personal.router, speakers.routes_speaker.router, speakers.preparing.routes_speaker.router,
        speakers.assisting.routes_speaker.router, live.routes_speaker.router, live.routes_participant.router,
        live.routes_wall.router, notifications.routes_personal.router,
    ]  # fmt: skip


def desk() -> list[Router]:
    """The organisers' rooms, half of all routes."""
    import events.routes_desk
    import foundation.routes_sign_in
    import notifications.routes_desk
    import registrations.routes_desk
    import speakers.preparing.routes_desk
    import speakers.routes_desk

    return [
        foundation.routes_sign_in.router, events.routes_desk.router, speakers.routes_desk.router,
        speakers.preparing.routes_desk.router, registrations.routes_desk.router, notifications.routes_desk.router,
    ]  # fmt: skip


def api() -> list[Router]:
    """What programs ask."""
    import events.routes_api
    import foundation.routes_api_docs
    import notifications.routes_api
    import registrations.routes_api
    import speakers.routes_api

    return [
        events.routes_api.router, speakers.routes_api.router, registrations.routes_api.router,
        notifications.routes_api.router, foundation.routes_api_docs.router,
    ]  # fmt: skip


WINGS: Mapping[tuple[str, ...], Callable[[], list[Router]]] = {
    ("r", "p", "k", "c", "news", "live"): personal, ("desk",): desk, ("api",): api,
}  # fmt: skip
