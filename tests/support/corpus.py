"""The corpus of mails: reading a case, masking it, and a command to look at cases and to accept them.

`python -m tests.support.corpus show NAME…` prints what comes in and what is delivered, decoded;
`… accept NAME…` writes the expected files of cases that somebody has looked at (`--all`: of all); no
command lists those for which nothing is expected yet. tests/corpus/README.md tells more.
"""

import argparse
import difflib
import email
import re
import sys
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache, cached_property
from io import BytesIO
from pathlib import Path

from relay.config.policy import load_policy
from relay.config.resources import resource_path
from relay.masking.frame import Masked, MaskingError
from relay.masking.mask import mask
from relay.mime.author import read_identity
from relay.mime.automatic import automatic_kind
from relay.mime.comparison import parts_differ
from relay.mime.files.looking import with_files
from relay.mime.hosts import known_hosts
from relay.mime.reading import read_message
from relay.model.address import mailbox_form
from relay.model.identity import Identity, Role
from relay.model.policy import Policy
from relay.scanning.attachments import attachment_findings
from tests.support.letters import FRAME, GRETA, LUCIA, OMAR, RELAY_DOMAIN, TIM, TO_MENTOR, TO_STUDENT, parsed

ROOT = Path(__file__).parents[1] / "corpus"
TOPICS = ROOT / "topics.toml"
INCOMING = "_incoming.eml"
PAIRS = ((GRETA, TIM), (OMAR, LUCIA))
_OURS = re.compile(rf"<[\w.-]+@{re.escape(RELAY_DOMAIN)}>")
_SENT_BY_A_PERSON = "-"  # an envelope sender that is not the null one
_NOT_UNDERSTOOD = "the message is not understood for sure"  # what exactly is in the tree's problems


@dataclass(frozen=True)
class Case:
    """One incoming mail and what is expected of it.

    ``released``: a person decided to deliver it; by their names these cases end in ``_released``.
    """

    path: Path

    @property
    def name(self) -> str:
        return self.path.name.removesuffix(INCOMING)

    @property
    def released(self) -> bool:
        return self.name.endswith("_released")

    @cached_property
    def raw(self) -> bytes:
        return self.path.read_bytes()

    @property
    def is_understood(self) -> bool:
        """Whether it can be read in one way alone: else masking itself asks for a person's release."""
        tree = read_message(self.raw)
        return not tree.problems and not parts_differ(tree)

    @cached_property
    def writer(self) -> Identity:
        """Who stands in From, with the machines that give them away."""
        writer = self._pair[0]
        hosts = known_hosts(self.raw, writer=writer, reader=self.reader, ours=(RELAY_DOMAIN,))
        return replace(writer, hosts=hosts)

    @property
    def reader(self) -> Identity:
        return self._pair[1]

    @cached_property
    def _pair(self) -> tuple[Identity, Identity]:
        """Writer and reader: by From; what a machine wrote, by the mask it was sent to."""
        seen = read_identity(self.raw)
        both_ways = [pair for mentor, student in PAIRS for pair in ((mentor, student), (student, mentor))]
        by_address = {mailbox_form(own): pair for pair in both_ways for own in pair[0].addresses}
        by_mask = {pair[1].masked_address: pair for pair in both_ways}
        found = by_address.get(mailbox_form(seen.address)) if seen.address else None
        return found or next(by_mask[address] for address in seen.recipients if address in by_mask)

    @cache  # noqa: B019 - the corpus is read once and kept
    def masked(self, *, released: bool) -> Masked:
        """Mask as the relay does it. Raises MaskingError where it would be held."""
        seen = read_identity(self.raw)
        replied = tuple(_readers_id(token) for token in seen.in_reply_to if _OURS.fullmatch(token))
        frame = replace(
            FRAME,
            in_reply_to=replied[0] if replied else None,
            references=tuple(_readers_id(token) for token in seen.references if _OURS.fullmatch(token)),
            earlier_footers=(_footer(self.writer),),
        )
        return mask(
            self.raw,
            writer=self.writer,
            reader=self.reader,
            frame=frame,
            footer=_footer(self.reader),
            release=released,
        )

    @cache  # noqa: B019 - as above
    def reasons(self) -> tuple[str, ...]:
        """Return why this mail does not go out by itself, as far as its form and not what it says decides."""
        tree = read_message(self.raw)
        kind = automatic_kind(tree.fields.automatic, _SENT_BY_A_PERSON)
        found = [f"kept: {kind}"] if kind else []
        found += [f"held: {problem}" for problem in tree.problems]
        if parts_differ(tree):
            found.append("held: plain text and HTML differ")
        own = {mailbox_form(address) for address in (*self.writer.addresses, self.reader.masked_address)}
        if any(mailbox_form(address) not in own for address in tree.fields.recipients):
            found.append("held: somebody outside of the pair is in To or Cc")
        files = with_files(tree).attachments
        found += dict.fromkeys(f"held: {finding.category}" for finding in attachment_findings(files, _policy()))
        try:
            self.masked(released=self.released)
        except MaskingError as error:
            if str(error) != _NOT_UNDERSTOOD:
                found.append(f"held: {error}")
        return tuple(found)

    def beside(self, ending: str) -> Path:
        """Return the path of another file of this case: ``expected.eml``, ``changes.txt`` …."""
        return self.path.with_name(f"{self.name}_{ending}")


