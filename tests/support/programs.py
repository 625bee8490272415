"""A whole program for a test: settings, a plain policy, keys, an upgraded database, a clock that can be set."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path

from relay.config.policy import PolicySet
from relay.config.settings import settings_from
from relay.model.category import Action, Category, Severity
from relay.model.policy import CategoryPolicy, GatePolicy, Policy
from relay.service.program import Program
from relay.store.crypto import Keyring
from relay.store.keystore import KeyStore
from relay.store.migrations import current_revision, upgrade
from relay.store.store import Store
from tests.support.prepared import FOUNDED, MASTER_KEY, prepared_keystore

DOMAIN = "mail.relaytest.example"
NOON = FOUNDED


class Clock:
    """A clock that stands still until it is told otherwise."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **by: float) -> None:
        self.now += timedelta(**by)


def plain_policy(gates: GatePolicy | None = None) -> Policy:
    """Return a policy under which every finding holds."""
    categories = {category: CategoryPolicy(Severity.MEDIUM, Action.HOLD) for category in Category}
    return Policy("test", categories, gates=gates or GatePolicy())


def new_program(
    directory: Path,
    database_url: str,
    *,
    clock: Clock | None = None,
    policies: PolicySet | None = None,
    more: Mapping[str, Mapping[str, object]] | None = None,
) -> Program:
    """Return a new program on a database without records, with ``more`` settings by section; close it after use."""
    clock = clock or Clock()
    values: dict[str, dict[str, object]] = {
        "relay": {"domain": DOMAIN, "program": "Bridges"},
        "database": {"url": database_url},
    }
    for section, keys in (more or {}).items():
        values[section] = {**values.get(section, {}), **keys}
    settings = settings_from(values, directory / "relay.toml")
    keystore = KeyStore(prepared_keystore(directory / "keys.sqlite"), MASTER_KEY, clock=clock)
    store = Store(settings.database.url, Keyring(keystore), clock=clock)
    if current_revision(store.engine) is None:
        upgrade(store.engine)
    return Program(settings, policies or PolicySet(plain_policy()), store, keystore)
