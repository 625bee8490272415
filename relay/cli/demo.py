"""`mentor-relay demo`: a sample program played through the real SMTP port of a real relay.

Everything is done as an administrator, a front MTA and a monitor would do it: with the commands,
over SMTP, over the API.
"""

import json
import os
import smtplib
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from relay.cli.demo_sample import (
    ADMINISTRATOR,
    AUTHSERV_ID,
    DOMAIN,
    MAILS,
    MONITOR,
    PEOPLE_CSV,
    PROGRAM,
    SampleMail,
)
from relay.model.errors import RelayError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from relay.config.settings import Settings

_OK = 250
_SETTLE_SECONDS = 60.0
_POLL_SECONDS = 0.2
_UNSETTLED = frozenset({"received", "approved"})
_PLAYED = "demo.json"


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("demo")(demo)


def demo(
    directory: Annotated[
        Path, typer.Option("--dir", help="Where the sample program lives; it is made on the first run.")
    ] = Path("var/demo"),
    keep_serving: Annotated[bool, typer.Option("--keep-serving", help="Leave the relay running until Ctrl-C.")] = False,
) -> None:
    """Play a sample program through a real relay, and show what happened to each message.

    The first run makes everything: configuration, keys, database, two pairs, a monitor. Mail
    "goes out" into DIR/var/outbound, a Maildir for each reader. A second run keeps the data.

    Example: mentor-relay demo --dir var/demo --keep-serving
    """
    from rich.console import Console

    Demo(directory.resolve(), Console()).run(keep_serving=keep_serving)


@dataclass(frozen=True, slots=True)
class _Sent:
    """A sample mail and what the relay answered to it."""

    who: str
    subject: str
    reply: str

    @property
    def message_id(self) -> str | None:
        """The id under which it is archived, if it was taken."""
        return self.reply.rpartition(" ")[2] if self.reply.startswith("250") else None


