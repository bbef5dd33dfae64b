"""The page of a chair, resource person or observer behind their personal link."""

from litestar import Router

from foundation import guards

router = Router(path="/p", route_handlers=[], dependencies=guards.PUBLIC)
