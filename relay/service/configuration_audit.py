"""Which configuration the relay ran with since when, in the audit log."""

import json
from typing import Any

from relay.config.settings import Settings
from relay.service.program import CODE_VERSION, Program
from relay.store.audit_events import last_details

ACTION = "program.configured"
_SUBJECT = "program"
_PURPOSE = "configuration"
_SECRET = "database.url"  # it may hold a password; every other secret is a file's path


def record_configuration(program: Program) -> bool:
    """Record the configuration if it is not the one that was recorded last; return whether it is another.

    The event names the policy's version, and a keyed digest of the settings, since these hold
    addresses and paths. What key files hold and the database's address are no part of it.
    """
    now = _details(program)
    with program.store.write() as unit:
        if last_details(unit.session, ACTION, _SUBJECT) == now:
            return False
        unit.record(ACTION, _SUBJECT, **now)
    return True


def _details(program: Program) -> dict[str, Any]:
    settings = json.dumps(_plain(program.settings), sort_keys=True)
    digest = program.keyring.keyed_hash(_PURPOSE, settings.encode())
    return {
        "policy_version": program.policies.default.version,
        "settings": digest.hex(),
        "code_version": CODE_VERSION,
    }


def _plain(settings: Settings) -> dict[str, str]:
    sections = ((name, section) for name, section in settings if name != "file")
    found = {f"{name}.{key}": repr(value) for name, section in sections for key, value in section}
    found.pop(_SECRET)
    return found
