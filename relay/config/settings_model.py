"""The settings of one relay, as everything else works with them."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

from relay.config import sections
from relay.config.endpoints import is_loopback, parse_endpoint


class Settings(BaseModel):
    """All of relay.toml, with the environment laid over it. Unchangeable.

    ``file`` is the relay.toml that it came from; paths in the sections are absolute.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    file: Path
    relay: sections.RelaySection
    database: sections.DatabaseSection
    smtp: sections.SmtpSection
    sender_authentication: sections.SenderAuthenticationSection
    limits: sections.LimitsSection
    delivery: sections.DeliverySection
    scanning: sections.ScanningSection
    alerts: sections.AlertsSection
    archive: sections.ArchiveSection
    api: sections.ApiSection

    @property
    def directory(self) -> Path:
        """The directory of relay.toml, which relative paths in it are relative to."""
        return self.file.parent

    def warnings(self) -> tuple[str, ...]:
        """Return what is allowed but must be known to who starts the relay, a sentence each."""
        found = []
        if self.delivery.transport == "maildir":
            outbound = self.relay.data_dir / "outbound"
            found.append(
                f'delivery.transport is "maildir": mail is written to {outbound} and reaches nobody; '
                'set it to "smtp" and delivery.smarthost to your mail server'
            )
        if not self.alerts.on_call:
            found.append(
                "alerts.on_call is empty: alerts go to all administrators and the group's monitors at once; "
                "name who is on call, in order"
            )
        clamd = self.scanning.clamd
        if clamd and not clamd.startswith("/") and not is_loopback(parse_endpoint(clamd).host):
            found.append(
                "scanning.clamd is on another machine: every mail goes there in the clear; "
                "use a network of its own, or a ClamAV on this machine"
            )
        return tuple(found)
