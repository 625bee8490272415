"""A delivery worker that a test runs by hand, and a transport that keeps what it is given."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from relay.service.dispatch import DispatchWorker
from relay.service.leases import LEASE
from relay.service.program import Program
from relay.smtp.protocol import SendKind, SendOutcome
from relay.store.outgoing import DeliveryLease, claim_due
from relay.store.writer import Writer

if TYPE_CHECKING:
    from relay.scanning.workers import ScanPool

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Sent:
    """One mail that went out."""

    recipient: str
    data: bytes


class Outbox:
    """Takes every mail, and does all work in this process."""

    def __init__(self) -> None:
        self.sent: list[Sent] = []

    async def send(self, envelope_from: str, recipient: str, data: bytes) -> SendOutcome:
        self.sent.append(Sent(recipient, data))
        return SendOutcome(SendKind.DELIVERED, 250)

    async def close(self) -> None:
        """Nothing is open."""

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)


def lease_all(program: Program) -> list[DeliveryLease]:
    """Take everything that is due, as a worker does before it builds and sends."""
    with program.store.write() as unit:
        return claim_due(unit, "outbox", LEASE, 100)


async def deliver_all(program: Program) -> list[Sent]:
    """Let a worker deliver everything that is due; return what went out."""
    outbox = Outbox()
    writer = Writer(program.store)
    pool = cast("ScanPool", outbox)
    worker = DispatchWorker(program, writer, pool, outbox, owner="outbox", at_once=10)
    try:
        for lease in lease_all(program):
            await worker.work(lease)
    finally:
        writer.close()
    return outbox.sent
