"""A program as the use cases see it: its settings, policies, database and keys."""

from dataclasses import dataclass
from datetime import datetime

from relay import __version__
from relay.config.policy import PolicySet
from relay.config.settings import Settings
from relay.model.policy import Policy
from relay.store.crypto import Keyring
from relay.store.keystore import KeyStore
from relay.store.store import Store

CODE_VERSION = __version__


@dataclass(frozen=True, slots=True)
class Program:
    """Everything a use case needs; made once a process by ``open_program``."""

    settings: Settings
    policies: PolicySet
    store: Store
    keystore: KeyStore

    @property
    def keyring(self) -> Keyring:
        """The keys, for sealing and opening."""
        return self.store.keyring

    @property
    def domain(self) -> str:
        """The domain that masked addresses are under."""
        return self.settings.relay.domain

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self.store.clock()

    def policy_for(self, group_name: str | None) -> Policy:
        """Return the policy in force in a group, or the program's own."""
        return self.policies.policy_for(group_name)

    def close(self) -> None:
        """Close the databases."""
        self.store.close()
        self.keystore.close()
