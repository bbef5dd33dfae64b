"""Parts of questions that several kinds of message ask: made once for each look at a discussion, as to make one costs
more than to ask it."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from notifications.scope import Scope

Part = TypeVar("Part")


def once(make: Callable[[Scope], Part]) -> Callable[[Scope], Part]:
    """For a part that follows from its scope alone."""

    @wraps(make)
    def made(scope: Scope) -> Part:
        if make not in scope.parts_of_questions:
            scope.parts_of_questions[make] = make(scope)
        part: Part = scope.parts_of_questions[make]
        return part

    return made
