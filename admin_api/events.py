"""Everything that the API logs, one typed function an event.

Ids, route templates and counts alone: no query string, no IP address, no text of a request.
"""

import traceback

import structlog

_log = structlog.get_logger("admin_api")


def listening(sockets: int) -> None:
    """Note that the API takes connections."""
    _log.info("api.listening", sockets=sockets)


def stopped() -> None:
    """Note that the last request was answered and the API is closed."""
    _log.info("api.stopped")


def answered(
    *, request_id: str, method: str, route: str, status: int, milliseconds: float, staff_id: str | None
) -> None:
    """Note an answered request; ``route`` is the template, such as ``/api/v1/messages/{message_id}``."""
    _log.info(
        "api.answered",
        request_id=request_id,
        method=method,
        route=route,
        status=status,
        ms=round(milliseconds, 1),
        staff=staff_id,
    )


def unexpected(request_id: str, route: str, error: BaseException) -> None:
    """Note an error that the client was told about as a fixed text; where it arose, not what it says."""
    _log.error(
        "api.unexpected",
        request_id=request_id,
        route=route,
        error=type(error).__name__,
        place=_place(error),
    )


def cleaning_failed(error: BaseException) -> None:
    """Note that old answers to repeated requests could not be deleted; tomorrow they are tried again."""
    _log.warning("api.cleaning_failed", error=type(error).__name__)


def _place(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno}"
