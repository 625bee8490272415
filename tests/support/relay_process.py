"""The real executable for a test or a bench: initialised, filled, served, and spoken to from outside."""

import json
import os
import queue
import signal
import smtplib
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, make_msgid
from pathlib import Path
from typing import Any

from tests.support.ports import free_port

DOMAIN = "mail.relaytest.example"
AUTHSERV_ID = "mx.relaytest.example"
READY_SECONDS = 90.0
END_SECONDS = 40.0
_CSV_HEADER = (
    "group,mentor_email,mentor_given_name,mentor_family_name,"
    "student_email,student_given_name,student_family_name,student_birth_year\n"
)


@dataclass(frozen=True)
class Answer:
    """An HTTP answer, its JSON read."""

    status: int
    body: Any
    headers: dict[str, str]


class RelayProcess:
    """One relay in one directory, with settings in the environment; ``smarthost`` is a port of the loopback."""

    def __init__(
        self,
        directory: Path,
        smarthost: int,
        *,
        database_url: str | None = None,
        environment: dict[str, str] | None = None,
    ) -> None:
        """Initialise a relay in ``directory``, which must be empty."""
        self.directory = directory
        self.smtp_port, self.api_port = free_port(), free_port()
        self.environment = _environment(self.smtp_port, self.api_port, smarthost)
        if database_url is not None:
            self.environment["MENTOR_RELAY__DATABASE__URL"] = database_url
        self.environment |= environment or {}
        self.log = directory / "serve.log"
        self._process: subprocess.Popen[str] | None = None
        self.command("init", "--dir", str(directory), "--domain", DOMAIN, "--program", "Bridges")

    @property
    def pid(self) -> int:
        """The process id of the server, which leads its process group."""
        assert self._process is not None
        return self._process.pid

    def command(
        self, *words: str, expect: int | None = 0, text: str | None = None
    ) -> "subprocess.CompletedProcess[str]":
        """Run one command; fails the caller if its exit code is not the one expected (None: any)."""
        done = subprocess.run(
            [sys.executable, "-m", "relay", *words],
            env=self.environment | {"MENTOR_RELAY_CONFIG": str(self.directory / "relay.toml")},
            input=text,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        if expect is not None and done.returncode != expect:
            raise AssertionError(f"{words[:3]} exited {done.returncode}: {done.stderr or done.stdout}")
        return done

    def json(self, *words: str) -> Any:
        """Run a command with ``--json`` and return what it printed."""
        return json.loads(self.command(*words, "--json").stdout)

    def start(self, *roles: str) -> None:
        """Serve, and wait for ``ready``."""
        words = [word for role in roles for word in ("--role", role)]
        with self.log.open("a", encoding="utf-8") as stderr:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "relay", "serve", *words],
                env=self.environment | {"MENTOR_RELAY_CONFIG": str(self.directory / "relay.toml")},
                stdout=subprocess.PIPE,
                stderr=stderr,
                text=True,
                start_new_session=True,
            )
        lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        threading.Thread(target=_pump, args=(self._process.stdout, lines), daemon=True).start()
        while (line := lines.get(timeout=READY_SECONDS)) is not None:
            if line.strip() == "ready":
                return
        raise AssertionError(f"serve ended before it was ready: {self.log.read_text(encoding='utf-8')[-2000:]}")

    def stop(self) -> int:
        """Send SIGTERM and return the exit code."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(END_SECONDS)

    def kill(self) -> None:
        """Kill the whole process group at once, as a power cut would."""
        if self._process is not None and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def people(self, *rows: Sequence[str]) -> list[dict[str, Any]]:
        """Import and activate pairs: group, then address, given and family name of both, and a birth year."""
        path = self.directory / "people.csv"
        path.write_text(_CSV_HEADER + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
        self.command("import", str(path), "--activate", "--attest", "tests: made-up people")
        items: list[dict[str, Any]] = self.json("pair", "list")["items"]
        return items

    def staff(self, email: str, role: str, *groups: str) -> str:
        """Add a member of staff and return a token."""
        words = [word for group in groups for word in ("--group", group)]
        self.command("staff", "add", email, "--role", role, *words)
        token: str = self.json("staff", "token", email)["token"]
        return token

    def api(
        self,
        method: str,
        path: str,
        token: str | None = None,
        body: object = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Call the API; ``path`` begins below ``/api/v1``, or with ``//`` for the root."""
        url = f"http://127.0.0.1:{self.api_port}" + (path[1:] if path.startswith("//") else f"/api/v1{path}")
        sent = dict(headers or {})
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        data = None
        if body is not None:
            data, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        request = urllib.request.Request(url, data=data, headers=sent, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return Answer(response.status, _read(response.read()), dict(response.headers))
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, _read(error.read()), dict(error.headers))

    def send(
        self, sender: str, to: str, mail: EmailMessage | bytes, *, proof: str = "pass", author: str = ""
    ) -> tuple[int, str]:
        """Send as the front MTA would, with its verdict on the author (the sender); return the last reply."""
        raw = mail if isinstance(mail, bytes) else mail.as_bytes(policy=SMTP)
        with smtplib.SMTP("127.0.0.1", self.smtp_port, local_hostname="front.example", timeout=60) as client:
            client.ehlo("front.example")
            code, text = client.mail(sender)
            if code == 250:
                code, text = client.rcpt(to)
            if code == 250:
                code, text = client.data(verdict(author or sender, proof) + raw)
        return code, text.decode("ascii", "replace")