def _readers_id(ours: str) -> str:
    """Return the id that the reader's program gave the mail that the writer knows as ``ours``."""
    return ours.replace(RELAY_DOMAIN, "readers-own.example")


@cache
def _policy() -> Policy:
    return load_policy(resource_path("config", "policy.toml")).default


def _footer(reader: Identity) -> str:
    return TO_STUDENT if reader.role is Role.STUDENT else TO_MENTOR


def cases() -> tuple[Case, ...]:
    """Return every case of the corpus by name."""
    return tuple(sorted((Case(path) for path in ROOT.rglob("*" + INCOMING)), key=lambda case: case.name))


def topics() -> dict[str, dict[str, list[str]]]:
    """Return the table of what the corpus covers: section, topic, names of cases."""
    with TOPICS.open("rb") as file:
        table: dict[str, dict[str, list[str]]] = tomllib.load(file)
    return table


def changes_text(masked: Masked) -> str:
    """Return the list of changes as a file of lines."""
    return "".join(f"{change.kind} | {change.part} | {change.detail}".rstrip(" |") + "\n" for change in masked.changes)


def decoded(data: bytes) -> list[str]:
    """Return a mail as lines that a person can read: headers, then each part with its type, decoded."""
    lines: list[str] = []
    for part in parsed(data).walk():
        lines += [f"{name}: {value}" for name, value in part.items()]
        lines.append("")
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        if part.get_content_maintype() == "text":
            lines += content.decode(part.get_content_charset("utf-8"), "backslashreplace").splitlines()
        else:
            lines.append(f"({len(content)} bytes)")
    return lines


def difference(expected: bytes, actual: bytes) -> str:
    """Return how two mails differ, decoded; the raw lines where they read the same."""
    diff = list(difflib.unified_diff(decoded(expected), decoded(actual), "expected", "actual", lineterm="", n=1))
    raw = (expected.decode("latin-1").splitlines(), actual.decode("latin-1").splitlines())
    return "\n".join((diff or list(difflib.unified_diff(*raw, "expected", "actual", lineterm="", n=1)))[:60])


def comparable(data: bytes) -> bytes:
    """Return a mail with the files in its zip containers told one by one: how they are packed depends on zlib."""
    for part in email.message_from_bytes(data).walk():
        packed, content = part.get_payload(), part.get_payload(decode=True)
        if isinstance(packed, str) and isinstance(content, bytes) and content.startswith(b"PK"):
            with zipfile.ZipFile(BytesIO(content)) as archive:
                told = [(file.filename, file.date_time, archive.read(file)) for file in archive.infolist()]
            data = data.replace(packed.encode("ascii"), repr(told).encode())
    return data


def accept(case: Case) -> None:
    """Write what comes out today as what is expected of ``case``."""
    reasons = case.reasons()
    wanted = {"expected.txt": "".join(f"{reason}\n" for reason in reasons).encode()} if reasons else {}
    if case.released or not reasons:
        result = case.masked(released=case.released)
        wanted["expected.eml"] = result.data
        if result.changes:
            wanted["changes.txt"] = changes_text(result).encode()
    for ending in ("expected.eml", "expected.txt", "changes.txt", "actual.eml"):
        case.beside(ending).unlink(missing_ok=True)
    for ending, content in wanted.items():
        case.beside(ending).write_bytes(content)


def _shown(case: Case) -> Iterator[str]:
    yield f"===== {case.name}: {case.writer.given_name} to {case.reader.given_name}"
    yield from case.reasons()
    try:
        result = case.masked(released=case.released)
    except MaskingError as error:
        yield f"MaskingError: {error}"
        return
    yield changes_text(result)
    yield from decoded(result.data)


def main(arguments: list[str]) -> int:
    """Carry out one command on the named cases; to show or list, on all if none is named."""
    parser = argparse.ArgumentParser(prog="python -m tests.support.corpus", description=__doc__)
    parser.add_argument("command", nargs="?", default="status", choices=("status", "show", "accept"))
    parser.add_argument("names", nargs="*", metavar="NAME", help="of mails of the corpus, without _incoming.eml")
    parser.add_argument("--all", action="store_true", help="all of them")
    chosen = parser.parse_args(arguments)
    known = {case.name: case for case in cases()}
    if unknown := [name for name in chosen.names if name not in known]:
        parser.error("; ".join(_unknown(name, known) for name in unknown))
    if chosen.names and chosen.all:
        parser.error("names or --all, not both")
    if chosen.command == "accept" and not (chosen.names or chosen.all):
        parser.error("accept: name the mails that you have looked at, or say --all")
    for name in chosen.names or known:
        _carry_out(chosen.command, known[name])
    return 0


def _unknown(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"no mail of the corpus is called {name}" + (f"; there is {near[0]}" if near else "")


def _carry_out(command: str, case: Case) -> None:
    if command == "accept":
        accept(case)
    elif command == "show":
        sys.stdout.write("\n".join(_shown(case)) + "\n")
    elif not (case.beside("expected.eml").exists() or case.beside("expected.txt").exists()):
        sys.stdout.write(f"nothing expected yet: {case.name}\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
