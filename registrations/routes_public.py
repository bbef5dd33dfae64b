"""The page of a discussion, registering, and the personal page of a participant."""

from litestar import Router

from foundation import guards

router = Router(path="/", route_handlers=[], dependencies=guards.PUBLIC)
