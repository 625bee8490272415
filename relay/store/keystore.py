"""The key store: wrapped data keys in a database apart from everything they protect.

Destroying a key there is what erases a person; a backup of the relay's database without the key
store is of no use to whoever finds it.
"""

import hmac
import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, Engine, event, insert, inspect, make_url, select, text, update
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DBAPIError, IntegrityError as ConstraintError

from relay.model.errors import (
    ConfigurationError,
    IntegrityError,
    KeyDestroyedError,
    NotFoundError,
    TemporaryError,
)
from relay.model.ids import new_id
from relay.store.crypto import KEY_BYTES, DataKey, KeyKind
from relay.store.database import WRITE_OPTION, is_sqlite, open_engine
from relay.store.keystore_schema import DataKeyRow, MasterCheckRow
from relay.store.master_key import MasterKey
