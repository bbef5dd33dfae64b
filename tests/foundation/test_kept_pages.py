"""Public pages kept as bytes: rendered once, sent to many, never stale after a write, never anybody's own."""

import asyncio
import gzip
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import pytest

from foundation.kept_pages import PLACES, SECONDS_KEPT, SECONDS_MEANWHILE, KeptPages

PUBLIC = {"content-type": "text/html", "cache-control": "public, max-age=0"}
Told = TypeVar("Told")


@dataclass
class House:
    """Stands where the framework stands: answers what `says`, counts how often it was asked, may be made to wait."""

    says: str = "Ten seats are left"
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: dict(PUBLIC))
    asked: int = 0
    may_answer: asyncio.Event | None = None
    is_asked: asyncio.Event = field(default_factory=asyncio.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.asked += 1
        said = f"{self.says} {dict(scope['headers']).get(b'accept-language', b'').decode()}".strip()
        self.is_asked.set()
        if self.may_answer is not None:
            await self.may_answer.wait()
        headers = [(name.encode(), value.encode()) for name, value in self.headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        await send({"type": "http.response.body", "body": said[:3].encode(), "more_body": True})
        await send({"type": "http.response.body", "body": said[3:].encode()})


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


Asking = Callable[..., Coroutine[Any, Any, Answer]]


def reader(kept: KeptPages, house: House) -> Asking:
    """Somebody who asks for a page; header names are written with underscores."""

    async def ask(path: str = "/", *, method: str = "GET", query: str = "", **headers: str) -> Answer:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"method": method, "path": path, "query_string": query.encode(), "headers": pairs}
        await kept.answer(scope, None, send, house)
        given = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return Answer(sent[0]["status"], given, b"".join(message["body"] for message in sent[1:]))

    return ask


def story(tell: Callable[[Asking, House, KeptPages], Coroutine[Any, Any, Told]]) -> Told:
    async def told() -> Told:
        kept, house = KeptPages(), House()
        return await tell(reader(kept, house), house, kept)

    return asyncio.run(told())


def test_a_page_is_rendered_once_and_sent_with_its_tag() -> None:
    async def tell(ask: Asking, house: House, _: KeptPages) -> tuple[list[Answer], int]:
        return [await ask("/discussions/wages") for _ in range(3)], house.asked

    answers, asked = story(tell)

    assert asked == 1
    assert answers[0] == answers[1] == answers[2] == Answer(200, {
        **PUBLIC, "etag": answers[0].headers["etag"], "vary": "accept-encoding, accept-language",
        "content-length": "18",
    }, b"Ten seats are left")  # fmt: skip


def test_whoever_has_the_page_already_gets_no_bytes() -> None:
    async def tell(ask: Asking, *_: Any) -> list[Answer]:
        tag = (await ask()).headers["etag"]
        return [await ask(if_none_match=sent) for sent in (tag, f'"old", W/{tag}', '"old"')]

    same, among_others, changed = story(tell)

    assert (same.status, same.body, "content-length" in same.headers) == (304, b"", False)
    assert (among_others.status, changed.status) == (304, 200)


def test_a_reader_who_takes_gzip_gets_the_same_page_compressed_under_another_tag() -> None:
    async def tell(ask: Asking, *_: Any) -> list[Answer]:
        plain = await ask()
        return [plain, await ask(accept_encoding="br, gzip"), await ask(if_none_match=plain.headers["etag"],
                                                                         accept_encoding="gzip")]  # fmt: skip

    plain, compressed, with_the_other_tag = story(tell)

    assert gzip.decompress(compressed.body) == plain.body
    assert compressed.headers["content-encoding"] == "gzip"
    assert compressed.headers["etag"] != plain.headers["etag"]
    assert with_the_other_tag.status == 200


def test_many_readers_at_once_cost_one_rendering() -> None:
    async def tell(ask: Asking, house: House, _: KeptPages) -> tuple[set[bytes], int]:
        house.may_answer = asyncio.Event()
        readers = [asyncio.create_task(ask()) for _ in range(50)]
        await house.is_asked.wait()
        house.may_answer.set()
        return {answer.body for answer in await asyncio.gather(*readers)}, house.asked

    assert story(tell) == ({b"Ten seats are left"}, 1)


def test_while_a_page_is_rendered_anew_all_but_the_first_get_the_one_before() -> None:
    async def tell(ask: Asking, house: House, kept: KeptPages) -> list[bytes]:
        await ask()
        await asyncio.sleep(SECONDS_KEPT + 0.05)
        house.says, house.may_answer = "Nine seats are left", asyncio.Event()
        house.is_asked.clear()
        first = asyncio.create_task(ask())
        await house.is_asked.wait()
        meanwhile = await asyncio.wait_for(ask(), timeout=0.2)
        kept.clear()
        after_a_write = asyncio.create_task(ask())
        await asyncio.sleep(0)
        house.may_answer.set()
        return [answer.body for answer in (meanwhile, await first, await after_a_write)]

    assert SECONDS_KEPT + SECONDS_MEANWHILE < 1
    assert story(tell) == [b"Ten seats are left", b"Nine seats are left", b"Nine seats are left"]


def test_after_a_write_the_next_reader_sees_it() -> None:
    async def tell(ask: Asking, house: House, kept: KeptPages) -> list[bytes]:
        before = await ask()
        house.says = "Nine seats are left"
        still = await ask()
        kept.clear()
        return [before.body, still.body, (await ask()).body]

    assert story(tell) == [b"Ten seats are left", b"Ten seats are left", b"Nine seats are left"]


def test_a_page_that_was_begun_before_a_write_is_not_kept_after_it() -> None:
    async def tell(ask: Asking, house: House, kept: KeptPages) -> list[bytes]:
        house.may_answer = asyncio.Event()
        early = asyncio.create_task(ask())
        await house.is_asked.wait()
        house.says = "Nine seats are left"
        kept.clear()
        waiting = asyncio.create_task(ask())
        await asyncio.sleep(0)
        house.may_answer.set()
        return [(await early).body, (await waiting).body, (await ask()).body]

    assert story(tell) == [b"Ten seats are left", b"Nine seats are left", b"Nine seats are left"]


def test_a_page_is_kept_for_less_than_a_second_whatever_other_processes_write() -> None:
    async def tell(ask: Asking, house: House, _: KeptPages) -> bytes:
        await ask()
        house.says = "Nine seats are left"
        await asyncio.sleep(SECONDS_KEPT + 0.05)
        return (await ask()).body

    assert SECONDS_KEPT < 1
    assert story(tell) == b"Nine seats are left"


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        (200, {"cache-control": "no-store"}),
        (200, {"cache-control": "private, max-age=60"}),
        (200, {}),
        (200, {**PUBLIC, "set-cookie": "__Host-desk=x"}),
        (404, PUBLIC),
        (303, PUBLIC),
        (500, PUBLIC),
    ],
)
def test_what_is_not_for_everybody_is_never_kept(status: int, headers: dict[str, str]) -> None:
    async def tell(ask: Asking, house: House, _: KeptPages) -> tuple[list[Answer], int]:
        house.status, house.headers = status, headers
        answers = await asyncio.gather(*(ask(accept_encoding="gzip") for _ in range(3)))
        return [*answers, await ask(accept_encoding="gzip")], house.asked

    answers, asked = story(tell)

    assert asked == 4
    assert answers == [Answer(status, headers, b"Ten seats are left")] * 4


