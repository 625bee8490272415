"""Turns: what masks mail and parses files in this process is done for a few at once; the others wait for theirs."""

import asyncio
from collections.abc import Callable
from typing import Annotated, Final, ParamSpec, TypeVar

from fastapi import Depends
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

Given = ParamSpec("Given")
Result = TypeVar("Result")

MOST_AT_ONCE: Final = 2  # each may start a process of 300 MB (ADR 0009)


class Turns:
    """Lets ``most`` callers work at once, in the order in which they came. Whoever waits holds no thread."""

    def __init__(self, most: int = MOST_AT_ONCE) -> None:
        """Begin with nobody at work."""
        self._free = asyncio.Semaphore(most)

    async def take(self, work: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
        """Return what ``work`` returns, called in a thread when it is its turn."""
        async with self._free:
            return await run_in_threadpool(work, *args, **kwargs)


def _turns_of(request: Request) -> Turns:
    turns: Turns = request.app.state.turns
    return turns


TakingTurns = Annotated[Turns, Depends(_turns_of)]
