"""Real mails of other projects, sent both ways between a mentor and a student through a running relay.

Run: python -m bench.replay_corpus DIRECTORY… [--show] [--bodies] [--postfix] [--mask-alone]

DIRECTORY holds mails: .eml files and all others that begin with mail headers (public fixture sets are not part
of this repository; docs/performance.md says which were used). Every mail is given the pair's From and To
and sent four times, in both directions, each

- with both people's identities planted in its headers, its texts (in their own character set and transfer
  encoding) and its files: after every decoding none of it may be left in what arrives;
- as it is: then nothing had to go, and what its reader is shown must be what the writer's program showed.

What is held is released, so that masking is tried on everything. Prints outcomes, what was lost, leaking or
came twice, and the share of identical texts; exits 1 if a mail was lost or something leaked.
"""

import argparse
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.replay_files import opens
from bench.replay_mails import GRETA, TIM, Case, cases, find_mails
from bench.replay_texts import delivered, differences, leaking, read
from relay.masking.frame import Frame, MaskingError
from relay.masking.mask import mask
from relay.model.identity import Identity, Role
from tests.support.outside import Outside
from tests.support.ports import free_port
from tests.support.postfix import PostfixInstance
from tests.support.relay_process import AUTHSERV_ID, DOMAIN, RelayProcess

SETTLE_SECONDS = 600.0
_UNSETTLED = frozenset({"received", "approved"})
_POLL_SECONDS = 0.1
_SECRETS = (GRETA.surname, GRETA.address, TIM.surname, TIM.address)


@dataclass
class Result:
    """What became of all mails."""

    outcomes: Counter[str] = field(default_factory=Counter)
    taken: int = 0
    delivered: int = 0
    lost: int = 0
    arrived: dict[Case, list[bytes]] = field(default_factory=dict)  # the same mail more than once is a duplicate


def main() -> int:
    """Replay, print, and say whether anything was lost or leaked."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("directories", nargs="+", type=Path, metavar="DIRECTORY")
    options.add_argument("--bodies", action="store_true", help="files without headers are bodies of mails")
    options.add_argument("--show", action="store_true", help="print each text that differs, and its first differences")
    options.add_argument("--postfix", action="store_true", help="send by way of Postfix, as deploy/postfix-smarthost")
    options.add_argument(
        "--mask-alone", action="store_true", help="no relay: mask in this process, which takes seconds"
    )
    arguments = options.parse_args()
    mails = list(find_mails(arguments.directories, bodies=arguments.bodies))
    print(f"{len(mails):6d}  different mails, each sent {4} times: both ways, with identities planted and as it is")
    result = _masked_alone(mails) if arguments.mask_alone else _relayed(mails, by_postfix=arguments.postfix)
    return _report(result, show=arguments.show)


def _masked_alone(mails: list[tuple[str, bytes]]) -> Result:
    mentor = Identity(Role.MENTOR, GRETA.given, GRETA.surname, (GRETA.address,), f"kx7rwyaqbcdefg@{DOMAIN}")
    student = Identity(Role.STUDENT, TIM.given, TIM.surname, (TIM.address,), f"p4tzmnhjsabcde@{DOMAIN}")
    result = Result()
    for number, case in enumerate(cases(mails, student.masked_address, mentor.masked_address)):
        writer, reader = (mentor, student) if case.writer is GRETA else (student, mentor)
        frame = Frame(f"<dl_{number:06d}@{DOMAIN}>", datetime(2026, 11, 23, tzinfo=UTC), DOMAIN)
        footer = "This mail came through Bridges. Program staff can read and keep it."
        result.taken += 1
        try:
            masked = mask(case.raw, writer=writer, reader=reader, frame=frame, footer=footer, release=True)
        except MaskingError as error:
            result.outcomes[f"held: {str(error)[:100]}"] += 1
            continue
        result.outcomes["masked"] += 1
        result.delivered += 1
        result.arrived[case] = [masked.data]
    return result


def _relayed(mails: list[tuple[str, bytes]], *, by_postfix: bool) -> Result:
    with tempfile.TemporaryDirectory(prefix="replay-") as scratch, Outside() as outside:
        root = Path(scratch)
        port = free_port() if by_postfix else outside.port
        directory = root / "relay"
        directory.mkdir()
        relay = RelayProcess(directory, port)
        pair = relay.people(("replay", GRETA.address, "Greta", "Oldfield", TIM.address, "Tim", "Kowalczyk", "2010"))[0]
        token = relay.staff("ada@program.example", "administrator")
        with _smarthost(root, relay, port, outside) if by_postfix else outside_alone():
            relay.start()
            try:
                masks = pair["student"]["masked_address"], pair["mentor"]["masked_address"]
                return _Replay(relay, outside, token).run(cases(mails, *masks))
            finally:
                relay.kill()


@contextmanager
def outside_alone() -> Iterator[None]:
    """Nothing stands between the relay and the outside."""
    yield


@contextmanager
def _smarthost(root: Path, relay: RelayProcess, port: int, outside: Outside) -> Iterator[None]:
    root.chmod(0o755)  # Postfix's own user goes through it
    settings: dict[str, Any] = {
        "mentor_relay_domain": DOMAIN,
        "mentor_relay_address": f"[127.0.0.1]:{relay.smtp_port}",
        "mentor_relay_signer": "",
        "myhostname": AUTHSERV_ID,
        "relayhost": f"[127.0.0.1]:{outside.port}",
    }
    with PostfixInstance("postfix-smarthost", root / "smarthost", port, **settings):
        yield


class _Replay:
    """One run through a running relay."""

    def __init__(self, relay: RelayProcess, outside: Outside, token: str) -> None:
        self._relay, self._outside, self._token = relay, outside, token
        self._result = Result()
        self._taken: dict[str, Case] = {}

    def run(self, all_cases: Iterable[Case]) -> Result:
        """Send, release what is held, wait, and gather what arrived."""
        for case in all_cases:
            self._send(case)
        first = self._settled()
        for message_id, message in first.items():
            if message["state"] in {"held", "kept"}:
                self._relay.api("POST", f"/messages/{message_id}/release", self._token, {"note": "replay"})
        last = self._settled()
        for message_id in self._taken:
            self._count(first[message_id], last[message_id])
        self._gather(last)
        return self._result

    def _send(self, case: Case) -> None:
        code, text = self._relay.send(case.writer.address, case.mask, case.raw)
        if code == 250:
            self._taken[text.rpartition(" ")[2]] = case
            self._result.taken += 1
        else:
            self._result.outcomes[f"refused {code} {text.split()[0]} ({case.name})"] += 1

    def _settled(self) -> dict[str, Any]:
        settled: dict[str, Any] = {}
        deadline = time.monotonic() + SETTLE_SECONDS
        for message_id in self._taken:
            while True:
                message = self._relay.api("GET", f"/messages/{message_id}", self._token).body
                if message["state"] not in _UNSETTLED or time.monotonic() > deadline:
                    break
                time.sleep(_POLL_SECONDS)
            settled[message_id] = message
        return settled

    def _count(self, first: dict[str, Any], last: dict[str, Any]) -> None:
        reasons = last["decisions"][-1]["reasons"] if last["state"] == "held" and last["decisions"] else []
        path = " → ".join(dict.fromkeys((first["state"], last["state"])))
        self._result.outcomes[f"{path} ({', '.join(reasons)})" if reasons else path] += 1

    def _gather(self, last: dict[str, Any]) -> None:
        """Match what arrived to what was sent, by the Message-IDs that the relay's database says it gave."""
        delivered = {message_id for message_id, message in last.items() if message["state"] == "delivered"}
        with sqlite3.connect(self._relay.directory / "var" / "relay.db") as database:
            rows = database.execute("SELECT message_header_id, message_id FROM deliveries WHERE kind = 'relay'")
            own_ids = {f"<{header_id}@{DOMAIN}>": message_id for header_id, message_id in rows}
        self._wait_for({own_id for own_id, message_id in own_ids.items() if message_id in delivered})
        found: set[str] = set()
        for mail in self._outside.arrived:
            message_id = own_ids.get(str(mail.mail["Message-ID"]).strip())
            if message_id is not None and message_id in self._taken:
                found.add(message_id)
                self._result.arrived.setdefault(self._taken[message_id], []).append(mail.data)
        unsettled = {message_id for message_id, message in last.items() if message["state"] in _UNSETTLED}
        self._result.delivered = len(delivered)
        self._result.lost = len(unsettled | (delivered - found))

    def _wait_for(self, own_ids: set[str]) -> None:
        """Wait until all of them are there: a smarthost may still have some in its queue."""
        deadline = time.monotonic() + SETTLE_SECONDS
        while time.monotonic() < deadline:
            if own_ids <= {str(mail.mail["Message-ID"]).strip() for mail in list(self._outside.arrived)}:
                return
            time.sleep(1.0)


