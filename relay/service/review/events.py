"""What a monitor's work writes to the log: one function an event, ids and words of our own alone."""

import structlog

_log = structlog.get_logger("relay.service.review")


def preview_failed(message_id: str, error: Exception) -> None:
    """What would be delivered could not be built: whoever asked was told so."""
    _log.warning("preview_failed", message=message_id, error=type(error).__name__)


def file_failed(message_id: str, number: int, error: Exception) -> None:
    """An attached file could not be cleaned: whoever wanted to look at it was told so."""
    _log.warning("file_failed", message=message_id, number=number, error=type(error).__name__)


def text_unreadable(table: str, row_id: str, column: str) -> None:
    """A sealed text does not open: it was changed, or belongs to another key (audit verify says more)."""
    _log.error("text_unreadable", table=table, row_id=row_id, column=column)