@pytest.mark.parametrize(
    "path", ["/r/token", "/p/token", "/desk", "/desk/discussions/wages", "/api/series", "/discussions", "/series"]
)
def test_paths_that_belong_to_somebody_are_not_even_looked_at(path: str) -> None:
    async def tell(ask: Asking, house: House, kept: KeptPages) -> int:
        await ask(path)
        await ask(path)
        return house.asked

    assert story(tell) == 2


def test_a_post_goes_through() -> None:
    async def tell(ask: Asking, house: House, kept: KeptPages) -> int:
        await ask("/discussions/wages/registrations", method="POST")
        await ask("/discussions/wages/registrations", method="POST")
        return house.asked

    assert story(tell) == 2


def test_each_language_and_each_address_has_its_own_page() -> None:
    async def tell(ask: Asking, house: House, _: KeptPages) -> tuple[list[bytes], int]:
        pages = [await ask(accept_language="id"), await ask(accept_language="pt"), await ask(accept_language="id"),
                 await ask(query="language=tet")]  # fmt: skip
        return [page.body[19:] for page in pages], house.asked

    assert story(tell) == ([b"id", b"pt", b"id", b""], 3)


def test_a_header_sent_twice_does_not_put_one_language_into_the_place_of_another() -> None:
    async def tell(ask: Asking, house: House, kept: KeptPages) -> bytes:
        async def send(_: Any) -> None: ...

        twice = [(b"accept-language", b"id"), (b"accept-language", b"en")]
        scope = {"method": "GET", "path": "/", "query_string": b"", "headers": twice}
        house.says = "Sepuluh kursi"
        await kept.answer(scope, None, send, house)
        house.says = "Ten seats are left"
        return (await ask(accept_language="en")).body

    assert story(tell) == b"Ten seats are left en"


def test_of_too_many_pages_the_one_rendered_longest_ago_leaves() -> None:
    async def tell(ask: Asking, house: House, _: KeptPages) -> list[int]:
        await ask("/", query="hot")
        await ask("/", query="cold")
        await asyncio.sleep(SECONDS_KEPT + 0.05)
        await ask("/", query="hot")
        for number in range(PLACES - 1):
            await ask("/", query=str(number))
        return [await renderings(ask, house, query) for query in ("hot", "cold", "hot")]

    assert story(tell) == [0, 1, 1]


async def renderings(ask: Asking, house: House, query: str) -> int:
    """How often the page has to be rendered when it is asked for now."""
    before = house.asked
    await ask("/", query=query)
    return house.asked - before


def test_a_fault_keeps_nobody_waiting() -> None:
    async def tell(ask: Asking, house: House, kept: KeptPages) -> bytes:
        async def broken(*_: Any) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            await reader(kept, broken)()  # type: ignore[arg-type]
        return (await ask()).body

    assert story(tell) == b"Ten seats are left"
