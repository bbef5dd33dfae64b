"""The top of the house: the application, the tick, the command line."""

from concurrent.futures import ThreadPoolExecutor
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request
from litestar.config.response_cache import ResponseCacheConfig
from litestar.datastructures import State

import events.routes_api
import events.routes_desk
import events.routes_public
import foundation.routes_sign_in
import notifications.routes_api
import notifications.routes_desk
import registrations.routes_api
import registrations.routes_desk
import registrations.routes_public
import speakers.routes_api
import speakers.routes_desk
import speakers.routes_speaker
from foundation import edge, guards, problems
from foundation.database import Database
from foundation.front import Front
from foundation.kept_pages import KeptPages
from foundation.settings import Settings

THREADS = 24
BODY_LIMIT = 1_000_000
ROUTERS = [
    foundation.routes_sign_in.router, events.routes_public.router, events.routes_desk.router, events.routes_api.router,
    speakers.routes_desk.router, speakers.routes_speaker.router, speakers.routes_api.router,
    registrations.routes_public.router, registrations.routes_desk.router, registrations.routes_api.router,
    notifications.routes_desk.router, notifications.routes_api.router,
]  # fmt: skip
