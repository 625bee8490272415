"""Keyed digests of rows and events: what makes a change of the stored data show.

A digest covers what is stored, ciphertext included, so that it can be checked without opening
anything and still holds after a key was destroyed. Working state is exempt (DESIGN section 5).
"""

import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Table

from relay.store.crypto import Sealed

_DIGEST_BYTES = 18
_EXEMPT_TABLE = re.compile(r"(alembic_version|fts.*|.*(claim|lease|session|counter)s?|idempotency.*|rate.*)\Z")
_EXEMPT_COLUMN = re.compile(
    r"(lease_.*|claim_.*|fence|heartbeat|next_attempt.*|last_used|last_seen|last_login|version|updated_at)\Z"
)
_LOG_TABLE = "audit_events"


def is_audited(table: Table) -> bool:
    """Return whether changes of ``table`` need an event; the log itself is covered by its chain."""
    return table.name != _LOG_TABLE and not _EXEMPT_TABLE.match(table.name)


def audited_columns(table: Table) -> tuple[str, ...]:
    """Return the names of the columns that a row's digest covers, in a fixed order."""
    return tuple(sorted(column.name for column in table.columns if not _EXEMPT_COLUMN.match(column.name)))


def row_digest(key: bytes, table: Table, values: Mapping[str, Any]) -> str:
    """Return the digest of one row; ``values`` are by column name, as they are read from the database."""
    mac = hmac.new(key, table.name.encode(), hashlib.sha256)
    for name in audited_columns(table):
        _update(mac, name.encode())
        _update(mac, _canonical(values[name]))
    return urlsafe_b64encode(mac.digest()[:_DIGEST_BYTES]).decode()


def row_id(table: Table, values: Mapping[str, Any]) -> str:
    """Return the primary key of a row as one string."""
    return "/".join(str(values[column.name]) for column in table.primary_key)


def keyed_json(key: bytes, value: object) -> bytes:
    """Return HMAC-SHA256 over the canonical JSON of ``value``."""
    return hmac.digest(key, _json(value), "sha256")


def _update(mac: "hmac.HMAC", data: bytes) -> None:
    mac.update(len(data).to_bytes(8, "big"))
    mac.update(data)


def _json(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _canonical(value: object) -> bytes:
    match value:
        case Sealed():
            return b"b" + bytes(value)
        case bytes() | memoryview():
            return b"b" + bytes(value)
        case datetime():
            return b"t" + value.astimezone(UTC).isoformat(timespec="microseconds").encode()
        case float():
            return b"f" + value.hex().encode()
        case _:
            return b"j" + _json(value)
