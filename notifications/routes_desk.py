"""The desk: every message and its state, and the outbox directory."""

from litestar import Router

from foundation import guards

router = Router(path="/desk", route_handlers=[], guards=[guards.organisers_only], dependencies=guards.DESK)
