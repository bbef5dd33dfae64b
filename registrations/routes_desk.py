"""The desk: who has registered."""

from litestar import Router

from foundation import guards

router = Router(path="/desk", route_handlers=[], guards=[guards.organisers_only], dependencies=guards.DESK)
