"""Real mails of other projects, sent both ways between a mentor and a student through a running relay.

Run: python -m bench.replay_corpus DIRECTORY…, with directories of .eml files (public fixture sets are
not part of this repository; docs/performance.md says which were used). Every mail is given the
pair's From and To; the writer's surname, address and client are planted in it; all else stays. What
is held is released, so that masking is tried on everything. Prints a table of outcomes; exits 1 if
a mail was lost or something leaked.
"""

import argparse
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support.letters import leaks
from tests.support.outside import Arrived, Outside
from tests.support.relay_process import RelayProcess

GRETA, TIM = "greta.oldfield@mentors.example", "tim.kowalczyk@school.example"
CLIENT = "203.0.113.77"
HOST = "laptop-of-the-writer.example"
SETTLE_SECONDS = 300.0
_REPLACED = (b"from", b"sender", b"to", b"cc", b"bcc", b"reply-to", b"message-id", b"resent-from", b"resent-to")
_UNSETTLED = frozenset({"received", "approved"})


@dataclass(frozen=True)
class Case:
    """One mail in one direction."""

    name: str
    sender: str
    surname: str
    reader: str
    mask: str
    own_id: str


def main() -> int:
    """Replay, print, and say whether anything was lost or leaked."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("directories", nargs="+", type=Path)
    files = sorted(path for directory in options.parse_args().directories for path in directory.rglob("*.eml"))
    with tempfile.TemporaryDirectory(prefix="replay-") as scratch, Outside() as outside:
        directory = Path(scratch) / "relay"
        directory.mkdir()
        relay = RelayProcess(directory, outside.port)
        pair = relay.people(("replay", GRETA, "Greta", "Oldfield", TIM, "Tim", "Kowalczyk", "2010"))[0]
        token = relay.staff("ada@program.example", "administrator")
        relay.start()
        try:
            return _replay(relay, outside, files, pair, token)
        finally:
            relay.kill()


def _replay(relay: RelayProcess, outside: Outside, files: list[Path], pair: dict[str, Any], token: str) -> int:
    outcomes: Counter[str] = Counter()
    taken: dict[str, Case] = {}
    for case, raw in _cases(files, pair):
        code, text = relay.send(case.sender, case.mask, raw)
        if code == 250:
            taken[text.rpartition(" ")[2]] = case
        else:
            outcomes[f"refused {code} {text.split()[0]}"] += 1
    first = _settle(relay, token, taken)
    for message_id, message in first.items():
        if message["state"] in {"held", "kept"}:
            relay.api("POST", f"/messages/{message_id}/release", token, {"note": "replay"})
    last = _settle(relay, token, taken)
    for message_id in taken:
        before, after = first[message_id]["state"], last[message_id]
        reasons = after["decisions"][-1]["reasons"] if after["state"] == "held" and after["decisions"] else []
        path = " → ".join(dict.fromkeys((before, after["state"])))
        outcomes[f"{path} ({', '.join(reasons)})" if reasons else path] += 1
    delivered = sum(1 for message in last.values() if message["state"] == "delivered")
    relayed = [mail for mail in outside.arrived if _is_relayed(mail)]
    leaking = _leaks(relayed, taken.values())
    lost = [message_id for message_id in taken if last[message_id]["state"] in _UNSETTLED]
    for outcome, count in sorted(outcomes.items()):
        print(f"{count:6d}  {outcome}")
    for reason, count in _first_reasons(first.values()).most_common():
        print(f"{count:6d}  first held for {reason}")
    print(f"{sum(outcomes.values()):6d}  sent; {len(taken)} taken, {delivered} delivered, {len(relayed)} arrived")
    print(f"{len(lost) + max(0, delivered - len(relayed)):6d}  lost")
    print(f"{len(leaking):6d}  leaking" + "".join(f"\n        {line}" for line in leaking))
    return 1 if lost or leaking or delivered > len(relayed) else 0


def _first_reasons(messages: Iterable[dict[str, Any]]) -> Counter[str]:
    """Count why messages were held at first; one message may have several reasons."""
    held = [message for message in messages if message["state"] == "held"]
    return Counter(reason for message in held for reason in message["decisions"][0]["reasons"])


def _is_relayed(mail: Arrived) -> bool:
    sender = str(mail.mail["From"])
    return "help+" not in sender and "postmaster@" not in sender


def _cases(files: list[Path], pair: dict[str, Any]) -> Iterator[tuple[Case, bytes]]:
    to_tim, to_greta = pair["student"]["masked_address"], pair["mentor"]["masked_address"]
    for number, path in enumerate(files):
        for sender, surname, reader, mask in ((GRETA, "Oldfield", TIM, to_tim), (TIM, "Kowalczyk", GRETA, to_greta)):
            own_id = f"planted.{number}.{surname.lower()}@{HOST}"
            case = Case(path.name, sender, surname, reader, mask, own_id)
            yield case, _planted(path.read_bytes(), case)


def _planted(raw: bytes, case: Case) -> bytes:
    """Return the mail with the pair's header fields and the writer's identity planted."""
    lines = re.sub(rb"\r\n|\r|\n", b"\n", raw).lstrip(b"\n")
    head, _, body = lines.partition(b"\n\n")
    kept = [field for field in _fields(head) if field.partition(b":")[0].strip().lower() not in _REPLACED]
    planted = [
        f'From: "{case.surname}, Somebody" <{case.sender}>'.encode(),
        f"To: <{case.mask}>".encode(),
        f"Message-ID: <{case.own_id}>".encode(),
        f"Received: from {HOST} ([{CLIENT}]) by mail.writer.example with ESMTP".encode(),
        f"X-Originating-IP: [{CLIENT}]".encode(),
        f"Reply-To: {case.sender}".encode(),
    ]
    if not any(field.lower().startswith((b"content-type: multipart", b"content-transfer")) for field in kept):
        body = body.rstrip(b"\n") + f"\n\nSomebody {case.surname}\n{case.sender}\n".encode()
    return b"\n".join([*planted, *kept, b"", body]).replace(b"\n", b"\r\n")


def _fields(head: bytes) -> list[bytes]:
    return [field for field in re.split(rb"\n(?![ \t])", head) if b":" in field and not field.startswith(b"From ")]


def _settle(relay: RelayProcess, token: str, taken: dict[str, Case]) -> dict[str, Any]:
    settled: dict[str, Any] = {}
    deadline = time.monotonic() + SETTLE_SECONDS
    for message_id in taken:
        while True:
            message = relay.api("GET", f"/messages/{message_id}", token).body
            if message["state"] not in _UNSETTLED or time.monotonic() > deadline:
                break
            time.sleep(0.1)
        settled[message_id] = message
    return settled


def _leaks(arrived: list[Arrived], cases: Iterable[Case]) -> list[str]:
    ids = {case.own_id for case in cases}
    found = []
    for mail in arrived:
        writer = (GRETA, "Oldfield") if mail.recipient == TIM else (TIM, "Kowalczyk")
        if hits := leaks(mail.data, *writer, CLIENT, HOST):
            found.append(f"{mail.mail['Subject']}: {hits}")
        if any(own_id.encode() in mail.data for own_id in ids):
            found.append(f"{mail.mail['Subject']}: a Message-ID of the writer")
    return found


if __name__ == "__main__":
    sys.exit(main())
