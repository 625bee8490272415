"""A pool of worker processes that scan, forked from one process that has the model loaded."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ParamSpec, TypeVar

from relay.config.policy import PolicySet
from relay.model.errors import RelayError
from relay.model.finding import Finding
from relay.scanning.context import ScanContext

P = ParamSpec("P")
R = TypeVar("R")


class ScanFailedError(RelayError):
    """A message could not be scanned, twice: hold it with ``system.scan_failed``."""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan found, and the versions of code and model that found it."""

    findings: tuple[Finding, ...]
    versions: str


class ScanPool:
    """Worker processes for whatever must not block an event loop."""

    def __init__(
        self,
        processes: int,
        policies: PolicySet,
        *,
        spacy_model: str = "",
        time_limit: float = 60.0,
        memory_limit: int = 1 << 30,
        preload: Sequence[str] = (),
    ) -> None:
        """Prepare a pool of ``processes`` workers (0: one per core, at most 4).

        ``time_limit`` is in seconds a job; ``memory_limit`` in bytes of address space that a worker
        may take beyond what it is born with; ``preload`` names modules that are imported before
        forking, those of functions that `call` is given.
        """

    async def start(self) -> None:
        """Load the model and fork the workers. Raises ConfigurationError where the model is missing."""

    async def close(self) -> None:
        """End all workers; jobs that run fail with ScanFailedError."""

    async def scan(self, raw: bytes, context: ScanContext, group: str | None = None) -> ScanReport:
        """Scan a raw message under the policy of ``group``. Raises ScanFailedError."""
        raise NotImplementedError

    async def call(self, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a module-level function in a worker and return its result.

        A RelayError that it raises is raised here; any other trouble is a ScanFailedError.
        """
        raise NotImplementedError
