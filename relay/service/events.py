"""What the use cases write to the log: one function an event, ids and words of our own alone."""

import structlog

_log = structlog.get_logger("relay.service")


def _cause(error: BaseException) -> str:
    """Return where an error came from, never its text: that may quote a mail."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"


def scan_failed(message_id: str, error: BaseException) -> None:
    """A message could not be scanned and is held."""
    _log.error("scan_failed", message_id=message_id, cause=_cause(error))


def virus_scanner_trouble(trouble: str) -> None:
    """ClamAV gave no answer, and a message is held for it; ``trouble`` is one of our own sentences."""
    _log.error("virus_scanner_trouble", trouble=trouble)


def worker_trouble(worker: str, error: BaseException) -> None:
    """A worker met trouble and goes on."""
    _log.error("worker_trouble", worker=worker, cause=_cause(error))


def masking_failed(message_id: str, error: BaseException) -> None:
    """A message could not be made safe and is held again."""
    _log.error("masking_failed", message_id=message_id, cause=_cause(error))


def alert_failed(alert_id: str, error: BaseException) -> None:
    """The mails of an alert could not be written; it is tried again."""
    _log.error("alert_failed", alert_id=alert_id, cause=_cause(error))


def alert_mail_failed(alert_id: str, delivery_id: str) -> None:
    """One mail of an alert could not be written; the alert is repeated."""
    _log.error("alert_mail_failed", alert_id=alert_id, delivery_id=delivery_id)


def alert_unheard(alert_id: str) -> None:
    """An alert is due and there is nobody to send it to: no list of who is on call, no staff that may know."""
    _log.error("alert_unheard", alert_id=alert_id)


def delivery_failed(delivery_id: str, error: BaseException) -> None:
    """A delivery could not be prepared: a message is held again, a notice is given up."""
    _log.error("delivery_failed", delivery_id=delivery_id, cause=_cause(error))


def delivery_outcome(delivery_id: str, kind: str, code: int) -> None:
    """An attempt to deliver ended."""
    _log.info("delivery_outcome", delivery_id=delivery_id, kind=kind, code=code)


def role_started(role: str) -> None:
    """A role of the server runs."""
    _log.info("role_started", role=role)


def role_ended(role: str, code: int | None) -> None:
    """A role's process ended without being asked to."""
    _log.error("role_ended", role=role, code=code)


def draining() -> None:
    """The server was asked to end."""
    _log.info("draining")


def setting_warning(text: str) -> None:
    """A setting is allowed but must be known to who starts the relay."""
    _log.warning("setting", warning=text)
