"""The record of a message as it stands in messages.jsonl; its fields are in docs/export.md.

People are ids and roles. Addresses stand in texts alone, where somebody wrote them there.
"""

import json
from datetime import UTC, datetime
from typing import Any

from relay.mime.reading import read_message
from relay.mime.tree import MessageTree
from relay.model.errors import IntegrityError, KeyDestroyedError
from relay.service.changes import changes_from_text
from relay.service.exporting.contents import StoredMail
from relay.service.program import Program
from relay.store.export_rows import Exported
from relay.store.schema import DecisionRow, Delivery, DeliveryAttempt, FindingRow, Flag
from relay.store.schema.base import Base
from relay.store.sealing import open_column

# Line ends to some readers of lines, though not in JSON: written as escapes.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def json_line(value: object) -> bytes:
    """Return a value as one line of JSON, UTF-8; half a surrogate pair, which odd mail has, becomes U+FFFD."""
    line = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_LINE_ENDS)
    return without_surrogates(line).encode() + b"\n"


def without_surrogates(text: str) -> str:
    """Return ``text`` with U+FFFD for what cannot be encoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def moment(at: datetime | None) -> str | None:
    """Return a time in RFC 3339, UTC, to the microsecond."""
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def message_record(program: Program, exported: Exported, mail: StoredMail, sent: Delivery | None) -> dict[str, Any]:
    """Return the record of one message; texts that were erased or cannot be read are null."""
    message, opened = exported.message, _Opened(program)
    record: dict[str, Any] = {
        "id": message.id,
        "thread_id": message.thread_id,
        "pair_id": message.pair_id,
        "group": exported.group,
        "group_id": message.group_id,
        "direction": message.direction,
        "channel": message.channel,
        "state": message.state,
        "received_at": moment(message.received_at),
        "author": {"id": message.author_id, "role": exported.author_role} if message.author_id else None,
        "authentication": {name: message.authentication.get(name) for name in ("verdict", "method")},
        "automatic": message.automatic,
        "subject": opened.text(message, "subject"),
        "original": _original(opened, mail.original),
        "delivered": _delivered(opened, mail, sent),
        "severity": message.severity,
        "categories": sorted({row.category.value for row in exported.findings}),
        "reasons": message.reasons,
        "review": message.review,
        "review_verdict": message.review_verdict,
        "findings": [_finding(opened, row) for row in exported.findings],
        "decisions": [_decision(opened, row) for row in exported.decisions],
        "deliveries": [_delivery(row, attempts) for row, attempts in exported.deliveries],
        "flags": [_flag(opened, row) for row in exported.flags],
        "thread_flags": [_flag(opened, row) for row in exported.thread_flags],
    }
    return record | {"erased": mail.erased or opened.erased, "unreadable": mail.unreadable or opened.unreadable}


class _Opened:
    """Opens the sealed columns of one message, and remembers what could not be opened."""

    def __init__(self, program: Program) -> None:
        self._keyring = program.keyring
        self.erased = False
        self.unreadable = False

    def text(self, row: Base, column: str) -> str | None:
        if getattr(row, column) is None:
            return None
        try:
            return open_column(self._keyring, row, column)
        except KeyDestroyedError:
            self.erased = True
        except IntegrityError:
            self.unreadable = True
        return None

    def tree(self, raw: bytes | None) -> MessageTree | None:
        try:
            return None if raw is None else read_message(raw)
        except Exception:  # noqa: BLE001 - one mail that breaks the reader must not end the export
            self.unreadable = True
            return None


def _original(opened: _Opened, raw: bytes | None) -> dict[str, Any] | None:
    tree = opened.tree(raw)
    return None if tree is None else _content(tree)


def _delivered(opened: _Opened, mail: StoredMail, sent: Delivery | None) -> dict[str, Any] | None:
    tree = opened.tree(mail.delivered)
    if tree is None or sent is None:
        return None
    about = {"delivery_id": sent.id, "delivered_at": moment(sent.finished_at), "subject": tree.subject}
    return about | _content(tree) | {"changes": _changes(mail.changes)}


def _changes(stored: str | None) -> list[dict[str, str]] | None:
    if stored is None:
        return None
    return [
        {"kind": one.kind, "part": one.part, "detail": one.detail, "explanation": one.explanation}
        for one in changes_from_text(stored)
    ]


def _content(tree: MessageTree) -> dict[str, Any]:
    return {
        "text": tree.text,
        "html_text": tree.html_text or None,
        "attachments": [
            {"name": part.name.removeprefix("attachment:"), "type": part.content_type, "size": len(part.content)}
            for part in tree.attachments
        ],
    }


def _finding(opened: _Opened, row: FindingRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "category": row.category,
        "severity": row.severity,
        "score": row.score,
        "part": opened.text(row, "part"),
        "start": row.start,
        "end": row.end,
        "text": opened.text(row, "text"),
        "explanation": opened.text(row, "explanation"),
    }


def _decision(opened: _Opened, row: DecisionRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "action": row.action,
        "staff_id": row.staff_id,
        "decided_at": moment(row.decided_at),
        "reasons": row.reasons,
        "redactions": row.redactions,
        "note": opened.text(row, "note"),
        "policy_version": row.policy_version,
        "scanner_version": row.scanner_version,
        "code_version": row.code_version,
    }


def _delivery(row: Delivery, attempts: tuple[DeliveryAttempt, ...]) -> dict[str, Any]:
    # What a remote server wrote may name addresses: its codes alone.
    return {
        "id": row.id,
        "kind": row.kind,
        "template": row.template,
        "state": row.state,
        "created_at": moment(row.created_at),
        "finished_at": moment(row.finished_at),
        "attempts": [
            {
                "number": one.number,
                "started_at": moment(one.started_at),
                "finished_at": moment(one.finished_at),
                "outcome": one.outcome,
                "code": one.code,
                "enhanced_code": one.enhanced_code,
            }
            for one in attempts
        ],
    }


def _flag(opened: _Opened, row: Flag) -> dict[str, Any]:
    return {
        "id": row.id,
        "label": opened.text(row, "label"),
        "note": opened.text(row, "note"),
        "severity": row.severity,
        "staff_id": row.staff_id,
        "created_at": moment(row.created_at),
        "removed_at": moment(row.removed_at),
    }