class Demo:
    """One sample program in one directory."""

    def __init__(self, directory: Path, console: "Console") -> None:
        """Work in ``directory`` and print to ``console``."""
        self._directory = directory
        self._console = console
        # The demo plays the front MTA that has checked the senders; a real one stands elsewhere.
        self._environment = {
            **os.environ,
            "MENTOR_RELAY_CONFIG": str(directory / "relay.toml"),
            "MENTOR_RELAY__SMTP__TRUSTED_NETWORKS": '["127.0.0.0/8"]',
            "MENTOR_RELAY__SMTP__AUTHSERV_ID": AUTHSERV_ID,
        }

    def run(self, *, keep_serving: bool) -> None:
        """Set up, serve, play, show; then end, or serve on."""
        if not (self._directory / "relay.toml").exists():
            self._set_up()
        token = self._command("staff", "token", MONITOR, "--json")["token"]
        from relay.config.settings import load_settings

        settings = load_settings(self._directory / "relay.toml", self._environment, self._directory)
        with self._serving() as server:
            played = self._directory / _PLAYED
            if not played.exists():
                sent = self._play(settings)
                played.write_text(json.dumps([[one.who, one.subject, one.reply] for one in sent]), encoding="utf-8")
            sent = [_Sent(*fields) for fields in json.loads(played.read_text(encoding="utf-8"))]
            self._show(settings, sent, token)
            if keep_serving:
                self._console.print("\nThe relay is running. Ctrl-C ends it; the data stays.")
                _wait_for(server)

    def _set_up(self) -> None:
        self._console.print(f"Setting up {PROGRAM} in {self._directory}")
        self._command("init", "--dir", str(self._directory), "--domain", DOMAIN, "--program", PROGRAM)
        with tempfile.NamedTemporaryFile("w", suffix=".csv", encoding="utf-8") as people:
            people.write(PEOPLE_CSV)
            people.flush()
            self._command("import", people.name, "--activate", "--attest", "demo: made-up people")
        self._command("staff", "add", MONITOR, "--role", "monitor", "--group", "spring")
        self._command("staff", "add", ADMINISTRATOR, "--role", "administrator")

    def _command(self, *words: str) -> Any:  # noqa: ANN401 - whatever JSON the command prints
        done = subprocess.run(  # noqa: S603 - our own command, with our own words
            [sys.executable, "-m", "relay", *words],
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RelayError(f"`mentor-relay {' '.join(words[:2])}` failed: {done.stderr.strip()}")
        return json.loads(done.stdout) if "--json" in words else None

    @contextmanager
    def _serving(self) -> Iterator["subprocess.Popen[str]"]:
        log = self._directory / "serve.log"
        with log.open("a", encoding="utf-8") as stderr:
            server = subprocess.Popen(
                [sys.executable, "-m", "relay", "serve"],
                env=self._environment,
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                start_new_session=True,  # Ctrl-C reaches us first, and we end it in order
            )
        try:
            _wait_until_ready(server, log)
            yield server
        finally:
            server.terminate()
            server.wait()

    def _play(self, settings: "Settings") -> list[_Sent]:
        masks = self._masks()
        self._console.print(f"Sending {len(MAILS)} messages to {settings.smtp.listen[0]}")
        return [self._send(settings, mail, masks) for mail in MAILS]

    def _masks(self) -> dict[str, str]:
        masks = {}
        for pair in self._command("pair", "list", "--json")["items"]:
            for member in (pair["mentor"], pair["student"]):
                masks[member["email"]] = member["masked_address"]
        return masks

    def _send(self, settings: "Settings", sample: SampleMail, masks: dict[str, str]) -> _Sent:
        to = masks[sample.to] if sample.to_mask else sample.to
        endpoint = settings.smtp.listen[0]
        verdict = "pass" if sample.authentic else "fail"
        domain = sample.sender.rpartition("@")[2]
        results = (
            f"Authentication-Results: {AUTHSERV_ID}; dmarc={verdict} header.from={domain};"
            f" dkim={verdict} header.d={domain}\r\n"
        )
        with smtplib.SMTP(endpoint.host, endpoint.port, local_hostname="front.example") as client:
            client.ehlo("front.example")
            client.mail(sample.sender)
            code, text = client.rcpt(to)
            if code == _OK:
                code, text = client.data(results.encode() + _mail_bytes(sample, to))
        return _Sent(sample.who, sample.subject, f"{code} {text.decode('ascii', 'replace')}")

    def _show(self, settings: "Settings", sent: Sequence[_Sent], token: str) -> None:
        self._console.print(self._message_table(settings, sent, token))
        from rich.table import Table

        masks = Table("person", "is seen as", title="Masked addresses", title_justify="left")
        for person, mask in sorted(self._masks().items()):
            masks.add_row(person, mask)
        self._console.print(masks)
        outbound = settings.relay.data_dir / "outbound"
        self._console.print(f"What arrived, as Maildirs: {outbound}")
        self._console.print(f"API: http://{settings.api.listen}/api/v1   monitor {MONITOR}")
        self._console.print(f"Token (new at every run): {token}", soft_wrap=True)
        self._console.print(
            f"Try: curl -H 'Authorization: Bearer {token}' 'http://{settings.api.listen}/api/v1/messages?state=held'",
            soft_wrap=True,
        )

    def _message_table(self, settings: "Settings", sent: Sequence[_Sent], token: str) -> "Table":
        from rich.table import Table

        table = Table("who", "subject", "outcome", "why", title="Messages", title_justify="left")
        for one in sent:
            if one.message_id is None:
                table.add_row(one.who, one.subject, "refused", one.reply)
                continue
            message = _settled(settings, one.message_id, token)
            table.add_row(one.who, one.subject, message["state"], _why(message))
        return table


def _mail_bytes(sample: SampleMail, to: str) -> bytes:
    mail = EmailMessage()
    mail["From"] = f'"{sample.name}" <{sample.sender}>'
    mail["To"] = to
    mail["Subject"] = sample.subject
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain=sample.sender.rpartition("@")[2])
    mail.set_content(sample.text)
    if sample.html:
        mail.add_alternative(sample.html, subtype="html")
    return mail.as_bytes(policy=mail.policy.clone(linesep="\r\n"))


def _settled(settings: "Settings", message_id: str, token: str) -> dict[str, Any]:
    """Return a message as the monitor sees it, once the relay is done with it."""
    request = urllib.request.Request(
        f"http://{settings.api.listen}/api/v1/messages/{message_id}", headers={"Authorization": f"Bearer {token}"}
    )
    deadline = time.monotonic() + _SETTLE_SECONDS
    while True:
        with urllib.request.urlopen(request) as response:  # noqa: S310
            message: dict[str, Any] = json.load(response)
        if message["state"] not in _UNSETTLED or time.monotonic() > deadline:
            return message
        time.sleep(_POLL_SECONDS)


def _why(message: dict[str, Any]) -> str:
    decisions = message.get("decisions") or []
    reasons = decisions[-1]["reasons"] if decisions else []
    if message["state"] == "kept":
        return "for the staff: a concern is open"
    return ", ".join(reasons) if reasons else "nothing to hold"


def _wait_until_ready(server: "subprocess.Popen[str]", log: Path) -> None:
    assert server.stdout is not None  # noqa: S101 - it is a pipe
    for line in server.stdout:
        if line.strip() == "ready":
            return
    server.wait()
    last = log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
    raise RelayError("the relay did not start: " + "".join(last))


def _wait_for(server: "subprocess.Popen[str]") -> None:
    try:
        server.wait()
    except KeyboardInterrupt:
        return
