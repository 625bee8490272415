"""`mentor-relay demo`: a sample program played through the real SMTP port of a real relay.

Everything is done as an administrator, a front MTA and a monitor would do it: with the commands,
over SMTP, over the API.
"""

import json
import os
import shutil
import signal
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
from relay.model.errors import ConfigurationError, RelayError

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from relay.config.settings import Settings

_OK = 250
_SETTLE_SECONDS = 60.0
_POLL_SECONDS = 0.2
_UNSETTLED = frozenset({"received", "approved"})
_MEMORY = "demo.json"
_REASON_WIDTH = 20  # the longest reason of the sample fits, on 80 columns too


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
    Ctrl-C ends it, with exit code 0.

    Example: mentor-relay demo --dir var/demo --keep-serving
    """
    from rich.console import Console

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)  # the relay that we started ends with us
    console = Console()
    try:
        Demo(directory.resolve(), console).run(keep_serving=keep_serving)
    except KeyboardInterrupt:
        console.print("Ended. The data stays; the next run goes on with it.")


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


@dataclass(frozen=True, slots=True)
class _Played:
    """What a demo remembers from run to run: each person's masked address, and what was sent, once it was."""

    masks: dict[str, str]
    sent: tuple[_Sent, ...] = ()

    @classmethod
    def read(cls, file: Path) -> "_Played":
        known = json.loads(file.read_text(encoding="utf-8"))
        return cls(known["masks"], tuple(_Sent(*fields) for fields in known["sent"]))

    def write(self, file: Path) -> None:
        sent = [[one.who, one.subject, one.reply] for one in self.sent]
        file.write_text(json.dumps({"masks": self.masks, "sent": sent}), encoding="utf-8")


class Demo:
    """One sample program in one directory."""

    def __init__(self, directory: Path, console: "Console") -> None:
        """Work in ``directory`` and print to ``console``."""
        self._directory = directory
        self._console = console

    def run(self, *, keep_serving: bool) -> None:
        """Set up, serve, play, show; then end, or serve on."""
        from relay.config.settings import load_settings

        memory = self._directory / _MEMORY
        if not memory.exists():
            self._set_up()
        settings = load_settings(self._directory / "relay.toml", _environment(self._directory), self._directory)
        token = self._command("staff", "token", MONITOR, "--json")["token"]
        with self._serving() as server:
            played = _Played.read(memory)
            if not played.sent:
                played = self._play(settings, played.masks)
                played.write(memory)
            else:
                self._console.print("Played before: nothing was sent this time.")
            self._show(settings, played, token)
            if keep_serving:
                self._show_api(settings, token)
                server.wait()
            else:
                self._console.print("`make run` plays it and goes on serving.")

    def _set_up(self) -> None:
        """Make everything beside the directory, and put it there when it is whole: an interrupted one is made anew."""
        if self._directory.exists() and any(self._directory.iterdir()):
            raise ConfigurationError(f"--dir: {self._directory} holds something else than a demo; choose another")
        self._console.print(f"Setting up {PROGRAM} in {self._directory}")
        unfinished = self._directory.with_name(f".{self._directory.name}.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        making = Demo(unfinished, self._console)
        making._fill()
        _Played(making._masks()).write(unfinished / _MEMORY)
        unfinished.replace(self._directory)

    def _fill(self) -> None:
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
            env=_environment(self._directory),
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
        with log.open("w", encoding="utf-8") as stderr:
            server = subprocess.Popen(
                [sys.executable, "-m", "relay", "serve"],
                env=_environment(self._directory),
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

    def _play(self, settings: "Settings", masks: dict[str, str]) -> _Played:
        self._console.print(f"Sending {len(MAILS)} messages to {settings.smtp.listen[0]}")
        return _Played(masks, tuple(self._send(settings, mail, masks) for mail in MAILS))

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

    def _show(self, settings: "Settings", played: _Played, token: str) -> None:
        self._console.print(self._message_table(settings, played.sent, token))
        from rich.table import Table

        masks = Table("person", "is seen as", title="Masked addresses", title_justify="left")
        for person, mask in sorted(played.masks.items()):
            masks.add_row(person, mask)
        self._console.print(masks)
        outbound = settings.relay.data_dir / "outbound"
        self._console.print(f"What arrived, as Maildirs: {outbound}")

    def _show_api(self, settings: "Settings", token: str) -> None:
        self._console.print(f"API: http://{settings.api.listen}/api/v1   monitor {MONITOR}")
        self._console.print(f"Token (new at every run): {token}", soft_wrap=True)
        self._console.print(
            f"Try: curl -H 'Authorization: Bearer {token}' 'http://{settings.api.listen}/api/v1/messages?state=held'",
            soft_wrap=True,
        )
        self._console.print('To send it mail of your own: README.md, "Write into the running demo".', soft_wrap=True)
        self._console.print("\nThe relay is running. Ctrl-C ends it; the data stays.")

    def _message_table(self, settings: "Settings", sent: Sequence[_Sent], token: str) -> "Table":
        from rich.table import Table

        table = Table("who", "subject", "outcome", title="Messages", title_justify="left")
        table.add_column("why", min_width=_REASON_WIDTH)
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
    return "\n".join(reasons) if reasons else "nothing to hold"


def _wait_until_ready(server: "subprocess.Popen[str]", log: Path) -> None:
    assert server.stdout is not None  # noqa: S101 - it is a pipe
    for line in server.stdout:
        if line.strip() == "ready":
            return
    server.wait()
    raise RelayError(f"the relay did not start: {_reason(log)}")


def _reason(log: Path) -> str:
    """Return what the relay said before it ended: the first of its own words, which name the key to change."""
    prefix = "mentor-relay: "
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines()
    said = [line.removeprefix(prefix) for line in lines if line.startswith(prefix)]
    return said[0] if said else f"see {log}"


def _environment(directory: Path) -> dict[str, str]:
    """Return the environment of our commands. The demo plays the front MTA that checked the senders."""
    return {
        **os.environ,
        "MENTOR_RELAY_CONFIG": str(directory / "relay.toml"),
        "MENTOR_RELAY__SMTP__TRUSTED_NETWORKS": '["127.0.0.0/8"]',
        "MENTOR_RELAY__SMTP__AUTHSERV_ID": AUTHSERV_ID,
    }
