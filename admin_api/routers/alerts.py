"""Alerts: what is open, and the acknowledgement that stops the repeats."""

from typing import Annotated

from fastapi import Query

from admin_api.guard import MayHandleCases, TheProgram
from admin_api.routers.base import checked_router
from admin_api.schemas.cases import Alert, AlertQuery
from admin_api.schemas.pages import ListOf, shown_page
from relay.service import alerts

router = checked_router("/alerts", "alerts")


@router.get("")
def list_alerts(actor: MayHandleCases, program: TheProgram, query: Annotated[AlertQuery, Query()]) -> ListOf[Alert]:
    """List alerts, the newest first."""
    return shown_page(Alert, alerts.list_alerts(program, actor, query.request(), acknowledged=query.acknowledged))


@router.get("/{alert_id}")
def read_alert(actor: MayHandleCases, program: TheProgram, alert_id: str) -> Alert:
    """Show an alert."""
    return Alert.model_validate(alerts.get_alert(program, actor, alert_id))


@router.post("/{alert_id}/acknowledge")
def acknowledge(actor: MayHandleCases, program: TheProgram, alert_id: str) -> Alert:
    """Stop the repeats; 409 tells who was faster."""
    return Alert.model_validate(alerts.acknowledge_alert(program, actor, alert_id))
