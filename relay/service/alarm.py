"""Alerts by mail: the first on call at once, at each repeat the next one too, until acknowledged."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from relay.model.category import Category, Severity
from relay.model.errors import RelayError
from relay.service import events
from relay.service.program import Program
from relay.service.raising import Occasion, raise_alert
from relay.service.templates import render
from relay.store.alerts_due import AlertRecipient, due_alerts, groups_with_old_holds, lock_old_holds, staff_to_alert
from relay.store.outgoing import Letter, queue_letter
from relay.store.schema import Alert, DeliveryKind
from relay.store.unit import Unit

_AT_ONCE = 50
_AFTER_TROUBLE = timedelta(minutes=1)


def send_due_alerts(program: Program, unit: Unit) -> int:
    """Queue the mails of all alerts that are due; return how many alerts there were.

    One that cannot be sent is tried again at the next repeat, and keeps no other back.
    """
    due = due_alerts(unit.session, unit.now, _AT_ONCE)
    for alert in due:
        try:
            with unit.savepoint():
                _send(program, unit, alert)
        except (RelayError, ValueError) as error:
            events.alert_failed(alert.id, error)
            unit.session.refresh(alert)
            alert.next_attempt_at = unit.now + _AFTER_TROUBLE
            unit.session.flush()
    return len(due)


def alert_old_holds(program: Program, unit: Unit) -> int:
    """Raise an alert for each group where mail has been held for longer than ``alerts.hold_age``.

    One alert a group, and not again within the same time: held mail never expires silently, and
    forty held mails do not make forty alerts.
    """
    lock_old_holds(unit)
    old = unit.now - program.settings.alerts.hold_age
    groups = groups_with_old_holds(unit.session, held_before=old, alerted_since=old)
    for group_id in groups:
        occasion = Occasion(key_id=unit.keyring.program_key_id, group_id=group_id)
        raise_alert(unit, occasion, severity=Severity.MEDIUM)
    return len(groups)


def _send(program: Program, unit: Unit, alert: Alert) -> None:
    recipients = _recipients(program, unit, alert)
    if not recipients:
        events.alert_unheard(alert.id)
    notice = render(
        "alert",
        program.settings.relay.language,
        program=program.settings.relay.program,
        severity=alert.severity.value,
        about=_about(alert),
        alert_id=alert.id,
        message_id=alert.message_id,
        url=message_url(program, alert.message_id),
        since=_minute(alert.created_at),
        times=alert.step + 1,
    )
    for recipient in recipients:
        letter = Letter(
            kind=DeliveryKind.STAFF,
            template="alert",
            subject=notice.subject,
            text=notice.text,
            key_id=unit.keyring.program_key_id,
            staff_id=recipient.staff_id,
            address=recipient.address,
            message_id=alert.message_id,
            alert_id=alert.id,
        )
        queue_letter(unit, letter)
    alert.step += 1
    alert.next_attempt_at = unit.now + program.settings.alerts.repeat
    unit.record("alert.sent", alert.id, step=alert.step, recipients=len(recipients))


def _recipients(program: Program, unit: Unit, alert: Alert) -> Sequence[AlertRecipient]:
    on_call = program.settings.alerts.on_call
    if on_call:
        return [AlertRecipient(None, address) for address in on_call[: alert.step + 1]]
    return staff_to_alert(unit.session, unit.keyring, alert)


def _about(alert: Alert) -> str:
    if alert.message_id is not None:
        return "a message"
    if alert.category is Category.ATTACHMENT_UNSCANNABLE:
        return "ClamAV does not answer (scanning.clamd): all mail is held until it does"
    return "a concern" if alert.concern_id is not None else "mail that has been held for long"


def message_url(program: Program, message_id: str | None) -> str:
    """Return the link to a message's page; "" where there is no message."""
    if message_id is None:
        return ""
    api = program.settings.api
    base = api.public_url or f"http://{api.listen}"
    return f"{base.rstrip('/')}/messages/{message_id}"


def _minute(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M UTC")
