"""What comes back from a scan in a worker."""

from dataclasses import dataclass

from relay.model.errors import RelayError
from relay.model.finding import Finding


class ScanFailedError(RelayError):
    """A message could not be scanned, twice: hold it with ``system.scan_failed``."""


@dataclass(frozen=True, slots=True)
class ScanReport:
    """What a scan found, and the versions of code and model that found it. ``stop``: the writer asks for STOP."""

    findings: tuple[Finding, ...]
    versions: str
    stop: bool = False
