"""What comes back from a scan in a worker."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from relay.model.errors import RelayError
from relay.model.finding import Finding
from relay.scanning.conversation.extraction import NewMessage


class ScanFailedError(RelayError):
    """A message could not be scanned, twice: hold it with ``system.scan_failed``."""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan found, and the versions of code and model that found it.

    ``stop``: the writer asks for STOP. ``pictures``: by the name of their part, SHA-256 in hex of the pixels of each
    picture. ``message`` is what the message adds to the conversation; ``findings`` hold what it completes already.
    ``clamd_trouble`` says why ClamAV, which was to be asked, gave no answer; "" otherwise.
    """

    findings: tuple[Finding, ...]
    versions: str
    stop: bool = False
    pictures: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    message: NewMessage | None = None
    clamd_trouble: str = ""
