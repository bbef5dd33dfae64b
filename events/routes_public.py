"""Pages for everybody: the series on offer, and their calendar feeds."""

from litestar import Router

from foundation import guards

router = Router(path="/", route_handlers=[], dependencies=guards.PUBLIC)
