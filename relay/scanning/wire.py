"""What the pool and its processes say to each other, and how: pickles with their length before.

Both ends are this software under the same user, over a socket pair that nobody else can open;
messages themselves travel as bytes.
"""

import pickle
import struct
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from relay.config.policy import PolicySet
from relay.scanning.context import ScanContext

LENGTH = struct.Struct("!Q")
READY = b"ready "
FAILED = b"failed "


@dataclass(frozen=True, slots=True)
class Setup:
    """What the forking process is told first, on its standard input."""

    policies: PolicySet
    spacy_model: str
    memory_limit: int
    preload: tuple[str, ...]
    clamd: str = ""


@dataclass(frozen=True, slots=True)
class ScanJob:
    """Scan a raw message under the policy of ``group``."""

    raw: bytes
    context: ScanContext
    group: str | None


@dataclass(frozen=True, slots=True)
class CallJob:
    """Call a module-level function."""

    function: Callable[..., Any]
    args: tuple[Any, ...]
    kwargs: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a job: its result, the RelayError it raised, or the name of another error."""

    result: Any = None
    refused: Exception | None = None
    failed: str = ""


def pack(message: object) -> bytes:
    """Return the bytes of one message on the wire."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    return LENGTH.pack(len(body)) + body


def unpack(body: bytes | bytearray) -> Any:  # noqa: ANN401 -- whatever the other end packed
    """Return the message in ``body``, without its length."""
    return pickle.loads(body)  # noqa: S301 -- from our own process (see above)
