"""Everything that scanning logs, one typed function an event: counts and kinds, never content."""

import structlog

_log = structlog.get_logger("relay.scanning")


def pool_started(processes: int, versions: str) -> None:
    """Note that workers stand ready."""
    _log.info("scanning.pool_started", processes=processes, versions=versions)


def worker_lost(why: str, attempt: int) -> None:
    """Note that a worker died, hung or took too much memory while it had a job."""
    _log.warning("scanning.worker_lost", why=why, attempt=attempt)


def job_failed(error: str) -> None:
    """Note that a job raised; ``error`` is the name of the exception's type."""
    _log.error("scanning.job_failed", error=error)


def zygote_lost() -> None:
    """Note that the process that forks workers has died; a new one is started."""
    _log.warning("scanning.zygote_lost")
