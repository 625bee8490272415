"""What exporting writes to the log: ids and counts alone."""

import structlog

from relay.service.events import worker_trouble

_log = structlog.get_logger("relay.service.exporting")

__all__ = ["export_failed", "export_made", "export_stopped", "files_deleted", "worker_trouble"]


def export_made(export_id: str, messages: int, size: int) -> None:
    """An export is finished; ``size`` in bytes."""
    _log.info("export_made", export_id=export_id, messages=messages, size=size)


def export_failed(export_id: str, error: BaseException) -> None:
    """An export came to nothing; the error's text is not written, it may hold a path or a mail."""
    _log.error("export_failed", export_id=export_id, cause=type(error).__name__)


def export_stopped(export_id: str) -> None:
    """An export was interrupted by the end of the server, and begins anew at the next start."""
    _log.info("export_stopped", export_id=export_id)


def files_deleted(count: int) -> None:
    """Files of exports that nobody may fetch any more were deleted."""
    _log.info("export_files_deleted", count=count)