def verdict(sender: str, proof: str) -> bytes:
    """Return the header line in which a front MTA says whether the sender is proven."""
    domain = sender.rpartition("@")[2]
    results = f"dmarc={proof} header.from={domain}; dkim={proof} header.d={domain}"
    return f"Authentication-Results: {AUTHSERV_ID}; {results}\r\n".encode()


def compose(sender: str, to: str, subject: str, text: str, **headers: str) -> EmailMessage:
    """Write a plain mail, as a mail program would; ``In_Reply_To=`` gives that header."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = formatdate()
    mail["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2].rstrip(">"))
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail


def _environment(smtp_port: int, api_port: int, smarthost: int) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MENTOR_RELAY")}
    return inherited | {
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONUNBUFFERED": "1",
        "MENTOR_RELAY__SMTP__LISTEN": json.dumps([f"127.0.0.1:{smtp_port}"]),
        "MENTOR_RELAY__SMTP__TRUSTED_NETWORKS": '["127.0.0.0/8"]',
        "MENTOR_RELAY__SMTP__AUTHSERV_ID": AUTHSERV_ID,
        "MENTOR_RELAY__SMTP__HOSTNAME": AUTHSERV_ID,
        "MENTOR_RELAY__DELIVERY__TRANSPORT": "smtp",
        "MENTOR_RELAY__DELIVERY__SMARTHOST": f"127.0.0.1:{smarthost}",
        "MENTOR_RELAY__DELIVERY__TLS": "none",
        "MENTOR_RELAY__DELIVERY__RETRY_SCHEDULE": '["1s"]',
        "MENTOR_RELAY__DELIVERY__UNDO_WINDOW": "0s",
        "MENTOR_RELAY__API__LISTEN": f"127.0.0.1:{api_port}",
        "MENTOR_RELAY__LIMITS__MESSAGES_PER_SENDER": "",
        "MENTOR_RELAY__LIMITS__MIN_FREE_DISK": "0",
    }


def _pump(stream: Any, lines: "queue.SimpleQueue[str | None]") -> None:
    with stream:
        for line in stream:
            lines.put(line)
    lines.put(None)


def _read(raw: bytes) -> Any:
    try:
        return json.loads(raw) if raw else None
    except ValueError:
        return raw.decode("utf-8", "replace")
