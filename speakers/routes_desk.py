"""The desk: the agenda, and who was asked to chair, speak and observe."""

from litestar import Router

from foundation import guards

router = Router(path="/desk", route_handlers=[], guards=[guards.organisers_only], dependencies=guards.DESK)
