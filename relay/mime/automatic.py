"""Automatic mail (RFC 3834): told by exact header values, never by words inside them (CASES B2, B4)."""

from enum import StrEnum

from relay.mime.tree import AutomaticMarkers

_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})


class AutomaticKind(StrEnum):
    """Why a message is taken as automatic."""

    NULL_SENDER = "null_sender"  # MAIL FROM:<>: bounces and receipts
    AUTO_SUBMITTED = "auto_submitted"  # out-of-office and other robots
    REPORT = "report"  # delivery report, read receipt, feedback report
    CALENDAR_REPLY = "calendar_reply"  # "Accepted: …", which a calendar program sends
    BULK = "bulk"  # mailing lists and newsletters


def automatic_kind(markers: AutomaticMarkers, envelope_sender: str) -> AutomaticKind | None:
    """Return why a message is automatic, None if a person seems to have sent it.

    ``X-Auto-Response-Suppress`` is no signal: Exchange writes it on ordinary mail. List fields alone
    are none either: school gateways add ``List-Unsubscribe``; with a bulk ``Precedence`` they are.
    """
    if markers.content_type == "multipart/report":
        return AutomaticKind.REPORT
    if not envelope_sender.strip("<> "):
        return AutomaticKind.NULL_SENDER
    if markers.auto_submitted not in {"", "no"}:
        return AutomaticKind.AUTO_SUBMITTED
    if markers.calendar_reply:
        return AutomaticKind.CALENDAR_REPLY
    return AutomaticKind.BULK if markers.precedence in _BULK or markers.list_id else None
