"""Opening a program: from its settings to the policies, keys and database that use cases work on."""

from collections.abc import Mapping

from relay.config.policy import load_policy
from relay.config.settings import Settings
from relay.service.database import require_file
from relay.service.program import Program
from relay.store.crypto import Keyring
from relay.store.keystore import KeyStore
from relay.store.master_key import load_master_key
from relay.store.migrations import require_current
from relay.store.store import Store


def open_program(settings: Settings, environ: Mapping[str, str]) -> Program:
    """Return the program that ``settings`` describe, checked: policy, keys and schema fit this release.

    ``environ`` may hold the master key. Raises ConfigurationError with the mend, TemporaryError
    when a database cannot be reached.
    """
    require_file("database.url", settings.database.url)
    policies = load_policy(settings.scanning.policy)
    keystore = KeyStore(settings.archive.key_store, load_master_key(settings.archive.master_key_file, environ))
    store = Store(settings.database.url, Keyring(keystore))
    program = Program(settings, policies, store, keystore)
    try:
        keystore.verify()
        store.ping()
        require_current(store.engine)
    except BaseException:
        program.close()
        raise
    return program
