"""A whole program for a test: settings, a plain policy, keys, an upgraded database, a clock that can be set."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from relay.config.policy import PolicySet
from relay.config.settings import settings_from
from relay.model.category import Action, Category, Severity
from relay.model.policy import CategoryPolicy, GatePolicy, Policy
from relay.service.program import Program
from relay.store.crypto import Keyring
from relay.store.keystore import KeyStore
from relay.store.master_key import MasterKey
from relay.store.migrations import upgrade
from relay.store.store import Store

DOMAIN = "mail.relaytest.example"
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


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
    directory: Path, database_url: str, *, clock: Clock | None = None, policies: PolicySet | None = None
) -> Program:
    """Return a new program on an empty database; close it after use."""
    clock = clock or Clock()
    values = {"relay": {"domain": DOMAIN, "program": "Bridges"}, "database": {"url": database_url}}
    settings = settings_from(values, directory / "relay.toml")
    keystore = KeyStore(f"sqlite:///{directory}/keys.sqlite", MasterKey(b"k" * 32), clock=clock)
    keystore.prepare()
    store = Store(settings.database.url, Keyring(keystore), clock=clock)
    upgrade(store.engine)
    return Program(settings, policies or PolicySet(plain_policy()), store, keystore)
