"""Everything that this package logs, one typed function an event.

Ids, counts and our own words alone: no address, no host, no IP address of a client, and nothing
that a peer, a message or a library said.
"""

import traceback

import structlog

_log = structlog.get_logger("relay.smtp")


def _place(error: BaseException) -> str:
    """Return file and line where ``error`` was raised: its text may quote a mail, its place cannot."""
    frames = traceback.extract_tb(error.__traceback__)
    if not frames:
        return "unknown"
    last = frames[-1]
    return f"{last.filename.rpartition('/')[2]}:{last.lineno}"


def listening(sockets: int) -> None:
    """Note that the ingress takes connections."""
    _log.info("smtp.listening", sockets=sockets)


def stopped(unfinished: int) -> None:
    """Note the end of draining; ``unfinished`` messages were not answered and come again."""
    _log.info("smtp.stopped", unfinished=unfinished)


def unexpected(event_id: str, phase: str, error: BaseException) -> None:
    """Note an error that the client was told about as 451 4.3.0."""
    _log.error(
        "smtp.unexpected",
        event_id=event_id,
        phase=phase,
        error=type(error).__name__,
        place=_place(error),
    )


def connection_refused(limit: int) -> None:
    """Note that the limit of connections is reached."""
    _log.warning("smtp.connection_refused", limit=limit)


def too_many_errors() -> None:
    """Note that a session was ended for its errors."""
    _log.info("smtp.too_many_errors")


def talked_ahead() -> None:
    """Note that a client did not wait for a reply, as smuggling and cross-protocol attacks do."""
    _log.warning("smtp.talked_ahead")


def message_refused(code: int, enhanced: str, size: int) -> None:
    """Note a message that was refused for its form before anybody read it."""
    _log.info("smtp.message_refused", code=code, enhanced=enhanced, size=size)


def intake_full(used: int) -> None:
    """Note that a message waits for memory (`limits.intake_bytes`)."""
    _log.warning("smtp.intake_full", used=used)


def answered_nobody(code: int) -> None:
    """Note that a message was dealt with after its client had gone away."""
    _log.info("smtp.answered_nobody", code=code)


def session_lost(error: BaseException) -> None:
    """Note a connection that broke; expected on the open internet."""
    _log.debug("smtp.session_lost", error=type(error).__name__)


def authentication_trouble(method: str, error: BaseException) -> None:
    """Note that a method could not be carried out and counts as none."""
    _log.info(
        "smtp.authentication_trouble",
        method=method,
        error=type(error).__name__,
        place=_place(error),
    )


def no_name_server() -> None:
    """Note that this system names no DNS server: without a front MTA, no sender can be proven."""
    _log.warning("smtp.no_name_server", key="sender_authentication.nameservers")


def delivery_trouble(phase: str, error: BaseException) -> None:
    """Note why an attempt to deliver failed, by kind alone."""
    _log.info("smtp.delivery_trouble", phase=phase, error=type(error).__name__)
