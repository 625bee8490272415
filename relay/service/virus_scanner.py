"""When ClamAV, which was to be asked, gives no answer: staff hear of it once, not at every mail that is held for it."""

from datetime import timedelta

from relay.model.category import Category, Severity
from relay.scanning.clamd import Clamd
from relay.service import events
from relay.service.program import Program
from relay.service.raising import Occasion, raise_alert
from relay.store.alerts_due import lock_program_alerts, was_told_of_program
from relay.store.unit import Unit

_TELLS = Category.ATTACHMENT_UNSCANNABLE  # of no message: what cannot be scanned is all mail
_NOT_AGAIN_FOR = timedelta(hours=1)
_SECONDS = 3.0


def alert_trouble(unit: Unit, trouble: str) -> bool:
    """Raise an alert that ClamAV gives no answer, and return True.

    None while an earlier one waits to be acknowledged, nor within an hour of it: it repeats by itself.
    """
    events.virus_scanner_trouble(trouble)
    lock_program_alerts(unit)
    if was_told_of_program(unit.session, _TELLS, since=unit.now - _NOT_AGAIN_FOR):
        return False
    raise_alert(unit, Occasion(key_id=unit.keyring.program_key_id), severity=Severity.HIGH, category=_TELLS)
    return True


def require_virus_scanner(program: Program) -> None:
    """Raise ClamdError where ClamAV is to be asked and does not answer. Blocking, a few seconds at most."""
    address = program.settings.scanning.clamd
    if address:
        Clamd(address).version(_SECONDS)
