"""Signing in to the desk and out again."""

from litestar import Router

from foundation import guards

router = Router(path="/desk", route_handlers=[], dependencies=guards.PUBLIC)