def _report(result: Result, *, show: bool) -> int:
    for outcome, count in sorted(result.outcomes.items()):
        print(f"{count:6d}  {outcome}")
    copies = sum(len(copies) - 1 for copies in result.arrived.values())
    found = list(_leaks(result.arrived))
    print(f"{sum(result.outcomes.values()):6d}  sent; {result.taken} taken, {result.delivered} delivered")
    print(f"{result.lost:6d}  lost")
    print(f"{len(found):6d}  leaking" + "".join(f"\n        {line}" for line in found))
    print(f"{copies:6d}  duplicates")
    _report_texts({case: copies[0] for case, copies in result.arrived.items() if not case.planted}, show=show)
    return 1 if result.lost or found else 0


def _leaks(arrived: dict[Case, list[bytes]]) -> Iterator[str]:
    for case, copies in arrived.items():
        for data in copies:
            # The reader's own machine may stand in References: it is their own Message-ID that is answered.
            machines = (case.own_id, case.writer.host, case.writer.client)
            if hits := leaking(data, *_SECRETS, *machines):
                yield f"{case.name} to {case.reader.given}: {hits}"


def _report_texts(arrived: dict[Case, bytes], *, show: bool) -> None:
    same = subjects = files = opening = 0
    for case, data in arrived.items():
        original, mail = read(case.raw), delivered(data)
        found = differences(original, mail)
        same += not found
        subjects += original.subject == mail.subject
        files += len(mail.files)
        opening += sum(opens(content, kind) for _, kind, content in mail.files)
        if show and (found or original.subject != mail.subject):
            print(f"--- {case.name} to {case.reader.given}")
            if original.subject != mail.subject:
                print(f"    subject: {original.subject!r} → {mail.subject!r}")
            for line in found:
                print(f"    {line}")
    total = max(1, len(arrived))
    print(f"{len(arrived):6d}  arrived of those without anything planted:")
    print(f"{same:6d}  of their texts are identical ({same / total:.2%})")
    print(f"{subjects:6d}  of their subjects are identical ({subjects / total:.2%})")
    print(f"{files:6d}  files came with them, {opening} of them open")


if __name__ == "__main__":
    sys.exit(main())
