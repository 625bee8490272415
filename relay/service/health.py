"""Whether this process can do its work now, and the numbers that operators watch."""

from collections.abc import Callable
from dataclasses import dataclass

from relay.service.program import Program
from relay.service.virus_scanner import require_virus_scanner
from relay.store.gauges import Totals, Waiting, count_totals, count_waiting
from relay.store.migrations import require_current

__all__ = ["Check", "Gauges", "Totals", "Waiting", "check_readiness", "read_totals", "read_waiting"]


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must hold before this process may be given work; ``mend`` is "" where it does.

    ``needed``: False for what mail and people can go on without.
    """

    name: str
    mend: str
    needed: bool = True

    @property
    def passed(self) -> bool:
        """Whether it holds."""
        return not self.mend


@dataclass(frozen=True, slots=True)
class Gauges:
    """What waits, with ages in seconds."""

    waiting: Waiting
    backlog_age: float
    held_age: float


_CHECKS: tuple[tuple[str, str, Callable[[Program], None]], ...] = (
    ("database", "the database does not answer (database.url)", lambda program: program.store.ping()),
    (
        "schema",
        "the database is not at this release: mentor-relay db upgrade",
        lambda program: require_current(program.store.engine),
    ),
    (
        "keys",
        "the key store or its master key cannot be used (archive.key_store, archive.master_key_file)",
        lambda program: program.keystore.verify(),
    ),
)


_WATCHED: tuple[tuple[str, str, Callable[[Program], None]], ...] = (
    ("clamd", "ClamAV does not answer, and all mail is held for it (scanning.clamd)", require_virus_scanner),
)


def check_readiness(program: Program) -> list[Check]:
    """Return what was checked; whatever a check raises, it is told as its own fixed text."""
    needed = [Check(name, "" if _holds(check, program) else mend) for name, mend, check in _CHECKS]
    watched = [Check(name, "" if _holds(check, program) else mend, needed=False) for name, mend, check in _WATCHED]
    return [*needed, *watched]


def read_waiting(program: Program) -> Gauges:
    """Return what waits now; raises TemporaryError when the database cannot be reached."""
    with program.store.read() as session:
        waiting = count_waiting(session)
    now = program.now()
    ages = [
        max(0.0, (now - oldest).total_seconds()) if oldest else 0.0
        for oldest in (waiting.oldest_received, waiting.oldest_held)
    ]
    return Gauges(waiting, *ages)


def read_totals(program: Program) -> Totals:
    """Return how much there is in all; raises TemporaryError when the database cannot be reached."""
    with program.store.read() as session:
        return count_totals(session)


def _holds(check: Callable[[Program], None], program: Program) -> bool:
    try:
        check(program)
    except Exception:  # noqa: BLE001 - not ready is the answer, whatever the reason
        return False
    return True
