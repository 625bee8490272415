"""What all sessions of an ingress share: settings, the use case, the budget, and tasks that outlive a session."""

import asyncio
import os
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

from relay.model.ids import new_id
from relay.smtp import events
from relay.smtp.budget import IntakeBudget
from relay.smtp.peers import Network, UnknownRecipients
from relay.smtp.protocol import IntakeProtocol

if TYPE_CHECKING:
    from relay.smtp.session import SessionBase

_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class IngressSettings:
    """How the ingress listens, and its limits; sizes in octets, times in seconds, 0 switches a limit off.

    ``listen`` are ``host:port`` (``[::1]:25``). ``domain`` is the relay's own, for ``RCPT
    TO:<postmaster>``. Peers in ``trusted_networks`` (a front MTA speaks for many clients) are
    neither slowed nor cut off for errors. ``session_seconds`` is the longest that one connection
    may last, ``idle_seconds`` the longest silence (RFC 5321 section 4.5.3.2 asks for 300).
    """

    listen: tuple[str, ...]
    hostname: str
    domain: str
    max_message_bytes: int = 26_214_400
    max_header_bytes: int = 262_144
    intake_bytes: int = 200_000_000
    connections: int = 200
    errors_per_session: int = 20
    idle_seconds: float = 300.0
    session_seconds: float = 3600.0
    tls_context: ssl.SSLContext | None = None
    proxy_protocol: bool = False
    trusted_networks: tuple[Network, ...] = ()


@dataclass(slots=True, eq=False)
class IngressContext:
    """The shared state of one ingress; lives in one event loop."""

    settings: IngressSettings
    intake: IntakeProtocol
    clock: Callable[[], datetime]
    pause: Callable[[float], Awaitable[None]] = asyncio.sleep
    random_bytes: Callable[[int], bytes] = os.urandom
    closing: bool = False
    sessions: "set[SessionBase]" = field(default_factory=set)
    tasks: "set[asyncio.Task[Any]]" = field(default_factory=set)
    unknown_recipients: UnknownRecipients = field(default_factory=UnknownRecipients)
    budget: IntakeBudget = field(init=False)

    def __post_init__(self) -> None:
        """Open the budget."""
        self.budget = IntakeBudget(self.settings.intake_bytes)

    def new_event_id(self) -> str:
        """Return an id under which an error stands in the log."""
        return new_id("e", self.clock(), self.random_bytes)

    def begin(self, work: Coroutine[Any, Any, _Answer]) -> "asyncio.Task[_Answer]":
        """Run ``work`` as a task that the end of a session does not cancel and that shutdown awaits."""
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self._finish)
        return task

    def _finish(self, task: "asyncio.Task[Any]") -> None:
        self.tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            events.unexpected(self.new_event_id(), "intake", error)
