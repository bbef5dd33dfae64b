"""The JSON API of this floor (product.md, The outside of the program)."""

from litestar import Router

from foundation import guards
from events import models  # noqa: F401

router = Router(path="/api", route_handlers=[], guards=[guards.token_holders_only])
